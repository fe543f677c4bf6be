"""The notice that says several messages in one: which, stands beside it; what they say is made when it is sent."""

from __future__ import annotations

from typing import Literal

from storage.messages.priorities import Priority
from storage.records import NoticeRecord


class Unread(NoticeRecord):
    """Messages that were held, said in one: as important as the most important of them."""

    kind: Literal["unread"] = "unread"
    priority: Priority = Priority.REPLY
