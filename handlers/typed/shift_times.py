"""Shifts as people type them: "mỗi thứ 7 trong tháng 3 7h-11h", "15/3 7h-11h; 16/3", "every Saturday in March".

Pure: nothing is looked up, and today is given. A day without a year is the next one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from pydantic import BaseModel

from handlers.engine.outcomes import Bad
from handlers.engine.text import HOME, Text, _, ngettext
from handlers.typed import days
from handlers.typed.beginnings import beginning
from handlers.typed.clocks import TypedClock, clocks_in
from handlers.typed.hours import Hours, TypedHours, checked, hours_in, no_hours, unclear_hours
from handlers.typed.parts_of_day import EVENING, PARTS, apart, name_of, today_named
from handlers.typed.shift_parts import parted, weekends_named
from handlers.typed.spellings import A_DAY, left_over, numbered, plain, weekdays_marked, without_marked
from schedules.calendar import ONE_DAY

MOST_SHIFTS = 40
_FILLER = days.FILLER | {"nhe", "nha", "nhen", "please", "bat", "dau", "start", "starts", "starting"}
_STRETCH_OF_WEEKDAYS = re.compile(r"\bwd[a-g]\s*(?:-|den|toi|to|until|till)\s*wd[a-g]")


class Slot(BaseModel):
    """A day with its hours, if they were said, at home; where they end before they begin, on the next day.

    `part` is the part of the day ("chieu") that was said of a day without hours.
    """

    day: date
    begins: time | None = None
    ends: time | None = None
    part: str = ""


class When(BaseModel):
    """The days that somebody typed, in order."""

    slots: tuple[Slot, ...]

    @property
    def complete(self) -> bool:
        """Whether each day has its hours."""
        return all(slot.begins is not None and slot.ends is not None for slot in self.slots)

    @property
    def begins(self) -> time | None:
        """When they all begin, where that was said and not when they end."""
        alone = {slot.begins for slot in self.slots if slot.ends is None}
        return alone.pop() if len(alone) == 1 else None

    @property
    def part(self) -> str:
        """The part of the day that was said of its days."""
        return next((slot.part for slot in self.slots if slot.part), "")


class Span(NamedTuple):
    """A shift's time, in UTC."""

    starts_at: datetime
    ends_at: datetime


def days_of(text: str, *, today: date) -> When:
    """The days of one shift or several, with their hours where those were said.

    Raises:
        Bad: there is no day in it that is still to come, or something in it makes no sense.
    """
    parts = [part for line in re.split(r"[;\n]", text) if line.strip() for part in parted(line)]
    slots = _shared([slot for part in parts for slot in _slots(part, today)])
    different = {(slot.day, slot.begins or time(), slot.ends or time()): slot for slot in slots}
    if not different:
        raise days.no_days()
    if len({slot.begins for slot in slots if slot.begins is not None and slot.ends is None}) > 1:
        raise no_hours()
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
        begins = slot.begins if slot.begins is not None else (hours.begins if hours else None)
        ends = slot.ends if slot.ends is not None else (hours.ends if hours else None)
        if begins is None or ends is None:
            raise no_hours()
        last = slot.day if ends > begins else slot.day + ONE_DAY
        shifts.append(Span(_moment(slot.day, begins), _moment(last, ends)))
    for span in shifts:
        if span.starts_at <= now:
            raise Bad(_("{start:moment} is already over. When instead?", start=span.starts_at))
    for span, following in pairwise(shifts):
        if following.starts_at < span.ends_at:
            raise Bad(_("Two of these shifts overlap, on {start:date}. Please look again.", start=following.starts_at))
    return shifts


def put_together(slot: Slot, was: Hours) -> Slot:
    """A slot with its hours: those of `was` where it says none, as long as `was` where it says the beginning alone.

    Raises:
        Bad: they do not go with the part of the day that it says.
    """
    if slot.begins is not None and slot.ends is not None:
        return slot
    if slot.begins is not None:
        ends = datetime.combine(slot.day, was.ends) + (
            datetime.combine(slot.day, slot.begins) - datetime.combine(slot.day, was.begins)
        )
        return Slot(day=slot.day, begins=slot.begins, ends=ends.time())
    if slot.part and not PARTS[slot.part].covers(was.begins.hour * 60):
        raise no_hours()
    return Slot(day=slot.day, begins=was.begins, ends=was.ends)


def said(span: Span) -> Text:
    """When a shift is."""
    if span.ends_at.astimezone(HOME).date() > span.starts_at.astimezone(HOME).date():
        return _("{start:date}, {start:time} to {end:time} the next day", start=span.starts_at, end=span.ends_at)
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


