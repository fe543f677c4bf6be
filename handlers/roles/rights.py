"""Who holds which role in one's units; take one back."""

from __future__ import annotations

from handlers import labels
from handlers.engine import telling
from handlers.engine.chat import Chat, Option, Refused, Typed
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _, ngettext
from handlers.roles import INVITE, RIGHTS
from storage.errors import LastAdminError, OutOfScopeError
from storage.organisation import grants, units
from storage.organisation.grants import Grant
from storage.organisation.notices import RoleRevoked
from storage.records import Role
from storage.text import fold


def rights(chat: Chat) -> None:
    """List who holds what, unit by unit; take back what is chosen."""
    grant = pick(chat, grants.held(chat.tx, chat.asker))
    look_at(chat, grant)
    try:
        grants.revoke(chat.tx, chat.asker, grant.id)
    except OutOfScopeError:
        raise Refused(_("You can't take that role back any more.")) from None
    except LastAdminError:
        raise Refused(last_admin(grant)) from None
    if grant.member_id != chat.asker.member_id:
        notice = RoleRevoked(role=grant.role, unit=grant.unit_name)
        telling.tell(chat, grant.member_id, notice, f"role_revoked:{grant.id}")
    chat.forget_person()
    done = _(
        "Done: {name} is no longer {role} of {unit}.",
        name=grant.name,
        role=labels.ROLES[grant.role],
        unit=grant.unit_name,
    )
    chat.say(done, offers=[Offer(RIGHTS)] if chat.asker.rank >= Role.ORGANISER else ())


def pick(chat: Chat, held: list[Grant]) -> Grant:
    """A role from the list, or by the name of its person or unit."""
    people = len({grant.member_id for grant in held})
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
    matching = [grant for grant in held if matches(grant, answer)]
    if matching:
        return chat.choose("found", _("Which of these would you like to take back?"), options(matching))
    nobody = _("Nobody called “{typed}” holds a role in your units. These do:", typed=answer.text[:40])
    return chat.choose("found", nobody, options(held))


def matches(grant: Grant, typed: Typed) -> bool:
    """Whether a role is of a person, or of a unit, whose name has in it what was typed."""
    words = fold(typed.text)
    return bool(words) and (words in grant.search_key or words in fold(grant.unit_name))


def options(held: list[Grant]) -> list[Option[Grant]]:
    """Roles to choose from."""
    return [Option(str(grant.id), label(grant), grant) for grant in held]


def label(grant: Grant) -> Text:
    """A role in the list."""
    return _("{unit}: {name}, {role}", unit=grant.unit_name, name=grant.name, role=labels.ROLES[grant.role])


def look_at(chat: Chat, grant: Grant) -> None:
    """Ask whether the role is really to be taken back, or say why it cannot be."""
    if not grants.may_grant(chat.asker, grant.rank, grant.path):
        chat.stop(
            _(
                "{name} is {role} of {unit}. Only an administrator can take that back.",
                name=grant.name,
                role=labels.ROLES[grant.role],
                unit=grant.unit_name,
            ),
            offers=[Offer(RIGHTS)],
        )
    if grant.rank == Role.ADMIN and not grants.admins_beside(chat.tx, grant.member_id, grant.path):
        chat.stop(last_admin(grant), offers=[Offer(INVITE)])
    facts = {"role": labels.ROLES[grant.role], "unit": units.by_id(chat.tx, grant.unit_id).name}
    if grant.member_id == chat.asker.member_id:
        chat.confirm(
            "sure",
            _("You will no longer be {role} of {unit}, and you can't undo that yourself. Are you sure?", **facts),
            grave=True,
        )
    else:
        chat.confirm(
            "sure",
            _("{name} will no longer be {role} of {unit}, and is told. Sure?", name=grant.name, **facts),
            grave=True,
        )


def last_admin(grant: Grant) -> Text:
    """Why somebody has to stay."""
    return _("You are the last administrator of {unit}. Please invite another one first.", unit=grant.unit_name)
