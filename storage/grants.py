"""Who may do what: roles granted over a unit and all below it, and the one-time invitations that grant them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from storage.database import Transaction, queries
from storage.matching import fold
from storage.records import Asker, Member, Record, Role, Scope, records

sql = queries("grants")
INVITE_LASTS = timedelta(days=7)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


class Invite(Record):
    """An invitation that can still be redeemed."""

    id: int
    role: str
    unit_id: int
    created_by: int | None


class Leader(Scope):
    """Somebody who leads a unit."""

    member_id: int
    name: str
    unit_name: str


def asker(tx: Transaction, member: Member) -> Asker:
    """A member with the scopes that were granted to them."""
    scopes = tuple(records(Scope, sql.scopes(tx.connection, member_id=member.id))) if member.granted else ()
    return Asker(member_id=member.id, unit_id=member.unit_id, unit_path=member.unit_path, scopes=scopes)


def give(tx: Transaction, member_id: int, role: Role, unit_id: int, given_by: int | None = None) -> None:
    """Grant a role over a unit and all below it; twice is once."""
    sql.give(
        tx.connection, member_id=member_id, role=role.name.lower(), unit_id=unit_id, given_by=given_by, now=tx.now
    )  # fmt: skip


def invite(tx: Transaction, role: Role, unit_id: int, created_by: int | None = None) -> str:
    """Make an invitation of one use that lasts seven days, and return its code; only its hash is kept."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(10))
    sql.invite(
        tx.connection, code_hash=_hash(code), role=role.name.lower(), unit_id=unit_id, created_by=created_by,
        now=tx.now, expires_at=tx.now + INVITE_LASTS,
    )  # fmt: skip
    return code


def find_invite(tx: Transaction, code: str) -> Invite | None:
    """The invitation of a code, if it can still be redeemed."""
    return Invite.of(sql.find_invite(tx.connection, code_hash=_hash(code), now=tx.now))


def redeem(tx: Transaction, found: Invite, member: Member) -> bool:
    """Give the member what the invitation says and use it up; False if somebody was faster."""
    used: Any = sql.redeem(tx.connection, invite_id=found.id, member_id=member.id, now=tx.now)
    if used is None:
        return False
    give(tx, member.id, Role[found.role.upper()], found.unit_id, found.created_by)
    return True


def leaders_over(tx: Transaction, path: str) -> list[Leader]:
    """Who leads the unit of this path or one above it, the nearest first."""
    return records(Leader, sql.leaders_over(tx.connection, path=path))


def _hash(code: str) -> str:
    return hashlib.sha256(fold(code).replace(" ", "").encode()).hexdigest()
