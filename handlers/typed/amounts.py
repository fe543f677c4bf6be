"""Figures as people type them on a phone: hours, and whole numbers."""

from __future__ import annotations

import re

from handlers.engine.chat import Bad
from handlers.engine.text import Text, _
from storage.text import fold

OVERTIME_MIN = 120  # a shift may run over; more than this is a slip of the thumb

_ABOUT = r"(?:khoang|tam|gan|hon|chung|about|around)?\s*"
_HOUR = r"(?:h|g|gio|tieng|hours?|hrs?)"
_MINUTE = r"(?:p|ph|phut|m|mins?|minutes?)"
_HOURS_AND_MINUTES = re.compile(rf"{_ABOUT}(\d{{1,3}})\s*(?:{_HOUR}|colon)\s*(\d{{1,2}})\s*{_MINUTE}?")
_HOURS = re.compile(rf"{_ABOUT}(\d{{1,3}}(?:dot\d{{1,2}})?)\s*{_HOUR}?\s*(ruoi)?")
_MINUTES = re.compile(rf"{_ABOUT}(\d{{1,4}})\s*{_MINUTE}")
_POINT = re.compile(r"(?<=\d)[.,](?=\d)")
_COLON = re.compile(r"(?<=\d):(?=\d)")
_WORDS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_NUMBER_WORD = re.compile(r"(muoi mot|muoi hai|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)(?= (?:tieng|gio|phut))")
_HALF = {"nua tieng": 30, "nua gio": 30, "half an hour": 30, "tieng ruoi": 90, "gio ruoi": 90}

_WHOLE = re.compile(r"(\d{1,3}(?:[\s.,]\d{3})+|\d+)(?:\s*[^\W\d][^\d]*)?")


def minutes(text: str, *, most: int) -> int:
    """A length of time in minutes, from "3,5", "3.5", "3h", "3h30", "3 tiếng rưỡi" or "90 phút".

    Raises:
        Bad: it is none, or more than `most` minutes.
    """
    found = _minutes(_NUMBER_WORD.sub(lambda word: str(_WORDS.index(word[1])), fold(_marked(text))))
    if not found or text.strip().startswith(("-", "−")):
        raise Bad(_("How many hours? A number such as 3.5, or “3h30”."))
    if found > most:
        raise Bad(_("At most {most} hours can be counted here. How many were there?", most=hours(most)))
    return found


def _marked(text: str) -> str:
    """The signs that matter, as words that folding keeps."""
    return _COLON.sub("colon", _POINT.sub("dot", text))


def _minutes(typed: str) -> int | None:
    if typed in _HALF:
        return _HALF[typed]
    if match := _HOURS_AND_MINUTES.fullmatch(typed):
        return int(match[1]) * 60 + int(match[2]) if int(match[2]) < 60 else None
    if match := _MINUTES.fullmatch(typed):
        return int(match[1])
    if match := _HOURS.fullmatch(typed):
        return round(float(match[1].replace("dot", ".")) * 60) + (30 if match[2] else 0)
    return None


def whole_number(text: str, *, most: int) -> int:
    """A whole number from 0: "1.200", "1,200", "1 200" and "1200" are the same; "12 cây" is 12.

    Raises:
        Bad: it is none, or more than `most`.
    """
    if fold(text) in {"khong", "khong co", "none", "no"}:
        return 0
    match = _WHOLE.fullmatch(text.strip())
    if match is None:
        raise Bad(_("I need a whole number from 0 to {most}, in digits.", most=most))
    found = int(re.sub(r"\D", "", match[1]))
    if found > most:
        raise Bad(
            _("{found} is more than one shift can be: at most {most}. What is the number?", found=found, most=most)
        )
    return found


def hours(length: int) -> float:
    """Minutes as hours, to be shown inside a sentence."""
    return round(length / 60, 2)


def shown(number: int) -> Text:
    """A number alone, as the reader's language writes it: 85.000."""
    return Text("{number}", facts={"number": number})


def in_hours(length: int) -> Text:
    """Minutes as a person says them: "3,5 giờ"."""
    return _("{hours} h", hours=hours(length))
