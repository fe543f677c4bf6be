"""Targets in a programme: the amounts that are to be reached, each with what it counts.

A target is a bullet, a line, or a part of a sentence between semicolons, that sets an amount. Amounts of last year,
what was handed over, numbers in names ("3 liên kết"), of documents, of places, dates and lengths of time are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.reader.finds import FoundAmount, FoundTarget
from schedules.reader.text import tidy

# Numbers --------------------------------------------------------------------------------------------------------------

_TIMES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_AMOUNT = re.compile(
    rf"(?<![\w/.,\-“])(?P<number>{_NUMBER})\s*(?P<times>nghìn|ngàn|triệu|tỷ|tỉ)?\s*"
    r"(?P<unit>%|đồng\b|đ\b|VNĐ|VND|(?=[^\W\d_“])[^\d.;:()\n]*|“[^”\n]{2,80}”)?",
    re.IGNORECASE,
)

# What stands before a number that is no amount.
_NO_AMOUNT_BEFORE = re.compile(
    r"(?:[Nn]ăm|[Tt]háng|[Nn]gày|[Gg]iai đoạn|[Kk]hóa|[Kk]hoá|lần thứ|[Tt]hứ|mức|[Ss]ố|Điều|Khoản|[Mm]ục|[Pp]hần|"
    r"[Qq]uý|[Tt]uần|"
    r"[Ll]ớp|[Kk]hối|[Tt]ừ|tại|[Nn]hiệm kỳ|[Mm]ùng|[Mm]ồng|trang|[Cc]ấp|Đợt|[Kk]hu phố|[Ấấ]p|[Tt]hôn|[Pp]hường|"
    r"[Qq]uận|ĐT|điện thoại|[Gg]iờ|lúc|Nghị quyết|"
    r"Kết luận|Chỉ thị|hơn|dưới)\s*:?\s*$"
)
_STILL_AMOUNT = re.compile(r"(?:từ|hơn)\s*$", re.IGNORECASE)  # "hơn 500 suất", "từ 3 - 5 mô hình"
_PLACES = re.compile(r"(?:tại|ở|trên địa bàn|thuộc|của|trong)\s+(?:ít nhất\s+)?$")
# What a number counts that is no amount to reach.
_NO_UNIT = re.compile(
    r"^(?:năm|tháng|ngày|giờ|phút|giây|tuổi|tuần|chỉ tiêu|nội dung|nhiệm vụ|giải pháp|nhóm|tiêu chí|điều|bài học|"
    r"khâu|phần|"
    r"trách nhiệm|phong trào|cuộc vận động|lần|buổi/|không|xung kích|đồng hành|chủ động|liên kết|điểm mới|"
    r"quan điểm|mục tiêu|"
    r"tốt|sạch|biết|chống|xây|sẵn sàng|chương|mặt|bước|đ/c|h\b|%/năm|dân tộc|cấp|bộ|khối thi đua|quý)\b",
    re.IGNORECASE,
)
_PLACE_UNIT = re.compile(r"^(?:xã|huyện|tỉnh|phường|thị trấn|thành phố|quận|ấp|thôn|điểm trường)\b", re.IGNORECASE)

_YEAR = re.compile(r"(?:19|20)\d{2}")  # so many of something would have a point: 2.024
_CUT = re.compile(r"^[-/]\s*\d|^/")  # "5/3", "2024-2025"
_AFTER_CUT = re.compile(r"[/\-]\s*$")
_RANGE_BEFORE = re.compile(r"\d\s*-\s*$")

# Sentences ------------------------------------------------------------------------------------------------------------

_AIMS = re.compile(
    r"phấn đấu|chỉ tiêu|ít nhất|tối thiểu|đạt|cam kết|\bmỗi\b|100\s*%|trở lên|đảm nhận|xây dựng|trồng|phát triển|"
    r"giới thiệu|tư vấn|"
    r"dạy nghề|hỗ trợ|tổ chức|thành lập|vận động|giúp|giải quyết|bồi dưỡng|tập huấn|kết nạp|thực hiện|huy động|"
    r"trao|hiến|tiếp nhận|"
    r"sửa chữa|triển khai|duy trì|có |được|cây xanh|toàn tỉnh|toàn đoàn|nâng|thu gom|tặng|khám|vay|mở |lắp đặt|"
    r"tiếp cận|tham gia",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\bđã\s+(?!được (?:giao|đề))|kết quả|năm qua|năm trước|tính đến|trong năm 20\d\d,? (?:toàn|các)|vừa qua|"
    r"nhìn lại|ghi nhận",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(
    r"^(?:địa bàn|cơ cấu|thành phần|đối tượng|khẩu hiệu|chủ đề|địa điểm|số lượng đại biểu)\s*:", re.IGNORECASE
)
_ENUMERATOR = re.compile(
    r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*\)?[.):](?!\d)\s*|[-•+*►✓✔▪◦]+\s*|[IVX]+\.\s*|[a-zđ]\)\s*|\(\d+\)\.?\s*)+"
)
_PARTS = re.compile(r";|(?<=[^\d\s.])\.\s+(?=[A-ZĐÀ-Ỹ“0-9-])|(?<=%)\.\s+")
_NUMBERED = re.compile(r"^\s*\(\d{1,2}\)")  # "(12). …": one target, however many sentences it has
_AMOUNT_BELOW = re.compile(r"^(?:[Tt]oàn \w+|[Cc]hỉ tiêu|[Ss]ố lượng|[Mm]ục tiêu)\s*:\s*\d")
_QUOTED = re.compile(r"“[^”]*”")
_SHORTEST = 4

EXAMPLES: dict[str, list[list[tuple[float, str]]]] = {
    "(5). 255.000 cây xanh được trồng mới.": [[(255_000, "cây xanh")]],
    "- 02 tỷ đồng được hỗ trợ, 21 dự án khởi nghiệp.": [[(2_000_000_000, "đồng"), (21, "dự án khởi nghiệp")]],
    "100% cơ sở Đoàn tổ chức Ngày Đoàn viên; mỗi Đoàn xã giúp ít nhất 01 thanh niên": [
        [(100, "%")],
        [(1, "thanh niên")],
    ],
    "Phấn đấu hỗ trợ 1,5 triệu suất quà": [[(1_500_000, "suất quà")]],
    "1. 100% chi đoàn học tập năm 2025.\n2. Có ít nhất 95.000 lượt thanh niên tham gia": [
        [(100, "%")],
        [(95_000, "lượt thanh niên")],
    ],
    "Năm 2023 đã trồng 5.000 cây xanh": [],
    "Thực hiện “3 liên kết”, khóa XII, lần thứ 26": [],
    "Chiến dịch 44 ngày đêm": [],
    "trao 500 suất quà tại 2 xã, mỗi suất 400.000đ": [[(500, "suất quà"), (400_000, "đồng")]],
}


def targets(text: str, year: int | None) -> tuple[FoundTarget, ...]:
    """The targets of a programme's text, in their order; figures of years before `year` are results."""
    found = []
    for part, aims in _parts(text):
        if not aims or _is_result(part, year) or _DESCRIBES.match(part):
            continue
        amounts = tuple(_amounts(part))
        if amounts:
            found.append(FoundTarget(text=part, amounts=amounts, sentence=part[:300]))
    return tuple(found)


