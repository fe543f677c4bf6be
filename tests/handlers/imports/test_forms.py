"""Spreadsheets as an office prints, signs and sends them back: on paper they are forms, and what they say is read."""

from __future__ import annotations

import io
import shutil
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from random import Random

import openpyxl
import pypdf
import pytest

from bot.sandbox.text_width import lines
from bot.sandbox.workbook import workbook
from handlers import letterhead
from handlers.engine.sheet import Column, Tab
from handlers.engine.text import _, say
from handlers.sheets import SHEETS
from storage.organisation import units
from storage.people import members
from storage.records import Asker
from tests.support import world as worlds
from tests.support.office import Office

AN, THANG = "Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Đại Nghĩa Thắng"


def cleanup() -> dict[str, int]:
    return {"shift_id": worlds.SHIFTS["cleanup"]}


def tabs_of(world, kind: str, facts: dict, who: str = "minh"):
    asker = world.asker(who)
    with world.change() as tx:
        made = SHEETS[kind](tx, asker, facts)
    assert made is not None
    return made if isinstance(made, list) else [made]


def opened(tabs, language: str = "vi"):
    return openpyxl.load_workbook(io.BytesIO(workbook(tabs, language)))


def texts(sheet) -> list[str]:
    return [cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]


@pytest.fixture
def every_kind(world):
    """All that `handlers/sheets.py` lists, as somebody has it: kind → its facts and who asks for it."""
    worlds.load_plan(world)
    worlds.make_admin(world, "hoa", "Tỉnh", "đoàn", "Sóc", "Trăng")
    worlds.sign_up(world, "lan", "cleanup")
    worlds.check_in(world, "lan", "cleanup")
    worlds.verify(world, "minh")
    unit_id = world.unit_id("Đoàn xã Đại Tâm")
    world.connection.execute(
        "INSERT INTO broadcasts (unit_id, author_id, body, late, state, created_at, said_at, at, changed_at) "
        "VALUES (?, ?, ?, 0, 'done', ?, ?, ?, ?)",
        (unit_id, world.member("minh").id, '{"text": "Chào {tên}"}', *[world.now] * 4),
    )
    days = {"first": "2026-11-01", "last": "2026-11-30"}
    kinds = {
        "roster": (cleanup(), "minh"),
        "sign_in": (cleanup(), "minh"),
        "participation": ({"unit_id": unit_id, **days}, "minh"),
        "targets": ({"unit_id": unit_id, "year": 2026}, "minh"),
        "broadcast": ({"id": world.one("SELECT max(id) FROM broadcasts")}, "hoa"),
        "audit": ({}, "hoa"),
    }
    assert set(kinds) == set(SHEETS), "a new kind of sheet is a form too"
    return kinds


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", ("ĐOÀN TNCS HỒ CHÍ MINH", "BCH ", "ngày 22 tháng 11 năm 2026", "NGƯỜI LẬP BIỂU", "TM. BAN THƯỜNG VỤ")),
        (
            "en",
            (
                "HO CHI MINH COMMUNIST YOUTH UNION",
                "EXECUTIVE COMMITTEE OF ",
                "22 November 2026",
                "PREPARED BY",
                "ON BEHALF OF THE STANDING COMMITTEE",
            ),
        ),
    ],
)
def test_every_spreadsheet_is_a_form_on_a4_that_is_signed(world, every_kind, language, said):
    for kind, (facts, who) in every_kind.items():
        for sheet in opened(tabs_of(world, kind, facts, who), language).worksheets:
            assert sheet.page_setup.paperSize == 9, kind
            assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0), kind
            heading = int(sheet.freeze_panes[1:]) - 1
            assert sheet.print_title_rows == f"${heading}:${heading}", kind
            assert all(cell.font.bold and cell.border.top.style for cell in sheet[heading]), kind
            assert "&P" in sheet.oddFooter.center.text, kind
            assert sheet.page_margins.left > sheet.page_margins.right >= 0.5, kind
            for part in said:
                assert any(part in text for text in texts(sheet)), (kind, part)
            fonts = {(cell.font.name, cell.font.size) for line in sheet.iter_rows() for cell in line if cell.value}
            assert {name for name, _size in fonts} == {"Times New Roman"}, kind
            assert {size for _name, size in fonts} <= {12, 13, 14}, kind
            assert all(cell.alignment.wrap_text for cell in sheet[heading + 1] if cell.value is not None), kind


