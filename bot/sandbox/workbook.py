"""Tabs as an .xlsx workbook that opens clean in Excel and LibreOffice."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import HOME, Text, say

FORMATS = {"day": "dd/mm/yyyy", "moment": "hh:mm dd/mm/yyyy", "time": "hh:mm", "text": "@", "number": "General"}
LONGEST_TEXT = 32_767  # what a cell holds (Excel specifications and limits)

_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\]")
_WOULD_BE_A_FORMULA = ("=", "+", "-", "@")
_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FILL = PatternFill("solid", fgColor="DCE6F1")


def workbook(tabs: Tab | Sequence[Tab], language: str) -> bytes:
    """One tab as a file, or several: title lines, a heading that stays in sight, and typed cells."""
    book = Workbook(write_only=True)
    for tab in [tabs] if isinstance(tabs, Tab) else tabs:
        _add(book, tab, language)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _add(book: Workbook, tab: Tab, language: str) -> None:
    sheet = book.create_sheet(_NOT_IN_A_TAB.sub(" ", say(tab.name, language))[:31])
    for at, column in enumerate(tab.columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    heading = len(tab.above) + 1 + bool(tab.above)
    sheet.freeze_panes = f"A{heading + 1}"
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for at, line in enumerate(tab.above):
        sheet.append([_text(sheet, say(line, language), Font(bold=at == 0, size=14 if at == 0 else 11))])
    if tab.above:
        sheet.append([])
    sheet.append([_heading(sheet, column, language) for column in tab.columns])
    last = heading
    for row in tab.rows:
        sheet.append([_cell(sheet, value, column, language) for value, column in zip(row, tab.columns, strict=True)])
        last += 1
    sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(tab.columns))}{last}"


def _heading(sheet: Any, column: Column, language: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    cell = _text(sheet, say(column.heading, language), Font(bold=True))
    cell.fill, cell.border = _FILL, _BOX
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    return cell


def _cell(sheet: Any, value: Value, column: Column, language: str) -> Any:  # noqa: ANN401
    if isinstance(value, Text | str):
        cell = _text(sheet, say(value, language))
    else:
        cell = WriteOnlyCell(sheet, _at_home(value))
        cell.number_format = FORMATS[column.kind]
    cell.border = _BOX
    return cell


def _text(sheet: Any, text: str, font: Font | None = None) -> Any:  # noqa: ANN401
    cell = text_cell(WriteOnlyCell(sheet), text)
    if font is not None:
        cell.font = font
    return cell


def text_cell(cell: Any, text: str) -> Any:  # noqa: ANN401
    """Make a cell hold text, whatever that begins with: neither opening the file nor editing it makes it a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.data_type = "s"
    cell.number_format = FORMATS["text"]
    if text.startswith(_WOULD_BE_A_FORMULA):
        cell.quotePrefix = True
    return cell


def _at_home(value: float | date | None) -> float | date | None:
    """A moment as the clock on the wall shows it: a spreadsheet knows no time zones."""
    return value.astimezone(HOME).replace(tzinfo=None) if isinstance(value, datetime) else value
