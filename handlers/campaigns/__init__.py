"""Campaigns and their shifts: opening, running, joining them."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import ORGANISING, VOLUNTEERING
from storage.records import Role

CAMPAIGNS = Conversation(
    "campaigns", ("chiendich", "campaigns"), _("Campaigns"), args=Named, names="campaign", group=VOLUNTEERING, icon="🌱"
)
SIGN_UP = Conversation(
    "sign_up", ("dangky", "signup"), _("Sign up"), args=Named, names="campaign", group=VOLUNTEERING, icon="✋"
)
MY_SHIFTS = Conversation(
    "my_shifts", ("lichcuatoi", "myshifts"), _("My shifts"), args=Named, group=VOLUNTEERING, icon="📆"
)
NEW_CAMPAIGN = Conversation(
    "new_campaign",
    ("taochiendich", "newcampaign"),
    _("New campaign"),
    needs=Role.ORGANISER,
    group=ORGANISING,
    icon="➕",
)
MANAGE_CAMPAIGNS = Conversation(
    "manage_campaigns",
    ("quanlychiendich", "runcampaign"),
    _("My campaigns"),
    needs=Role.ORGANISER,
    args=Named,
    group=ORGANISING,
    icon="🧭",
    short=_("Manage campaigns"),
)
