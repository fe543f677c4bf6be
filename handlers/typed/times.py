"""Times of day, hours from when to when, moments and lengths of time, as people type them on a phone. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel

from handlers.engine.outcomes import Bad
from handlers.engine.text import HOME, Text, _
from handlers.typed.days import FILLER, said_in
from handlers.typed.spellings import MONTH_NAME, left_over, numbered, plain, without_weekdays
from schedules.calendar import ONE_DAY, local_day
from storage.text import fold

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=16)
OVERTIME_MIN = 120  # a shift may run over; more than this is a slip of the thumb


class Hours(BaseModel):
    """From when to when on a day, at home; where they end before they begin, on the next day."""

    begins: time
    ends: time


# Times of day --------------------------------------------------------------------------------------------------------

_PARTS = {  # the hours that these words move to the afternoon; twelve at night is midnight
    "trua": range(1, 10),
    "chieu": range(1, 12),
    "toi": range(1, 12),
    "pm": range(1, 12),
    "dem": range(6, 13),
    "khuya": range(6, 13),
    "sang": (),
    "am": (),
}
_AFTERNOON = {"trua", "chieu", "toi", "pm"}
_NIGHT = {"dem", "khuya"}
_MINUTES = r"\d\d|\d(?!\s*(?:,|va|and|&|-|den|toi|to)\s*\d{1,2}\s*/)"  # "11h 1-3/12" is no 11:01


def _clock(name: str, parts: str) -> str:
    """A time of day as a pattern, with these words for its part of the day; its groups are named with this letter."""
    return (
        rf"(?P<{name}_hour>\d{{1,2}})"
        rf"(?:\s*(?P<{name}_sign>gio|h|g|:)(?:\s*(?P<{name}_minute>{_MINUTES})(?!\d|\s*(?:gio|h|g)(?![a-z])|\s*:))?)?"
        rf"(?:\s*(?:phut|ph|p)\b|')?(?:\s*(?P<{name}_half>ruoi)\b)?(?:\s*(?P<{name}_part>{parts})\b)?"
    )


_PART = "|".join(_PARTS)
_PART_BEFORE = _PART.replace("toi", r"toi(?!\s*\d)")  # before a number, "toi" without its marks is until
_BEGINS, _ENDS = rf"(?<![\d/.:]){_clock('b', _PART_BEFORE)}", _clock("e", _PART)
_STOP = rf"(?![\d/]|\.\d|\s*/)(?!\s*(?:{MONTH_NAME}))(?!\w)"
_UNTIL = r"den|toi|to|until|till"
_HOURS = re.compile(rf"{_BEGINS}\s*(?:[-~>]+|{_UNTIL})\s*{_ENDS}{_STOP}")
_TWO_TIMES = re.compile(
    rf"{_BEGINS}(?:\s*(?:[-~=>,;&_]+|\.{{2,}}|(?:{_UNTIL})(?:\s*luc)?|va|and)\s*|\s+){_ENDS}{_STOP}"
)
# A part of the day apart from its hours: "chiều mai 2h-5h". "toi" without its marks is evening in "toi nay", "toi mai".
_PART_APART = re.compile(r"\b(?:sang|trua|chieu|pm|(?<!nay )(?<!den )toi(?= (?:nay|mai)\b))\b")
_TIME = re.compile(rf"(?<!\d-){_BEGINS}")
_MINUTES_AFTER_POINT = re.compile(r"(?<=\d)\.(?=\d{2}(?!\d))")
_AROUND_TWO_TIMES = frozenset({"tu", "luc", "den", "toi", "to", "from", "until", "till", "va", "and", "hom", "sau"})


def two_times(text: str) -> Hours | None:
    """Two times of day, such as "22h-6h", "22 - 6" or "10 giờ tối đến 6 giờ sáng"; None where it is not that."""
    match, rest = _pair(text)
    return None if match is None or left_over(rest, _AROUND_TWO_TIMES) else _hours(match)


def hours_of(text: str) -> Hours:
    """The hours of a shift, such as "7h-11h".

    Raises:
        Bad: they are none, or none that a shift can have.
    """
    match, rest = _pair(text)
    hours = None
    if match is not None and _says_time(match) and not left_over(rest, FILLER):
        hours = _hours(match)
    if hours is None:
        raise no_hours()
    return _within_a_day(hours)


def hours_in(typed: str) -> tuple[Hours | None, str]:
    """The hours in a plain text that has days too, if it has any, and the rest of the text.

    Raises:
        Bad: they are none that a shift can have.
    """
    match = next((match for match in _HOURS.finditer(typed) if _says_time(match)), None)
    if match is None:
        return None, typed
    around = f"{typed[: match.start()]} {typed[match.end() :]}"
    hours = _hours(match, _part_in(around))
    if hours is None:
        raise no_hours()
    return _within_a_day(hours), around


def moment_of(text: str, *, now: datetime, furthest: timedelta) -> datetime:
    """A moment to come, such as "18h", "7h30 mai" or "18h 28/11"; a time without a day is the next such time.

    Raises:
        Bad: it is none, or too far away.
    """
    bad = Bad(_("I need a time from now on, such as 18h, 7h30 mai, or 18h 28/11."))
    typed, weekdays = without_weekdays(plain(text))
    days, rest = said_in(numbered(typed, signs="/.-"), weekdays, local_day(now))
    match = _first_time(rest)
    part = None if match is None else match["b_part"] or _part_in(typed)
    at = None if match is None else _time(match, "b", part)
    if at is None or len(days) > 1:
        raise bad
    moment = datetime.combine(days[0] if days else local_day(now), at, HOME)
    ends_its_day = at.hour == 0 and part in _NIGHT  # "12h đêm mai"
    if ends_its_day or (moment <= now and not days):
        moment += ONE_DAY
    if not now < moment <= now + furthest:
        raise bad
    return moment


def no_hours() -> Bad:
    """What is said where no hours are understood."""
    return Bad(_("From when to when? For example 7h-11h, or 13h30-17h."))


def _first_time(typed: str) -> re.Match[str] | None:
    """The first time of day in a plain text that says that it is one; midnight is "0h" here, not "24h"."""
    times_of_day = (match for match in _TIME.finditer(typed) if match["b_sign"] or match["b_part"])
    return next((match for match in times_of_day if match["b_hour"] != "24"), None)


def _part_in(typed: str) -> str | None:
    """The part of the day that a plain text names, where it names one alone."""
    parts = set(_PART_APART.findall(typed))
    return parts.pop() if len(parts) == 1 else None


def _pair(text: str) -> tuple[re.Match[str] | None, str]:
    """Two times in a text that has nothing else, if it has them, and what stands around them."""
    typed = _MINUTES_AFTER_POINT.sub(":", plain(text))
    return _TWO_TIMES.search(typed), _TWO_TIMES.sub(" ", typed, count=1)


def _says_time(match: re.Match[str]) -> bool:
    """Whether two numbers are two times: one has an "h", a colon or a word for the time of day."""
    return any(match[group] for group in ("b_sign", "b_part", "e_sign", "e_part"))


def _hours(match: re.Match[str], part: str | None = None) -> Hours | None:
    """The hours of two times; `part` is the part of the day of both where they say none."""
    if match["b_part"] or match["e_part"]:
        part = None
    begins, ends = _time(match, "b", match["b_part"] or part), _time(match, "e", match["e_part"] or part)
    if not match["b_part"] and match["e_part"] in _AFTERNOON:  # "2-5pm", but "10-1pm"
        shared = _time(match, "b", match["e_part"])
        begins = shared if shared and ends and shared < ends else begins
    return None if begins is None or ends is None else Hours(begins=begins, ends=ends)


def _time(match: re.Match[str], name: str, part: str | None) -> time | None:
    """A time of day; None where there is no such time."""
    hour, minute = int(match[f"{name}_hour"]), int(match[f"{name}_minute"] or (30 if match[f"{name}_half"] else 0))
    if hour > 24 or minute >= 60:
        return None
    if part and hour in _PARTS[part]:
        hour += 12
    elif part in {"sang", "am"} and hour == 12:
        hour = 0
    return time(hour % 24, minute)


def _within_a_day(hours: Hours) -> Hours:
    length = datetime.combine(date.min, hours.ends) - datetime.combine(date.min, hours.begins)
    if not SHORTEST <= length <= LONGEST:
        raise Bad(_("A shift ends on the day it begins, and lasts from a quarter of an hour to 16 hours."))
    return hours


# Lengths of time -----------------------------------------------------------------------------------------------------

_ABOUT = r"(?:khoang|tam|gan|hon|chung|about|around)?\s*"
_HOUR = r"(?:h|g|gio|tieng|hours?|hrs?)"
_MINUTE = r"(?:p|ph|phut|m|mins?|minutes?)"
_HOURS_AND_MINUTES = re.compile(rf"{_ABOUT}(\d{{1,3}})\s*(?:{_HOUR}|colon)\s*(\d{{1,2}})\s*{_MINUTE}?")
_HOURS_ALONE = re.compile(rf"{_ABOUT}(\d{{1,3}}(?:dot\d{{1,2}})?)\s*{_HOUR}?\s*(ruoi)?")
_MINUTES_ALONE = re.compile(rf"{_ABOUT}(\d{{1,4}})\s*{_MINUTE}")
_POINT = re.compile(r"(?<=\d)[.,](?=\d)")
_COLON = re.compile(r"(?<=\d):(?=\d)")
_WORDS = ("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_NUMBER_WORD = re.compile(r"(muoi mot|muoi hai|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)(?= (?:tieng|gio|phut))")
_HALF = {"nua tieng": 30, "nua gio": 30, "half an hour": 30, "tieng ruoi": 90, "gio ruoi": 90}


def minutes_of(text: str, *, most: int) -> int:
    """A length of time in minutes, from "3,5", "3.5", "3h", "3h30", "3 tiếng rưỡi" or "90 phút".

    Raises:
        Bad: it is none, or more than `most` minutes.
    """
    marked = _COLON.sub("colon", _POINT.sub("dot", text))  # the signs that matter, as words that folding keeps
    length = _minutes(_NUMBER_WORD.sub(lambda word: str(_WORDS.index(word[1])), fold(marked)))
    if not length or text.strip().startswith(("-", "−")):
        raise Bad(_("How many hours? A number such as 3.5, or “3h30”."))
    if length > most:
        raise Bad(_("At most {most} hours can be counted here. How many were there?", most=hours(most)))
    return length


def hours(length: int) -> float:
    """Minutes as hours, to be shown inside a sentence."""
    return round(length / 60, 2)


def in_hours(length: int) -> Text:
    """Minutes as a person says them: "3,5 giờ"."""
    return _("{hours} h", hours=hours(length))


def _minutes(typed: str) -> int | None:
    if typed in _HALF:
        return _HALF[typed]
    if match := _HOURS_AND_MINUTES.fullmatch(typed):
        return int(match[1]) * 60 + int(match[2]) if int(match[2]) < 60 else None
    if match := _MINUTES_ALONE.fullmatch(typed):
        return int(match[1])
    if match := _HOURS_ALONE.fullmatch(typed):
        return round(float(match[1].replace("dot", ".")) * 60) + (30 if match[2] else 0)
    return None
