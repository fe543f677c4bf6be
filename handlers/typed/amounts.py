"""Amounts as people type them: "1.200", "1 200 cây", "1,5 tỷ", "85%". Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.engine.outcomes import Bad
from handlers.engine.text import Text, _
from handlers.typed.unit_words import may_be
from storage.text import fold, tidy

MOST = 10**13
LARGEST_ID = 2**63 - 1  # SQLite's largest integer (https://www.sqlite.org/datatype3.html); no row comes so far
_TIMES = {  # with their diacritics: "trạm" is a station, "ngân" a part of "ngân hàng"
    "trăm": 10**2,
    "nghìn": 10**3,
    "nghin": 10**3,
    "ngàn": 10**3,
    "ngan": 10**3,
    "k": 10**3,
    "triệu": 10**6,
    "trieu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "ty": 10**9,
    "ti": 10**9,
}
_NO_TIMES = {("ngan", "hang"), ("ti", "vi")}  # banks and television sets, without their diacritics
_PART_AND_UNIT = r"(?:,(\d{1,3}))?\s*(%|[^\W\d][^\d]*)?"
_WHOLE = re.compile(r"(\d{1,3}(?:[.,\s]\d{3}){1,6}|\d{1,18})" + _PART_AND_UNIT)  # 1,200 is more than a thousand
_MEASURE = re.compile(r"(\d{1,3}(?:[.\s]\d{3}){1,6}|\d{1,18})" + _PART_AND_UNIT)  # 1,200 is a little more than one
_NONE = {"khong", "khong co", "none", "no"}


class _Amount(NamedTuple):
    """A number with what stands behind it, in small letters: a unit, perhaps none."""

    number: float
    unit: str


def whole_number(text: str, *, most: int, of: str = "") -> int:
    """A whole number from 0: "1.200", "1,200", "1 200" and "1200" are the same; "12 cây" is 12, "2 nghìn" 2000.

    `of` is what is counted (a key of `unit_words.OF`).

    Raises:
        Bad: it is none, more than `most`, or a number of something else.
    """
    if fold(text) in _NONE:
        return 0
    number = _whole(text, of)
    if number is None:
        raise Bad(_("I need a whole number from 0 to {most}, in digits.", most=most))
    if number > most:
        raise Bad(
            _("{found} is more than one shift can be: at most {most}. What is the number?", found=number, most=most)
        )
    return number


def number_within(text: str, *, least: int, most: int, of: str = "") -> int:
    """A whole number between two others, such as seats or metres; what is counted (`of`) may stand behind it.

    Raises:
        Bad: it is none, too small or too large, or a number of something else.
    """
    number = _whole(text, of)
    if number is None or not least <= number <= most:
        raise Bad(_("I need a whole number from {least} to {most}.", least=least, most=most))
    return number


def measure(text: str, *, percentage: bool) -> float:
    """An amount that may have a part after a comma: "1.250", "1,5 tỷ", "85%".

    Raises:
        Bad: it is none, or a percentage above 100.
    """
    amount = _amount(_MEASURE, text)
    if amount is None or amount.unit not in {"", "%", "đồng", "dong"}:
        raise Bad(_("I need a number, such as 1.250 or 1,5 tỷ."))
    if amount.number > MOST or (percentage and amount.number > 100):
        raise Bad(_("That is too much; a percentage is at most 100.") if percentage else _("That is too much."))
    return amount.number


def id_of(text: str) -> int | None:
    """The id that stands behind a command, in digits of any script; None where it is none.

    A number beyond what the database counts to is `LARGEST_ID`: it names nothing either.
    """
    return min(int(text), LARGEST_ID) if text.isdecimal() else None


def shown(number: int) -> Text:
    """A number alone, as the reader's language writes it: 85.000."""
    return Text("{number}", facts={"number": number})


def _whole(text: str, of: str) -> int | None:
    """A whole number, in which a comma may part thousands as a point does; None where it is none.

    Raises:
        Bad: it is one of something else.
    """
    amount = _amount(_WHOLE, text)
    if amount is None or amount.unit == "%" or amount.number != int(amount.number):
        return None
    if of and not may_be(amount.unit, of):
        raise Bad(_("“{typed}” is a number of something else. Please send the number alone.", typed=tidy(text)[:40]))
    return int(amount.number)


def _amount(pattern: re.Pattern[str], text: str) -> _Amount | None:
    """What is typed, its words for thousands and millions counted in; None where it is no amount."""
    match = pattern.fullmatch(tidy(text))
    if match is None:
        return None
    number = float(re.sub(r"[.,\s]", "", match[1]) + (f".{match[2]}" if match[2] else ""))
    words = (match[3] or "").lower().split()
    while words and words[0] in _TIMES and tuple(words[:2]) not in _NO_TIMES:
        number *= _TIMES[words.pop(0)]
    return _Amount(round(number, 3), " ".join(words))
