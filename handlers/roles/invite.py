"""Invite somebody to be leader, organiser or administrator of a unit, never above one's own."""

from __future__ import annotations

from handlers import labels
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.message import QrCode
from handlers.engine.text import Text, _
from handlers.engine.ways import addresses, invitation_page
from handlers.roles import INVITE, RIGHTS
from handlers.units.picker import full_name, pick_unit, whole
from storage import codes
from storage.errors import OutOfScopeError
from storage.organisation import grants
from storage.records import Role

INVITATION = "i"  # what a start payload begins with


def invite(chat: Chat) -> None:
    """Make an invitation of one use: a link, a QR code, and a code to type."""
    role = chat.choose("role", _("Who would you like to invite?"), roles(chat))
    among = grants.grantable(chat.tx, chat.asker, role)
    question = _("Which unit is the {role} for? Type its name, or choose it below.", role=role_name(role))
    unit = pick_unit(chat, "unit", question, among=among, own=whole)
    chat.confirm("sure", what_it_gives(role, full_name(chat.tx, unit)), yes=_("Make the invitation"), no=_("No"))
    try:
        code = grants.invite(chat.tx, role, unit.id, chat.asker)
    except OutOfScopeError:
        raise Refused(_("You can't give that role any more.")) from None
    links = addresses(chat, INVITATION + code, invitation_page(code))
    facts = {"role": role_name(role), "unit": unit.name, "until": chat.tx.now + grants.INVITE_LASTS}
    letter = _(
        "You are invited to be {role} of {unit} on Điểm Danh.\nOpen {link} or scan the QR code; or send me this "
        "code, in any app: {code}\nIt works once, until {until:moment}.",
        code=codes.shown(code),
        link=" · ".join(links),
        **facts,
    )
    chat.say(letter, attach=QrCode(link=links[0]) if links else None)
    chat.say(
        _("Forward this to the person you mean, and to nobody else: whoever opens it first has the role."),
        offers=[Offer(INVITE, label=_("Invite another")), Offer(RIGHTS)],
    )


def roles(chat: Chat) -> list[Option[Role]]:
    """The roles that the asker may give somewhere; a conversation ends here whose person may give none any more."""
    givable = [role for role in Role if Role.MEMBER < role <= chat.asker.rank]
    explained = {
        Role.LEADER: _("A leader: shows the code, ticks the roster, verifies"),
        Role.ORGANISER: _("An organiser: also opens campaigns and invites"),
        Role.ADMIN: _("An administrator: also reads the log"),
    }
    return [Option(role.name.lower(), explained[role], role) for role in givable]


def role_name(role: Role) -> Text:
    """What a role is called."""
    return labels.ROLES[role.name.lower()]


def what_it_gives(role: Role, unit: str) -> Text:
    """The question before an invitation is made."""
    return _(
        "One person becomes {role} of {unit} and all units below it, by an invitation that works once, "
        "within seven days. Should I make it?",
        role=role_name(role),
        unit=unit,
    )
