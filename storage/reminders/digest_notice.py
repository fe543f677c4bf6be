"""The digest: what the schedule tells leaders about their units, as facts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from storage.records import Bar, NoticeRecord, Record


class PastShift(Record):
    """A shift that is over: how many came, and how many with a seat did not; their names where they are few."""

    shift_id: int = 0
    title: str
    starts_at: AwareDatetime
    came: int
    absent: int
    came_names: tuple[str, ...] = ()
    absent_names: tuple[str, ...] = ()


class EmptyShift(Record):
    """A shift that is over, for which nobody had signed up and to which nobody came."""

    title: str
    starts_at: AwareDatetime


class FreeShift(Record):
    """A shift to come with empty seats."""

    title: str
    starts_at: AwareDatetime
    capacity: int
    seats_left: int


class YearTotal(Record):
    """What units have done of something this year; `amount` is the plan's target where it measures the same."""

    what: str
    number: int
    amount: int | None = None


class ComingDay(Record):
    """A day of the plan's that is near; `years` for an anniversary whose years are counted."""

    title: str
    title_en: str = ""
    day: date
    years: int | None = None


class UnitToCall(Record):
    """A unit that needs a call: nobody `came` of so many, or so many things await a decision `since` then."""

    reason: Literal["came", "verified"]
    unit: str
    parent: str
    number: int
    since: AwareDatetime | None = None


class Digest(NoticeRecord):
    """What a leader is told about their units since the last time; of long lists only the beginning.

    `signed_up` holds names where they are few.
    """

    kind: Literal["digest"] = "digest"
    units: tuple[str, ...]
    since: AwareDatetime
    signed_up_count: int = 0
    signed_up: tuple[str, ...] = ()
    past: tuple[PastShift, ...] = ()
    past_count: int = 0
    came_count: int = 0
    absent_count: int = 0
    empty: tuple[EmptyShift, ...] = ()
    empty_count: int = 0
    waiting: int = 0
    waiting_since: AwareDatetime | None = None
    calls: tuple[UnitToCall, ...] = ()
    calls_count: int = 0
    free: tuple[FreeShift, ...] = ()
    free_count: int = 0
    year: int
    standing: tuple[YearTotal, ...] = ()
    bars: tuple[Bar, ...] = ()
    coming: tuple[ComingDay, ...] = ()
    coming_count: int = 0
    undated: int = 0
