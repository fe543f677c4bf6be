"""What parts note of how their work goes, for health to look at. All times are seconds of a monotonic clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Monotonic = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What does not work, in a sentence; since when; and whether it takes a hand (a refused token does)."""

    why: str
    since: float
    needs_hand: bool = False


class Sign:
    """How one thing goes: when it last worked, and what has been the trouble since."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self.worked_at = monotonic()  # nothing has gone wrong before the start
        self.trouble: Trouble | None = None

    def works(self) -> None:
        """It worked just now."""
        self.worked_at = self._monotonic()
        self.trouble = None

    def fails(self, why: str, *, needs_hand: bool = False) -> bool:
        """It did not work just now; returns whether it did before, so that it is logged once."""
        before = self.trouble
        since = before.since if before is not None else self._monotonic()
        self.trouble = Trouble(why, since, needs_hand)
        return before is None

    @property
    def silent_for(self) -> float:
        """Seconds since it last worked."""
        return self._monotonic() - self.worked_at

    @property
    def failing_for(self) -> float:
        """Seconds since it began to fail; 0 while it works."""
        return self._monotonic() - self.trouble.since if self.trouble is not None else 0.0


class Reception(Sign):
    """How receiving over a channel goes. `dated` hears at which moments its vendor says that messages were written."""

    def __init__(
        self, dated: Callable[[datetime], None] = lambda _moment: None, monotonic: Monotonic = time.monotonic
    ) -> None:
        super().__init__(monotonic)
        self.dated = dated
