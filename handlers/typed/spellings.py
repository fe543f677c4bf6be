"""One spelling for what is written in many ways: no diacritics, days as day/month/year; and the days in such a text."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from handlers.engine.outcomes import Bad
from handlers.engine.text import _

_SIGNS = str.maketrans({"–": "-", "—": "-", "−": "-", "→": "-", "đ": "d", "\n": ";", "\u00a0": " "})
# Told apart by their diacritics alone: evening, until and I, one and the day after tomorrow.
_APART = {"tối": "evening", "tới": "den", "một": "one", "tôi": "i"}
_APART_WORD = re.compile("|".join(_APART))

_WEEKDAYS = (
    "thu hai|thu 2|t2|mondays?|mon",
    "thu ba|thu 3|t3|tuesdays?|tue",
    "thu tu|thu 4|t4|wednesdays?|wed",
    "thu nam|thu 5|t5|thursdays?|thurs?|thu(?=,)",
    "thu sau|thu 6|t6|fridays?|fri",
    "thu bay|thu 7|t7|saturdays?|sat",
    "chu nhat|cn|sundays?|sun",
)
_WEEKDAY = re.compile(r"\b(?:" + "|".join(f"({names})" for names in _WEEKDAYS) + r")\b(?:\s*,)?")
_MARKS = "abcdefg"
_MARKED = re.compile(r"\bwd([a-g])\b")
_MONTHS = [
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
]
MONTH_NAME = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_OF_LUNAR_MONTH = re.compile(r"\b(?:mung|mong)\s+(?=\d)")
_SPOKEN = re.compile(r"\b(\d{1,2})\s*thang\s*(\d{1,2})(?:\s*(?:/\s*(\d{4})|nam\s*(\d{4}|\d{2})))?\b")
_DAY_NAMED = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({MONTH_NAME})\b(?:\s*,?\s*(\d{{4}}))?")
_NAMED_DAY = re.compile(rf"\b({MONTH_NAME})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:\s*,?\s*(\d{{4}}))?")
_YEAR_NAMED = re.compile(r"(?<=\d)(\s*/\s*\d{1,2})\s*nam\s*(\d{4}|\d{2})(?!\d)")
_WITH_YEAR = re.compile(r"(?<![\d/.])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)")
_POINTS = re.compile(r"(?<![\d/.])(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(\d{2})(?!\d|\.\d)")
_NO_YEAR = {
    ".": re.compile(r"(?<![\d/.,])(\d{1,2})\s?\.\s?(\d{1,2})(?!\d|[/.]\d)"),
    "-": re.compile(r"(?<![\d/.-])(\d{1,2})\s?-\s?(\d{1,2})(?!\d|\s?/\s?\d|[.-]\d|\s?(?:(?:h|g)(?![a-z])|:))"),
}
DAY = r"(?<![\d/])(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}|\d{2}))?(?![\d/])"
A_DAY = re.compile(DAY)
YEARS = range(1900, 2200)  # another one is a slip of the thumb, and may be beyond what a moment can be
_MONTH_SHARED = r"(?<![\d/h:])(?<!gio )(?<!h )(\d{{1,2}})\s*({})\s*(\d{{1,2}})\s*/\s*(\d{{1,2}})((?:/\d{{4}})?)(?!\d)"
STRETCH_IN_MONTH = re.compile(_MONTH_SHARED.format("-|den|toi|to"))  # 1-3/12
LIST_IN_MONTH = re.compile(_MONTH_SHARED.format(",|va|and|&|-|den|toi|to"))  # 15, 22, 29/3


class TypedDay(NamedTuple):
    """A day as it was typed, perhaps without its year."""

    day: int
    month: int
    year: int | None = None

    def in_year(self, year: int) -> date:
        """The day, in this year where none was typed.

        Raises:
            Bad: there is no such day.
        """
        typed = year if self.year is None else self.year
        if typed not in YEARS:
            raise no_such_day(self)
        try:
            return date(typed, self.month, self.day)
        except ValueError:
            raise no_such_day(self) from None

    def next(self, today: date) -> date:
        """The day; without a year, the next one.

        Raises:
            Bad: there is no such day.
        """
        if self.year is None and 1 <= self.month <= 12 and self.day >= 1:
            for year in (today.year, today.year + 1, today.year + 2):
                if self.day <= monthrange(year, self.month)[1] and date(year, self.month, self.day) >= today:
                    return date(year, self.month, self.day)
            raise no_such_day(self)
        return self.in_year(today.year)


def plain(text: str) -> str:
    """Small letters without diacritics; the signs stay, and words that only diacritics tell apart stay apart."""
    lower = unicodedata.normalize("NFC", text).lower()
    apart = _APART_WORD.sub(lambda word: _APART[word[0]], lower)
    letters = unicodedata.normalize("NFD", apart.translate(_SIGNS)).encode("ascii", "ignore").decode()
    return re.sub(r"[ \t]+", " ", letters)


def without_weekdays(typed: str) -> tuple[str, set[int]]:
    """A plain text without its days of the week, and which they were; Monday is 0."""
    return _WEEKDAY.sub(" ", typed), {(match.lastindex or 0) - 1 for match in _WEEKDAY.finditer(typed)}


def weekdays_marked(typed: str) -> str:
    """A plain text with each day of the week as one word without figures, "wda" (Monday) to "wdg"."""
    return _WEEKDAY.sub(lambda match: f" wd{_MARKS[(match.lastindex or 0) - 1]} ", typed)


def without_marked(typed: str) -> tuple[str, set[int]]:
    """A text without the days of the week that `weekdays_marked` marked, and which they were; Monday is 0."""
    return _MARKED.sub(" ", typed), {_MARKS.index(mark) for mark in _MARKED.findall(typed)}


def numbered(typed: str, *, signs: str = "/") -> str:
    """A plain text with each day in it as day/month or day/month/year.

    `signs` are those that may part a day from its month where no year follows: "15.3" may be a time as well, "15-3" a
    stretch of days.
    """
    typed = _DAY_NAMED.sub(lambda match: _joined(match[1], str(month_number(match[2])), match[3]), typed)
    typed = _NAMED_DAY.sub(lambda match: _joined(match[2], str(month_number(match[1])), match[3]), typed)
    typed = _OF_LUNAR_MONTH.sub("", _ISO.sub(r"\3/\2/\1", typed))
    typed = _SPOKEN.sub(lambda match: _joined(match[1], match[2], match[3] or match[4]), typed)
    typed = _POINTS.sub(r"\1/\2/\3", _WITH_YEAR.sub(r"\1/\2/\3", _YEAR_NAMED.sub(r"\1/\2", typed)))
    for sign in signs.replace("/", ""):
        typed = _NO_YEAR[sign].sub(r"\1/\2", typed)
    return typed


def month_number(name: str) -> int:
    """Which month an English name, or its first three letters, is."""
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


def days_in(typed: str) -> list[TypedDay]:
    """The days in a text with numbered days."""
    return [typed_day(*match.groups()) for match in A_DAY.finditer(typed)]


def typed_day(day: str, month: str, year: str | None) -> TypedDay:
    """A day from its figures; a year of two figures is of this century."""
    return TypedDay(int(day), int(month), int(year) + (2000 if len(year) == 2 else 0) if year else None)


def months_given(pattern: re.Pattern[str], typed: str) -> str:
    """Each day with its month: "15, 22/3" is "15/3, 22/3"."""
    while (given := pattern.sub(r"\1/\4\5 \2 \3/\4\5", typed)) != typed:
        typed = given
    return typed


def left_over(typed: str, filler: Collection[str]) -> set[str]:
    """The words and numbers of a plain text that are no filler."""
    return set(re.findall(r"[a-z0-9]+", typed)) - set(filler)


def _joined(*parts: str | None) -> str:
    return "/".join(part for part in parts if part)


def no_such_day(typed: TypedDay) -> Bad:
    """What is said about a day that its month does not have."""
    return Bad(_("There is no day {day}/{month}. Please look again.", day=typed.day, month=typed.month))
