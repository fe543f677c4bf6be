"""Notices of verification: what a leader decided about a check-in or report."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from storage.records import ShiftNotice


class Correction(BaseModel):
    """A figure that a leader corrected: "minutes" or a counted quantity, as claimed and as it counts."""

    what: str
    claimed: int
    counts: int


class Counted(BaseModel):
    """A counted quantity, as it counts: so many trees."""

    what: str
    number: int


class Decided(ShiftNotice):
    """A leader's decision on a check-in or report: what counts of it, hours (None when returned) and quantities.

    `check_in_id` is the check-in whose report is to be sent again.
    """

    kind: Literal["decided"] = "decided"
    subject: Literal["check_in", "report"]
    title: str
    accepted: bool
    minutes: int | None = None
    quantities: tuple[Counted, ...] = ()
    corrected: bool = False
    corrections: tuple[Correction, ...] = ()
    reason: str | None = None
    check_in_id: int | None = None
