"""Targets in a programme: the parts of its text that set amounts to be reached.

A target is a bullet, a line, a part of a sentence between semicolons (parts.py), or a clause of it with its own verb
(clauses.py), in which an amount stands (amounts.py). Amounts of last year, what was handed over, numbers in
names ("3 liên kết"), of documents, of places, dates and lengths of time are none.
"""

from __future__ import annotations

from schedules.plan.reader.amounts import amounts
from schedules.plan.reader.clauses import clauses
from schedules.plan.reader.counts import proposed
from schedules.plan.reader.finds import FoundTarget
from schedules.plan.reader.parts import TextPart, parts
from schedules.plan.reader.text import tidy

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
    "- Kết nạp từ 15 - 20 đoàn viên": [[(15, "đoàn viên"), (20, "đoàn viên")]],
    "- Mỗi chi đoàn có 01 (một) phần việc thanh niên": [[(1, "phần việc thanh niên")]],
    "- Đoàn viên mới: 500": [[(500, "Đoàn viên mới")]],
    "1 | Trồng cây xanh | cây | 5.000": [[(5000, "cây")]],
    "Phấn đấu trồng 2000 cây xanh": [[(2000, "cây xanh")]],
    "Vận động 1 tỷ 200 triệu đồng": [[(1_200_000_000, "đồng")]],
    "Huy động 10.000 ngày công, 3.000m2 đường": [[(10_000, "ngày công"), (3000, "m2")]],
    "Vận động 45 suất ăn, vượt kế hoạch năm": [],
    "Chi đoàn đã sửa 3 km đường. Có 160 bạn góp công": [],
    "25 bạn trẻ đã nhập ngũ, đạt 105% kế hoạch": [],
    "Mỗi chi hội giúp được ít nhất một hộ nghèo": [[(1, "hộ nghèo")]],
    "STT Nội dung ĐVT Chỉ tiêu\n1 Trồng cây xanh cây xanh 5.000\n2 Kết nạp đoàn viên đoàn viên 300": [
        [(5000, "cây xanh")],
        [(300, "đoàn viên")],
    ],
    "Trồng 500 cây xanh, tặng 20 suất quà, 3 xe đạp, tổng trị giá 10 triệu đồng": [
        [(500, "cây xanh")],
        [(20, "suất quà"), (3, "xe đạp"), (10_000_000, "đồng")],
    ],
    "Chi đoàn có từ 30 đoàn viên trở lên thành lập phân đoàn": [],
    "Nâng tỷ lệ tập hợp lên 95% (hiện đạt 88%)": [[(95, "%")]],
    "Phấn đấu trao 2 500 suất quà; quyên góp hai trăm quyển sách, năm mươi bộ áo dài": [
        [(2500, "suất quà")],
        [(200, "quyển sách"), (50, "bộ áo dài")],
    ],
    "Thành lập 126/126 đội hình; tỷ lệ kết nạp đạt 70 phần trăm": [[(126, "đội hình")], [(70, "%")]],
    "mỗi diễn đàn có từ 50 đoàn viên trở lên tham dự": [[(50, "đoàn viên")]],
    "TT\nNỘI DUNG\nĐVT\nCHỈ TIÊU\n1\nTrồng cây xanh\ncây\n30.000\n2\nTiếp nhận máu\nđơn vị\n900": [
        [(30_000, "cây")],
        [(900, "đơn vị")],
    ],
    "Đoàn trường phấn đấu: mỗi chi đoàn có một mô hình; toàn trường có 5 câu lạc bộ": [[(5, "câu lạc bộ")]],
    "CHI ĐOÀN KHU PHỐ 4 ĐĂNG KÝ THI ĐUA\n01 CÔNG TRÌNH “CỔNG CHÀO XANH”\n10 SUẤT QUÀ, MỖI SUẤT 300.000Đ": [
        [(1, "CÔNG TRÌNH")],
        [(10, "SUẤT QUÀ"), (300_000, "đồng")],
    ],
    "Kỷ niệm Ngày thành lập Đoàn (26/3/1931 - 26/3/2024), chi đoàn Trạm Y tế phát 2 loại tờ rơi": [],
    "Nơi nhận:\n- Lưu VP: 15 bản": [],
    "TT Nội dung Thời gian\n1 Tổ chức Hội trại Quý I/2024": [],
    "Phát huy kết quả đã đạt được, năm 2024 phấn đấu tặng 90 xe đạp": [[(90, "xe đạp")]],
}


def targets(text: str, year: int | None) -> tuple[FoundTarget, ...]:
    """The targets of a programme's text, in their order; figures of years before `year` are results."""
    targets_read = []
    for part in parts(text, year):
        reached = list(amounts(part))
        whole = [(0, len(part.text))] if part.numbered else clauses(part.text, [at for at, _amount in reached])
        for begins, ends in whole if reached else ():
            is_whole = (begins, ends) == (0, len(part.text))
            text = part.text if is_whole else part.text[begins:ends].strip(" ,.")
            own = tuple(amount for at, amount in reached if begins <= at < ends)
            targets_read.append(FoundTarget(text=text, amounts=own, sentence=part.text[:300]))
    return proposed(targets_read)


def target_in(sentence: str) -> FoundTarget | None:
    """A sentence that somebody says is a target; None where no amount stands in it."""
    plain = tidy(sentence).strip()
    reached = tuple(amount for _at, amount in amounts(TextPart(plain)))
    return proposed([FoundTarget(text=plain, amounts=reached, sentence=plain)])[0] if reached else None
