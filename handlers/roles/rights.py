"""Who holds which role in one's units; take one back."""

from __future__ import annotations

from handlers.engine import telling
from handlers.engine.chat import Chat, Option, Refused, Typed
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _, ngettext
from handlers.roles import INVITE, RIGHTS
from handlers.roles.words import ROLES
from storage.errors import LastAdminError, OutOfScopeError
from storage.organisation import grants, units
from storage.organisation.grants import Grant
from storage.organisation.notices import RoleRevoked
from storage.records import Role
from storage.text import fold


def rights(chat: Chat) -> None:
    """List who holds what, unit by unit; take back what is chosen."""
    found = pick(chat, grants.held(chat.tx, chat.asker))
    look_at(chat, found)
    try:
        grants.revoke(chat.tx, chat.asker, found.id)
    except OutOfScopeError:
        raise Refused(_("That role is not yours to take back any more.")) from None
    except LastAdminError:
        raise Refused(last_admin(found)) from None
    if found.member_id != chat.asker.member_id:
        notice = RoleRevoked(role=found.role, unit=found.unit_name)
        telling.tell(chat, found.member_id, notice, f"role_revoked:{found.id}")
    chat.forget_person()
    done = _(
        "Done: {name} is no longer {role} of {unit}.", name=found.name, role=ROLES[found.role], unit=found.unit_name
    )
    chat.say(done, offers=[Offer(RIGHTS)] if chat.asker.rank >= Role.ORGANISER else ())


def pick(chat: Chat, held: list[Grant]) -> Grant:
    """A role from the list, or by the name of its person or unit."""
    people = len({one.member_id for one in held})
    question = ngettext(
        "{count} person holds a role in your units. Choose a role to take it back, or type the name of a person or "
        "unit.",
        "{count} people hold a role in your units. Choose a role to take it back, or type the name of a person or "
        "unit.",
        people,
    )
    answer = chat.choose_or_type("grant", question, options(held))
    if isinstance(answer, Grant):
        return answer
    found = [one for one in held if matches(one, answer)]
    if found:
        return chat.choose("found", _("Which of these would you like to take back?"), options(found))
    nobody = _("Nobody called “{typed}” holds a role in your units. These do:", typed=answer.text[:40])
    return chat.choose("found", nobody, options(held))


def matches(one: Grant, typed: Typed) -> bool:
    """Whether a role is of a person, or of a unit, whose name has in it what was typed."""
    words = fold(typed.text)
    return bool(words) and (words in one.search_key or words in fold(one.unit_name))


def options(held: list[Grant]) -> list[Option[Grant]]:
    """Roles to choose from."""
    return [Option(str(one.id), label(one), one) for one in held]


def label(one: Grant) -> Text:
    """A role in the list."""
    return _("{unit}: {name}, {role}", unit=one.unit_name, name=one.name, role=ROLES[one.role])


def look_at(chat: Chat, found: Grant) -> None:
    """Ask whether the role is really to be taken back, or say why it cannot be."""
    if not grants.may_grant(chat.asker, found.rank, found.path):
        chat.stop(
            _(
                "{name} is {role} of {unit}. Only an administrator can take that back.",
                name=found.name,
                role=ROLES[found.role],
                unit=found.unit_name,
            ),
            offers=[Offer(RIGHTS)],
        )
    if found.rank == Role.ADMIN and not grants.admins_beside(chat.tx, found.member_id, found.path):
        chat.stop(last_admin(found), offers=[Offer(INVITE)])
    facts = {"role": ROLES[found.role], "unit": units.by_id(chat.tx, found.unit_id).name}
    if found.member_id == chat.asker.member_id:
        chat.confirm("sure", _("You give up being {role} of {unit}, and cannot undo it yourself. Sure?", **facts))
    else:
        chat.confirm(
            "sure", _("{name} will no longer be {role} of {unit}, and is told. Sure?", name=found.name, **facts)
        )


def last_admin(found: Grant) -> Text:
    """Why somebody has to stay."""
    return _("You are the last administrator of {unit}. Please invite another one first.", unit=found.unit_name)
