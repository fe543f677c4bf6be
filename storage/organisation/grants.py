"""Who may do what: roles granted over a unit and all below it, and the one-time invitations that grant them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from itertools import repeat
from typing import Any

from pydantic import AwareDatetime

from storage import audit, codes
from storage.database import Transaction, queries
from storage.errors import LastAdminError, OutOfScopeError
from storage.organisation import units
from storage.organisation.records import Unit
from storage.people.records import Member
from storage.records import Asker, Record, Role, Scope, records
from storage.text import fold

sql = queries(__file__)
INVITE_LASTS = timedelta(days=7)


class Invite(Record):
    """An invitation that can still be redeemed."""

    id: int
    role: str
    unit_id: int
    created_by: int | None


class RoleHolder(Scope):
    """Somebody who leads a unit."""

    member_id: int
    name: str
    unit_name: str


class Grant(RoleHolder):
    """A role that somebody holds."""

    id: int
    search_key: str
    given_at: AwareDatetime


def asker(tx: Transaction, member: Member) -> Asker:
    """A member with the scopes that were granted to them."""
    scopes = tuple(records(Scope, sql.scopes(tx.connection, member_id=member.id))) if member.granted else ()
    return Asker(member_id=member.id, unit_id=member.unit_id, unit_path=member.unit_path, scopes=scopes)


def may_grant(asker: Asker, role: Role, path: str) -> bool:
    """Whether somebody may give, or take back, a role over the unit of this path.

    A grant never reaches above its giver's own: organisers grant leaders and organisers, administrators all three, over
    what they hold themselves and below it. Leaders grant nothing.
    """
    return asker.may(max(role, Role.ORGANISER), path)


def grantable(tx: Transaction, asker: Asker, role: Role) -> list[Unit]:
    """The units over which the asker may give a role."""
    return [unit for unit in units.all_open(tx) if may_grant(asker, role, unit.path)]


def give(tx: Transaction, member_id: int, role: Role, unit_id: int, given_by: int | None = None) -> None:
    """Grant a role over a unit and all below it; twice is once. The caller has made sure that the giver may."""
    sql.give(tx.connection, member_id=member_id, role=role.name.lower(), unit_id=unit_id, given_by=given_by, now=tx.now)


def invite(tx: Transaction, role: Role, unit_id: int, asker: Asker | None = None) -> str:
    """Make an invitation of one use that lasts seven days, and return its code (`storage/codes.py`).

    Only its hash is kept.

    No asker: the command line.

    Raises:
        OutOfScopeError: it would reach above what the asker holds.
    """
    if asker is not None and not may_grant(asker, role, units.by_id(tx, unit_id).path):
        raise OutOfScopeError(f"{role.name} over unit {unit_id}")
    code = codes.made((secrets.randbits(256) for _ in repeat(None)), codes.INVITE_LENGTH)
    made_by = asker.member_id if asker else None
    sql.invite(
        tx.connection,
        code_hash=_hash(code),
        role=role.name.lower(),
        unit_id=unit_id,
        created_by=made_by,
        now=tx.now,
        expires_at=tx.now + INVITE_LASTS,
    )
    audit.note(tx, made_by, "invite", f"unit:{unit_id}", unit_id=unit_id, role=role.name.lower())
    return code


def find_invite(tx: Transaction, code: str) -> Invite | None:
    """The invitation of a code, if it can still be redeemed: whoever made it must still hold what it takes."""
    spelled = codes.tidied(code)
    code = spelled if codes.fits(spelled) else code
    return Invite.of(sql.find_invite(tx.connection, code_hash=_hash(code), now=tx.now))


def redeem(tx: Transaction, invitation: Invite, member: Member) -> bool:
    """Give the member what the invitation says and use it up; False if somebody was faster."""
    used: Any = sql.redeem(tx.connection, invite_id=invitation.id, member_id=member.id, now=tx.now)
    if used is None:
        return False
    before = _roles_over(tx, member.id, invitation.unit_id)
    give(tx, member.id, Role[invitation.role.upper()], invitation.unit_id, invitation.created_by)
    audit.note(
        tx,
        member.id,
        "redeem",
        f"unit:{invitation.unit_id}",
        unit_id=invitation.unit_id,
        member_id=member.id,
        role=invitation.role,
        before=before,
        after=_roles_over(tx, member.id, invitation.unit_id),
    )
    return True


def leaders_over(tx: Transaction, path: str) -> list[RoleHolder]:
    """Who leads the unit of this path or one above it, the nearest first."""
    return records(RoleHolder, sql.leaders_over(tx.connection, path=path))


def holders(tx: Transaction) -> list[RoleHolder]:
    """Everybody who holds a role, those at the top first; for the command line."""
    return records(RoleHolder, sql.holders(tx.connection))


def held(tx: Transaction, asker: Asker) -> list[Grant]:
    """Who holds what over the units that the asker organises or administers, in the tree's order."""
    return records(Grant, sql.held(tx.connection, asker_id=asker.member_id))


def revoke(tx: Transaction, asker: Asker, grant_id: int) -> Grant:
    """Take a role back.

    Raises:
        OutOfScopeError: the asker holds less, or it has been taken back already.
        LastAdminError: it is the asker's own, and nobody else administers that unit.
    """
    grant = next((one for one in held(tx, asker) if one.id == grant_id), None)
    if grant is None or not may_grant(asker, grant.rank, grant.path):
        raise OutOfScopeError(f"grant {grant_id}")
    if grant.rank == Role.ADMIN and not admins_beside(tx, grant.member_id, grant.path):
        raise LastAdminError(f"grant {grant_id}")
    before = _roles_over(tx, grant.member_id, grant.unit_id)
    sql.revoke(tx.connection, grant_id=grant_id, now=tx.now)
    audit.note(
        tx,
        asker.member_id,
        "revoke",
        f"unit:{grant.unit_id}",
        unit_id=grant.unit_id,
        member_id=grant.member_id,
        role=grant.role,
        before=before,
        after=_roles_over(tx, grant.member_id, grant.unit_id),
    )
    return grant


def admins(tx: Transaction) -> list[int]:
    """Everybody who administers a unit."""
    return [row["member_id"] for row in sql.admins(tx.connection)]


def admins_beside(tx: Transaction, member_id: int, path: str) -> int:
    """How many others administer the unit of this path."""
    return int(sql.other_admins(tx.connection, path=path, member_id=member_id)["others"])


def _roles_over(tx: Transaction, member_id: int, unit_id: int) -> list[str]:
    return [row["role"] for row in sql.roles_over(tx.connection, member_id=member_id, unit_id=unit_id)]


def _hash(code: str) -> str:
    return hashlib.sha256(fold(code).replace(" ", "").encode()).hexdigest()
