"""Codes that people copy by hand, from a poster, a sheet or somebody's lips: symbols that are not misread. Pure.

No vowel, no W and no D, so that no Vietnamese keyboard makes other letters of them (Telex, VNI) and no code is a word.
The last symbol checks the others: one that is mistyped, or two that change places, are noticed before anything is
looked up, and so are no guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

SYMBOLS = "23456789CFHKMNPRTVX"  # their number is prime: so the check notices what its sentence says
POSTER_LENGTH, INVITE_LENGTH = 9, 12  # a code of the shift has six digits, one that links accounts eight letters
MOST_IN_A_GROUP = 4
_LEAST = 2  # so many digits, and so many letters: neither a number nor an abbreviation is a code
_MISREAD = str.maketrans("ZSGBU", "2568V")  # what is not among the symbols, and looks like one that is


def tidied(text: str) -> str:
    """A code without what stands between its groups, in capitals, each misread symbol as the one that was meant."""
    return "".join(text.upper().split()).replace("-", "").translate(_MISREAD)


def is_one(code: str) -> bool:
    """Whether a tidied text has the look of a code, whether or not its check fits."""
    digits = sum(map(str.isdigit, code))
    return (
        len(code) in {POSTER_LENGTH, INVITE_LENGTH}
        and set(code) <= set(SYMBOLS)
        and digits >= _LEAST
        and len(code) - digits >= _LEAST
    )


def fits(code: str) -> bool:
    """Whether a tidied text is a code whose last symbol checks the others."""
    return is_one(code) and _sum(code) == 0


def shown(code: str) -> str:
    """A code as it is shown: in groups of three or four."""
    group = 3 if len(code) == POSTER_LENGTH else MOST_IN_A_GROUP
    return "-".join(code[at : at + group] for at in range(0, len(code), group))


def made_of(number: int, length: int) -> str | None:
    """The code of this length that a number stands for; None where it would not do: take another number then."""
    symbols = []
    for _ in range(length - 1):
        number, at = divmod(number, len(SYMBOLS))
        symbols.append(SYMBOLS[at])
    body = "".join(symbols)
    code = next(body + last for last in SYMBOLS if _sum(body + last) == 0)
    twice = any(one == other for one, other in pairwise(code))  # easily typed once, or thrice
    return code if is_one(code) and not twice else None


def made(numbers: Iterator[int], length: int) -> str:
    """The code of the first of these numbers that will do; they are as long as a hash."""
    return next(code for number in numbers if (code := made_of(number, length)) is not None)


def _sum(code: str) -> int:
    """The symbols, each times its place, modulo their number: 0 in a code that is whole."""
    return sum(place * SYMBOLS.index(symbol) for place, symbol in enumerate(code, start=1)) % len(SYMBOLS)
