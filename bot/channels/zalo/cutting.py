"""Where a text for Zalo is cut into pieces that are not too long: between paragraphs, lines, sentences, words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.engine.marked import units

LONGEST_TEXT = 2000  # UTF-16 units
_ENDS = (re.compile(r"\n{2,}"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))


def cuts(text: str) -> Iterator[tuple[int, int]]:
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
