"""Times of day, hours from when to when, moments and lengths of time, as people type them on a phone. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from handlers.engine.outcomes import Bad
from handlers.engine.text import HOME, Text, _
from handlers.typed import lengths
from handlers.typed.days import FILLER, said_in
from handlers.typed.parts_of_day import (
    AM,
    EVENING,
    MORNING,
    NIGHT,
    PARTS,
    Clock,
    NoSuchHours,
    Part,
    apart,
    between,
    today_named,
)
from handlers.typed.spellings import A_DAY, MONTH_NAME, left_over, numbered, plain, without_weekdays
from schedules.calendar import ONE_DAY, local_day
from storage.text import fold

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=16)
OVERTIME_MIN = 120  # a shift may run over; more than this is a slip of the thumb


class Hours(BaseModel):
    """From when to when on a day, at home; where they end before they begin, on the next day."""

    begins: time
    ends: time


# Times of day --------------------------------------------------------------------------------------------------------

_MINUTES = r"\d\d|\d(?!\s*(?:,|va|and|&|-|den|toi|to)\s*\d{1,2}\s*/)"  # "11h 1-3/12" is no 11:01


def _clock(name: str, parts: str) -> str:
    """A time of day as a pattern, with these words for its part of the day; its groups are named with this letter."""
    return (
        rf"(?P<{name}_hour>\d{{1,2}})"
        rf"(?:\s*(?P<{name}_sign>gio|h|g|:)(?:\s*:?\s*(?P<{name}_minute>{_MINUTES})"
        rf"(?!\d|\s*(?:gio|h|g)(?![a-z])|\s*:))?)?"
        rf"(?:\s*(?:phut|ph|p)\b|')?(?:\s*(?P<{name}_half>ruoi)\b)?"
        rf"(?:\s*kem\s*(?P<{name}_less>\d{{1,2}})(?:\s*(?:phut|ph|p)\b|')?)?"
        rf"(?:\s*(?:buoi\s+|in the\s+|at\s+)?(?P<{name}_part>{parts})\b)?"
    )


_PART = "|".join(PARTS)
_PART_BEFORE = _PART.replace("toi", r"toi(?!\s*(?:luc\s*)?\d)")  # before a number, "toi" without its marks is until
_PART_BEHIND = _PART.replace("toi", r"toi(?!\s*(?:ngay\s*)?\d{1,2}\s*/)")
_BEGINS, _ENDS = rf"(?<![\d/.:]){_clock('b', _PART_BEFORE)}", _clock("e", _PART_BEHIND)
_STOP = rf"(?![\d/]|\.\d|\s*/)(?!\s*(?:{MONTH_NAME}))(?!\w)"
_NEXT_DAY_WORDS = r"(?:ngay )?hom sau|ngay (?:ke )?tiep theo|(?:the )?(?:next|following) (?:day|morning)"
_NEXT_DAY = rf"(?:\s*,?\s*\(?(?P<next>(?:{_NEXT_DAY_WORDS})\b\)?))?"
_UNTIL = r"(?:cho\s+)?(?:den|toi|to|until|till)(?:\s+luc)?"
_HOURS = re.compile(rf"{_BEGINS}\s*(?:[-~>=]+|(?P<until>{_UNTIL}))\s*{_ENDS}{_STOP}{_NEXT_DAY}")
_TWO_TIMES = re.compile(rf"{_BEGINS}(?:\s*(?:[-~=>,;&_]+|\.{{2,}}|{_UNTIL}|va|and)\s*|\s+){_ENDS}{_STOP}{_NEXT_DAY}")
# "22h ngày 30/11 đến 2h hôm sau": days between the two times.
_HOURS_APART = re.compile(
    rf"{_BEGINS}(?P<between>,?\s[^|;]*?)(?:(?<=\s)(?:-+|{_UNTIL})\s+)(?:luc\s+)?{_ENDS}{_STOP}{_NEXT_DAY}"
)
_TIME = re.compile(rf"(?<!\d-){_BEGINS}")
_MINUTES_AFTER_POINT = re.compile(r"(?<=\d)\.(?=\d{2}(?!\d))")
_AROUND_TWO_TIMES = frozenset({"tu", "luc", "den", "to", "from", "until", "till", "va", "and"})
_BEHIND_A_PART = re.compile(rf"\b(?:{_PART})\s+(?:tu\s+)?$")

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


class TypedHours(NamedTuple):
    """Two times of day in a plain text, and what stands before and behind them."""

    begins: Clock
    ends: Clock
    next_day: bool
    before: str
    behind: str
    in_words: bool = False  # whether it says "until", not a dash

    @property
    def ends_on_a_day(self) -> bool:
        """Whether a day behind them may be that of the end alone: "đến 2h sáng mai", "đến 2h 1/12"."""
        if self.ends.part is not None:
            return self.ends.part in (MORNING, AM)
        return self.in_words and self.ends.hour != 24

    @property
    def around(self) -> str:
        """What stands around them; "|" is where they were."""
        return f"{self.before} | {self.behind}"

    def in_part(self, parts: Collection[Part], *, on_a_day: bool = True) -> Hours:
        """The hours, where these parts of the day stood apart from them.

        `on_a_day`: of a day that is named, which the small hours of a night are not clearly.

        Raises:
            Bad: they contradict each other, or may be two things.
        """
        if len(parts) > 1:
            raise unclear_hours()
        part = next(iter(parts), None)
        try:
            begins, ends = between(self.begins, self.ends, part, next_day=self.next_day and on_a_day)
        except NoSuchHours:
            raise unclear_hours() from None
        of_night = NIGHT in (self.begins.part, part) or self.begins.hour == 24 or (self.begins.part or part) == EVENING
        if on_a_day and of_night and begins < _SMALL_HOURS:
            raise unclear_hours()
        return Hours(begins=begins, ends=ends)


_SMALL_HOURS = time(6)


class TypedClock(NamedTuple):
    """A time of day in a plain text, and what stands before and behind it."""

    clock: Clock
    before: str
    behind: str


def clocks_in(typed: str) -> list[TypedClock]:
    """The times of day in a plain text that say that they are such: by an "h", a colon, a word."""
    days = [match[0] for match in A_DAY.finditer(typed)]
    hidden = _spelled(A_DAY.sub(_A_DAY_STANDS_HERE, typed))  # "7h 24/1" is not 7:24
    found = []
    for match in _TIME.finditer(hidden):
        clock = _clock_of(match, "b")
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
_END = re.compile(rf"(?:cho\s+)?(?:(?:den|toi|to|until|till)\s+)?(?:luc\s+)?{_clock('b', _PART)}{_STOP}{_NEXT_DAY}")


def end_of(text: str, begins: time) -> Hours:
    """From when to when a shift is that begins then, by its end ("11h", "đến 11h"), its length ("4 tiếng"), or both.

    Raises:
        Bad: it is none, or none that a shift can have, or may be two things.
    """
    typed = _spelled(_MINUTES_AFTER_POINT.sub(":", plain(text)))
    if (length := _length_of(text)) is not None:
        ends = (datetime.combine(date.min, begins) + timedelta(minutes=length)).time()
        return checked(Hours(begins=begins, ends=ends))
    match = _END.fullmatch(typed.strip())
    clock = None if match is None else _clock_of(match, "b")
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


def two_times(text: str) -> Hours | None:
    """Two times of day, such as "22h-6h", "22 - 6" or "10 giờ tối đến 6 giờ sáng"; None where it is not that."""
    try:
        typed = _pair(text)
        parts = None if typed is None else apart(typed.around)
        if typed is None or parts is None or left_over(parts.rest, _AROUND_TWO_TIMES) or parts.perhaps_evening:
            return None
        return typed.in_part(parts.parts, on_a_day=False)
    except Bad:
        return None


def hours_of(text: str, part: str = "") -> Hours:
    """The hours of a shift, such as "7h-11h", "chiều 2h-5h" or "22h-2h"; `part` was said of its day before.

    Raises:
        Bad: they are none, or none that a shift can have, or may be two things.
    """
    typed = _pair(text)
    if typed is None or not (_says_time(typed) or apart(typed.around).parts):
        raise no_hours()
    parts = apart(typed.around)
    if left_over(parts.rest, FILLER) or parts.perhaps_evening:
        raise no_hours()
    said = {*parts.parts, *(one for one in [PARTS.get(part)] if one is not None)}
    return checked(typed.in_part(said))


def hours_in(typed: str) -> TypedHours | None:
    """The hours in a plain text that has days too, if it has any; days of the week are marked in it."""
    spelled = _spelled(typed)
    numbers = [_typed_hours(match) for match in _HOURS.finditer(spelled) if _in_a_day(match)]
    for hours in numbers:
        if _says_time(hours) or _BEHIND_A_PART.search(hours.before):
            return hours
    apart_from_each_other = _HOURS_APART.search(spelled)
    if apart_from_each_other is not None and (apart_from_each_other["b_sign"] or apart_from_each_other["b_part"]):
        return _typed_hours(apart_from_each_other, apart_from_each_other["between"])
    return numbers[0] if len(numbers) == 1 and apart(spelled).parts else None  # "chiều 30/11 2-5"


def checked(hours: Hours) -> Hours:
    """Hours that a shift can have; where they end at or before they begin, that is on the next day.

    Raises:
        Bad: they are too short or too long.
    """
    length = datetime.combine(date.min, hours.ends) - datetime.combine(date.min, hours.begins)
    if length <= timedelta():
        length += ONE_DAY
    if not SHORTEST <= length <= LONGEST:
        raise Bad(
            _(
                "A shift lasts from a quarter of an hour to 16 hours; it may end on the next day, such as 22h-2h. "
                "From when to when?"
            )
        )
    return hours


def moment_of(text: str, *, now: datetime, furthest: timedelta) -> datetime:
    """A moment to come, such as "18h", "7h30 mai" or "18h 28/11"; a time without a day is the next such time.

    Raises:
        Bad: it is none, or too far away.
    """
    bad = Bad(_("I need a time from now on, such as 18h, 7h30 mai, or 18h 28/11."))
    typed, weekdays = without_weekdays(plain(text))
    typed = today_named(typed)
    days, rest = said_in(numbered(typed, signs="/.-"), weekdays, local_day(now))
    match = _first_time(_spelled(rest))
    clock = None if match is None else _clock_of(match, "b")
    parts = {*apart(typed).parts, *(one for one in [clock and clock.part] if one is not None)}
    if clock is None or len(days) > 1 or len(parts) > 1:
        raise bad
    part = next(iter(parts), None)
    minute = clock.literal if part is None else part.at(clock)
    if minute is None:
        raise bad
    moment = datetime.combine(days[0] if days else local_day(now), time(minute // 60, minute % 60), HOME)
    ends_its_day = minute < 60 and part in (NIGHT, EVENING)  # "12h đêm mai"
    if ends_its_day or (moment <= now and not days):
        moment += ONE_DAY
    if not now < moment <= now + furthest:
        raise bad
    return moment


def no_hours() -> Bad:
    """What is said where no hours are understood."""
    return Bad(_("From when to when? For example 7h-11h, or 13h30-17h."))


def unclear_hours() -> Bad:
    """What is said about hours that contradict each other, or may be two things."""
    return Bad(_("Those hours may be two things. Please write them as on a clock of 24 hours, such as 14h-17h."))


def _spelled(typed: str) -> str:
    """A plain text with hours in figures: "bảy giờ", "7 p.m." and "until noon" are written as the others."""
    spelled = _HOUR_WORD.sub(lambda word: str(_HOUR_WORDS.index(word[1].replace("mot", "one")) + 1), typed)
    for pattern, plainly in _HALVES:
        spelled = pattern.sub(plainly, spelled)
    return spelled


def _first_time(typed: str) -> re.Match[str] | None:
    """The first time of day in a plain text that says that it is one; midnight is "0h" here, not "24h"."""
    times_of_day = (match for match in _TIME.finditer(typed) if match["b_sign"] or match["b_part"])
    return next((match for match in times_of_day if match["b_hour"] != "24"), None)


def _pair(text: str) -> TypedHours | None:
    """Two times in a text that has nothing else."""
    match = _TWO_TIMES.search(_spelled(_MINUTES_AFTER_POINT.sub(":", plain(text))))
    return None if match is None else _typed_hours(match)


def _typed_hours(match: re.Match[str], between: str = "") -> TypedHours:
    begins, ends = _clock_of(match, "b"), _clock_of(match, "e")
    if begins is None or ends is None:
        raise no_hours()
    before, behind = match.string[: match.start()], match.string[match.end() :]
    in_words = bool(match.groupdict().get("until"))
    return TypedHours(begins, ends, match["next"] is not None, f"{before} {between}", behind, in_words)


def _in_a_day(match: re.Match[str]) -> bool:
    """Whether two numbers can be times of day at all, or say that they are."""
    signs = match["b_sign"] or match["e_sign"] or match["b_part"] or match["e_part"]
    return bool(signs) or (int(match["b_hour"]) <= 24 and int(match["e_hour"]) <= 24)


def _says_time(typed: TypedHours) -> bool:
    """Whether two numbers are two times: one has an "h", a colon or a word for the time of day."""
    return typed.begins.said or typed.ends.said


def _clock_of(match: re.Match[str], name: str) -> Clock | None:
    """A time of day as it was typed; None where there is no such time."""
    hour, minute = int(match[f"{name}_hour"]), int(match[f"{name}_minute"] or (30 if match[f"{name}_half"] else 0))
    less = int(match[f"{name}_less"] or 0)
    said = any(match[f"{name}_{group}"] for group in ("sign", "part", "half", "less"))
    if hour > 24 or minute >= 60 or less >= 60 or (hour == 24 and minute) or (less and (minute or not hour)):
        return None
    if less:
        hour, minute = hour - 1, 60 - less
    return Clock(hour, minute, PARTS.get(match[f"{name}_part"] or ""), said=said)


# Lengths of time -----------------------------------------------------------------------------------------------------

_SIGN = r"\s*(?:h|g|gio|:)(?:\s*\d\d)?"
_FROM_TO = re.compile(
    rf"(?:tu\s+)?(?P<first>\d{{1,2}})(?P<sign>{_SIGN})?\s*(?:{_PART})?\s*(?:[-~>=]+|{_UNTIL})\s*(?:gan\s+|khoang\s+)?"
    rf"(?P<last>\d{{1,2}})(?P<end_sign>{_SIGN})?(?!\w)(?:\s*(?:{_PART})\b)?"
)
_LIKE_A_LENGTH = 5  # o'clock: "2h-3h" may be two or three hours


def minutes_of(text: str, *, most: int) -> int:
    """A length of time in minutes, from "3,5", "3h30", "3 tiếng rưỡi", "90 phút" or "từ 7h đến 11h", read whole.

    Raises:
        Bad: it is none, or not clear, or more than `most` minutes.
    """
    length = _from_to(text) or lengths.minutes_in(text)
    if not length:
        raise Bad(_("How many hours? A number such as 3.5, or “3h30”."))
    if length > most:
        raise Bad(_("At most {most} hours can be counted here. How many were there?", most=hours(most)))
    return length


def _from_to(text: str) -> int | None:
    """How long it is from one time to another, where a text says so; 0 minutes are none."""
    match = _FROM_TO.search(plain(text))
    if match is None or not (match["sign"] or match["end_sign"]):
        return None
    both = match["sign"] and match["end_sign"]
    if int(match["first"]) < _LIKE_A_LENGTH and not (both and int(match["last"]) - int(match["first"]) > 1):
        return None
    read = two_times(match[0])
    if read is None:
        return None
    length = datetime.combine(date.min, read.ends) - datetime.combine(date.min, read.begins)
    return int((length + (ONE_DAY if length <= timedelta() else timedelta())).total_seconds() // 60)


def hours(length: int) -> float:
    """Minutes as hours, to be shown inside a sentence."""
    return round(length / 60, 2)


def in_hours(length: int) -> Text:
    """Minutes as a person says them: "3,5 giờ"."""
    return _("{hours} h", hours=hours(length))
