"""Anniversaries in a programme: what is remembered, and on which day of which year it was.

A pair of dates a number of years apart gives the origin ("7/5/1954 - 7/5/2024"). One date alone is an origin only where
its words say so; this year's date of an event, the date of a document and a term of office are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest

from schedules.plan.reader.dates import Dated, dates
from schedules.plan.reader.finds import FoundAnniversary
from schedules.plan.reader.remembered import (
    ANOTHER_DAY,
    BARE_DAY,
    DATE_FIRST,
    DAY_FIRST,
    DAY_NAMED,
    EVENT,
    FROM,
    KEYED,
    KNOWN_DAYS,
    NAMED,
    NAMED_AFTER,
    NO_ORIGIN,
    REMEMBERED,
    REVIEWED,
    SO_MANY_YEARS,
    WELCOMED,
)
from schedules.plan.reader.text import sentence_around
from storage.text import fold

EARLIEST, YOUNGEST = 1000, 4  # years: an origin is after the first, and so many years before the programme at least
SHORTEST_TITLE = 6
ABOUT = 140  # characters before a date in which its name stands

# Between two dates of one pair.
_BETWEEN = re.compile(r"\s*(?:-|/|đến|,)\s*")
_YEARS_ONLY = re.compile(r"\(\s*(?P<origin>1[0-9]\d{2}|20[01]\d)\s*-\s*(?P<now>20\d{2})\s*\)?")
_ORIGIN_AFTER = re.compile(r"\s*\(\s*(?P<origin>1[0-9]\d{2}|20[01]\d)\s*-\s*20\d{2}\s*\)")


# Where the name before a date begins: after these.
_NAME_BEGINS = re.compile(
    r".*(?:[.;:\n•]|\d+\s+năm\s|kỷ niệm\s|chào mừng\s|mừng\s|gắn với\s|hướng tới\s|\)\s*(?:,|và)?\s|,\s|"
    r"\svà\s(?=ngày|quốc khánh)|"
    r"^\s*\d+[.)]\s)",
    re.IGNORECASE | re.DOTALL,
)
_PARTED = re.compile(r"[.;:\n•()\d]|,\s+(?:[Nn]gày|[Kk]ỷ niệm|và)\s|\svà\s+(?:[Nn]gày|[Qq]uốc khánh)")
_BEGINS_A_TIME = re.compile(r"\s*(?:-|đến)\s*(?:hết\s*)?(?:ngày\s*)?\d")
_ENDS_A_TIME = re.compile(r"(?:đến|hết|-)\s*(?:ngày\s*)?$")
_TWICE = re.compile(r"^(ngày)\s+ngày\s+", re.IGNORECASE)
_JOINS = re.compile(r"^(?:và|nhân dịp|nhân|dịp|các|những)\s+")
_CLOSED = re.compile(r"[.;\n)]")
_TET = re.compile(r"(?:gắn với|mừng|và|,)\s+(?P<title>Tết [Nn]guyên [Đđ]án(?: [A-ZĐ]\w+ [A-ZĐ]\w+)?)")

EXAMPLES: dict[str, list[tuple[int | None, int | None, int | None, bool]]] = {
    "kỷ niệm 70 năm Chiến thắng Điện Biên Phủ (7/5/1954 - 7/5/2024)": [(7, 5, 1954, False)],
    "Mừng 94 năm Ngày thành lập Đoàn (26/3/1931-26/3/2025), nhiệm kỳ 2022 - 2027": [(26, 3, 1931, False)],
    "290 năm Thành lập Long Hồ Dinh (1732- 2022)": [(None, None, 1732, False)],
    "96 năm Ngày thành lập Đoàn 26/3 (1931 - 2027)": [(26, 3, 1931, False)],
    "hướng tới kỷ niệm 95 năm thành lập Đoàn": [(None, None, None, False)],
    "01/10/1991: Ngày quốc tế người cao tuổi": [(1, 10, 1991, False)],
    "Giỗ Tổ Hùng Vương (mùng 10 tháng 3 âm lịch)": [(10, 3, None, True)],
    "chào mừng ngày Nhà giáo Việt Nam 20/11": [(20, 11, None, False)],
    "thăm gia đình chính sách dịp 27/7": [(27, 7, None, False)],
    "Nghị quyết số 12-NQ/TW ngày 7/5/2014": [],
    "từ ngày 01/3 đến hết 31/3/2025": [],
    "tổng kết 10 năm thực hiện Nghị quyết số 03": [],
    "40 năm phong trào “Ba sẵn sàng” (1985 - 2025), 1985 năm cuộc khởi nghĩa Hai Bà Trưng": [
        (None, None, 1985, False),
        (None, None, None, False),
    ],
    "47 năm ngày Giải phóng quê hương (29/3)": [(29, 3, None, False)],
    "Ngày 22/3/1961, Hội nghị quyết định lấy ngày 26/3/1931 làm ngày kỷ niệm": [(26, 3, 1931, False)],
    "20/11 - Ngày Nhà giáo Việt Nam": [(20, 11, None, False)],
    "Ngày Dân số thế giới 11/7; 70 năm ngày Thương binh, liệt sĩ 27/7 (1947 - 2017)": [
        (11, 7, None, False),
        (27, 7, 1947, False),
    ],
    "Đồng chí Hà, sinh ngày 12/5/1990": [],
    "nhìn lại 20 năm phong trào tình nguyện (2005 - 2025)": [],
    '{"date": "20/11", "name": "Ngày Nhà giáo Việt Nam"}': [(20, 11, None, False)],
    "sáng 03/02/2025, Trung tâm tổ chức dâng hương": [],
}


def anniversaries(text: str, year: int | None) -> tuple[FoundAnniversary, ...]:
    """The anniversaries of a programme's text, each once, in their order; `year` is the programme's."""
    positioned = sorted(_all(text, year), key=lambda one: one[0])
    return tuple(_once(one for _at, one in positioned))


def _all(text: str, year: int | None) -> Iterator[tuple[int, FoundAnniversary]]:
    dated = list(dates(text))
    spans: list[tuple[int, int]] = []
    for at, anniversary in _paired(text, dated):
        spans.append(at)
        yield at[0], anniversary
    for pair in _YEARS_ONLY.finditer(text):
        if int(pair["now"]) - int(pair["origin"]) >= YOUNGEST and _counted_before(text, pair):
            spans.append(pair.span())
            yield pair.start(), _found(text, *pair.span(), year=int(pair["origin"]))
    taken = bytearray(len(text) + 1)
    for start, end in spans:
        taken[start:end] = b"\1" * (end - start)
    for single in dated:
        if not taken[single.start] and (alone := _single(text, single, year)):
            spans.append((single.start, single.end))
            yield single.start, alone
    spans.sort()
    yield from _undated(text, [start for start, _end in spans])
    for tet in _TET.finditer(text):
        line = text[text.rfind("\n", 0, tet.start()) + 1 : _line_end(text, tet.end())]
        following = bisect_left(spans, (tet.end(), 0))
        has_a_day = following < len(spans) and not text[tet.end() : spans[following][0]].strip(" (")
        if SO_MANY_YEARS.search(line) and not has_a_day:
            sentence = sentence_around(text, *tet.span())
            yield tet.start(), FoundAnniversary(title=tet["title"], lunar=True, sentence=sentence)


def _paired(text: str, dated: list[Dated]) -> Iterator[tuple[tuple[int, int], FoundAnniversary]]:
    """Two dates a number of years apart: the first is the origin."""
    for first, second in pairwise(dated):
        if not _BETWEEN.fullmatch(text[first.end : second.start]) or first.year is None or second.year is None:
            continue
        if second.year - first.year < 1 or FROM.search(text[max(0, first.start - 30) : first.start]):
            continue
        same = (first.day == second.day) + (first.month == second.month)
        unsure = "" if same == 2 else "the two days differ"
        span = (first.start, second.end)
        if same:
            yield (
                span,
                _found(
                    text, *span, day=first.day, month=first.month, year=first.year, lunar=first.lunar, unsure=unsure
                ),
            )


def _single(text: str, date: Dated, year: int | None) -> FoundAnniversary | None:
    """One date alone, where its words say that it is a day to remember."""
    before = re.split(r"[.;\n]", text[max(0, date.start - ABOUT) : date.start])[-1]
    if any(rule.search(before) for rule in NO_ORIGIN) or _runs_on(text, date):
        return None
    pair = _ORIGIN_AFTER.match(text, date.end) if date.year is None else None
    if date.lunar or pair is not None:
        origin = date.year if pair is None else int(pair["origin"])
        return _found(text, date.start, date.end, day=date.day, month=date.month, lunar=date.lunar, year=origin)
    old = date.year is not None and EARLIEST < date.year <= (year or 2026) - YOUNGEST
    if not old and date.year is not None:
        return None
    title = _title_after(before, text[date.end : date.end + ABOUT], old=old)
    if title:
        sentence = sentence_around(text, date.start, date.end)
        return FoundAnniversary(title=title, day=date.day, month=date.month, year=date.year, sentence=sentence)
    if _is_origin(text, before, date) if old else _is_named_day(before, date):
        return _found(text, date.start, date.end, day=date.day, month=date.month, year=date.year)
    return None


def _title_after(before: str, ahead: str, *, old: bool) -> str:
    """The name of a day that stands behind its date: "01/10/1991: …", "20/11 - Ngày …", or in data."""
    after = (DATE_FIRST.match(ahead) if old else None) or DAY_FIRST.match(ahead)
    if after is not None and not BARE_DAY.sub("", before).strip(" -•+*0123456789.)"):
        return after["title"].strip()
    keyed = KEYED.match(ahead)
    return keyed["title"] if keyed is not None else ""


def _is_origin(text: str, before: str, date: Dated) -> bool:
    """Whether a date of long ago is the origin of what its words name, and not merely a story's date."""
    narrated = BARE_DAY.search(before) is not None and not NAMED.search(BARE_DAY.sub("", before))
    if narrated and KNOWN_DAYS.get((date.day, date.month)) != date.year and not NAMED_AFTER.match(text, date.end):
        return False  # "Ngày 22/3/1961, Hội nghị …"
    return NAMED.search(before) is not None and EVENT.search(before) is None


