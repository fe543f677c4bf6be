"""The tree of units."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import STRUCTURE
from storage.records import Role

UNITS = Conversation(
    "units", ("donvi", "units"), _("Units"), needs=Role.ORGANISER, args=Named, group=STRUCTURE, icon="🏡"
)
