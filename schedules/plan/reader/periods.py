"""Periods in a programme: from when to when something goes on, as days or as months, with one end open where it is.

Each shape is a row of SHAPES: its pattern is made of the same few words for a day, a month, a way of saying "until".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from schedules.calendar import day_exists
from schedules.plan.reader.finds import FoundPeriod
from schedules.plan.reader.text import sentence_around

ABOUT = 120
OLDEST = 3  # years before the programme's: what went on earlier is history

_HOUR = r"(?:\d{1,2}\s?(?:h|g|giờ|:)\s?(?:\d{2})?(?:\s?phút)?,?\s+)?"


def _year(end: str) -> str:
    return rf"(?:(?:\s?[/.\-]\s?|,?\s+năm\s+)(?P<{end}y>\d{{4}}))?"


def _day(end: str) -> str:
    slash = rf"(?:\s?[/.\-]\s?|\s+tháng\s+)(?P<{end}m>\d{{1,2}})"
    return rf"{_HOUR}(?:(?:hết\s+)?ngày\s+)?(?P<{end}d>\d{{1,2}}){slash}{_year(end)}"


def _month(end: str) -> str:
    return rf"(?:ngày\s+)?(?:hết\s+|cuối\s+|đầu\s+)?tháng\s+(?P<{end}m>\d{{1,2}}){_year(end)}"


_TO = r"\s*(?:-|đến|tới|cho đến|và kết thúc(?:\s+vào)?|,?\s*kết thúc(?:\s+vào)?)\s*(?:hết\s+)?"
_FROM = r"(?P<from>(?:bắt đầu\s+)?(?:kể\s+)?từ\s+|bắt đầu(?:\s+vào)?\s+)"
_ONE = r"(?P<am>\d{1,2})" + _year("a")
_QUARTER = r"quý\s+(?P<quarter>IV|III|II|I|[1-4])(?:\s*(?:/|năm\s+|-\s*)\s*(?P<ay>\d{4}))?"
_AS_A_TIME = (
    r"(?:\(\s*|(?<!\w)trong\s+|(?<!\w)vào\s+|dự kiến:?\s+|:\s*|(?<!\w)thời gian\s+)(?:dự kiến\s+)?(?:trong\s+)?"
)
_CLOSES = r"(?=\s*(?:[).,;\n]|$))"


class Shape(NamedTuple):
    """How a stretch of time is written; groups are named by end: a… for the start, b… for the end."""

    name: str
    pattern: str
    example: str


# The longest first: what one has taken no later one takes.
SHAPES = (
    Shape("days", f"{_FROM}?{_day('a')}{_TO}{_day('b')}", "từ ngày 01/3 đến hết ngày 31/3/2025"),
    Shape(
        "days of a month",
        r"(?:"
        + _FROM
        + r"|ngày\s+|\(\s*|:\s*|(?<=[^\d/.\-\s])\s+)"
        + _HOUR
        + r"(?:ngày\s+)?(?P<ad>\d{1,2})\s*(?:-|đến(?:\s+hết)?(?:\s+ngày)?|và)\s*"
        + _day("b"),
        "từ 01 - 31/3/2025",
    ),
    Shape("months", f"{_FROM}?{_month('a')}{_TO}{_month('b')}", "từ tháng 6 đến hết tháng 8/2025"),
    Shape(
        "months in figures",
        _FROM + r"?tháng\s+(?P<am>\d{1,2})(?:/(?P<ay>\d{4}))?\s*(?:-|đến)\s*(?P<bm>\d{1,2})" + _year("b"),
        "tháng 3 - 5/2025",
    ),
    Shape(
        "quarters",
        r"quý\s+(?P<quarter>IV|III|II|I)\s*(?:-|và|,|đến|đến quý|và quý)\s*(?P<last>IV|III|II|I)(?:\s*(?:/|"
        r"năm\s+)\s*(?P<ay>\d{4}))?",
        "Quý II - III/2025",
    ),
    Shape("a quarter", rf"{_AS_A_TIME}{_QUARTER}", "Hội thi: Quý II/2025"),
    Shape("a month", rf"{_AS_A_TIME}tháng\s+{_ONE}", "(Tháng 3/2025)"),
    Shape(
        "a whole year",
        r"(?:thời gian|thực hiện)\s*:\s*(?:trong\s+)?(?:cả\s+)?năm\s+(?P<whole>20\d{2})" + _CLOSES,
        "Thời gian: cả năm 2025",
    ),
    Shape(
        "until",
        r"(?:từ nay đến|đến|trước|chậm nhất|hạn cuối|hạn chót|kết thúc)\s*:?\s*(?:là\s+|vào\s+|trước\s+)?(?:hết\s+)?"
        + _HOUR
        + r"ngày\s+(?P<bd>\d{1,2})(?:\s?[/.\-]\s?|\s+tháng\s+)(?P<bm>\d{1,2})"
        + _year("b"),
        "hoàn thành trước ngày 30/11/2025",
    ),
    Shape(
        "until a month",
        r"(?:từ nay )?đến\s+(?:hết|cuối)\s+tháng\s+(?P<bm>\d{1,2})" + _year("b"),
        "duy trì đến hết tháng 11/2025",
    ),
    Shape(
        "since",
        rf"{_FROM}" + r"ngày\s+(?P<ad>\d{1,2})(?:[/.\-]|\s+tháng\s+)(?P<am>\d{1,2})" + _year("a"),
        "bắt đầu từ ngày 05/6/2025",
    ),
    Shape("since a month", rf"{_FROM}(?:cuối\s+|đầu\s+)?tháng\s+{_ONE}", "triển khai từ tháng 4/2025"),
)
_COMPILED = tuple((one.name, re.compile(one.pattern + r"(?![\d/])", re.IGNORECASE)) for one in SHAPES)

_GOES_ON = re.compile(
    r"(?:,?\s*(?:kéo dài|diễn ra|tổ chức|bắt đầu|thực hiện|trong thời gian|sẽ|được|vào|"
    r"dự kiến))\s*$"
)
_TIME = re.compile(r"\s*[Tt]hời gian")
_QUARTERS = {
    "I": (1, 3),
    "II": (4, 6),
    "III": (7, 9),
    "IV": (10, 12),
    "1": (1, 3),
    "2": (4, 6),
    "3": (7, 9),
    "4": (10, 12),
}
# Before these no stretch of time begins: a document and its date, a law in force, classes and houses.
_NO_PERIOD = re.compile(
    r"(?:(?<!\w)số|Nghị quyết|Quyết định|Kế hoạch số|Công văn|Thông báo|Chỉ thị)[^.;\n]{0,60}$|(?:hiệu lực|"
    r"tính)\s*$|(?:lớp|phòng|sinh|"
    r"báo|bản tin|tạp chí|Cách mạng|công tác)\s*$",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"[\d/.\-]\d")  # it would begin in the middle of a number
_HOURS = re.compile(r"\d\s*(?:h|g|giờ)\s*\d{0,2}\s*$")  # "từ 8h00 đến 17h00 ngày 25/3": hours of one day
_COUNTS = re.compile(r"\s*(?:tuổi|%|mô hình|đoàn viên|lượt|người|em|triệu|tỷ|năm\s+(?!20))", re.IGNORECASE)

EXAMPLES: dict[str, list[tuple[str | None, str | None]]] = {
    "Tháng Thanh niên từ ngày 01/3 đến hết 31/3/2025": [("2025-03-01", "2025-03-31")],
    "Tết Nhân ái. Thời gian: từ ngày 20/01 - 04/02/2024": [("2024-01-20", "2024-02-04")],
    "từ ngày 7-7 đến ngày 4-8": [("--07-07", "--08-04")],
    "Xuân Tình Nguyện (Tháng 1-2)": [("--01", "--02")],
    "từ tháng 6 đến hết tháng 8/2025": [("2025-06", "2025-08")],
    "Tháng Thanh niên (Tháng 3/2024)": [("2024-03", "2024-03")],
    "Hoàn thành đến ngày 30/11/2024": [(None, "2024-11-30")],
    "từ 01 - 31/3/2025": [("2025-03-01", "2025-03-31")],
    "Đại hội trong 2 ngày 05 - 06/10/2022": [("2022-10-05", "2022-10-06")],
    "từ ngày 1 đến ngày 31 tháng 3 năm 2025": [("2025-03-01", "2025-03-31")],
    "từ ngày 1 tháng 3 đến ngày 31 tháng 3 năm 2025": [("2025-03-01", "2025-03-31")],
    "Từ 07h30 ngày 15/6/2024 đến 17h00 ngày 17/6/2024": [("2024-06-15", "2024-06-17")],
    "bắt đầu từ ngày 05/6/2024 và kết thúc vào ngày 20/8/2024": [("2024-06-05", "2024-08-20")],
    "Hội thi: Quý II/2025; Quý III - IV/2025: Liên hoan": [("2025-04", "2025-06"), ("2025-07", "2025-12")],
    "trong tháng 10/2025": [("2025-10", "2025-10")],
    "từ 20/12/2024 đến 15/01/2025": [("2024-12-20", "2025-01-15")],
    "Trại hè từ 28/12 - 03/01/2025": [("2024-12-28", "2025-01-03")],
    "26/3/1931 - 26/3/2025": [],
    "Cách mạng tháng 8, công tác tháng 3/2025, lớp 5/3 - 5/4": [],
    "Luật có hiệu lực từ ngày 01/7/2025": [],
    "Tính đến ngày 15/11/2025, từ 8h00 đến 17h00 ngày 25/3/2025": [],
    "thanh niên từ 16 - 30 tuổi; 10 - 12/15 xã": [],
}


def periods(text: str, year: int | None) -> tuple[FoundPeriod, ...]:
    """The periods of a programme's text, in their order, each once; `year` is the programme's."""
    taken = bytearray(len(text) + 1)
    positioned: list[tuple[int, FoundPeriod]] = []
    for _name, shape in _COMPILED:
        for match in shape.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            period = _period(text, match, year)
            if period is not None:
                positioned.append((match.start(), period))
            if period is not None or (match.groupdict().get("ad") and match.groupdict().get("bd")):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return tuple(_once(period for _at, period in sorted(positioned, key=lambda pair: pair[0])))


def _period(text: str, match: re.Match[str], year: int | None) -> FoundPeriod | None:
    """What a shape says, as a stretch of time; None where it is none."""
    before = text[max(0, match.start() - ABOUT) : match.start()]
    if (
        _NO_PERIOD.search(before)
        or _HOURS.search(before)
        or _COUNTS.match(text, match.end())
        or _CUT_OFF.search(text[max(0, match.start() - 1) : match.start() + 1])
    ):
        return None
    ends = _ends(match, year)
    if ends is None:
        return None
    start, end = ends
    first = int((start or end or "-")[:4]) if (start or end or "-")[0] != "-" else None
    if first is not None and (first < 2000 or (year is not None and first < year - OLDEST)):
        return None  # history
    return FoundPeriod(title=_title(before), start=start, end=end, sentence=sentence_around(text, *match.span()))


def _ends(match: re.Match[str], year: int | None) -> tuple[str | None, str | None] | None:
    """The start and the end that are said; None where no calendar has them, or the end is before the start."""
    groups = {name: match.groupdict().get(name) for name in ("ad", "am", "ay", "bd", "bm", "by", "quarter", "last")}
    if whole := match.groupdict().get("whole"):
        return f"{whole}-01-01", f"{whole}-12-31"
    if groups["quarter"]:
        first, last = groups["quarter"].upper(), (groups["last"] or groups["quarter"]).upper()
        groups |= {"am": str(_QUARTERS[first][0]), "bm": str(_QUARTERS[last][1]), "by": groups["ay"]}
    elif groups["ad"] and groups["bd"] and not groups["am"]:
        groups["am"] = groups["bm"]
    elif groups["am"] and not groups["ad"] and not groups["bm"] and not match.groupdict().get("from"):
        groups |= {"bm": groups["am"], "by": groups["ay"]}
    if groups["ay"] and groups["by"] and not 0 <= int(groups["by"]) - int(groups["ay"]) <= 2:
        return None  # an anniversary's pair of dates
    return _with_years(groups, year)


def _with_years(groups: dict[str, str | None], year: int | None) -> tuple[str | None, str | None] | None:
    own = None if year is None else str(year)
    last_year = groups["by"] or groups["ay"] or own
    first_year = groups["ay"] or last_year
    start, end = _iso(groups["ad"], groups["am"], first_year), _iso(groups["bd"], groups["bm"], last_year)
    if (groups["am"] and start is None) or (groups["bm"] and end is None) or (start is None and end is None):
        return None
    if start and end and start > end:  # over the turn of a year: "28/12 - 03/01/2025"
        if groups["ay"] or last_year is None or int(groups["am"] or 0) < 10 or int(groups["bm"] or 0) > 3:
            return None
        start_and_end = (int(last_year) - 1, int(last_year)) if groups["by"] else (int(last_year), int(last_year) + 1)
        start, end = (
            _iso(groups["ad"], groups["am"], str(start_and_end[0])),
            _iso(groups["bd"], groups["bm"], str(start_and_end[1])),
        )
    return start, end


def _iso(day: str | None, month: str | None, year: str | None) -> str | None:
    if month is None:
        return None
    head = year or "-"
    if day is None:
        return f"{head}-{int(month):02}" if 1 <= int(month) <= 12 else None
    return f"{head}-{int(month):02}-{int(day):02}" if day_exists(int(day), int(month)) else None


def _title(before: str) -> str:
    """What goes on then, from the words before."""
    line = _GOES_ON.sub("", re.split(r"[\n;]", before)[-1].rstrip(" :(,-"))
    cleaned = re.sub(r"^\s*(?:[-•+*]|\d+[.)])\s*", "", line).strip(" :(,-.")
    if not cleaned or _TIME.match(cleaned):
        earlier = [one for one in re.split(r"[\n.;]", before) if len(one.strip()) > 3 and not _TIME.match(one)]
        cleaned = earlier[-1].strip(" :(,-.") if earlier else cleaned
    return re.sub(r"\s+", " ", cleaned.rpartition(". ")[2])


def _once(periods: Iterator[FoundPeriod]) -> list[FoundPeriod]:
    once: dict[tuple[str | None, str | None], FoundPeriod] = {}
    for period in periods:
        once.setdefault((period.start, period.end), period)
    return list(once.values())
