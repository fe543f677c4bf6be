"""Moments to come, and how long something took, as people type them on a phone. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from handlers.engine.outcomes import Bad
from handlers.engine.text import HOME, Text, _
from handlers.typed import lengths
from handlers.typed.clocks import PART_WORD, UNTIL, clock_of, first_time, spelled
from handlers.typed.days import said_in
from handlers.typed.hours import two_times
from handlers.typed.parts_of_day import EVENING, NIGHT, apart, today_named
from handlers.typed.spellings import numbered, plain, without_weekdays
from schedules.calendar import ONE_DAY, local_day

OVERTIME_MIN = 120  # a shift may run over; more than this is a slip of the thumb


def moment_of(text: str, *, now: datetime, furthest: timedelta) -> datetime:
    """A moment to come, such as "18h", "7h30 mai" or "18h 28/11"; a time without a day is the next such time.

    Raises:
        Bad: it is none, or too far away.
    """
    bad = Bad(_("I need a time from now on, such as 18h, 7h30 mai, or 18h 28/11."))
    typed, weekdays = without_weekdays(plain(text))
    typed = today_named(typed)
    days, rest = said_in(numbered(typed, signs="/.-"), weekdays, local_day(now))
    match = first_time(spelled(rest))
    clock = None if match is None else clock_of(match, "b")
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


_SIGN = r"\s*(?:h|g|gio|:)(?:\s*\d\d)?"
_FROM_TO = re.compile(
    rf"(?:tu\s+)?(?P<first>\d{{1,2}})(?P<sign>{_SIGN})?\s*(?:{PART_WORD})?\s*(?:[-~>=]+|{UNTIL})\s*(?:gan\s+|khoang\s+)?"
    rf"(?P<last>\d{{1,2}})(?P<end_sign>{_SIGN})?(?!\w)(?:\s*(?:{PART_WORD})\b)?"
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
