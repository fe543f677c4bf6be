"""Amounts in a part of a programme: numbers that are to be reached, with what multiplies them and what they count.

Which numbers are none is said by the table NO_AMOUNT, each row beside an example that holds only such ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from schedules.plan.reader.finds import FoundAmount
from schedules.plan.reader.parts import TextPart

# Numbers -------------------------------------------------------------------------------------------------------------

_TIMES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_NUMBER = (
    r"(?:\d{1,3}(?:[.,]\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?: 000)+(?!\d)|"
    r"\d+\.\d{1,2}(?=\s*(?:triệu|tỷ|tỉ|%))|\d+(?:,\d+)?)"
)
_MULTIPLIED = r"nghìn|ngàn|triệu|tỷ|tỉ"
_AMOUNT = re.compile(
    rf"(?<![\w/.,\-“:+])(?<!\d:)(?:(?P<low>{_NUMBER})\s*(?P<low_times>{_MULTIPLIED})?\s*(?P<low_unit>%)?\s*(?:-|"
    rf"đến|tới)\s*)?"
    rf"(?P<number>{_NUMBER})(?![\d/:])\s*(?P<times>(?:{_MULTIPLIED})\b)?\s*"
    r"(?P<unit>%|đồng\b(?! chí)|đ\b|VNĐ|VND|m2\b|m²|m3\b|m³|(?=[^\W\d_])[^\d.;:()|\n]*|“[^”\n]{2,80}”|"
    r"\"[^\"\n]{2,80}\")?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?:đồng(?! chí)|đ|vnđ|vnd)\b", re.IGNORECASE)
ABOUT = 80  # characters before a number in which its words stand
_SHORT_UNITS = {"%", "đ", "m", "m2", "m²", "m3", "m³"}
_YEAR = re.compile(r"(?:19|20)\d{2}")  # so many of something would have a point: 2.024
_PHONE = re.compile(r"0\d{5,}")
_COUNTABLE = re.compile(
    r"(?:cây|suất|phần quà|lượt|người|đoàn viên|thanh niên|hộ|học sinh|sinh viên|em|cuốn|quyển|đơn vị máu|"
    r"thiếu nhi|trẻ|áo|thẻ|tin|bài|km|m)\b",
    re.IGNORECASE,
)

# Which numbers are no amounts ----------------------------------------------------------------------------------------


class AmountRule(NamedTuple):
    """A number is no amount where `before` stands before it and `counted` after it; the `example` holds none."""

    why: str
    before: str
    counted: str
    example: str
    below: int = 10**9  # of numbers below this alone


NO_AMOUNT = (
    AmountRule(
        "an ordinal",
        r"lần(?: thứ)?|thứ|khóa|khoá|kỳ|đợt|vòng|bảng|hạng|top|số|tập|phiên",
        "",
        "xây dựng Đoàn lần thứ 12 vững mạnh",
    ),
    AmountRule(
        "a level",
        r"mức(?: độ)?|cấp|cấp độ|bậc|hạng|loại",
        "",
        "hỗ trợ kích hoạt định danh mức 2 cho người dân",
        below=6,
    ),
    AmountRule(
        "a part of a document",
        r"điều|khoản|mục|phần|chương|trang|phụ lục|biểu|tiểu mục",
        "",
        "thực hiện Điều 7 của Điều lệ",
    ),
    AmountRule(
        "a document",
        r"(?:đề án|chương trình|nghị quyết|chỉ thị|kết luận|quyết định|thông tư|nghị định|kế hoạch|công văn|"
        r"hướng dẫn|quy định|thông báo|dự án)(?: số)?",
        "",
        "triển khai Đề án 06 của Chính phủ",
    ),
    AmountRule(
        "a time",
        r"năm|năm học|tháng|ngày|quý|tuần|mùng|mồng|hè|xuân|giai đoạn|nhiệm kỳ|lúc|giờ|niên khóa|cuối|đầu",
        "",
        "tổ chức vào ngày 26 hằng tháng",
    ),
    AmountRule(
        "a class or a place",
        r"lớp|khối|tổ|khu phố|ấp|thôn|xóm|phường|quận|quốc lộ|khu vực|vùng|cụm|hội trường|phòng|bản",
        "",
        "hỗ trợ khu phố 5 tổ chức",
        below=100,
    ),
    AmountRule(
        "a place that is counted",
        r"(?:tại|ở|trên địa bàn|thuộc|của|trong(?: tổng số)?|trên tổng số|với)(?: (?:hơn|gần|trên))?",
        r"xã|huyện|tỉnh|phường|thị trấn|thành phố|quận|ấp|thôn|điểm trường|địa phương|điểm|địa điểm|cơ sở|đơn vị",
        "triển khai tại 2 xã khó khăn",
    ),
    AmountRule(
        "a telephone",
        r"ĐT|SĐT|điện thoại|hotline|zalo|liên hệ|di động|tài khoản|stk",
        "",
        "hỗ trợ: điện thoại 113 hoặc zalo 114",
    ),
    AmountRule(
        "a stage of industry", r"công nghiệp|web|nông nghiệp|phiên bản", "", "tập huấn công nghiệp 4 cho cán bộ"
    ),
    AmountRule(
        "guests",
        r"dành (?:cho|tặng)|(?:với|có|cùng)(?: sự)? (?:tham gia|tham dự|góp mặt|hiện diện)(?: của)?(?: (?:hơn|"
        r"gần|trên|khoảng))?|quy tụ(?: (?:hơn|gần|trên))?",
        "",
        "tổ chức lễ ra quân với sự tham gia của 500 đoàn viên",
    ),
    AmountRule(
        "guests that are counted",
        r"với(?: (?:hơn|gần|trên|khoảng))?",
        r"[^,;]*(?:tham gia|tham dự|góp mặt|tranh tài|thi đấu)",
        "tổ chức Hội thao với 8 đội bóng tranh tài",
    ),
    AmountRule("a distance", r"(?:cự ly|bán kính)[^.;]{0,40}", "", "tổ chức giải chạy cự ly 5km, 10km"),
    AmountRule(
        "a length of time",
        "",
        r"năm|tháng|ngày(?! công)|giờ(?! tình nguyện| công)|phút|giây|tuần|đêm|h|g|tiếng|thế kỷ|thập kỷ",
        "tổ chức trong 02 ngày 1 đêm",
    ),
    AmountRule("an age", "", r"tuổi", "trồng cây cùng thanh niên từ 16 đến 30 tuổi"),
    AmountRule(
        "the programme's own parts",
        "",
        r"chỉ tiêu|nội dung|nhóm(?! trẻ| hộ)|tiêu chí|mục tiêu|quan điểm|điểm mới|bài học|phương châm|chủ đề|"
        r"khẩu hiệu|"
        r"đề án|khâu|trọng tâm|đột phá|định hướng|yêu cầu|bước|mặt|hình thức|nguyên tắc",
        "thực hiện 5 nhóm chỉ tiêu, 2 khâu đột phá",
    ),
    AmountRule("tasks", "", r"nhiệm vụ|giải pháp", "thực hiện 8 nhiệm vụ và 3 giải pháp", below=20),
    AmountRule(
        "a name's number",
        "",
        r"phong trào|cuộc vận động|chương trình (?:đồng hành|hỗ trợ|lớn|trọng điểm|mục tiêu|quốc gia)|"
        r"dự án trọng điểm|điều|trách nhiệm|xung kích|đồng hành|"
        r"chủ động|liên kết|tốt|sạch|biết|chống|xây|sẵn sàng|không(?! gian)|nhất|có|an|tại chỗ|cùng|dám|"
        r"rèn luyện|giảm|tăng(?! )|bài (?:lý luận|học)|"
        r"trong 1|bản sắc|giá trị|phẩm chất|tiên phong",
        "thực hiện 3 phong trào, 3 chương trình đồng hành, 5 điều Bác Hồ dạy",
    ),
    AmountRule(
        "a step of government", "", r"cấp(?! thẻ| giấy| phát)|dân tộc|tôn giáo|bộ, ngành", "hỗ trợ chính quyền 2 cấp"
    ),
    AmountRule(
        "a prize",
        "",
        r"(?:giải|huy chương) (?:nhất|nhì|ba|khuyến khích|vàng|bạc|đồng|phụ)|đại biểu|đ/c|đồng chí",
        "trao 1 giải nhất, 2 giải nhì",
    ),
    AmountRule("a time of day", "", r"h\d|giờ(?! tình nguyện| công)|g\d", "tổ chức lúc 7 giờ"),
)
_RULES = tuple(
    (
        re.compile(rf"(?<!\w)(?:{one.before})\s*:?\s*$", re.IGNORECASE) if one.before else None,
        re.compile(rf"(?:{one.counted})(?!\w)", re.IGNORECASE) if one.counted else None,
        one.below,
    )
    for one in NO_AMOUNT
)
_AT_LEAST = re.compile(r"(?:ít nhất|tối thiểu|từ)\s*$", re.IGNORECASE)
_STATED_AT_LEAST = re.compile(
    r"(?:lần|buổi|giải pháp|nhiệm vụ|nội dung|bài|chương trình|"
    r"phong trào)\b",
    re.IGNORECASE,
)
_BILLIONS_AND_MILLIONS = re.compile(r"(?<![\d.,])(\d{1,4})\s*t[ỷỉ]\s+(\d{1,3})\s*(?=triệu)", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
_IN_WORDS = re.compile(r"(?<=\d)\s*\(\s*[^\W\d_]+(?: [^\W\d_]+){0,3}\s*\)")  # "01 (một) công trình"
_DATES = re.compile(
    r"\(\s*\d[\d/.\-\s]*\)|(?<!\d)\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}|\d{1,2}/\d{1,2}(?:/\d{4})?(?!\d)|"
    r"(?:19|20)\d{2}\s*-\s*(?:19|20)\d{2}|"
    r"(?:ngày|tháng|từ) \d{1,2}\s*(?:-|đến)\s*\d{1,2}/\d{1,2}",
    re.IGNORECASE,
)


def amounts(part: TextPart) -> Iterator[FoundAmount]:
    """The amounts of a part that are to be reached."""
    plain = _IN_WORDS.sub(" ", part.text) if part.aims_everywhere else part.text
    plain = _QUOTED.sub(lambda quoted: quoted[0] if _is_counted(plain, quoted.start()) else " " * len(quoted[0]), plain)
    plain = _BILLIONS_AND_MILLIONS.sub(lambda sum_: f"{int(sum_[1]) * 1000 + int(sum_[2])} ".ljust(len(sum_[0])), plain)
    plain = _DATES.sub(lambda dated: " " * len(dated[0]), plain)
    for match in _AMOUNT.finditer(plain):
        before, unit = plain[max(0, match.start() - ABOUT) : match.start()], (match["unit"] or "").strip()
        if not unit:
            unit = _unit_before(plain, match)
        if part.is_result(match.start()) or _no_amount(before, unit, match):
            continue
        name = _unit(unit, match["times"])
        high = _amount(match["number"], match["times"], name)
        if match["low"]:
            low = _amount(match["low"], match["low_times"] or match["times"], name)
            if low.value >= high.value:
                continue  # "10-3 âm lịch"
            yield low
        yield high


def _is_counted(text: str, at: int) -> bool:
    """Whether a quoted name is what a number right before it counts: 30 “Tuyến hẻm văn minh”."""
    return bool(re.search(r"\d\s*$", text[max(0, at - 8) : at]))


def _unit_before(plain: str, match: re.Match[str]) -> str:
    """What a number at a line's end counts by the words before it: "Đoàn viên mới: 500"."""
    label = re.search(r"([^\W\d_][^:;.\n]{2,60}):\s*$", plain[max(0, match.start() - ABOUT) : match.start()])
    ends = not plain[match.end() : match.end() + ABOUT].strip(" .;,")
    return label[1].strip() if label and ends and not match["times"] else ""


