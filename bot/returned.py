"""A table goes back to whoever sent it, with a column that says why a row was not taken; the rest of it as it was."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from bot import tables
from bot.files import FileStore
from bot.workbooks import text_cell, workbook
from handlers import import_words
from handlers.grid import Column, Grid
from handlers.words import _, say
from storage.errands import UnreadableError

_YELLOW = PatternFill("solid", fgColor="FFF2CC")
_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Returned:
    """What the attachment "returned" holds: the document and what was found in it, by their hashes, and where."""

    file: str
    found: str
    file_name: str
    sheet: int
    heading: int
    columns: int


def returned(store: FileStore, facts: dict[str, Any], language: str) -> bytes:
    """The document as an .xlsx with a column of reasons; the rows that were taken are hidden.

    Raises:
        UnreadableError: it is not kept any more.
    """
    given = Returned(**facts)
    try:
        data = store.read(given.file)
        reasons, taken = _judgements(store.path(given.found), language)
    except FileNotFoundError:
        raise UnreadableError("gone") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        return _as_new(data, given, reasons, language)  # .xls, .ods, .csv
    _mark(book.worksheets[given.sheet], given, reasons, taken, language)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _judgements(path: Path, language: str) -> tuple[dict[int, str], set[int]]:
    """Why each row that was not taken was not, and the others."""
    reasons: dict[int, str] = {}
    taken: set[int] = set()
    for kind, row, *rest in _lines(path):
        if kind == "no":
            reasons[row] = say(import_words.why(*rest), language)
        else:
            taken.add(row)
    return reasons, taken


def _lines(path: Path) -> Iterator[list[Any]]:
    with path.open("rb") as file:
        next(file)  # the overview
        yield from map(json.loads, file)


def _mark(sheet: Any, given: Returned, reasons: dict[int, str], taken: set[int], language: str) -> None:  # noqa: ANN401
    """Write the reasons beside the rows that they are about, and hide the rows that were taken."""
    at = given.columns + 1
    sheet.column_dimensions[get_column_letter(at)].width = _WIDTH
    if given.heading:
        heading = sheet.cell(given.heading, at, say(import_words.WHY_NOT, language))
        like = sheet.cell(given.heading, given.columns)
        heading.font, heading.border, heading.alignment = copy(like.font), copy(like.border), copy(like.alignment)
        heading.fill = _YELLOW
    for row, why in reasons.items():
        cell = text_cell(sheet.cell(row, at), why)
        cell.fill, cell.alignment = _YELLOW, Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].hidden = False
    for row in taken:
        sheet.row_dimensions[row].hidden = True


def _as_new(data: bytes, given: Returned, reasons: dict[int, str], language: str) -> bytes:
    """The rows that were not taken, in a new workbook: the file is of a kind that nobody writes any more."""
    table = tables.tables(data, given.file_name)[given.sheet]
    headings = next((row.cells for row in table.rows if row.number == given.heading), ())
    columns = [
        Column(str(headings[at]) if at < len(headings) and headings[at] is not None else "", width=20)
        for at in range(given.columns)
    ]
    padding = (None,) * given.columns
    rows = [
        [
            *(None if cell is None else str(cell) for cell in (*row.cells, *padding)[: given.columns]),
            reasons[row.number],
        ]
        for row in table.rows
        if row.number in reasons
    ]
    columns.append(Column(import_words.WHY_NOT, width=_WIDTH))
    return workbook(Grid(tab=_("not taken"), above=(), columns=columns, rows=rows), language)
