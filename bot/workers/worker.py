"""Work that goes on beside the writer: at once, then whenever it is woken."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod


class Wakes:
    """What wakes each worker: made before the workers, so that who makes work for them can be made first."""

    def __init__(self) -> None:
        self.files = asyncio.Event()
        self.jobs = asyncio.Event()
        self.imports = asyncio.Event()
        self.broadcasts = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def set_all(self) -> None:
        """Let every worker look for work."""
        for wake in (self.files, self.jobs, self.imports, self.broadcasts):
            wake.set()

    def set_all_from_thread(self) -> None:
        """The same from another thread, such as the database's."""
        self._loop.call_soon_threadsafe(self.set_all)


class Worker(ABC):
    """Works off what there is in rounds. `wake` may be set at any time: no work that came is missed."""

    def __init__(self, wake: asyncio.Event) -> None:
        self.wake = wake

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.wake.clear()
            await self.run_once()
            await self.wake.wait()

    @abstractmethod
    async def run_once(self) -> None:
        """Do what there is to do now."""
