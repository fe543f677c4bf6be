"""Leaders' digests, as typed records: whose is due, and the rows that their figures are made of."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from storage.records import Record
from storage.reminders.digest_notice import FreeShift, PastShift
from storage.reminders.reminders import QuietHours

Rhythm = Literal["usual", "weekly", "daily", "off"]


class DigestDue(Record):
    """A leader whose digest may be due: when that was last checked, what the last one told, and where it goes."""

    member_id: int
    chat_id: int
    rhythm: Rhythm
    checked_on: date
    told_upto: AwareDatetime
    told_sign_up: int


class DigestReader(Record):
    """A leader who can be sent a digest: what the last one told, if there was one, and their quiet hours."""

    member_id: int
    rhythm: Rhythm
    told_upto: AwareDatetime | None
    told_sign_up: int | None
    quiet_hours: str

    @property
    def quiet(self) -> QuietHours:
        """When nothing is sent to them."""
        return QuietHours(*self.quiet_hours.split("-"))


class PastShiftSums(PastShift):
    """A shift that is over, with the sums of all that are."""

    shifts: int
    came_in_all: int
    absent_in_all: int


class FreeShiftSums(FreeShift):
    """A shift with empty seats, with how many of them there are."""

    shifts: int


class LedUnit(Record):
    """A unit that somebody leads."""

    id: int
    name: str
    parent_id: int | None
