"""What is spent on a channel's messages in a month: taken before each send, in one transaction, so never twice.

What was taken for a message that its vendor refused is given back; what may have arrived stays spent. So the sums
are never less than what was paid, through kills and restarts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.database import Transaction, queries
from storage.messages.priorities import Priority
from storage.messages.records import Outgoing
from storage.messages.tariffs import Tariff, month_of
from storage.records import Record

sql = queries(__file__)
UNPAID_FOR = timedelta(hours=6)  # after a vendor's "nothing left to pay with", until it is tried again


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken for a message; nothing where it is free."""

    channel: str = ""
    month: str = ""
    priority: Priority = Priority.REPLY
    messages: int = 0
    cost: int = 0
    broadcast_id: int | None = None  # what it was for, where it was money


FREE = Receipt()


class Spent(Record):
    """What a month's messages came to."""

    messages: int
    cost: int


def of_month(tx: Transaction, channel: str, now: datetime | None = None) -> Spent:
    """What was spent in the month of a moment, or in this one."""
    return Spent.model_validate(sql.spent(tx.connection, channel=channel, month=month_of(now or tx.now)))


def all_of_month(tx: Transaction) -> list[dict[str, Any]]:
    """The same of this month by channel: `channel`, `messages`, `cost`."""
    return list(sql.all_spent(tx.connection, month=month_of(tx.now)))


def take(tx: Transaction, row: Outgoing, tariff: Tariff, priority: Priority, messages: int) -> Receipt | None:
    """Take what a row of so many messages costs out of this month's allowance; None where it does not reach."""
    if tariff.is_money and is_unpaid(tx, row.channel):
        return None
    if not tariff.allows(of_month(tx, row.channel).cost, messages, priority):
        return None
    cost, broadcast_id = messages * tariff.price, row.broadcast_id if tariff.is_money else None
    receipt = Receipt(row.channel, month_of(tx.now), priority, messages, cost, broadcast_id)
    _add(tx, receipt, 1)
    return receipt


def give_back(tx: Transaction, receipt: Receipt) -> None:
    """It was not sent."""
    if receipt.messages:
        _add(tx, receipt, -1)


def add(tx: Transaction, channel: str, tariff: Tariff, priority: Priority, messages: int) -> None:
    """Count what a vendor charged for although it was thought to be free."""
    _add(tx, Receipt(channel, month_of(tx.now), priority, messages, messages * tariff.price), 1)


def _add(tx: Transaction, receipt: Receipt, sign: int) -> None:
    sql.spend(
        tx.connection,
        channel=receipt.channel,
        month=receipt.month,
        priority=int(receipt.priority),
        messages=sign * receipt.messages,
        cost=sign * receipt.cost,
    )
    if receipt.broadcast_id is not None:
        sql.charge(tx.connection, broadcast_id=receipt.broadcast_id, cost=sign * receipt.cost)


def is_unpaid(tx: Transaction, channel: str) -> bool:
    """Whether the vendor has said lately that its quota or money is used up."""
    return sql.unpaid(tx.connection, channel=channel, now=tx.now) is not None


def nothing_left(tx: Transaction, channel: str) -> None:
    """The vendor says that its quota or money is used up: nothing that costs is tried for some hours."""
    sql.set_unpaid(tx.connection, channel=channel, until=tx.now + UNPAID_FOR)


def people(tx: Transaction, channel: str, groups: str = "zgr-") -> int:
    """How many people a channel talks with."""
    return int(sql.people(tx.connection, channel=channel, groups=groups)["people"])


def rank(tx: Transaction, chat_id: int, groups: str = "zgr-") -> int:
    """The how many-th person of its channel somebody is, by when they came."""
    return int(sql.rank(tx.connection, chat_id=chat_id, groups=groups)["rank"])
