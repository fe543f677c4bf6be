"""When the sample's shifts are, seen from now: one is on at any hour, the others are in the days around."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from handlers.engine.text import HOME

SATURDAY, SUNDAY = 5, 6
FIRST_LIGHT, LAST_START, DUSK, DAWN = time(5), time(17), time(18), time(6)

When = Literal["day", "night", "tomorrow", "saturday", "sunday", "next_week", "last_week"]
NOW: frozenset[When] = frozenset({"day", "night"})


def times(when: When, begins: time | None, hours: int, now: datetime) -> tuple[datetime, datetime]:
    """When a place in the week is, seen from now: its start and end."""
    here = now.astimezone(HOME)
    if when in NOW or begins is None:
        starts = here.replace(minute=here.minute // 30 * 30, second=0, microsecond=0)
        return starts, min(starts + timedelta(hours=hours), _next(DUSK if when == "day" else DAWN, starts))
    starts = datetime.combine(_day(when, here.date()), begins, tzinfo=HOME)
    return starts, starts + timedelta(hours=hours)


def part_of_day(now: datetime) -> Literal["day", "night"]:
    """Whether what is on now is work by daylight: by night nobody plants trees."""
    return "day" if FIRST_LIGHT <= now.astimezone(HOME).time() < LAST_START else "night"


def _next(hour: time, after: datetime) -> datetime:
    """When it is this hour next."""
    today = datetime.combine(after.date(), hour, tzinfo=HOME)
    return today if today > after else today + timedelta(days=1)


def _day(when: When, today: date) -> date:
    """The day of a place in the week; a weekend that begins tomorrow is too near, for `/ma` shows what opens soon."""
    match when:
        case "saturday":
            return today + timedelta(days=(SATURDAY - today.weekday() - 2) % 7 + 2)
        case "sunday":
            return today + timedelta(days=(SUNDAY - today.weekday() - 2) % 7 + 2)
        case "next_week":
            return today + timedelta(days=8)
        case "last_week":
            return today - timedelta(days=7)
        case _:
            return today + timedelta(days=1)
