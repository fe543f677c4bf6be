"""Numbers as people say them: "20", "mười lăm", "hai chục", "bốn tiếng rưỡi", "2k7", "118 204", "ba lăm". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

DIGITS = {
    "khong": 0,
    "linh": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "bai": 7,
    "tam": 8,
    "chin": 9,
}
_ENGLISH = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "hundred": 100,
}
_TENS = {"muoi", "chuc"}
_NUMERAL = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d+)?")
# Words that are digits too, and stand for one only where another number word is beside them.
_SHY = {"nam", "sau", "tu", "ba", "bay", "khong", "tam", "chuc", "mot", "linh", "lam", "bai"}
_BEHIND_TENS = {"lam", "nham", "mot", "tu", "hai", "ba", "bon", "sau", "bay", "tam", "chin"}
_COUNTED = {"tieng", "gio", "cay", "ky", "kg", "bao", "nguoi", "ban", "dua", "phan", "em", "met", "suat", "cho"}
_NEVER_ALONE = {"tu", "khong", "chuc", "linh", "lam", "sau", "bai"}
_HUNDREDS_TOO = {"tram", "nghin", "ngan"}
_LONGEST = 6  # words: "chin tram linh hai muoi lam"; a row of a thousand is not tried in every length


class Number(NamedTuple):
    """A number in a message: its value, and from which word to which (excluded) it stands."""

    value: float
    first: int
    end: int


def numbers(words: Sequence[str]) -> list[Number]:
    """Every number in a row of plain words, in order."""
    found = []
    at = 0
    while at < len(words):
        number = _numeral(words, at) or _spoken(words, at)
        if number is None:
            at += 1
        else:
            found.append(number)
            at = number.end
    return found


def _numeral(words: Sequence[str], at: int) -> Number | None:
    """A number in digits; "118 204" of six digits in parts is one, and so is "4 ruoi"."""
    if not _NUMERAL.fullmatch(words[at]):
        return None
    text = words[at]
    value = float(text.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) else text.replace(",", "."))
    end = at + 1
    parts = [text]
    while end < len(words) and words[end].isdecimal() and sum(map(len, parts)) < 6:
        parts.append(words[end])
        end += 1
    if len(parts) > 1 and all(part.isdecimal() for part in parts) and sum(map(len, parts)) == 6:
        return Number(float("".join(parts)), at, end)
    end = at + 1
    return _with_half(words, Number(value, at, end))


def _with_half(words: Sequence[str], number: Number) -> Number:
    """The number with the half that is said behind it, behind its unit too: "bon tieng ruoi"."""
    for ahead in (0, 1):
        end = number.end + ahead
        if end < len(words) and words[end] == "ruoi" and (ahead == 0 or words[number.end] in {"tieng", "gio", "h"}):
            return Number(number.value + 0.5, number.first, end + 1)
    if list(words[number.end : number.end + 3]) == ["and", "a", "half"]:
        return Number(number.value + 0.5, number.first, number.end + 3)
    return number


def _spoken(words: Sequence[str], at: int) -> Number | None:
    """A number in words."""
    if words[at] in _ENGLISH:
        return _with_half(words, Number(_ENGLISH[words[at]], at, at + 1))
    run = at
    last = min(len(words), at + _LONGEST + 1)  # one more tells that a code of six digits goes on
    while run < last and (words[run] in DIGITS or words[run] in _TENS or words[run] in _HUNDREDS_TOO):
        run += 1
    said = list(words[at:run])
    counted = words[run : run + 1] and words[run] in _COUNTED
    if not said or (len(said) == 1 and said[0] in _SHY and not (counted and said[0] not in _NEVER_ALONE)):
        return None
    if len(said) in {4, 6} and all(word in DIGITS for word in said):
        return Number(float("".join(str(DIGITS[word]) for word in said)), at, run)
    for length in range(min(len(said), _LONGEST), 0, -1):
        value = _value(said[:length])
        if value is not None and not (length == 1 and said[0] in _SHY and not (counted and len(said) == 1)):
            return _with_half(words, Number(value, at, at + length))
    return None


def _value(said: Sequence[str]) -> float | None:
    """What a row of number words says; None where it is no number."""
    if "tram" in said:
        return _hundreds(said)
    if said and said[0] in _TENS:  # muoi lam, chuc
        rest = said[1:]
        return _tens(1, rest) if not rest or DIGITS.get(rest[0]) else None
    if not said or said[0] not in DIGITS:
        return None
    first = DIGITS[said[0]]
    if len(said) == 1:
        return float(first)
    if said[1] in _TENS and first > 1:
        return _tens(first, said[2:])
    return _shortly(said)


def _hundreds(said: Sequence[str]) -> float | None:
    """Hundreds: "hai tram", "mot tram linh hai"."""
    at = said.index("tram")
    head = 1 if at == 0 else _value(said[:at])
    rest = said[at + 1 :]
    tail = 0.0 if not rest else _value(rest[1:] if rest[0] in {"linh", "le"} else rest)
    return None if head is None or tail is None or head > 9 else head * 100 + tail


def _tens(tens: int, rest: Sequence[str]) -> float | None:
    """Tens and what is said behind them: "muoi lam", "hai chuc"."""
    if not rest:
        return tens * 10.0
    return tens * 10.0 + DIGITS[rest[0]] if len(rest) == 1 and rest[0] in DIGITS else None


def _shortly(said: Sequence[str]) -> float | None:
    """Two digits of which the first means tens: "hai lam"."""
    if len(said) != 2 or said[0] == "tu" or said[1] not in _BEHIND_TENS:
        return None
    first, second = (DIGITS[word] for word in said)
    return first * 10.0 + second if first > 1 else None
