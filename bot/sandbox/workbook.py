"""Tabs as an .xlsx workbook that opens clean in Excel and LibreOffice, and prints on A4 as offices' papers are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.page import PageMargins

from bot.sandbox import text_width
from bot.sandbox.cells import BOX, CELL, FONT, HIGHEST_ROW, LINE, TITLE, Cells, font_of, height_of, text_of
from handlers.engine.sheet import PAGE, Column, Form, Tab
from handlers.engine.text import Text, say

_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\]")

# The paper: A4, with the margins that Decree 30/2020 gives to a page, in inches; the left one is for binding.
A4 = 9
_MARGINS = PageMargins(left=0.79, right=0.59, top=0.79, bottom=0.79, header=0.39, footer=0.39)
_ROOM = {"portrait": 82, "landscape": 123}  # characters of a column that fit between the margins
_SMALLEST = 0.85  # how far a table is made smaller before the page is turned

_PIXELS = 8  # of a character of a column: the widest digit in 12 points
_ROOM_TO_SIGN = 4  # empty rows below a capacity
_HIGH = 24.0  # points: a row that somebody writes into by hand


def workbook(tabs: Tab | Sequence[Tab], language: str) -> bytes:
    """One tab as a file, or several: title lines, a heading that stays in sight, and typed cells."""
    book = Workbook(write_only=True)
    # openpyxl has no other way to say in which font a cell is that nobody wrote into; widths are counted in its digits.
    book._fonts = IndexedList([font_of(CELL)])  # noqa: SLF001
    book._named_styles["Normal"].font = font_of(CELL)  # noqa: SLF001
    for tab in [tabs] if isinstance(tabs, Tab) else tabs:
        _Writer(book, tab, language).write()
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


class _Writer:
    """Writes one tab, row by row."""

    def __init__(self, book: Workbook, tab: Tab, language: str) -> None:
        self.tab, self.language = tab, language
        self.sheet: Any = book.create_sheet(_NOT_IN_A_TAB.sub(" ", say(tab.name, language))[:31])
        self.orientation, self.widths = _laid_out(tab.columns)
        self.edges = [0.0, *accumulate(self.widths)]
        self.row = 0
        self.cells = Cells(self.sheet, language)

    def write(self) -> None:
        heading = self._rows_above() + 1
        self._set_up_page(heading)
        if self.tab.form is not None:
            self._letterhead(self.tab.form)
        self._title()
        self._heading()
        sums = self._rows()
        self.sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(self.widths))}{self.row}"
        if self.tab.total is not None:
            self._total(self.tab.total, sums)
        if self.tab.form is not None:
            self._signatures(self.tab.form)

    def _rows_above(self) -> int:
        """How many rows stand above the heading: what stays in sight is said before the first row is written."""
        above, form = self.tab.above, self.tab.form
        letterhead = 0 if form is None else len(form.issuer) * (1 if len(self.widths) > 1 else 2) + 1
        return letterhead + len(above) + bool(above)

    def _set_up_page(self, heading: int) -> None:
        sheet = self.sheet
        sheet.freeze_panes = f"A{heading + 1}"
        sheet.print_title_rows = f"{heading}:{heading}"
        for at, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.page_setup.paperSize, sheet.page_setup.orientation = A4, self.orientation
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_margins = _MARGINS
        sheet.print_options.horizontalCentered = True
        footer = sheet.oddFooter.center
        footer.text, footer.font, footer.size = say(PAGE, self.language), f"{FONT},Regular", 11

    # Rows -------------------------------------------------------------------------------------------------------------

    def _append(self, cells: Sequence[Any], height: float | None = None, *, fixed: bool = True) -> None:
        """Write a row, as high as its text needs; one that is not `fixed` grows where another font is in its place."""
        self.row += 1
        if height is not None:
            points = min(height, HIGHEST_ROW)
            # A row of openpyxl is always fixed: what it writes of one that is not is given to it as it is written.
            self.sheet.row_dimensions[self.row] = {"ht": f"{points:g}", **({"customHeight": "1"} if fixed else {})}
        self.sheet.append(cells)
        self.sheet.row_dimensions.pop(self.row, None)  # of 100,000 rows none is remembered

    def _spanning(self, *parts: tuple[int, int, str, Font]) -> None:
        """A row of texts that reach over columns: from, to (counted from 0, the last one not in it), text and font."""
        cells: list[Any] = [None] * len(self.widths)
        height = 0.0
        for first, last, text, font in parts:
            if not text:
                continue
            cells[first] = text_of(self.sheet, text, font)
            cells[first].alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if last - first > 1:
                self.sheet.merged_cells.add(CellRange(None, first + 1, self.row + 1, last, self.row + 1))
            room = (self.edges[last] - self.edges[first]) * _PIXELS
            height = max(height, height_of(text_width.lines(text, room, font.size, bold=font.bold), font.size))
        self._append(cells, height or None)

    def _middle(self) -> int:
        """The column where the right half begins, nearest to the middle of the table."""
        middle = self.edges[-1] / 2
        return min(range(1, len(self.widths)), key=lambda at: abs(self.edges[at] - middle), default=1)

    def _halves(self, left: tuple[str, Font], right: tuple[str, Font]) -> None:
        """A row with a text in each half; one below the other where there is one column only."""
        width, middle = len(self.widths), self._middle()
        if width == 1:
            self._spanning((0, 1, *left))
            self._spanning((0, 1, *right))
        else:
            self._spanning((0, middle, *left), (middle, width, *right))

    def _letterhead(self, form: Form) -> None:
        """Who issues it, with the line of stars below, beside the organisation over place and day."""
        *above, issuer, stars = [say(line, self.language).upper() for line in form.issuer]
        dated = say(form.dated, self.language)
        organisation = say(form.organisation, self.language).upper()
        for line in above:
            self._halves((line, font_of(LINE)), (organisation, font_of(LINE, bold=True, underline="single")))
            organisation = ""
        right = (organisation, font_of(LINE, bold=True, underline="single"))
        self._halves((issuer, font_of(LINE, bold=True)), right)
        self._halves((stars, font_of(LINE, bold=True)), (dated, font_of(LINE, italic=True)))
        self._append([])

    def _title(self) -> None:
        """The lines above the table: the first is its title, which a form has in capitals."""
        for at, line in enumerate(self.tab.above):
            text = say(line, self.language)
            if self.tab.form is None:
                cell = text_of(self.sheet, text, font_of(TITLE if at == 0 else LINE, bold=at == 0))
                self._append([cell], height_of(1, TITLE if at == 0 else LINE))
            elif at == 0:
                self._spanning((0, len(self.widths), text.upper(), font_of(TITLE, bold=True)))
            else:
                self._spanning((0, len(self.widths), text, font_of(LINE, italic=True)))
        if self.tab.above:
            self._append([])

    def _heading(self) -> None:
        font = font_of(CELL, bold=True)
        cells, height = [], 0.0
        for column, width in zip(self.tab.columns, self.widths, strict=True):
            text = say(column.heading, self.language)
            cell = text_of(self.sheet, text, font)
            cell.border = BOX
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
            cells.append(cell)
            height = max(height, height_of(text_width.lines(text, width * _PIXELS, CELL, bold=True), CELL))
        self._append(cells, height + 6)

    def _rows(self) -> dict[int, float]:
        """The table itself; returns the sums of the columns that have one."""
        columns = self.tab.columns
        by_hand = any(column.kind == "signature" for column in columns)
        sums: dict[int, float] = {at: 0 for at, column in enumerate(columns) if column.total}
        for row in self.tab.rows:
            for at in sums:
                value = row[at]
                sums[at] += value if isinstance(value, int | float) else 0
            cells = [self.cells.of(value, column) for value, column in zip(row, columns, strict=True)]
            height = height_of(self._lines(cells, columns), CELL) + 4
            self._append(cells, max(height, _HIGH) if by_hand else height, fixed=by_hand)
        return sums

    def _lines(self, cells: Iterable[Any], columns: Iterable[Column]) -> int:
        """How many lines the highest cell of a row has."""
        wrapped = [
            text_width.lines(cell.value, width * _PIXELS, CELL)
            for cell, column, width in zip(cells, columns, self.widths, strict=True)
            if isinstance(cell.value, str)
        ]
        return max(wrapped, default=1)

    def _total(self, label: Text, sums: dict[int, float]) -> None:
        """The last row: what is summed up, over all columns before the first sum, and the sums."""
        bold = font_of(CELL, bold=True)
        first = min(sums, default=len(self.widths))
        cells = [self.cells.of(sums.get(at), column) for at, column in enumerate(self.tab.columns)]
        text = say(label, self.language)
        cells[0] = text_of(self.sheet, text, bold)
        for cell in cells:
            cell.font, cell.border = bold, BOX
        cells[0].alignment = Alignment(vertical="center", wrap_text=True)
        if first > 1:
            self.sheet.merged_cells.add(CellRange(None, 1, self.row + 1, first, self.row + 1))
        lines = text_width.lines(text, self.edges[first or 1] * _PIXELS, CELL, bold=True)
        self._append(cells, height_of(lines, CELL) + 4)

    def _signatures(self, form: Form) -> None:
        """Who signs, each in a half, with room below."""
        left, right = form.signatures
        bold, italic = font_of(LINE, bold=True), font_of(LINE, italic=True)
        self._append([])
        capacities = [say(one.capacity, self.language).upper() for one in (left, right)]
        asked = [say(one.asked, self.language) for one in (left, right)]
        self._halves((capacities[0], bold), (capacities[1], bold))
        self._halves((asked[0], italic), (asked[1], italic))
        for _row in range(_ROOM_TO_SIGN):
            self._append([None] * len(self.widths), height_of(1, LINE))


def _laid_out(columns: Sequence[Column]) -> tuple[str, list[float]]:
    """How the page lies, and the widths of the columns: those of texts are stretched until the page is filled."""
    width = sum(column.width for column in columns)
    orientation = "portrait" if width * _SMALLEST <= _ROOM["portrait"] else "landscape"
    stretched = [column.width for column in columns if column.kind in {"text", "signature"}]
    rest = max(0, _ROOM[orientation] - width)
    share = rest / sum(stretched) if stretched else 0
    return orientation, [
        round(column.width * (1 + share), 1) if column.kind in {"text", "signature"} else float(column.width)
        for column in columns
    ]
