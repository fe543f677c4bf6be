"""The SQLite file: open it, run a job on its thread, and one transaction a job."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Any, Generic, Literal, Self, TypeVar, cast

import aiosql
import aiosqlite

from storage.errors import DatabaseError

BUSY_SECONDS = 10

T = TypeVar("T")


@lru_cache(maxsize=256)  # one transaction says the same moment many times
def to_text(moment: datetime) -> str:
    """An aware datetime as stored text: UTC, fixed width, so that text order is time order."""
    if moment.tzinfo is None:
        raise ValueError(f"a naive datetime reached storage: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


sqlite3.register_adapter(datetime, to_text)


def queries(module: str, name: str = "") -> Any:  # noqa: ANN401 - aiosql makes its functions from the file
    """The named queries of the .sql file beside a module (its `__file__`), of its name or of another.

    Each is a function of (connection, parameters).
    """
    path = Path(module).with_suffix(".sql")
    return aiosql.from_path(path.with_name(f"{name}.sql") if name else path, "sqlite3", mandatory_parameters=False)


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction, and the one moment that everything in it happens at (aware, UTC)."""

    connection: sqlite3.Connection
    now: datetime

    def at(self, moment: datetime) -> Transaction:
        """The same transaction, at another moment: each update of a batch has its own."""
        return Transaction(self.connection, moment)

    @property
    def written(self) -> int:
        """How many rows this connection has written so far: the same figure again, and nothing was written between."""
        return self.connection.total_changes

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Keep what is written inside, or, on any error, undo just that and raise the error again."""
        self.connection.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO step")
                self.connection.execute("RELEASE step")
            raise
        self.connection.execute("RELEASE step")

    def undo(self) -> None:
        """Undo all that was written since the innermost savepoint began; what is written from now on stays in it."""
        self.connection.execute("ROLLBACK TO step")


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


def damage(connection: sqlite3.Connection) -> str | None:
    """What is wrong with the file, as a look over all of it finds; None where it is whole."""
    try:
        first: str = connection.execute("PRAGMA quick_check").fetchone()["quick_check"]
    except sqlite3.Error as error:
        if is_damage(error):
            return str(error)
        raise
    return None if first == "ok" else first.splitlines()[-1]  # the lines before it only say which database


@contextmanager
def transaction(connection: sqlite3.Connection, now: datetime) -> Iterator[Transaction]:
    """One transaction that takes the write lock at once; committed at the end, rolled back on any error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield Transaction(connection, now)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def reading(connection: sqlite3.Connection, now: datetime) -> Iterator[Transaction]:
    """One view of the database as it is now, which keeps no writer waiting; nothing is changed by it."""
    connection.execute("BEGIN")
    try:
        yield Transaction(connection, now)
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def tables_on_trial(tx: Transaction, names: Iterable[str]) -> Iterator[None]:
    """Within, these tables are empty ones of this connection's own; at the end the real ones are back, untouched."""
    created: list[str] = []
    try:
        for name in names:
            row = tx.connection.execute("SELECT sql FROM main.sqlite_master WHERE name = ?", (name,)).fetchone()
            own = re.sub(r"REFERENCES \w+ \(\w+\)( ON DELETE \w+)?", "", row["sql"])  # what is referred to stays there
            tx.connection.execute(own.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
            created.append(name)
        yield
    finally:
        for name in created:
            tx.connection.execute(f"DROP TABLE temp.{name}")


@dataclass(slots=True)
class _Job(Generic[T]):
    """What is to be done on the connection's thread, and, once it was done, what came of it."""

    work: Callable[[sqlite3.Connection], T]
    result: T | None = None
    error: BaseException | None = None

    def do(self, connection: sqlite3.Connection) -> None:
        """Do it; an error is kept, since SQLite would pass on no more than that there was one."""
        try:
            self.result = self.work(connection)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the job
            self.error = error


class Database:
    """A connection of aiosqlite, which owns a thread, with `run`: a whole job in one hop to that thread.

    aiosqlite runs nothing but SQL there. So a job is called from SQL, by a function of ours: `SELECT run_job(number)`.
    That statement reads no table and holds no lock, so that the job within it may begin, commit and roll back as it
    likes. It must not close the connection (https://www.sqlite.org/c3ref/create_function.html), and `VACUUM` is
    refused. docs/decisions/aiosqlite.md has what else was tried.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._jobs: dict[int, _Job[Any]] = {}
        self._numbers = count()
        self._connection = aiosqlite.Connection(self._connect, iter_chunk_size=64)
        self._file: OpenedFile | None = None

    def __await__(self) -> Generator[Any, None, Self]:
        """Open the file."""
        yield from self._connection.__await__()
        return self

    async def __aenter__(self) -> Self:
        """Open the file."""
        return await self

    async def __aexit__(self, *_error: object) -> None:
        """Close it, once the jobs that wait are done."""
        await self.close()

    async def close(self) -> None:
        """Close the file, once the jobs that wait are done."""
        await self._connection.close()

    async def run(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run `job(connection)` on the connection's thread and return what it returns or raise what it raises."""
        number, waiting = next(self._numbers), _Job(job)
        self._jobs[number] = waiting
        try:
            await self._connection.execute_fetchall("SELECT run_job(?)", (number,))
        except Exception:  # it never came to the job: the connection is closed
            self._jobs.pop(number, None)
            raise
        if waiting.error is not None:
            raise waiting.error
        return cast("T", waiting.result)

    @property
    def path(self) -> Path:
        """Where the file is, or was when it was opened."""
        return Path(self._path)

    def loss(self) -> Loss | None:
        """What has become of the file since it was opened, where it is not there any more; from any thread."""
        return self._file.loss() if self._file is not None else None

    def _connect(self) -> sqlite3.Connection:
        """Open the file, on the connection's thread."""
        connection = connect(self._path, read_only=self._read_only)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # with its companions
        self._file = OpenedFile(self._path)
        connection.create_function("run_job", 1, lambda number: self._jobs.pop(number).do(connection))
        return connection


def open_database(path: Path | str, *, read_only: bool = False) -> Database:
    """A `Database` over the file; await it, or use it as an async context manager, to open it."""
    return Database(path, read_only=read_only)
