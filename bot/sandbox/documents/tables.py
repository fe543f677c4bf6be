"""Tables as offices keep them (.xlsx, .xlsm, .xls, .ods, .csv): their cells, whatever the file calls itself.

Every spreadsheet that comes in is read here. What a file is, its bytes say, not its name.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from storage.errors import UnreadableError

Cell = str | int | float | bool | None

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_UNPACKED = 400 * 1024 * 1024  # bytes that the parts of a packed file may have together
HEAD = 20  # rows of each sheet that a conversation sees
LONGEST_CELL = 500
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]|\A%PDF-|\A\{\\rtf")
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA_ALONE = re.compile(rb"(</f>|<f[^>]*/>)(<v></v>|<v/>|<v />)?</c>")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it; `number` counts from 1 as the sheet does."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its rows that are not empty, in order. `hidden` says that its tab is."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return max((len(row.cells) for row in self.rows), default=0)


def found(data: bytes, name: str) -> Iterator[Any]:
    """The reader "table": an overview of the sheets with their first rows, then a line for each row.

    Raises:
        UnreadableError: see `tables`; also where no sheet has anything in it.
    """
    read = tables(data, name)
    if not any(table.rows for table in read):
        raise UnreadableError("empty_table")
    yield {
        "uncalculated": uncalculated(data),
        "sheets": [
            {
                "name": table.name,
                "hidden": table.hidden,
                "rows": len(table.rows),
                "columns": table.columns,
                "head": [{"number": row.number, "cells": row.cells} for row in table.rows[:HEAD]],
            }
            for table in read
        ],
    }
    for at, table in enumerate(read):
        for row in table.rows:
            yield [at, row.number, row.cells]


def uncalculated(data: bytes) -> bool:
    """Whether an .xlsx has formulas without values: a program wrote it, and no spreadsheet has saved it since."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.infolist() if _SHEET_PART.fullmatch(part.filename)]
        return any(_FORMULA_ALONE.search(archive.read(part)) for part in sheets)


def tables(data: bytes, name: str) -> list[Table]:
    """The sheets of a file, in its order, charts left out.

    Raises:
        UnreadableError: it is no table, is damaged or locked, or holds more than `MOST_ROWS` rows.
    """
    if data.startswith(b"PK"):
        return _packed(data)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError("locked")
        if "WordDocument".encode("utf-16-le") in data:
            raise UnreadableError("no_table")
        return _workbook(data)
    if not data.strip():
        raise UnreadableError("empty_file")
    if data.lstrip()[:1] == b"<":  # a web page that calls itself .xls
        raise UnreadableError("web_page")
    return [_text(data, name)]


def _packed(data: bytes) -> list[Table]:
    """The sheets of a file that is a zip: .xlsx, .xlsm, .xlsb or .ods."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise UnreadableError("damaged") from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableError("too_much")
    names = {part.filename for part in parts}
    if any(part.startswith(("word/", "ppt/")) for part in names):
        raise UnreadableError("no_table")
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise UnreadableError("no_table")
    return _workbook(data)


def _workbook(data: bytes) -> list[Table]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _sheet(book.get_sheet_by_name(sheet.name), hidden=sheet.visible != SheetVisibleEnum.Visible)
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError:
        raise UnreadableError("locked") from None
    except CalamineError:
        raise UnreadableError("damaged") from None


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> Table:
    if sheet.height > MOST_ROWS:
        raise UnreadableError("too_many_rows", most=MOST_ROWS)
    left = sheet.start[1] if sheet.start else 0
    grid: list[list[Cell]] = [[None] * left + [_cell(value) for value in row] for row in sheet.iter_rows()]
    _spread_merged(grid, sheet.merged_cell_ranges or [])
    return _table(sheet.name, grid, hidden=hidden)


def _spread_merged(grid: list[list[Cell]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What stands in a merged cell stands in all that it covers: a unit beside its ten members, a heading of two."""
    for (top, left), (bottom, right) in merged:
        if top >= len(grid) or left >= len(grid[top]) or grid[top][left] is None:
            continue
        for row in grid[top : bottom + 1]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = grid[top][left] if row[at] is None else row[at]


def _text(data: bytes, name: str) -> Table:
    """The cells of a .csv: UTF-8 (with a mark or without), UTF-16 as Excel's "Unicode text", or Windows-1258."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        head = text[:2000]
        delimiter = max(",;\t", key=head.count)
        if delimiter not in head and "\n" not in text.strip():
            break  # words, no table; a list of one column has lines
        try:
            lines = [[_cell(value) for value in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
        except csv.Error:
            break
        if len(lines) > MOST_ROWS:
            raise UnreadableError("too_many_rows", most=MOST_ROWS)
        return _table(name.rpartition(".")[0] or name, lines)
    raise UnreadableError("no_table")


def _table(name: str, grid: list[list[Cell]], *, hidden: bool = False) -> Table:
    rows = []
    for number, cells in enumerate(grid, start=1):
        filled = [at for at, cell in enumerate(cells[:MOST_COLUMNS]) if cell is not None]
        if filled:
            rows.append(Row(number, tuple(cells[: filled[-1] + 1])))
    return Table(unicodedata.normalize("NFC", name), tuple(rows), hidden)


def _cell(value: Any) -> Cell:  # noqa: ANN401, PLR0911 - whatever a spreadsheet holds: one for each kind
    """A cell as JSON keeps it: days as 2004-09-02, whole numbers without a point, text composed and tidy."""
    match value:
        case None | bool():
            return value
        case float() if value.is_integer() and abs(value) < 1e15:
            return int(value)
        case int() | float():
            return value
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    text = unicodedata.normalize("NFC", str(value))
    tidied = " ".join(
        "".join(" " if unicodedata.category(letter) in {"Cc", "Zs"} else letter for letter in text).split()
    )
    return tidied[:LONGEST_CELL] or None
