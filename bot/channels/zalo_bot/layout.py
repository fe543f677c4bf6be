"""How things look on Zalo: a text in pieces, and its marks as styles (`text_styles`). Pure.

Offsets and lengths are in UTF-16 units, as our own `Mark` has them. A text is measured and sent in NFC; where that
makes it shorter, its marks move along.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.zalo.cutting import cuts
from handlers.engine.marked import units
from handlers.engine.message import Mark

STYLES = {"bold": "b", "italic": "i"}


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
    for begin, end in cuts(whole):
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
