"""What an error of SQLite's means: the disk's, which may pass, or a damaged file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.errors import DatabaseError

_STORAGE_FAILURES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


def is_storage_failure(error: BaseException) -> bool:
    """Whether an error is the disk's and may pass (full, busy, input/output), not a mistake in what was asked."""
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _STORAGE_FAILURES


_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def is_damage(error: BaseException) -> bool:
    """Whether an error says that what stands in the file is no sound database."""
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGE


def damaged(path: Path | str, why: object) -> DatabaseError:
    """What to raise, and to tell whoever runs the bot, where the file is damaged."""
    return DatabaseError(
        f"The database {path} is damaged: {why}. Stop the bot, keep the damaged file aside, and put the newest backup "
        "in its place (docs/operate.md, “Backup and restore”); then look over the disk."
    )


def damage(connection: sqlite3.Connection) -> str | None:
    """What is wrong with the file, as a look over all of it finds; None where it is whole."""
    try:
        first: str = connection.execute("PRAGMA quick_check").fetchone()["quick_check"]
    except sqlite3.Error as error:
        if is_damage(error):
            return str(error)
        raise
    return None if first == "ok" else first.splitlines()[-1]  # the lines before it only say which database
