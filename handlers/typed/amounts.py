"""Amounts as people type them: "1.200", "1 200 cây", "1,5 tỷ", "85%". Pure."""

from __future__ import annotations

import re

from handlers.engine.outcomes import Bad
from handlers.engine.text import Text, _
from handlers.typed.counted import Counted, counted_in
from handlers.typed.number_words import tokens_of
from handlers.typed.unit_words import is_kindly, is_named
from storage.text import fold, tidy

MOST = 10**13
LARGEST_ID = 2**63 - 1  # SQLite's largest integer (https://www.sqlite.org/datatype3.html); no row comes so far
_MONEY = {"dong", "d", "vnd"}
_BEFORE = {
    *{"", "da", "em", "minh", "duoc", "la", "khoang", "tam", "chung", "co", "dau", "gan", "hon", "tong", "cong", "ca"},
    *{"nhom", "tui", "lam", "nay", "trong", "so", "about", "around", "approximately", "roughly"},
}
_NONE = re.compile(
    r"(?:da |em |minh |toi |tui )*(?:(?:khong|ko|chua|hong|hk)(?: (?:co|trong|lam|nhat|duoc|gi|ca|het|dau|a|nha|nhe))*"
    r"(?: (?:[a-z]+ ){1,2}nao(?: ca| het)?)?(?: (?:a|nha|nhe|het|ca))*|none|no|nothing)"
)


def whole_number(text: str, *, most: int, of: str = "") -> int:
    """A whole number from 0: "1.200", "1,200", "1k2" and "nghìn hai" are the same; "dạ khoảng 12 cây" is 12.

    `of` is what is counted (a key of `unit_words.OF`). A number is read whole, or not at all.

    Raises:
        Bad: it is none, more than `most`, or a number of something else.
    """
    if _NONE.fullmatch(fold(text)):
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
    amount = _measured(text)
    if amount is None or amount.value is None:
        raise Bad(_("I need a number, such as 1.250 or 1,5 tỷ."))
    if amount.value > MOST or (percentage and amount.value > 100):
        raise Bad(_("That is too much; a percentage is at most 100.") if percentage else _("That is too much."))
    return round(amount.value, 3)


def id_of(text: str) -> int | None:
    """The id that stands behind a command, in digits of any script; None where it is none.

    A number beyond what the database counts to is `LARGEST_ID`: it names nothing either.
    """
    return min(int(text), LARGEST_ID) if text.isdecimal() else None


def shown(number: int) -> Text:
    """A number alone, as the reader's language writes it: 85.000."""
    return Text("{number}", facts={"number": number})


def _whole(text: str, of: str) -> int | None:
    """The one whole number that a text tells; None where it tells none, or which is not clear.

    Raises:
        Bad: it is one of something else.
    """
    told = counted_in(text)
    named = [one for one in told if of and is_named(one.unit, of)]
    bare = [one for one in told if is_kindly(one.unit) and not (one.number.shy and len(told) > 1)]
    fits = [*named, *bare] if of else told
    if told and not fits and all(one.value is not None for one in told):
        raise Bad(_("“{typed}” is a number of something else. Please send the number alone.", typed=tidy(text)[:40]))
    amount = fits[0] if len(fits) == 1 else None
    if amount is None or amount.value is None or amount.number.parts or amount.value != int(amount.value):
        return None
    return None if "%" in amount.unit or "ruoi" in fold(amount.unit).split() else int(amount.value)


def _measured(text: str) -> Counted | None:
    """The one amount that is all of a text, but for words of politeness; None where it is not that."""
    told = counted_in(text, comma_parts=True)
    if len(told) != 1 or any(token.plain not in _BEFORE for token in tokens_of(text)[: told[0].number.first]):
        return None
    unit = fold(told[0].unit.replace("%", ""))
    return told[0] if is_kindly(unit) or unit in _MONEY else None
