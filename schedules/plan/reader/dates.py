"""Dates in a programme's text: days and months in figures or in words, with or without a year, of the moon or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schedules.calendar import day_exists

_MONTH_WORDS = {
    "giêng": 1,
    "chạp": 12,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_LUNAR = r"(?:\s*\(?\s*(?:âm\s*lịch|ÂL|AL|âl|Âm\s*lịch)\b\)?)"
_DATE = re.compile(
    r"(?<![\d/.,])(?<!(?<!\d{4})(?<!\s)-)(?:(?:[Mm]ùng|"
    r"[Mm]ồng)\s+)?(?P<day>\d{1,2})\s?(?P<sign>[/.\-])\s?(?P<month>\d{1,2})"
    r"(?:\s?(?P=sign)\s?(?P<year>\d{4})(?!\d)|(?![\d/]|[.,\-]\d))(?P<lunar>" + _LUNAR + r")?"
    r"|(?<!\d)(?:(?:[Nn]gày|[Mm]ùng|[Mm]ồng)\s+)?(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2}|[Gg]iêng|[Cc]hạp)"
    r"(?:\s*(?:,\s*)?(?:năm\s+|/)(?P<year2>\d{4}))?(?P<lunar2>" + _LUNAR + r")?",
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
    "01 tháng Giêng Âm lịch": (1, 1, None, True),
    "ngày 19 tháng 5 năm 1890": (19, 5, 1890, False),
    "28/01/1941": (28, 1, 1941, False),
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
        day = int(match["day"] or match["day2"])
        written = match["month"] or match["month2"]
        month = int(written) if written.isdigit() else _MONTH_WORDS[written.lower()]
        year = match["year"] or match["year2"]
        lunar = bool(match["lunar"] or match["lunar2"])
        if day_exists(day, month, lunar=lunar) and (match["year"] or match["sign"] != "." or lunar):
            yield Dated(day, month, int(year) if year else None, lunar, match.start(), match.end())