def _shared(slots: list[Slot]) -> list[Slot]:
    """Hours that were said once are those of all days.

    Raises:
        Bad: they do not go with the part of the day that was said of one, or two parts are said without hours.
    """
    said = {(slot.begins, slot.ends) for slot in slots if slot.begins is not None}
    parts = {slot.part for slot in slots if slot.part}
    if not said and len(parts) > 1:
        raise no_hours()
    if len(said) != 1:
        return slots
    begins, ends = said.pop()
    if begins is not None and any(not PARTS[part].covers(begins.hour * 60) for part in parts):
        raise unclear_hours()
    return [Slot(day=slot.day, begins=begins, ends=ends) for slot in slots]


def _slots(text: str, today: date) -> list[Slot]:
    """The days of one part of what was typed, each with the part's hours."""
    marked = numbered(weekdays_marked(weekends_named(today_named(plain(text)))))
    _check_stretch_of_weekdays(marked)
    hours = hours_in(marked)
    if hours is None and len(clocks := clocks_in(marked)) == 1:
        return _beginning_alone(clocks[0], today, text)
    parts = apart(marked if hours is None else hours.around)
    read = None if hours is None else checked(hours.in_part(parts.parts))
    if hours is not None and parts.perhaps_evening and hours.in_part([*parts.parts, EVENING]) != read:
        raise unclear_hours()
    around = parts.rest if read is None else _without_last_day(parts.rest, read, today)
    if hours is not None and read is not None and read.ends <= read.begins and hours.ends_on_a_day:
        _check_whose_day(parts.rest, hours, today)
    dates = _dates(around, today, text)
    if read is not None:
        return [Slot(day=day, begins=read.begins, ends=read.ends) for day in dates]
    if len(parts.parts) > 1:
        raise no_hours()
    return [Slot(day=day, part=name_of(parts.parts[0]) if parts.parts else "") for day in dates]


def _beginning_alone(typed: TypedClock, today: date, text: str) -> list[Slot]:
    """The days of one part that says when its shifts begin, and not when they end."""
    parts = apart(f"{typed.before} | {typed.behind}")
    begins = beginning(typed.clock, parts.parts)
    if parts.perhaps_evening and beginning(typed.clock, [*parts.parts, EVENING]) != begins:
        raise unclear_hours()
    return [Slot(day=day, begins=begins) for day in _dates(parts.rest.replace("|", " "), today, text)]


def _dates(typed: str, today: date, text: str) -> list[date]:
    """The days in a plain text without its hours; `text` is as it was typed.

    Raises:
        Bad: there is none, one is over or too far away, or something in the text is no day.
    """
    typed, weekdays = without_marked(typed)
    dates, rest = days.said_in(typed, weekdays, today)
    if not dates:
        raise days.no_days()
    if unread := left_over(rest, _FILLER):
        raise _not_understood(text, unread)
    for day in dates:
        if day < today:
            raise Bad(_("{day:date} is already over. Which day instead?", day=day))
        if day > today + days.FURTHEST:
            raise Bad(_("{day:date} is too far away: at most a year ahead.", day=day))
    return dates


def _not_understood(text: str, unread: set[str]) -> Bad:
    """What is said about words that no reader knows: which they are, as they were typed."""
    words = " ".join(word for word in re.findall(r"\w+", text) if plain(word) in unread)
    if not words or all(word.isdigit() for word in unread):
        return days.no_days()
    return Bad(
        _(
            "I don't understand “{words}” here. Please write just the days and hours, such as 30/11 14h-17h.",
            words=words[:60],
        )
    )


def _without_last_day(around: str, hours: Hours, today: date) -> str:
    """What stands around hours, without the day of their end: "từ 22h 30/11 đến 2h 1/12".

    Raises:
        Bad: a day before them and one behind do not go together.
    """
    before, _bar, behind = around.partition("|")
    (first, _rest), (last, rest) = _alone(before, today), _alone(behind, today)
    if len(first) != 1 or len(last) != 1 or _kind(before) != _kind(behind):
        if first and last and _kind(before) == _kind(behind):
            raise unclear_hours()
        return around.replace("|", " ")
    if last[0] != first[0] + (ONE_DAY if hours.ends <= hours.begins else timedelta()):
        raise unclear_hours()
    return f"{before} {rest}"


def _check_whose_day(around: str, hours: TypedHours, today: date) -> None:
    """Ask about a day that may be that of the end of a night alone, as none stands before.

    Raises:
        Bad: it may be.
    """
    before, _bar, behind = around.partition("|")
    if not hours.next_day and not _alone(before, today)[0] and _alone(behind, today)[0]:
        raise unclear_hours()


def _alone(typed: str, today: date) -> tuple[list[date], str]:
    """The days that a part of a text would be, if it were all, and the rest of it."""
    try:
        return days.said_in(*without_marked(typed), today)
    except Bad:
        return [], typed


def _kind(typed: str) -> str:
    """How a text names its day: by a date, or in another way."""
    return "date" if A_DAY.search(typed) else "word"


def _check_stretch_of_weekdays(marked: str) -> None:
    """Ask about “from Monday to Friday”, which is not Monday and Friday."""
    if _STRETCH_OF_WEEKDAYS.search(marked):
        raise days.no_days()


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HOME).astimezone(UTC)
