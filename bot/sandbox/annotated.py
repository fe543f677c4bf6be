"""A table goes back to whoever sent it, with a column that says why a row was not taken; the rest of it as it was."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot.files import FileStore
from bot.sandbox.cells import text_cell
from bot.sandbox.documents import tables
from bot.sandbox.workbook import workbook
from handlers.engine.sheet import Column, Tab
from handlers.engine.text import _, say
from handlers.imports import words as import_words
from storage.errors import UnreadableError

_YELLOW = PatternFill("solid", fgColor="FFF2CC")
_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a document the table is: the sheet, counted from 0, its heading's row, and how many columns it has."""

    file_name: str
    sheet: int
    heading: int
    columns: int


def returned(store: FileStore, facts: dict[str, Any], language: str) -> bytes:
    """What the attachment "returned" is made of: the document and what was found in it, by their hashes, and where.

    Raises:
        UnreadableError: it is not kept any more.
    """
    where = Where(**{name: facts[name] for name in ("file_name", "sheet", "heading", "columns")})
    try:
        data = store.read(facts["file"])
        with store.path(facts["found"]).open("rb") as file:
            next(file)  # the overview
            return marked(data, map(json.loads, file), where, language)
    except FileNotFoundError:
        raise UnreadableError("gone") from None


def marked(data: bytes, lines: Iterable[list[Any]], where: Where, language: str) -> bytes:
    """The document as an .xlsx with a column of reasons, from the lines of its comparison; rows taken are hidden."""
    reasons: dict[int, str] = {}
    taken: set[int] = set()
    for kind, row, *rest in lines:
        if kind == "no":
            reasons[row] = say(import_words.why(*rest), language)
        else:
            taken.add(row)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        return _as_new(data, where, reasons, language)  # .xls, .ods, .csv
    sheet = book.worksheets[where.sheet]
    _mark(sheet, where, reasons, taken, language)
    book.active = sheet  # it opens where the reasons are
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _mark(sheet: Any, where: Where, reasons: dict[int, str], taken: set[int], language: str) -> None:  # noqa: ANN401
    """Write the reasons beside the rows that they are about, and hide the rows that were taken."""
    at = where.columns + 1
    sheet.column_dimensions[get_column_letter(at)].width = _WIDTH
    if where.heading:
        heading = sheet.cell(where.heading, at, say(import_words.WHY_NOT, language))
        like = sheet.cell(where.heading, where.columns)
        heading.font, heading.border, heading.alignment = copy(like.font), copy(like.border), copy(like.alignment)
        heading.fill = _YELLOW
    for row, why in reasons.items():
        cell = text_cell(sheet.cell(row, at), why)
        cell.fill, cell.alignment = _YELLOW, Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].hidden = False
    for row in taken:
        sheet.row_dimensions[row].hidden = True


def _as_new(data: bytes, where: Where, reasons: dict[int, str], language: str) -> bytes:
    """The rows that were not taken, in a new workbook: the file is of a kind that nobody writes any more."""
    table = tables.tables(data, where.file_name)[where.sheet]
    headings = next((row.cells for row in table.rows if row.number == where.heading), ())
    columns = [
        Column(str(headings[at]) if at < len(headings) and headings[at] is not None else "", width=20)
        for at in range(where.columns)
    ]
    padding = (None,) * where.columns
    rows = [
        [
            *(None if cell is None else str(cell) for cell in (*row.cells, *padding)[: where.columns]),
            reasons[row.number],
        ]
        for row in table.rows
        if row.number in reasons
    ]
    columns.append(Column(import_words.WHY_NOT, width=_WIDTH))
    return workbook(Tab(name=_("not taken"), above=(), columns=columns, rows=rows), language)
