"""The clock: the one place that asks what time it is."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

Clock = Callable[[], datetime]
"""Returns the present moment, aware."""

BEHIND = timedelta(minutes=2)  # a clock that is further behind than that is not believed
ALIKE = timedelta(minutes=2)  # proofs that say the same, but for how long their messages were on the way
FURTHEST = timedelta(days=60)  # who is further off cannot reach a vendor: no certificate would be in force
PROOFS = 16
JUMP = timedelta(minutes=1)


def system_clock() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here alone


@dataclass(frozen=True, slots=True)
class Jump:
    """The machine's clock was set, or the machine slept: by how much, and at which second of the monotonic clock."""

    by: timedelta
    at: float


class CheckedClock:
    """The machine's clock, put right where vendors prove that it is behind, and looked after for jumps.

    A message that a vendor has dated was written before it came. So its date, with what has passed since by the
    monotonic clock, is a moment that it is not earlier than now. One date alone may be wrong: it is believed only
    while there is no other; else it takes two that say the same.
    """

    def __init__(self, wall: Clock = system_clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._proofs: deque[datetime] = deque(maxlen=PROOFS)  # each as the moment when the monotonic clock was 0
        self._earliest: datetime | None = None
        self._anchor = self._zero(wall())
        self.jump: Jump | None = None

    def __call__(self) -> datetime:
        """The present moment."""
        return self._wall() + self.behind

    @property
    def behind(self) -> timedelta:
        """How far the machine's clock is behind what vendors prove; nothing where it is less than two minutes."""
        if self._earliest is None:
            return timedelta()
        behind = self._earliest + timedelta(seconds=self._monotonic()) - self._wall()
        return behind if BEHIND < behind <= FURTHEST else timedelta()

    def prove(self, moment: datetime) -> None:
        """A vendor says that somebody wrote at this moment."""
        if moment - self._wall() > FURTHEST:
            return
        self._proofs.append(self._zero(moment))
        self._earliest = self._agreed()

    def look(self) -> None:
        """Look whether the machine's clock has jumped since the last look."""
        anchor = self._zero(self._wall())
        by = anchor - self._anchor
        self._anchor = anchor
        if abs(by) >= JUMP:
            self.jump = Jump(by, self._monotonic())

    def _zero(self, moment: datetime) -> datetime:
        return moment - timedelta(seconds=self._monotonic())

    def _agreed(self) -> datetime | None:
        """The latest proof that another one confirms, or the only one."""
        latest_first = sorted(self._proofs, reverse=True)
        if len(latest_first) == 1:
            return latest_first[0]
        return next((earlier for later, earlier in pairwise(latest_first) if later - earlier <= ALIKE), None)
