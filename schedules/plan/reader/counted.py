"""The years that a programme counts to itself: "77 năm Ngày Thương binh - Liệt sĩ (27/7)", so many before its own.

A count belongs to the day behind it, or named "lần thứ 77" to the day before it, or stands behind the day that heads
its line; days that are joined behind one count share it, except a day that everybody knows to be of another year.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import zip_longest

from schedules.plan.reader.origins import EARLIEST, Stated
from schedules.plan.reader.remembered import KNOWN_DAYS, REVIEWED, SO_MANY_YEARS, WELCOMED

ABOUT = 200  # characters between a count and its day
_ENDS = re.compile(r"[;\n]|\.\s")
# Between a count and its day stands a name, which may have commas; what goes on to another occasion is no part of it.
NAME = re.compile(
    r"(?!.*(?:\b(?:dịp|nhân (?:ngày|kỷ niệm)|chào mừng|hưởng ứng|kỷ niệm|gắn với|tổ chức|vào|trong|từ|đến|trước|sáng|"
    r"chiều|tối)\b|,\s*(?:ngày|lễ|và|nhân|thăm)\b))[^.;:()\d\n]{3,160}\(?[^\S\n]*(?:ngày\s+|mùng\s+|mồng\s+)?",
    re.IGNORECASE,
)
_AND_ANOTHER = re.compile(r"\s+và\s+(?=(?:ngày|lễ|quốc khánh)\b)", re.IGNORECASE)
_JOINED = re.compile(
    r"\s*\)?\s*(?:,\s*(?:và\s+)?|và\s+)(?P<name>(?!kỷ niệm|chào mừng|dịp|nhân|hưởng ứng|gắn với)[^.;:()\d\n]{3,100})"
    r"\(?\s*(?:ngày\s+|mùng\s+|mồng\s+)?",
    re.IGNORECASE,
)
_TIMES_BEFORE = re.compile(
    r"(?:ngày|lễ|kỷ niệm)\s(?!.*(?:đại hội|hội nghị|hội thi|khóa|giải)\b)[^.;:()\d\n]*lần thứ\s+(?P<years>\d{1,4})\s*"
    r"\(?\s*(?:ngày\s+)?$",
    re.IGNORECASE,
)
_TIMES_BEHIND = re.compile(r"\s*\)?,?\s*lần thứ\s+(?P<years>\d{1,4})(?!\d)", re.IGNORECASE)
_HEADS = re.compile(r"\s*(?:[:|\-]\s|\n)\s*")


def with_counted_years(text: str, finds: list[Stated], year: int | None) -> list[Stated]:
    """Finds in their order, those of a day alone with the year that is counted to the programme's."""
    if year is None:
        return finds
    by_end = {match.end(): match for rule in (WELCOMED, SO_MANY_YEARS) for match in rule.finditer(text)}
    ends = sorted(by_end)
    dated: list[Stated] = []
    shared: tuple[int, int] | None = None  # where the day before this one ends, and the years that it was counted
    for find, following in zip_longest(finds, finds[1:]):
        years, of_another = None, False
        if _is_bare(find):
            first, last = bisect_left(ends, find.start - ABOUT), bisect_right(ends, find.start)
            years, of_another = _years(text, find, [by_end[end] for end in ends[max(first, last - 1) : last]], shared)
            if years is None:
                ahead = [by_end[end] for end in ends[last : bisect_right(ends, find.end + ABOUT)]]
                years, of_another = _years_below(text, find, ahead, following), True
        origin = year - years if years else 0
        known = KNOWN_DAYS.get((find.anniversary.day or 0, find.anniversary.month or 0), origin)
        if years and EARLIEST < origin < year and (not of_another or known == origin or find.anniversary.lunar):
            dated.append(
                find._replace(anniversary=find.anniversary.model_copy(update={"year": origin, "years": years}))
            )
            shared = (find.end, years)
        else:
            dated.append(find)
            shared = None
    return dated


def _is_bare(find: Stated) -> bool:
    return find.anniversary.day is not None and find.anniversary.year is None


def _years(
    text: str, find: Stated, near: list[re.Match[str]], shared: tuple[int, int] | None
) -> tuple[int | None, bool]:
    """How many years are said of a day, and whether they are said of another that it is joined to."""
    before = text[max(0, find.start - ABOUT) : find.start]
    named = _TIMES_BEFORE.search(before) or _TIMES_BEHIND.match(text, find.end)
    if named is not None:
        return int(named["years"]), False
    for count in near:
        between = text[count.end() : find.start]
        if NAME.fullmatch(between) and not REVIEWED.search(text[max(0, count.start() - ABOUT) : count.start("years")]):
            return int(count["years"]), _AND_ANOTHER.search(between) is not None
    if shared is not None and _JOINED.fullmatch(text[shared[0] : find.start]):
        return shared[1], True
    return None, False


def _years_below(text: str, find: Stated, ahead: list[re.Match[str]], following: Stated | None) -> int | None:
    """The years that are counted in the line which a day heads, where no other day stands: "Ngày 22/12: … 80 năm …"."""
    heads = _HEADS.match(text, find.end)
    if heads is None:
        return None
    ends = _ENDS.search(text, heads.end(), find.end + ABOUT)
    until = ends.start() if ends else find.end + ABOUT
    counts = [match for match in ahead if match.end() <= until]
    alone = following is None or following.start >= until
    return int(counts[0]["years"]) if len(counts) == 1 and alone else None
