"""Files that people sent: known by the hash of their bytes or, until those are here, by their vendor's id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from storage.database import Transaction, queries
from storage.records import Record, records

sql = queries(__file__)
TRIES = 8
LONGEST_WAIT = timedelta(hours=2)  # between two tries
HASH = re.compile(r"\b[0-9a-f]{64}\b")
UNHELD_FOR = timedelta(days=2)  # so long bytes may lie here that nothing points to (yet)


class WantedFile(Record):
    """A file that is to be fetched from its vendor."""

    id: int
    channel: str
    vendor_id: str
    attempts: int


def add(
    tx: Transaction,
    *,
    media_type: str,
    size: int | None,
    sha256: str | None,
    channel: str,
    vendor_id: str | None,
    unique_id: str | None = None,
) -> int:
    """Keep a file of a message and return its id; without bytes of ours it is fetched from its vendor soon.

    Raises:
        ValueError: neither a hash nor a vendor's id was given.
    """
    if sha256 is not None:
        row = sql.add_stored(tx.connection, sha256=sha256, media_type=media_type, size=size, now=tx.now)
    elif vendor_id is not None:
        row = sql.add_wanted(
            tx.connection,
            channel=channel,
            vendor_id=vendor_id,
            unique_id=unique_id,
            media_type=media_type,
            size=size,
            now=tx.now,
        )
    else:
        raise ValueError("a file without bytes and without a vendor's id")
    return int(row["id"])


def wanted(tx: Transaction, most: int = 20) -> list[WantedFile]:
    """The files to fetch now, the longest waiting first."""
    return records(WantedFile, sql.wanted(tx.connection, now=tx.now, most=most))


def stored(tx: Transaction, file_id: int, sha256: str, size: int) -> None:
    """The bytes of a wanted file are here now."""
    sql.set_stored(tx.connection, file_id=file_id, sha256=sha256, size=size)


def retry_later(tx: Transaction, file: WantedFile, *, give_up: bool = True) -> None:
    """A try failed: another comes, later each time; after a few hours it is given up, unless the fault is ours."""
    if give_up and file.attempts + 1 >= TRIES:
        lost(tx, file.id)
    else:
        wait = min(timedelta(minutes=2 ** min(file.attempts, TRIES)), LONGEST_WAIT)
        sql.set_retry(tx.connection, file_id=file.id, due_at=tx.now + wait)


def tried_in_vain(tx: Transaction) -> int:
    """How many files were tried and could not be fetched or kept so far."""
    return int(sql.tried_in_vain(tx.connection)["files"])


def lost(tx: Transaction, file_id: int) -> None:
    """The vendor does not have the file any more."""
    sql.set_lost(tx.connection, file_id=file_id)


def refused(tx: Transaction, file_id: int) -> None:
    """The file is of a kind that is not taken."""
    sql.set_refused(tx.connection, file_id=file_id)


def release(tx: Transaction, file_id: int) -> None:
    """Nothing shows this file any more: its bytes are to be deleted."""
    sql.release(tx.connection, file_id=file_id)


def in_use(tx: Transaction, sha256: str) -> bool:
    """Whether any record still holds these bytes."""
    return int(sql.in_use(tx.connection, sha256=sha256)["uses"]) > 0


def unheld(tx: Transaction, hashes: Iterable[str]) -> list[str]:
    """Which of these bytes no record holds, and no conversation under way."""
    return [
        sha256
        for sha256 in hashes
        if not in_use(tx, sha256) and not sql.in_a_chat(tx.connection, mention=f"%{sha256}%")["uses"]
    ]


def let_go_of_uploads(tx: Transaction, before: str, after: str) -> None:
    """Let go of bytes that a chat's state (JSON) named before and does not name any more, if no record holds them.

    They came with an answer to something that was left unfinished.
    """
    for sha256 in unheld(tx, sorted({*HASH.findall(before)} - {*HASH.findall(after)})):
        sql.add_gone(tx.connection, sha256=sha256, now=tx.now)


def orphans(tx: Transaction) -> list[str]:
    """The hashes of bytes that an erased person left behind: delete the bytes, then say so by `forget_orphan`."""
    return [row["sha256"] for row in sql.orphans(tx.connection)]


def forget_orphan(tx: Transaction, sha256: str) -> None:
    """The bytes of this hash are deleted."""
    sql.forget_orphan(tx.connection, sha256=sha256)
