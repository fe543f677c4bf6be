"""Where a sentence turns to what was done already, and where it turns back to what is to come."""

from __future__ import annotations

import re
from typing import NamedTuple

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
AIMED = re.compile(r"phấn đấu|nhiệm kỳ tới|năm tới", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?:^|[,;:.(–-]|\b(?:trong|sang|đến|bước vào))\s*$", re.IGNORECASE
)  # "Năm 2024, …" turns, "Hè năm 2024" does not
_TRANSITIONS = re.compile(
    rf"\b(?:(?P<done>{'|'.join(DONE)})|(?P<maybe>{'|'.join(DONE_UNLESS_AIMED)})|(?P<to_come>{'|'.join(TO_COME)})|"
    rf"(?P<maybe_to_come>{'|'.join(TO_COME_UNLESS_DONE)})|"
    r"(?P<other>so với(?: cùng kỳ)?(?: năm)? 20\d\d|(?:từ|giai đoạn|của) (?:năm )?20\d\d)|năm (?P<year>20\d\d)\b)\b",
    re.IGNORECASE,
)


class State(NamedTuple):
    """Whether a sentence tells results, and whether its words have said that it aims."""

    result: bool
    aimed: bool


def transitions(part: str, year: int | None, state: State) -> tuple[tuple[tuple[int, bool], ...], State]:
    """Where a part turns to results, and back to aims; it begins as the part before it in its sentence ended."""
    result, aimed = state
    if not aimed and _COMPARED.search(part) and not AIMED.search(part):
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
