"""Numbers in a text with what they are numbers of: "20 cây", "5 kg rác", "3 tiếng". Pure."""

from __future__ import annotations

from typing import NamedTuple

from handlers.typed.number_words import Number, Token, every, tokens_of
from handlers.typed.said_numbers import numbers_in
from storage.text import fold

_ENDS = frozenset(",.;!?()\n:…")
_LINKS = every("va voi cung and nhung thi ma tong")
_WHICH = every("""
    ngay thang nam thu ap khom lop to doi khu quan phuong dot lan luc mung mong hom bua ca buoi quy cau ma sinh t
    room shift day
""")
"""Words behind which a number tells which, and not how many."""
_MORE = {"hon", "may", "tro len", "tro xuong", "le", "kem"}
_TIME_SIGNS = {"h", "g", "gio"}


class Counted(NamedTuple):
    """A number, and the words behind it as they were typed, up to where something else begins."""

    number: Number
    unit: str

    @property
    def value(self) -> float | None:
        """How many; None where that is not clear."""
        return self.number.value


def counted_in(
    text: str, *, comma_parts: bool = False, point_parts: bool = False, of_time: bool = False
) -> list[Counted]:
    """The numbers in a text that tell how many, in order; not those that tell which: a day, an hour, "ấp 3".

    `of_time`: hours and the minutes behind them are two, as lengths of time have them.
    """
    tokens = tokens_of(text)
    numbers = numbers_in(tokens, comma_parts=comma_parts, point_parts=point_parts)
    found = []
    skipped = -1
    for index, number in enumerate(numbers):
        if index == skipped or _tells_which(tokens, number):
            continue
        follows = numbers[index + 1].first if index + 1 < len(numbers) else len(tokens)
        unit = _unit(tokens, number.end, follows)
        if (
            not of_time
            and unit in _TIME_SIGNS
            and follows == number.end + 1
            and follows < len(tokens)
            and tokens[follows].glued
        ):
            skipped = index + 1  # "7h30"
        found.append(Counted(number._replace(value=None) if _is_doubted(unit) else number, unit))
    return found


def _is_doubted(unit: str) -> bool:
    """Whether what stands behind a number ends with a word for more or less: "20 cây hơn", "3 tiếng mấy"."""
    words = [word for word in fold(unit).split() if word not in {"a", "nha", "nhe"}]
    return bool(words) and (words[-1] in _MORE or " ".join(words[-2:]) in _MORE)


def _tells_which(tokens: list[Token], number: Number) -> bool:
    """Whether a number stands behind a word such as "ngày" or "ấp"; a small word behind such a one is none at all."""
    before = tokens[number.first - 1] if number.first else None
    return (
        before is not None and before.plain in _WHICH and not (before.text in {"năm", "to", "ca", "ma"} and number.shy)
    )


def _unit(tokens: list[Token], first: int, end: int) -> str:
    words: list[str] = []
    for token in tokens[first:end]:
        if token.text in _ENDS or token.plain in _LINKS:
            break
        words.append(token.text if token.glued and words and not token.plain else f" {token.text}")
    return "".join(words).strip()
