"""What the pages read: over a connection that writes nothing, at one moment, and only after a link's key."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from bot.clock import Clock
from handlers import notices
from handlers.engine.message import Reply
from handlers.engine.state import State
from storage.database import Database, Transaction, reading
from storage.links import links
from storage.links.links import Link, Purpose
from storage.messages import chats, outbox
from storage.messages.records import ChatRow

T = TypeVar("T")


class Looking:
    """The database as pages see it."""

    def __init__(self, reader: Database, clock: Clock) -> None:
        self.clock = clock
        self._reader = reader

    async def look(self, job: Callable[[Transaction], T]) -> T:
        """Run a job that reads, so that all it sees is of one moment."""

        def at_one_moment(connection: sqlite3.Connection) -> T:
            with reading(connection, self.clock()) as tx:
                return job(tx)

        return await self._reader.run(at_one_moment)

    async def opened(self, purpose: Purpose, key: str, job: Callable[[Transaction, Link], T | None]) -> T | None:
        """What a job reads for the link of this key; None where the link opens nothing, or the job finds nothing."""

        def after_the_key(tx: Transaction) -> T | None:
            link = links.read(tx, purpose, key)
            return None if link is None else job(tx, link)

        return await self.look(after_the_key)


def asked_chat(tx: Transaction, link: Link) -> ChatRow | None:
    """The chat of a location's link, where the question that it answers is still open."""
    chat = chats.by_id(tx, link.chat_id)
    if chat is None:
        return None
    running = State.model_validate_json(chat.state).running
    asked = running.asked if running is not None else None
    return chat if asked is not None and asked.id == link.subject else None


def message_of(tx: Transaction, link: Link) -> tuple[Reply, str] | None:
    """The message of a file's link with its chat's language; None where it is not that chat's, or is gone."""
    row = outbox.by_id(tx, link.subject)
    if row is None or row.chat_id != link.chat_id or row.kind == "edit":
        return None
    reply = notices.worded(row) or notices.worded_now(tx, row)
    return (reply, row.language) if isinstance(reply, Reply) else None
