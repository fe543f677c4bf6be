"""What was held for somebody goes out when they write again, or when it is paid for: one message says it all."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import notices
from handlers.broadcasts.words import Verdict
from handlers.engine.message import Reply
from storage.database import Transaction, to_text
from storage.messages import chats, held, outbox
from storage.messages.held import Held, Tariffs
from storage.messages.records import Outgoing
from storage.messages.unread_notice import Unread

MOST_IN_ONE = 10  # messages that are said in one


def after_writing(tx: Transaction, chat_id: int) -> list[Outgoing]:
    """Let go out, in this chat, what is held for its person: they have just written there."""
    return _release(tx, chat_id, held.of_person(tx, chat_id))


def affordable(tx: Transaction, tariffs: Tariffs) -> list[Outgoing]:
    """Let go out what the allowance of its channel reaches for by now; what says nothing any more is missed."""
    held.look_through(tx, tariffs)
    return [row for chat_id, rows in held.affordable(tx, tariffs).items() for row in _release(tx, chat_id, rows)]


def worded(tx: Transaction, row: Outgoing) -> Reply | Verdict:
    """The message of a row just before it is sent; of what is said together, what is not wanted now is left out."""
    if row.key.startswith(held.MERGED):
        for part in held.said_in(tx, row.id):
            if _wanted(tx, part) is None:
                held.leave_out(tx, part)
    return notices.worded_now(tx, row)


def _release(tx: Transaction, chat_id: int, rows: Sequence[Held]) -> list[Outgoing]:
    """What is still wanted goes out: a message alone, or with a picture, by itself, and several as one."""
    alone: list[Held] = []
    together: list[Held] = []
    for row in rows:
        reply = _wanted(tx, row)
        if reply is not None:
            (alone if reply.attachment is not None or reply.question is not None else together).append(row)
    if len(together) == 1:
        alone, together = sorted([*alone, *together], key=lambda row: row.id), []
    released = [held.release(tx, row, chat_id) for row in alone]
    parts = [together[begin : begin + MOST_IN_ONE] for begin in range(0, len(together), MOST_IN_ONE)]
    released += [_in_one(tx, chat_id, part) for part in parts]
    return [row for row in released if row is not None]


def _wanted(tx: Transaction, row: Outgoing) -> Reply | None:
    """What a row says, where it still says something; else it ends here. A paused broadcast's goes on being held."""
    if held.is_late(tx, row):
        held.miss(tx, row)
        return None
    worded = notices.worded_now(tx, row)
    if worded == "over":
        outbox.mark_ended(tx, row.id, "cancelled", "not wanted any more")
    return worded if isinstance(worded, Reply) else None


def _in_one(tx: Transaction, chat_id: int, rows: Sequence[Held]) -> Outgoing | None:
    chat = chats.by_id(tx, chat_id)
    if chat is None:
        return None
    notice = Unread(priority=min(row.priority for row in rows))
    row = outbox.queue(
        tx,
        chat,
        key=f"{held.MERGED}{chat_id}:{rows[0].id}:{to_text(tx.now)}",
        kind="notice",
        body=notice.model_dump_json(),
        lane=outbox.NOTICE,
        useful_until=notice.useful_until(tx.now),
    )
    if row is not None:
        held.put_into(tx, rows, row.id)
    return row
