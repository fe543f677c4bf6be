"""Days with an origin: two dates so many years apart, one date of long ago, a day and its year stated elsewhere.

"(7/5/1954 - 7/5/2024)" says both; "26/3 (1931 - 2024)", "93 năm (1931 - 2024) Ngày … 26/3" and "Ngày 26/3: … (1931)"
say the day in one place and the year in another, within what is said of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from schedules.plan.reader.dates import Dated
from schedules.plan.reader.finds import DAYS_DIFFER, NO_NAME, FoundAnniversary
from schedules.plan.reader.names import ABOUT, name_after, name_before
from schedules.plan.reader.remembered import (
    BARE_DAY,
    DAY_NAMED,
    EVENT,
    FROM,
    HELD,
    KNOWN_DAYS,
    NAMED,
    NAMED_AFTER,
    NO_ORIGIN,
    REMEMBERED,
    REVIEWED,
    SO_MANY_YEARS,
)
from schedules.plan.reader.text import sentence_around

EARLIEST, YOUNGEST = 1000, 4  # years: an origin is after the first, and so many years before the programme at least

# Between two dates of one pair.
_BETWEEN = re.compile(r"\s*(?:-|/|đến|,)\s*(?:ngày\s*)?")
# Behind a pair of dates, in brackets, what is so many years old: "26/3/1931 - 26/3/2026 (95 năm Ngày …)".
_COUNTED_BEHIND = re.compile(r"\s*\(\s*(?:[Kk]ỷ niệm\s+)?\d{1,4}\s+năm\s+(?P<title>[^()\n]{4,120})\)")
_ORIGIN = r"(?P<origin>1[0-9]\d{2}|20[012]\d)"
_YEARS_ONLY = re.compile(
    r"(?:\(\s*|(?<=\s))(?:năm\s+|\d{1,2}/)?(?<!\d/\d/)(?<!\d/\d\d/)(?P<origin>\d{2,4})\s*-\s*(?:năm\s+|\d{1,2}/)?"
    r"(?P<now>20\d{2})(?![\d/])\s*\)?"
)
_YEARS_BEHIND = re.compile(rf"\s*\)?\s*\(\s*(?:năm\s+)?{_ORIGIN}\s*(?:-\s*20\d{{2}}\s*)?\)")
_YEAR_BEHIND_THE_NAME = re.compile(
    rf"(?:\s*[:|\n-]\s*)?(?:[^\n.;()\d]*\d{{1,4}}\s+năm\s)?[^\n.;()\d]*\(\s*(?:năm\s+)?{_ORIGIN}\s*(?:-\s*20\d{{2}}\s*)?\)"
)
_YEARS_BEFORE = re.compile(
    rf"\d\s+năm\s*\(\s*{_ORIGIN}\s*-\s*20\d{{2}}\s*\)[^\d(;.\n]*\(?\s*(?:ngày\s+)?$", re.IGNORECASE
)
_TO_THIS_DAY = re.compile(
    r"\s*(?:(?:cho\s+)?(?:đến|tới)\s+nay|(?:-|đến)\s*(?:năm\s+)?20\d{2}(?![\d/.\-]))", re.IGNORECASE
)
_BEGINS_A_TIME = re.compile(r"\s*(?:-|đến|tới)\s*(?:hết\s*)?(?:ngày\s*)?\d")
_ENDS_A_TIME = re.compile(r"(?:đến|tới|hết|trước|-|(?<![\d/.\-])\d{1,2}\s*(?:và|,|-))\s*(?:ngày\s*)?$")
_BULLET = re.compile(r"(?:^|\n)\s*[-+*•]\s*(?:ngày\s*)?$", re.IGNORECASE)
_OCCASION = re.compile(r"(?:^|\s)(?:dịp|nhân|nhân ngày|hằng năm)$", re.IGNORECASE)
_YEARLY = re.compile(r"\s*(?:hằng|hàng) năm", re.IGNORECASE)


class Stated(NamedTuple):
    """An anniversary with the part of the text that states it."""

    start: int
    end: int
    anniversary: FoundAnniversary


def stated(text: str, dated: list[Dated], year: int | None) -> Iterator[Stated]:
    """The anniversaries that a day or a year is stated of."""
    taken = bytearray(len(text) + 1)
    for find in (*_pairs(text, dated), *_singles(text, dated, taken, year)):
        if not any(taken[find.start : find.end]):
            taken[find.start : find.end] = b"\1" * (find.end - find.start)
            yield find
    for years in _YEARS_ONLY.finditer(text):
        if not any(taken[years.start("origin") : years.end()]) and _is_counted(text, years):
            yield Stated(*years.span(), _found(text, *years.span(), year=int(years["origin"])))


def _pairs(text: str, dated: list[Dated]) -> Iterator[Stated]:
    """Two dates a number of years apart: the first is the origin."""
    for first, second in pairwise(dated):
        if not _BETWEEN.fullmatch(text[first.end : second.start]) or first.year is None:
            continue
        of_the_moon = second.lunar and second.year is None and (first.day, first.month) == (second.day, second.month)
        if second.year is None and not of_the_moon:
            continue
        if (second.year or first.year + 1) - first.year < 1 or FROM.search(
            text[max(0, first.start - 30) : first.start]
        ):
            continue
        same = (first.day == second.day) + (first.month == second.month)
        if same:
            unsure = "" if same == 2 else DAYS_DIFFER
            lunar = first.lunar or second.lunar
            facts = {"day": first.day, "month": first.month, "year": first.year, "lunar": lunar, "unsure": unsure}
            if (named := _COUNTED_BEHIND.match(text, second.end)) is not None:
                facts["title"] = named["title"].strip()
            yield Stated(first.start, second.end, _found(text, first.start, second.end, **facts))


def _singles(text: str, dated: list[Dated], taken: bytearray, year: int | None) -> Iterator[Stated]:
    """One date, with its year or with the year that stands elsewhere."""
    for date in dated:
        if not taken[date.start] and (find := _single(text, date, year)):
            yield find


def _single(text: str, date: Dated, year: int | None) -> Stated | None:
    """One date alone, where its words say that it is a day to remember."""
    before = re.split(r"[.;\n]", text[max(0, date.start - ABOUT) : date.start])[-1]
    to_this_day = _TO_THIS_DAY.match(text, date.end) is not None
    old = date.year is not None and (date.lunar or date.year > EARLIEST) and date.year <= (year or 2026) - YOUNGEST
    if _is_another(text, before, date, to_this_day=to_this_day) or (date.year is not None and not old):
        return None
    start, end, origin = _with_its_year(text, before, date)
    states_it = date.lunar or (date.year is None and origin is not None) or (old and to_this_day)
    title = name_after(before, text[date.end : date.end + ABOUT], old=old or states_it)
    if not (states_it or title or (_is_origin(text, before, date) if old else _is_named_day(text, before, date))):
        return None
    named = {"title": title} if title else {}
    facts = {"day": date.day, "month": date.month, "lunar": date.lunar, "year": origin, **named}
    return Stated(start, end, _found(text, date.start, date.end, **facts))


def _is_another(text: str, before: str, date: Dated, *, to_this_day: bool) -> bool:
    """Whether a date is a document's, a person's, a class, or the end of a stretch of time."""
    if any(rule.search(before) for rule in NO_ORIGIN if rule is not FROM or not to_this_day):
        return True
    return not to_this_day and _runs_on(text, date)


def _with_its_year(text: str, before: str, date: Dated) -> tuple[int, int, int | None]:
    """Where a date and its year stand, and the year: its own, or the one behind it or before its name."""
    if date.year is not None or date.lunar:
        return date.start, date.end, date.year
    if (behind := _YEARS_BEHIND.match(text, date.end)) is not None:
        return date.start, behind.end(), int(behind["origin"])
    if name_after(before, text[date.end : date.end + ABOUT], old=False):
        named = _YEAR_BEHIND_THE_NAME.match(text, date.end)
        if named is not None:
            return date.start, named.end(), int(named["origin"])
    if (earlier := _YEARS_BEFORE.search(before)) is not None:
        return date.start - len(before) + earlier.start("origin"), date.end, int(earlier["origin"])
    return date.start, date.end, None


def _is_origin(text: str, before: str, date: Dated) -> bool:
    """Whether a date of long ago is the origin of what its words name, and not merely a story's date."""
    narrated = BARE_DAY.search(before) is not None and not NAMED.search(BARE_DAY.sub("", before))
    if narrated and KNOWN_DAYS.get((date.day, date.month)) != date.year and not NAMED_AFTER.match(text, date.end):
        return False  # "Ngày 22/3/1961, Hội nghị …"
    return NAMED.search(before) is not None and EVENT.search(before) is None


