"""The day that a message names: "mai", "chủ nhật tuần sau", "22/12", "rằm này", "cuối tuần", "next Thursday". Pure.

A mention inside a sentence, as against handlers/typed/days.py, which reads an answer that is a day and nothing else. A
week runs from Monday to Sunday.
"""

from __future__ import annotations

import re
from datetime import date

from handlers.understanding import day_patterns as said
from handlers.understanding.numbers import numbers
from handlers.understanding.spans import ONE, Days, When, end_of_month, from_to, on, span, two, wider
from schedules.calendar import lunar_day

__all__ = ["Days", "named"]

_BESIDE = 3  # signs between a day of the week and its date
_ONES = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}


def named(plain: str, today: date, *, past: bool = False) -> Days | None:
    """The days that a message (its plain words) names; None where it names none.

    `past` says that what is told has happened: "chủ nhật" is then the last one, else the next.
    """
    text, when = _with_digits(plain), When(today, past)
    mentions = [days for reader in _READERS if (days := reader(text, when)) is not None]
    if not mentions:
        return None
    explicit = _explicit(text, when)
    several = from_to(text, when) or two(text, when)
    if several is not None:
        return several
    first = min(mentions, key=lambda days: (days.first == days.last == today, text.find(days.text)))
    if explicit is not None and 0 <= text.find(explicit.text) - text.find(first.text) - len(first.text) <= _BESIDE:
        return explicit  # "chủ nhật 20/12": the date tells which
    return first


def _with_digits(plain: str) -> str:
    """Days and months in words as digits: "ngày mười chín tháng mười hai"."""
    return said.WORDS_BEFORE_MONTH.sub(_spoken_before_month, said.DAY_IN_WORDS.sub(_spoken, plain))


def _spoken(match: re.Match[str]) -> str:
    words = match[2].split()
    if len(words) == 1 and words[0] in _ONES:
        return f"{match[1]} {_ONES[words[0]]}"
    number = next(iter(numbers(words)), None)
    if number is None or number.first:
        return match[0]
    return " ".join([match[1], f"{number.value:.0f}", *words[number.end :]])


def _spoken_before_month(match: re.Match[str]) -> str:
    words = match[1].split()
    for begin in range(len(words)):
        number = numbers(words[begin:])
        if number and number[0].first == 0 and number[0].end == len(words) - begin and 1 <= number[0].value <= 31:
            return " ".join([*words[:begin], f"{number[0].value:.0f}", "thang", match[2]])
    return match[0]


def _explicit(text: str, when: When) -> Days | None:
    for match in said.EXPLICIT.finditer(text):
        year = match["y"] or match["y2"]
        day = on(int(match["d"]), int(match["m"] or match["m2"]), int(year) if year else None, when)
        if day is not None:
            return span(day, match[0])
    if english := said.ENGLISH.search(text):
        month = said.MONTHS.index((english[1] or english[4])[:3]) + 1
        day = on(int(english["d1"] or english["d2"]), month, None, when)
        return None if day is None else span(day, english[0])
    return None


def _both(text: str, when: When) -> Days | None:
    match = said.BOTH.search(text)
    return span(when.today + ONE, match[0], when.today + 2 * ONE) if match else None


def _near(text: str, when: When) -> Days | None:
    bare = said.VAGUE.sub(" ", text)
    for pattern, ahead in ((said.YESTERDAY, -1), (said.IN_TWO, 2), (said.TOMORROW, 1), (said.TODAY, 0)):
        if (match := pattern.search(bare)) and not (said.WEEKDAY.search(bare) and ahead == 1 and match[0] == "mai"):
            return span(when.today + ahead * ONE, match[0])
    return None


def _weekday(text: str, when: When) -> Days | None:
    match = said.WEEKDAY.search(text)
    if match is None:
        return None
    alone = match.end() == len(text)
    return span(_day_of_the_week(match, when, alone=alone), match[0])


def _day_of_the_week(match: re.Match[str], when: When, *, alone: bool) -> date:
    """Which day a day of the week is; `alone` where the message ends with it."""
    weekday = said.WEEKDAYS[match["day"]]
    here = when.monday + weekday * ONE
    ahead = (weekday - when.today.weekday()) % 7
    if match["next"] or match["after"]:
        return here + 7 * ONE
    if match["before"] and (match["before"] != " roi" or when.past or alone):
        return here if here < when.today and "tuan" not in match["before"] else here - 7 * ONE
    if match["this"]:
        return here if here >= when.today or when.past else here + 7 * ONE
    if when.past:
        return when.today - ((when.today.weekday() - weekday) % 7) * ONE
    if match["coming"] and not ahead:
        return when.today + 7 * ONE
    return when.today + ahead * ONE


def _lunar(text: str, when: When) -> Days | None:
    """The 15th of a lunar month, the next one where none is named; Christmas, which comes by the sun."""
    today = when.today
    if match := said.CHRISTMAS.search(text):
        return span(date(today.year, 12, 24), match[0], date(today.year, 12, 25))
    if (gods := said.KITCHEN_GODS.search(text)) is not None:
        coming = sorted(day for year in (today.year - 1, today.year) if (day := lunar_day(23, 12, year)) >= today)
        return span(coming[0], gods[0]) if coming else None
    match = said.LUNAR_FULL.search(text)
    if not match:
        return None
    month = said.LUNAR_MONTHS.get(match["m"] or "") or (int(match["m"]) if match["m"] else 0)
    fulls = [lunar_day(15, m, year) for year in (today.year - 1, today.year) for m in range(1, 13) if month in {0, m}]
    coming = [day for day in sorted(fulls) if day >= today]
    return span(coming[0], match[0]) if coming else None


def _alone(text: str, when: When) -> Days | None:
    """A day of the month alone: the next such one, or the last where it has happened."""
    match = said.DAY_ALONE.search(text) or said.ENGLISH_DAY_ALONE.search(text)
    if not match or not 1 <= int(match["d"]) <= 31:
        return None
    day = int(match["d"])
    first = when.today.replace(day=1)
    for _month_ahead in range(4):
        if day <= end_of_month(first).day:
            here = first.replace(day=day)
            if (when.past and here <= when.today) or (not when.past and here >= when.today):
                return span(here, match[0])
        first = (first - ONE).replace(day=1) if when.past else (first + 31 * ONE).replace(day=1)
    return None


_READERS = (_explicit, _both, _near, _weekday, wider, _lunar, _alone)
