"""Days and hours of shifts as people type them: "mỗi thứ 7 trong tháng 3", "15/3 7h-11h", "every Saturday in March".

Pure: nothing is looked up, and today is given. A day without a year is the next one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from pydantic import BaseModel

from handlers.engine.chat import Bad
from handlers.engine.text import HOME, Text, _, ngettext

MOST_SHIFTS = 40
FURTHEST = timedelta(days=400)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=16)
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


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


class Hours(BaseModel):
    """From when to when on a day, at home."""

    begins: time
    ends: time


class Span(NamedTuple):
    """A shift's time, in UTC."""

    starts_at: datetime
    ends_at: datetime


_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "đ": "d", "Đ": "d", "\n": ";"})
_WEEKDAYS = (
    "thu hai|thu 2|t2|mondays?|mon",
    "thu ba|thu 3|t3|tuesdays?|tue",
    "thu tu|thu 4|t4|wednesdays?|wed",
    "thu nam|thu 5|t5|thursdays?|thurs?",
    "thu sau|thu 6|t6|fridays?|fri",
    "thu bay|thu 7|t7|saturdays?|sat",
    "chu nhat|cn|sundays?|sun",
)
_WEEKDAY = re.compile(r"\b(?:" + "|".join(f"({names})" for names in _WEEKDAYS) + r")\b(?:\s*,)?")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH_NAME = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)

_OF_DAY = r"\s*(am|pm|sang|trua|chieu|toi)?"
_CLOCK = r"(\d{1,2})\s*(?:(h|g|gio|:)\s*(\d{1,2})?)?\s*(?:p|ph|phut)?" + _OF_DAY
_HOURS = re.compile(
    rf"(?<![\d/.]){_CLOCK}\s*(?:-|den|toi|to|until|till)\s*{_CLOCK}(?![\d/.]|\s*/)(?!\s*(?:{_MONTH_NAME}))\b"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_SPOKEN = re.compile(r"\b(\d{1,2})\s*thang\s*(\d{1,2})(?:\s*(?:nam|/)\s*(\d{4}))?\b")
_DAY_NAMED = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH_NAME})\b(?:\s*,?\s*(\d{{4}}))?")
_NAMED_DAY = re.compile(rf"\b({_MONTH_NAME})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:\s*,?\s*(\d{{4}}))?")
_SHARED = re.compile(
    r"(?<![\d/h:])(\d{1,2})\s*(,|va|and|&|-|den|toi|to)\s*(\d{1,2})\s*/\s*(\d{1,2})((?:/\d{4})?)(?!\d)"
)
_DAY = r"(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}|\d{2}))?(?![\d/])"
_FROM_TO = re.compile(rf"{_DAY}\s*(?:-|den|toi|to|until|till)(?:\s+het|\s+ngay)?\s*{_DAY}")
_UNTIL = re.compile(rf"\b(?:den|toi|until|till)(?:\s+het|\s+ngay)?\s*{_DAY}")
_ONE_DAY = re.compile(_DAY)
_MONTH = re.compile(rf"\b(?:thang\s*(\d{{1,2}})(?:\s*(?:/|nam)\s*(\d{{4}}))?|({_MONTH_NAME})\b(?:\s+(\d{{4}}))?)(?!\d)")
_NEAR_MONTH = re.compile(r"\b(?:(thang nay|this month)|(thang sau|thang toi|next month))\b")
_EVERY = re.compile(r"\b(moi|hang tuan|hang ngay|cac|tat ca|every|each|all|weekly|daily)\b")
_ANY_DAY = re.compile(r"\b(ngay|day|hang ngay|daily)\b")
_NEXT_WEEK = re.compile(r"\b(tuan sau|tuan toi|next week|next)\b")
_RELATIVE = (
    (re.compile(r"\b(hom nay|today)\b"), 0),
    (re.compile(r"\b(ngay mai|mai|tomorrow)\b"), 1),
    (re.compile(r"\b(ngay mot|ngay kia|mot)\b"), 2),
)
_FILLER = {
    "ngay",
    "luc",
    "tu",
    "den",
    "toi",
    "trong",
    "vao",
    "va",
    "buoi",
    "sang",
    "chieu",
    "trua",
    "nam",
    "moi",
    "cac",
    "tat",
    "ca",
    "hang",
    "tuan",
    "nay",
    "gio",
    "and",
    "on",
    "in",
    "from",
    "to",
    "at",
    "of",
    "the",
    "every",
    "each",
    "all",
    "week",
    "weekly",
    "day",
    "days",
    "daily",
    "this",
}
_DAYTIME = {"am": 0, "sang": 0, "pm": 12, "trua": 12, "chieu": 12, "toi": 12}


# What is typed -------------------------------------------------------------------------------------------------------


