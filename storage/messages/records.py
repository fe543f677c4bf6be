"""Chats and what goes out to them, as typed records."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from storage.records import Record


class ChatRow(Record):
    """One person's chat on one channel: where replies go, and the conversation's stored state (JSON).

    `chosen` says that its person wants to be told things there; `heard_at` is when they last wrote, where it was asked.
    `interacted_at` is when they last did something that their vendor knows of; None where it calls the chat closed.
    """

    id: int
    channel: str
    address: str
    member_id: int | None
    language: str
    state: str
    blocked_at: AwareDatetime | None = None
    menu: str = ""
    chosen: bool = False
    heard_at: AwareDatetime | None = None
    interacted_at: AwareDatetime | None = None


class Outgoing(Record):
    """An outbox row on its way out, with where it goes and the reader's language."""

    id: int
    key: str
    chat_id: int
    channel: str
    address: str
    language: str
    lane: int
    kind: Literal["reply", "notice", "edit"]
    body: str
    due_at: AwareDatetime
    useful_until: AwareDatetime | None
    attempts: int
    broadcast_id: int | None = None
    interacted_at: AwareDatetime | None = None