def test_columns_lie_on_the_page_that_fits_them(world, every_kind):
    lies = {
        kind: [sheet.page_setup.orientation for sheet in opened(tabs_of(world, kind, *about)).worksheets]
        for kind, about in every_kind.items()
    }
    assert lies == {
        "roster": ["landscape"],
        "sign_in": ["portrait"],
        "participation": ["portrait", "portrait"],
        "targets": ["landscape"],
        "broadcast": ["portrait"],
        "audit": ["landscape"],
    }


def test_numbers_have_thousands_and_days_are_days():
    columns = [Column("Số", "number", total=True), Column("Năm", "year"), Column("Ngày", "day"), Column("Chữ")]
    rows = [[2_000_000_000, 2004, date(2026, 9, 2), "=1"], [2.5, None, None, "85000"]]
    sheet = opened(Tab(_("Roster"), ["A"], columns, rows, total=_("Total"))).active
    (many, year, day, text), (part, *_none) = list(sheet.iter_rows(min_row=4, max_row=5))
    assert (many.value, many.number_format, many.data_type) == (2_000_000_000, "#,##0", "n")
    assert (part.value, part.number_format) == (2.5, "#,##0.##")
    assert (year.value, year.number_format) == (2004, "0")
    assert (day.value.date(), day.number_format) == (date(2026, 9, 2), "dd/mm/yyyy")
    assert (text.value, text.data_type) == ("=1", "s")
    total = sheet[6]
    assert total[1].value is None
    assert total[0].value == "Tổng cộng", "no column is before the first sum: the word is not lost"


@pytest.mark.parametrize("width", [1, 2, 3, 7])
def test_sums_stand_below_their_columns_beside_the_word(width):
    columns = [*[Column("Chữ")] * width, Column("Giờ", "number", total=True)]
    rows = [[*["a"] * width, 1.5], [*["b"] * width, None], [*["c"] * width, 1000]]
    sheet = opened(Tab(_("Roster"), [], columns, rows, total=_("Total"))).active
    assert sheet.cell(5, 1).value == "Tổng cộng"
    assert sheet.cell(5, width + 1).value == 1001.5
    assert sheet.auto_filter.ref.endswith("4"), "sorting leaves the sums where they are"


def test_a_row_is_as_high_as_its_longest_cell():
    words = "Phấn đấu 100% cơ sở Đoàn tổ chức ít nhất một hoạt động tình nguyện trong năm "
    columns = [Column("Chỉ tiêu", width=30), Column("Số", "number", 10)]
    rows = [[(words * times).strip(), 1] for times in range(12)]
    sheet = opened(Tab(_("Roster"), [], columns, rows)).active
    heights = [sheet.row_dimensions[row].height for row in range(2, 14)]
    assert all(lower < higher for lower, higher in pairwise(heights[1:]))
    assert heights[0] >= 12 * 1.3
    # Seventy-six letters are some 500 pixels in 12 points; the column has some 550.
    assert heights[11] / heights[1] > 6
    assert max(heights) <= 409


@pytest.mark.parametrize("text", ["", "a", "Ư" * 500, "một hai " * 80, "x\ny\nz", "日本" * 60, "a\u0301" * 50])
@pytest.mark.parametrize("room", [0, 20, 160, 900])
def test_lines_are_neither_none_nor_more_than_there_are_letters(text, room):
    counted = lines(text, room, 12)
    assert 1 <= counted <= max(1, len(text))
    assert counted >= lines(text, room + 100, 12)


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["Tỉnh đoàn Sóc Trăng"], "Sóc Trăng"),
        (["Tỉnh đoàn Sóc Trăng", "Huyện đoàn Mỹ Xuyên", "Đoàn xã Đại Tâm"], "Đại Tâm"),
        (["Tỉnh đoàn Sóc Trăng", "Đoàn xã Đại Tâm", "Chi đoàn Ấp 3"], "Đại Tâm"),
        (["Thành đoàn Cần Thơ", "Đoàn phường 5"], "Phường 5"),
        (["Thành đoàn Cần Thơ", "Đoàn phường Ninh Kiều"], "Ninh Kiều"),
        (["Đoàn thành phố Huế"], "Huế"),
        (["ĐOÀN XÃ ĐẠI TÂM"], "ĐẠI TÂM"),
        (["Tỉnh đoàn Sóc Trăng", "Đoàn trường THPT Mỹ Xuyên"], "Sóc Trăng"),
        (["Câu lạc bộ Xanh", "Đội 1"], "………………"),
    ],
)
def test_a_letter_is_dated_at_the_place_of_the_nearest_committee(world, names, place):
    with world.change() as tx:
        line, above = [], None
        for name in names:
            above = units.add(tx, above, "commune", name)
            line.append(above)
        assert letterhead.place(line) == place
        form = letterhead.form(tx, line[-1].id, datetime(2027, 2, 5, 18, tzinfo=UTC))
    assert say(form.dated, "vi") == f"{place}, ngày 06 tháng 02 năm 2027"
    assert say(form.dated, "en") == f"{place}, 6 February 2027"


