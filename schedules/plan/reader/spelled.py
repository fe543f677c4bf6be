"""Larger numbers in words, "hai trăm", "một nghìn hai trăm", "năm mươi": as figures of the same length."""

from __future__ import annotations

import re

_DIGITS = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}
_SCALES = {"mươi": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_JOINS = ("linh", "lẻ")
_WORD = "|".join([*_DIGITS, *_SCALES, *_JOINS])
# It begins with a figure and has a scale; "hàng trăm" is no number, nor is one that explains figures before it.
_SPELLED = re.compile(
    rf"(?<![\w(])(?<!hàng )(?<!mấy )(?<!vài )(?<!thứ )(?<!tháng )(?:{'|'.join(_DIGITS)})\s+(?:{'|'.join(_SCALES)})"
    rf"(?:\s+(?:{_WORD}))*(?=\s+[^\W\d_])",
    re.IGNORECASE,
)
EXAMPLES = {
    "hai trăm quyển sách": 200,
    "một nghìn hai trăm cây": 1200,
    "năm mươi suất quà": 50,
    "ba trăm linh năm em": 305,
    "hai mươi lăm chi đoàn": 25,
    "một trăm mười hai bạn": 112,
}


def in_figures(text: str) -> str:
    """The text with its spelled numbers as figures; what stands where stays there."""
    return _SPELLED.sub(lambda match: _figures(match[0]), text)


def _figures(words: str) -> str:
    number = str(value(words))
    return number.ljust(len(words)) if len(number) <= len(words) else words


def value(words: str) -> int:
    """The number that words say."""
    whole, part, digit = 0, 0, 0
    for word in words.lower().split():
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in {"nghìn", "ngàn"}:
            whole, part, digit = whole + (part + digit) * 1000, 0, 0
        elif word in _SCALES:
            part, digit = part + max(digit, 1) * _SCALES[word], 0
        if word == "mười":
            part, digit = part + 10, 0
    return whole + part + digit
