"""The menu, help, and the language in which a person is spoken to."""

from __future__ import annotations

from handlers.engine.conversation import Conversation
from handlers.engine.text import _

LANGUAGE = Conversation("language", ("ngonngu", "language"), _("Language"), needs=None)
HELP = Conversation("help", ("trogiup", "help"), _("Help"), needs=None)
