"""A programme's text in the parts that a target can be: a line, a bullet, a sentence, what stands between semicolons.

Each part knows where it tells what was done already: after "đã", under a heading like "Kết quả năm 2023",
in a sentence about a year before the programme's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from schedules.plan.reader.headings import AIMS_BELOW, is_heading, shouts, tells_results
from schedules.plan.reader.tables import flat_rows, parted, planned_column, with_column, without_row_numbers
from schedules.plan.reader.text import UPPER
from schedules.plan.reader.transitions import AIMED, State, transitions

_SHORTEST = 4

_ENUMERATOR = re.compile(
    r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*\)?[.):](?!\d)\s*|[-•+*►✓✔▪◦–]+\s*|[IVX]+\.\s*|[a-zđ]\)\s*|\(\d+\)\.?\s*)+"
)
# A picture before a line is its bullet: "✅ 10 sân chơi".
_PICTURE = re.compile(r"^\s*(?:[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d]*\s*)+")
_SENTENCES = re.compile(
    rf"(?<=[^\s.])(?<!\bTP)(?<!\bTS)(?<!\bThS)(?<!\bT)(?<!\bSt)\.\s+(?=[{UPPER}“0-9-])|(?<=[!?])\s+(?=[{UPPER}“])"
)
_NUMBERED = re.compile(r"^\s*\(\d{1,2}\)")  # "(12). …": one target, however many sentences it has
_AMOUNT_BELOW = re.compile(r"^(?:[Tt]oàn \w+|[Cc]hỉ tiêu|[Ss]ố lượng|[Mm]ục tiêu)\s*:\s*\d")
# A line that may hold a target at all: it aims at something, or counts something at its beginning.
_AIMS = re.compile(
    r"phấn đấu|chỉ tiêu|mục tiêu|ít nhất|tối thiểu|đạt|cam kết|dự kiến|\bmỗi\b|100\s*%|trở lên|đảm nhận|xây|"
    r"trồng|phát triển|"
    r"giới thiệu|tư vấn|dạy nghề|hỗ trợ|tổ chức|thành lập|vận động|giúp|giải quyết|bồi dưỡng|tập huấn|kết nạp|"
    r"thực hiện|"
    r"huy động|trao|hiến|tiếp nhận|sửa chữa|triển khai|duy trì|cây xanh|toàn tỉnh|toàn đoàn|nâng|thu gom|tặng|"
    r"khám|vay|"
    r"mở |lắp đặt|tiếp cận|thăm|quyên góp|ủng hộ|làm mới|thắp sáng|số hóa|đăng ký|thu hút|kết nối|chăm sóc|"
    r"cấp phát|quyên|"
    r"được |có |phát |nhận |bàn giao|tuyên truyền|cài đặt|hướng dẫn|kiểm tra|quy mô|nạo vét|bê tông|khởi công|"
    r"khánh thành|tỷ lệ|"
    r"tỉ lệ",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*[-•+*►✓✔▪◦]\s*[^\W\d_]")
_MARKED = re.compile(r"\s*[-•+*]\s")
_BEGINS_WITH_AN_AMOUNT = re.compile(
    r"^\s*(?:[-•+*►✓✔▪◦–]|\d{1,2}[.)]|[a-zđ]\))?\s*(?:trên |hơn |ít nhất )?\d", re.IGNORECASE
)
_LABELLED = re.compile(r"^[^:\d]{4,60}:\s*\d[\d.,]*\s*$")  # "Đoàn viên mới: 500"
# … and below a heading that shares out aims, "Đoàn xã Long Đức: 35 đoàn viên".
_SHARED_OUT = re.compile(r"[^:\n]{2,80}:\s*(?:trên |hơn |ít nhất )?\d[\d.,]*\s*(?:%|[^\W\d_])", re.IGNORECASE)
_SHARES_OUT = re.compile(r"chỉ tiêu|mục tiêu|phân bổ|đăng ký", re.IGNORECASE)
_DESCRIBES = re.compile(
    r"^(?:địa bàn|cơ cấu|thành phần|đối tượng|khẩu hiệu|chủ đề|địa điểm|số lượng đại biểu|giải thưởng|"
    r"cơ cấu giải thưởng|"
    r"kinh phí|dự toán|thời lượng|độ tuổi|thời gian|liên hệ|hotline|nơi nhận|lưu)\b[^:\n]{0,30}:",
    re.IGNORECASE,
)
_AIMS_AT = re.compile(r"phấn đấu|chỉ tiêu|mục tiêu", re.IGNORECASE)
_SETS_A_LEAST = re.compile(r"ít nhất|tối thiểu|phấn đấu|dự kiến|chỉ tiêu", re.IGNORECASE)
_TELLS = re.compile(r"(?<!\w)(?:đã|kết quả|vừa qua|ghi nhận)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextPart:
    """What a target can be; from each of its `transitions` on it tells results (True), or aims again (False).

    One that is `numbered`, "(12). …", is one target whatever it says; `aimed`: its sentence has said that it aims.
    """

    text: str
    transitions: tuple[tuple[int, bool], ...] = field(default=((0, False),))
    numbered: bool = False
    aimed: bool = False

    def is_result(self, at: int) -> bool:
        """Whether what stands at a position was reached already."""
        before = bisect_right(self.transitions, (at, True)) - 1
        return before >= 0 and self.transitions[before][1]

    @property
    def aims_everywhere(self) -> bool:
        """Whether none of it tells results."""
        return not any(result for _at, result in self.transitions)


def parts(text: str, year: int | None) -> Iterator[TextPart]:
    """The parts of a text that may be targets, in their order; `year` is the programme's."""
    heading, past, aimed, shares_out = "", False, False, False
    lines = [_PICTURE.sub("- ", line) for line in text.split("\n")]
    shouting, column = shouts(lines), None
    for line, row in zip(without_row_numbers(lines), flat_rows(lines), strict=True):
        bare = _ENUMERATOR.sub("", line.strip())
        if not row and is_heading(line, bare):
            past = tells_results(bare, past)
            aimed = bool(AIMS_BELOW.match(bare) or (bare.endswith(":") and AIMED.search(bare)))
            shares_out = bool(_SHARES_OUT.search(bare))
        if past or _DESCRIBES.match(bare):
            continue
        if row or "|" in line:
            column = planned_column(line) or column
            yield from _of_a_row(row, with_column(line, column))
            continue
        column = None
        if bare[:1].isdigit() and bare.isupper() and not shouting:
            continue  # "3 CHƯƠNG TRÌNH CÔNG TÁC" names what stands below it
        for part in _of_a_line(line, year, heading, aimed=aimed, shared=shares_out and bool(_SHARED_OUT.match(bare))):
            heading = "" if re.search(r"\d{2,}", part.text) else part.text
            if part.transitions:
                yield part


