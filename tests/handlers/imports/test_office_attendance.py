"""Attendance lists as offices write them, each unlike the other: what is written after a yes, or asked before it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support import world as worlds
from tests.support.office_case import Case, ended, people

HEAD = ["STT", "Họ và tên", "Có mặt"]

ATTENDANCE = {
    "a class register that notes only who is missing, with its key": Case(
        [
            ["SỔ ĐIỂM DANH LỚP 11A1 - TUẦN 12"],
            ["STT", "Họ và tên", "Thứ 2 16/11", "Thứ 7 21/11", "CN 22/11", "Tổng vắng"],
            [1, "Trần Sổ Một", None, "P", None, 1],
            [2, "Trần Sổ Hai", "K", None, "K", 2],
            [3, "Trần Sổ Ba", None, None, "P", 1],
            [None, "Ghi chú: P: vắng có phép; K: vắng không phép; để trống: có mặt"],
        ],
        ("Đại Ân", "Ghi tên"),
        written=people("Trần Sổ Một"),
        shown=("1 bạn ghi là vắng", "1 bạn vắng có phép", "cột E “CN 22/11”"),
    ),
    "signatures instead of marks": Case(
        [["TT", "Họ tên", "Ký tên"], [1, "Lê Ký Một", "đã ký"], [2, "Lê Ký Hai", None], [3, "Lê Ký Ba", "Ba"]],
        asked="Cột nào ghi ai có mặt ngày 22/11?",
    ),
    "a printed list on which nobody has written anything": Case(
        [["STT", "Họ và tên", "Có mặt", "Vắng"], [1, "Lý In Một"], [2, "Lý In Hai"]],
        asked="có 2 ô trống: các bạn ấy có mặt hay vắng?",
    ),
    "hours in a timesheet": Case(
        [
            ["BẢNG CHẤM CÔNG THÁNG 11/2026"],
            ["STT", "Họ tên", 21, 22, "Tổng công"],
            [1, "Kim Công Một", 8, 8, 16],
            [2, "Kim Công Hai", 8, None, 8],
        ],
        asked="Ở cột D “22” có dấu “8” tại 1 dòng",
    ),
    "times of coming": Case(
        [
            ["STT", "Họ tên", "Giờ vào"],
            [1, "Võ Giờ Một", dt.time(7, 30)],
            [2, "Võ Giờ Hai", "7h45"],
            [3, "Võ Giờ Ba", None],
        ],
        ("Giờ vào",),
        asked="có 2 ô ghi giờ: là có mặt hay vắng?",
    ),
    "morning and afternoon below the day": Case(
        [
            ["STT", "Họ và tên", "22/11/2026", None, "23/11/2026", None],
            [None, None, "Sáng", "Chiều", "Sáng", "Chiều"],
            [1, "Ngô Buổi Một", "x", None, "x", "x"],
            [2, "Ngô Buổi Hai", None, "x", "x", "x"],
        ],
        ("Đại Ân", "Ghi tên"),
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:F1"),
        written=people("Ngô Buổi Một"),
        shown=("cột C “22/11/2026 Sáng”", "“x” = có mặt? (1)"),
    ),
    "notes that say more, or the contrary": Case(
        [
            [*HEAD, "Ghi chú"],
            [1, "Đỗ Chú Một", "x", "đi trễ 15 phút"],
            [2, "Đỗ Chú Hai", "x", "vắng có phép"],
            [3, "Đỗ Chú Ba", None, "có xin phép"],
            [4, "Đỗ Chú Bốn", "x", None],
            [5, "Đỗ Chú Năm", None, None],
        ],
        ("Đại Ân", "Ghi tên"),
        written=people("Đỗ Chú Một", "Đỗ Chú Bốn"),
        shown=("1 bạn đến muộn: Đỗ Chú Một", "1 bạn vắng có phép", "1 dòng chưa rõ", "– dòng 3:"),
    ),
    "there, absent and excused below the day": Case(
        [
            ["STT", "Họ và tên", "Ngày 21/11", None, "Ngày 22/11", None, None],
            [None, None, "Có mặt", "Vắng", "Có mặt", "Vắng", "Có phép"],
            [1, "Nhan Dưới Một", None, "x", "x", None, None],
            [2, "Nhan Dưới Hai", "x", None, None, "x", None],
            [3, "Nhan Dưới Ba", "x", None, None, None, "x"],
        ],
        ("Đại Ân", "Ghi tên"),
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:G1"),
        written=people("Nhan Dưới Một"),
        shown=("1 bạn ghi là vắng", "1 bạn vắng có phép"),
    ),
    "a day below the word for it": Case(
        [
            ["STT", "Họ và tên", "Điểm danh", None],
            [None, None, "15/11", "22/11"],
            [1, "Từ Dưới Một", "x", None],
            [2, "Từ Dưới Hai", None, "x"],
        ],
        ("Đại Ân", "Ghi tên"),
        merges=("A1:A2", "B1:B2", "C1:D1"),
        written=people("Từ Dưới Hai"),
    ),
    "a list of another day": Case(
        [["STT", "Họ và tên", "Điểm danh ngày 15/11"], [1, "Viên Khác Một", "x"], [2, "Viên Khác Hai", None]],
        asked="Cột nào ghi ai có mặt ngày 22/11?",
    ),
    "ticks of a symbol font": Case(
        [HEAD, [1, "Thạch Dấu Một", "ü"], [2, "Thạch Dấu Hai", "û"]],
        ("Đại Ân", "Ghi tên"),
        written=people("Thạch Dấu Một"),
        shown=("“ü” = có mặt? (1)", "“û” = vắng? (1)"),
    ),
    "a heading that turns the cross round": Case(
        [["STT", "Họ và tên", "Điểm danh (x: vắng)"], [1, "Hứa Ngoặc Một", "x"], [2, "Hứa Ngoặc Hai", None]],
        ("có mặt", "Đại Ân", "Ghi tên"),
        written=people("Hứa Ngoặc Hai"),
        shown=("“x” = vắng (1)",),
    ),
    "how often somebody was there in all": Case(
        [
            ["STT", "Họ và tên", "Số buổi có mặt", "Số buổi vắng"],
            [1, "Giang Đếm Một", 5, 0],
            [2, "Giang Đếm Hai", 1, 4],
        ],
        asked="Cột nào ghi ai có mặt",
    ),
    "the same days of two months": Case(
        [
            ["STT", "Họ và tên", "Tháng 10", None, "Tháng 11", None],
            [None, None, 22, 29, 22, 29],
            [1, "Ông Tháng Một", None, "x", "x", None],
            [2, "Ông Tháng Hai", "x", "x", None, None],
        ],
        ("Đại Ân", "Ghi tên"),
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:F1"),
        written=people("Ông Tháng Một"),
        shown=("cột E",),
    ),
    "a list that names another day than the shift's": Case(
        [["DANH SÁCH ĐIỂM DANH NGÀY 15/11/2026"], HEAD, [1, "Cao Khác Một", "x"], [2, "Cao Khác Hai", None]],
        ("Đại Ân", "Ghi tên"),
        written=people("Cao Khác Một"),
        shown=("⚠ Danh sách ghi ngày 15/11/2026, còn ca này là 22/11.",),
    ),
    "nothing about who was there, and the answer that all were": Case(
        [["STT", "Họ và tên"], [1, "Ung Không Một"], [2, "Ung Không Hai"]],
        ("cả 2 bạn đều có mặt", "Đại Ân", "Ghi tên"),
        written=people("Ung Không Một", "Ung Không Hai"),
    ),
    "a tick beside a cross, and v beside x": Case(
        [HEAD, [1, "Âu Dấu Một", "v"], [2, "Âu Dấu Hai", "x"]], asked="là có mặt hay vắng?"
    ),
}


@pytest.mark.parametrize("case", ATTENDANCE.values(), ids=ATTENDANCE)
def test_an_attendance_list(case, world):
    worlds.clock(world, "09:30")
    ended(case, world, "có mặt ở một ca", "Chủ nhật xanh")
