"""A copy of the database while it is in use, and the proof that the copy is whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.database import queries
from storage.database_file import connect
from storage.errors import DatabaseError
from storage.schema import schema_version

sql = queries(__file__)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, in figures that say whether a copy is the same."""

    schema: int
    units: int
    members: int
    check_ins: int
    reports: int
    outbox: int


def contents(connection: sqlite3.Connection) -> Contents:
    """Count what a database holds."""
    return Contents(schema=schema_version(connection), **sql.counts(connection))


def stored_files(connection: sqlite3.Connection) -> set[str]:
    """The hashes of the photos that the database says are stored."""
    return {row["sha256"] for row in sql.stored_files(connection)}


def copy(source: Path, target: Path) -> Contents:
    """Copy the database to a file that must not exist, as it stands at one moment, and check the copy.

    Raises:
        DatabaseError: the source cannot be read, or the copy is not whole; then no file is left.
    """
    try:
        with closing(connect(source, read_only=True)) as origin, closing(sqlite3.connect(target)) as made:
            origin.execute("BEGIN")  # what is counted is what is copied, whatever a running bot writes meanwhile
            expected = contents(origin)
            origin.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
        _look_through(target, expected)
    except (sqlite3.Error, DatabaseError) as error:
        target.unlink(missing_ok=True)
        why = str(error).removesuffix(".")
        raise DatabaseError(f"The copy could not be made: {why}. The database itself is untouched.") from error
    return expected


def rescue(connection: sqlite3.Connection, target: Path) -> None:
    """Copy what an open connection still reads, though its file was removed, to a new file; an older copy is replaced.

    Raises:
        OSError, sqlite3.Error: the copy cannot be written.
    """
    unfinished = target.with_name(f"{target.name}.new")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as made:
        unfinished.chmod(0o600)
        connection.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")
    unfinished.replace(target)


def _look_through(target: Path, expected: Contents) -> None:
    """Check a copy by opening it as it will be opened one day.

    Raises:
        DatabaseError: something is broken or missing in it.
    """
    with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        opened.row_factory = lambda cursor, row: dict(zip((one[0] for one in cursor.description), row, strict=True))
        problems = [row["integrity_check"] for row in opened.execute("PRAGMA integrity_check")]
        if problems != ["ok"]:
            why = problems[0].splitlines()[-1]  # the lines before it only say which database
            raise DatabaseError(f"the copy is damaged ({why})")
        if opened.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise DatabaseError("the copy has rows that point nowhere")
        if contents(opened) != expected:
            raise DatabaseError("the copy does not hold what the database holds")
