"""Attendance, as typed records."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from storage.records import Record


class CheckIn(Record):
    """One member's being there at one shift."""

    id: int
    shift_id: int
    member_id: int | None
    unit_id: int
    proof: str
    weak: bool
    distance_m: int | None
    walk_in: bool
    checked_in_at: AwareDatetime
    minutes_claimed: int
    minutes_verified: int | None
    state: Literal["waiting", "verified", "returned", "undone"]
    reason: str | None
