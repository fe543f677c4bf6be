"""The messages that show how far a broadcast has come: one in each chat that looks, until it has ended."""

from __future__ import annotations

from storage.broadcasts.records import Screen
from storage.database import Transaction, queries
from storage.records import records

sql = queries(__file__)


def of(tx: Transaction, broadcast_id: int) -> list[Screen]:
    """The messages that show a broadcast."""
    return records(Screen, sql.screens(tx.connection, broadcast_id=broadcast_id))


def in_chat(tx: Transaction, broadcast_id: int, chat_id: int) -> Screen | None:
    """The one in this chat."""
    return Screen.of(sql.screen(tx.connection, broadcast_id=broadcast_id, chat_id=chat_id))


def put(tx: Transaction, screen: Screen) -> None:
    """Let this message be the chat's from now on, saying what it says now."""
    sql.set_screen(tx.connection, **screen.model_dump())


def drop(tx: Transaction, broadcast_id: int) -> None:
    """A broadcast has ended, and its messages say so: they change no more."""
    sql.drop_screens(tx.connection, broadcast_id=broadcast_id)
