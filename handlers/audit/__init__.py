"""The log of changes."""

from __future__ import annotations

from handlers.engine.conversation import Args, Conversation
from handlers.engine.text import _
from handlers.menu import STRUCTURE
from storage.records import Role


class LogPage(Args):
    """The page that begins at an entry (None: the newest), of one person's or one unit's entries where one is given."""

    upto: int | None = None
    person: int = 0
    unit: int = 0


AUDIT_LOG = Conversation(
    "audit_log", ("nhatky", "log"), _("Log"), needs=Role.ADMIN, args=LogPage, group=STRUCTURE, icon="📜"
)
