"""Reminders: what the schedule tells people, as facts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from storage.records import NoticeRecord, Record


class JoinableCampaign(Record):
    """A campaign that a member could join around a day."""

    campaign_id: int
    title: str
    starts_at: AwareDatetime


class AnniversaryToday(NoticeRecord):
    """It is so many years today (None where none are counted); `weight` is the largest of 100, 50, 10, 5 in them."""

    kind: Literal["anniversary"] = "anniversary"
    item_id: int
    title: str
    title_en: str = ""
    day: date
    years: int | None
    weight: int
    near: tuple[JoinableCampaign, ...] = ()


class AnniversaryAhead(NoticeRecord):
    """For leaders: an anniversary to prepare for."""

    kind: Literal["prepare"] = "prepare"
    item_id: int
    title: str
    title_en: str = ""
    day: date
    years: int | None
    weight: int


class PlanDay(NoticeRecord):
    """A campaign day or the first day of a campaign of the plan's: in a week, tomorrow, or today."""

    kind: Literal["plan_day"] = "plan_day"
    moment: Literal["week-before", "eve", "opening"]
    item_id: int
    title: str
    title_en: str = ""
    starts_on: date
    ends_on: date | None
    near: tuple[JoinableCampaign, ...] = ()


class ShiftAhead(NoticeRecord):
    """A shift on which the member has a seat: it is soon, or its check-in opens."""

    kind: Literal["shift_ahead"] = "shift_ahead"
    moment: Literal["day-before", "two-hours-before", "check-in-opens"]
    shift_id: int
    title: str
    place: str
    bring: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    opens_at: AwareDatetime


class ShiftChanged(NoticeRecord):
    """A shift was moved from `was` to another time, or cancelled."""

    kind: Literal["shift_changed"] = "shift_changed"
    moment: Literal["moved", "cancelled"]
    shift_id: int
    title: str
    place: str
    was: AwareDatetime
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class TellUs(NoticeRecord):
    """The member was at a shift and has not said what they did there; asked once more, then never."""

    kind: Literal["tell_us"] = "tell_us"
    moment: Literal["report", "report-again"]
    shift_id: int
    title: str
    starts_at: AwareDatetime


Reminder = AnniversaryToday | AnniversaryAhead | PlanDay | ShiftAhead | ShiftChanged | TellUs
