"""Notices of verification: what a leader decided about a check-in or report."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from storage.records import NoticeRecord


class Decided(NoticeRecord):
    """A leader's decision on a check-in or report; `minutes` is the verified length, None when returned."""

    kind: Literal["decided"] = "decided"
    subject: Literal["check_in", "report"]
    title: str
    starts_at: AwareDatetime
    accepted: bool
    minutes: int | None = None
    corrected: bool = False
    reason: str | None = None
