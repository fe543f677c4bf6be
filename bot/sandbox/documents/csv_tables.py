"""Tables as text: .csv, .tsv and their like, in whatever encoding and with whatever separator."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from bot.sandbox.documents import old_letters
from storage.errors import UnreadableError

_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]|\A%PDF-|\A\{\\rtf")
_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r"\A\s*sep=(.)\s*(?:\n|\Z)", re.IGNORECASE)
SAMPLE = 200  # lines by which the separator is found


def read_lines(data: bytes) -> list[list[str]]:
    """The cells of a text, as they stand in it.

    Raises:
        UnreadableError: it is no text, or no table.
    """
    text = _text(data)
    if _BINARY.search(text):
        raise UnreadableError("no_table")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    said = _SEP_LINE.match(text)
    if said:
        text = text[said.end() :]
    separator = said[1] if said else _separator(text)
    if separator is None:
        raise UnreadableError("no_table")
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise UnreadableError("no_table") from None


def _text(data: bytes) -> str:
    """UTF-8 (with a mark or without), UTF-16 as Excel's "Unicode text", Windows-1258, or the bytes of an old font."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    zeros = data[:2000].count(0)
    if zeros > len(data[:2000]) // 4:  # UTF-16 without its mark
        big = data[:2000:2].count(0) > zeros // 2
        return data.decode("utf-16-be" if big else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\0" in data[:2000]:
        raise UnreadableError("no_table")
    mended = data.decode("utf-8-sig", errors="replace")
    broken, whole = mended.count("\ufffd"), sum("\u00c0" <= letter < "\ufffd" for letter in mended)
    return mended if broken * 10 < whole else old_letters.decoded(data)


def _separator(text: str) -> str | None:
    """What parts the cells: what gives most lines the same number of them; None where this is no table."""
    lines = [line for line in text.split("\n", SAMPLE)[:SAMPLE] if line.strip()]
    if not lines:
        return None

    def score(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator) if row)
        except csv.Error:
            return (0, 0)
        width, times = max(
            ((width, times) for width, times in widths.items() if width > 1), key=lambda one: one[1], default=(1, 0)
        )
        return (times, width)

    best = max(_SEPARATORS, key=score)
    if score(best)[0]:
        return best
    return "," if len(lines) > 1 else None  # words, no table; a list of one column has lines
