"""The erasures under way, as they stand."""

from __future__ import annotations

import json
import sqlite3

from pydantic import AwareDatetime, Json

from storage.database import Transaction, queries
from storage.people.traces import Traces
from storage.records import Record, records

sql = queries(__file__)
DOCUMENTS, CLOSING = "documents", "closing"  # what comes last is done by whoever has the files and the database


class Erasure(Record):
    """An erasure under way; `traces` is what is sought between `first_row` and `last_row` of the outbox."""

    id: int
    member_id: int
    traces: Json[Traces]
    first_row: int
    last_row: int
    part: str
    place: int
    chat_id: int | None
    instead: str
    late: str
    goodbye: str
    begun_at: AwareDatetime

    @property
    def needles(self) -> str:
        """What a text is looked through for first (JSON)."""
        return json.dumps(self.traces.needles, ensure_ascii=False)


def under_way(tx: Transaction) -> list[Erasure]:
    """All that is under way, the oldest first."""
    return records(Erasure, sql.under_way(tx.connection))


def any_under_way(connection: sqlite3.Connection) -> bool:
    """Whether any is."""
    return bool(list(sql.under_way(connection)))


def by_id(tx: Transaction, erasure_id: int) -> Erasure | None:
    """One erasure as it stands; None where it is done."""
    return Erasure.of(sql.by_id(tx.connection, erasure_id=erasure_id))


def set_place(tx: Transaction, erasure: Erasure, part: str, place: int) -> None:
    """Note how far it has come: from which place of which part it goes on."""
    sql.set_place(tx.connection, erasure_id=erasure.id, part=part, place=place)


def set_traces(tx: Transaction, erasure: Erasure, traces: Traces) -> None:
    """Note what it seeks from now on."""
    sql.set_traces(tx.connection, erasure_id=erasure.id, traces=traces.model_dump_json())
