"""Roles: inviting to one, taking one up, taking one back."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from storage.records import Role

REDEEM = Conversation("redeem", ("nhanquyen", "redeem"), _("Redeem an invitation"), args=Named)
INVITE = Conversation("invite", ("moi", "invite"), _("Invite"), needs=Role.ORGANISER)
RIGHTS = Conversation("rights", ("quyen", "roles"), _("Roles"), needs=Role.ORGANISER)
