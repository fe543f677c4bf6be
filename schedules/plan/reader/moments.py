"""Moments that a text names: a day, a month, a quarter, an hour, a bare number that may be a day or a month.

The words of a period are these and what stands between them (periods.py): "từ", "đến", "trước", commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

LONGEST_MONTH = 31  # "31/6" is taken: somebody wrote it, and a person is asked about it
Kind = Literal["day", "month", "quarter", "hour", "number"]

_YEAR = r"(?:(?:\s?[/.\-]\s?|,?\s+năm\s+)(?P<{}>\d{{4}})(?!\d))?"
_HOUR = r"(?:(?:lúc\s+)?\d{1,2}(?:\s?(?:h|g|giờ)\s?(?:\d{2}(?!\d)\s?(?:phút|p)?)?|:\d{2}))(?!\w)"
_PART = r"(?:(?:hết|(?P<part>nửa đầu|nửa cuối|đầu|giữa|cuối|(?:thượng|trung|hạ) tuần))\s+)?"
_MONTH = r"(?:0?[1-9]|1[0-2])(?!\d)"
_ROMAN = r"(?:IV|III|II|I)(?!\w)"
_QUARTER = rf"(?:{_ROMAN}|[1-4](?!\d))"
# "tháng Sáu"; the fifth has a capital, for "tháng năm 2024" breaks off before a number.
_MONTH_WORD = r"(?:hai|ba|tư|(?-i:Năm)|sáu|bảy|bẩy|tám|chín|mười một|mười hai|mười)(?!\w)"
_MOMENT = re.compile(
    # "07h30 ngày 15/6/2024", "15/6", "15-6-2024", "ngày 15 tháng 6 năm 2024"
    rf"(?P<day>(?<![\d/.,])(?<!tháng )(?:(?P<at>{_HOUR}),?\s+)?(?P<named>(?:hết\s+)?ngày\s+)?(?P<d>\d{{1,2}})"
    rf"(?:\s?(?P<sign>[/.\-])\s?(?P<m>{_MONTH})(?:(?P=sign)(?P<y1>\d{{4}})(?!\d)|,?\s+năm\s+(?P<y2>\d{{4}}))?(?![/]?\d)|"
    rf"\s+tháng\s+(?P<mw>{_MONTH}){_YEAR.format('y3')}))"
    # "tháng 6/2024", "cuối tháng 6", or the figures of one: "6/2024"
    rf"|(?P<month>(?<!\w)(?<!mỗi )(?<!hằng )(?<!hàng )(?:ngày\s+)?{_PART}(?:tháng\s+(?P<mm>{_MONTH})|"
    rf"(?<!rằm )(?<!\d )tháng\s+(?P<mn>{_MONTH_WORD})){_YEAR.format('my')}|"
    rf"(?<![\d/.])(?P<fm>{_MONTH})/(?P<fy>(?:19|20)\d{{2}})(?![\d/]))"
    # "6 tháng đầu năm 2024", "nửa cuối năm"
    rf"|(?P<half>(?<!\w)(?:(?P<months>3|6|9|ba|sáu|chín)\s+tháng|nửa)\s+(?P<side>đầu|cuối)\s+năm(?:\s+(?P<hy>20\d{{2}}))?(?!\w))"
    # "quý II/2024", "quý III và IV"
    rf"|(?P<quarter>(?<!\w)quý\s+(?P<q>{_QUARTER}(?:\s*(?:-|,\s*và|,|và|&|đến)\s*(?:quý\s+)?{_QUARTER})*)"
    rf"{_YEAR.format('qy')})"
    rf"|(?P<hour>(?<![\d/.,]){_HOUR})"
    # "01" of "từ 01 - 31/3", "8" of "tháng 6, 7, 8"
    r"|(?P<number>(?<![\d/.])(?:ngày\s+)?(?P<n>\d{1,2})(?=\s*(?:[-,;:)\n]|\.(?!\d)|và\s|đến\s|tới\s|năm\s+\d{4}|$))"
    r"(?:,?\s+năm\s+(?P<ny>\d{4})(?!\d))?)",
    re.IGNORECASE,
)
_MONTHS_OF_A_YEAR = {"3": 3, "ba": 3, "6": 6, "sáu": 6, "9": 9, "chín": 9}
_MONTHS_IN_WORDS = {
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    "mười một": 11,
    "mười hai": 12,
}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_OF_THE_MOON = re.compile(r"\s*\(?(?:âm lịch|ÂL|AL)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment where it stands; of a quarter or a half-year, `month` is its first and `last` its last.

    `number` may be a day or a month.

    `part` says that only a part of a month is meant ("đầu"); `named` that "ngày" stands before it.
    """

    kind: Kind
    start: int
    end: int
    month: int | None = None
    day: int | None = None
    year: int | None = None
    last: int | None = None
    number: int | None = None
    part: str = ""
    named: bool = False
    dotted: bool = False
    dashed: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it is a day whatever stands about it: "5-10" may be from five to ten."""
        return self.kind == "day" and (self.year is not None or self.named or not (self.dotted or self.dashed))


def moments(text: str) -> Iterator[Moment]:
    """The moments in a text, in order; what is of the moon is none."""
    for match in _MOMENT.finditer(text):
        if _OF_THE_MOON.match(text, match.end()):
            continue
        if match["quarter"] is not None:
            yield from _quarters(match)
            continue
        moment = _moment(match)
        if moment is not None:
            yield moment


def _moment(match: re.Match[str]) -> Moment | None:
    at = match.span()
    if match["day"] is not None:
        day, month = int(match["d"]), int(match["m"] or match["mw"])
        if not 1 <= day <= LONGEST_MONTH:
            return None
        year = match["y1"] or match["y2"] or match["y3"]
        named, bare = bool(match["named"] or match["at"]), year is None
        dotted, dashed = match["sign"] == "." and bare, match["sign"] == "-" and bare
        return Moment("day", *at, month, day, _whole(year), named=named, dotted=dotted, dashed=dashed)
    if match["month"] is not None:
        figures, word = match["mm"] or match["fm"], match["mn"]
        month = int(figures) if figures else _MONTHS_IN_WORDS[word.lower()]
        return Moment("month", *at, month, year=_whole(match["my"] or match["fy"]), part=match["part"] or "")
    if match["half"] is not None:
        first, last = _months(match)
        return Moment("quarter", *at, first, year=_whole(match["hy"]), last=last)
    if match["hour"] is not None:
        return Moment("hour", *at)
    named = match[0].lower().startswith("ngày")
    return Moment("number", *at, number=int(match["n"]), year=_whole(match["ny"]), named=named)


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of the half of a year, or of another part of it."""
    many = _MONTHS_OF_A_YEAR.get((match["months"] or "6").lower(), 6)
    return (1, many) if match["side"].lower() == "đầu" else (13 - many, 12)


def _quarters(match: re.Match[str]) -> Iterator[Moment]:
    """Quarters that stand together, those that follow on each other as one: "quý I, III và IV" are two stretches."""
    runs: list[list[int]] = []  # first and last quarter, and where they stand
    end = match.start("q")
    for one in re.finditer(rf"(?<![^\W\d_]){_QUARTER}", match["q"], re.IGNORECASE):
        number, start = _quarter(one[0]), match.start("q") + one.start()
        joint = match.string[end:start].lower()
        if runs and (number == runs[-1][1] + 1 or "-" in joint or "đến" in joint):
            runs[-1][1] = number
        else:
            runs.append([number, number, start if runs else match.start(), 0])
        end = runs[-1][3] = match.start("q") + one.end()
    runs[-1][3] = match.end()
    for first, last, start, stop in runs:
        yield Moment("quarter", start, stop, first * 3 - 2, year=_whole(match["qy"]), last=last * 3)


def _whole(figures: str | None) -> int | None:
    return int(figures) if figures else None


def _quarter(written: str) -> int:
    return _QUARTERS.get(written.lower()) or int(written)