def test_a_branch_signs_for_its_executive_committee(world):
    with world.change() as tx:
        branch = letterhead.form(tx, world.unit_id(AN), world.now)
        commune = letterhead.form(tx, world.unit_id("Đoàn xã Đại Tâm"), world.now)
    assert say(branch.signatures[1].capacity, "vi") == "TM. Ban Chấp hành"
    assert say(commune.signatures[1].capacity, "vi") == "TM. Ban Thường vụ"
    assert [say(line, "vi") for line in branch.issuer] == ["Đoàn xã Đại Tâm", f"BCH {AN}", "***"]


def test_a_sign_in_sheet_has_who_is_expected_and_rows_for_others(world):
    for name in ("lan", "khoa"):
        worlds.sign_up(world, name, "cleanup")
    worlds.check_in(world, "binh", "cleanup")
    (tab,) = tabs_of(world, "sign_in", cleanup())
    rows = list(tab.rows)
    assert [row[1] for row in rows if row[1]] == ["Trương Đăng Khoa", "Nguyễn Thị Lan"]
    assert [row[0] for row in rows] == list(range(1, 19))
    assert {value for row in rows for value in row[4:6]} == {None}
    with world.change() as tx:
        stranger = members.enter(tx, None, name="Ai Đó", unit_id=world.unit_id("Chi đoàn Ấp Phú Tây"))
        nobody = Asker(member_id=stranger.id, unit_id=stranger.unit_id, unit_path="")
        assert SHEETS["sign_in"](tx, nobody, cleanup()) is None


# Back again -----------------------------------------------------------------------------------------------------------

NEW = ("Danh Thị Mới", "Kim Văn Lạ", "H'Ngọc Niê", "Trần Cộng", "Lý Thị Tổng", "Nguyễn Văn Ký")
PRESENT = ("x", "X", "✓", "+", "có", "có mặt", "1", "07:05")


def filled_in(random: Random, world, kind: str, language: str) -> tuple[bytes, set[str], set[str]]:
    """A form as it comes back from its shift; who is there by it, and who of them was not known before."""
    sheet = (book := opened(tabs_of(world, kind, cleanup()), language)).active
    heading = next(row for row in range(1, 20) if sheet.cell(row, 1).value in {"STT", "No."})
    columns = {sheet.cell(heading, at).value: at for at in range(1, sheet.max_column + 1)}
    mark = columns.get("Có mặt") or columns["Present"]
    sign = columns.get("Ký tên") or columns["Signature"]
    said, there, new = random.choice(PRESENT), set(), set()
    row = heading + 1
    while isinstance(sheet.cell(row, 1).value, int):
        name = sheet.cell(row, 2)
        if name.value is None and len(new) < len(NEW) and random.random() < 0.4:
            name.value = NEW[len(new)]
            new.add(name.value)
            sheet.cell(row, 3, random.choice([None, 2005, "12/03/2006"]))
            sheet.cell(row, 4, random.choice([AN, "ap dai an", "CĐ Ấp Đại Ân"]))
        here = bool(name.value) and (name.value in new or sheet.cell(row, mark).value == "x" or random.random() < 0.6)
        if here:
            sheet.cell(row, mark, said if kind == "sign_in" else "x")
            sheet.cell(row, sign, random.choice([None, str(name.value).rpartition(" ")[2]]))
            there.add(name.value)
        row += 1
    below = max(row for row in range(row, sheet.max_row + 1) if sheet.cell(row, 1).value)
    middle = next(at for at in range(2, sheet.max_column + 1) if sheet.cell(below, at).value)
    for down, people in enumerate(
        random.choice([((None, "BÍ THƯ"), ("Lý Thị Lập", "Phạm Văn Ký")), (("Lâm An", None),)])
    ):
        for at, signed in zip((random.choice([1, 2]), middle), people, strict=True):
            sheet.cell(below + 3 + down, at, signed)
    with closing(io.BytesIO()) as made:
        book.save(made)
        return made.getvalue(), there, new


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["sign_in", "roster"])
def test_a_form_that_comes_back_says_who_was_there_and_nothing_else_is_anybody(world, kind, language, seed):
    random = Random(f"{kind} {language} {seed}")
    for name in random.sample(["lan", "an", "binh", "khoa", "bao"], random.randint(2, 5)):
        worlds.sign_up(world, name, "cleanup")
    worlds.make_leader(world, "minh", "Tỉnh", "đoàn", "Sóc", "Trăng")
    if kind == "roster":
        worlds.check_in(world, random.choice(["lan", "an", "binh", "khoa", "bao"]), "cleanup")
        worlds.verify(world, "minh")
    data, there, new = filled_in(random, world, kind, language)
    if not there:
        return
    office = Office(world)
    office.send(data, "ky-ten.xlsx")
    for question, answer in (
        ("danh sách gì", "có mặt"),
        ("của ca nào", "Chủ nhật xanh"),
        ("ô ghi giờ", "có mặt"),
        ("ô trống: các bạn ấy", "vắng"),
        ("chưa biết", "Ghi tên"),
    ):
        if question in office.said.text:
            office.press(answer)
    assert office.asks_for_the_yes, (office.said.text, office.buttons)
    assert "chưa rõ" not in office.said.text
    office.press(office.buttons[0])
    office.import_()
    assert office.there() == there
    assert set(office.entered()) == new


