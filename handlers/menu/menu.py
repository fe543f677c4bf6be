"""The menu: what this person can do, as buttons or numbers; also the answer to whatever was not understood."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.attendance import CHECK_IN, ROSTER, SHOW_CODE
from handlers.audit import AUDIT_LOG
from handlers.broadcasts import BROADCAST
from handlers.campaigns import CAMPAIGNS, MANAGE_CAMPAIGNS, MY_SHIFTS, NEW_CAMPAIGN, SIGN_UP
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.text import _
from handlers.imports import EXPORT, IMPORT_TABLE
from handlers.menu import HELP, LANGUAGE
from handlers.people import JOIN, PROFILE
from handlers.plan import COMING, PLAN
from handlers.reminders import DIGEST
from handlers.reports import MY_RECORD, REPORT, VERIFY
from handlers.roles import INVITE, RIGHTS
from handlers.targets import TARGETS
from handlers.units import UNITS
from storage.records import Role

FOR_STRANGERS: tuple[Offer, ...] = (
    Offer(JOIN),
    Offer(LANGUAGE),
    Offer(HELP),
)
FOR_MEMBERS: tuple[Offer, ...] = (
    Offer(CHECK_IN),
    Offer(CAMPAIGNS),
    Offer(SIGN_UP),
    Offer(MY_SHIFTS),
    Offer(COMING),
    Offer(REPORT),
    Offer(MY_RECORD),
    Offer(PROFILE),
    Offer(HELP),
)
FOR_LEADERS: tuple[Offer, ...] = (
    Offer(SHOW_CODE),
    Offer(ROSTER),
    Offer(VERIFY),
    Offer(TARGETS),
    Offer(DIGEST),
    Offer(IMPORT_TABLE),
    Offer(EXPORT),
)
FOR_ORGANISERS: tuple[Offer, ...] = (
    Offer(NEW_CAMPAIGN),
    Offer(MANAGE_CAMPAIGNS),
    Offer(BROADCAST),
    Offer(PLAN),
    Offer(INVITE),
    Offer(RIGHTS),
    Offer(UNITS),
)
FOR_ADMINS: tuple[Offer, ...] = (Offer(AUDIT_LOG),)


def for_rank(rank: Role) -> tuple[Offer, ...]:
    """What somebody can do who leads, organises or administers: each includes the ones before it."""
    ranks = ((Role.LEADER, FOR_LEADERS), (Role.ORGANISER, FOR_ORGANISERS), (Role.ADMIN, FOR_ADMINS))
    return tuple(offer for needs, commands in ranks if rank >= needs for offer in commands)


def offers(chat: Chat) -> tuple[Offer, ...]:
    """The commands that this person can use, with their names for buttons."""
    if chat.row.member_id is None:
        return FOR_STRANGERS
    return for_rank(chat.asker.rank) + FOR_MEMBERS


def main_menu(chat: Chat, *, understood: bool, also: Sequence[Offer] = ()) -> None:
    """Show the menu, with these offers beside it; `understood=False` also says that the message made no sense to us."""
    if chat.row.member_id is None:
        text = _("Hello! I am Điểm Danh, the roll-call helper for youth volunteers. Press “Join” to begin.")
    elif understood:
        text = _("What would you like to do?")
    else:
        text = _("I did not understand that. Here is what I can do:")
    chat.say(text, offers=[*offers(chat), *also])
