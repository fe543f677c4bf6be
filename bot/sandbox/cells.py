"""Cells of a spreadsheet as they look: fonts, formats, borders; and text that never is a formula."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side

from handlers.engine.sheet import Column, Value
from handlers.engine.text import HOME, Text, say

FORMATS = {
    "day": "dd/mm/yyyy",
    "moment": "hh:mm dd/mm/yyyy",
    "time": "hh:mm",
    "text": "@",
    "mark": "@",
    "signature": "@",
    "number": "#,##0",
    "ordinal": "0",
    "year": "0",
}
PARTS = "#,##0.##"  # of a number that is no whole one
LONGEST_TEXT = 32_767  # what a cell holds (Excel specifications and limits)
HIGHEST_ROW = 409.0  # points, likewise
_WOULD_BE_A_FORMULA = ("=", "+", "-", "@")
_THIN = Side(style="thin", color="000000")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
FONT = "Times New Roman"
CELL, LINE, TITLE = 12, 13, 14  # points
_LEADING = 1.38  # the height of a line of a size, as a factor
_CENTRED = {"ordinal", "year", "day", "moment", "time", "mark"}


def height_of(lines: int, size: float) -> float:
    """The height of a row of so many lines, in points."""
    return round(lines * size * _LEADING, 2)


def font_of(size: int, **how: Any) -> Font:
    """The letter of offices' papers, in a size (points)."""
    return Font(name=FONT, size=size, **how)


def text_of(sheet: Any, text: str, font: Font | None = None) -> Any:  # noqa: ANN401
    """A new cell that holds text."""
    cell = text_cell(WriteOnlyCell(sheet), text)
    if font is not None:
        cell.font = font
    return cell


def text_cell(cell: Any, text: str) -> Any:  # noqa: ANN401
    """Make a cell hold text, whatever that begins with: neither opening the file nor editing it makes it a formula."""
    cell.number_format = FORMATS["text"]
    _fill(cell, text)
    return cell


def _fill(cell: Any, text: str) -> None:  # noqa: ANN401
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.data_type = "s"
    if text.startswith(_WOULD_BE_A_FORMULA):
        cell.quotePrefix = True


def _at_home(value: float | date | None) -> float | date | None:
    """A moment as the clock on the wall shows it: a spreadsheet knows no time zones."""
    return value.astimezone(HOME).replace(tzinfo=None) if isinstance(value, datetime) else value


class Cells:
    """Makes the cells of one tab's table."""

    def __init__(self, sheet: Any, language: str) -> None:  # noqa: ANN401
        self.sheet, self.language = sheet, language
        self.looks: dict[tuple[str, str], Any] = {}

    def of(self, value: Value, column: Column) -> Any:  # noqa: ANN401 - openpyxl has no types
        """A cell of a column, in this tab's language."""
        shown = FORMATS["text"] if isinstance(value, Text | str) else FORMATS[column.kind]
        if column.kind == "number" and isinstance(value, float) and not value.is_integer():
            shown = PARTS
        cell = WriteOnlyCell(self.sheet)
        cell._style = copy(self._look(column.kind, shown))  # noqa: SLF001 - a million cells look alike: made once, copied
        if isinstance(value, Text | str):
            _fill(cell, say(value, self.language))
        else:
            cell.value = _at_home(value)
        return cell

    def _look(self, kind: str, shown: str) -> Any:  # noqa: ANN401
        """How the cells of a column look whose values are shown by this format."""
        if (kind, shown) not in self.looks:
            cell = WriteOnlyCell(self.sheet)
            cell.number_format, cell.font, cell.border = shown, font_of(CELL), BOX
            horizontal = "center" if kind in _CENTRED else "right" if kind == "number" else "left"
            cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
            self.looks[kind, shown] = cell._style  # noqa: SLF001
        return self.looks[kind, shown]
