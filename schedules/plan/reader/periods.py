"""Periods in a programme: from when to when something goes on, as days or as months, with one end open where it is.

Moments (moments.py) make a period by what stands before and between them: two joined by "đến" or a dash, months in a
row ("tháng 6, 7 và 8"), one after "từ nay đến", one month, quarter or half-year as the time of something, or at the
head of what is done then ("Tháng 3: …"). A deadline ("trước ngày …") is no period. A part of a month is a third of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.plan.reader.ends import Ends, days_of, end_of, into_the_next_year, start_of, with_years
from schedules.plan.reader.finds import NO_DAYS, NO_START, NO_SUCH_DAY, FoundPeriod
from schedules.plan.reader.moments import Moment, moments
from schedules.plan.reader.names import name_of_period
from schedules.plan.reader.openings import (
    AND,
    AS_A_TIME,
    COUNTS,
    DEADLINE,
    FROM,
    HEADS,
    IN_A_ROW,
    NEXT_YEAR,
    NO_PERIOD,
    OPENS_A_LINE,
    PASSED,
    UNTIL,
    UNTIL_A_DAY,
    WHOLE_YEAR,
)
from schedules.plan.reader.stretches import belonging
from schedules.plan.reader.text import sentence_around

ABOUT = 120
OLDEST = 3  # years before the programme's: what went on earlier is history
_QUARTER_AHEAD = re.compile(r"quý\s+$", re.IGNORECASE)
_A_DAY = re.compile(r"(?:\d{4}|-)-\d\d-\d\d")

EXAMPLES: dict[str, list[Ends]] = {
    "Tháng Thanh niên từ ngày 01/3 đến hết 31/3/2025": [("2025-03-01", "2025-03-31")],
    "Tết Nhân ái. Thời gian: từ ngày 20/01 - 04/02/2024": [("2024-01-20", "2024-02-04")],
    "từ ngày 7-7 đến ngày 4-8": [("--07-07", "--08-04")],
    "Xuân Tình Nguyện (Tháng 1-2)": [("--01", "--02")],
    "trong các tháng 6, 7 và 8/2025; tháng 3, tháng 4": [("2025-06", "2025-08"), ("--03", "--04")],
    "Tháng Thanh niên (Tháng 3/2024)": [("2024-03", "2024-03")],
    "Hoàn thành đến ngày 30/11/2024": [(None, "2024-11-30")],
    "Đợt thi đua từ nay đến 30/4/2024": [(None, "2024-04-30")],
    "đến hết tháng 11/2025": [(None, "2025-11")],
    "từ 01 - 31/3/2025": [("2025-03-01", "2025-03-31")],
    "tuần lễ đọc sách (từ ngày 8-14.4)": [("--04-08", "--04-14")],
    "Đại hội trong 2 ngày 05 - 06/10/2022": [("2022-10-05", "2022-10-06")],
    "Từ 07h30 ngày 15/6/2024 đến 17h00 ngày 17/6/2024": [("2024-06-15", "2024-06-17")],
    "bắt đầu từ ngày 05/6/2024 và kết thúc vào ngày 20/8/2024": [("2024-06-05", "2024-08-20")],
    "đợt 3 (27/3/2022 đến hết tháng 12/2022)": [("2022-03-27", "2022-12")],
    "bắt đầu từ ngày 05/6/2025; triển khai từ tháng 4/2025": [("2025-06-05", None), ("2025-04", None)],
    "Hội thi: Quý II/2025; Quý III - IV/2025: Liên hoan": [("2025-04", "2025-06"), ("2025-07", "2025-12")],
    "Hội thi: quý I và quý III năm 2025; Tọa đàm: Quý I, II, IV/2025": [
        ("2025-01", "2025-03"),
        ("2025-07", "2025-09"),
        ("2025-01", "2025-06"),
        ("2025-10", "2025-12"),
    ],
    "Hè tình nguyện bắt đầu từ tháng Sáu, kết thúc vào tháng Tám; Kỳ nghỉ hồng: tháng Bảy": [
        ("--06", "--08"),
        ("--07", "--07"),
    ],
    "Kế hoạch nhỏ: từ 05/9/2025 đến 15/5 năm sau": [("2025-09-05", "2026-05-15")],
    "Cách mạng tháng Tám, rằm tháng Tám": [],
    "Thời gian: cả năm 2025": [("2025-01-01", "2025-12-31")],
    "từ 20/12/2024 đến 15/01/2025": [("2024-12-20", "2025-01-15")],
    "Trại hè từ 28/12 - 03/01/2025": [("2024-12-28", "2025-01-03")],
    "26/3/1931 - 26/3/2025": [],
    "Cách mạng tháng 8, công tác tháng 3/2025, lớp 5/3 - 5/4": [],
    "Luật có hiệu lực từ ngày 01/7/2025": [],
    "Tính đến ngày 15/11/2025, từ 8h00 đến 17h00 ngày 25/3/2025": [],
    "thanh niên từ 16 - 30 tuổi; 10 - 12/15 xã": [],
    "báo cáo trước ngày 10 hằng tháng; lễ hội từ ngày 22 đến 27 tháng 4 âm lịch": [],
    "từ 01/6 đến 31/6/2025": [("2025-06-01", "2025-06-30")],
    "Quý I: Tổ chức Tết trồng cây; Tháng 3: Tháng Thanh niên": [("--01", "--03"), ("--03", "--03")],
    "Tháng 4:\n- Hội nghị sơ kết quý I, triển khai nhiệm vụ quý II": [("--04", "--04")],
    "Trong 6 tháng đầu năm, rà soát; hoàn thành trong 6 tháng cuối năm 2025": [
        ("--01", "--06"),
        ("2025-07", "2025-12"),
    ],
    "sơ kết 6 tháng đầu năm; báo cáo trước ngày 15/6/2025, chậm nhất 20/6": [],
    "ra quân trong trung tuần tháng 8; trại hè: đầu tháng 7/2025": [
        ("--08-11", "--08-20"),
        ("2025-07-01", "2025-07-10"),
    ],
    "ba tháng hè, cao điểm là tháng 7": [("--07", "--07")],
    "từ cuối tháng 5 đến giữa tháng 8/2024": [("2024-05-21", "2024-08-20")],
    "1 Trồng cây Tháng 02/2025 Đoàn xã": [("2025-02", "2025-02")],
    "Hội thi: tổ chức trong tháng 3 và tháng 8": [("--03", "--03"), ("--08", "--08")],
}


def periods(text: str, year: int | None) -> tuple[FoundPeriod, ...]:
    """The periods of a programme's text, in their order, each once; `year` is the programme's."""
    positioned = list(_joined(text, year))
    for match in WHOLE_YEAR.finditer(text):
        ends = (f"{match['year']}-01-01", f"{match['year']}-12-31")
        positioned.append((match.start(), _found(text, match.span(), ends, "")))
    once: dict[Ends, FoundPeriod] = {}
    for _at, period in sorted(positioned, key=lambda pair: pair[0]):
        once.setdefault((period.start, period.end), period)
    return tuple(once.values())


def _joined(text: str, year: int | None) -> Iterator[tuple[int, FoundPeriod]]:
    """What the moments of a text make together, each taken once."""
    row = list(moments(text))
    index = 0
    before: Moment | None = None
    while index < len(row):
        members = belonging(text, row, index)
        ends = _ends(text, members, year)
        if ends is None and before is not None and _is_joined(text, before, members[0]):
            ends = with_years(start_of(members[0], members[0]), end_of(members[-1]), year)
        span = (members[0].start, members[-1].end)
        found = ends is not None and not _is_none(text, span) and not _is_history(ends, year)
        if found and ends is not None:
            yield span[0], _found(text, span, ends, _why_unsure(members, ends))
        before = members[-1] if found and len(members) == 1 else None
        index += len(members)


def _is_joined(text: str, before: Moment, moment: Moment) -> bool:
    """Whether a month or a quarter is a time as the one before it is: "trong tháng 3 và tháng 8"."""
    alike = before.kind == moment.kind and moment.kind in {"month", "quarter"}
    return alike and AND.fullmatch(_QUARTER_AHEAD.sub("", text[before.end : moment.start])) is not None


def _ends(text: str, members: list[Moment], year: int | None) -> Ends | None:
    """The two ends that moments state together, one of them open maybe; None where they state no period."""
    first, last = members[0], members[-1]
    before = text[max(0, first.start - ABOUT) : first.start]
    begins = FROM.search(before) is not None
    if len(members) > 1:
        whole = "hour" not in {first.kind, last.kind} and (begins or _stands_as_ends(before, members))
        if whole and NEXT_YEAR.match(text, last.end):
            return into_the_next_year(start_of(first, last), end_of(last), year)
        return with_years(start_of(first, last), end_of(last), year) if whole else None
    if first.kind in {"hour", "number"} or (first.dotted and not begins):
        return None
    starts, ends = _open_ends(text, before, first, begins=begins)
    return with_years(start_of(first, first) if starts else None, end_of(first) if ends else None, year)


def _open_ends(text: str, before: str, moment: Moment, *, begins: bool) -> tuple[bool, bool]:
    """Whether a moment alone is the start of a stretch, and whether it is its end; both: it is the stretch."""
    if DEADLINE.search(before):
        return False, False
    until = UNTIL.search(before) or (UNTIL_A_DAY.search(before) and moment.named)
    if until or (moment.kind == "month" and re.search(r"đến\s+$", before[-6:]) and _says_its_end(text, moment)):
        return False, True
    if begins and moment.kind != "quarter":
        return moment.named or moment.kind == "month", False
    two_quarters = moment.kind == "quarter" and moment.last == (moment.month or 0) + 5 and text[moment.start] in "Qq"
    as_a_time = moment.kind in {"month", "quarter"} and (
        two_quarters or AS_A_TIME.search(before) is not None or _is_a_head(text, moment)
    )
    return as_a_time, as_a_time


def _is_a_head(text: str, moment: Moment) -> bool:
    """Whether a month or a quarter is the head of what is done then, or a cell of a table's row."""
    before = text[max(0, moment.start - ABOUT) : moment.start]
    if HEADS.search(before) is not None:
        return bool(moment.part) or re.match(r"\s*(?::|\n|-\s|$)", text[moment.end : moment.end + 3]) is not None
    return text[moment.start].isupper() and IN_A_ROW.search(before) is not None