def _of_a_row(row: str, line: str) -> Iterator[TextPart]:
    sentence, cells = (row, []) if row else parted(line)
    if sentence:
        yield TextPart(sentence)
    yield from (TextPart(one) for one in cells if re.search(r"\d", one) and _AIMS.search(one))


def _of_a_line(line: str, year: int | None, heading: str, *, aimed: bool, shared: bool) -> Iterator[TextPart]:
    """The parts of a line; without transitions where no target can stand in one."""
    bare, numbered = _ENUMERATOR.sub("", line.strip()), bool(_NUMBERED.match(line))
    aims = (
        numbered
        or shared
        or bool(
            _AIMS.search(line) or _BEGINS_WITH_AN_AMOUNT.match(line) or _LABELLED.match(bare) or _BULLET.match(line)
        )
    )
    aimed = aimed or bool(_SETS_A_LEAST.search(line) and not _TELLS.search(line))
    state = State(result=False, aimed=aimed)
    for sentence in [line] if numbered else _SENTENCES.split(line):
        if _MARKED.match(sentence):
            state = State(result=False, aimed=aimed)  # the next of a list whose lines were joined
        said = False
        for raw in [sentence] if numbered else sentence.split(";"):
            part = _ENUMERATOR.sub("", raw.strip()).strip()
            if len(part) < _SHORTEST:
                continue
            if heading and _AMOUNT_BELOW.match(part):
                part = f"{heading}: {part}"
            heading = "" if re.search(r"\d{2,}", part) else part
            turns, state = transitions(part, year, state)
            kept = turns if aims and not _DESCRIBES.match(part) else ()
            yield TextPart(part, kept, numbered=numbered, aimed=said)
            said = said or _AIMS_AT.search(part) is not None
