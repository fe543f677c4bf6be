"""What may not go out now: whether a message may, where it goes instead, and what is held until it may.

`held` says that its price is not given for it now, `closed` that nothing gets through to its person. Both go out when
their person writes again, and what is held also when the allowance reaches; each ends as every row does, for what comes
too late to be of use is `missed`. docs/delivery.md has the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storage.database import Transaction, queries
from storage.messages import chats, outbox, spending
from storage.messages.priorities import RULES, Priority, priority_of
from storage.messages.records import Outgoing
from storage.messages.spending import FREE, Receipt
from storage.messages.tariffs import Tariff, open_since
from storage.records import Record, records

sql = queries(__file__)
MERGED = "unread:"  # what the key begins with of a message that says several
MOST_CHATS = 50  # looked at in one step
Tariffs = Mapping[str, Tariff]
State = Literal["held", "closed"]
CLOSED = "their window is closed until they write"
TOO_DEAR = "its price is not given for it now"


class Held(Outgoing):
    """A message that is held, with what it takes."""

    priority: Priority
    messages: int


class HeldCount(Record):
    """How many messages are held on a channel, and for how many people."""

    channel: str
    state: State
    priority: Priority
    messages: int
    people: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the question whether a message may go out.

    With a `receipt` it may. Else it is held, or goes out `elsewhere`, or, with neither, is not wanted any more.
    """

    receipt: Receipt | None = None
    elsewhere: Outgoing | None = None
    state: State | None = None


def ask(tx: Transaction, row: Outgoing, tariffs: Tariffs, messages: int) -> Answer:
    """Whether a row of so many messages may go out now; what it costs is taken in the same transaction."""
    stands, tariff = outbox.by_id(tx, row.id), tariffs.get(row.channel)
    if stands is None or not outbox.is_waiting(tx, row.id):
        return Answer()
    if tariff is None or messages == 0 or tariff.stage(stands.interacted_at, tx.now) == "free":
        return Answer(FREE)
    return _ask_for(tx, stands, tariffs, messages)


def _ask_for(tx: Transaction, row: Outgoing, tariffs: Tariffs, messages: int) -> Answer:
    """The same of what is not free here: what costs money goes where it costs none, else it is paid for, or held."""
    tariff = tariffs[row.channel]
    stage, priority = tariff.stage(row.interacted_at, tx.now), priority_of(row)
    elsewhere = _elsewhere(tx, row, tariffs, messages) if tariff.windows else None
    if elsewhere is None and stage == "paid" and _may_be_tried(tx, row, tariff, priority):
        receipt = spending.take(tx, row, tariff, priority, messages)
        if receipt is not None:
            return Answer(receipt)
    elsewhere = elsewhere or _elsewhere(tx, row, tariffs, messages)
    if elsewhere is not None:
        return Answer(elsewhere=elsewhere)
    return Answer(state=hold(tx, row, "held" if stage == "paid" else "closed", messages))


def _may_be_tried(tx: Transaction, row: Outgoing, tariff: Tariff, priority: Priority) -> bool:
    """Beyond the people that a vendor allows, only what is most important is tried."""
    return not is_beyond(tx, row, tariff) or priority <= Priority.CHANGED


def is_beyond(tx: Transaction, row: Outgoing, tariff: Tariff) -> bool:
    """Whether a row is for somebody beyond the number of people that the channel's vendor lets the bot talk to."""
    return tariff.people is not None and spending.rank(tx, row.chat_id) > tariff.people


def _elsewhere(tx: Transaction, row: Outgoing, tariffs: Tariffs, messages: int) -> Outgoing | None:
    """A notice in the best other chat of its person where it costs no money; None where there is none."""
    if row.key.startswith(MERGED):
        return None
    for other in sql.other_chats(tx.connection, row_id=row.id):
        if _reaches(tx, other["chat_id"], row, tariffs.get(other["channel"]), messages):
            sql.move(tx.connection, row_id=row.id, chat_id=other["chat_id"])
            return outbox.by_id(tx, row.id)
    return None


def _reaches(tx: Transaction, chat_id: int, row: Outgoing, tariff: Tariff | None, messages: int) -> bool:
    chat = chats.by_id(tx, chat_id)
    if chat is None or tariff is None:
        return chat is not None
    if tariff.windows:
        return tariff.stage(chat.interacted_at, tx.now) == "free"
    there = row.model_copy(update={"chat_id": chat.id, "channel": chat.channel})
    spent = spending.of_month(tx, chat.channel).cost
    return tariff.allows(spent, messages, priority_of(row)) and not is_beyond(tx, there, tariff)


