"""A word alone, in whatever way it was typed: with marks or without, as raw keystrokes, in a short form. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.understanding import words
from handlers.understanding.answering import core, says_right
from storage.text import fold

LONGEST = 5  # words: what is longer is a sentence
A_NAME = "Huy"  # with a capital: also a name
STEERING = frozenset(
    {
        *(
            "huy",
            "huy bo",
            "thoi",
            "thoi khoi",
            "khoi",
            "dung",
            "dung lai",
            "ngung",
            "thoat",
            "stop",
            "cancel",
            "quit",
            "exit",
        ),
        *("lui", "lui lai", "quay lai", "tro lai", "back", "go back"),
    }
)
"""What stops or goes back, said alone."""


def readings(text: str) -> Iterator[str]:
    """The ways in which a short text may read, each once, the likeliest first; empty for a sentence."""
    typed = text.split()
    if not typed or len(typed) > LONGEST:
        return
    said = words.read(text)
    ways = [
        fold(text),
        said.plain,
        " ".join(core(said.plain.split())),
        *(sorted(said.extra) if len(typed) == 1 else ()),
    ]
    ways += [
        " ".join(words.undone(word.lower(), method) or fold(word) for word in typed) for method in ("telex", "vni")
    ]
    yield from (way for way in dict.fromkeys(ways) if way)


def steers(text: str) -> bool:
    """Whether a text does no more than stop or go back."""
    if text.strip() == A_NAME or says_right(text, words.read(text).plain):
        return False
    return not STEERING.isdisjoint(readings(text))
