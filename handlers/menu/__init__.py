"""The menu, help, and the language in which a person is spoken to.

The menu's groups stand here: each conversation says beside its declaration in which of them it is found.
"""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Group, Named
from handlers.engine.text import _

ORGANISING = Group(_("Organising"))
LEADING = Group(_("Your unit"))
FIGURES = Group(_("Figures and Excel"))
STRUCTURE = Group(_("Units and roles"))
VOLUNTEERING = Group(_("Volunteering"))
ONESELF = Group(_("About you"))
ASKING = Group(_("Help and your data"))
GROUPS = (ORGANISING, LEADING, FIGURES, STRUCTURE, VOLUNTEERING, ONESELF, ASKING)

LANGUAGE = Conversation(
    "language", ("ngonngu", "language"), _("Language"), needs=None, args=Named, group=ONESELF, icon="🌐"
)
HELP = Conversation("help", ("trogiup", "help"), _("Help"), needs=None, args=Named, group=ASKING, icon="💡")
MORE = Conversation("more", ("them", "more"), _("More"), needs=None, icon="📂")