def target_in(sentence: str) -> FoundTarget | None:
    """A sentence that somebody says is a target; None where no amount stands in it."""
    plain = tidy(sentence).strip()
    amounts = tuple(_amounts(plain))
    return FoundTarget(text=plain, amounts=amounts, sentence=plain) if amounts else None


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """What a target can be, and whether its line aims at something: a line, a bullet, a part between semicolons.

    An amount alone in its line ("Toàn tỉnh: 50.000 lượt") goes with the line above it.
    """
    heading = ""
    for line in text.split("\n"):
        aims = bool(_AIMS.search(line) or _NUMBERED.match(line))
        for raw in [line] if _NUMBERED.match(line) else _PARTS.split(line):
            part = _ENUMERATOR.sub("", raw.strip()).strip()
            if len(part) < _SHORTEST:
                continue
            if heading and _AMOUNT_BELOW.match(part):
                part = f"{heading}: {part}"
            heading = "" if re.search(r"\d{2,}", part) else part
            yield part, aims


def _is_result(part: str, year: int | None) -> bool:
    """Whether a part tells what was done already."""
    if _DONE.search(part):
        return True
    years = [int(one) for one in re.findall(r"\bnăm (20\d{2})\b", part)]
    return bool(year and years and max(years) < year)


def _amounts(part: str) -> Iterator[FoundAmount]:
    plain = _QUOTED.sub(
        lambda quoted: quoted[0] if _counted_quote(part, quoted.start()) else " " * len(quoted[0]), part
    )
    plain = re.sub(r"\(\s*\d[\d/.\-\s]*\)", lambda dated: " " * len(dated[0]), plain)
    for found in _AMOUNT.finditer(plain):
        before, unit = plain[: found.start()], (found["unit"] or "").strip()
        if _no_amount(before, unit, found):
            continue
        value = _value(found["number"]) * _TIMES.get((found["times"] or "").lower(), 1)
        yield FoundAmount(value=int(value) if value == int(value) else value, unit=_unit(unit))


def _counted_quote(part: str, at: int) -> bool:
    """Whether a quoted name is what a number right before it counts: 30 “Tuyến hẻm văn minh”."""
    return bool(re.search(r"\d\s*$", part[:at]))


def _no_amount(before: str, unit: str, found: re.Match[str]) -> bool:
    """Whether a number is no amount to reach: by what it counts, by what stands before it, or as a year."""
    if not unit or (len(unit) < 2 and unit not in {"%", "đ"}):
        return True
    if unit == "%" or found["times"]:
        return False
    if _NO_UNIT.match(unit) or _YEAR.fullmatch(found["number"]):
        return True
    if _CUT.match(unit) or _AFTER_CUT.search(before):
        return not _RANGE_BEFORE.search(before)
    if _NO_AMOUNT_BEFORE.search(before) and not _STILL_AMOUNT.search(before):
        return True
    return bool(_PLACE_UNIT.match(unit) and _PLACES.search(before))


def _value(number: str) -> float:
    whole, _comma, fraction = number.partition(",")
    return float(whole.replace(".", "") + (f".{fraction}" if fraction else ""))


_UNIT_ENDS = re.compile(
    r"\s(?:được|cho|do|tại|ở|trong|trên|với|có|để|và|của|là|tham gia|về|từ|vào|thuộc|theo|đạt|trở lên|nhân|"
    r"phục vụ)\b|,",
    re.IGNORECASE,
)


def _unit(unit: str) -> str:
    """What an amount counts: "%", "đồng", or the noun."""
    if unit == "%":
        return unit
    if unit.lower() in {"đồng", "đ", "vnđ", "vnd"} or unit.lower().startswith("đồng"):
        return "đồng"
    name = _UNIT_ENDS.split(unit.strip("“” "), maxsplit=1)[0].strip(" “”-–,.")
    return re.sub(r"\s+", " ", name) or unit.strip()