def _says_its_end(text: str, moment: Moment) -> bool:
    return text[moment.start : moment.end].lower().startswith(("hết", "cuối"))


def _stands_as_ends(before: str, members: list[Moment]) -> bool:
    """Whether two moments without "từ" are the ends of a stretch: what is only two numbers is none."""
    first, last = members[0], members[-1]
    if len(members) > 2 or first.kind == "month":
        return True
    if first.kind == "number":
        words = OPENS_A_LINE.search(before) or re.search(r"[(:|]\s*$|[^\W\d]\s+$", before)
        return first.named or (words is not None and (last.year is not None or last.named))
    return not (first.dotted or last.dotted)


def _is_none(text: str, span: tuple[int, int]) -> bool:
    """Whether the words about it say that it is no stretch of time."""
    before = text[max(0, span[0] - ABOUT) : span[0]]
    return bool(NO_PERIOD.search(before) or COUNTS.match(text, span[1]) or PASSED.match(text, span[1]))


def _is_history(ends: Ends, year: int | None) -> bool:
    stated = ends[0] or ends[1] or "-"
    if stated[0] == "-":
        return False
    first = int(stated[:4])
    return first < 2000 or (year is not None and first < year - OLDEST)


def _why_unsure(members: list[Moment], ends: Ends) -> str:
    """Why a person should look at a stretch: a day that is none, an end that is only a month's, an end left open."""
    if any(one.day and one.month and one.day > days_of(one.month, one.year) for one in members):
        return NO_SUCH_DAY
    if any(one.part for one in members) or any(one is not None and not _A_DAY.fullmatch(one) for one in ends):
        return NO_DAYS
    return "" if ends[0] is not None else NO_START


def _found(text: str, span: tuple[int, int], ends: Ends, unsure: str) -> FoundPeriod:
    before = text[max(0, span[0] - ABOUT) : span[0]]
    return FoundPeriod(
        title=name_of_period(before), start=ends[0], end=ends[1], sentence=sentence_around(text, *span), unsure=unsure
    )