def _is_named_day(text: str, before: str, date: Dated) -> bool:
    """Whether a day without a year is one that is remembered each year."""
    if HELD.search(before) and not _YEARLY.match(text, date.end):
        return False
    if (date.day, date.month) in KNOWN_DAYS and (REMEMBERED.search(before) or NAMED.search(before)):
        return True
    return DAY_NAMED.search(before) is not None


def _runs_on(text: str, date: Dated) -> bool:
    """Whether a date is the beginning or the end of a stretch of time."""
    after = text[date.end : date.end + 12]
    before = text[max(0, date.start - 14) : date.start]
    ends = _ENDS_A_TIME.search(before) is not None and not _BULLET.search(before)
    return bool(_BEGINS_A_TIME.match(after)) or ends


def _is_counted(text: str, years: re.Match[str]) -> bool:
    """Whether the years said before two years are those between them, of what is not merely reviewed."""
    between = int(years["now"]) - int(years["origin"])
    before = re.split(r"[.;\n]", text[max(0, years.start() - ABOUT) : years.start()])[-1]
    if between < YOUNGEST or REVIEWED.search(before):
        return False
    if re.search(rf"(?<!\d){between}\s+năm\s", f"{before} ", re.IGNORECASE):
        return True
    return int(years["origin"]) > EARLIEST and years[0].startswith("(") and SO_MANY_YEARS.search(before) is not None


def _found(text: str, start: int, end: int, **facts: object) -> FoundAnniversary:
    before = text[max(0, start - ABOUT) : start].rstrip(" (-,:")
    years = [int(one["years"]) for one in SO_MANY_YEARS.finditer(before)]
    title = facts.get("title") or name_before(before)
    if _OCCASION.search(str(title)) and facts.get("day"):
        title = f"Ngày {facts['day']}/{facts['month']}"  # "thăm gia đình chính sách dịp 27/7": the day is its own name
    return FoundAnniversary.model_validate(
        {
            "years": years[-1] if years else None,
            "sentence": sentence_around(text, start, end),
            "unsure": "" if title else NO_NAME,
            **facts,
            "title": title,
        }
    )
