"""The notice to administrators that a month's allowance, or the people that a plan allows, are nearly used up."""

from __future__ import annotations

from typing import Literal

from storage.records import NoticeRecord


class AllowanceNear(NoticeRecord):
    """So much of a channel's `limit` is used: of its money (đồng), its messages or its people."""

    kind: Literal["allowance"] = "allowance"
    channel: str
    what: Literal["money", "messages", "people"]
    used: int
    limit: int
