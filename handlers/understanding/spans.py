"""Days in a row that a message names: "từ 28 đến 31/01", a weekend, a week, a month, a quarter, a year. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from handlers.understanding import day_patterns as said

ONE = timedelta(days=1)


class Days(NamedTuple):
    """The days that are meant, both included; `text` is what of the message names them."""

    first: date
    last: date
    text: str

    @property
    def slot(self) -> str:
        """The day, or the first and the last, as a slot holds it."""
        return (
            self.first.isoformat() if self.first == self.last else f"{self.first.isoformat()}/{self.last.isoformat()}"
        )


class When(NamedTuple):
    """From which day something is told, and whether it has happened."""

    today: date
    past: bool

    @property
    def monday(self) -> date:
        """The first day of this week."""
        return self.today - self.today.weekday() * ONE


def span(day: date, text: str, last: date | None = None) -> Days:
    """A day, or the days up to another."""
    return Days(day, day if last is None else last, text)


def on(day: int, month: int, year: int | None, when: When) -> date | None:
    """A day and month; without a year the one that is nearest, from about a month ago on."""
    try:
        if year is not None:
            return date(year + 2000 if year < 100 else year, month, day)
        here = date(when.today.year, month, day)
    except ValueError:
        return None
    if when.past:
        return here if here <= when.today else here.replace(year=here.year - 1)
    return here if here >= when.today - 45 * ONE else here.replace(year=here.year + 1)


def end_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def from_to(text: str, when: When) -> Days | None:
    """From one date to another: "từ 28 đến 31/01"."""
    match = said.RANGE.search(text)
    if not match:
        return None
    month = int(match["m"] or match["m2"])
    last = on(int(match["d"]), month, None, when)
    first = on(int(match["a"]), int(match["am"] or month), None, when)
    return span(first, match[0], last) if first is not None and last is not None and first < last else None


def two(text: str, when: When) -> Days | None:
    """Two days of the week that follow: "cả thứ bảy lẫn chủ nhật"."""
    match = said.TWO_DAYS.search(text)
    if not match or when.past:
        return None
    first = when.today + ((said.WEEKDAYS[match["a"]] - when.today.weekday()) % 7) * ONE
    last = first + ((said.WEEKDAYS[match["b"]] - first.weekday()) % 7) * ONE
    return span(first, match[0], last) if first < last else None


def wider(text: str, when: When) -> Days | None:
    """A weekend, a week, a quarter, a month or a year."""
    if match := said.WEEKEND.search(text):
        saturday = when.monday + (12 if match["after"] or match["next"] else 5) * ONE
        return span(saturday, match[0], saturday + ONE)
    if match := said.WEEK.search(text):
        first = when.monday + (7 if match["next"] else -7 if match["last"] else 0) * ONE
        return span(first, match[0], first + 6 * ONE)
    if match := said.QUARTER.search(text):
        quarter = int(match["q"]) if match["q"].isdecimal() else said.ROMAN[match["q"]]
        today = when.today
        year = today.year if quarter * 3 - 2 <= today.month or not when.past else today.year - 1
        return span(date(year, quarter * 3 - 2, 1), match[0], end_of_month(date(year, quarter * 3, 1)))
    return _months(text, when)


def _months(text: str, when: When) -> Days | None:
    today = when.today
    match = said.MONTH.search(text)
    if match and not said.LUNAR_FULL.search(text):
        return _month(match, when)
    if match := said.END_OF_MONTH.search(text):
        return span(today.replace(day=21), match[0], end_of_month(today))
    if match := said.YEAR.search(text):
        year = int(match["y"]) if match["y"] else today.year + (1 if match["next"] else -1 if match["last"] else 0)
        return span(date(year, 1, 1), match[0], date(year, 12, 31))
    return None


def _month(match: re.Match[str], when: When) -> Days:
    which = match["which"] or match["en"] or (match["short"] or "")[1:]
    here = when.today.replace(day=1)
    if which in {"nay", "this"}:
        first = here
    elif which in {"sau", "toi", "next"}:
        first = (here + 31 * ONE).replace(day=1)
    elif which in {"truoc", "roi", "last"}:
        first = (here - ONE).replace(day=1)
    else:
        month = said.LUNAR_MONTHS.get(which) or int(which)
        gone = when.today.month - month
        year = int(match["y"]) if match["y"] else when.today.year + (1 if gone > (11 if when.past else 2) else 0)
        first = date(year, month, 1)
    if match["end"]:
        return span(first.replace(day=21), match[0], end_of_month(first))
    return span(first, match[0], first.replace(day=10) if match["start"] else end_of_month(first))
