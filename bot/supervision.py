"""Lets the parts of the bot go on after an error: of all parts, only the writer may end the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_REST = 1.0
LONGEST_REST = 60.0  # seconds; who has run longer than that without an error begins with the first rest again


class Supervision:
    """Runs parts, and runs them again when they fail. `failed` is told which part it was."""

    def __init__(
        self,
        failed: Callable[[str], None] = lambda _part: None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.failed = failed
        self._sleep = sleep
        self._monotonic = monotonic

    async def keep(self, part: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a part until cancelled; after an error it rests, longer each time, and begins again."""
        failures = 0
        while True:
            began = self._monotonic()
            try:
                await run()
            except Exception:
                failures = failures + 1 if self._monotonic() - began < LONGEST_REST else 1
                rest = min(LONGEST_REST, FIRST_REST * 2.0 ** min(failures - 1, 10))
                log.exception("The part “%s” failed; it begins again in %.0f s", part, rest)
                self.failed(part)
                await self._sleep(rest)
            else:
                return

    async def attempt(self, part: str, doing: Awaitable[object]) -> None:
        """Do something once; an error is logged, and whoever called goes on."""
        try:
            await doing
        except Exception:
            log.exception("The part “%s” failed; it is tried again with the next round", part)
            self.failed(part)
