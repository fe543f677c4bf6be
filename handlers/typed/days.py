"""Days as people type them: "26/3", "ngày 26 tháng 3", "March 26", "mai", "10/3 âm lịch", "mỗi thứ 7 trong tháng 3".

Pure: nothing is looked up, and today is given. Which year a day without one is in, depends on what is asked for.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from handlers.engine.outcomes import Bad
from handlers.engine.text import _
from handlers.typed.spellings import (
    A_DAY,
    DAY,
    LIST_IN_MONTH,
    MONTH_NAME,
    STRETCH_IN_MONTH,
    TypedDay,
    days_in,
    left_over,
    month_number,
    months_given,
    no_such_day,
    numbered,
    plain,
    typed_day,
    without_weekdays,
)
from schedules.calendar import LEAP_YEAR, LONGEST_LUNAR_MONTH, ONE_DAY

FURTHEST = timedelta(days=400)
WEEK = timedelta(days=7)
_AROUND_A_DAY = (
    "ngay luc tu den toi trong vao va buoi sang chieu trua evening nam moi cac tat ca hang tuan nay gio het "
    "and on in from to at of the every each all week weekly day days daily this year yearly until till"
)
FILLER = frozenset(_AROUND_A_DAY.split())
# No "nay" and no "sang", which make a day one of this year or of the next.
_AROUND_A_YEARLY_DAY = (
    "ngay tu den toi to from until till het hang moi nam every year yearly am lich al lunar of the calendar"
)
_YEARLY_FILLER = frozenset(_AROUND_A_YEARLY_DAY.split())

_FROM_TO = re.compile(rf"{DAY}\s*(?:-|den|toi|to|until|till)(?:\s+het|\s+ngay)?\s*{DAY}")
_UNTIL = re.compile(rf"\b(?:den|toi|until|till)(?:\s+het|\s+ngay)?\s*{DAY}")
_MONTH = re.compile(rf"\b(?:thang\s*(\d{{1,2}})(?:\s*(?:/|nam)\s*(\d{{4}}))?|({MONTH_NAME})\b(?:\s+(\d{{4}}))?)(?!\d)")
_NEAR_MONTH = re.compile(r"\b(?:(thang nay|this month)|(thang sau|thang toi|thang den|next month))\b")
_LUNAR = re.compile(r"\b(?:am|am lich|al|lunar)\b")
_EVERY = re.compile(r"\b(moi|hang tuan|hang ngay|cac|tat ca|every|each|all|weekly|daily)\b")
_ANY_DAY = re.compile(r"\b(ngay|day|hang ngay|daily)\b")
_NEXT_WEEK = re.compile(r"\b((?:sang )?tuan (?:sau|toi|den)|sang tuan|next week|next)\b")
_THIS_WEEK = re.compile(r"\b(tuan nay|this week)\b")
_RELATIVE = (
    (re.compile(r"\b((?:hom|sang|trua|chieu|evening|toi) nay|today)\b"), 0),
    (re.compile(r"\b(ngay mai|mai|tomorrow)\b"), 1),
    (re.compile(r"\b(ngay mot|ngay kia|mot)\b"), 2),
)


class EveryYear(NamedTuple):
    """A day that comes round every year, by the sun or by the moon."""

    day: int
    month: int
    lunar: bool = False


class Stretch(NamedTuple):
    """From one day to another, both included; one day alone is both."""

    first: date
    last: date


# One answer, one kind of day -----------------------------------------------------------------------------------------


def past_day(text: str, *, today: date) -> date:
    """A day with its year that is not to come, or "hôm nay".

    Raises:
        Bad: it is none.
    """
    typed, days, weekdays = _typed_days(text, signs="/.-")
    if not days and typed.strip() in {"hom nay", "today"}:
        return today
    if len(days) != 1 or days[0].year is None or left_over(A_DAY.sub(" ", typed), FILLER):
        raise Bad(_("I need a day with its year, such as 1/9/2026."))
    day = days[0].in_year(today.year)
    _check_weekdays([day], weekdays)
    if day > today:
        raise Bad(_("That day is still to come."))
    return day


def coming_day(text: str, *, today: date) -> date:
    """One day, from today on; without a year, the next one.

    Raises:
        Bad: it is none, it is over, or it is too far away.
    """
    typed, weekdays = without_weekdays(plain(text))
    dates, rest = said_in(numbered(typed, signs="/."), weekdays, today)
    if not dates or left_over(rest, FILLER):
        raise _no_day()
    if len(dates) > 1 or not today <= dates[0] <= today + FURTHEST:
        raise Bad(_("I need one day within the coming year, such as 2/12/2026."))
    return dates[0]


def period(text: str, *, today: date) -> Stretch:
    """Two days that somebody types; without a year they are of this one.

    Raises:
        Bad: they are none, or the wrong way round.
    """
    _rest, days, _weekdays = _typed_days(text, signs="/.-")
    if len(days) != 2:
        raise Bad(_("Please write two days, such as 1/1/2026 - 30/6/2026."))
    stretch = _between(*days, year=today.year)
    if stretch.first > stretch.last:
        raise Bad(_("The first day is after the last. Please write them the other way round."))
    return stretch


def every_year_or_once(text: str, *, today: date, only_yearly: bool) -> EveryYear | Stretch:
    """A day of every year ("26/3", "10/3 âm lịch"), or one day or several with their year, not yet over.

    Raises:
        Bad: it is none, or it has a year where `only_yearly` days are wanted.
    """
    typed, days, weekdays = _typed_days(text, signs="/.")
    rest = A_DAY.sub(" ", typed)
    if not 1 <= len(days) <= 2 or left_over(rest, _YEARLY_FILLER):
        raise _no_day()
    lunar = _LUNAR.search(rest) is not None
    if lunar or (len(days) == 1 and days[0].year is None and not weekdays):
        return _every_year(days, lunar=lunar)
    if only_yearly:
        raise Bad(_("An anniversary comes every year: give its day without a year, such as 26/3."))
    stretch = _once(days, today)
    _check_weekdays(stretch, weekdays)
    return stretch


def _no_day() -> Bad:
    return Bad(_("I need a day, such as 26/3 for every year, 10/3 âm lịch, 26/3/2027, or 1/6 - 31/8/2027."))


def _every_year(days: list[TypedDay], *, lunar: bool) -> EveryYear:
    (typed, *others) = days
    if others or typed.year is not None:
        raise Bad(_("For a day of the lunar calendar I need the day and month alone, such as 10/3 âm lịch."))
    if not 1 <= typed.month <= 12:
        raise no_such_day(typed)
    if not 1 <= typed.day <= (LONGEST_LUNAR_MONTH if lunar else monthrange(LEAP_YEAR, typed.month)[1]):
        raise no_such_day(typed)
    return EveryYear(typed.day, typed.month, lunar)


def _once(days: list[TypedDay], today: date) -> Stretch:
    if days[-1].year is None:
        raise Bad(_("Please add the year, such as 1/6 - 31/8/2027."))
    stretch = _between(days[0], days[-1], year=today.year)
    if stretch.first > stretch.last:
        raise Bad(_("The end is before the beginning. Please look again."))
    if stretch.last < today:
        raise Bad(_("That day is over. Which one will it be?"))
    return stretch


def _typed_days(text: str, *, signs: str) -> tuple[str, list[TypedDay], set[int]]:
    """A text in one spelling, the days that are written in it, and the days of the week that stand beside them."""
    typed, weekdays = without_weekdays(plain(text))
    typed = months_given(STRETCH_IN_MONTH, numbered(typed, signs=signs))
    return typed, days_in(typed), weekdays


def _between(first: TypedDay, last: TypedDay, *, year: int) -> Stretch:
    """From one day to another: the year of the last is that of the first too, or the next one, after December."""
    ends = last.in_year(year)
    begins = first.in_year(ends.year)
    if begins > ends and last.year is not None and first.year is None:
        begins = first.in_year(ends.year - 1)
    return Stretch(begins, ends)


# Several days, recurring days ----------------------------------------------------------------------------------------


def said_in(typed: str, weekdays: set[int], today: date) -> tuple[list[date], str]:
    """The days that a plain text with numbered days means, and what of the text they do not explain.

    `weekdays` are the days of the week that stood in it: see `without_weekdays`.

    Raises:
        Bad: a day that does not exist, is over, or does not fit its day of the week.
    """
    typed = months_given(LIST_IN_MONTH, typed)
    every = _EVERY.search(typed) is not None
    if (with_rest := _stretch(typed, today)) is not None:
        stretch, rest = with_rest
        if not weekdays and not A_DAY.search(typed) and not (every and _ANY_DAY.search(rest)):
            return [], rest  # a month alone is no day
        return [day for day in _each(stretch) if not weekdays or day.weekday() in weekdays], rest
    if dates := [day.next(today) for day in days_in(typed)]:
        _check_weekdays(dates, weekdays)
        return dates, A_DAY.sub(" ", typed)
    return _seen_from_today(typed, weekdays, today)


def _seen_from_today(typed: str, weekdays: set[int], today: date) -> tuple[list[date], str]:
    """Tomorrow, or days of the week of this one or the next."""
    for pattern, ahead in _RELATIVE:
        if pattern.search(typed):
            _check_weekdays([today + ahead * ONE_DAY], weekdays)
            return [today + ahead * ONE_DAY], pattern.sub(" ", typed)
    if _EVERY.search(typed):  # "every Saturday" has no end
        return [], typed
    if _THIS_WEEK.search(typed):
        return [_of_this_week(weekday, today) for weekday in sorted(weekdays)], _THIS_WEEK.sub(" ", typed)
    following = _NEXT_WEEK.search(typed) is not None
    return [_coming(weekday, today, following=following) for weekday in sorted(weekdays)], _NEXT_WEEK.sub(" ", typed)


def _stretch(typed: str, today: date) -> tuple[Stretch, str] | None:
    """From which day to which, where the text has two days, an end or a month; and the rest of the text."""
    if match := _FROM_TO.search(typed):
        return _from_to(match, today), _FROM_TO.sub(" ", typed, count=1)
    if match := _UNTIL.search(typed):
        return Stretch(today, typed_day(*match.groups()).next(today)), _UNTIL.sub(" ", typed, count=1)
    if match := _NEAR_MONTH.search(typed):
        first = today.replace(day=1) if match[1] else (today.replace(day=1) + 31 * ONE_DAY).replace(day=1)
        return Stretch(max(first, today), _end_of_month(first)), _NEAR_MONTH.sub(" ", typed, count=1)
    if match := _MONTH.search(typed):
        return _month(match, today), _MONTH.sub(" ", typed, count=1)
    return None


def _from_to(match: re.Match[str], today: date) -> Stretch:
    first, last = typed_day(*match.group(1, 2, 3)), typed_day(*match.group(4, 5, 6))
    if last.year is not None:
        stretch = _between(first, last, year=today.year)
    else:
        stretch = Stretch(first.next(today), last.next(today))
    if stretch.first > stretch.last:
        raise Bad(_("The end is before the beginning. Please look again."))
    return stretch


def _month(match: re.Match[str], today: date) -> Stretch:
    month = int(match[1]) if match[1] else month_number(match[3])
    year = match[2] or match[4]
    if not 1 <= month <= 12:
        raise no_days()
    first = TypedDay(1, month, int(year) if year else None).in_year(today.year + (month < today.month))
    if _end_of_month(first) < today:
        raise Bad(_("{day:date} is already over. Which day instead?", day=_end_of_month(first)))
    return Stretch(max(first, today), _end_of_month(first))


def _check_weekdays(dates: Iterable[date], weekdays: set[int]) -> None:
    for day in dates:
        if weekdays and day.weekday() not in weekdays:
            raise Bad(_("{day:date}: the day of the week does not fit. Which is it?", day=day))


def _coming(weekday: int, today: date, *, following: bool) -> date:
    """The next such day of the week; `following`: the one of next week."""
    if following:
        return today - today.weekday() * ONE_DAY + WEEK + weekday * ONE_DAY
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * ONE_DAY


def _of_this_week(weekday: int, today: date) -> date:
    day = today + (weekday - today.weekday()) * ONE_DAY
    if day < today:
        raise Bad(_("{day:date} is already over. Which day instead?", day=day))
    return day


def _each(stretch: Stretch) -> Iterable[date]:
    return (stretch.first + ahead * ONE_DAY for ahead in range(min((stretch.last - stretch.first), FURTHEST).days + 1))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def no_days() -> Bad:
    """What is said where no day is understood; the question that follows has examples."""
    return Bad(_("I can't see a day in that."))
