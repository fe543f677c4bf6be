"""One time of day as people type it: “7h30”, “bảy giờ rưỡi tối”, “7 p.m.”; how that is found in a text. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.typed.parts_of_day import PARTS, Clock
from handlers.typed.spellings import A_DAY

_MINUTES = r"\d\d|\d(?!\s*(?:,|va|and|&|-|den|toi|to)\s*\d{1,2}\s*/)"  # "11h 1-3/12" is no 11:01


def clock_pattern(name: str, parts: str) -> str:
    """A time of day as a pattern, with these words for its part of the day; its groups are named with this letter."""
    return (
        rf"(?P<{name}_hour>\d{{1,2}})"
        rf"(?:\s*(?P<{name}_sign>gio|h|g|:)(?:\s*:?\s*(?P<{name}_minute>{_MINUTES})"
        rf"(?!\d|\s*(?:gio|h|g)(?![a-z])|\s*:))?)?"
        rf"(?:\s*(?:phut|ph|p)\b|')?(?:\s*(?P<{name}_half>ruoi)\b)?"
        rf"(?:\s*kem\s*(?P<{name}_less>\d{{1,2}})(?:\s*(?:phut|ph|p)\b|')?)?"
        rf"(?:\s*(?:buoi\s+|in the\s+|at\s+)?(?P<{name}_part>{parts})\b)?"
    )


PART_WORD = "|".join(PARTS)
_PART_BEFORE = PART_WORD.replace("toi", r"toi(?!\s*(?:luc\s*)?\d)")  # before a number, "toi" without its marks is until
_PART_BEHIND = PART_WORD.replace("toi", r"toi(?!\s*(?:ngay\s*)?\d{1,2}\s*/)")
BEGINS, ENDS = rf"(?<![\d/.:]){clock_pattern('b', _PART_BEFORE)}", clock_pattern("e", _PART_BEHIND)
UNTIL = r"(?:cho\s+)?(?:den|toi|to|until|till)(?:\s+luc)?"
_TIME = re.compile(rf"(?<!\d-){BEGINS}")
MINUTES_AFTER_POINT = re.compile(r"(?<=\d)\.(?=\d{2}(?!\d))")
_HALVES = (  # "7 p.m.", "7 o'clock"
    (re.compile(r"\b([ap])\s?\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"(?<=\d)\s?o'?\s?clock\b"), "h"),
    (
        re.compile(r"(?:(?<=to )|(?<=until )|(?<=till )|(?<=- )|(?<=-))noon\b|\bnoon(?=\s*(?:-|to\b|until|till))"),
        "12:00",
    ),
    (
        re.compile(r"(?:(?<=to )|(?<=den )|(?<=toi )|(?<=until )|(?<=till )|(?<=- )|(?<=-))(?:nua dem|midnight)\b"),
        "24h",
    ),
)
_HOUR_WORDS = ("one", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi one", "muoi hai")
_HOUR_WORD = re.compile(
    r"(?<!tuan )(?<!thang )(?<!hom )"
    r"\b(muoi (?:one|mot|hai)|one|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)(?= (?:gio|ruoi)\b)"
)


class TypedClock(NamedTuple):
    """A time of day in a plain text, and what stands before and behind it."""

    clock: Clock
    before: str
    behind: str


def clocks_in(typed: str) -> list[TypedClock]:
    """The times of day in a plain text that say that they are such: by an "h", a colon, a word."""
    days = [match[0] for match in A_DAY.finditer(typed)]
    hidden = spelled(A_DAY.sub(_A_DAY_STANDS_HERE, typed))  # "7h 24/1" is not 7:24
    found = []
    for match in _TIME.finditer(hidden):
        clock = clock_of(match, "b")
        if clock is not None and clock.hour < 24 and (match["b_sign"] or match["b_part"]):
            before, behind = hidden[: match.start()], hidden[match.end() :]
            number = before.count(_A_DAY_STANDS_HERE)
            found.append(TypedClock(clock, _shown(before, days[:number]), _shown(behind, days[number:])))
    return found


_A_DAY_STANDS_HERE = "\x00"


def _shown(hidden: str, days: list[str]) -> str:
    """A text with its days where they stood."""
    for day in days:
        hidden = hidden.replace(_A_DAY_STANDS_HERE, day, 1)
    return hidden


def spelled(typed: str) -> str:
    """A plain text with hours in figures: "bảy giờ", "7 p.m." and "until noon" are written as the others."""
    text = _HOUR_WORD.sub(lambda word: str(_HOUR_WORDS.index(word[1].replace("mot", "one")) + 1), typed)
    for pattern, plainly in _HALVES:
        text = pattern.sub(plainly, text)
    return text


def first_time(typed: str) -> re.Match[str] | None:
    """The first time of day in a plain text that says that it is one; midnight is "0h" here, not "24h"."""
    times_of_day = (match for match in _TIME.finditer(typed) if match["b_sign"] or match["b_part"])
    return next((match for match in times_of_day if match["b_hour"] != "24"), None)


def clock_of(match: re.Match[str], name: str) -> Clock | None:
    """A time of day as it was typed; None where there is no such time."""
    hour, minute = int(match[f"{name}_hour"]), int(match[f"{name}_minute"] or (30 if match[f"{name}_half"] else 0))
    less = int(match[f"{name}_less"] or 0)
    said = any(match[f"{name}_{group}"] for group in ("sign", "part", "half", "less"))
    if hour > 24 or minute >= 60 or less >= 60 or (hour == 24 and minute) or (less and (minute or not hour)):
        return None
    if less:
        hour, minute = hour - 1, 60 - less
    return Clock(hour, minute, PARTS.get(match[f"{name}_part"] or ""), said=said)
