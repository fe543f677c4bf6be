"""Chats: which address talks to us, whose it is, and where its conversation stands."""

from __future__ import annotations

from datetime import timedelta

from storage.database import Transaction, queries
from storage.messages.records import ChatRow
from storage.records import records

sql = queries(__file__)
UNFINISHED_FOR = timedelta(hours=24)


def find_or_open(tx: Transaction, channel: str, address: str, language: str) -> ChatRow:
    """The chat of this address; one that never wrote is opened in this language."""
    row = sql.find(tx.connection, channel=channel, address=address)
    if row is None:
        row = sql.open(tx.connection, channel=channel, address=address, language=language, now=tx.now)
    return ChatRow.model_validate(row)


def by_address(tx: Transaction, channel: str, address: str) -> ChatRow | None:
    """The chat of this address, or None."""
    return ChatRow.of(sql.find(tx.connection, channel=channel, address=address))


def by_id(tx: Transaction, chat_id: int) -> ChatRow | None:
    """One chat, or None."""
    return ChatRow.of(sql.by_id(tx.connection, chat_id=chat_id))


def of_row(tx: Transaction, row_id: int) -> ChatRow | None:
    """The chat that a row of the outbox belongs to, or None."""
    return ChatRow.of(sql.of_row(tx.connection, row_id=row_id))


def save(tx: Transaction, chat_id: int, state: str) -> None:
    """Keep where the conversation stands (JSON) after a message of its person's."""
    sql.save(tx.connection, chat_id=chat_id, state=state, now=tx.now)


def save_unheard(tx: Transaction, chat_id: int, state: str) -> None:
    """Keep where the conversation stands (JSON) after something that its person did not write."""
    sql.save_state(tx.connection, chat_id=chat_id, state=state)


def interacted(tx: Transaction, chat_id: int) -> None:
    """Its person did something just now that their vendor knows of: its windows begin anew."""
    sql.interacted(tx.connection, chat_id=chat_id, now=tx.now)


def set_closed(tx: Transaction, chat_id: int) -> None:
    """The vendor says that nothing gets through until its person does something."""
    sql.set_closed(tx.connection, chat_id=chat_id)


def set_menu(tx: Transaction, chat_id: int, menu: str) -> None:
    """The chat shows this command menu from its next message on."""
    sql.set_menu(tx.connection, chat_id=chat_id, menu=menu)


def set_blocked(tx: Transaction, chat_id: int) -> None:
    """Leave this chat alone until its person writes again."""
    sql.set_blocked(tx.connection, chat_id=chat_id, now=tx.now)


def set_language(tx: Transaction, chat_id: int, language: str) -> None:
    """The language in which this chat is spoken to."""
    sql.set_language(tx.connection, chat_id=chat_id, language=language)


def set_member(tx: Transaction, chat_id: int, member_id: int | None) -> None:
    """Say whose chat this is; None: nobody's again."""
    sql.set_member(tx.connection, chat_id=chat_id, member_id=member_id)


def reachable(tx: Transaction, member_id: int) -> ChatRow | None:
    """The chat a notice to this person goes to: the one they chose, else the last one they wrote from.

    One that has blocked us is neither; None where there is no other.
    """
    chats = records(ChatRow, sql.of_member(tx.connection, member_id=member_id))
    return next((chat for chat in chats if chat.blocked_at is None), None)


def of_member(tx: Transaction, member_id: int) -> list[ChatRow]:
    """All chats of one person, in the order in which a notice tries them."""
    return records(ChatRow, sql.of_member(tx.connection, member_id=member_id))


def choose(tx: Transaction, member_id: int, chat_id: int | None) -> None:
    """A person wants to be told things in this chat of theirs; None: where they were heard last."""
    sql.choose_none(tx.connection, member_id=member_id)
    if chat_id is not None:
        sql.choose(tx.connection, member_id=member_id, chat_id=chat_id)


def erase_unfinished(tx: Transaction, most: int = 200) -> int:
    """Erase conversations that were left unfinished for 24 hours, so many at most; returns how many."""
    idle = records(ChatRow, sql.idle_since(tx.connection, before=tx.now - UNFINISHED_FOR, most=most))
    for chat in idle:
        sql.save_state(tx.connection, chat_id=chat.id, state="{}")
    return len(idle)


def forget_strangers(tx: Transaction, most: int = 200) -> int:
    """Let go of chats of nobody that were silent for 24 hours, so many at most; returns how many."""
    return int(sql.forget_strangers(tx.connection, before=tx.now - UNFINISHED_FOR, most=most))
