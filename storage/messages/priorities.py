"""The table of priorities: how important each kind of message is where messages cost something or are counted.

A new kind of notice gets its line here, and in docs/delivery.md; a test holds both against the kinds that there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from storage.messages.records import Outgoing


class Priority(IntEnum):
    """How important a message is; the first goes before all others."""

    REPLY = 1
    TODAY = 2
    CHANGED = 3
    ANNOUNCEMENT = 4
    PLAN = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be spent on a priority.

    `percent` is up to how much of a month's allowance it may be sent; `paid` whether money is spent on it at all. What
    is held is worth saying for `held_for` at most, and never longer than it helps.
    """

    percent: int
    paid: bool
    held_for: timedelta


RULES: Mapping[Priority, Rule] = {
    Priority.REPLY: Rule(100, True, timedelta(hours=24)),
    Priority.TODAY: Rule(100, True, timedelta(days=7)),
    Priority.CHANGED: Rule(95, True, timedelta(days=30)),
    Priority.ANNOUNCEMENT: Rule(90, True, timedelta(days=30)),
    Priority.PLAN: Rule(80, False, timedelta(days=7)),
}

NOTICES: Mapping[str, Priority] = {
    "import_done": Priority.REPLY,
    "import_undone": Priority.REPLY,
    "shift_ahead": Priority.TODAY,
    "codes_guessed": Priority.TODAY,
    "allowance": Priority.TODAY,
    "moved_up": Priority.CHANGED,
    "shift_changed": Priority.CHANGED,
    "campaign_edited": Priority.CHANGED,
    "campaign_cancelled": Priority.CHANGED,
    "broadcast": Priority.ANNOUNCEMENT,
    "decided": Priority.ANNOUNCEMENT,
    "ticked": Priority.ANNOUNCEMENT,
    "tick_undone": Priority.ANNOUNCEMENT,
    "request_made": Priority.ANNOUNCEMENT,
    "request_decided": Priority.ANNOUNCEMENT,
    "role_taken": Priority.ANNOUNCEMENT,
    "role_revoked": Priority.ANNOUNCEMENT,
    "role_moved": Priority.ANNOUNCEMENT,
    "anniversary": Priority.PLAN,
    "prepare": Priority.PLAN,
    "plan_day": Priority.PLAN,
    "tell_us": Priority.PLAN,
    "digest": Priority.PLAN,
}
"""What each kind of notice is; a reply is `REPLY`, what else is told in ready words an `ANNOUNCEMENT`, and several
messages in one what the most important of them is."""


def priority_of(row: Outgoing) -> Priority:
    """How important a row of the outbox is."""
    if row.kind == "notice":
        notice = json.loads(row.body)
        return Priority(notice["priority"]) if notice["kind"] == "unread" else NOTICES[notice["kind"]]
    return Priority.REPLY if row.lane == 0 else Priority.ANNOUNCEMENT
