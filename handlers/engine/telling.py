"""Telling somebody who did not just write: facts are queued here, and worded when sent (handlers/notices.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.marked import Marked
from handlers.engine.message import Chart
from handlers.engine.text import Text
from schedules.due import caused
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.messages.notices import Notice
from storage.messages.records import Outgoing


class WordedNotice(NamedTuple):
    """A notice in words: what it says, what can be done next, and a picture."""

    text: Text | str | Marked
    offers: Sequence[Offer] = ()
    picture: Chart | None = None


def tell(chat: Chat, member_id: int | None, notice: Notice, key: str) -> None:
    """Queue a notice for another person, once per key; nobody is told who has no chat that we can reach.

    In their quiet hours it waits until these are over, but for what cannot wait.
    """
    row = queue(chat.tx, member_id, notice, key)
    if row is not None:
        chat.also.append(row)


def queue(tx: Transaction, member_id: int | None, notice: Notice, key: str) -> Outgoing | None:
    """Queue a notice for a member; returns its row, or None if it was queued before, cannot be sent, or waits."""
    chat = chats.reachable(tx, member_id) if member_id is not None else None
    if chat is None or member_id is None:
        return None
    due_at = caused.due_at(tx, member_id, notice)
    row = outbox.queue(
        tx,
        chat,
        key=f"notice:{key}",
        kind="notice",
        body=notice.model_dump_json(),
        lane=outbox.NOTICE,
        due_at=due_at,
        useful_until=notice.useful_until(due_at),
    )
    return row if due_at <= tx.now else None