def _is_named_day(before: str, date: Dated) -> bool:
    """Whether a day without a year is one that is remembered each year."""
    if (date.day, date.month) in KNOWN_DAYS and (REMEMBERED.search(before) or NAMED.search(before)):
        return True
    return DAY_NAMED.search(before) is not None


def _runs_on(text: str, date: Dated) -> bool:
    """Whether a date is the beginning or the end of a stretch of time."""
    after = text[date.end : date.end + 12]
    before = text[max(0, date.start - 14) : date.start]
    return bool(_BEGINS_A_TIME.match(after) or _ENDS_A_TIME.search(before))


def _undated(text: str, dated: list[int]) -> Iterator[tuple[int, FoundAnniversary]]:
    """What is so many years old ("30 năm thành lập") and has no date."""
    by_end = {match.end(): match for match in (*WELCOMED.finditer(text), *SO_MANY_YEARS.finditer(text))}
    matches = [match for _end, match in sorted(by_end.items())]
    for match, following in zip_longest(matches, matches[1:]):
        upto = min(following.start() if following else len(text), match.end() + ABOUT)
        closed = _CLOSED.search(text, match.end(), upto)
        if REVIEWED.search(text[max(0, match.start() - ABOUT) : match.start("years")]):
            continue
        first = bisect_left(dated, match.start())
        has_a_day = first < len(dated) and dated[first] <= (closed.start() if closed else upto)
        if has_a_day and not ANOTHER_DAY.match(text, match.end(), upto):
            continue
        ends = _phrase_end(text, match.end(), upto)
        title = re.sub(r"\s+", " ", text[match.end() : ends]).strip(" ,.;:-(")
        title = re.sub(r"\s+(?:và|gắn với|hướng tới|chào mừng)$", "", title)
        if len(title) >= SHORTEST_TITLE:
            yield (
                match.start(),
                FoundAnniversary(
                    title=title, years=int(match["years"]), sentence=sentence_around(text, match.start(), ends)
                ),
            )


def _phrase_end(text: str, start: int, upto: int) -> int:
    match = re.compile(r"[.;,\n(]|\s+và\s+(?:\d|[Nn]gày|[Qq]uốc khánh)|\s+gắn với").search(
        text, start, min(upto, start + 200)
    )
    return match.start() if match else min(upto, start + 200)


def _counted_before(text: str, pair: re.Match[str]) -> bool:
    """Whether the years said before a pair of years are those between them, of what is not merely reviewed."""
    before = re.split(r"[.;\n]", text[max(0, pair.start() - ABOUT) : pair.start()])[-1]
    if REVIEWED.search(before) or re.search(r"\d[/.\-]\d{1,2}\s*$", before):
        return False  # "27/7 (1947 - 2017)": the day's own
    if SO_MANY_YEARS.search(before):
        return True
    between = int(pair["now"]) - int(pair["origin"])
    return bool(re.search(rf"(?<!\d){between}\s+năm\s", before, re.IGNORECASE))


def _found(text: str, start: int, end: int, **facts: object) -> FoundAnniversary:
    before = text[max(0, start - ABOUT) : start].rstrip(" (-,:")
    years = [int(one["years"]) for one in SO_MANY_YEARS.finditer(before)]
    title = _name(before)
    return FoundAnniversary.model_validate(
        {
            "title": title,
            "years": years[-1] if years else None,
            "sentence": sentence_around(text, start, end),
            "unsure": "" if title else "what is remembered is not clear",
            **facts,
        }
    )


