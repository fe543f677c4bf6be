"""The roles over a unit that is merged into another, or closed: they go over, or end."""

from __future__ import annotations

from storage import audit
from storage.database import Transaction, queries
from storage.organisation.grants import may_grant
from storage.organisation.records import ChangedRole, Unit
from storage.records import Asker, Role

sql = queries(__file__)


def roles_above(tx: Transaction, asker: Asker, unit: Unit, to: Unit) -> bool:
    """Whether somebody holds a role over a unit that the asker could not give there or over the other one.

    Nobody ends such a role, or carries it to another unit.
    """
    roles = [Role[one.role.upper()] for one in _roles_over(tx, unit)]
    return not all(may_grant(asker, role, unit.path) and may_grant(asker, role, to.path) for role in roles)


def end_roles(tx: Transaction, asker: Asker, unit: Unit) -> list[ChangedRole]:
    """The roles over a closed unit end; returns these."""
    ended = _roles_over(tx, unit)
    for role in ended:
        sql.end_role(tx.connection, grant_id=role.grant_id, now=tx.now)
        audit.note(
            tx,
            asker.member_id,
            "revoke",
            f"unit:{unit.id}",
            unit_id=unit.id,
            member_id=role.member_id,
            role=role.role,
            before=[role.role],
            after=[],
        )
    return ended


def _roles_over(tx: Transaction, unit: Unit) -> list[ChangedRole]:
    return [
        ChangedRole(row["id"], row["member_id"], row["role"]) for row in sql.roles_over(tx.connection, unit_id=unit.id)
    ]


def roles_go_over(tx: Transaction, asker: Asker, unit: Unit, into: Unit) -> list[ChangedRole]:
    """The roles over a merged unit go on over the other one; who holds the same one there keeps it once."""
    moved = []
    for role in _roles_over(tx, unit):
        if sql.move_role(tx.connection, grant_id=role.grant_id, to_id=into.id) is None:
            sql.end_role(tx.connection, grant_id=role.grant_id, now=tx.now)
            continue
        moved.append(role)
        audit.note(
            tx,
            asker.member_id,
            "role_moved",
            f"unit:{into.id}",
            unit_id=into.id,
            member_id=role.member_id,
            role=role.role,
            before=unit.name,
            after=into.name,
        )
    return moved
