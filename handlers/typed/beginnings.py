"""A shift of which only the beginning was said, and its end, when that is asked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from handlers.engine.outcomes import Bad
from handlers.typed.clocks import MINUTES_AFTER_POINT, PART_WORD, clock_of, clock_pattern, spelled
from handlers.typed.hours import LONGEST, NEXT_DAY, STOP, Hours, checked, hours_of, unclear_hours
from handlers.typed.parts_of_day import Clock, NoSuchHours, Part, between
from handlers.typed.spellings import plain
from handlers.typed.times import minutes_of
from storage.text import fold


def beginning(clock: Clock, parts: Collection[Part]) -> time:
    """When a shift begins of which no end was said; parts of the day stood apart from it.

    Raises:
        Bad: they contradict each other, or the hour may be of the morning or of the afternoon.
    """
    said = {*parts, *(one for one in [clock.part] if one is not None)}
    if len(said) > 1 or (not said and 1 <= clock.hour < _EARLIEST):
        raise unclear_hours()
    minute = next(iter(said)).at(clock) if said else clock.literal
    if minute is None or (said and minute < 60 * _EARLIEST):
        raise unclear_hours()
    return time(minute // 60, minute % 60)


_EARLIEST = 5  # o'clock: an earlier one by itself is rather of the afternoon, or of the night before
_END = re.compile(
    rf"(?:cho\s+)?(?:(?:den|toi|to|until|till)\s+)?(?:luc\s+)?{clock_pattern('b', PART_WORD)}{STOP}{NEXT_DAY}"
)


def end_of(text: str, begins: time) -> Hours:
    """From when to when a shift is that begins then, by its end ("11h", "đến 11h"), its length ("4 tiếng"), or both.

    Raises:
        Bad: it is none, or none that a shift can have, or may be two things.
    """
    typed = spelled(MINUTES_AFTER_POINT.sub(":", plain(text)))
    if (length := _length_of(text)) is not None:
        ends = (datetime.combine(date.min, begins) + timedelta(minutes=length)).time()
        return checked(Hours(begins=begins, ends=ends))
    match = _END.fullmatch(typed.strip())
    clock = None if match is None else clock_of(match, "b")
    if match is None or clock is None:
        return hours_of(text)
    try:
        _first, ends = between(Clock(begins.hour, begins.minute), clock, None, next_day=match["next"] is not None)
    except NoSuchHours:
        raise unclear_hours() from None
    return checked(Hours(begins=begins, ends=ends))


def _length_of(text: str) -> int | None:
    """A length in minutes, where a word says that it is one: "4 tiếng", "90 phút", "3 hours"."""
    if not re.search(r"\b(?:tieng|phut|hours?|hrs?|minutes?|mins?)\b", fold(text)) or ":" in text:
        return None
    try:
        return minutes_of(text, most=int(LONGEST.total_seconds() // 60))
    except Bad:
        return None
