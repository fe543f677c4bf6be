"""The database's file: opened with our settings, read by its owner alone, and watched lest another takes its place."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

from storage.errors import DatabaseError
from storage.failures import is_damage

BUSY_SECONDS = 10
_NAME = itemgetter(0)


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(map(_NAME, cursor.description), row, strict=True))


def connect(path: Path | str, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file with the settings that every connection of ours has: WAL, foreign keys, full durability.

    Raises:
        DatabaseError: the folder or file cannot be written, it is no SQLite database, or its log lies there without it.
    """
    _get_ready(path, read_only=read_only)
    try:
        return _with_settings(
            sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
            ),
            query_only=read_only,
        )
    except sqlite3.Error as error:
        if is_damage(error):
            raise DatabaseError(
                f"The database {path} cannot be opened: {error}. Put the newest backup in its place "
                "(docs/operate.md, “Backup and restore”), or set DIEMDANH_DATABASE to another file."
            ) from error
        raise DatabaseError(
            f"The database {path} cannot be opened: {error}. It must be an SQLite file in a folder that can be written."
        ) from error


COMPANIONS = ("-wal", "-shm")  # what was committed last, and the index of it (https://www.sqlite.org/tempfiles.html)


def _companion(path: Path | str, ending: str) -> Path:
    return Path(f"{path}{ending}")


def _get_ready(path: Path | str, *, read_only: bool) -> None:
    """Make the file where it is missing, and let nobody but their owner read it and its companions.

    SQLite gives its companions the permissions of the file. Who may not change them is told by the doctor.

    Raises:
        DatabaseError: there is none to read, or what was committed last lies there without it.
    """
    file = Path(path)
    if _identity(file)[1]:
        for one in (file, *(_companion(path, ending) for ending in COMPANIONS)):
            tighten(one)
        return
    log = _companion(path, "-wal")
    log_there, held = _identity(log)
    if held or (log_there and not file.exists()):  # SQLite would throw it away with a new file
        raise DatabaseError(
            f"There is no database {path}, but {log}, which has what was written last, is there: the file was moved, "
            f"removed or emptied. Put it back beside {log.name}; or put a backup in its place and remove {log}."
        )
    if read_only and not file.exists():
        raise DatabaseError(f"There is no database {path}.")
    with suppress(OSError):  # SQLite says why it cannot be made
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def tighten(path: Path) -> bool:
    """Let nobody but its owner read a file or a folder; False where that may not be changed, True where it is so."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            path.chmod(mode & ~0o077)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


Loss = Literal["gone", "replaced", "log_gone"]


class OpenedFile:
    """Which file was opened under a path, with its companions, told by device and inode.

    What is written goes into the opened file, also after it was removed or another one was put in its place. So whoever
    commits compares. The file is never opened for that: closing it would let go of SQLite's locks
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._companions = [_companion(path, ending) for ending in COMPANIONS]
        self._identity, self._size = _identity(self.path)
        self._theirs = [_identity(one)[0] for one in self._companions]

    def loss(self) -> Loss | None:
        """What has become of it, where it is not there any more as it was opened; some microseconds.

        `gone`: nothing is there. `replaced`: another file is, or it was cut. `log_gone`: a companion is another one.
        """
        identity, size = _identity(self.path)
        if identity is None:
            return "gone"
        if identity != self._identity or size < self._size:
            return "replaced"
        self._size = size
        if any(_identity(one)[0] != its for one, its in zip(self._companions, self._theirs, strict=True)):
            return "log_gone"
        return None


def write_back(connection: sqlite3.Connection) -> None:
    """Write into the file what its log holds, though that was removed, unless another program has a log there now."""
    (database,) = connection.execute("PRAGMA database_list").fetchall()[:1]
    if not _identity(_companion(database["file"], "-wal"))[1]:
        connection.execute("PRAGMA wal_checkpoint(FULL)").fetchall()


def _identity(path: Path) -> tuple[tuple[int, int] | None, int]:
    """A file's device and inode, None where there is none, and its size."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the time, at every commit
    except OSError:
        return None, 0
    return (found.st_dev, found.st_ino), found.st_size


def _with_settings(connection: sqlite3.Connection, *, query_only: bool) -> sqlite3.Connection:
    """This connection with our settings; where the file takes none, the connection is closed again."""
    connection.row_factory = _as_dict
    try:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"query_only = {int(query_only)}",
            "cache_size = -65536",
            "temp_store = MEMORY",
            "secure_delete = ON",  # what was erased is overwritten, whatever SQLite's own default is here
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection
