"""Anniversaries in a programme: what is remembered, and on which day of which year it was.

Those with a day or a year are stated by it (origins.py); those that are only so many years old are told by their words.
This year's date of an event, the date of a document and a term of office are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from schedules.plan.reader.counted import NAME, with_counted_years
from schedules.plan.reader.dates import YEAR_OF_THE_MOON, Dated, dates
from schedules.plan.reader.finds import FoundAnniversary
from schedules.plan.reader.names import ABOUT
from schedules.plan.reader.origins import Stated, stated
from schedules.plan.reader.remembered import ANOTHER_DAY, REVIEWED, SO_MANY_YEARS, WELCOMED
from schedules.plan.reader.text import sentence_around
from storage.text import fold

SHORTEST_TITLE = 6
FAR = 1000  # characters of a line in which the origin of a count may be stated
AROUND = 2  # years: a programme may speak of the year after its own, and a count may be off by one
_YEAR_IN_THE_NAME = re.compile(r"[\s,-]+(?:năm\s+)?(?P<origin>1\d{3}|20[012]\d)$")  # "cuộc khởi nghĩa năm 1940"
_CLOSED = re.compile(r"[.;\n)]")
_TET = re.compile(
    rf"(?:(?:gắn với|mừng|đón|dịp|kỷ niệm)\s+(?P<named>Tết Nguyên đán,? (?:năm )?{YEAR_OF_THE_MOON})|"
    r"(?:gắn với|mừng|và|,)\s+(?P<title>Tết Nguyên đán))",
    re.IGNORECASE,
)

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
    "47 năm ngày Giải phóng quê hương (29/3)": [(29, 3, 1978, False)],
    "kỷ niệm lần thứ 135 Ngày sinh Chủ tịch Hồ Chí Minh (19/5), 78 năm Ngày Thương binh - Liệt sĩ 27/7": [
        (19, 5, 1890, False),
        (27, 7, 1947, False),
    ],
    "80 năm Cách mạng tháng Tám (19/8) và Quốc khánh (02/9)": [(19, 8, 1945, False), (2, 9, 1945, False)],
    "50 năm Ngày Giải phóng miền Nam (30/4) và Quốc tế Lao động (1/5)": [(30, 4, 1975, False), (1, 5, None, False)],
    "Kỷ niệm 236 năm Chiến thắng Ngọc Hồi - Đống Đa (mùng 5 tháng Giêng âm lịch)": [(5, 1, 1789, True)],
    "Ngày 22/12: gặp mặt cựu chiến binh, kỷ niệm 81 năm Ngày thành lập Quân đội": [(22, 12, 1944, False)],
    "kỷ niệm 70 năm thành lập Trường, thăm gia đình chính sách dịp 27/7": [
        (27, 7, None, False),
        (None, None, None, False),
    ],
    "Trường được thành lập ngày 12/9/1955. Trong năm, tổ chức kỷ niệm 70 năm Ngày thành lập Trường": [
        (12, 9, 1955, False)
    ],
    "Ngày 22/3/1961, Hội nghị quyết định lấy ngày 26/3/1931 làm ngày kỷ niệm": [(26, 3, 1931, False)],
    "20/11 - Ngày Nhà giáo Việt Nam": [(20, 11, None, False)],
    "Ngày Dân số thế giới 11/7; 70 năm ngày Thương binh, liệt sĩ 27/7 (1947 - 2017)": [
        (11, 7, None, False),
        (27, 7, 1947, False),
    ],
    "Đồng chí Hà, sinh ngày 12/5/1990": [],
    "nhìn lại 20 năm phong trào tình nguyện (2005 - 2025)": [],
    '{"date": "20/11", "name": "Ngày Nhà giáo Việt Nam"}': [(20, 11, None, False)],
    "15/10\nKỷ niệm 70 năm Ngày truyền thống LHTN (1956 - 2026)\n20/10\nKỷ niệm Ngày Phụ nữ Việt Nam (1930 - 2026)": [
        (15, 10, 1956, False),
        (20, 10, 1930, False),
    ],
    "15/7: 75 năm Ngày truyền thống TNXP\n27/7: 78 năm Ngày Thương binh\n02/9: 80 năm Quốc khánh": [
        (15, 7, 1950, False),
        (27, 7, 1947, False),
        (2, 9, 1945, False),
    ],
    "Ngày 19 tháng 5 năm 1890, Người ra đời. Kỷ niệm 135 năm Ngày sinh của Người, Đoàn trường tổ chức hội thi": [
        (19, 5, 1890, False)
    ],
    "nhân dịp 26/3/1931 - 26/3/2026 (95 năm Ngày thành lập Đoàn TNCS Hồ Chí Minh)": [(26, 3, 1931, False)],
    "80 năm ngày Toàn quốc kháng chiến (19/12/1946 - 2026)": [(19, 12, 1946, False)],
    "158 năm ngày cụ Nguyễn Trung Trực hy sinh (28/8/1868 - 28/8/2026 âm lịch)": [(28, 8, 1868, True)],
    "dâng hương kỷ niệm 1986 năm cuộc khởi nghĩa Hai Bà Trưng (06/02 năm 40, âm lịch)": [(6, 2, 40, True)],
    "1984 năm khởi nghĩa Hai Bà Trưng (năm 40 - năm 2024)": [(None, None, 40, False)],
    "a) Quốc khánh (2/9/1945)\nb) Nam Bộ kháng chiến (23/9/1945)": [(2, 9, 1945, False), (23, 9, 1945, False)],
    "Hưởng ứng Ngày Môi trường thế giới 5/6; 113 năm Ngày Bác Hồ ra đi tìm đường cứu nước (5/6/1911 - 5/6/2024)": [
        (5, 6, None, False),
        (5, 6, 1911, False),
    ],
    "thành lập Đoàn 26/3. Kỷ niệm 94 năm Ngày thành lập Đoàn TNCS Hồ Chí Minh (26/3/1931 - 26/3/2025)": [
        (26, 3, 1931, False),
    ],
    "sáng 03/02/2025, Trung tâm tổ chức dâng hương": [],
}


def anniversaries(text: str, year: int | None) -> tuple[FoundAnniversary, ...]:
    """The anniversaries of a programme's text, each once, in their order; `year` is the programme's."""
    dated = list(dates(text))
    finds = sorted(stated(text, dated, year), key=lambda find: find.start)
    finds = with_counted_years(text, finds, year)
    positioned = [(find.start, find.anniversary) for find in finds]
    positioned += [
        *((at, _with_narrated_day(text, at, find, dated, year)) for at, find in _undated(text, finds, year)),
        *_new_years(text, finds),
    ]
    return tuple(_once(anniversary for _at, anniversary in sorted(positioned, key=lambda pair: pair[0])))


def _new_years(text: str, finds: list[Stated]) -> Iterator[tuple[int, FoundAnniversary]]:
    """The lunar New Year, where it is welcomed by its name, or among what is remembered; its day is never said."""
    starts = [find.start for find in finds]
    for tet in _TET.finditer(text):
        following = bisect_left(starts, tet.end())
        if following < len(starts) and not text[tet.end() : starts[following]].strip(" ("):
            continue  # its day is stated
        line = text[text.rfind("\n", 0, tet.start()) + 1 : _line_end(text, tet.end())]
        if tet["named"] or SO_MANY_YEARS.search(line):
            title = tet["named"] or tet["title"]
            yield tet.start(), FoundAnniversary(title=title, lunar=True, sentence=sentence_around(text, *tet.span()))


def _undated(text: str, finds: list[Stated], year: int | None) -> Iterator[tuple[int, FoundAnniversary]]:
    """What is so many years old ("30 năm thành lập") and has no date."""
    dated = [find.start for find in finds]
    by_end = {match.end(): match for match in (*WELCOMED.finditer(text), *SO_MANY_YEARS.finditer(text))}
    matches = [match for _end, match in sorted(by_end.items())]
    for match, following in zip_longest(matches, matches[1:]):
        upto = min(following.start() if following else len(text), match.end() + ABOUT)
        closed = _CLOSED.search(text, match.end(), upto)
        if REVIEWED.search(text[max(0, match.start() - ABOUT) : match.start("years")]):
            continue
        first = bisect_left(dated, match.start())
        has_a_day = first < len(dated) and dated[first] <= (closed.start() if closed else upto)
        if has_a_day and not ANOTHER_DAY.match(text, match.end(), upto) and _is_its_day(text, match, finds[first]):
            continue
        if year is not None and _has_its_origin_stated(text, finds, match, year):
            continue
        ends = _phrase_end(text, match.end(), upto)
        title = re.sub(r"\s+", " ", text[match.end() : ends]).strip(" ,.;:-(")
        title = re.sub(r"\s+(?:và|gắn với|hướng tới|chào mừng)$", "", title)
        named = _YEAR_IN_THE_NAME.search(title)
        origin = int(named["origin"]) if named else None
        if named and origin and not (year is None or abs(year - int(match["years"]) - origin) <= AROUND):
            named = origin = None
        title = title[: named.start()] if named else title
        if len(title) >= SHORTEST_TITLE:
            sentence = sentence_around(text, match.start(), ends)
            years = int(match["years"])
            yield match.start(), FoundAnniversary(title=title, year=origin, years=years, sentence=sentence)


def _with_narrated_day(
    text: str, at: int, find: FoundAnniversary, dated: list[Dated], year: int | None
) -> FoundAnniversary:
    """What is so many years old, on the day that its line tells: "Ngày 19 tháng 5 năm 1890, … Kỷ niệm 136 năm …"."""
    if year is None or find.years is None:
        return find
    begins, ends = text.rfind("\n", 0, at) + 1, _line_end(text, at)
    told = [date for date in dated if begins <= date.start < ends and date.year == year - find.years]
    if len({(date.day, date.month) for date in told}) != 1:
        return find
    return find.model_copy(
        update={"day": told[0].day, "month": told[0].month, "year": told[0].year, "lunar": told[0].lunar}
    )


def _is_its_day(text: str, match: re.Match[str], find: Stated) -> bool:
    """Whether a day behind so many years may be theirs: one with a year, or one with nothing but its name between."""
    return find.anniversary.year is not None or NAME.fullmatch(text, match.end(), find.start) is not None


def _phrase_end(text: str, start: int, upto: int) -> int:
    match = re.compile(r"[.;,\n(]|\s+và\s+(?:\d|lần thứ|[Nn]gày|[Qq]uốc khánh)|\s+gắn với").search(
        text, start, min(upto, start + 200)
    )
    return match.start() if match else min(upto, start + 200)


def _has_its_origin_stated(text: str, finds: list[Stated], match: re.Match[str], year: int) -> bool:
    """Whether the line states the day from which these years are counted: "Thành lập ngày 5/4/1992, …"."""
    begins = max(text.rfind("\n", 0, match.start()) + 1, match.start() - FAR)
    line = begins, min(_line_end(text, match.end()), match.end() + FAR)
    years = int(match["years"])
    return any(
        find.anniversary.year == year - years
        and (find.anniversary.years is None or (find.anniversary.years == years and find.end < match.start()))
        for find in finds[bisect_left(finds, line[0], key=_start) : bisect_left(finds, line[1], key=_start)]
    )


def _start(find: Stated) -> int:
    return find.start


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _once(anniversaries: Iterable[FoundAnniversary]) -> list[FoundAnniversary]:
    """Each day once, with the origin that any mention of it states; an undated one only where no dated one is it."""
    by_day: dict[tuple[int | None, ...], FoundAnniversary] = {}
    others: list[FoundAnniversary] = []
    for anniversary in anniversaries:
        if anniversary.day is None or anniversary.month is None:
            others.append(anniversary)
            continue
        key = (anniversary.day, anniversary.month, anniversary.lunar)
        known = by_day.get(key)
        if known is not None and known.year != anniversary.year and _is_another_event(known.title, anniversary.title):
            by_day.setdefault((*key, anniversary.year), anniversary)
        elif known is None or (known.year is None and anniversary.year is not None):
            by_day[key] = (
                anniversary
                if known is None or len(anniversary.title) >= SHORTEST_TITLE
                else anniversary.model_copy(update={"title": known.title})
            )
        elif anniversary.year is not None and anniversary.year != known.year:
            by_day[(*key, anniversary.year)] = anniversary
    once = list(by_day.values())
    names = [fold(anniversary.title) for anniversary in once]
    for anniversary in others:
        name = fold(anniversary.title)
        if not any(name and (name in known or known in name) for known in names if len(known) > 8):
            once.append(anniversary)
            names.append(name)
    return once


# Words that the names of any two days may share.
_COMMON = frozenset(
    fold(
        "ngày lễ kỷ niệm việt nam quốc tế thế giới toàn dân nhân thành lập truyền thống của và các thứ lần tỉnh hội "
        "dịp chào mừng nhân hưởng ứng tổ chức"
    ).split()
)


def _is_another_event(title: str, other: str) -> bool:
    """Whether two names of one day are of two events: both name something, and they share no word that tells it."""
    if min(len(title), len(other)) < SHORTEST_TITLE:
        return False
    words, others = ({*fold(one).split()} - _COMMON for one in (title, other))
    named = [{word for word in one if word.isalpha()} for one in (words, others)]
    return all(named) and not named[0] & named[1]
