"""What each unit is to do of a target: its share, given by whoever organises the unit above it."""

from __future__ import annotations

from collections.abc import Mapping

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Asker, Record, Role, records
from storage.targets.figures import FigureId

sql = queries(__file__)


class Share(Record):
    """A unit's share of the figure at this position of this target."""

    unit_id: int
    target: int
    position: int
    amount: int


def standing(tx: Transaction, asker: Asker, unit: Unit, year: int) -> list[Share]:
    """The shares of a unit that the asker leads and of those right below it."""
    rows = sql.standing(tx.connection, asker_id=asker.member_id, path=unit.path, unit_id=unit.id, year=year)
    return records(Share, rows)


def of_own_unit(tx: Transaction, asker: Asker, year: int) -> list[Share]:
    """The shares of the asker's own unit."""
    return records(Share, sql.of_member(tx.connection, member_id=asker.member_id, year=year))


def give(tx: Transaction, asker: Asker, figure: FigureId, amounts: Mapping[int, int]) -> int:
    """Say how much of a figure each of these units is to do, 0 for no share; returns for how many that changed.

    Raises:
        OutOfScopeError: the asker does not organise the unit above one of them.
    """
    changed = 0
    for unit_id, amount in amounts.items():
        above = units.by_id(tx, unit_id).parent_id
        if above is None or not asker.may(Role.ORGANISER, units.by_id(tx, above).path):
            raise OutOfScopeError(f"the share of unit {unit_id}")
        changed += _give_one(tx, asker, figure, unit_id, amount)
    return changed


def _give_one(tx: Transaction, asker: Asker, figure: FigureId, unit_id: int, amount: int) -> bool:
    row = sql.of_unit(tx.connection, unit_id=unit_id, **figure.model_dump())
    before = 0 if row is None else int(row["amount"])
    if before == amount:
        return False
    if amount:
        sql.give(tx.connection, unit_id=unit_id, amount=amount, **figure.model_dump())
    else:
        sql.drop(tx.connection, unit_id=unit_id, **figure.model_dump())
    audit.note(
        tx,
        asker.member_id,
        "share_set",
        f"target:{figure.target}.{figure.position}",
        unit_id=unit_id,
        number=figure.target,
        before=before or None,
        after=amount or None,
    )
    return True
