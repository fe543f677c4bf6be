"""A blank in a far corner of an .xlsx would make a grid of millions of cells of nothing: it is taken out first."""

from __future__ import annotations

import html
import io
import re
import zipfile

from bot.sandbox.documents import old_letters

_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_REFERENCE = re.compile(rb'<c [^>]*?\br="([A-Z]+)(\d+)"')
_FILLED = re.compile(rb'<c [^>]*?\br="([A-Z]+)\d+"[^>/]*><[vif]')
_FAR = re.compile(rb'<c r="[A-Z]{3}')
_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_CELL = re.compile(rb'<c [^>]*?\br="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_STRING = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_TEXT = re.compile(rb"<t[^>]*>(.*?)</t>", re.DOTALL)
_VALUE = re.compile(rb"<v>(.*?)</v>")
LARGEST_GRID = 4_000_000  # cells: what 100,000 rows of 40 columns have
FAR_COLUMN = 300


def without_blanks(data: bytes) -> bytes:
    """The file, where a sheet's grid is huge without the blank cells of its far rows and columns; else as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        huge = {
            name for name in archive.namelist() if _PART.fullmatch(name) and _grid(archive.read(name)) > LARGEST_GRID
        }
        if not huge:
            return data
        shared = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in archive.namelist() else b""
        blank = {
            at
            for at, match in enumerate(_STRING.finditer(shared))
            if _is_blank(b"".join(_TEXT.findall(match[1] or b"")))
        }
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for part in archive.infolist():
                content = archive.read(part)
                target.writestr(part.filename, _trimmed(content, blank) if part.filename in huge else content)
    return made.getvalue()


def _grid(part: bytes) -> int:
    """How many cells lie between the first and the farthest that has a value: they stand in the order of their rows."""
    value = max(part.rfind(b"<v>"), part.rfind(b"<is>"))
    match = _REFERENCE.match(part, part.rfind(b"<c ", 0, value)) if value > 0 else None
    rows = int(match[2]) if match else 0
    if rows * FAR_COLUMN <= LARGEST_GRID and not _FAR.search(part):
        return 0
    return rows * max((_column(match[1]) for match in _FILLED.finditer(part)), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _is_blank(text: bytes) -> bool:
    return not old_letters.tidied(html.unescape(text.decode(errors="replace")))


def _trimmed(part: bytes, blank: set[int]) -> bytes:
    def kept_cell(match: re.Match[bytes]) -> bytes:
        cell = match[0]
        if b"<f" in cell:
            return cell
        said = b"".join(_TEXT.findall(cell))
        value = _VALUE.search(cell)
        if b't="s"' in cell:
            empty = value is not None and value[1].isdigit() and int(value[1]) in blank
        else:
            empty = _is_blank(said) and (value is None or _is_blank(value[1]))
        return b"" if empty else cell

    def kept_row(match: re.Match[bytes]) -> bytes:
        cells = _CELL.sub(kept_cell, match[0])
        return cells if b"<c " in cells else b""

    return _ROW.sub(kept_row, part)
