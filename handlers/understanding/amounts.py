"""The number that an intent takes: seats, a code, an amount (before hours), a birth year, a new size. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from handlers.typed.counted import counted_in
from handlers.typed.lengths import minutes_in
from handlers.understanding.features import Reading
from storage.text import fold

_PEOPLE = re.compile(r"\b(\d+)\s+(?:nguoi|ban|me con|dua|ban tre|cho|suat|slot|ve|dv|doan vien)\b")
_TIME = re.compile(r"(?:gio|tieng|h|g|hours?|hrs?|phut|ph|p|ngay|buoi|bua|tuan|ca|nam|thang|tuoi)")
_RIGHT_ONE = re.compile(r"\b(?:dung la|dung ra la|phai la|thuc ra la|that ra la|actually|it was|should be) (?:la )?$")
_BEFORE_AHEAD = re.compile(r"\btruoc (\d+)\b|\b(\d+) (?:tieng|gio|ngay|phut|hours?|days?) (?:truoc|before|earlier)\b")
_BORN = re.compile(r"\b(?:2k(\d{1,2})|(19[4-9]\d|20[0-2]\d))\b")
_MANY = re.compile(r"\b(\d+) (?:hoc sinh|hs|doan vien|dv|ban|nguoi|em|dua|dong|members|students|people)\b")
_NEW_SIZE = re.compile(r"\b(?:len|con|xuong|to)\s+(\d+)\b")
_DENIED = re.compile(r"\b(?:chu khong phai|not|khong phai)\b")
_SIX_DIGITS = re.compile(r"\d{6}")
_LEAST_CODE = 100_000


def count(intent: str, known: Reading) -> float | None:
    """The number that a message of this intent names; None where it names none, or the intent takes none."""
    reader = _READERS.get(intent)
    return None if reader is None else reader(known)


def _seats(known: Reading) -> float | None:
    match = _PEOPLE.search(_plain(known))
    return float(match[1]) if match and int(match[1]) > 1 else None


def _code_at_hand(known: Reading) -> float | None:
    codes = (
        number.value
        for number in known.numbers
        if number.value >= _LEAST_CODE or _SIX_DIGITS.fullmatch(known.words[number.first])
    )
    return next(codes, None)


def _code(known: Reading) -> float | None:
    return next((number.value for number in known.numbers if number.value >= _LEAST_CODE), None)


def _reported(known: Reading) -> float | None:
    if (right := _corrected(known)) is not None:
        return right
    told = [
        one for one in counted_in(known.said.text) if one.value is not None and not (one.number.shy and not one.unit)
    ]
    units = [(one, fold(one.unit).split()[:1]) for one in told]
    amounts = [one.value for one, unit in units if not unit or not _TIME.fullmatch(unit[0])]
    length = minutes_in(known.said.text)
    hours = None if length is None else round(length / 60, 2)
    return next(iter(amounts), hours if hours is not None else next((one.value for one in told), None))


def _corrected(known: Reading) -> float | None:
    """The number that is said to be the right one, where two are told."""
    if len(known.numbers) < 2:
        return None
    for number in known.numbers:
        if _RIGHT_ONE.search(" ".join(known.words[: number.first]) + " "):
            return number.value
    return None


def _ahead(known: Reading) -> float | None:
    match = _BEFORE_AHEAD.search(_plain(known))
    return float(match[1] or match[2]) if match else None


def _many(known: Reading) -> float | None:
    match = _MANY.search(_plain(known))
    return float(match[1]) if match else None


def _born(known: Reading) -> float | None:
    plain = known.said.plain
    years = [float(full or f"20{int(short):02}") for short, full in _BORN.findall(plain)]
    if not years:
        return None
    return years[0] if _DENIED.search(plain) else years[-1]


def _new_size(known: Reading) -> float | None:
    match = _NEW_SIZE.search(_plain(known))
    return float(match[1]) if match else None


def _plain(known: Reading) -> str:
    """The words, with each number in digits."""
    return " ".join(_with_numbers(known))


def _with_numbers(known: Reading) -> Iterable[str]:
    at = {number.first: number for number in known.numbers}
    index = 0
    while index < len(known.words):
        if index in at:
            yield f"{at[index].value:g}"
            index = at[index].end
        else:
            yield known.words[index]
            index += 1


_READERS: Mapping[str, Callable[[Reading], float | None]] = {
    "sign_up": _seats,
    "check_in": _code_at_hand,
    "report": _reported,
    "redeem": _code,
    "reminders": _ahead,
    "import_table": _many,
    "profile": _born,
    "manage_campaigns": _new_size,
    "new_campaign": _seats,
}
