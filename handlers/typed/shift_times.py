"""Shifts as people type them: "mỗi thứ 7 trong tháng 3 7h-11h", "15/3 7h-11h; 16/3", "every Saturday in March".

Pure: nothing is looked up, and today is given. A day without a year is the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import NamedTuple

from pydantic import BaseModel

from handlers.engine.outcomes import Bad
from handlers.engine.text import HOME, Text, _, ngettext
from handlers.typed import days
from handlers.typed.spellings import left_over, numbered, plain, without_weekdays
from handlers.typed.times import Hours, hours_in, no_hours

MOST_SHIFTS = 40


class Slot(BaseModel):
    """A day with its hours, if they were said, at home."""

    day: date
    begins: time | None = None
    ends: time | None = None


class When(BaseModel):
    """The days that somebody typed, in order."""

    slots: tuple[Slot, ...]

    @property
    def complete(self) -> bool:
        """Whether each day has its hours."""
        return all(slot.begins and slot.ends for slot in self.slots)


class Span(NamedTuple):
    """A shift's time, in UTC."""

    starts_at: datetime
    ends_at: datetime


def days_of(text: str, *, today: date) -> When:
    """The days of one shift or several, with their hours where those were said.

    Raises:
        Bad: there is no day in it that is still to come, or something in it makes no sense.
    """
    slots = [slot for part in plain(text).split(";") if part.strip() for slot in _slots(part, today)]
    said = {(slot.begins, slot.ends) for slot in slots if slot.begins}
    if len(said) == 1:  # hours said once are everybody's
        begins, ends = said.pop()
        slots = [Slot(day=slot.day, begins=begins, ends=ends) for slot in slots]
    different = {(slot.day, slot.begins or time(), slot.ends or time()): slot for slot in slots}
    if not different:
        raise days.no_days()
    if len(different) > MOST_SHIFTS:
        raise Bad(
            _(
                "That makes {number} shifts; at most {most} at a time. Which days?",
                number=len(different),
                most=MOST_SHIFTS,
            )
        )
    return When(slots=tuple(slot for _key, slot in sorted(different.items())))


def spans(when: When, hours: Hours | None, now: datetime) -> list[Span]:
    """The shifts' times.

    Raises:
        Bad: one has begun already, or two overlap.
    """
    shifts = []
    for slot in when.slots:
        begins = slot.begins or (hours.begins if hours else None)
        ends = slot.ends or (hours.ends if hours else None)
        if begins is None or ends is None:
            raise no_hours()
        shifts.append(Span(_moment(slot.day, begins), _moment(slot.day, ends)))
    for span in shifts:
        if span.starts_at <= now:
            raise Bad(_("{start:moment} is over already. When shall it be?", start=span.starts_at))
    for span, following in pairwise(shifts):
        if following.starts_at < span.ends_at:
            raise Bad(_("Two of these shifts overlap, on {start:date}. Please look again.", start=following.starts_at))
    return shifts


def said(span: Span) -> Text:
    """When a shift is."""
    return _("{start:date}, {start:time} to {end:time}", start=span.starts_at, end=span.ends_at)


def listed(shifts: Sequence[Span]) -> Text:
    """How many shifts there are, or when the only one is: a line."""
    if len(shifts) == 1:
        return said(shifts[0])
    return ngettext(
        "{count} shift, {start:short} to {end:short}",
        "{count} shifts, {start:short} to {end:short}",
        len(shifts),
        start=shifts[0].starts_at,
        end=shifts[-1].starts_at,
    )


def _slots(part: str, today: date) -> list[Slot]:
    """The days of one part of what was typed, each with the part's hours."""
    typed, weekdays = without_weekdays(part)
    hours, typed = hours_in(numbered(typed))
    dates, rest = days.said_in(typed, weekdays, today)
    if not dates or left_over(rest, days.FILLER):
        raise days.no_days()
    for day in dates:
        if day < today:
            raise Bad(_("{day:date} is over already. When shall it be?", day=day))
        if day > today + days.FURTHEST:
            raise Bad(_("{day:date} is too far away: at most a year ahead.", day=day))
    if hours is None:
        return [Slot(day=day) for day in dates]
    return [Slot(day=day, begins=hours.begins, ends=hours.ends) for day in dates]


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HOME).astimezone(UTC)
