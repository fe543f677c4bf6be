"""Notices of the roster: a leader ticked a member off, or took that back."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from storage.records import NoticeRecord


class TickUndone(NoticeRecord):
    """A leader took a check-in back."""

    kind: Literal["tick_undone"] = "tick_undone"
    title: str
    starts_at: AwareDatetime
    reason: str


class Ticked(NoticeRecord):
    """A leader ticked the member on the roster."""

    kind: Literal["ticked"] = "ticked"
    title: str
    starts_at: AwareDatetime
    minutes: int
