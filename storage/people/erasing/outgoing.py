"""What may go out while somebody is being erased."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from storage.database import Transaction, queries
from storage.messages.records import Outgoing
from storage.people.erasing import erasures
from storage.people.erasing.erasures import Erasure
from storage.text import fold

sql = queries(__file__)
UNSENT = {"waiting", "held", "closed"}  # states of a row that may still go out


def may_go_out(tx: Transaction, row: Outgoing) -> Outgoing | None:
    """A row as it may go out now: as it stands in the database, without whoever is being erased; None: not at all."""
    stands = as_it_stands(tx, row.id)
    if stands is None or stands["state"] not in UNSENT:
        return None
    body: str = stands["body"]
    for erasure in erasures.under_way(tx):
        if row.id > erasure.last_row or not erasure.traces.names:
            continue
        if row.chat_id in erasure.traces.chats:
            return None
        body, state = cleared(tx, erasure, {**stands, "body": body})
        if state not in UNSENT:
            return None
    return row.model_copy(update={"body": body})


def as_it_stands(tx: Transaction, row_id: int) -> Mapping[str, Any] | None:
    """A row of the outbox, whether its reader leads or led, and what they are called; None where it is gone."""
    row: Mapping[str, Any] | None = sql.row(tx.connection, row_id=row_id)
    return row


def cleared(tx: Transaction, erasure: Erasure, row: Mapping[str, Any]) -> tuple[str, str]:
    """What a message says from now on, and its state: nothing to leaders, as notes and photos stand beside names."""
    known = partial(is_known, tx)
    spans = erasure.traces.spans(row["body"], known)
    if not spans or is_their_own(erasure, row):
        return row["body"], row["state"]
    if row["kind"] == "edit" or not row["leads"]:
        return erasure.traces.without(row["body"], known), row["state"]
    if row["state"] not in UNSENT:
        return erasure.instead, row["state"]
    return (erasure.late, row["state"]) if row["kind"] == "reply" else (erasure.instead, "cancelled")


def is_their_own(erasure: Erasure, row: Mapping[str, Any]) -> bool:
    """Whether the reader is called so too, and is a member who is shown nobody else: it is their own name."""
    return not row["leads"] and row["reader"] in {fold(name) for name in erasure.traces.names}


def is_known(tx: Transaction, search_key: str) -> bool:
    """Whether somebody is called so."""
    return bool(sql.somebody_is_called(tx.connection, search_key=search_key)["known"])
