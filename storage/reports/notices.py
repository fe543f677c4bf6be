"""Notices of verification: what a leader decided about a check-in or report."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel

from storage.records import NoticeRecord


class Correction(BaseModel):
    """A figure that a leader corrected: "minutes" or a counted quantity, as claimed and as it counts."""

    what: str
    claimed: int
    counts: int


class Decided(NoticeRecord):
    """A leader's decision on a check-in or report; `minutes` is the verified length, None when returned.

    `check_in_id` is the check-in whose report is to be sent again.
    """

    kind: Literal["decided"] = "decided"
    subject: Literal["check_in", "report"]
    title: str
    starts_at: AwareDatetime
    accepted: bool
    minutes: int | None = None
    corrected: bool = False
    corrections: tuple[Correction, ...] = ()
    reason: str | None = None
    check_in_id: int | None = None
