"""What is typed in answer to a question without choices: a number, hours, a code, a year, a name, a unit. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from handlers.engine.outcomes import Bad
from handlers.engine.state import Expects
from handlers.typed.counted import counted_in
from handlers.typed.times import minutes_of
from handlers.typed.unit_words import is_kindly
from handlers.understanding.answering import ASKS, Answer, core, respelt
from handlers.understanding.features import Reading
from handlers.understanding.numbers import DIGITS
from storage.text import fold

_LONGEST = 24 * 60  # minutes
_NAME_BEFORE = re.compile(
    r"^(?:(?:dạ|da|vâng|vang|thưa|thua)[\s,]+(?=\S+\s+\S+))?(?:bạn|ban|đ/c|đồng chí|dong chi)?\s*"
    r"(?:(?:(?:em|mình|minh|tôi|toi|tui|t|con|cháu|chau|anh|chị|nó|no|bé|be|con bé|thằng nhỏ|con gái|con trai)\s+)?"
    r"(?:họ\s+(?:và\s+)?)?(?:tên|ten)(?:\s+(?:em|mình|minh|tôi|toi))?"
    r"(?:\s+(?:là|la))?[\s:,]+|(?:em|mình|tôi|toi|tui)\s+(?:là|la)\s+|(?:my name is|my name's|i am|i'm|name:)\s+)?",
    re.IGNORECASE,
)
_NONE = re.compile(r"\b(?:khong|chua) (?:co |trong |lam |nhat |duoc )*(?:\w+ )?nao\b|\bkhong co\b")
_BORN_IN_WORDS = re.compile(
    r"\b(?:sinh|sanh)(?: nam)?((?: (?:khong|linh|le|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|ngan|nghin|"
    r"tram)\b)+)"
)


def typed(known: Reading, expects: Expects, this_year: int) -> Answer | None:
    """An answer that is typed freely, by what the question waits for; None where there is none in the message."""
    if expects == "birth_year":
        return _counted(_birth_year(known, this_year))
    if expects == "code":
        return _counted(_code(known))
    return _OTHERS[expects](known) if expects in _OTHERS else None


def _counted(count: float | None) -> Answer | None:
    return None if count is None else Answer("answer", count=count)


def _number(known: Reading) -> Answer | None:
    """How many; "không có cái nào" are none. One that is not clear is an answer too, which its question asks about."""
    told = [one for one in counted_in(known.said.text) if not one.number.shy or is_kindly(one.unit)]
    if not told:
        return _counted(_count(known))
    clear = [one.value for one in told if one.value is not None]
    return Answer("answer", count=clear[0] if len(clear) == len(told) else None)


def _count(known: Reading) -> float | None:
    if known.numbers:
        return known.numbers[0].value
    if _NONE.search(" ".join(known.words)):
        return 0.0
    said = core(known.words)
    single = [DIGITS[word] for word in said if word in DIGITS]
    return float(single[0]) if len(said) <= 2 and len(single) == 1 else None


def _hours(known: Reading) -> Answer | None:
    """How many hours, or those from one to another."""
    try:
        return Answer("answer", count=round(minutes_of(known.said.text, most=_LONGEST) / 60, 2))
    except Bad:
        return _number(known)


def _code(known: Reading) -> float | None:
    """A code of six digits, in figures or in words."""
    digits = "".join(re.findall(r"\d", known.said.text))
    if len(digits) == 6:
        return float(digits)
    spoken = [DIGITS[word] for word in known.words if word in DIGITS and word != "la"]
    return float("".join(map(str, spoken))) if len(spoken) == 6 else None


def _birth_year(known: Reading, this_year: int) -> float | None:
    """A year of birth: in full, by its last two digits, in words, or by one's age."""
    plain = " ".join(respelt(known.words))
    if match := re.search(r"\b2k(\d{1,2})\b", plain):
        return 2000.0 + int(match[1])
    if match := re.search(r"\b(19\d\d|20\d\d)\b", plain):
        return float(match[1])
    for year in (_year_in_words(plain), _year_by_number(known, plain, this_year)):
        if year is not None:
            return year
    spoken = [DIGITS[word] for word in known.words if word in DIGITS and word != "nam"]
    return 1900.0 + spoken[0] * 10 + spoken[1] if len(spoken) == 2 else None


