"""Makes the small office files in tests/data/documents: `python tests/data/make_documents.py`, kept as they came out.

Some were made by other programs, once. LibreOffice Calc 7.4 saved doan-vien-libreoffice.xlsx anew from doan-vien.xlsx, and
diem-danh.xls and diem-danh.ods from diem-danh.xlsx (`soffice --headless --convert-to xlsx|xls|ods FILE`). mat-khau.xlsx is
diem-danh.xlsx with the password 123, by msoffcrypto-tool 6.1. khong-phai-bang.xlsx is the first line of a PDF.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

FOLDER = Path(__file__).parent / "documents"
BOX = Border(*(Side(style="thin"),) * 4)


def members() -> Workbook:
    """A list as a commune keeps it: titles, merged headings of two rows, dates of every kind, signatures at the end."""
    book = Workbook()
    cover = book.active
    cover.title = "Bìa"
    cover["A1"] = "BÁO CÁO CHẤT LƯỢNG ĐOÀN VIÊN"
    sheet = book.create_sheet("Danh sách")
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "ĐOÀN XÃ ĐẠI TÂM"
    sheet.merge_cells("A3:H3")
    sheet["A3"] = "DANH SÁCH ĐOÀN VIÊN NĂM 2026"
    sheet["A3"].font = Font(bold=True, size=14)
    sheet["A3"].alignment = Alignment(horizontal="center")
    for at, words in enumerate(("STT", "Họ và tên", "", "Ngày sinh", "", "SĐT", "Chi đoàn", "Ghi chú"), start=1):
        sheet.cell(5, at, words or None).font = Font(bold=True)
    for area in ("A5:A6", "B5:C6", "D5:E5", "F5:F6", "G5:G6", "H5:H6"):
        sheet.merge_cells(area)
    sheet["D6"], sheet["E6"] = "Nam", "Nữ"
    rows = [
        (1, "Trần Thị", "Bé", None, date(2005, 3, 8), "0901234567", "Chi đoàn Ấp Đại Ân", None),
        (2, "LÊ VĂN", "AN", 2006, None, "0907654321", "CĐ ấp Đại Ân", "đã tham gia"),
        (3, "Sơn Thị", "Phước", None, "2/9/2004", None, "Đại Nghĩa Thắng", "=1+1"),
        (4, "Kim", "Sa Rết", 38232, None, None, "Chi đoàn Ấp Đại Nghĩa Thắng", None),
        (5, "Trương Đăng", "Khoa", 2003, None, None, "Đoàn xã An Mỹ", "ở xã khác"),
        (6, "Bảo", None, 2007, None, None, "Chi đoàn Ấp Đại Ân", None),
        (7, "Trần Thị", "Bé", None, date(2005, 3, 8), None, "Chi đoàn Ấp Đại Ân", "ghi hai lần"),
        (8, "Nguyễn Hữu", "Phúc", "năm ngoái", None, None, "Chi đoàn Ấp Đại Ân", None),
    ]
    for number, row in enumerate(rows, start=7):
        for at, cell in enumerate(row, start=1):
            sheet.cell(number, at, cell).border = BOX
    sheet["D10"].number_format = "dd/mm/yyyy"
    sheet["H9"].data_type = "s"
    sheet["B16"] = "Danh sách có 8 đoàn viên"
    sheet["G17"] = "Đại Tâm, ngày 20 tháng 11 năm 2026"
    sheet["G18"] = "NGƯỜI LẬP BIỂU"
    for at, width in enumerate((6, 20, 10, 12, 12, 14, 28, 16), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    return book


def attendance() -> Workbook:
    """A paper list of who was at a shift, typed up: marks of every kind, an unknown name, the leader's own."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Điểm danh"
    sheet.append(["DANH SÁCH ĐIỂM DANH NGÀY 22/11/2026"])
    sheet.append([])
    sheet.append(["TT", "Chi đoàn", "Họ và tên", "Có mặt", "Ký tên"])
    for row in (
        [1, "Ấp Đại Ân", "Nguyễn Thị Lan", "x", None],
        [2, "Ấp Đại Ân", "Thạch Bình", "Có", None],
        [3, "Ấp Đại Ân", "Lê Văn An", "vắng", None],
        [4, "Ấp Đại Ân", "Trần Văn Út", "X", None],
        [5, "Ấp Đại Nghĩa Thắng", "Lâm Thị Mới", "x", None],
        [6, "Đoàn xã Đại Tâm", "Phạm Quang Minh", "x", None],
    ):
        sheet.append(row)
    return book


def simple() -> Workbook:
    """A plain list without units, whose columns are called as nobody would guess."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(["Mã", "Đoàn viên", "Tuổi đời từ"])
    sheet.append(["A1", "Danh Thị Ngọc", 2005])
    sheet.append(["A2", "Trần Văn Út", 2002])
    return book


def two_lists() -> Workbook:
    """Two sheets that are lists, one that is empty and one that is hidden; a heading in the second row."""
    book = Workbook()
    book.active.title = "Trống"
    for name, person in (("Đại Ân", "Danh Thị Ngọc"), ("Nghĩa Thắng", "Kim Thị Hai")):
        sheet = book.create_sheet(name)
        sheet.append(["DANH SÁCH"])
        sheet.append(["STT", "Họ tên", "Năm sinh"])
        sheet.append([1, person, 2005])
    old = book.create_sheet("Cũ")
    old.append(["Họ tên", "Năm sinh"])
    old.append(["Ai Đó Cũ", 1990])
    old.sheet_state = "hidden"
    return book


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    members().save(FOLDER / "doan-vien.xlsx")
    attendance().save(FOLDER / "diem-danh.xlsx")
    two_lists().save(FOLDER / "hai-trang.xlsx")
    simple().save(FOLDER / "don-gian.xlsx")
