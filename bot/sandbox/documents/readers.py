"""The readers of documents that people send: what `chat.document(…, reader="table")` names.

A reader is a pure function of a document's bytes and name, and runs in a process of its own (bot/sandbox). What it
returns or yields first is what the conversation sees, small and ready for JSON; what comes after that is for later
jobs alone. What it cannot take it says by an `UnreadableError`, whose key handlers/engine/document_words.py words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox.documents import programmes, tables

Reader = Callable[..., Iterable[Any]]  # (bytes, name), and what else a reader may be told

READERS: dict[str, Reader] = {
    "table": tables.read_table,
    "programme": programmes.read_programme,
}
