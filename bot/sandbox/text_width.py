"""How wide a text is in Times New Roman, and how many lines it takes in a column: so high is its row."""

from __future__ import annotations

import unicodedata

BOLDER = 1.08
MARGIN = 5  # pixels of a cell that hold no text

# Advance widths in thousandths of the font's size (Adobe's metrics of Times-Roman, which Times New Roman shares).
_WIDTHS = {
    letter: width
    for width, letters in {
        278: "ijlt/;:,.",
        250: " ",
        333: "fr-()[]I!",
        389: "sJ",
        444: "acez?“”",
        556: "FPS",
        611: "ELTZ",
        667: "BCR",
        722: "wADGHKNOQUVXY",
        778: "m",
        889: "M",
        944: "W",
        1000: "…%—",
    }.items()
    for letter in letters
}
_OTHER_LETTER, _CAPITAL, _WIDE = 500, 722, 1000
_ASIAN = {"W", "F"}


class _Widths(dict[str, int]):
    """The width of each letter, measured once."""

    def __missing__(self, letter: str) -> int:
        self[letter] = _width(letter)
        return self[letter]


def _width(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.combining(base):
        return 0
    if unicodedata.east_asian_width(base) in _ASIAN:
        return _WIDE
    return _CAPITAL if base.isupper() else _OTHER_LETTER


_MEASURED = _Widths()


def pixels(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in a size in points, at 96 dots an inch."""
    return sum(map(_MEASURED.__getitem__, text)) / 1000 * size * 96 / 72 * (BOLDER if bold else 1)


def lines(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes in so many pixels; a word that is longer than a line is broken."""
    room = max(size * 96 / 72 + 1, room - MARGIN)
    if len(text) * size * 96 / 72 <= room:
        return 1 + text.count("\n")  # no letter is wider than it is high
    space = pixels(" ", size, bold=bold)
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, -space
        for word in paragraph.split(" "):
            width = pixels(word, size, bold=bold)
            if used + space + width <= room:
                used += space + width
                continue
            more = int(width // room)
            count += more + (used > 0)
            used = width - more * room
    return count
