"""A programme's text in the parts that a target can be: a line, a bullet, a sentence, what stands between semicolons.

Each part knows where it tells what was done already: after "đã", under a heading like "Kết quả năm 2023",
in a sentence about a year before the programme's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from schedules.plan.reader.tables import flat_rows, parted, planned_column, with_column, without_row_numbers
from schedules.plan.reader.text import UPPER

_SHORTEST = 4
_LONGEST_HEADING = 140

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
# What turns a sentence to what was done, and what turns it to what is to come.
DONE = (
    "đã(?! đề ra| được giao| giao| đăng ký| định| xây dựng kế hoạch)",
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
    "hiện nay",
    "trải qua",
    r"hiện có(?=:|(?:\s+[^\W\d_]+){0,2}\s+\d)",  # "đoàn viên hiện có đăng ký …" tells nothing
    "trong khuôn khổ",
    "tại (?:buổi lễ|buổi|chương trình|lễ|hội nghị|đây)",
    "dịp này",
    "nhiệm kỳ qua",
    "trước đó",
    "qua đó",
    r"(?<!\w trong )(?:6|sáu|9|chín) tháng đầu năm",
    "(?:từ )?đầu (?:năm|nhiệm kỳ) đến nay",
    "nâng tổng số",
    "lũy kế",
    "long trọng",
    "tổng kết (?:phong trào|năm|đợt|chiến dịch)",
    r"tham dự (?:buổi|lễ|chương trình|hội nghị|đại hội)",
    r"tham gia (?:buổi|lễ|chương trình|ngày hội)(?= có)",
    r"(?:sáng|chiều|tối|hôm) (?:nay|qua)",
    r"là (?:một )?(?:hoạt động|dịp|sự kiện)(?! được| trọng tâm)",
    r"(?-i:Tại) (?!các|mỗi|địa bàn|cơ sở|từng)[^,;.]{3,60}(?=,)",
    "(?:với|có|cùng) sự (?:tham gia|tham dự|góp mặt)",
    r"(?:sáng|trưa|chiều|tối)(?: ngày)? \d{1,2}[/.-]\d{1,2}",
    r"(?<!từ )(?<!đến )(?<!trước )(?<!hết )ngày \d{1,2}[/.-]\d{1,2}[/.-]\d{4},? (?:tại|(?-i:[A-ZĐ])\w+)",
)
# … but not where the words before have turned it to what is to come: "phấn đấu … thu hút 500 lượt".
DONE_UNLESS_AIMED = (
    r"(?:trồng|xây|làm|tặng|trao|vận động|hỗ trợ|huy động|kết nạp) được(?! (?:thêm )?(?:ít nhất|tối thiểu))",
    r"(?:tổ chức|quyên góp|thu gom|tiếp nhận|giúp|xây dựng|thành lập) được(?! (?:thêm )?(?:ít nhất|tối thiểu))",
    "thu hút(?! ít nhất| tối thiểu)",
    "đạt được",
    "thu (?:về|được)",
)
# … a named organisation that did something on a day with its two dates: news, unless its words aim.
_NEWS = re.compile(
    r"(?:kỷ niệm|chào mừng|nhân|tri ân)\s[^.;]{0,160}\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\)?(?:,| của)\s+"
    r"(?:tuổi trẻ|(?:chi )?đoàn(?: xã| phường| trường| cơ sở)?|(?:huyện|thị|thành|tỉnh) đoàn|liên đội|chi hội)\s+"
    r"(?-i:[A-ZĐÂĂÊÔƠƯ])",
    re.IGNORECASE,
)
_SETS_AN_AIM = re.compile(
    r"(?<!\w)(?:phấn đấu|mỗi|ít nhất|tối thiểu|dự kiến|sẽ|chỉ tiêu|mục tiêu|đăng ký|phát động|triển khai)(?!\w)|"
    r"100\s*%",
    re.IGNORECASE,
)
# A part that compares itself with what was planned is a result from its beginning.
_COMPARED = re.compile(
    r"vượt (?:[\w.,]+\s*%? )?(?:so với )?(?:chỉ tiêu|kế hoạch|mức)|"
    r"đạt (?!100\s*%)(?:[1-9]\d{2}|\d+,\d+)\s*% (?:so với )?(?:chỉ tiêu|kế hoạch|KH)",
    re.IGNORECASE,
)
TO_COME = (
    "phấn đấu",
    r"(?:mục tiêu|chỉ tiêu)(?=[^,;.]{0,40}:)",
    "cam kết",
    "dự kiến",
    "sẽ",
    "đặt ra",
    "phương hướng",
    "tiếp tục",
    "cần",
    "hướng đến",
    "hướng tới",
    r"(?:6|sáu|những|các) tháng cuối năm",
    r"(?:thời gian|năm|quý|tháng|nhiệm kỳ) tới",
    "nhiệm kỳ mới",
    "(?<!chỉ tiêu )(?<!kế hoạch )(?<!mục tiêu )đề ra",
    "yêu cầu",
)
_PLEDGED = r"đăng ký(?=:| \d| ít nhất| (?:trồng|thực hiện|xây|đảm nhận|kết nạp|tặng|giúp))"
# … but not in the middle of what is told as reached: "vượt chỉ tiêu", "90 bạn đăng ký".
TO_COME_UNLESS_DONE = ("(?<!% )mục tiêu", "(?<!% )chỉ tiêu", _PLEDGED, "mỗi", "ít nhất", "tối thiểu")
_AIMED = re.compile(r"phấn đấu|nhiệm kỳ tới|năm tới", re.IGNORECASE)
_AIMS_AT = re.compile(r"phấn đấu|chỉ tiêu|mục tiêu", re.IGNORECASE)
_SETS_A_LEAST = re.compile(r"ít nhất|tối thiểu|phấn đấu|dự kiến|chỉ tiêu", re.IGNORECASE)
_TELLS = re.compile(r"(?<!\w)(?:đã|kết quả|vừa qua|ghi nhận)(?!\w)", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?:^|[,;:.(–-]|\b(?:trong|sang|đến|bước vào))\s*$", re.IGNORECASE
)  # "Năm 2024, …" turns, "Hè năm 2024" does not
_TRANSITIONS = re.compile(
    rf"\b(?:(?P<done>{'|'.join(DONE)})|(?P<maybe>{'|'.join(DONE_UNLESS_AIMED)})|(?P<to_come>{'|'.join(TO_COME)})|"
    rf"(?P<maybe_to_come>{'|'.join(TO_COME_UNLESS_DONE)})|"
    r"(?P<other>so với(?: cùng kỳ)?(?: năm)? 20\d\d|(?:từ|giai đoạn|của) (?:năm )?20\d\d)|năm (?P<year>20\d\d)\b)\b",
    re.IGNORECASE,
)
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
    r"\s*(?:(?:[IVX]+|[A-D]|\d{1,2}|phần [\w ]{1,12})\s*[.):\-]?\s+|"
    rf"(?-i:[{UPPER}][{UPPER}\d ,.:-]{{7,}}$))",
    re.IGNORECASE,
)
_AN_AMOUNT = re.compile(r"(?<!\d)\d[\d.]*\s*(?:%|[^\W\d_])")


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


class State(NamedTuple):
    """Whether a sentence tells results, and whether its words have said that it aims."""

    result: bool
    aimed: bool


def parts(text: str, year: int | None) -> Iterator[TextPart]:
    """The parts of a text that may be targets, in their order; `year` is the programme's."""
    heading, past, aimed, shares_out = "", False, False, False
    lines = [_PICTURE.sub("- ", line) for line in text.split("\n")]
    shouts, column = _shouts(lines), None
    for line, row in zip(without_row_numbers(lines), flat_rows(lines), strict=True):
        bare = _ENUMERATOR.sub("", line.strip())
        if not row and _is_heading(line, bare):
            past = _tells_results(bare, past)
            aimed = bool(_AIMS_BELOW.match(bare) or (bare.endswith(":") and _AIMED.search(bare)))
            shares_out = bool(_SHARES_OUT.search(bare))
        if past or _DESCRIBES.match(bare):
            continue
        if row or "|" in line:
            column = planned_column(line) or column
            yield from _of_a_row(row, with_column(line, column))
            continue
        column = None
        if bare[:1].isdigit() and bare.isupper() and not shouts:
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
            transitions, state = _transitions(part, year, state)
            kept = transitions if aims and not _DESCRIBES.match(part) else ()
            yield TextPart(part, kept, numbered=numbered, aimed=said)
            said = said or _AIMS_AT.search(part) is not None