def days_of(text: str, *, today: date) -> When:
    """The days of one shift or several, with their hours where those were said.

    Raises:
        Bad: there is no day in it that is still to come, or something in it makes no sense.
    """
    slots: list[Slot] = []
    for part in _plain(text).split(";"):
        if part.strip():
            slots += _slots(part, today)
    said = {(slot.begins, slot.ends) for slot in slots if slot.begins}
    if len(said) == 1:  # hours said once are everybody's
        begins, ends = said.pop()
        slots = [Slot(day=slot.day, begins=begins, ends=ends) for slot in slots]
    found = sorted({(slot.day, slot.begins or time(), slot.ends or time()): slot for slot in slots}.items())
    if not found:
        raise _no_day()
    if len(found) > MOST_SHIFTS:
        raise Bad(
            _("That makes {number} shifts; at most {most} at a time. Which days?", number=len(found), most=MOST_SHIFTS)
        )
    return When(slots=tuple(slot for _key, slot in found))


def hours_of(text: str) -> Hours:
    """The hours of a day, such as "7h-11h".

    Raises:
        Bad: they are none.
    """
    typed = _plain(text)
    match = _HOURS.search(typed)
    if match is None or _left_over(_HOURS.sub(" ", typed, count=1)) or not _is_time(match):
        raise Bad(_("From when to when? For example 7h-11h, or 13h30-17h."))
    return _hours(match)


def spans(when: When, hours: Hours | None, now: datetime) -> list[Span]:
    """The shifts' times.

    Raises:
        Bad: one has begun already, or two overlap.
    """
    made = []
    for slot in when.slots:
        begins = slot.begins or (hours.begins if hours else None)
        ends = slot.ends or (hours.ends if hours else None)
        if begins is None or ends is None:
            raise Bad(_("From when to when? For example 7h-11h, or 13h30-17h."))
        made.append(Span(_moment(slot.day, begins), _moment(slot.day, ends)))
    for one in made:
        if one.starts_at <= now:
            raise Bad(_("{start:moment} is over already. When shall it be?", start=one.starts_at))
    for one, following in pairwise(made):
        if following.starts_at < one.ends_at:
            raise Bad(_("Two of these shifts overlap, on {start:date}. Please look again.", start=following.starts_at))
    return made


# How it is said ------------------------------------------------------------------------------------------------------


def said(one: Span) -> Text:
    """When a shift is."""
    return _("{start:date}, {start:time} to {end:time}", start=one.starts_at, end=one.ends_at)


def listed(days: Sequence[Span]) -> Text:
    """How many shifts there are, or when the only one is: a line."""
    if len(days) == 1:
        return said(days[0])
    return ngettext(
        "{count} shift, {start:short} to {end:short}",
        "{count} shifts, {start:short} to {end:short}",
        len(days),
        start=days[0].starts_at,
        end=days[-1].starts_at,
    )


