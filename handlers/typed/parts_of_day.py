"""Parts of the day, such as "chiều", "đêm" or "pm", and what they make of two times of day. Pure.

The grammar of hours that people type stands in docs/hours.md. What could be read in two ways is read in neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import NamedTuple

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of the day: what each hour means in it, as it is typed; other hours do not go with it."""

    name: str
    hours: Mapping[int, int]

    def at(self, clock: Clock) -> int | None:
        """The minute of the day that a time of day is in this part; None where it cannot be."""
        hour = self.hours.get(clock.hour)
        return None if hour is None else hour * 60 + clock.minute

    def covers(self, minute: int) -> bool:
        """Whether a minute of the day is in this part."""
        return minute // 60 in self.hours.values()


class Clock(NamedTuple):
    """A time of day as it was typed: an hour to 24, a minute, perhaps its part of the day."""

    hour: int
    minute: int
    part: Part | None = None
    said: bool = True  # whether it says that it is a time: by a sign, a word

    @property
    def literal(self) -> int:
        """The minute of the day, as it stands there."""
        return self.hour % 24 * 60 + self.minute

    @property
    def open(self) -> bool:
        """Whether the hour may be of the morning as well as of the afternoon."""
        return self.part is None and 1 <= self.hour <= 12


def _part(name: str, as_typed: range, half_day_later: range = range(0), **others: int) -> Part:
    hours = {hour: hour for hour in as_typed} | {hour: hour + 12 for hour in half_day_later}
    return Part(name, MappingProxyType(hours | {int(hour[1:]): at for hour, at in others.items()}))


MORNING = _part("morning", range(12))
NOON = _part("noon", range(10, 15), range(1, 3))
AFTERNOON = _part("afternoon", range(12, 20), range(1, 8))
EVENING = _part("evening", range(17, 24), range(5, 12), h12=0, h24=0)
NIGHT = _part("night", range(18, 24), range(7, 12), **{f"h{hour}": hour for hour in range(6)}, h12=0, h24=0)
AM = _part("am", range(12), h12=0)
PM = _part("pm", range(12, 24), range(1, 12))
_BEFORE_NOON = {MORNING.name, AM.name}

PARTS: dict[str, Part] = {
    "sang": MORNING,
    "morning": MORNING,
    "trua": NOON,
    "chieu": AFTERNOON,
    "afternoon": AFTERNOON,
    "evening": EVENING,
    "toi": EVENING,
    "dem": NIGHT,
    "khuya": NIGHT,
    "night": NIGHT,
    "am": AM,
    "pm": PM,
}


def name_of(part: Part) -> str:
    """The word under which `PARTS` has it."""
    return next(name for name, one in PARTS.items() if one is part)


class NoSuchHours(Exception):
    """Two times of day that do not go together, or with their parts of the day; or that may be two things."""


# Two times of day ----------------------------------------------------------------------------------------------------


def between(begins: Clock, ends: Clock, part: Part | None, *, next_day: bool = False) -> tuple[time, time]:
    """From when to when; where it ends at or before it begins, that is on the next day.

    `part` is the part of the day that stood apart from both, such as before the date; `next_day` says that "the next
    day" stood behind the end.

    Raises:
        NoSuchHours: they contradict each other, or may be two things.
    """
    first = _beginning(begins, ends, part)
    last = _end(begins, ends, first, part, next_day=next_day)
    if next_day and last > first:
        raise NoSuchHours("longer than a day")
    return _time(first), _time(last)


def _beginning(begins: Clock, ends: Clock, part: Part | None) -> int:
    if begins.part is not None:
        first = _in(begins.part, begins)
        if part is not None and not part.covers(first):
            raise NoSuchHours("two parts of the day")
        return first
    if part is not None:
        return _in_part_apart(begins, ends, part)
    return begins.literal if ends.part is None else _shared(begins, ends, ends.part)


def _in_part_apart(begins: Clock, ends: Clock, part: Part) -> int:
    """The beginning in the part of the day that stood apart; the end's own may not say another one."""
    first = _in(part, begins)
    if ends.part is None:
        return first
    try:
        shared = _shared(begins, ends, ends.part)
    except NoSuchHours:
        return first
    if shared != first:
        raise NoSuchHours("two parts of the day")
    return first


