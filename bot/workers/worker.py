"""Work that goes on beside the writer: at once, then whenever it is woken."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod


class Woken(ABC):
    """Something that works off what there is in turns. `wake` may be set at any time: no work that came is missed."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.wake.clear()
            await self.turn()
            await self.wake.wait()

    @abstractmethod
    async def turn(self) -> None:
        """Do what there is to do now."""
