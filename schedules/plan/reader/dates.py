"""Dates in a programme's text: days and months in figures or in words, with or without a year, of the moon or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schedules.calendar import day_exists

_MONTH_WORDS = {
    "giêng": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười một": 11,
    "mười hai": 12,
    "mười": 10,
    "một": 11,
    "chạp": 12,
}
_OF_THE_MOON = {"giêng", "chạp"}  # months that have these names on no other calendar
FULL_MOON = 15
MODERN = 1950  # a day of the moon in a year since then is a programme's, not what is remembered
_WORDS = "|".join(_MONTH_WORDS)
_STEM = "Giáp|Ất|Bính|Đinh|Mậu|Kỷ|Canh|Tân|Nhâm|Quý"
_BRANCH = "Tý|Sửu|Dần|Mão|Thìn|Tỵ|Tị|Ngọ|Mùi|Thân|Dậu|Tuất|Hợi"
YEAR_OF_THE_MOON = rf"(?:{_STEM})\s+(?:{_BRANCH})"
_LUNAR = rf"(?:,?\s*\(?\s*(?:âm\s*lịch|ÂL|AL|năm\s+{YEAR_OF_THE_MOON})\b\)?)"
_DATE = re.compile(
    r"(?<![\d/.,])(?<!(?<!\d{4})(?<!\s)-)(?:(?:mùng|mồng)\s+)?(?P<day>\d{1,2})\s?(?P<sign>[/.\-])\s?(?P<month>\d{1,2})"
    r"(?:\s?(?P=sign)\s?(?P<year>\d{4})(?!\d)|\s+năm\s+(?P<year4>\d{2,4})(?!\d)|(?![\d/]|[.,\-]\d))"
    r"(?P<lunar>" + _LUNAR + r")?"
    rf"|(?<!\d)(?:(?:ngày|mùng|mồng)\s+)?(?P<day2>\d{{1,2}})\s+tháng\s+(?P<month2>\d{{1,2}}|(?:{_WORDS})(?!\w))"
    r"(?:\s*(?:,\s*)?(?:năm\s+|/)(?P<year2>\d{4}))?(?P<lunar2>" + _LUNAR + r")?"
    rf"|(?<!\w)rằm\s+tháng\s+(?P<month3>\d{{1,2}}|(?:{_WORDS})(?!\w))(?:{_LUNAR})?",
    re.IGNORECASE,
)
EXAMPLES = {
    "7/5/1954": (7, 5, 1954, False),
    "03-02-1930": (3, 2, 1930, False),
    "30.4.1975": (30, 4, 1975, False),
    "27/7": (27, 7, None, False),
    "10/3 âm lịch": (10, 3, None, True),
    "Mùng 10/3 ÂL": (10, 3, None, True),
    "mùng 10 tháng 3 âm lịch": (10, 3, None, True),
    "mùng 10 tháng Ba (âm lịch)": (10, 3, None, True),
    "10/3 năm Giáp Thìn": (10, 3, None, True),
    "01 tháng Giêng Âm lịch": (1, 1, None, True),
    "ngày 23 tháng Chạp": (23, 12, None, True),
    "rằm tháng Tám": (15, 8, None, True),
    "mùng 2 tháng 9": (2, 9, None, False),
    "ngày 19 tháng 5 năm 1890": (19, 5, 1890, False),
    "28/01/1941": (28, 1, 1941, False),
    "06/02 năm 40, âm lịch": (6, 2, 40, True),
    "10/3/2026 âm lịch": (10, 3, None, True),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, and where it stands."""

    day: int
    month: int
    year: int | None
    lunar: bool
    start: int
    end: int


def dates(text: str) -> Iterator[Dated]:
    """The dates in a text, in order; what no calendar has is none."""
    for match in _DATE.finditer(text):
        date = _date(match)
        if date is not None and day_exists(date.day, date.month, lunar=date.lunar):
            yield date


def _date(match: re.Match[str]) -> Dated | None:
    if match["month3"] is not None:
        return Dated(FULL_MOON, _month(match["month3"]), None, lunar=True, start=match.start(), end=match.end())
    lunar = bool(match["lunar"] or match["lunar2"])
    year = match["year"] or match["year2"] or match["year4"]
    if match["day"] is not None:
        if match["sign"] == "." and year is None and not lunar:
            return None  # "12.5" is a number
        day, month = int(match["day"]), int(match["month"])
    else:
        day, month = int(match["day2"]), _month(match["month2"])
        lunar = lunar or match["month2"].lower() in _OF_THE_MOON
        if not lunar and not match["month2"].isdigit():
            return None  # "Cách mạng 19 tháng Tám" is a name
    known = int(year) if year and (not lunar or int(year) < MODERN) else None
    return Dated(day, month, known, lunar, match.start(), match.end())


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTH_WORDS[written.lower()]