def _name(before: str) -> str:
    """The name of what is remembered, from the words before its date."""
    counted = before[max((one.end() for one in SO_MANY_YEARS.finditer(before)), default=len(before)) :]
    if counted and not _PARTED.search(counted):
        name = counted  # "50 năm Ngày Giải phóng miền Nam, thống nhất đất nước": its comma is part of it
    else:
        cut = _NAME_BEGINS.match(f"{before} ")
        name = before[cut.end() :] if cut and cut.end() < len(before) else before
    name = re.sub(r"\s+", " ", name).strip(' ,.;:-(“”"')
    return _JOINS.sub("", _TWICE.sub(r"\1 ", name))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _once(anniversaries: Iterable[FoundAnniversary]) -> list[FoundAnniversary]:
    """Each day once, with the origin that any mention of it states; an undated one only where no dated one is it."""
    by_day: dict[tuple[int | None, int | None, bool], FoundAnniversary] = {}
    others: list[FoundAnniversary] = []
    for anniversary in anniversaries:
        if anniversary.day is None or anniversary.month is None:
            others.append(anniversary)
            continue
        key = (anniversary.day, anniversary.month, anniversary.lunar)
        known = by_day.get(key)
        if known is None or (known.year is None and anniversary.year is not None):
            by_day[key] = (
                anniversary
                if known is None or len(anniversary.title) >= SHORTEST_TITLE
                else anniversary.model_copy(update={"title": known.title})
            )
        elif anniversary.year is not None and anniversary.year != known.year:
            by_day[anniversary.day, anniversary.month, anniversary.lunar, anniversary.year] = anniversary  # type: ignore[index]
    once = list(by_day.values())
    names = [fold(anniversary.title) for anniversary in once]
    for anniversary in others:
        name = fold(anniversary.title)
        if not any(name and (name in known or known in name) for known in names if len(known) > 8):
            once.append(anniversary)
            names.append(name)
    return once
