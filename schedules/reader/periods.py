"""Periods in a programme: from when to when something goes on, as days or as months, with one end open where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.reader.dates import possible
from schedules.reader.finds import FoundPeriod
from schedules.reader.text import sentence_around

ABOUT = 120

_D = r"(?:ngày\s+)?(?P<{0}d>\d{{1,2}})\s?[/.\-]\s?(?P<{0}m>\d{{1,2}})(?:\s?[/.\-]\s?(?P<{0}y>\d{{4}}))?"
_M = r"(?:ngày\s+)?(?:hết\s+)?tháng\s+(?P<{0}m>\d{{1,2}})(?:\s*(?:/|năm\s+)\s*(?P<{0}y>\d{{4}}))?"
_LAST_DAY = r"ngày\s+(?P<bd>\d{1,2})[/.\-](?P<bm>\d{1,2})(?:[/.\-](?P<by>\d{4}))?"
_TO = r"\s*(?:-|đến(?:\s+hết)?(?:\s+ngày)?|tới)\s*(?:hết\s+)?"
_AFTER = r"(?![\d/])"

# Each shape of a stretch of time, the longest first; groups are named by end: a… for the start, b… for the end.
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern + _AFTER, re.IGNORECASE))
    for name, pattern in (
        ("days", r"(?P<from>từ\s+)?" + _D.format("a") + _TO + _D.format("b")),
        ("day of month", r"(?P<from>từ\s+)(?:ngày\s+)?(?P<ad>\d{1,2})" + _TO + _D.format("b")),
        ("months", r"(?P<from>từ\s+)?" + _M.format("a") + _TO + _M.format("b")),
        ("month span", r"tháng\s+(?P<am>\d{1,2})\s*-\s*(?P<bm>\d{1,2})(?:\s*/\s*(?P<by>\d{4}))?"),
        ("one month", r"(?<=\()\s*(?:trong\s+)?tháng\s+(?P<am>\d{1,2})(?:\s*(?:/|năm\s+)\s*(?P<ay>\d{4}))?\s*(?=\))"),
        (
            "month as time",
            r"(?<=thời gian:)\s*(?:trong\s+)?tháng\s+(?P<am>\d{1,2})(?:\s*(?:/|năm\s+)\s*(?P<ay>\d{4}))?",
        ),
        ("quarter", r"(?<=\()\s*quý\s+(?P<quarter>IV|III|II|I)(?:\s*(?:/|năm\s+)\s*(?P<ay>\d{4}))?\s*(?=\))"),
        ("until", rf"(?:đến|trước|chậm nhất|hết)\s+(?:hết\s+)?{_LAST_DAY}"),
        ("since", r"(?:bắt đầu\s+)?(?:kể\s+)?từ\s+ngày\s+(?P<ad>\d{1,2})[/.\-](?P<am>\d{1,2})(?:[/.\-](?P<ay>\d{4}))?"),
    )
)
_GOES_ON = re.compile(r"(?:,?\s*(?:kéo dài|diễn ra|tổ chức|bắt đầu|thực hiện|trong thời gian))\s*$")
_TIME = re.compile(r"\s*[Tt]hời gian")
_QUARTERS = {"I": (1, 3), "II": (4, 6), "III": (7, 9), "IV": (10, 12)}
_DOCUMENT = re.compile(r"(?:số|Nghị quyết|Quyết định|Kế hoạch số|Công văn)[^.;\n]{0,60}$", re.IGNORECASE)

EXAMPLES: dict[str, list[tuple[str | None, str | None]]] = {
    "Tháng Thanh niên từ ngày 01/3 đến hết 31/3/2025": [("2025-03-01", "2025-03-31")],
    "Tết Nhân ái. Thời gian: từ ngày 20/01 - 04/02/2024": [("2024-01-20", "2024-02-04")],
    "từ ngày 7-7 đến ngày 4-8": [("--07-07", "--08-04")],
    "Xuân Tình Nguyện (Tháng 1-2)": [("--01", "--02")],
    "từ tháng 6 đến hết tháng 8/2025": [("2025-06", "2025-08")],
    "Tháng Thanh niên (Tháng 3/2024)": [("2024-03", "2024-03")],
    "Hoàn thành đến ngày 30/11/2024": [(None, "2024-11-30")],
    "từ 01 - 31/3/2025": [("2025-03-01", "2025-03-31")],
    "26/3/1931 - 26/3/2025": [],
}


def periods(text: str, year: int | None) -> tuple[FoundPeriod, ...]:
    """The periods of a programme's text, in their order, each once; `year` is the programme's."""
    taken = bytearray(len(text) + 1)
    found: list[tuple[int, FoundPeriod]] = []
    for _name, shape in SHAPES:
        for match in shape.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            one = _period(text, match, year)
            if one is not None:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append((match.start(), one))
    return tuple(_once(one for _at, one in sorted(found, key=lambda pair: pair[0])))


def _period(text: str, match: re.Match[str], year: int | None) -> FoundPeriod | None:
    groups = {name: match.groupdict().get(name) for name in ("ad", "am", "ay", "bd", "bm", "by", "quarter")}
    before = text[max(0, match.start() - ABOUT) : match.start()]
    if _DOCUMENT.search(before):
        return None
    if groups["quarter"]:
        first, last = _QUARTERS[groups["quarter"].upper()]
        groups |= {"am": str(first), "bm": str(last), "by": groups["ay"]}
    if groups["ad"] and groups["bd"] and not groups["am"]:
        groups["am"] = groups["bm"]
    if groups["ay"] and groups["by"] and groups["ay"] != groups["by"] and int(groups["by"]) - int(groups["ay"]) > 2:
        return None  # an anniversary's pair of dates
    if not groups["bm"] and not groups["bd"] and "ngày" not in match[0].lower():
        groups |= {"bm": groups["am"], "by": groups["ay"]}
    start = _iso(groups["ad"], groups["am"], groups["ay"] or groups["by"] or _text_year(year))
    end = _iso(groups["bd"], groups["bm"], groups["by"] or groups["ay"] or _text_year(year))
    if (groups["am"] and start is None) or (groups["bm"] and end is None) or (start is None and end is None):
        return None
    if start and end and start > end:
        return None
    return FoundPeriod(title=_title(before), start=start, end=end, sentence=sentence_around(text, *match.span()))


def _text_year(year: int | None) -> str | None:
    return None if year is None else str(year)


def _iso(day: str | None, month: str | None, year: str | None) -> str | None:
    if month is None:
        return None
    head = year or "-"
    if day is None:
        return f"{head}-{int(month):02}" if 1 <= int(month) <= 12 else None
    return f"{head}-{int(month):02}-{int(day):02}" if possible(int(day), int(month)) else None


def _title(before: str) -> str:
    """What goes on then, from the words before."""
    line = _GOES_ON.sub("", re.split(r"[\n;]", before)[-1].rstrip(" :(,-"))
    cleaned = re.sub(r"^\s*(?:[-•+*]|\d+[.)])\s*", "", line).strip(" :(,-.")
    if not cleaned or _TIME.match(cleaned):
        earlier = [one for one in re.split(r"[\n.;]", before) if len(one.strip()) > 3 and not _TIME.match(one)]
        cleaned = earlier[-1].strip(" :(,-.") if earlier else cleaned
    return re.sub(r"\s+", " ", cleaned.rpartition(". ")[2])


def _once(found: Iterator[FoundPeriod]) -> list[FoundPeriod]:
    kept: dict[tuple[str | None, str | None], FoundPeriod] = {}
    for one in found:
        kept.setdefault((one.start, one.end), one)
    return list(kept.values())
