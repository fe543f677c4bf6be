"""Roles: inviting to one, taking one up, taking one back."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import ONESELF, STRUCTURE
from storage.records import Role

REDEEM = Conversation(
    "redeem",
    ("nhanquyen", "redeem"),
    _("Redeem an invitation"),
    args=Named,
    group=ONESELF,
    icon="🎫",
    short=_("Take on a role"),
)
INVITE = Conversation("invite", ("moi", "invite"), _("Invite"), needs=Role.ORGANISER, group=STRUCTURE, icon="📨")
RIGHTS = Conversation("rights", ("quyen", "roles"), _("Roles"), needs=Role.ORGANISER, group=STRUCTURE, icon="🔑")
