"""A date of birth as people type it and as cells have it, in any order of its parts. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from handlers.typed.spellings import MONTH_NAME, month_number, plain

YOUNGEST = 9
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?(?:z|\+\d\d:?\d\d)?\s*$")
_LED_BY = re.compile(r"^(?:ngay sinh|nam sinh|sinh ngay|sinh nam|sinh|ngay|ns|sn|nam|born)\s*[:.]?\s*")
_ENGLISH = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]*)?\b({MONTH_NAME})\b[\s\-/.,]*(?:(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+)?(\d{{4}}|\d{{2}})"
)
_SPOKEN = re.compile(r"(?:(\d{1,2})\s*)?thang\s*(\d{1,2})\s*(?:nam|/|-)?\s*(\d{4})")
_NUMBERS = re.compile(r"\d+")
_WHOLE_DATE = re.compile(r"\W*\d{1,4}(?:\W+\d{1,4}){0,2}\W*")
_UNKNOWN_PART = re.compile(r"^[\s./\-_?x]*[/\-][\s./\-_?x]*(\d{4})$")


class BirthDate(NamedTuple):
    """Day, month and year; 0 for what is not said."""

    day: int
    month: int
    year: int

    @property
    def exists(self) -> bool:
        """Whether it is in a calendar, in this order of day and month or the other; 00/00/1960 is a year alone."""
        for day, month in ((self.day, self.month), (self.month, self.day)):
            if day == 0 and 0 <= month <= 12:
                return True
            if 1 <= month <= 12 and 1 <= day <= monthrange(self.year if self.year > 0 else 2000, month)[1]:
                return True
        return False


def bare(text: str) -> str:
    """What a text says without the words before it and a time of day behind it; "" where that is nothing."""
    typed = _TIME.sub("", " ".join(plain(text).split()))
    typed = _LED_BY.sub("", typed.strip(" '`’.,;"))
    return typed if typed.strip(" -./_?") else ""


def birth_date(text: str, this_year: int) -> BirthDate | None:
    """The date of birth in a text, whether it exists or not; None where it is no date, such as a year alone."""
    parts = _in_figures(bare(text))
    if parts is None:
        return None
    day, month, year = parts
    return BirthDate(day, month, _of_century(year, this_year))


def _in_figures(typed: str) -> tuple[int, int, int] | None:
    """Day, month and year of a date, 0 for what is not said; None where it is no date."""
    if match := _ENGLISH.fullmatch(typed):
        return int(match[1] or match[3] or 0), month_number(match[2]), int(match[4])
    if match := _SPOKEN.fullmatch(typed):
        return int(match[1] or 0), int(match[2]), int(match[3])
    if match := _UNKNOWN_PART.match(typed):
        return 0, 0, int(match[1])
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
    return 2000 + year if 2000 + year <= this_year - YOUNGEST else 1900 + year
