"""Hours from when to when, as people type them: “7h-11h”, “chiều 2h-5h”, “22h đến 2h sáng mai”. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from pydantic import BaseModel

from handlers.engine.outcomes import Bad
from handlers.engine.text import _
from handlers.typed.clocks import BEGINS, ENDS, MINUTES_AFTER_POINT, PART_WORD, UNTIL, clock_of, spelled
from handlers.typed.days import FILLER
from handlers.typed.parts_of_day import AM, EVENING, MORNING, NIGHT, PARTS, Clock, NoSuchHours, Part, apart, between
from handlers.typed.spellings import MONTH_NAME, left_over, plain
from schedules.calendar import ONE_DAY

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=16)


class Hours(BaseModel):
    """From when to when on a day, at home; where they end before they begin, on the next day."""

    begins: time
    ends: time


STOP = rf"(?![\d/]|\.\d|\s*/)(?!\s*(?:{MONTH_NAME}))(?!\w)"
_NEXT_DAY_WORDS = r"(?:ngay )?hom sau|ngay (?:ke )?tiep theo|(?:the )?(?:next|following) (?:day|morning)"
NEXT_DAY = rf"(?:\s*,?\s*\(?(?P<next>(?:{_NEXT_DAY_WORDS})\b\)?))?"
_HOURS = re.compile(rf"{BEGINS}\s*(?:[-~>=]+|(?P<until>{UNTIL}))\s*{ENDS}{STOP}{NEXT_DAY}")
_TWO_TIMES = re.compile(rf"{BEGINS}(?:\s*(?:[-~=>,;&_]+|\.{{2,}}|{UNTIL}|va|and)\s*|\s+){ENDS}{STOP}{NEXT_DAY}")
# "22h ngày 30/11 đến 2h hôm sau": days between the two times.
_HOURS_APART = re.compile(
    rf"{BEGINS}(?P<between>,?\s[^|;]*?)(?:(?<=\s)(?:-+|{UNTIL})\s+)(?:luc\s+)?{ENDS}{STOP}{NEXT_DAY}"
)
_AROUND_TWO_TIMES = frozenset({"tu", "luc", "den", "to", "from", "until", "till", "va", "and"})
_BEHIND_A_PART = re.compile(rf"\b(?:{PART_WORD})\s+(?:tu\s+)?$")


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
    text = spelled(typed)
    numbers = [_typed_hours(match) for match in _HOURS.finditer(text) if _in_a_day(match)]
    for hours in numbers:
        if _says_time(hours) or _BEHIND_A_PART.search(hours.before):
            return hours
    apart_from_each_other = _HOURS_APART.search(text)
    if apart_from_each_other is not None and (apart_from_each_other["b_sign"] or apart_from_each_other["b_part"]):
        return _typed_hours(apart_from_each_other, apart_from_each_other["between"])
    return numbers[0] if len(numbers) == 1 and apart(text).parts else None  # "chiều 30/11 2-5"


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


def no_hours() -> Bad:
    """What is said where no hours are understood."""
    return Bad(_("From when to when? For example 7h-11h, or 13h30-17h."))


def unclear_hours() -> Bad:
    """What is said about hours that contradict each other, or may be two things."""
    return Bad(_("Those hours may be two things. Please write them as on a clock of 24 hours, such as 14h-17h."))


def _pair(text: str) -> TypedHours | None:
    """Two times in a text that has nothing else."""
    match = _TWO_TIMES.search(spelled(MINUTES_AFTER_POINT.sub(":", plain(text))))
    return None if match is None else _typed_hours(match)


def _typed_hours(match: re.Match[str], between: str = "") -> TypedHours:
    begins, ends = clock_of(match, "b"), clock_of(match, "e")
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
