"""Sets things aside that a worker fails on, so that none of them is in the way of those behind it."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_REST = 1.0
LONGEST_REST = (
    240.0  # seconds; less than a failure stays in health, so that it stays there as long as anything is aside
)


class SetAside:
    """What a part failed on, by its id: each rests, longer each time, while the others go on, and is tried again.

    `failed` is told of each failure, so that whoever looks after the bot hears of it.
    """

    def __init__(
        self, part: str, failed: Callable[[], None], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.part = part
        self._failed = failed
        self._monotonic = monotonic
        self._failures: dict[int, int] = {}
        self._until: dict[int, float] = {}

    def resting(self) -> frozenset[int]:
        """What is not to be tried now."""
        now = self._monotonic()
        return frozenset(item for item, until in self._until.items() if until > now)

    def soonest(self) -> float | None:
        """In how many seconds the first of what rests is to be tried again; None where nothing rests."""
        now = self._monotonic()
        return min((max(0.0, until - now) for until in self._until.values()), default=None)

    async def attempt(self, item: int, doing: Awaitable[object]) -> bool:
        """Do something with one of them; returns whether it went well. An error sets it aside."""
        try:
            await doing
        except Exception as error:  # noqa: BLE001 - whatever it is, the others are to go on
            self.add(item, error)
            return False
        self._failures.pop(item, None)
        self._until.pop(item, None)
        return True

    def add(self, item: int, error: Exception) -> None:
        """Set one aside, and say so."""
        failures = self._failures[item] = self._failures.get(item, 0) + 1
        rest = min(LONGEST_REST, FIRST_REST * 2.0 ** min(failures - 1, 10))
        self._until[item] = self._monotonic() + rest
        message = "%s: number %s failed %s times; it is set aside for %.0f s, and the others go on"
        log.error(message, self.part, item, failures, rest, exc_info=error)
        self._failed()
