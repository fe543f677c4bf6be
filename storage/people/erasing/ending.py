"""How an erasure ends: documents that list the person, bytes on the disk, the database's log, and a goodbye."""

from __future__ import annotations

import sqlite3

from storage.database import Transaction, queries, to_text
from storage.files import files
from storage.messages import chats, outbox
from storage.messages.records import Outgoing
from storage.people.erasing import erasures
from storage.people.erasing.erasures import CLOSING, Erasure
from storage.people.traces import Traces

sql = queries(__file__)


def documents(tx: Transaction) -> dict[str, bool]:
    """The hashes of documents that people sent and of what was found in them, and whether an import works on it."""
    return {row["sha256"]: bool(row["in_use"]) for row in sql.documents(tx.connection)}


def drop_document(tx: Transaction, sha256: str) -> None:
    """Let go of a document that lists the person, with its job; who waits for it is told that it is not kept."""
    sql.drop_jobs(tx.connection, sha256=sha256)
    sql.drop_tables(tx.connection, sha256=sha256)
    sql.let_go_of_bytes(tx.connection, sha256=sha256)


def unheld(tx: Transaction, erasure: Erasure) -> list[str]:
    """Which of the bytes that the person sent in unfinished answers nothing holds any more."""
    return files.unheld(tx, erasure.traces.hashes)


def documents_done(tx: Transaction, erasure: Erasure) -> None:
    """No document lists the person any more; and nothing is sought any more, so that what was sought is forgotten."""
    erasures.set_traces(tx, erasure, Traces())
    erasures.set_place(tx, erasure, CLOSING, 0)


def bytes_left(tx: Transaction) -> bool:
    """Whether bytes that nobody holds are still on the disk."""
    return bool(sql.bytes_left(tx.connection)["files"])


def copy_log(connection: sqlite3.Connection) -> None:
    """Move what is committed into the database's own file, beside a writer, who else does it within a commit (SQLite).

    What was found lies in pages here and there, so that soon there would be much to move.
    """
    sql.wait_for_nobody(connection)
    sql.copy_log(connection)


def empty_log(connection: sqlite3.Connection) -> bool:
    """Move all that is committed into the database's own file and empty the log; False where somebody is in the way.

    First as much as goes beside a writer, so that what a writer has to wait for is short (SQLite).
    """
    copy_log(connection)
    return not sql.empty_log(connection)["busy"]


def end(tx: Transaction, erasure: Erasure) -> list[Outgoing]:
    """It is done: the person is told, where they asked. Returns that message."""
    sql.end(tx.connection, erasure_id=erasure.id)
    chat = chats.by_id(tx, erasure.chat_id) if erasure.chat_id is not None and erasure.goodbye else None
    if chat is None:
        return []
    row = outbox.queue(tx, chat, key=f"erased:{erasure.id}@{to_text(tx.now)}", kind="reply", body=erasure.goodbye)
    return [] if row is None else [row]
