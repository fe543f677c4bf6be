"""Announcements to many."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import ORGANISING
from storage.records import Role


class OneBroadcast(Named):
    """A broadcast by its number; of a draft also whether it is being counted whom it reaches, and was just tested."""

    counting: bool = False
    tested: bool = False


BROADCAST = Conversation(
    "broadcast",
    ("thongbao", "broadcast"),
    _("Announcements"),
    needs=Role.ORGANISER,
    args=OneBroadcast,
    group=ORGANISING,
    icon="📣",
)