def _no_amount(before: str, unit: str, match: re.Match[str]) -> bool:
    """Whether a number is no amount to reach: by the table, or as a year or a telephone."""
    number = match["number"]
    if unit == "%" or (match["times"] and (not unit or _MONEY.match(unit))):
        return False
    if not unit or (len(unit) < 2 and unit not in _SHORT_UNITS) or _PHONE.fullmatch(number):
        return True
    if _YEAR.fullmatch(number) and not (int(number) % 50 == 0 and _COUNTABLE.match(unit)):
        return True
    if _AT_LEAST.search(before) and _STATED_AT_LEAST.match(unit):
        return False
    value = _value(number) * _TIMES.get((match["times"] or "").lower(), 1)
    large = value >= 1000
    return any(
        value < below
        and (first is None or ((not large or counted is not None) and first.search(before) is not None))
        and (counted is None or counted.match(unit) is not None)
        for first, counted, below in _RULES
    )


def _amount(number: str, times: str | None, unit: str) -> FoundAmount:
    value = _value(number) * _TIMES.get((times or "").lower(), 1)
    return FoundAmount(value=round(value) if abs(value - round(value)) < 1e-6 else value, unit=unit)


def _value(number: str) -> float:
    """A number as it is written here: a point or a space between thousands, a comma before what is less than one."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number):
        return float(number.replace(",", ""))
    if re.fullmatch(r"\d+\.\d{1,2}", number):
        return float(number)
    whole, _comma, fraction = number.partition(",")
    return float(whole.replace(".", "").replace(" ", "") + (f".{fraction}" if fraction else ""))


_UNIT_ENDS = re.compile(
    r"\s(?:được|cho|do|tại|ở|trong|trên|với|có|để|và|của|là|tham gia|về|từ|vào|thuộc|theo|đạt|trở lên|nhân|"
    r"phục vụ)\b|,|/(?!điểm)",
    re.IGNORECASE,
)


def _unit(unit: str, times: str | None) -> str:
    """What an amount counts: "%", "đồng", or the noun."""
    if unit == "%" or unit.lower() in _SHORT_UNITS - {"đ"}:
        return unit
    if _MONEY.match(unit) or (times and not unit):
        return "đồng"
    name = _UNIT_ENDS.split(unit.strip('“”" '), maxsplit=1)[0].strip(' “”"-–,.')
    return re.sub(r"\s+", " ", name) or unit.strip()
