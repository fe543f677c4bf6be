"""Tables as offices keep them (.xlsx, .xlsm, .xls, .ods, .csv): their cells, whatever the file calls itself.

Every spreadsheet that comes in is read here. What a file is, its bytes say, not its name.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bot.sandbox.documents import csv_tables, far_cells, old_letters
from handlers.imports import columns, survey
from storage.errors import UnreadableError

Cell = str | int | float | bool | None

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_UNPACKED = 400 * 1024 * 1024  # bytes that the parts of a packed file may have together
HEAD = 20  # rows of each sheet that a conversation sees
LONGEST_CELL = 500
SMALL_ROWS, SMALL_COLUMNS = 300, 12  # a table that a conversation sees whole
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_FORMULA_ALONE = re.compile(rb"(</f>|<f[^>]*/>)(<v></v>|<v/>|<v />)?</c>")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it; `number` counts from 1 as the sheet does."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its rows that are not empty. `hidden` says that its tab is, `letters` the old encodings found in it."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    letters: list[str] = field(default_factory=list)
    at: int = 0  # which sheet of the file it is on

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return max((len(row.cells) for row in self.rows), default=0)


def read_table(data: bytes, name: str) -> Iterator[Any]:
    """The reader "table": an overview of the tables with their first rows, then a line for each row.

    Raises:
        UnreadableError: see `tables`; also where no sheet has anything in it.
    """
    sheets = tables(data, name)
    formulas = uncalculated(data)
    if not any(table.rows for table in sheets):
        raise UnreadableError("only_formulas" if formulas else "empty_table")
    parts = [part for table in sheets for part in side_by_side(table)]
    yield {"uncalculated": formulas, "sheets": [_overview(table) for table in parts]}
    for at, table in enumerate(parts):
        for row in table.rows:
            yield [at, row.number, row.cells]


def _overview(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "at": table.at,
        "hidden": table.hidden,
        "rows": len(table.rows),
        "columns": table.columns,
        "letters": table.letters,
        "whole": _small(table),
        "head": [{"number": row.number, "cells": row.cells} for row in table.rows[:HEAD]],
        **survey.survey([(row.number, row.cells) for row in table.rows], table.name),
    }


def _small(table: Table) -> list[tuple[Cell, ...]] | None:
    """All cells of a small table; None of a larger one."""
    if len(table.rows) > SMALL_ROWS or table.columns > SMALL_COLUMNS:
        return None
    return [row.cells for row in table.rows]


def side_by_side(table: Table) -> list[Table]:
    """The tables of a sheet: two where a second heading of names stands beside the first, else the one."""
    start = next((at for row in table.rows[:HEAD] if (at := columns.side_by_side(row.cells))), 0)
    if not start:
        return [table]
    left = [replace(row, cells=row.cells[:start]) for row in table.rows]
    right = [replace(row, cells=(*(None for _cell in row.cells[:start]), *row.cells[start:])) for row in table.rows]
    return [
        replace(
            table,
            name=f"{table.name} ({number})",
            rows=tuple(row for row in rows if any(cell is not None for cell in row.cells)),
        )
        for number, rows in enumerate((left, right), start=1)
    ]


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
            raise UnreadableError("word")
        return _workbook(data)
    _refuse(data)
    return [_of_texts(name.rpartition(".")[0] or name, csv_tables.read_lines(data))]


def _refuse(data: bytes) -> None:
    """Say what a file is that is no workbook and no text.

    Raises:
        UnreadableError: it is one of the things that people send instead.
    """
    if not data.strip():
        raise UnreadableError("empty_file")
    if data[:1024].lstrip().startswith(b"%PDF"):
        raise UnreadableError("pdf")
    if data.startswith(_PICTURES) or data[4:12] in {b"ftypheic", b"ftypmif1"} or data[8:12] == b"WEBP":
        raise UnreadableError("table_in_picture")
    if data.startswith(_ARCHIVES):
        raise UnreadableError("table_in_archive")
    if data.startswith(b"{\\rtf"):
        raise UnreadableError("word")
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":  # a web page that calls itself .xls
        raise UnreadableError("web_page")


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
    if any(part.startswith("word/") for part in names):
        raise UnreadableError("word")
    if names and not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        inside = any(part.endswith((".xlsx", ".xls", ".csv", ".ods")) for part in names)
        raise UnreadableError("table_in_archive" if inside else "no_table")
    return _workbook(far_cells.without_blanks(data))


def _workbook(data: bytes) -> list[Table]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                _sheet(book.get_sheet_by_name(sheet.name), hidden=sheet.visible != SheetVisibleEnum.Visible, at=at)
                for at, sheet in enumerate(book.sheets_metadata)
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
    except PasswordError:
        raise UnreadableError("locked") from None
    except CalamineError:
        raise UnreadableError("damaged") from None


def _sheet(sheet: CalamineSheet, *, hidden: bool, at: int) -> Table:
    left = sheet.start[1] if sheet.start else 0
    grid: list[list[Any]] = []
    gaps = 0  # rows without anything, which come only with a row below them
    for row in sheet.iter_rows():
        if not any(value is not None and value != "" for value in row):
            gaps += 1
            continue
        if gaps and not any(map(_says_something, row)):
            gaps += 1
            continue
        grid += [[]] * gaps
        gaps = 0
        grid.append([None] * left + list(row[: MOST_COLUMNS - left]))
        if len(grid) > MOST_ROWS and sum(map(bool, grid)) > MOST_ROWS:
            raise UnreadableError("too_many_rows", most=MOST_ROWS)
    _spread_merged(grid, sheet.merged_cell_ranges or [])
    return replace(_of_cells(sheet.name, grid), hidden=hidden, at=at)


def _says_something(value: Any) -> bool:  # noqa: ANN401 - whatever a spreadsheet holds
    return value is not None and (not isinstance(value, str) or bool(old_letters.tidied(value)))


def _spread_merged(grid: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What stands in a merged cell stands in all that it covers: a unit beside its ten members, a heading of two."""
    for (top, left), (bottom, right) in merged:
        if top >= len(grid) or left >= len(grid[top]) or grid[top][left] in {None, ""}:
            continue
        for row in grid[top : bottom + 1]:
            for at in range(left, min(right + 1, len(row))):
                row[at] = grid[top][left] if row[at] in {None, ""} else row[at]


