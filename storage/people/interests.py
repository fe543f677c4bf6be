"""The fields that members say they are interested in: kept with the member, and gone with them."""

from __future__ import annotations

from collections.abc import Iterable

from storage.database import Transaction, queries
from storage.records import Asker

sql = queries(__file__)


def of(tx: Transaction, asker: Asker) -> frozenset[str]:
    """The fields that the asker has said they are interested in."""
    return frozenset(row["field"] for row in sql.of_member(tx.connection, member_id=asker.member_id))


def choose(tx: Transaction, asker: Asker, fields: Iterable[str]) -> None:
    """The asker is interested in these fields, and in no other."""
    sql.forget(tx.connection, member_id=asker.member_id)
    for field in sorted(set(fields)):
        sql.add(tx.connection, member_id=asker.member_id, field=field)
