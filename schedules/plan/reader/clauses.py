"""Which amounts of a part are one target: those that share one verb; a clause with its own verb is a target of its own.

"Trồng 500 cây, tặng 20 suất quà" sets two; "xây 10 căn nhà, 5 cầu", "mở 2 lớp, mỗi lớp 60 học viên" and "tặng 20 suất
quà, tổng trị giá 10 triệu đồng" set one: what an amount is worth, made of or yields belongs to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

ABOUT = 200  # characters of a clause that say how the next one belongs to it
# Verbs by which a programme sets an amount, at the beginning of a clause.
_VERBS = (
    "bảo đảm|đảm bảo|bê tông|biểu dương|bóc xóa|bố trí|bổ sung|bồi dưỡng|cài đặt|cấp phát|cấp|cải tạo|chăm lo|chăm sóc|"
    "cho vay|chuyển giao|cử|cứu trợ|dạy nghề|duy trì|đào tạo|đăng ký|đăng|đạt|đảm nhận|đề xuất|đóng góp|đỡ đầu|đọc|"
    "giải ngân|giải quyết|giảm|giới thiệu|giúp đỡ|giúp|giữ vững|giữ|gói|gửi|hiến|hỗ trợ|"
    "hoàn thành|huy động|hướng dẫn|hướng nghiệp|"
    "in|kết nạp|kết nối|khai thác|khám|khen thưởng|khởi công|khởi tạo|kiện toàn|kiểm tra|lắp đặt|làm mới|làm sạch|làm|"
    "lát|mở|nạo vét|nâng cấp|nâng|nhận|nhân rộng|nuôi|phát động|phát hành|phát hiện|phát triển|phát|phấn đấu|phổ biến|"
    "phối hợp|quán triệt|quyên góp|ra mắt|ra quân|rà soát|sản xuất|sáng tác|số hóa|sửa chữa|tạo|tăng|tập huấn|tặng|"
    "tham gia|tham mưu|thành lập|thả|thăm|thắp sáng|thi công|thu gom|thu hút|thực hiện|tiếp nhận|tiếp sức|tìm kiếm|"
    "tổ chức|trao|triển khai|trồng|tuyên dương|tuyên truyền|tư vấn|tu sửa|ủng hộ|vận động|"
    "vận hành|vệ sinh|viết|xác lập|"
    "xây dựng|xây|xóa|xoá|có|tỷ lệ|tỉ lệ"
)
_LEADS = r"(?:(?:và|đồng thời|đồng loạt|cùng với đó|cũng|tiếp tục|phối hợp|tham gia|chủ động|phấn đấu)\s+)*"
_EACH = r"(?:mỗi|các|toàn|[Đđ]oàn|[Hh]ội|chi đoàn|chi hội|huyện|xã)\s(?:[^\W\d_]+\s+){1,6}?"
_OWN_VERB = re.compile(
    rf"(?:,\s*|\s+và\s+)(?={_LEADS}(?:{_EACH})?(?:{_VERBS})(?!\w)(?!\s+(?:tỉnh|huyện|xã|cơ sở|trung ương)\b))|:\s+"
)
# … which only says what the amount before yields, or what each of it is given.
_YIELDS = re.compile(
    rf"(?:và\s+)?(?:{_EACH})?(?:(?:thu hút|thu về|thu được|gây quỹ|trong đó)(?!\w)|tiếp nhận\s[^,;]{{0,20}}?đơn vị máu|"
    r"(?<=\s)(?:hỗ trợ|tặng|trao|nhận)\s[^,;]{0,20}?\d[\d.,]*\s*(?:nghìn|ngàn|triệu|tỷ|đồng|đ)\b)",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"[,;]|\svà\s")  # "được tư vấn, giới thiệu việc làm và 40% …": no amount of this verb
_SO_OFTEN = re.compile(r"\d\s+lần\b[^,;]*,?\s*$", re.IGNORECASE)  # "ra quân 02 lần, thu gom …"
_PURPOSE = re.compile(
    r"(?<!\w)(?:để|đồng)\s+(?:xây|sửa|hỗ trợ|tặng|mua|làm|trao|chăm lo|thực hiện|tổ chức|giúp)[^;]*$|(?<!\w)để\s[^;]*$",
    re.IGNORECASE,
)  # "vận động 500 triệu đồng xây 10 căn nhà và sửa 5 km đường"


def clauses(text: str, amounts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches of a part that are targets, where amounts stand at these positions."""
    begins = 0
    cuts = [*_cuts(text), len(text)]
    for cut, next_cut in pairwise(cuts):
        lists = text[cut - 2] == ":"
        following = len(text) if lists else next_cut
        at = bisect_left(amounts, cut)
        first = amounts[at] if at < len(amounts) and amounts[at] < following else None
        if first is None or (not lists and _ANOTHER.search(text, cut, first)) or not bisect_left(amounts, begins) < at:
            continue
        between = text[max(begins, cut - ABOUT) : cut]
        if not _SO_OFTEN.search(between) and not _PURPOSE.search(between):
            yield begins, cut
            begins = cut
    yield begins, len(text)


def _cuts(text: str) -> Iterator[int]:
    """Where a clause with its own verb, or what is listed behind a colon, begins."""
    depth, read = 0, 0
    for match in _OWN_VERB.finditer(text):
        depth += sum((sign in "(“") - (sign in ")”") for sign in text[read : match.start()])
        read = match.start()
        if depth == 0 and not _YIELDS.match(text, match.end()):
            yield match.end()
