"""The year's plan: its items, its days, and reading it from a document."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from storage.records import Role

COMING = Conversation("coming", ("lich", "calendar"), _("What is coming"), args=Named)
PLAN = Conversation("plan", ("kehoach", "plan"), _("The plan"), needs=Role.ORGANISER, args=Named)
