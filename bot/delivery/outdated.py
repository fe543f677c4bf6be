"""Which rows in memory may name somebody who is erased meanwhile: these are looked up again before they are sent."""

from __future__ import annotations

import time
from collections.abc import Callable

MARGIN = 60.0  # seconds: a row that was being read while somebody was erased is outdated too


class Outdated:
    """Told of erasures on whatever thread they are seen, before they are committed; asked before each send."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until = float("-inf")

    def mark(self) -> None:
        """Somebody is being erased now."""
        self._until = self._monotonic() + MARGIN

    def is_since(self, entered_at: float) -> bool:
        """Whether somebody was erased since a row came into memory."""
        return entered_at <= self._until
