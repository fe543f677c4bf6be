"""Quiet hours: the hours of every day in which a person is sent no notice. Pure; times of day at home as "21:00"."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from schedules.calendar import HOME, ONE_DAY, local_day, moment
from storage.reminders.reminders import QuietHours

AHEAD = timedelta(minutes=10)  # a notice that goes before quiet hours goes so long before they begin


def clock(at: datetime) -> str:
    """The time of day at home, as "06:30"."""
    return at.astimezone(HOME).strftime("%H:%M")


def covers(quiet: QuietHours, at: datetime) -> bool:
    """Whether a moment is quiet; the minute in which the hours end is not any more."""
    if quiet.begins <= quiet.ends:
        return quiet.begins <= clock(at) < quiet.ends
    return clock(at) >= quiet.begins or clock(at) < quiet.ends


def over(quiet: QuietHours, at: datetime) -> datetime:
    """When the quiet hours that a moment lies in end."""
    return _next(quiet.ends, at)


def before(quiet: QuietHours, at: datetime) -> datetime:
    """The last good moment before the quiet hours that a moment lies in."""
    begun = _next(quiet.begins, at)
    return (begun if begun <= at else begun - ONE_DAY) - AHEAD


def _next(wanted: str, at: datetime) -> datetime:
    """The first moment from this one on that has this time of day."""
    today = moment(local_day(at), time.fromisoformat(wanted))
    return today if today >= at else today + ONE_DAY