def _of_texts(name: str, lines: list[list[str]]) -> Table:
    filled = [line for line in lines if any(map(old_letters.tidied, line))]
    if len(filled) > MOST_ROWS:
        raise UnreadableError("too_many_rows", most=MOST_ROWS)
    return _of_cells(name, lines)


def _of_cells(name: str, grid: list[list[Any]]) -> Table:
    """A sheet of raw cells: old letters turned into Unicode, then each cell tidied, empty rows left out."""
    texts = {value for row in grid for value in row if isinstance(value, str) and value}
    told, letters = old_letters.repaired(sorted(texts))
    tidied = {text: old_letters.tidied(told.get(text, text))[:LONGEST_CELL] or None for text in texts}
    rows = []
    for number, row in enumerate(grid, start=1):
        cells = [tidied.get(value) if isinstance(value, str) else _cell(value) for value in row[:MOST_COLUMNS]]
        filled = [at for at, cell in enumerate(cells) if cell is not None]
        if filled:
            rows.append(Row(number, tuple(cells[: filled[-1] + 1])))
    return Table(unicodedata.normalize("NFC", name), tuple(rows), letters=letters)


def _cell(value: Any) -> Cell:  # noqa: ANN401, PLR0911 - whatever a spreadsheet holds: one for each kind
    """A cell that is no text, as JSON keeps it: days as 2004-09-02, whole numbers without a point."""
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
    return str(value)
