"""The schema: its numbered migrations, which of them a database has, and those that it lacks."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from storage.errors import DatabaseError

MIGRATIONS = Path(__file__).parent / "migrations"


def available_migrations(folder: Path = MIGRATIONS) -> list[tuple[int, Path]]:
    """Every migration of this version of the program, as (number, file), in order."""
    migrations = [
        (int(match[1]), path) for path in folder.iterdir() if (match := re.match(r"(\d{4})_.+\.sql$", path.name))
    ]
    return sorted(migrations)


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the newest migration that this database has; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()["user_version"])


def migrate(connection: sqlite3.Connection, folder: Path = MIGRATIONS) -> list[int]:
    """Apply what is missing, each migration in a transaction of its own, and return the numbers applied.

    Raises:
        DatabaseError: the database was written by a newer version of the program.
    """
    migrations = available_migrations(folder)
    newest = migrations[-1][0]
    version = schema_version(connection)
    if version > newest:
        raise DatabaseError(
            f"This database has schema {version}, newer than this program's {newest}. Update the program; "
            "nothing was changed."
        )
    applied = []
    for number, path in migrations:
        if number > version:
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{path.read_text(encoding='utf-8')}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
            applied.append(number)
    return applied
