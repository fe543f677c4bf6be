"""A broadcast's message as the outbox has it."""

from __future__ import annotations

from typing import Literal

from storage.records import NoticeRecord


class BroadcastNotice(NoticeRecord):
    """A broadcast's message to one person; what it says stands in the broadcast, as it is when it is sent."""

    kind: Literal["broadcast"] = "broadcast"
