"""Redeem an invitation: it makes a member leader, organiser or admin of a unit."""

from __future__ import annotations

from functools import partial

from handlers import labels
from handlers.engine import telling
from handlers.engine.chat import Bad, Chat, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _
from handlers.menu import HELP
from handlers.menu.menu import entries
from storage.links import short_codes
from storage.organisation import grants, units
from storage.organisation.grants import Invite
from storage.organisation.notices import RoleTaken
from storage.records import Role


def redeem(chat: Chat) -> None:
    """Take the role that an invitation gives; its code came with the link or is typed."""
    if not short_codes.tries_left(chat.tx, chat.row):
        chat.stop(too_many())
    code = chat.args(Named).of or chat.ask(
        "code", _("What is the code of your invitation?"), partial(known, chat), expects="code"
    )
    invitation = grants.find_invite(chat.tx, code)
    if invitation is None:
        if code == chat.args(Named).of:
            count_try(chat)
        chat.stop(no_longer(), offers=[Offer(HELP)])
    later = _("All right. The invitation works for seven days.")
    chat.confirm("sure", offer(chat, invitation), yes=_("Accept"), no=_("Not now"), declined=later)
    if not grants.redeem(chat.tx, invitation, chat.member):
        raise Refused(no_longer())
    chat.forget_person()
    unit = units.by_id(chat.tx, invitation.unit_id)
    taken = RoleTaken(role=invitation.role, unit=unit.name, member=chat.member.name)
    if invitation.created_by != chat.member.id:
        telling.tell(chat, invitation.created_by, taken, f"role_taken:{chat.member.id}:{invitation.id}")
    done = _("Done: you are {role} of {unit} now.", role=labels.ROLES[invitation.role], unit=unit.name)
    chat.say(done, offers=entries(chat))


def known(chat: Chat, text: str) -> str:
    """A code that works.

    Raises:
        Bad: it does not, or not any more; that counts as a try.
        Refused: that was the last one.
    """
    if grants.find_invite(chat.tx, text) is None:
        if short_codes.tries_left(chat.tx, chat.row) <= 1:
            count_try(chat)
            raise Refused(too_many())
        raise Bad(no_longer(), then=partial(short_codes.tried, chat=chat.row))
    return text


def count_try(chat: Chat) -> None:
    """Count a code that does not work: nobody is to find one by trying."""
    chat.afterwards.append(partial(short_codes.tried, chat=chat.row))


def offer(chat: Chat, invitation: Invite) -> Text:
    """What an invitation gives."""
    unit = units.by_id(chat.tx, invitation.unit_id)
    facts = {"role": labels.ROLES[invitation.role], "unit": unit.name}
    if Role[invitation.role.upper()] == Role.LEADER:
        return _(
            "This invitation makes you {role} of {unit}: you show the code, tick the roster and verify. Accept it?",
            **facts,
        )
    return _(
        "This invitation makes you {role} of {unit} and all units below it: you lead, open campaigns and broadcast. "
        "Accept it?",
        **facts,
    )


def too_many() -> Text:
    """What somebody hears who tried too often."""
    return _("Too many wrong codes. Please wait a quarter of an hour, then try again.")


def no_longer() -> Text:
    """What somebody hears whose code does not work; not why, so that guessing tells nothing."""
    return _(
        "This invitation does not work: it was used, it is older than seven days, or the code is not right. "
        "Ask whoever sent it for a new one."
    )