def _year_in_words(plain: str) -> float | None:
    """The year in "sinh năm chín lăm" or "sinh năm hai ngàn lẻ ba"."""
    match = _BORN_IN_WORDS.search(plain)
    said = match[1].split() if match else []
    if "ngan" in said or "nghin" in said:
        rest = [DIGITS[word] for word in said[2:] if word in DIGITS and word != "khong"]
        if len(rest) == 1:
            return 2000.0 + rest[0]
        return 2000.0 + (10 + (rest[-1] if rest else 0) if "muoi" in said else 0)
    if len(said) == 4 and all(word in DIGITS for word in said):
        return float("".join(str(DIGITS[word]) for word in said))
    if len(said) == 2 and all(word in DIGITS for word in said):
        year = DIGITS[said[0]] * 10 + DIGITS[said[1]]
        return (1900.0 if year > 30 else 2000.0) + year
    return None


def _year_by_number(known: Reading, plain: str, this_year: int) -> float | None:
    """The year by the first number that can be an age, or a year's last two digits."""
    age = re.search(r"\btuoi\b|\byears? old\b", plain)
    for number in known.numbers:
        if age and 5 < number.value < 90:
            return this_year - number.value
        if 30 < number.value < 100:
            return 1900 + number.value
        if 0 <= number.value <= 20 and re.search(r"\b(?:sinh|sanh) nam\b|\d\d", plain):
            return 2000 + number.value
    return None


def _named(known: Reading) -> Answer | None:
    person = _person(known)
    introduced = _NAME_BEFORE.match(known.said.text.strip())
    return None if person is None else Answer("answer", person=person, sure=bool(introduced and introduced[0]))


def _person(known: Reading) -> str | None:
    """The name in an answer to the question for one; None where a sentence is no name."""
    text = _NAME_BEFORE.sub("", known.said.text.strip())
    name = re.split(r"[,.;\n(]| - ", text)[0].strip()
    words = name.split()
    if words and words[0][0].isupper() and len(words) > 1 and words[1][0].isupper():
        small = next((at for at, word in enumerate(words) if not word[0].isupper()), len(words))
        words = words[:small]
    while words and fold(words[-1]) in {"a", "nha", "nhe", "ne", "day", "nghen"}:
        words.pop()
    if not 1 <= len(words) <= 6 or any(char.isdigit() for char in name) or ASKS.search(known.said.plain):
        return None
    return " ".join(words)


def _unit(known: Reading) -> Answer | None:
    asks = ASKS.search(known.said.plain) or known.said.asks
    return None if asks else Answer("answer", unit=_unit_text(known))


def _unit_text(known: Reading) -> str:
    """The part of an answer that names a unit, as it was typed."""
    text = re.sub(
        r"^(?:(?:dạ|da|vâng|em|e|mình|minh|tôi|toi|tui|ngộ|con|cháu|nhà|nha|ở|o|bên|ben|thuộc|thuoc|"
        r"là|la|cái|cai|sinh hoạt|tại|i am|i'm|from|in|at)\s+)+",
        "",
        known.said.text.strip(),
        flags=re.IGNORECASE,
    )
    return re.sub(r"(?:\s+(?:ạ|a|nha|nhé|á|nghen))+$", "", text, flags=re.IGNORECASE)


def _days(known: Reading) -> Answer | None:
    if known.days:
        return Answer("answer", day=known.days.slot)
    return Answer("answer") if known.numbers else None


def _text(_known: Reading) -> Answer:
    return Answer("answer")


_OTHERS: dict[Expects, Callable[[Reading], Answer | None]] = {
    "number": _number,
    "hours": _hours,
    "name": _named,
    "unit": _unit,
    "days": _days,
    "text": _text,
}
