"""What a worker is: it works at once, then whenever it is woken."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod


class Wakes:
    """What wakes each worker: made before the workers, so that who makes work for them can be made first."""

    def __init__(self) -> None:
        self.files = asyncio.Event()
        self.jobs = asyncio.Event()
        self.imports = asyncio.Event()
        self.broadcasts = asyncio.Event()
        self.housekeeping = asyncio.Event()
        self.erasures = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def work_came(self) -> None:
        """Let every worker that people wait for look for work."""
        for wake in (self.files, self.jobs, self.imports, self.broadcasts, self.erasures):
            wake.set()

    def work_came_from_thread(self) -> None:
        """The same from another thread, such as the database's."""
        self._loop.call_soon_threadsafe(self.work_came)

    def minute_came(self) -> None:
        """Let every worker look for work: some of it falls due with time alone."""
        self.work_came()
        self.housekeeping.set()


class Worker(ABC):
    """Works off what there is in rounds. `wake` may be set at any time: no work that came is missed."""

    def __init__(self, wake: asyncio.Event) -> None:
        self.wake = wake

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.wake.clear()
            seconds = await self.run_once()
            with contextlib.suppress(TimeoutError):  # `wait_for` may lose a cancel (Python 3.11)
                async with asyncio.timeout(seconds):
                    await self.wake.wait()

    @abstractmethod
    async def run_once(self) -> float | None:
        """Do what there is to do now; returns after how many seconds to look again unless woken, None for never."""
