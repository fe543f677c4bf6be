"""How things look on Zalo: a text in pieces, and its marks as styles (`text_styles`). Pure.

Offsets and lengths are in UTF-16 units, as our own `Mark` has them. A text is measured and sent in NFC; where that
makes it shorter, its marks move along.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from handlers.engine.marked import units
from handlers.engine.message import Mark

LONGEST_TEXT = 2000  # UTF-16 units
STYLES = {"bold": "b", "italic": "i"}
_ENDS = (re.compile(r"\n{2,}"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))


def composed(text: str, marks: Sequence[Mark]) -> tuple[str, list[Mark]]:
    """The same text in NFC, and its marks where their words now stand."""
    if unicodedata.is_normalized("NFC", text):
        return text, list(marks)
    raw = text.encode("utf-16-le")

    def moved(offset: int) -> int:
        return units(unicodedata.normalize("NFC", raw[: 2 * offset].decode("utf-16-le", "ignore")))

    shifted = []
    for mark in marks:
        begin, end = moved(mark.offset), moved(mark.offset + mark.length)
        shifted.append(mark.model_copy(update={"offset": begin, "length": end - begin}))
    return unicodedata.normalize("NFC", text), shifted


def pieces(text: str, marks: Sequence[Mark] = ()) -> list[tuple[str, list[dict[str, Any]]]]:
    """A text as messages of at most 2,000 units with their styles, cut between paragraphs, lines, sentences, words."""
    whole, moved = composed(text, marks)
    shown = []
    for begin, end in _cuts(whole):
        piece = whole[begin:end]
        offset, length = units(whole[:begin]), units(piece)
        shown.append((piece, list(_styles(moved, offset, length))))
    return shown


def _styles(marks: Sequence[Mark], offset: int, length: int) -> Iterator[dict[str, Any]]:
    """The styles of a piece that begins at `offset`: a mark that goes over its edges is cut there."""
    for mark in marks:
        begin, end = max(mark.offset, offset), min(mark.offset + mark.length, offset + length)
        if mark.style in STYLES and begin < end:
            yield {"start": begin - offset, "len": end - begin, "st": [STYLES[mark.style]]}


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where the pieces of a text begin and end, as positions in it; blanks at a cut belong to neither."""
    begin = 0
    while units(text[begin:]) > LONGEST_TEXT:
        fits = _fitting(text, begin)
        end, after = next(filter(None, (_last(pattern, text, begin, fits) for pattern in _ENDS)), (fits, fits))
        yield begin, end
        begin = after
    if text[begin:].strip():
        yield begin, len(text)


def _fitting(text: str, begin: int) -> int:
    """The position up to which a piece from `begin` is not too long."""
    if text.isascii():
        return begin + LONGEST_TEXT
    raw = text[begin : begin + LONGEST_TEXT].encode("utf-16-le")[: 2 * LONGEST_TEXT]
    return begin + len(raw.decode("utf-16-le", "ignore"))


def _last(pattern: re.Pattern[str], text: str, begin: int, fits: int) -> tuple[int, int] | None:
    """The last place of this kind in the second half of what fits: where it begins, and where it ends."""
    found = None
    for match in pattern.finditer(text, begin + (fits - begin) // 2, fits + 1):
        if match.start() > begin:
            found = match.start(), match.end()
    return found
