"""Reminders and digests: what each person wishes to hear, and its words."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import FIGURES, ONESELF
from storage.records import Role

REMINDERS = Conversation("reminders", ("nhacnho", "reminders"), _("Reminders"), group=ONESELF, icon="⏰")
DIGEST = Conversation(
    "digest", ("bantin", "digest"), _("Digest"), needs=Role.LEADER, args=Named, group=FIGURES, icon="📰"
)
