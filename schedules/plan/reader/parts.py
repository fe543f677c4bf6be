"""A programme's text in the parts that a target can be: a line, a bullet, a sentence, what stands between semicolons.

Each part knows where it tells what was done already: after "đã", under a heading like "Kết quả năm 2023",
in a sentence about a year before the programme's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_SHORTEST = 4
_LONGEST_HEADING = 140

_ENUMERATOR = re.compile(
    r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*\)?[.):](?!\d)\s*|[-•+*►✓✔▪◦–]+\s*|[IVX]+\.\s*|[a-zđ]\)\s*|\(\d+\)\.?\s*)+"
)
_SENTENCES = re.compile(
    r"(?<=[^\s.])(?<!\bTP)(?<!\bTS)(?<!\bThS)(?<!\bT)(?<!\bSt)\.\s+(?=[A-ZĐÀ-Ỹ“0-9-])|(?<=[!?])\s+(?=[A-ZĐÀ-Ỹ“])"
)
_NUMBERED = re.compile(r"^\s*\(\d{1,2}\)")  # "(12). …": one target, however many sentences it has
_AMOUNT_BELOW = re.compile(r"^(?:[Tt]oàn \w+|[Cc]hỉ tiêu|[Ss]ố lượng|[Mm]ục tiêu)\s*:\s*\d")
_CELLS = re.compile(r"\s*\|\s*")
_CELL_OF_AN_AMOUNT = re.compile(r"\d[\d.,]*\s*(?:%|nghìn|triệu|tỷ|tỉ)?")
_CELL_OF_A_UNIT = re.compile(r"(?:%|(?:nghìn|triệu|tỷ|tỉ)?\s*đồng|[^\W\d_]+(?:[ /][^\W\d_]+){0,3})", re.IGNORECASE)

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
    r"được |có |phát |nhận |bàn giao|tuyên truyền|cài đặt|hướng dẫn|nạo vét|bê tông|khởi công|khánh thành|tỷ lệ|"
    r"tỉ lệ",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*[-•+*►✓✔▪◦]\s*[^\W\d_]")
_BEGINS_WITH_AN_AMOUNT = re.compile(
    r"^\s*(?:[-•+*►✓✔▪◦–]|\d{1,2}[.)]|[a-zđ]\))?\s*(?:trên |hơn |ít nhất )?\d", re.IGNORECASE
)
_LABELLED = re.compile(r"^[^:\d]{4,60}:\s*\d[\d.,]*\s*$")  # "Đoàn viên mới: 500"
_DESCRIBES = re.compile(
    r"^(?:địa bàn|cơ cấu|thành phần|đối tượng|khẩu hiệu|chủ đề|địa điểm|số lượng đại biểu|giải thưởng|"
    r"cơ cấu giải thưởng|"
    r"kinh phí|dự toán|thời lượng|độ tuổi|thời gian|liên hệ|hotline)\b[^:\n]{0,30}:",
    re.IGNORECASE,
)
# What turns a sentence to what was done, and what turns it to what is to come.
DONE = (
    "đã(?! đề ra| được giao| giao| đăng ký| định)",
    "kết quả",
    "tính đến",
    "năm qua",
    "năm trước",
    "vừa qua",
    "thời gian qua",
    "nhìn lại",
    "ghi nhận",
    r"qua \d+ (?:năm|tháng|ngày)",
    r"sau \d+ (?:năm|tháng|ngày)",
    r"(?:trồng|xây|làm|tặng|trao|vận động|hỗ trợ|huy động|kết nạp) được",
    r"(?:tổ chức|quyên góp|thu gom|tiếp nhận|giúp|xây dựng) được",
    "thu hút(?! ít nhất| tối thiểu)",
    "hiện nay",
    "hiện có",
    "trong khuôn khổ",
    "tại (?:buổi lễ|buổi|chương trình|lễ|hội nghị|đây)",
    "dịp này",
    "nhiệm kỳ qua",
    "trước đó",
    "(?:với|có|cùng) sự (?:tham gia|tham dự|góp mặt)",
    r"(?:sáng|trưa|chiều|tối)(?: ngày)? \d{1,2}[/.-]\d{1,2}",
    r"ngày \d{1,2}[/.-]\d{1,2}[/.-]\d{4},? (?:tại|[A-ZĐ]\w+)",
)
TO_COME = (
    "phấn đấu",
    "(?<!% )mục tiêu",
    "(?<!% )chỉ tiêu",
    "cam kết",
    "dự kiến",
    "sẽ",
    "đặt ra",
    "đăng ký",
    "phương hướng",
    "tiếp tục",
    "cần",
    "hướng đến",
    "hướng tới",
)
_TRANSITIONS = re.compile(
    rf"\b(?:(?P<done>{'|'.join(DONE)})|(?P<to_come>{'|'.join(TO_COME)})|"
    r"(?P<other>so với(?: cùng kỳ)?(?: năm)? 20\d\d|(?:từ|giai đoạn|của) (?:năm )?20\d\d)|năm (?P<year>20\d\d)\b)\b",
    re.IGNORECASE,
)
_DONE_AFTER = re.compile(r"^[^,;]{0,60}\bđã (?:được )?", re.IGNORECASE)
_RESULTS_BELOW = re.compile(
    r"(?:phần [\w ]{1,12}[.:\-]?\s*)?(?:những |đánh giá |một số |khái quát )*(?:kết quả|tình hình|ưu điểm|"
    r"thành tích|hạn chế|tồn tại)",
    re.IGNORECASE,
)
_AIMS_BELOW = re.compile(
    r"(?:phần [\w ]{1,12}[.:\-]?\s*)?(?:những |một số |các |dự kiến |xây dựng )*"
    r"(?:phương hướng|nhiệm vụ|chỉ tiêu|mục tiêu|mục đích|kế hoạch|nội dung|giải pháp|chương trình|định hướng)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\s*(?:(?:[IVX]+|[A-D]|\d{1,2}|phần [\w ]{1,12})\s*[.):\-]?\s+|(?-i:[A-ZÀ-ỸĐ][A-ZÀ-ỸĐ\d ,.:-]{7,}$))",
    re.IGNORECASE,
)
_AN_AMOUNT = re.compile(r"(?<!\d)\d[\d.]*\s*(?:%|[^\W\d_])")


@dataclass(frozen=True, slots=True)
class TextPart:
    """What a target can be; from each of its `transitions` on it tells results (True), or aims again (False)."""

    text: str
    transitions: tuple[tuple[int, bool], ...] = field(default=((0, False),))

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
    heading, past = "", False
    for line in text.split("\n"):
        bare = _ENUMERATOR.sub("", line.strip())
        if len(line) <= _LONGEST_HEADING and _HEADING.match(line) and not _AN_AMOUNT.search(bare):
            past = _tells_results(bare, past)
        if past or _DESCRIBES.match(bare):
            continue
        if "|" in line:
            yield from _row(line)
            continue
        numbered = bool(_NUMBERED.match(line))
        aims = numbered or bool(
            _AIMS.search(line) or _BEGINS_WITH_AN_AMOUNT.match(line) or _LABELLED.match(bare) or _BULLET.match(line)
        )
        for sentence in [line] if numbered else _SENTENCES.split(line):
            result = False
            for raw in [sentence] if numbered else sentence.split(";"):
                part = _ENUMERATOR.sub("", raw.strip()).strip()
                if len(part) < _SHORTEST:
                    continue
                if heading and _AMOUNT_BELOW.match(part):
                    part = f"{heading}: {part}"
                heading = "" if re.search(r"\d{2,}", part) else part
                transitions = tuple(_transitions(part, year, result=result))
                result = transitions[-1][1]
                if aims and not _DESCRIBES.match(part):
                    yield TextPart(part, transitions)


def _tells_results(heading: str, past: bool) -> bool:
    """Whether what stands below a heading is what was done; below one that does not say, as above it."""
    return bool(_RESULTS_BELOW.match(heading)) or (past and not _AIMS_BELOW.match(heading))


def _transitions(part: str, year: int | None, *, result: bool) -> Iterator[tuple[int, bool]]:
    """Where a part turns to results, and back to aims; it begins as the part before it in its sentence ended."""
    yield 0, result
    for match in _TRANSITIONS.finditer(part):
        if match["done"]:
            yield match.start(), True
        elif match["to_come"]:
            yield match.start(), False
        elif match["year"] and year is not None:
            yield match.start(), int(match["year"]) < year


def _row(line: str) -> Iterator[TextPart]:
    """A row of a table: what is counted in one cell, the amount in another, maybe the unit in a third."""
    cells = [one.strip() for one in _CELLS.split(line) if one.strip()]
    if len(cells) < 2:
        return
    amounts = [one for one in cells[1:] if _CELL_OF_AN_AMOUNT.fullmatch(one)]
    names = [one for one in cells if not _CELL_OF_AN_AMOUNT.fullmatch(one)]
    if len(amounts) == 1 and names:
        unit = names[1] if len(names) > 1 and _CELL_OF_A_UNIT.fullmatch(names[1]) else ""
        yield TextPart(f"{names[0]}: {amounts[0]} {unit}".strip())
    elif not amounts:
        yield from (TextPart(one) for one in cells if re.search(r"\d", one) and _AIMS.search(one))
