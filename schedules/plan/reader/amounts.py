"""Amounts in a part of a programme: numbers that are to be reached, with what multiplies them and what they count.

Which numbers are none is said by a table (no_amounts.py), each row beside an example that holds only such ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.plan.reader.finds import FoundAmount
from schedules.plan.reader.no_amounts import NO_AMOUNT
from schedules.plan.reader.parts import TextPart
from schedules.plan.reader.spelled import in_figures
from schedules.plan.reader.stretches import times

# Numbers -------------------------------------------------------------------------------------------------------------

_TIMES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_NUMBER = (
    r"(?:\d{1,3}(?:[.,]\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?: \d{3})+(?!\d)|"
    r"\d+\.\d{1,2}(?=\s*(?:triệu|tỷ|tỉ|%))|\d+(?:,\d+)?)"
)
_MULTIPLIED = r"nghìn|ngàn|triệu|tỷ|tỉ"
_AMOUNT = re.compile(
    rf"(?<![\w/.,\-“:+])(?<!\d:)(?:(?P<low>{_NUMBER})\s*(?P<low_times>{_MULTIPLIED})?\s*(?P<low_unit>%)?\s*(?:-|"
    rf"đến|tới)\s*)?"
    rf"(?P<number>{_NUMBER})(?![\d/:])\s*(?P<times>(?:{_MULTIPLIED})\b)?\s*"
    r"(?P<unit>%|đồng\b(?! chí)|đ\b(?!/c\b)|VNĐ|VND|m2\b|m²|m3\b|m³|(?=[^\W\d_])[^\d.;:()|\n]*|“[^”\n]{2,80}”|"
    r"\"[^\"\n]{2,80}\")?",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?:đồng(?! chí)|đ(?!/c\b)|vnđ|vnd)\b", re.IGNORECASE)
WHOLE = 100  # percent
LAST_DAY = 31
ABOUT = 80  # characters before a number in which its words stand
_SHORT_UNITS = {"%", "đ", "m", "m2", "m²", "m3", "m³"}
_YEAR = re.compile(r"(?:19|20)\d{2}")  # so many of something would have a point: 2.024
_PHONE = re.compile(r"0\d{5,}")
_COUNTABLE = re.compile(
    r"(?:cây|suất|phần quà|lượt|người|đoàn viên|thanh niên|hộ|học sinh|sinh viên|em|cuốn|quyển|đơn vị máu|"
    r"thiếu nhi|trẻ|áo|thẻ|tin|bài|km|m)\b",
    re.IGNORECASE,
)

_RULES = tuple(
    (
        re.compile(rf"(?<!\w)(?:{one.before})\s*:?\s*$", re.IGNORECASE) if one.before else None,
        re.compile(rf"(?:{one.counted})(?!\w)", re.IGNORECASE) if one.counted else None,
        one.below,
        one.unless_aimed,
    )
    for one in NO_AMOUNT
)
_AIMED = re.compile(r"(?:phấn đấu|chỉ tiêu|mục tiêu)[^,;.]*$|đến (?:cuối|hết) (?:năm|nhiệm kỳ)[^;.]*$", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:ít nhất|tối thiểu|từ)\s*$", re.IGNORECASE)
_STATED_AT_LEAST = re.compile(
    r"(?:lần|buổi|giải pháp|nhiệm vụ|nội dung|bài|chương trình|"
    r"phong trào)\b",
    re.IGNORECASE,
)
_BILLIONS_AND_MILLIONS = re.compile(r"(?<![\d.,])(\d{1,4})\s*t[ỷỉ]\s+(\d{1,3})\s*(?=triệu)", re.IGNORECASE)
# "ít nhất một mô hình": a small number in words, where it is said to be the least or to be added.
_WORDS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
# "(đạt 104%)", "(hiện đạt 88%)", "(năm 2024: 85%)", "…, hiện là 88%", "từ 88% lên 95%": what there is already.
_REACHED = re.compile(
    r"\(\s*(?:thành lập|hiện có|có|gồm)\s[^()\n]{0,80}\)|"  # "Đoàn xã Đại Sơn (thành lập 5 chi đoàn)"
    r"\(\s*(?:đạt|tăng|giảm|chiếm|vượt|bằng|hiện|cùng kỳ|kết quả|so với|(?:đầu )?năm (?:20\d\d|trước|"
    r"ngoái))(?!\w)[^()\n]{0,80}\)|"
    r",\s*hiện (?:nay )?(?:tại )?(?:mới )?(?:đạt|có|là|ở mức|chiếm)\s[^,;()\n]{0,60}|"
    r"(?<!\w)từ\s+\d[\d.,]*\s*(?:%|[^\W\d_]+(?: [^\W\d_]+){0,3})?\s*(?:\([^()\n]{0,40}\)\s*|hiện nay\s+|"
    r"năm 20\d\d\s+)?(?<!trở )(?=lên\s)",
    re.IGNORECASE,
)
# "Chi đoàn có từ 30 đoàn viên trở lên thành lập phân đoàn": whom it is for, and nothing to reach.
_CONDITION = re.compile(
    r"(?<!\w)(?:(?:có|đủ|với)\s+(?:từ|trên|ít nhất|đủ)|"
    r"từ)\s+\d[\d.]*\s+(?!%)[^\W\d_][^,;.:%\d\n]{1,40}?\s+trở (?:lên|xuống),?\s+"
    r"(?=(?:thì|phải|được|đều|có|cần|thành lập|tổ chức|xây dựng|duy trì|đăng ký|bố trí|tách|đảm nhận|thực hiện|"
    r"cử|mở)\s)",
    re.IGNORECASE,
)
_ITS_SUBJECT = re.compile(r"(?:mỗi|100\s*%|các|phấn đấu|chỉ tiêu)\s[^,;.]{0,40}$|(?:^|[,;.:])\s*$", re.IGNORECASE)
_SMALL = re.compile(
    rf"(?:(?<=\s)(?P<lead>ít nhất|tối thiểu|được|thêm)(?P<gap>\s+)(?P<word>{'|'.join(_WORDS)})|"
    r"(?<!\w)(?P<verb>duy trì|xây dựng|thành lập|tổ chức|tặng|trao|xây|mở|hỗ trợ|giúp đỡ|giúp|ra mắt|đảm nhận|"
    r"thực hiện|"
    r"sửa chữa|khởi công|nhận đỡ đầu|làm|có)(?P<gap2>\s+)(?P<word2>hai|ba|bốn|sáu|bảy|tám|chín|mười))"
    r"(?=\s+[^\W\d_])(?!\s+(?:số|cách|phần|bước|trong|lần|nửa|loạt)\b)",
    re.IGNORECASE,
)
_HAVE = re.compile(r"[^,;]{0,60}\bđã (?!đăng ký|được giao)", re.IGNORECASE)  # "40 bạn trẻ của xã đã nhập ngũ"
_PER_CENT = re.compile(r"(?<=\d)\s+phần trăm\b", re.IGNORECASE)
# "126/126 đội hình", "120/126 chi đoàn": so many of so many; "12/12" alone is a day.
_OF_ALL = re.compile(
    r"(?<![\d/.,])(?P<number>\d{1,4})/(?P<all>\d{1,4})(?![\d/])(?=\s+(?P<unit>[^\W\d_]+(?: [^\W\d_]+)?))", re.IGNORECASE
)
_UNITS = re.compile(
    r"(?:xã|phường|thị trấn|đơn vị|chi đoàn|chi hội|cơ sở|ấp|khóm|trường|huyện|đoàn|đội hình)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
_IN_WORDS = re.compile(r"(?<=\d)\s*\(\s*[^\W\d_]+(?: [^\W\d_]+){0,3}\s*\)")  # "01 (một) công trình"
_DATES = re.compile(
    r"\(\s*\d[\d/.\-\s]*\)|(?<!\d)\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}|\d{1,2}/\d{1,2}(?:/\d{4})?(?!\d)|"
    r"(?:19|20)\d{2}\s*-\s*(?:19|20)\d{2}|"
    r"(?:ngày|tháng|từ) \d{1,2}\s*(?:-|đến)\s*\d{1,2}/\d{1,2}",
    re.IGNORECASE,
)


def amounts(part: TextPart) -> Iterator[tuple[int, FoundAmount]]:
    """The amounts of a part that are to be reached, each with where it stands."""
    plain = _IN_WORDS.sub(lambda words: " " * len(words[0]), part.text) if part.aims_everywhere else part.text
    plain = _QUOTED.sub(lambda quoted: quoted[0] if _is_counted(plain, quoted.start()) else " " * len(quoted[0]), plain)
    plain = _PER_CENT.sub(lambda words: "%".ljust(len(words[0])), plain)
    plain = _OF_ALL.sub(_as_many, plain)
    plain = in_figures(plain)
    plain = _BILLIONS_AND_MILLIONS.sub(lambda sum_: f"{int(sum_[1]) * 1000 + int(sum_[2])} ".ljust(len(sum_[0])), plain)
    plain = _DATES.sub(lambda dated: ";".ljust(len(dated[0])), _without_times(plain))
    plain = _REACHED.sub(lambda reached: " " * len(reached[0]), plain)
    plain = _CONDITION.sub(lambda condition: _without_a_condition(plain, condition), plain)
    plain = _SMALL.sub(_in_figures, plain)
    for match in _AMOUNT.finditer(plain):
        before, unit = plain[max(0, match.start() - ABOUT) : match.start()], (match["unit"] or "").strip()
        if not unit:
            unit = _unit_before(plain, match)
        if part.is_result(match.start()) or _HAVE.match(unit) or _no_amount(before, unit, match, aimed=part.aimed):
            continue
        name = _unit(unit, match["times"])
        high = _amount(match["number"], match["times"], name)
        if match["low"]:
            low = _amount(match["low"], match["low_times"] or match["times"], name)
            if low.value >= high.value:
                continue  # "10-3 âm lịch"
            yield match.start("low"), low
        yield match.start("number"), high


def _as_many(share: re.Match[str]) -> str:
    """How many of all, alone; a day stays as it is."""
    number, of_all = int(share["number"]), int(share["all"])
    if number > of_all or not (of_all > LAST_DAY or (number == of_all and _UNITS.match(share["unit"]))):
        return share[0]
    return share["number"].ljust(len(share[0]))


def _without_times(plain: str) -> str:
    for start, end in times(plain):
        plain = plain[:start] + ";".ljust(end - start) + plain[end:]  # nothing is counted beyond it
    return plain


def _without_a_condition(plain: str, condition: re.Match[str]) -> str:
    """A condition blanked; what somebody is to have at least stays: "mỗi chi đoàn có từ 2 mô hình trở lên"."""
    aimed = _ITS_SUBJECT.search(plain[max(0, condition.start() - ABOUT) : condition.start()])
    return condition[0] if aimed else " " * len(condition[0])


def _in_figures(small: re.Match[str]) -> str:
    """A small number's word as figures of the same length."""
    word = small["word"] or small["word2"]
    figures = str(_WORDS[word.lower()]).ljust(len(word))
    return f"{small['lead'] or small['verb']}{small['gap'] or small['gap2']}{figures}"


