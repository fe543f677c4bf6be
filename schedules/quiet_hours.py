"""Quiet hours: the hours of every day in which a person is sent no notice. Pure; times of day at home as "21:00"."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

from schedules.calendar import HOME, ONE_DAY, local_day, moment

AHEAD = timedelta(minutes=10)  # a notice that goes before quiet hours goes so long before they begin


class Quiet(NamedTuple):
    """Quiet from this time of day until that one, over midnight where it must; both alike: never."""

    begins: str = "21:00"
    ends: str = "06:30"

    def covers(self, clock: str) -> bool:
        """Whether this time of day is quiet; the end is not any more."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def over(self, at: datetime) -> datetime:
        """When the quiet hours that a moment lies in, or the next ones, end."""
        return _next(self.ends, at)

    def before(self, at: datetime) -> datetime:
        """The last good moment before the quiet hours that a moment lies in."""
        begun = _next(self.begins, at)
        return (begun if begun <= at else begun - ONE_DAY) - AHEAD


def clock(at: datetime) -> str:
    """The time of day at home, as "06:30"."""
    return at.astimezone(HOME).strftime("%H:%M")


def _next(wanted: str, at: datetime) -> datetime:
    """The first moment after this one (or this very one) with this time of day."""
    found = moment(local_day(at), time.fromisoformat(wanted))
    return found if found >= at else moment(local_day(at) + ONE_DAY, time.fromisoformat(wanted))
