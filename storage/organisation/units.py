"""The organisation's tree: any depth, levels are data, names are found as people type them."""

from __future__ import annotations

from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.organisation.records import Unit
from storage.records import records
from storage.text import fold, tidy

sql = queries(__file__)


def by_id(tx: Transaction, unit_id: int) -> Unit:
    """One unit.

    Raises:
        OutOfScopeError: there is none of this id.
    """
    unit = Unit.of(sql.by_id(tx.connection, unit_id=unit_id))
    if unit is None:
        raise OutOfScopeError(f"no unit {unit_id}")
    return unit


def children(tx: Transaction, unit_id: int | None) -> list[Unit]:
    """The units right below one, or, for None, those at the top."""
    rows = sql.roots(tx.connection) if unit_id is None else sql.children(tx.connection, unit_id=unit_id)
    return records(Unit, rows)


def all_open(tx: Transaction) -> list[Unit]:
    """Every unit that is not closed, parents before children."""
    return records(Unit, sql.all_open(tx.connection))


def ancestors(tx: Transaction, unit: Unit) -> list[Unit]:
    """The unit and those above it, from the root down."""
    return records(Unit, sql.ancestors(tx.connection, path=unit.path))


def add(tx: Transaction, parent: Unit | None, level: str, name: str) -> Unit:
    """A unit below its parent; one that stands there under this name already is returned, spelt as given."""
    name = tidy(name)
    key = fold(name)
    parent_id = parent.id if parent else None
    row = sql.find(tx.connection, parent_id=parent_id, search_key=key)
    if row is not None:
        if (row["name"], row["level"]) != (name, level):
            sql.rename(tx.connection, unit_id=row["id"], name=name, level=level)
        return by_id(tx, row["id"])
    unit_id = sql.add(tx.connection, parent_id=parent_id, level=level, name=name, search_key=key)["id"]
    sql.set_path(tx.connection, unit_id=unit_id, path=f"{parent.path if parent else ''}{unit_id}.")
    return by_id(tx, unit_id)


def count(tx: Transaction) -> int:
    """How many units are open."""
    return int(sql.count(tx.connection)["units"])
