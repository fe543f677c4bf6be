"""Tables as they really come: of LibreOffice, of openpyxl, and ugly ones. Each is read, or refused in a sentence."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.styles import PatternFill

from bot.sandbox import Limits, work
from bot.sandbox.documents import tables
from bot.sandbox.tasks import Read
from handlers import dispatcher
from handlers.engine.document_words import SENTENCES
from handlers.engine.message import Incoming, Reply, UploadedFile
from handlers.engine.text import say
from handlers.imports import columns as import_columns
from storage.errors import UnreadableError
from tests.support import world as worlds
from tests.support.paths import DOCUMENTS


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def book(*rows) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return saved(made)


def rezipped(data: bytes, **parts) -> bytes:
    """A packed file with other parts in it: `xl__workbook.xml` stands for xl/workbook.xml."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, parts.pop(part.filename, None) or source.read(part))
        for name, content in parts.items():
            target.writestr(name, content)
    return made.getvalue()


def packed(**parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def chart_alone() -> bytes:
    made = openpyxl.Workbook()
    made.create_chartsheet("Biểu đồ").add_chart(BarChart())
    return saved(made)


LIST = [["Họ tên", "Năm sinh"], ["Lê An", 2004]]
BOMB = b"<!-- -->" * 2**18
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&c;</t></si></sst>"""

REFUSED = {
    "empty": (b"", "empty_file"),
    "blanks": (b" \n\n ", "empty_file"),
    "no sheet with anything": (book(), "empty_table"),
    "a chart alone": (chart_alone(), "empty_table"),
    "a renamed .docx": (
        packed(word__document_xml="<w/>", _Content_Types_="<x/>").replace(b"_xml", b".xml"),
        "word",
    ),
    "any other zip": (packed(readme="hi"), "no_table"),
    "a bomb": (rezipped(book(*LIST), **{"xl/sharedStrings.xml": BOMB}), "too_much"),
    "words that stand for words": (rezipped(book(*LIST), **{"xl/sharedStrings.xml": LAUGHS}), "damaged"),
    "cut off": (book(*LIST)[:-200], "damaged"),
    "a password": ((DOCUMENTS / "mat-khau.xlsx").read_bytes(), "locked"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table_in_picture"),
    "a photo": (b"\xff\xd8\xff\xe0\0\x10JFIF", "table_in_picture"),
    "a packed folder": (b"Rar!\x1a\x07\0", "table_in_archive"),
    "a zip with tables in it": (packed(a_xlsx="x").replace(b"a_xlsx", b"a.xlsx"), "table_in_archive"),
    "rich text": (b"{\\rtf1\\ansi Ho ten, Nam sinh}", "word"),
    "formulas without values": (book(['="a"'], ['="b"']), "only_formulas"),
    "a web page as .xls": (b"<html><table><tr><td>Ho ten, Nam sinh</td></tr></table></html>", "web_page"),
    "words": ("Kính gửi các đồng chí".encode(), "no_table"),
    "a .doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 60, "word"),
    "another old file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
}


@pytest.mark.parametrize("ugly", REFUSED)
def test_what_is_no_table_is_refused_with_a_reason_that_has_a_sentence(ugly, monkeypatch):
    monkeypatch.setattr(tables, "MOST_UNPACKED", 2**20)
    data, why = REFUSED[ugly]
    with pytest.raises(UnreadableError) as refused:
        list(tables.read_table(data, "danh sách.xlsx"))
    assert refused.value.key == why
    assert why in SENTENCES


@pytest.mark.parametrize("ugly", REFUSED)
def test_in_the_chat_each_is_one_sentence_and_the_question_again_and_nothing_is_written(ugly, world, monkeypatch):
    monkeypatch.setattr(tables, "MOST_UNPACKED", 2**20)
    data, why = REFUSED[ugly]
    before = world.one("SELECT count(*) FROM members")
    file = UploadedFile(media_type="x/y", name="a.xlsx", size=len(data), sha256=world.store.save(data))
    for number, content in enumerate(({"kind": "text", "text": "/nhapexcel"}, {"kind": "document", "file": file})):
        about = {"channel": "telegram", "address": "minh", "key": f"k{number}", "at": world.now}
        with world.change() as tx:
            dispatcher.receive(tx, Incoming(**about, **content), world.features, world.services)
    worlds.act(world, "work")
    said = Reply.model_validate_json(world.one("SELECT body FROM outbox WHERE kind = 'reply' ORDER BY id DESC LIMIT 1"))
    sentence, _gap, question = said.text.partition("\n\n")
    assert sentence == say(SENTENCES[why], "vi")
    assert question.startswith("Bạn gửi cho mình tệp Excel")
    assert world.one("SELECT count(*) FROM members") == before
    assert world.one("SELECT count(*) FROM imports") == 0


def rows_of(data: bytes, name: str = "a.xlsx") -> list[tuple]:
    return [row.cells for table in tables.tables(data, name) for row in table.rows]


@pytest.mark.parametrize("name", ["doan-vien.xlsx", "doan-vien-libreoffice.xlsx"])
def test_files_of_openpyxl_and_of_libreoffice_say_the_same(name):
    _cover, table = tables.tables((DOCUMENTS / name).read_bytes(), name)
    assert table.name == "Danh sách"
    assert table.rows[2].cells == (
        "STT",
        "Họ và tên",
        "Họ và tên",
        "Ngày sinh",
        "Ngày sinh",
        "SĐT",
        "Chi đoàn",
        "Ghi chú",
    )
    assert table.rows[4].cells[1:7] == ("Trần Thị", "Bé", None, "2005-03-08", "0901234567", "Chi đoàn Ấp Đại Ân")
    assert table.rows[7].cells[3] == "2004-09-02", "a serial number that is shown as a day"


@pytest.mark.parametrize("name", ["diem-danh.xlsx", "diem-danh.xls", "diem-danh.ods"])
def test_old_and_open_formats_are_read_too(name):
    (table,) = tables.tables((DOCUMENTS / name).read_bytes(), name)
    assert table.rows[2].cells == (1, "Ấp Đại Ân", "Nguyễn Thị Lan", "x")


@pytest.mark.parametrize(
    "data",
    [
        "Họ tên;Năm sinh\nLê An;2004\n".encode("utf-8-sig"),
        "Họ tên\tNăm sinh\nLê An\t2004\n".encode("utf-16"),
        'Họ tên,Năm sinh\r\n"Lê An",2004'.encode(),
    ],
)
def test_text_that_calls_itself_xlsx(data):
    assert rows_of(data, "ds.xlsx") == [("Họ tên", "Năm sinh"), ("Lê An", "2004")]


def test_text_of_either_form_of_unicode_with_control_characters_is_tidied():
    decomposed = unicodedata.normalize("NFD", "Nguyễn Thị Lệ")
    data = book([f"  {decomposed}\xa0 ", "a_x0007_b"]).replace(b"a_x0007_b", b"a&#9;b")
    assert rows_of(data)[0][0] == "Nguyễn Thị Lệ"


def test_cells_are_what_they_are():
    when = dt.datetime(2026, 11, 22, 7, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    data = book([1.0, 2.5, True, dt.date(2004, 9, 2), when, dt.time(7, 30), "007", "x" * 900])
    (cells,) = rows_of(data)
    assert cells == (1, 2.5, True, "2004-09-02", "2026-11-22 07:30", "07:30:00", "007", "x" * 500)


def test_formulas_are_their_values_and_those_without_are_told():
    made = book(["Họ tên"], ['="Lê "&"An"'])
    assert rows_of(made) == [("Họ tên",)]
    assert next(tables.read_table(made, "a.xlsx"))["uncalculated"] is True
    assert next(tables.read_table(book(*LIST), "a.xlsx"))["uncalculated"] is False


def test_hidden_rows_columns_and_sheets_are_in_the_file_and_so_are_read():
    made = openpyxl.Workbook()
    for row in LIST:
        made.active.append(row)
    made.active.row_dimensions[2].hidden = True
    made.active.column_dimensions["B"].hidden = True
    made.create_sheet("Cũ").sheet_state = "hidden"
    shown, hidden = tables.tables(saved(made), "a.xlsx")
    assert [row.cells for row in shown.rows] == [("Họ tên", "Năm sinh"), ("Lê An", 2004)]
    assert (shown.hidden, hidden.hidden) == (False, True)


def test_merged_cells_say_the_same_all_over():
    made = openpyxl.Workbook()
    made.active["A1"], made.active["C1"] = "Chi đoàn A", "Lê An"
    made.active["C2"] = "Lê Bình"
    made.active.merge_cells("A1:B2")
    assert rows_of(saved(made)) == [
        ("Chi đoàn A", "Chi đoàn A", "Lê An"),
        ("Chi đoàn A", "Chi đoàn A", "Lê Bình"),
    ]


def test_everything_merged_into_one_is_a_table_of_one_row():
    made = openpyxl.Workbook()
    made.active["A1"] = "DANH SÁCH"
    made.active.merge_cells("A1:H500")
    (table,) = tables.tables(saved(made), "a.xlsx")
    assert import_columns.understand([{"number": 1, "cells": table.rows[0].cells}]) is None


def test_a_wide_one_is_cut_and_macros_are_left_alone():
    wide = book(["Họ tên", *range(400)], ["Lê An", *range(400)])
    data = rezipped(wide, **{"xl/vbaProject.bin": b"\xd0\xcf macro"})
    (table,) = tables.tables(data, "a.xlsm")
    assert table.columns == tables.MOST_COLUMNS


def test_a_list_of_50_000_is_read_and_one_of_more_than_100_000_is_not():
    def made(rows: int) -> bytes:
        return "\n".join(["Họ tên;Năm sinh", *(f"Nguyễn Văn {at};2004" for at in range(rows))]).encode()

    (table,) = tables.tables(made(50_000), "a.csv")
    assert len(table.rows) == 50_001
    with pytest.raises(UnreadableError, match="too_many_rows"):
        tables.tables(made(100_000), "a.csv")


def far_corner() -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD1048576"] = "Họ tên", "x"
    return saved(made)


def formatted_to_the_end() -> bytes:
    """A list whose empty rows are coloured down to the last: no cell of theirs holds anything."""
    row = b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>'
    made = openpyxl.Workbook()
    made.active.append(LIST[1])
    made.active["A1"].fill = PatternFill("solid", fgColor="FFFF00")
    data = saved(made)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    rows = b"".join(row % (at, at, at) for at in range(2, 1_048_577))
    return rezipped(data, **{"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", rows + b"</sheetData>")})


async def read_in_a_child(tmp_path, data: bytes) -> bytes:
    path = tmp_path / "document"
    path.write_bytes(data)
    task = Read(reader="table", path=path, name="a.xlsx")
    made = await work(task, Limits(memory=512 * 2**20))
    assert made is not None
    return made


async def test_a_cell_in_the_farthest_corner_ends_the_child_alone(tmp_path):
    with pytest.raises(UnreadableError, match="too_much"):
        await read_in_a_child(tmp_path, far_corner())


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200b", "\ufeff", "\u3164"])
@pytest.mark.parametrize("corner", ["C1048576", "XFD1", "XFD1048576", "C5"])
def test_a_blank_wherever_it_stands_is_no_row_and_no_column(blank, corner):
    made = openpyxl.Workbook()
    for row in LIST:
        made.active.append(row)
    made.active[corner] = blank
    (table,) = tables.tables(saved(made), "a.xlsx")
    assert [row.cells for row in table.rows] == [("Họ tên", "Năm sinh"), ("Lê An", 2004)]


def test_rows_without_text_between_people_keep_their_numbers():
    (table,) = tables.tables(book(LIST[0], ["\u00a0", " "], LIST[1]), "a.xlsx")
    assert [row.number for row in table.rows] == [1, 3]


def test_a_million_empty_rows_in_colour_are_no_rows():
    (table,) = tables.tables(formatted_to_the_end(), "a.xlsx")
    assert [row.cells for row in table.rows] == [("Lê An", 2004)]
