"""Tables whose cells came out one below the other, as some files give them: their rows, with the cells parted again.

Such a table begins with "TT" or "STT" alone on a line; the lines from there to a lone "1" are its headings, and so many
lines make a row: "1", what is counted, its unit, the amount, "2", and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIRST_HEADING = re.compile(r"\s*(?:S?TT|Số TT|Số thứ tự)\s*\.?\s*", re.IGNORECASE)
MOST_COLUMNS = 10
LONGEST_CELL = 300  # characters


def with_rows(lines: list[str]) -> Iterator[str]:
    """The lines, those of stacked cells joined to rows."""
    at = 0
    while at < len(lines):
        width = _width(lines, at)
        if not width:
            yield lines[at]
            at += 1
            continue
        yield _row(lines[at : at + width])
        at += width
        number = 1
        while _is_row(lines, at, width, number):
            yield _row(lines[at : at + width])
            at, number = at + width, number + 1


def _width(lines: list[str], at: int) -> int:
    """How many columns a table has that begins here; 0 where none does."""
    if not _FIRST_HEADING.fullmatch(lines[at]):
        return 0
    for width in range(3, MOST_COLUMNS + 1):
        if _is_number(lines, at + width, 1):
            return width if _is_row(lines, at + width, width, 1) else 0
    return 0


def _is_row(lines: list[str], at: int, width: int, number: int) -> bool:
    """Whether a row of this number stands here, whole: the next one does not begin among its cells."""
    cells = lines[at + 1 : at + width]
    if not _is_number(lines, at, number) or len(cells) < width - 1 or any(len(cell) > LONGEST_CELL for cell in cells):
        return False
    followed = _is_number(lines, at + width, number + 1) or _is_number(lines, at + width - 1, number + 1)
    return followed or not any(_is_number(lines, at + 1 + index, number + 1) for index in range(width - 1))


def _is_number(lines: list[str], at: int, number: int) -> bool:
    return at < len(lines) and lines[at].strip(" .") == str(number)


def _row(cells: list[str]) -> str:
    return " | ".join(cell.strip() for cell in cells)
