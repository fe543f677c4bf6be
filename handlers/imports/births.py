"""The year of birth in a cell, or in several: dates in any order, in parts side by side, under "Nam" or "Nữ"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handlers.engine.outcomes import Bad
from handlers.imports.days import SERIAL_DAY_0
from handlers.typed import people
from handlers.typed.spellings import MONTH_NAME, month_number, plain

_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?(?:z|\+\d\d:?\d\d)?\s*$")
_LED_BY = re.compile(r"^(?:ngay sinh|nam sinh|sinh ngay|sinh nam|sinh|ngay|ns|sn|nam|born)\s*[:.]?\s*")
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]*)?\b({MONTH_NAME})\b[\s\-/.,]*(?:(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+)?(\d{{4}}|\d{{2}})"
)
_SPOKEN = re.compile(r"(?:(\d{1,2})\s*)?thang\s*(\d{1,2})\s*(?:nam|/|-)?\s*(\d{4})")
_NUMBERS = re.compile(r"\d+")
_WHOLE_DATE = re.compile(r"\W*\d{1,4}(?:\W+\d{1,4}){0,2}\W*")
_UNKNOWN_PART = re.compile(r"^[\s./\-_?x]*[/\-][\s./\-_?x]*(\d{4})$")
_SERIALS = range(7_000, 60_000)


class NoYear(Exception):
    """A cell that is no date of birth; its text is the exception's."""


class NoSuchDay(NoYear):
    """A day that is in no calendar, such as 31/02/2000."""


def birth_year(text: str, this_year: int) -> int | None:
    """The year in a cell; None where it is empty.

    Raises:
        NoYear: it is none.
    """
    typed = _TIME.sub("", " ".join(plain(text).split()))
    typed = _LED_BY.sub("", typed.strip(" '`’.,;"))
    if not typed.strip(" -./_?"):
        return None
    parts = _parts(typed)
    if parts is None:
        try:
            return people.birth_year(text, this_year=this_year)
        except Bad:
            raise NoYear(text) from None
    day, month, year = parts
    year = _of_century(year, this_year)
    _check(day, month, year, text)
    try:
        return people.birth_year(str(year), this_year=this_year)
    except Bad:
        raise NoYear(text) from None


def in_cells(cells: Sequence[Any], columns: Sequence[int], this_year: int) -> int | None:
    """The year of birth in the cells of these columns: one of them filled, or day, month and year in this order.

    Raises:
        NoYear: they say none, or two.
    """
    said = [str(cells[at]).strip() for at in columns if at < len(cells) and cells[at] is not None]
    said = [one for at, one in enumerate(said) if one.strip(" -./") and (len(columns) > 1 or at == 0)]
    if len(said) > 1 and len(columns) == 3 and all(len(one) <= 4 for one in said):
        digits = [re.sub(r"\D", "", one) for one in said]
        return birth_year("/".join(digits), this_year)
    if len(set(said)) > 1:
        years = {birth_year(one, this_year) for one in said}
        if len(years) > 1:
            raise NoYear(" / ".join(said))
    return birth_year(said[0], this_year) if said else None


def _parts(typed: str) -> tuple[int, int, int] | None:
    """Day, month and year of a date, 0 for what is not said; None where it is no date."""
    if match := _ENGLISH.fullmatch(typed):
        return int(match[1] or match[3] or 0), month_number(match[2]), int(match[4])
    if match := _SPOKEN.fullmatch(typed):
        return int(match[1] or 0), int(match[2]), int(match[3])
    if match := _UNKNOWN_PART.match(typed):
        return 0, 0, int(match[1])
    if re.fullmatch(r"\d{5}(?:\.\d+)?", typed) and int(float(typed)) in _SERIALS:
        day = SERIAL_DAY_0 + timedelta(days=int(float(typed)))
        return day.day, day.month, day.year
    if typed.isdigit() and len(typed) in {7, 8}:
        return _run_together(typed)
    return _apart([int(one) for one in _NUMBERS.findall(typed)], typed) if _WHOLE_DATE.fullmatch(typed) else None


def _run_together(typed: str) -> tuple[int, int, int]:
    """02092004 or 20040902; in front of seven figures a spreadsheet has dropped the 0."""
    typed = typed.zfill(8)
    if 1900 <= int(typed[:4]) < 2100 and 1 <= int(typed[4:6]) <= 12:
        return int(typed[6:]), int(typed[4:6]), int(typed[:4])
    return int(typed[:2]), int(typed[2:4]), int(typed[4:])


def _apart(numbers: list[int], typed: str) -> tuple[int, int, int] | None:
    if len(numbers) == 3:
        first, second, third = numbers
        return (third, second, first) if first > 31 or re.match(r"\D*\d{4}", typed) else (first, second, third)
    if len(numbers) == 2:
        first, second = numbers
        if first > 99 and second <= 99:
            return 0, second, first
        return (0, first, second) if second > 99 else None
    return None


def _of_century(year: int, this_year: int) -> int:
    if year > 99:
        return year
    return 2000 + year if 2000 + year <= this_year - people.YOUNGEST else 1900 + year


def _check(day: int, month: int, year: int, text: str) -> None:
    """A date that exists, in this order of day and month or the other; 00/00/1960 is a year alone."""
    for a_day, a_month in ((day, month), (month, day)):
        if a_day == 0 and 0 <= a_month <= 12:
            return
        if 1 <= a_month <= 12 and 1 <= a_day <= monthrange(year if year > 0 else 2000, a_month)[1]:
            return
    raise NoSuchDay(text)
