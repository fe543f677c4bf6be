"""Notices of requests: a leader is asked, and whoever asked hears the decision."""

from __future__ import annotations

from typing import Literal

from storage.records import NoticeRecord


class RequestDecided(NoticeRecord):
    """A leader's decision on "that is me" or on a move to another unit."""

    kind: Literal["request_decided"] = "request_decided"
    request: Literal["same_person", "move"]
    accepted: bool
    unit: str
    unconfirmed: int = 0


class RequestMade(NoticeRecord):
    """For a leader: a member waits for their decision."""

    kind: Literal["request_made"] = "request_made"
    request: Literal["same_person", "move"]
    member: str
    unit: str
