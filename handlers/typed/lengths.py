"""Lengths of time as people write and say them: "3,5", "3h30", "1 tiếng rưỡi", "90p", "dạ tầm hai tiếng". Pure."""

from __future__ import annotations

import re
import unicodedata

from handlers.typed.counted import Counted, counted_in
from handlers.typed.number_words import tokens_of
from handlers.typed.said_numbers import numbers_in
from handlers.typed.unit_words import is_kindly
from storage.text import fold

_HOUR = {"h", "g", "gio", "tieng", "hour", "hours", "hr", "hrs"}
_MINUTE = {"p", "ph", "phut", "m", "min", "mins", "minute", "minutes"}
_SPELT = tuple(
    (re.compile(pattern), plainly)
    for pattern, plainly in (
        (r"(?<=\d):(?=\d\d(?!\d))", "h"),
        (r"\bhalf an hour\b|\b(?:1/2|½|nửa|nua) ?(?:tiếng|tieng|giờ|gio|hour|h)(?: (?:đồng hồ|dong ho))?\b", "30 phút"),
        (r"\b(?:đồng hồ|dong ho)\b", ""),
        (r"\band a half\b|½", "rưỡi"),
        (r"\ban hour\b", "1 hour"),
    )
)


_AND_A_HALF = re.compile(r"\b(?:tiếng|tieng|giờ|gio) (?:rưỡi|rưởi|ruoi)\b")
_EIGHT_OR_ABOUT = re.compile(r"\btam (?:tieng|gio) ruoi\b")  # "tám tiếng rưỡi" or "tầm tiếng rưỡi"


def minutes_in(text: str) -> int | None:
    """The one length of time that a text tells, in minutes; a bare number is of hours.

    None where it tells none, or several, or one that is not clear.
    """
    typed = unicodedata.normalize("NFC", text).lower()
    if _EIGHT_OR_ABOUT.search(typed):
        return None
    for pattern, plainly in _SPELT:
        typed = pattern.sub(plainly, typed)
    typed = _AND_A_HALF.sub(_of_one, typed)
    told = counted_in(typed, comma_parts=True, point_parts=True, of_time=True)
    if any(one.value is None for one in told):
        return None
    lengths = _lengths(told)
    if not lengths and len(told) == 1 and is_kindly(told[0].unit) and told[0].number.parts <= 2:
        lengths = [60 * (told[0].value or 0)]
    return round(lengths[0]) if len(lengths) == 1 and lengths[0] is not None else None


def _of_one(match: re.Match[str]) -> str:
    """An hour and a half, where no number of hours stands before "tiếng rưỡi"."""
    numbers = numbers_in(tokens_of(match.string[: match.start()]))
    before = tokens_of(match.string[: match.start()])
    told = bool(numbers) and numbers[-1].end == len(before)
    return match[0] if told else f"1 {match[0]}"


def _lengths(told: list[Counted]) -> list[float | None]:
    """Each length that is told with its unit: hours, hours and minutes, minutes."""
    lengths: list[float | None] = []
    hours: float | None = None  # which minutes may follow
    for one in told:
        first, *rest = fold(one.unit).split() or [""]
        value = one.value or 0.0
        if first in _HOUR:
            half = rest[:1] == ["ruoi"]
            lengths.append(60 * value + 30 * half if one.number.parts <= 2 else None)
            hours = None if rest or one.number.parts else lengths[-1]
        elif hours is not None and (first in _MINUTE or is_kindly(one.unit)):
            fits = value < 60 and not one.number.parts
            lengths[-1], hours = (hours + value if fits else None), None
        elif first in _MINUTE:
            lengths.append(value if not one.number.parts else None)
            hours = None
        else:
            hours = None
    return lengths
