"""The words that numbers are said with, with their marks and without, and a text as tokens. Tables, pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from handlers.engine.phrases import phrases
from storage.text import fold

NO_LIMIT = 10**18
MOST_DIGITS = 18

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")


def every(text: str) -> frozenset[str]:
    """Every word of a text."""
    return frozenset(text.split())


def _values(text: str) -> dict[str, int]:
    """Words with what they are worth, from a text like "one=1 two=2"."""
    return {word: int(value) for word, _sign, value in (pair.partition("=") for pair in text.split())}


class Token(NamedTuple):
    """A number in digits, a word or a sign; `glued` where no space stands before it."""

    text: str
    plain: str = ""
    digits: bool = False
    glued: bool = False


class Number(NamedTuple):
    """A number at these tokens of a text (`end` excluded); no value where it is not clear which it is.

    `shy` is one small word that means much else too ("ba", "năm"); `parts` are the digits behind its decimal sign, if
    it was written with one and nothing multiplies it.
    """

    value: float | None
    first: int
    end: int
    shy: bool = False
    parts: int = 0


NOTHING = Token("")


def tokens_of(text: str) -> list[Token]:
    """A text as tokens, in small letters."""
    composed = unicodedata.normalize("NFC", text).lower()
    return [
        Token(
            match[0],
            "" if match[0][0].isdecimal() else fold(match[0]),
            match[0][0].isdecimal(),
            match.start() > 0 and not composed[match.start() - 1].isspace(),
        )
        for match in _TOKEN.finditer(composed)
    ]


def in_table(token: Token, marked: Mapping[str, int], plain: Mapping[str, int]) -> int | None:
    """What a word means by a table: with its marks by the first, without any by the second."""
    if token.text in marked:
        return marked[token.text]
    return plain.get(token.text) if token.text == token.plain else None


# Vietnamese -----------------------------------------------------------------------------------------------------------

_DIGITS = _values("không=0 một=1 hai=2 ba=3 bốn=4 tư=4 năm=5 sáu=6 bảy=7 bẩy=7 tám=8 chín=9")
_DIGITS_PLAIN = {fold(word): digit for word, digit in _DIGITS.items()}
_FINAL = {"mốt": 1, "lăm": 5, "nhăm": 5, "tư": 4}
_FINAL_PLAIN = {fold(word): digit for word, digit in _FINAL.items() if word != "mốt"}
TWENTIES, TWENTIES_PLAIN = {"hăm": 20, "băm": 30}, {"ham": 20}
SCALES = _values("nghìn=1000 ngàn=1000 triệu=1000000 tỷ=1000000000 tỉ=1000000000")
SCALES_PLAIN = _values("nghin=1000 ngan=1000 k=1000 trieu=1000000 tr=1000000 ty=1000000000 ti=1000000000")
MAY_FOLLOW = {10**3, 10**6}
"""What another such word may stand behind: "nghìn tỷ"."""


def digit(token: Token) -> int | None:
    """The digit that a word is; None where it is none."""
    return in_table(token, _DIGITS, _DIGITS_PLAIN)


def final_digit(token: Token) -> int | None:
    """The digit that a word is only behind others: "hai lăm", "hai mươi mốt"."""
    return in_table(token, _FINAL, _FINAL_PLAIN)


def _is(token: Token, marked: str, plain: str) -> bool:
    return token.text in marked.split() or (token.text == token.plain and token.plain in plain.split())


def is_ten(token: Token) -> bool:
    """Whether a word is ten; "mươi" alone is about ten."""
    return _is(token, "mười", "muoi")


def is_tens(token: Token) -> bool:
    """Whether a word makes tens of the digit before it."""
    return _is(token, "mươi mười chục", "muoi chuc")


def is_dozen(token: Token) -> bool:
    """Whether a word is ten of something."""
    return _is(token, "chục", "chuc")


def is_hundred(token: Token) -> bool:
    """Whether a word is a hundred; "trạm" is a station."""
    return _is(token, "trăm", "tram")


def is_half(token: Token) -> bool:
    """Whether a word is half as much again."""
    return _is(token, "rưỡi rưởi", "ruoi")


def is_odd(token: Token) -> bool:
    """Whether a word says that there are no tens, or no hundreds: "một trăm lẻ năm"."""
    return _is(token, "lẻ linh", "le linh")


_SOMETHING_ELSE = {("ngan", "hang"), ("ti", "vi")}  # banks and television sets, without their diacritics


def is_something_else(token: Token, behind: Token) -> bool:
    """Whether a word that may be thousands is a part of another one."""
    return (token.plain, behind.plain) in _SOMETHING_ELSE


def is_vague(tokens: list[Token]) -> bool:
    """Whether two words say some, and not one: "một ít", "a few"."""
    return len(tokens) == 2 and tokens[0].plain in {"mot", "a"} and tokens[1].plain in _SOME


_SOME = {"it", "so", "vai", "chut", "may", "phan", "nua", "few", "couple", "lot", "bit"}


# English --------------------------------------------------------------------------------------------------------------

ENGLISH = _values("""
    zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13
    fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50
    sixty=60 seventy=70 eighty=80 ninety=90
""")
ENGLISH_TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}

# What stands around a number ------------------------------------------------------------------------------------------

BETWEEN_SIGNS = {"-", "–", "—", "−", "~", "/", "+", "*", "×", "x", ":", "…"}
BETWEEN = {"den", "toi", "hay", "hoac", "or", "to", "x", "cong", "tru", "nhan", "times", "plus", "minus", "until"}
DOUBTS_BEFORE = phrases("""
    tren, duoi, it nhat, toi thieu, khong qua, chua toi, chua den, chua duoc, <, >, at least, less than, under, below,
    am, vai, may, dam, nua, gap, minus, chua day
""")
VAGUE_TENS = phrases("ca, hang, may, vai, ca may, chung vai, bac")
DOUBTS_BEHIND = phrases("may, hon, tro len, tro xuong, do lai, +, le, co le, linh, or more, plus")
