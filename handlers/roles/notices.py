"""What people are told about their roles."""

from __future__ import annotations

from handlers import labels
from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import _
from handlers.reports import VERIFY
from handlers.roles import RIGHTS
from storage.organisation.notices import RoleMoved, RoleRevoked, RoleTaken


def role_taken(notice: RoleTaken, _language: str) -> WordedNotice:
    """For who invited: somebody has the role now."""
    text = _(
        "{member} has accepted your invitation and is {role} of {unit} now.",
        member=notice.member,
        role=labels.ROLES[notice.role],
        unit=notice.unit,
    )
    return WordedNotice(text, (Offer(RIGHTS),))


def role_revoked(notice: RoleRevoked, _language: str) -> WordedNotice:
    """A role has ended, by somebody's decision or with its unit."""
    facts = {"role": labels.ROLES[notice.role], "unit": notice.unit}
    if notice.closed:
        return WordedNotice(_("{unit} was closed, so your role there has ended: {role}. Thank you!", **facts))
    return WordedNotice(_("You are no longer {role} of {unit}. If that is a mistake, talk to your office.", **facts))


def role_moved(notice: RoleMoved, _language: str) -> WordedNotice:
    """A role goes on over the unit that another was merged into."""
    text = _(
        "{before} was merged into {unit}: you are {role} of {unit} now.",
        before=notice.before,
        unit=notice.unit,
        role=labels.ROLES[notice.role],
    )
    return WordedNotice(text, (Offer(VERIFY),))
