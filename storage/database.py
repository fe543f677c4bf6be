"""The database: one transaction a job, and each job run in one hop on the connection's thread."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Generic, Self, TypeVar, cast

import aiosql
import aiosqlite

from storage.database_file import Loss, OpenedFile, connect

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