def _shouts(lines: list[str]) -> bool:
    """Whether a text is written in capitals throughout, as posters are: then a line in capitals is no heading."""
    worded = [line for line in lines if any(map(str.isalpha, line))]
    return len(worded) > 1 and all(map(str.isupper, worded))


def _is_heading(line: str, bare: str) -> bool:
    """Whether a line names what stands below it: numbered, in capitals, or ending in a colon; it sets no amount."""
    named = _HEADING.match(line) or line.rstrip().endswith(":")
    return bool(len(line) <= _LONGEST_HEADING and named and not _AN_AMOUNT.search(bare))


def _tells_results(heading: str, past: bool) -> bool:
    """Whether what stands below a heading is what was done; below one that does not say, as above it."""
    return bool(_RESULTS_BELOW.match(heading)) or (past and not _AIMS_BELOW.match(heading))


def _transitions(part: str, year: int | None, state: State) -> tuple[tuple[tuple[int, bool], ...], State]:
    """Where a part turns to results, and back to aims; it begins as the part before it in its sentence ended."""
    result, aimed = state
    if not aimed and _COMPARED.search(part) and not _AIMED.search(part):
        return ((0, True),), State(result=True, aimed=False)
    if not aimed and _NEWS.search(part) and not _SETS_AN_AIM.search(part):
        return ((0, True),), State(result=True, aimed=False)
    turns = [(0, result)]
    for match in _TRANSITIONS.finditer(part):
        if match["done"] or (match["maybe"] and not aimed):
            result, aimed = True, False
        elif match["to_come"] or (match["maybe_to_come"] and not result):
            result, aimed = False, True
        elif (
            match["year"] and year is not None and (int(match["year"]) < year or _BEGINS.search(part[: match.start()]))
        ):
            result = int(match["year"]) < year
            aimed = aimed and not result
        else:
            continue
        turns.append((match.start(), result))
    return tuple(turns), State(result, aimed)