def _shared(begins: Clock, ends: Clock, part: Part) -> int:
    """The beginning, where only the end has its part of the day: "2-5pm" shares it, "10-1pm" does not."""
    last = _in(part, ends)
    literal, shared = begins.literal, part.at(begins)
    if not begins.open:
        return literal
    later = begins.hour % 12 * 60 + 12 * 60 + begins.minute
    if shared is not None and shared != literal:
        return min(shared, literal, key=lambda first: _length(first, last))
    if part.name in _BEFORE_NOON or last < 6 * 60:
        if last <= literal:
            raise NoSuchHours("ten in the morning, or in the evening")
        return literal
    if shared is None and literal < later < last:
        raise NoSuchHours("four in the morning, or in the afternoon")
    return literal


def _end(begins: Clock, ends: Clock, first: int, part: Part | None, *, next_day: bool) -> int:
    if ends.part is not None:
        return _in(ends.part, ends)
    known = begins.part or part
    if known is None:
        return ends.literal
    if known.name in _BEFORE_NOON:
        return _end_of_morning(ends, first, next_day=next_day)
    if not ends.open:
        return ends.literal
    of_morning, of_afternoon = ends.hour % 12 * 60 + ends.minute, ends.hour % 12 * 60 + 12 * 60 + ends.minute
    possible = [last for last in (of_morning, of_afternoon) if not next_day or last <= first]
    if not possible:
        raise NoSuchHours("longer than a day")
    nearest = min(possible, key=lambda last: _length(first, last))
    if not begins.open and begins.part is None and nearest != ends.literal:
        raise NoSuchHours("a clock of 24 hours, or of twelve")
    return nearest


def _end_of_morning(ends: Clock, first: int, *, next_day: bool) -> int:
    """What begins in the morning ends by noon, unless the end says otherwise."""
    if not next_day and not first < ends.literal <= 12 * 60:
        raise NoSuchHours("in the morning, or later")
    return ends.literal


def _in(part: Part, clock: Clock) -> int:
    minute = part.at(clock)
    if minute is None:
        raise NoSuchHours(f"{clock.hour} in the {part.name}")
    return minute


def _length(first: int, last: int) -> int:
    """How many minutes from one minute of a day to the next such minute of the other."""
    return (last - first - 1) % MINUTES_A_DAY + 1


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


# Apart from the hours ------------------------------------------------------------------------------------------------

_NAMES = "|".join(name for name in PARTS if name not in {"am", "toi"})  # "10/3 am" may be a lunar day
_TODAY = re.compile(r"\b(sang|trua|chieu|evening|toi|dem|khuya) nay\b")
_TODAY_IN_ENGLISH = re.compile(r"\bthis (morning|afternoon|evening|night)\b")
# "toi" without its marks is evening before a day, and until or "coming" behind one.
_EVENING_AHEAD = r"(?<!tuan )(?<!thang )\btoi\b"
_APART = re.compile(rf"(?:\b(?:buoi|luc|in the|at|rang)\s+)?\b(?P<part>{_NAMES})\b(?:\s+som\b)?")
_DAY_BEFORE = re.compile(r"(?:\d|\bwd[a-g]|\bnam|\bden)\s*,?\s*$")
_A_DAY_NEXT = re.compile(r"\s*(?:ngay\s+)?\d{1,2}\s*/")
_REPEATED = re.compile(r"\b(?:moi|hang tuan|hang ngay|every|each|weekly|daily)\b")
_WEEKDAY = re.compile(r"\bwd[a-g]\b")


def today_named(typed: str) -> str:
    """A plain text with "sáng nay" and "tonight" as a part of the day and today."""
    typed = re.sub(r"\btonight\b", "evening hom nay", _TODAY_IN_ENGLISH.sub(r"\1 hom nay", typed))
    return _TODAY.sub(r"\1 hom nay", typed)


class Apart(NamedTuple):
    """The parts of the day that stand apart from the hours, and what is left of the text.

    `perhaps_evening`: there is a "toi" without its marks that may be evening or something else.
    """

    parts: tuple[Part, ...]
    rest: str
    perhaps_evening: bool = False


def apart(typed: str) -> Apart:
    """Take the parts of the day out of a plain text whose hours were taken out."""
    found: dict[str, Part] = {}

    def take(match: re.Match[str]) -> str:
        part = PARTS[match["part"]]
        found[part.name] = part
        return " "

    rest = _APART.sub(take, typed)
    perhaps = False
    for match in reversed(list(re.finditer(_EVENING_AHEAD, rest))):
        before, after = rest[: match.start()], rest[match.end() :]
        if _A_DAY_NEXT.match(after) and (_REPEATED.search(before) or "/" in before):
            continue  # until a day
        if _DAY_BEFORE.search(before) or (_A_DAY_NEXT.match(after) and _WEEKDAY.search(before)):
            perhaps = True
            continue
        found[EVENING.name] = EVENING
        rest = f"{before} {after}"
    return Apart(tuple(found.values()), rest, perhaps)