# Reading -------------------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Small letters without diacritics; the signs stay."""
    plain = unicodedata.normalize("NFD", text.translate(_DASHES)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[ \t]+", " ", plain)


def _slots(part: str, today: date) -> list[Slot]:
    """The days of one part of what was typed, each with the part's hours."""
    weekdays = {(match.lastindex or 0) - 1 for match in _WEEKDAY.finditer(part)}
    typed = _DAY_NAMED.sub(lambda m: _numbered(*m.groups()), _WEEKDAY.sub(" ", part))
    typed = _NAMED_DAY.sub(lambda m: _numbered(m[2], m[1], m[3]), typed)
    typed = _SPOKEN.sub(lambda m: f"{m[1]}/{m[2]}" + (f"/{m[3]}" if m[3] else ""), _ISO.sub(r"\3/\2/\1", typed))
    hours = None
    if (match := next((one for one in _HOURS.finditer(typed) if _is_time(one)), None)) is not None:
        hours = _hours(match)
        typed = f"{typed[: match.start()]} {typed[match.end() :]}"
    while (shared := _SHARED.sub(r"\1/\4\5 \2 \3/\4\5", typed)) != typed:
        typed = shared
    days, rest = _days(typed, weekdays, today)
    if not days or _left_over(rest):
        raise _no_day()
    for day in days:
        if day < today:
            raise Bad(_("{day:date} is over already. When shall it be?", day=day))
        if day > today + FURTHEST:
            raise Bad(_("{day:date} is too far away: at most a year ahead.", day=day))
    if hours is None:
        return [Slot(day=day) for day in days]
    return [Slot(day=day, begins=hours.begins, ends=hours.ends) for day in days]


def _days(typed: str, weekdays: set[int], today: date) -> tuple[list[date], str]:
    """The days, and what of the text they do not explain."""
    every = _EVERY.search(typed) is not None
    if (stretch := _stretch(typed, today)) is not None:
        first, last, rest = stretch
        if not weekdays and not _ONE_DAY.search(typed) and not (every and _ANY_DAY.search(rest)):
            return [], rest  # a month alone is no day
        return [day for day in _each(first, last) if not weekdays or day.weekday() in weekdays], rest
    dates = [_next_date(one[1], one[2], one[3], today) for one in _ONE_DAY.finditer(typed)]
    if dates:
        _check_weekdays(dates, weekdays)
        return dates, _ONE_DAY.sub(" ", typed)
    for pattern, ahead in _RELATIVE:
        if pattern.search(typed):
            return [today + ahead * ONE_DAY], pattern.sub(" ", typed)
    if every:  # "every Saturday" has no end
        return [], typed
    following = _NEXT_WEEK.search(typed) is not None
    return [_coming(weekday, today, following=following) for weekday in sorted(weekdays)], _NEXT_WEEK.sub(" ", typed)


def _stretch(typed: str, today: date) -> tuple[date, date, str] | None:
    """From which day to which, where the text has two days, an end or a month; and the rest of the text."""
    if match := _FROM_TO.search(typed):
        last = _next_date(match[4], match[5], match[6], today)
        first = _next_date(match[1], match[2], match[3] or (str(last.year) if match[6] else None), today)
        if first > last:
            raise Bad(_("The end is before the beginning. Please look again."))
        return first, last, _FROM_TO.sub(" ", typed, count=1)
    if match := _UNTIL.search(typed):
        return today, _next_date(match[1], match[2], match[3], today), _UNTIL.sub(" ", typed, count=1)
    if match := _NEAR_MONTH.search(typed):
        first = today.replace(day=1) if match[1] else (today.replace(day=1) + 31 * ONE_DAY).replace(day=1)
        return max(first, today), _end_of_month(first), _NEAR_MONTH.sub(" ", typed, count=1)
    if match := _MONTH.search(typed):
        month = int(match[1]) if match[1] else _month_number(match[3])
        year = match[2] or match[4]
        if not 1 <= month <= 12:
            raise _no_day()
        first = date(int(year) if year else today.year + (month < today.month), month, 1)
        if _end_of_month(first) < today:
            raise Bad(_("{day:date} is over already. When shall it be?", day=_end_of_month(first)))
        return max(first, today), _end_of_month(first), _MONTH.sub(" ", typed, count=1)
    return None


def _check_weekdays(dates: Iterable[date], weekdays: set[int]) -> None:
    for day in dates:
        if weekdays and day.weekday() not in weekdays:
            raise Bad(_("{day:date}: the day of the week does not fit. Which is it?", day=day))


def _coming(weekday: int, today: date, *, following: bool) -> date:
    """The next such day of the week; `following`: the one of next week."""
    if following:
        return today - today.weekday() * ONE_DAY + WEEK + weekday * ONE_DAY
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * ONE_DAY


def _next_date(day: str, month: str, year: str | None, today: date) -> date:
    """A day; without a year, the next one."""
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        for at in (today.year, today.year + 1, today.year + 2):
            if int(day) <= monthrange(at, int(month))[1] and (found := date(at, int(month), int(day))) >= today:
                return found
    except ValueError:
        pass
    raise Bad(_("There is no day {day}/{month}. Please look again.", day=int(day), month=int(month))) from None


def _each(first: date, last: date) -> Iterable[date]:
    return (first + ahead * ONE_DAY for ahead in range(min((last - first).days, FURTHEST.days) + 1))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _numbered(day: str, month: str, year: str | None) -> str:
    return f"{day}/{_month_number(month)}" + (f"/{year}" if year else "")


def _month_number(name: str) -> int:
    return next(at for at, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


def _is_time(match: re.Match[str]) -> bool:
    """Whether a pair of numbers is a pair of times: one has an "h", a colon or a word for the time of day."""
    return any(match[at] for at in (2, 4, 6, 8))


def _hours(match: re.Match[str]) -> Hours:
    begins, ends = _time(match[1], match[3], match[4] or match[8]), _time(match[5], match[7], match[8])
    if not match[4] and begins > ends:  # "10-1pm"
        begins = _time(match[1], match[3], None)
    length = datetime.combine(date.min, ends) - datetime.combine(date.min, begins)
    if not SHORTEST <= length <= LONGEST:
        raise Bad(_("A shift ends on the day it begins, and lasts from a quarter of an hour to 16 hours."))
    return Hours(begins=begins, ends=ends)


def _time(hour: str, minute: str | None, of_day: str | None) -> time:
    number = int(hour)
    if of_day and number < 12:
        number += _DAYTIME[of_day] if not (of_day == "trua" and number in {10, 11}) else 0
    elif of_day == "am" and number == 12:
        number = 0
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise Bad(_("From when to when? For example 7h-11h, or 13h30-17h.")) from None


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HOME).astimezone(UTC)


def _left_over(rest: str) -> set[str]:
    """The words that explain nothing."""
    return set(re.findall(r"[a-z0-9]+", rest)) - _FILLER


def _no_day() -> Bad:
    return Bad(_("I need days such as 15/3 7h-11h, “15/3, 22/3”, or “every Saturday in March”."))
