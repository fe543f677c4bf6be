"""What roles are called, and what people are told about theirs."""

from __future__ import annotations

from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _
from handlers.reports import VERIFY
from handlers.roles import RIGHTS
from storage.records import RoleMoved, RoleNotice, RoleRevoked, RoleTaken

ROLES: dict[str, Text] = {
    "leader": _("leader"),
    "organiser": _("organiser"),
    "admin": _("administrator"),
}


def worded(notice: RoleNotice, _language: str) -> WordedNotice:
    """The words of a notice about a role, and what can be done next."""
    role = ROLES[notice.role]
    match notice:
        case RoleTaken():
            return WordedNotice(
                _(
                    "{member} has accepted your invitation and is {role} of {unit} now.",
                    member=notice.member,
                    role=role,
                    unit=notice.unit,
                ),
                (Offer(RIGHTS),),
            )
        case RoleRevoked(closed=True):
            return WordedNotice(
                _("{unit} was closed, so your role there has ended: {role}. Thank you!", role=role, unit=notice.unit)
            )
        case RoleRevoked():
            return WordedNotice(
                _(
                    "You are no longer {role} of {unit}. If that is a mistake, talk to your office.",
                    role=role,
                    unit=notice.unit,
                )
            )
        case RoleMoved():
            return WordedNotice(
                _(
                    "{before} was merged into {unit}: you are {role} of {unit} now.",
                    before=notice.before,
                    role=role,
                    unit=notice.unit,
                ),
                (Offer(VERIFY),),
            )
