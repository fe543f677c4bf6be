"""When in the day a shift is to begin by what a sentence says: "sáng mai", "7h", "2h chiều". Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from handlers.engine.yes_no import written
from handlers.typed.clocks import clock_of, first_time, spelled
from handlers.typed.parts_of_day import AFTERNOON, PARTS, Clock, Part, today_named
from handlers.typed.spellings import plain
from storage.text import tidy

Minutes = tuple[int, int]  # the first and the last minute of the day that is meant
EVENING_ALREADY = {19}  # "7h chiều" is said, but a shift of the afternoon does not begin then
HALF_A_DAY = 12 * 60
_MARKED = {
    "sáng": "sang",
    "trưa": "trua",
    "chiều": "chieu",
    "tối": "toi",
    "đêm": "dem",
    "khuya": "khuya",
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
    "tonight": "evening",
}
# Without their marks these are also "I", "over to" and "to bring": a day or an hour beside them says which.
_ALSO_ELSE = {"sang", "toi", "dem"}
_WEEKDAY = "thu [2-7]|thu (?:hai|ba|tu|nam|sau|bay)|t[2-7]|cn|chu nhat"
_BEFORE = re.compile(rf"(?:buoi|ca|\d|h|gio|g|mai|nay|mot|kia|ngay|{_WEEKDAY})$")
_BEHIND = re.compile(r"(?:nay|mai|mot|kia|thu|cn|chu nhat|hom|ngay|\d|som|t[2-7])\b")


def wished_starts(text: str) -> list[Minutes]:
    """The minutes of the day at which a shift may begin by what a sentence says; empty for any."""
    part = _part(text)
    match = first_time(spelled(today_named(plain(text))))
    if match is None:
        return [] if part is None else _runs(part)
    clock = clock_of(match, "b")
    if clock is None:
        return []
    return _around(clock, clock.part or part)


def _around(clock: Clock, part: Part | None) -> list[Minutes]:
    """An hour, of the morning or the afternoon where nothing says which; a full hour also means a little later."""
    minute = None if part is None else part.at(clock)
    begins = [minute] if minute is not None else [clock.literal]
    if minute is None and clock.open:
        begins = [clock.hour % 12 * 60 + clock.minute, clock.hour % 12 * 60 + clock.minute + HALF_A_DAY]
    return [(first, first if clock.minute else first + 59) for first in begins]


def _part(text: str) -> Part | None:
    """The part of the day that a sentence names; None for none, or for several."""
    words = tidy(text).lower().replace(",", " ").split()
    folded = [plain(word) for word in words]
    named = {
        PARTS[name].name: PARTS[name]
        for at, word in enumerate(words)
        for marked, name in _MARKED.items()
        if word.strip(".!?") != "tôi" and written(word.strip(".!?"), marked) and _is_sure(folded, at)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _is_sure(folded: list[str], at: int) -> bool:
    word = folded[at].strip(".!?")
    if word not in _ALSO_ELSE:
        return True
    before, behind = " ".join(folded[max(0, at - 2) : at]), " ".join(folded[at + 1 : at + 3])
    return _BEFORE.search(before) is not None or _BEHIND.match(behind) is not None


def _runs(part: Part) -> list[Minutes]:
    """The hours of a part of the day, as runs of minutes."""
    hours = sorted(set(part.hours.values()) - (EVENING_ALREADY if part is AFTERNOON else set()))
    breaks = [at for at, (one, following) in enumerate(pairwise(hours), start=1) if following != one + 1]
    cuts = [0, *breaks, len(hours)]
    return [(hours[first] * 60, hours[last - 1] * 60 + 59) for first, last in pairwise(cuts)]
