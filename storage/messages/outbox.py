"""The outbox: every message to a person, queued once under its key, and how it ended; and which updates were seen."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.messages import chats
from storage.messages.records import ChatRow, Outgoing
from storage.records import Record, records

sql = queries(__file__)
REPLY, NOTICE, BROADCAST = range(3)
KEYS_KEPT_FOR = timedelta(days=7)
ENDED_KEPT_FOR = timedelta(days=90)


class ChannelBacklog(Record):
    """What is due on one channel and not sent yet."""

    channel: str
    waiting: int
    oldest_due: AwareDatetime


def queue(
    tx: Transaction,
    chat: ChatRow,
    *,
    key: str,
    kind: Literal["reply", "notice", "edit"],
    body: str,
    lane: int = REPLY,
    cause: str | None = None,
    due_at: datetime | None = None,
    useful_until: datetime | None = None,
) -> Outgoing | None:
    """Queue one message (its body is JSON) to a chat, due now unless said otherwise; None if the key stood already."""
    due = due_at or tx.now
    row = sql.queue(
        tx.connection,
        key=key,
        chat_id=chat.id,
        lane=lane,
        kind=kind,
        body=body,
        cause=cause,
        now=tx.now,
        due_at=due,
        useful_until=useful_until,
    )
    if row is None:
        return None
    return Outgoing(
        id=row["id"],
        key=key,
        chat_id=chat.id,
        channel=chat.channel,
        address=chat.address,
        language=chat.language,
        lane=lane,
        kind=kind,
        body=body,
        due_at=due,
        useful_until=useful_until,
        attempts=0,
        interacted_at=chat.interacted_at,
    )


def due(tx: Transaction, upto: datetime, most: int = 1000, channel: str | None = None) -> list[Outgoing]:
    """The waiting rows that are due by a moment, replies before notices before broadcasts, oldest first.

    Of one channel, or, for None, of all.
    """
    return records(Outgoing, sql.waiting(tx.connection, channel=channel, upto=upto, most=most))


def due_in_lane(
    tx: Transaction,
    upto: datetime,
    *,
    channel: str,
    lane: int,
    most: int,
    known: Collection[int],
    without: Collection[int],
) -> list[Outgoing]:
    """The waiting rows of one lane of a channel that are due by a moment, oldest first, but for some rows and chats."""
    rows = sql.waiting_in_lane(
        tx.connection,
        channel=channel,
        lane=lane,
        upto=upto,
        most=most,
        known=json.dumps(list(known)),
        without=json.dumps(list(without)),
    )

    return records(Outgoing, rows)


def by_id(tx: Transaction, row_id: int) -> Outgoing | None:
    """One row, sent or not; None where there is none."""
    return Outgoing.of(sql.by_id(tx.connection, row_id=row_id))


def was_seen(tx: Transaction, key: str) -> bool:
    """Whether an update of this key has come in the last week."""
    return sql.was_seen(tx.connection, key=key) is not None


def newest(tx: Transaction) -> int:
    """The id of the newest row: what is queued from now on has a higher one."""
    return int(sql.newest(tx.connection)["id"])


def show(tx: Transaction, row_id: int, body: str) -> None:
    """Send a message of a chat that people fetch: it stands in its chat under the next number, worded as shown."""
    sql.number_sent(tx.connection, row_id=row_id, vendor_id=str(row_id), body=body, now=tx.now)


def mark_sent(tx: Transaction, row_id: int, vendor_id: str | None) -> None:
    """The vendor took it, and calls it so."""
    sql.mark_sent(tx.connection, row_id=row_id, vendor_id=vendor_id, now=tx.now)
    sql.mark_said(tx.connection, row_id=row_id, vendor_id=vendor_id, now=tx.now)


def mark_ended(
    tx: Transaction, row_id: int, state: Literal["failed", "cancelled", "missed"], error: str | None = None
) -> None:
    """It will not be sent: failed (never will be taken), cancelled (not wanted any more) or missed (too late)."""
    sql.take_apart(tx.connection, row_id=row_id)
    sql.mark_ended(tx.connection, row_id=row_id, state=state, error=error)


def mark_retry(tx: Transaction, row_id: int, error: str, *, counts: bool = True) -> None:
    """It was tried in vain and will be tried again; `counts` where its channel could be reached just then."""
    sql.mark_retry(tx.connection, row_id=row_id, error=error, tries=int(counts))


def address_gone(tx: Transaction, chat_id: int) -> list[Outgoing]:
    """Nothing more goes to this chat until its person writes again; returns what goes to their next chat instead."""
    chats.set_blocked(tx, chat_id)
    return leave(tx, chat_id, "blocked")


def leave(tx: Transaction, chat_id: int, why: str) -> list[Outgoing]:
    """What waits in a chat is not sent there; its notices go to the next chat of its person, and are returned."""
    sql.take_apart_chat(tx.connection, chat_id=chat_id)
    waiting = [row["id"] for row in sql.waiting_notices(tx.connection, chat_id=chat_id)]
    passed_on = [row for row_id in waiting if (row := pass_on(tx, row_id)) is not None]
    sql.cancel_chat(tx.connection, chat_id=chat_id, why=why)
    return passed_on


def mark_failed(tx: Transaction, row_id: int, error: str) -> list[Outgoing]:
    """It will never be taken where it was sent; a notice goes to the next chat of its person, and is returned."""
    passed_on = pass_on(tx, row_id)
    mark_ended(tx, row_id, "failed", error)
    return [] if passed_on is None else [passed_on]


def pass_on(tx: Transaction, row_id: int) -> Outgoing | None:
    """Queue a waiting notice anew in the next chat of its person in which it did not fail before; None: there is none.

    The new row has its key, its announcement and until when it helps; the old one is its trace.
    """
    target = sql.next_chat(tx.connection, row_id=row_id)
    if target is None:
        return None
    sql.step_aside(tx.connection, row_id=row_id)
    row = sql.queue_again(tx.connection, row_id=row_id, chat_id=target["chat_id"], now=tx.now)
    sql.let_go_of_broadcast(tx.connection, row_id=row_id)
    return by_id(tx, row["id"])


def vendor_id(tx: Transaction, row_id: int) -> str | None:
    """What the vendor calls the message of a row; None if it was never sent or is not known."""
    row = sql.vendor_id(tx.connection, row_id=row_id)
    return row["vendor_id"] if row else None


def told_last(tx: Transaction, chat_id: int) -> Outgoing | None:
    """The newest message of a chat, where it is one that its person did not ask for; else None."""
    return Outgoing.of(sql.told_last(tx.connection, chat_id=chat_id, now=tx.now))


def body(tx: Transaction, row_id: int) -> str | None:
    """What a row says, as JSON; None if there is no such row (any more)."""
    row = sql.body(tx.connection, row_id=row_id)
    return row["body"] if row else None


def is_waiting(tx: Transaction, row_id: int) -> bool:
    """Whether the message of a row is still to be sent."""
    row = sql.vendor_id(tx.connection, row_id=row_id)
    return row is not None and row["state"] == "waiting"


def waiting(tx: Transaction) -> list[ChannelBacklog]:
    """How much is due and not sent, by channel."""
    return records(ChannelBacklog, sql.waiting_counts(tx.connection, now=tx.now))


def parked(tx: Transaction) -> int:
    """How many updates we failed on are kept."""
    return int(sql.parked(tx.connection)["parked"])


def remember_update(tx: Transaction, key: str) -> bool:
    """Note that this update was received; False if it was received before."""
    return bool(sql.remember_update(tx.connection, key=key, now=tx.now))


def park(tx: Transaction, key: str, body: str, error: str) -> str:
    """Keep an update that we failed on, with its traceback; returns the reference that its person is told."""
    reference = secrets.token_hex(3).upper()
    sql.park(tx.connection, reference=reference, key=key, body=body, error=error, now=tx.now)
    return reference


def forget_old(tx: Transaction, most: int = 500) -> int:
    """Erase the keys of updates after a week, and ended rows and parked updates after 90 days.

    So many of each at most; returns how many it was, 0 where nothing old is left.
    """
    return int(
        sql.forget_updates(tx.connection, before=tx.now - KEYS_KEPT_FOR, most=most)
        + sql.erase_old(tx.connection, before=tx.now - ENDED_KEPT_FOR, most=most)
        + sql.erase_parked(tx.connection, before=tx.now - ENDED_KEPT_FOR, most=most)
    )
