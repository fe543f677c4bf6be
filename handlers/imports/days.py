"""The columns of an attendance sheet that are days: which one is the day of a shift."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.typed.spellings import MONTH_NAME, month_number, plain

SERIAL_DAY_0 = date(1899, 12, 30)  # Excel's serial dates (ECMA-376, 18.17.4.1)
SERIALS = range(36_526, 73_051)  # 2000 to 2099

_WEEKDAY = re.compile(
    r"\b(?:t\s?[2-8]|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|cn|chu nhat|mon|tue|wed|thu|fri|sat|sun)\b[.,]?"
)
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{2}:\d{2}(?::\d{2})?)?\b")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?(?!\d)")
_SPOKEN = re.compile(r"\b(?:ngay\s*)?(\d{1,2})\s*thang\s*(\d{1,2})(?:\s*nam\s*(\d{4}))?\b")
_ENGLISH = re.compile(
    rf"\b(\d{{1,2}})[\s\-]*({MONTH_NAME})\b[\s\-,]*(\d{{4}}|\d{{2}})?|\b({MONTH_NAME})[\s\-]*(\d{{1,2}})(?!\d)(?:[\s,\-]+(\d{{4}}))?"
)
# "T6" is a Friday; "T9" to "T12", and "T1", can only be months.
_UNDER_MONTH = re.compile(
    r"\b(?:thang\s*(?=\d)|t\s*(?=9|1\d?\b))(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2})|\s*nam\s*(\d{4}))?\b\D*?\b(\d{1,2})\b"
)
_DAY = re.compile(r"(?:ngay|day)?\s*(\d{1,2})(?:\s*ngay)?")
_MONTH = re.compile(
    r"\bthang\s*(\d{1,2})(?:\s*(?:[/.\-]|nam|,)\s*(?:nam\s*)?(\d{4}))?|\bt(\d{1,2})\s*[/.\-_ ]\s*(\d{4})"
    r"|^\s*t(?:hang)?\s?(\d{1,2})\s*$|^\s*(\d{1,2})\s*[/.\-_]\s*(\d{4})\s*$"
)
PARTS = {
    "sang": range(12),
    "am": range(12),
    "trua": range(10, 14),
    "chieu": range(12, 18),
    "pm": range(12, 24),
    "toi": range(17, 24),
}


@dataclass(frozen=True, slots=True)
class HeadingDay:
    """A day as a heading has it; month and year are None where neither it nor what stands above says them."""

    day: int
    month: int | None = None
    year: int | None = None
    part: str = ""

    def may_be(self, day: date) -> bool:
        """Whether it is that day, or may be."""
        return self.day == day.day and self.month in {None, day.month} and self.year in {None, day.year}


def heading_days(headings: Sequence[Sequence[str]], above: Sequence[str]) -> dict[int, HeadingDay]:
    """Which columns are days, from the words of each column's heading; `above` are the texts that may say the month."""
    context = month_of(above)
    read = {at: one for at, words in enumerate(headings) if (one := _day(list(words), context)) is not None}
    if any(one.month is not None and one.month > 12 for one in read.values()):  # 11/20 beside 11/5: the month first
        read = {
            at: HeadingDay(one.month, one.day, one.year, one.part) if one.month is not None else one
            for at, one in read.items()
        }
    return {at: one for at, one in read.items() if 1 <= one.day <= 31 and (one.month is None or 1 <= one.month <= 12)}


def month_of(texts: Sequence[str]) -> tuple[int | None, int | None]:
    """The one month, with its year, that texts speak of; (None, None) where there is none or there are several."""
    found = set()
    for text in texts:
        for match in _MONTH.finditer(plain(text)):
            month = next(int(one) for one in match.group(1, 3, 5, 6) if one)
            year = next((int(one) for one in match.group(2, 4, 7) if one), None)
            if 1 <= month <= 12:
                found.add((month, year))
    months = {month for month, _year in found}
    years = {year for _month, year in found if year is not None}
    return (months.pop(), years.pop() if len(years) == 1 else None) if len(months) == 1 else (None, None)


def _day(words: list[str], context: tuple[int | None, int | None]) -> HeadingDay | None:
    texts = [" ".join(plain(word).replace("_", " ").split()) for word in words if word.strip()]
    part = next((name for text in reversed(texts) for name in PARTS if re.search(rf"\b{name}\b", text)), "")
    texts = [
        re.sub(r"\b(?:buoi\s*)?(?:sang|chieu|toi|trua|am|pm)\b|\bbuoi\b(?!\s*\d)", " ", text).strip() for text in texts
    ]
    whole = " ".join(texts)
    for text in [*reversed(texts), whole]:
        if (given := _written_out(text)) is not None:
            day, month, year = given
            return HeadingDay(day, month, year or (context[1] if month == context[0] else None), part)
    if (match := _UNDER_MONTH.search(_WEEKDAY.sub(" ", whole) if "thang" in whole else whole)) and len(texts) > 1:
        return HeadingDay(int(match[4]), int(match[1]), _year(match[2] or match[3]) or context[1], part)
    rest = " ".join(_WEEKDAY.sub(" ", whole).replace("(", " ").replace(")", " ").split())
    for text in [rest, *(_WEEKDAY.sub(" ", text).strip(" ()") for text in reversed(texts))]:
        if (match := _DAY.fullmatch(text.strip())) and 1 <= int(match[1]) <= 31:
            return HeadingDay(int(match[1]), context[0], context[1], part)
    return None


def _written_out(text: str) -> tuple[int, int | None, int | None] | None:
    if match := _ISO.search(text):
        return int(match[3]), int(match[2]), int(match[1])
    if text.isdigit() and int(text) in SERIALS:
        day = SERIAL_DAY_0 + timedelta(days=int(text))
        return day.day, day.month, day.year
    if match := _SPOKEN.search(text):
        return int(match[1]), int(match[2]), _year(match[3])
    if match := _ENGLISH.search(text):
        return int(match[1] or match[5]), month_number(match[2] or match[4]), _year(match[3] or match[6])
    if match := _NUMBERS.search(text):
        return int(match[1]), int(match[2]), _year(match[3])
    return None


def _year(text: str | None) -> int | None:
    return None if not text else int(text) + (2000 if len(text) == 2 else 0)


def of_day(columns: Mapping[int, HeadingDay], day: date, hour: int) -> list[int]:
    """The columns that are this day: where several are, those of the part of the day that this hour is in."""
    fits = [at for at, one in columns.items() if one.may_be(day)]
    sure = [at for at in fits if columns[at].month is not None] or fits
    if len(sure) > 1:
        parts = [at for at in sure if columns[at].part and hour in PARTS[columns[at].part]]
        return parts or sure
    return sure