@pytest.mark.parametrize("signed", ["x", "đã ký", "ký", "Đã ký tên"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_sheet_that_was_only_signed_is_asked_about_and_read_by_its_signatures(world, language, signed):
    for name in ("lan", "an", "binh"):
        worlds.sign_up(world, name, "cleanup")
    sheet = (book := opened(tabs_of(world, "sign_in", cleanup()), language)).active
    for line in sheet.iter_rows():
        if line[1].value in {"Nguyễn Thị Lan", "Thạch Bình"}:
            line[5].value = signed
    with closing(io.BytesIO()) as made:
        book.save(made)
        data = made.getvalue()
    office = Office(world)
    office.send(data, "ky-ten.xlsx")
    office.press("có mặt ở một ca")
    office.press("Chủ nhật xanh")
    assert "Cột nào ghi ai có mặt" in office.said.text
    office.press("Ký tên" if language == "vi" else "Signature")
    if "là có mặt hay vắng" in office.said.text:
        office.press("có mặt")
    if "ô trống: các bạn ấy" in office.said.text:
        office.press("vắng")
    assert office.asks_for_the_yes, (office.said.text, office.buttons)
    office.press(office.buttons[0])
    office.import_()
    assert office.there() == {"Nguyễn Thị Lan", "Thạch Bình"}
    assert office.entered() == {}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["sign_in", "roster"])
def test_as_a_list_of_members_nobody_of_the_letterhead_or_the_foot_is_one(world, kind, language):
    worlds.sign_up(world, "lan", "cleanup")
    worlds.make_leader(world, "minh", "Tỉnh", "đoàn", "Sóc", "Trăng")
    data, _there, new = filled_in(Random(7), world, kind, language)
    office = Office(world)
    office.send(data, "ky-ten.xlsx")
    office.press("đoàn viên")
    assert "chưa rõ" not in office.said.text
    assert office.asks_for_the_yes, (office.said.text, office.buttons)
    office.press(office.buttons[0])
    office.import_()
    assert set(office.entered()) == new


# On paper -------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_prints_forms_on_a4_one_page_wide(world, every_kind, tmp_path):
    for kind, about in every_kind.items():
        tmp_path.joinpath(f"{kind}.xlsx").write_bytes(workbook(tabs_of(world, kind, *about), "vi"))
    (roster,) = tabs_of(world, "roster", *every_kind["roster"])
    many = replace(roster, rows=[list(row) for row in list(roster.rows) * 60])
    tmp_path.joinpath("many.xlsx").write_bytes(workbook(many, "vi"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    files = sorted(tmp_path.glob("*.xlsx"))
    subprocess.run([*command, "--outdir", tmp_path, *files], check=True, capture_output=True)
    pages = {path.stem: pypdf.PdfReader(path).pages for path in tmp_path.glob("*.pdf")}
    assert set(pages) == {*every_kind, "many"}
    for kind, printed in pages.items():
        for page in printed:
            size = sorted(round(float(side) / 72 * 25.4) for side in page.mediabox[2:])
            assert size == [210, 297], kind
    assert {kind: len(pages[kind]) for kind in ("roster", "sign_in", "broadcast", "participation")} == {
        **dict.fromkeys(("roster", "sign_in", "broadcast"), 1),
        "participation": 2,  # tabs
    }
    assert 3 <= len(pages["many"]) <= 6
    for number, page in enumerate(pages["many"], start=1):
        words = " ".join(page.extract_text().split())
        assert f"Trang {number}/{len(pages['many'])}" in words
        assert "Họ tên" in words, "the heading is on each page, and no column on a page of its own"
        assert "Ghi chú" in words
