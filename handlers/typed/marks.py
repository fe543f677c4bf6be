"""Simple formatting, as people type it in messengers: *bold*, _italic_, [words](https://…), lists; and {fields}.

Forgiving: a sign that opens nothing, or closes nothing, stays a sign. What fields are filled with is never formatting.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from handlers.engine.message import Mark, unmarked
from storage.text import fold

_EDGE = r"(?<![^\s(\[{“\"'«*_])"  # a mark opens after a space or an opening sign …
_END = r"(?![^\s.,;:!?)\]}”\"'»*_…-])"  # … and closes before a space or a closing one
_MARKUP = re.compile(
    rf"\[(?P<words>[^\[\]\n]{{1,200}})\]\((?P<url>https?://[^\s()<>]{{1,500}})\)"
    rf"|{_EDGE}\*(?P<bold>(?=\S)[^*\n]{{1,1000}}(?<=\S))\*{_END}"
    rf"|{_EDGE}_(?P<italic>(?=\S)[^_\n]{{1,1000}}(?<=\S))_{_END}"
)
_FIELD = re.compile(r"\{([^{}\n]{1,40})\}")
_BULLET = re.compile(r"^[ \t]*[-*+•][ \t]+", re.MULTILINE)
Style = Literal["bold", "italic", "link"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some words of a text, with all that is said about how they are shown."""

    words: str
    styles: tuple[tuple[Style, str], ...] = ()


class UnknownFieldError(LookupError):
    """A text has a field in braces that nothing is known for; its name is the error's text."""


def unknown_fields(text: str, known: Container[str]) -> list[str]:
    """The fields of a text, as they are typed, whose folded name (without diacritics, in lower case) is not known."""
    return [name for name in _FIELD.findall(text) if fold(name) not in known]


def filled(text: str, facts: Mapping[str, str]) -> tuple[str, tuple[Mark, ...]]:
    """The text as it is shown, with its marks; each field is filled with the fact of its folded name.

    Raises:
        UnknownFieldError: a field has no fact.
    """
    shown: list[str] = []
    marks: list[Mark] = []
    at = 0
    for piece in _pieces(_BULLET.sub("• ", text.strip())):
        words = _FIELD.sub(lambda match: _fact(match[1], facts), piece.words)
        length = len(words.encode("utf-16-le")) // 2
        if length:
            marks += [Mark(style=style, offset=at, length=length, url=url) for style, url in piece.styles]
        shown.append(words)
        at += length
    return "".join(shown), tuple(marks)


def plain(text: str) -> str:
    """The text without its formatting, for a list or a spreadsheet: links keep their address, fields stay as typed."""
    shown: list[str] = []
    marks: list[Mark] = []
    at = 0
    for piece in _pieces(_BULLET.sub("• ", text.strip())):
        length = len(piece.words.encode("utf-16-le")) // 2
        marks += [Mark(style=style, offset=at, length=length, url=url) for style, url in piece.styles]
        shown.append(piece.words)
        at += length
    return unmarked("".join(shown), marks)


def _fact(name: str, facts: Mapping[str, str]) -> str:
    try:
        return facts[fold(name)]
    except KeyError:
        raise UnknownFieldError(name) from None


def _pieces(text: str, styles: tuple[tuple[Style, str], ...] = ()) -> Iterator[_Piece]:
    """The text cut where its formatting changes; marks may stand within marks."""
    end = 0
    for match in _MARKUP.finditer(text):
        if match.start() > end:
            yield _Piece(text[end : match.start()], styles)
        inner, style, url = _meaning(match)
        if style in {known for known, _url in styles}:
            yield from _pieces(inner, styles)
        else:
            yield from _pieces(inner, (*styles, (style, url)))
        end = match.end()
    if end < len(text):
        yield _Piece(text[end:], styles)


def _meaning(match: re.Match[str]) -> tuple[str, Style, str]:
    if match["words"] is not None:
        return match["words"], "link", match["url"]
    if match["bold"] is not None:
        return match["bold"], "bold", ""
    return match["italic"], "italic", ""