def refused(tx: Transaction, row: Outgoing, tariffs: Tariffs, *, closed: bool, receipt: Receipt) -> Answer:
    """The vendor itself says that a window is closed, or that nothing is left to pay with: nobody is asked twice."""
    if receipt.messages == 1:  # of several, some may have got through
        spending.give_back(tx, receipt)
    if closed:
        chats.set_closed(tx, row.chat_id)
    else:
        spending.nothing_left(tx, row.channel)
    if not outbox.is_waiting(tx, row.id):
        return Answer()
    messages = max(1, receipt.messages)
    if (elsewhere := _elsewhere(tx, row, tariffs, messages)) is not None:
        return Answer(elsewhere=elsewhere)
    return Answer(state=hold(tx, row, "closed" if closed else "held", messages))


def hold(tx: Transaction, row: Outgoing, state: State, messages: int) -> State:
    """Hold a row. A message that says several is given up instead: each of them is held as before."""
    if row.key.startswith(MERGED):
        sql.take_apart(tx.connection, in_row=row.id)
        outbox.mark_ended(tx, row.id, "cancelled", "its parts are held")
        return state
    priority = priority_of(row)
    until = tx.now + RULES[priority].held_for
    why = CLOSED if state == "closed" else TOO_DEAR
    sql.hold(tx.connection, row_id=row.id, state=state, until=until, why=why)
    sql.note(tx.connection, row_id=row.id, priority=int(priority), messages=messages, now=tx.now)
    return state


# Going out after all --------------------------------------------------------------------------------------------------


def of_person(tx: Transaction, chat_id: int) -> list[Held]:
    """What is held for the person of a chat, in each of their chats, the oldest first; replies only of this chat."""
    return records(Held, sql.of_person(tx.connection, chat_id=chat_id))


def release(tx: Transaction, row: Outgoing, chat_id: int) -> Outgoing | None:
    """Let a row go out now, in this chat of its person's."""
    sql.release(tx.connection, row_id=row.id, chat_id=chat_id, now=tx.now)
    return outbox.by_id(tx, row.id)


def put_into(tx: Transaction, rows: Collection[Outgoing], row_id: int) -> None:
    """These are said in one message from now on; what becomes of that becomes of them."""
    for row in rows:
        sql.put_into(tx.connection, row_id=row.id, in_row=row_id)


def said_in(tx: Transaction, row_id: int) -> list[Outgoing]:
    """What a message says, or said, that says several; the oldest first."""
    return records(Outgoing, sql.said_in(tx.connection, in_row=row_id))


def leave_out(tx: Transaction, row: Outgoing) -> None:
    """A row is not said in the message that was to say it with others: it is held by itself."""
    sql.leave_out(tx.connection, row_id=row.id)


def is_late(tx: Transaction, row: Outgoing) -> bool:
    """Whether a row says nothing any more."""
    return row.useful_until is not None and row.useful_until < tx.now


def miss(tx: Transaction, row: Outgoing) -> None:
    """It is too late for a row that was held."""
    sql.miss(tx.connection, row_id=row.id)


def look_through(tx: Transaction, tariffs: Tariffs, most: int = 500) -> int:
    """End what says nothing any more, and call closed what is so by now; returns how much ended."""
    late = list(sql.too_late(tx.connection, now=tx.now, most=most))
    for row in late:
        sql.miss(tx.connection, row_id=row["id"])
    for channel, tariff in tariffs.items():
        if tariff.windows:
            sql.close(tx.connection, channel=channel, open_since=open_since(tx.now))
    return len(late)


def affordable(tx: Transaction, tariffs: Tariffs) -> dict[int, Sequence[Held]]:
    """What the allowance of each channel reaches for by now, by chat, the most important first."""
    chosen: dict[int, list[Held]] = {}
    for channel in _channels(tx):
        tariff = tariffs.get(channel)
        spent = spending.of_month(tx, channel).cost
        for number in sql.chats(tx.connection, channel=channel, most=MOST_CHATS):
            for row in of_person(tx, number["chat_id"]):
                if row.chat_id != number["chat_id"] or row.id in {one.id for one in chosen.get(row.chat_id, ())}:
                    continue
                if (cost := _cost_now(tx, row, tariff, spent)) is not None:
                    spent += cost
                    chosen.setdefault(row.chat_id, []).append(row)
    return dict(chosen)


def _channels(tx: Transaction) -> list[str]:
    return list(dict.fromkeys(count.channel for count in counts(tx) if count.state == "held"))


def _cost_now(tx: Transaction, row: Held, tariff: Tariff | None, spent: int) -> int | None:
    """What a row that is held would cost now; None where it may not go out."""
    stage = "free" if tariff is None else tariff.stage(row.interacted_at, tx.now)
    if tariff is None or stage == "free":
        return 0
    if stage == "closed" or not _may_be_tried(tx, row, tariff, row.priority):
        return None
    if tariff.is_money and spending.is_unpaid(tx, row.channel):
        return None
    return row.messages * tariff.price if tariff.allows(spent, row.messages, row.priority) else None


def counts(tx: Transaction) -> list[HeldCount]:
    """What is held, by channel, state and priority."""
    return records(HeldCount, sql.counts(tx.connection))
