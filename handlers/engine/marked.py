"""Words of which some are bold or a link, put together piece by piece. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.engine.message import Mark


@dataclass(frozen=True, slots=True)
class Marked:
    """Words as they are shown, in their reader's language already, with what is bold and what leads where."""

    text: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, after: Marked | str) -> Marked:
        """These words with others behind them."""
        following = after if isinstance(after, Marked) else Marked(after)
        return Marked(self.text + following.text, self.marks + moved(following.marks, units(self.text)))


def units(text: str) -> int:
    """How long a text is as marks measure it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def moved(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    """Marks of words that stand so much further back now."""
    return tuple(mark.model_copy(update={"offset": mark.offset + by}) for mark in marks)


def bold(words: str) -> Marked:
    """These words in bold."""
    return Marked(words, (Mark(style="bold", offset=0, length=units(words)),) if words else ())


def link(words: str, url: str) -> Marked:
    """These words as a link."""
    return Marked(words, (Mark(style="link", offset=0, length=units(words), url=url),) if words else ())


def with_bold(text: str, words: str) -> Marked:
    """A text in which these words are bold where they stand first."""
    before, found, after = text.partition(words)
    return Marked(before) + bold(found) + after


def in_lines(parts: Iterable[Marked | str]) -> Marked:
    """Each part on a line of its own."""
    lines = list(parts)
    whole = Marked("")
    for number, line in enumerate(lines):
        whole = whole + ("\n" if number else "") + line
    return whole
