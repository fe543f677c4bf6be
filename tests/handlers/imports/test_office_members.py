"""Lists of members as offices write them, each unlike the other: what is written after a yes, or asked before it."""

from __future__ import annotations

import json

import pytest

from tests.sheets import letters
from tests.support.office import Office
from tests.support.office_case import AN, THANG, Case, ended, people, saved

HEAD = ["STT", "Họ và tên", "Có mặt"]
OLD = (letters.tcvn3("Nguyễn Văn Đức"), letters.vni("Trần Thị Hồng"))

MEMBERS = {
    "units under letters, groups under Roman numbers": Case(
        [
            ["DANH SÁCH ĐOÀN VIÊN ĐOÀN XÃ ĐẠI TÂM NĂM 2026"],
            ["STT", "Họ và tên", "Ngày sinh", "Chức vụ"],
            ["A", AN],
            ["I", "Ban chấp hành"],
            [1, "Trần Mục Một", "1/2/2001", "BT"],
            ["II", "Đoàn viên"],
            [2, "Trần Mục Hai", "1/2/2001", None],
            ["B", THANG],
            [1, "Trần Mục Ba", "1/2/2001", None],
        ],
        written={**people("Trần Mục Một", "Trần Mục Hai", year=2001), **people("Trần Mục Ba", unit=THANG, year=2001)},
        shown=("theo dòng tên đơn vị trong bảng",),
    ),
    "a line between people that nobody knows": Case(
        [
            ["STT", "Họ và tên", "Năm sinh"],
            [AN],
            [1, "Quách Dòng Một", 2001],
            ["Đợt 2 (bổ sung)"],
            [2, "Quách Dòng Hai", 2001],
            [THANG],
            [3, "Quách Dòng Ba", 2001],
            [None, "Cộng tác viên của xã"],
            [4, "Quách Dòng Bốn", 2001],
        ],
        written={**people("Quách Dòng Một", year=2001), **people("Quách Dòng Ba", unit=THANG, year=2001)},
        shown=("– dòng 5: không có đơn vị nào tên “Đợt 2 (bổ sung)”", "– dòng 9: không có đơn vị nào tên “Cộng tác"),
    ),
    "a unit right below the heading, where no name stands": Case(
        [["Họ và tên", "Ngày", "Tháng", "Năm"], [None, f"1. {AN}:"], ["Mạc Dưới Một", 1, 2, 2001]],
        written=people("Mạc Dưới Một", year=2001),
    ),
    "two tables side by side": Case(
        [
            ["STT", "Họ và tên", "Năm sinh", None, "STT", "Họ và tên", "Năm sinh"],
            [1, "Bùi Cạnh Một", 2001, None, 3, "Bùi Cạnh Ba", 2003],
            [2, "Bùi Cạnh Hai", 2002],
        ],
        asked="có bảng nằm cạnh nhau",
    ),
    "a sheet for each unit": Case(
        [["STT", "Họ và tên", "Năm sinh"], [1, "Hồ Trang Một", 2001]],
        ("Nghĩa Thắng", "Danh sách đoàn viên"),
        more={"Ấp Đại Nghĩa Thắng": [["STT", "Họ và tên", "Năm sinh"], [1, "Hồ Trang Hai", 2002]]},
        written=people("Hồ Trang Hai", unit=THANG, year=2002),
        shown=("Chi đoàn Ấp Đại Nghĩa Thắng (theo tựa bảng)",),
    ),
    "no diacritics anywhere": Case(
        [
            ["TT", "HO VA TEN", "NGAY SINH", None, "DON VI"],
            [None, None, "NAM", "NU", None],
            [1, "TRAN KHONG DAU", "01/02/2001", None, "AP DAI AN"],
            [2, "LE THI KHONG DAU", None, "03/04/2001", "ap dai nghia thang"],
        ],
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
        written={**people("Tran Khong Dau", year=2001), **people("Le Thi Khong Dau", year=2001, unit=THANG)},
    ),
    "other names, years and units first": Case(
        [
            [
                "STT",
                "Họ tên cha mẹ",
                "Ngày vào Đoàn",
                "Đơn vị tính",
                "Họ và tên",
                "Năm sinh của mẹ",
                "Năm sinh",
                "Chức vụ chi đoàn",
                "Chi đoàn",
            ],
            [1, "Trần Văn Cha", "26/3/2020", "người", "Trần Giả Một", 1970, 2001, "UV", AN],
        ],
        written=people("Trần Giả Một", year=2001),
    ),
    "a heading that only has a unit in it": Case(
        [["STT", "Họ và tên", "Chức vụ trong chi đoàn"], [1, "Phó Chức Một", "Đoàn viên"]],
        asked="Các bạn này thuộc đơn vị nào?",
    ),
    "signatures in two columns below totals and notes": Case(
        [
            ["STT", "Họ và tên", "Năm sinh"],
            [1, "Lâm Văn Tổng", 2001],
            [2, "Lâm Thị Ký", 2001],
            ["Tổng cộng: 02 đoàn viên"],
            ["* Ghi chú: danh sách trên có 02 đ/c"],
            [None, None, "Đại Tâm, ngày 22 tháng 11 năm 2026"],
            ["NGƯỜI LẬP BẢNG", None, "BÍ THƯ"],
            [],
            ["Lý Thị Lập", None, "Phạm Văn Ký"],
        ],
        ("Đại Ân",),
        written=people("Lâm Văn Tổng", "Lâm Thị Ký", year=2001),
        shown=("Bỏ qua 5 dòng không phải người",),
    ),
    "somebody added below without a number": Case(
        [
            ["STT", "Họ và tên", "Năm sinh"],
            [1, "Tô Số Một", 2001],
            [2, "Tô Số Hai", 2001],
            [],
            [None, "Tô Số Ba", 2001],
        ],
        ("Đại Ân",),
        written=people("Tô Số Một", "Tô Số Hai", year=2001),
        shown=("– dòng 5: “Tô Số Ba” không có số thứ tự",),
    ),
    "pages with headings of their own, in another order": Case(
        [
            ["STT", "Họ và tên", "Năm sinh", "Chi đoàn"],
            [1, "Mai Trang Một", 2001, AN],
            ["Cộng trang 1: 1"],
            ["STT", "Họ và tên", "Chi đoàn", "Năm sinh"],
            [2, "Mai Trang Hai", THANG, 2001],
            ["Trang 2/2"],
        ],
        written={**people("Mai Trang Một", year=2001), **people("Mai Trang Hai", unit=THANG, year=2001)},
    ),
    "days that are in no calendar": Case(
        [
            ["STT", "Họ và tên", "Ngày sinh"],
            [1, "Tạ Ngày Một", "31/02/2000"],
            [2, "Tạ Ngày Hai", "12/25/2001"],
            [3, "Tạ Ngày Ba", "29/02/2001"],
            [4, "Tạ Ngày Bốn", "00/00/2001"],
        ],
        ("Đại Ân",),
        written=people("Tạ Ngày Hai", "Tạ Ngày Bốn", year=2001),
        shown=("– dòng 2: không có ngày 31/02/2000", "– dòng 4: không có ngày 29/02/2001"),
    ),
    "a name in three columns, and what somebody is beside their name": Case(
        [
            ["STT", "Họ", "Đệm", "Tên", "Năm sinh"],
            [1, "Khổng", "Thị Ba", "Cột", 2001],
            [2, "Khổng", None, "Đôi", 2001],
            [3, "Khổng", "Văn", "Thư - Bí thư", 2001],
        ],
        ("Đại Ân",),
        written=people("Khổng Thị Ba Cột", "Khổng Đôi", "Khổng Văn Thư", year=2001),
    ),
    "a given name that is a word of signatures, beside one that is no name": Case(
        [
            ["Họ đệm", "Tên", "Năm sinh", "Chi đoàn"],
            ["Viên Bá 7", "Ký", 2001, AN],
            ["Viên Quốc", "Duyệt", 2001, AN],
            ["Viên Thị", "Thu", None, AN],
        ],
        written={**people("Viên Quốc Duyệt", year=2001), **people("Viên Thị Thu")},
        shown=("– dòng 2: “Viên Bá 7 Ký” chưa phải họ tên đầy đủ",),
    ),
    "ditto marks below a unit": Case(
        [
            ["Chi đoàn", "STT", "Họ và tên", "Năm sinh"],
            [AN, 1, "Danh Trái Một", 2001],
            ["nt", 2, "Danh Trái Hai", 2001],
            [THANG, 3, "Danh Trái Ba", 2001],
            ['"', 4, "Danh Trái Bốn", 2001],
        ],
        written={
            **people("Danh Trái Một", "Danh Trái Hai", year=2001),
            **people("Danh Trái Ba", "Danh Trái Bốn", year=2001, unit=THANG),
        },
    ),
    "a unit beside the first of its people alone": Case(
        [["Họ và tên", "Chi đoàn"], ["Đinh Trống Một", AN], ["Đinh Trống Hai", None], ["Đinh Trống Ba", THANG]],
        ("Không, trả lại",),
        written={**people("Đinh Trống Một"), **people("Đinh Trống Ba", unit=THANG)},
        shown=("– dòng 3: thiếu đơn vị",),
    ),
    "another unit over the table than the one that was chosen": Case(
        [["CHI ĐOÀN ẤP TẮC GỒNG"], ["STT", "Họ và tên"], [1, "Huỳnh Khác Đơn Vị"]],
        ("Đại Ân",),
        written=people("Huỳnh Khác Đơn Vị"),
        shown=("⚠ Tựa bảng ghi “Chi đoàn Ấp Tắc Gồng”, là đơn vị khác.",),
    ),
    "headings in Unicode over names of two old fonts": Case(
        [["STT", "Tên", "Họ và tên", "Năm sinh"], *([at, None, name, 2001] for at, name in enumerate(OLD, 1))],
        ("Đại Ân",),
        written=people("Nguyễn Văn Đức", "Trần Thị Hồng", year=2001),
        shown=("cột C “Họ và tên”", "• Không lưu: STT, Tên\n", "⚠ Tệp gõ bằng bảng mã cũ: TCVN3 (.VnTime), VNI."),
    ),
    "headings that are long, stand over one another, and a tail of many lines": Case(
        [
            ["STT", "Họ và tên", "Ngày, tháng, năm sinh", None, None],
            [None, None, "Ngày", "Tháng", "Năm"],
            [1, "Trần Tách Một", 1, 2, 2001],
            [None, "Tổng cộng: 01 đoàn viên", None, None, None],
            ["Đại Tâm, ngày 20 tháng 11 năm 2026"],
            [None, "NGƯỜI LẬP BIỂU"],
            [None, "(ký tên)"],
        ],
        ("Đại Ân",),
        merges=("C1:E1",),
        written=people("Trần Tách Một", year=2001),
        shown=("cột C + D + E “Ngày, tháng, năm sinh: Ngày / Tháng / Năm”", "“NGƯỜI LẬP BIỂU”…\n"),
    ),
    "no heading": Case(
        [[1, "Liễu Trần Một", 2001, AN], [2, "Liễu Trần Hai", 2002, THANG]], asked="Dòng nào là tiêu đề các cột?"
    ),
}


@pytest.mark.parametrize("case", MEMBERS.values(), ids=MEMBERS)
def test_a_list_of_members(case, world):
    ended(case, world, "Danh sách đoàn viên")


def test_a_table_that_an_older_version_read_is_gone_on_with(world):
    office = Office(world)
    office.send(saved(MEMBERS["no diacritics anywhere"]))
    asked = office.buttons
    for path in world.store.folder.rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b'{"uncalculated"'):
            overview, *lines = path.read_bytes().splitlines(keepends=True)
            old = json.loads(overview)
            old["sheets"] = [
                {key: one[key] for key in ("name", "hidden", "rows", "columns", "head")} for one in old["sheets"]
            ]
            path.write_bytes(json.dumps(old).encode() + b"\n" + b"".join(lines))
    assert asked
    office.press("Danh sách đoàn viên")
    assert office.asks_for_the_yes