def _is_counted(text: str, at: int) -> bool:
    """Whether a quoted name is what a number right before it counts: 30 “Tuyến hẻm văn minh”."""
    return bool(re.search(r"\d\s*$", text[max(0, at - 8) : at]))


def _unit_before(plain: str, match: re.Match[str]) -> str:
    """What a number at a line's end counts by the words before it: "Đoàn viên mới: 500"."""
    label = re.search(r"([^\W\d_][^:;.\n]{2,60}):\s*$", plain[max(0, match.start() - ABOUT) : match.start()])
    ends = not plain[match.end() : match.end() + ABOUT].strip(" .;,")
    return label[1].strip() if label and ends and not match["times"] else ""


def _no_amount(before: str, unit: str, match: re.Match[str], *, aimed: bool) -> bool:
    """Whether a number is no amount to reach: by the table, or as a year or a telephone."""
    number = match["number"]
    if unit == "%":
        return _value(number) > WHOLE  # "đạt 112% kế hoạch" was reached
    if match["times"] and (not unit or _MONEY.match(unit)):
        return False
    if not unit or (len(unit) < 2 and unit.lower() not in _SHORT_UNITS) or _PHONE.fullmatch(number):
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
        and not (unless_aimed and (aimed or _AIMED.search(before)))
        for first, counted, below, unless_aimed in _RULES
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
