"""The year's targets: how they stand, and figures to enter."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import FIGURES
from storage.records import Role

TARGETS = Conversation(
    "targets", ("tiendo", "progress"), _("Targets"), needs=Role.LEADER, args=Named, group=FIGURES, icon="📊"
)
