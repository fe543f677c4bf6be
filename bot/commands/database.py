"""What the commands have in common: opening the database for a short write beside a running bot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from bot.clock import system_clock
from bot.errors import OperatorError
from bot.settings import Settings
from storage.database import Transaction, reading, transaction
from storage.database_file import connect
from storage.schema import migrate


@contextmanager
def write(settings: Settings) -> Iterator[Transaction]:
    """One short transaction on the database, which is made if there is none; a running bot waits that long.

    Raises:
        OperatorError: the folder cannot be made, or the database stays busy.
        DatabaseError: the file cannot be opened, or is newer than this program.
    """
    make_folder(settings)
    with closing(connect(settings.database)) as connection:
        migrate(connection)
        try:
            with transaction(connection, system_clock()) as tx:
                yield tx
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise OperatorError(
                f"The database {settings.database} is busy: wait a moment and say it again; nothing was changed."
            ) from error


@contextmanager
def read(settings: Settings) -> Iterator[Transaction]:
    """A look at the database, beside a running bot that is not kept waiting; one of an older version is brought up.

    Raises:
        OperatorError: there is none yet.
        DatabaseError: the file cannot be opened, or is newer than this program.
    """
    if not settings.database.exists():
        raise OperatorError(
            f"There is no database {settings.database} yet: start the bot once, load something into it, or set "
            "DIEMDANH_DATABASE to the one that you mean."
        )
    with closing(connect(settings.database)) as connection:
        migrate(connection)
        with reading(connection, system_clock()) as tx:
            yield tx


def make_folder(settings: Settings) -> None:
    """Make the database's folder where it is missing.

    Raises:
        OperatorError: it cannot be made.
    """
    try:
        settings.database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OperatorError(
            f"The folder {settings.database.parent} cannot be made ({error.strerror}): make it yourself, or set "
            "DIEMDANH_DATABASE to a file in a folder that can be written."
        ) from error
