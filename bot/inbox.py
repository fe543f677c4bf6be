"""Waiting updates -> one transaction -> acknowledge. The one writer: every change of the database comes by here."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from bot.channels import Channel
from bot.clock import Clock
from bot.committed import CommittedRows
from bot.errors import StorageFailedError
from bot.health.signs import Sign
from handlers import dispatcher, notices
from handlers.engine.features import Services
from handlers.engine.message import Incoming, Reply
from storage.database import Database, Transaction, transaction
from storage.errors import DatabaseError
from storage.failures import damaged, is_damage, is_storage_failure
from storage.messages import outbox
from storage.messages.records import Outgoing

log = logging.getLogger(__name__)
T = TypeVar("T")
Write = Callable[[Transaction], Any]

MARKS_WAIT = timedelta(milliseconds=50)
STORAGE_RETRY = timedelta(seconds=1)
STOP_WITHIN = 10.0  # seconds that what was taken has to be written, once the bot is to stop

NO_SERVICES = Services()


@dataclass(slots=True)
class Task:
    """Something that waits for its transaction: a batch of updates, or one job."""

    done: asyncio.Future[Any]
    messages: Sequence[Incoming] = ()
    job: Write | None = None
    posts: bool = False  # the job returns outbox rows to be delivered


@dataclass(slots=True)
class Outcome:
    """What a transaction left behind."""

    rows: list[Outgoing] = field(default_factory=list)  # to be delivered
    results: list[tuple[Task, Any, BaseException | None]] = field(default_factory=list)


class Inbox:
    """Takes updates and jobs, runs what waits in one transaction, and hands on its rows once it is committed."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        clock: Clock,
        services: Services = NO_SERVICES,
        *,
        stop_within: float = STOP_WITHIN,
    ) -> None:
        self.database = database
        self.channels = channels
        self.clock = clock
        self.committed = CommittedRows()
        self.services = services
        self.stop_within = stop_within
        self.committing = Sign()
        self._waiting: list[Task] = []
        self._marks: list[Write] = []
        self._wake = asyncio.Event()
        self._marks_timer: asyncio.TimerHandle | None = None
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, messages: Sequence[Incoming]) -> None:
        """Hand over updates in their order; returns when they are committed and may be acknowledged."""
        if messages:
            await self._submit(Task(asyncio.get_running_loop().create_future(), messages=messages))
            self._stop_spinning(messages)

    async def do(self, job: Callable[[Transaction], T]) -> T:
        """Run one job in the next transaction; returns what it returns, raises what it raises."""
        result: T = await self._submit(Task(asyncio.get_running_loop().create_future(), job=job))
        return result

    async def post(self, job: Callable[[Transaction], Sequence[Outgoing]]) -> None:
        """Run one job that queues messages, or finds queued ones, in the next transaction; then they are delivered."""
        await self._submit(Task(asyncio.get_running_loop().create_future(), job=job, posts=True))

    def mark(self, write: Write) -> None:
        """Write a mark of delivery's with the next commit, or after 50 ms if there is none.

        Rows that it queues and returns, as a list, are delivered.
        """
        self._marks.append(write)
        if self._marks_timer is None:
            loop = asyncio.get_running_loop()
            self._marks_timer = loop.call_later(MARKS_WAIT.total_seconds(), self._wake.set)

    async def run(self) -> None:
        """Work until cancelled; what was taken before that is finished first, where storage takes it by then.

        Raises:
            DatabaseError: the file is damaged. Nothing more is written to it, nor confirmed.
        """
        try:
            while True:
                await self._wake.wait()
                await self._run_once()
        except DatabaseError:
            raise
        except BaseException:
            await self._finish()
            raise

    async def _finish(self) -> None:
        """Write what still waits. What cannot be written comes again: no update of it is acknowledged."""
        if self.database.loss() is not None:
            return
        try:
            async with asyncio.timeout(self.stop_within):
                await self._run_once()
        except TimeoutError:
            log.warning("What came last could not be written within %.0f s; it comes again.", self.stop_within)

    def _stop_spinning(self, messages: Sequence[Incoming]) -> None:
        """Answer the button presses among these, stale and doubled ones too; best effort, and nobody waits for it."""
        for message in messages:
            if message.press is not None:
                answer = asyncio.create_task(self.channels[message.channel].acknowledge(message.press))
                self._answers.add(answer)
                answer.add_done_callback(self._answers.discard)

    async def _submit(self, task: Task) -> Any:  # noqa: ANN401 - a job's own result
        self._waiting.append(task)
        self._wake.set()
        return await task.done

    async def _run_once(self) -> None:
        """Run all that waits in one transaction; where storage fails, each task alone, until it works."""
        self._wake.clear()
        if self._marks_timer is not None:
            self._marks_timer.cancel()
            self._marks_timer = None
        tasks, self._waiting = self._waiting, []
        marks, self._marks = self._marks, []
        if not tasks and not marks:
            return
        try:
            outcome = await self.database.run(partial(self._transact, tasks=tasks, marks=marks))
        except StorageFailedError as error:
            self._note_failure(error)
            await self._alone(tasks, marks)
        else:
            self.committing.works()
            self._settle(outcome)

    async def _alone(self, tasks: list[Task], marks: list[Write]) -> None:
        """Each update in a transaction of its own, tried until storage takes it."""
        if marks:
            self._settle(await self._insist([], marks))
        for task in tasks:
            if task.job is not None:
                self._settle(await self._insist([task], []))
                continue
            for message in task.messages:
                self.committed.publish((await self._insist([Task(task.done, messages=[message])], [])).rows)
            _resolve(task.done, None, None)

    async def _insist(self, tasks: list[Task], marks: list[Write]) -> Outcome:
        while True:
            try:
                outcome = await self.database.run(partial(self._transact, tasks=tasks, marks=marks))
            except StorageFailedError as error:
                self._note_failure(error)
                await asyncio.sleep(STORAGE_RETRY.total_seconds())
            else:
                if self.committing.trouble is not None:
                    log.warning("The database can be written again, after %.0f s.", self.committing.failing_for)
                self.committing.works()
                return outcome

    def _note_failure(self, error: StorageFailedError) -> None:
        """Note that storage does not take what is to be written; it is logged when that begins, not at every try."""
        if self.committing.fails(str(error)):
            log.warning("The database cannot be written: %s. Nothing is confirmed. Trying again every second.", error)

    def _settle(self, outcome: Outcome) -> None:
        self.committed.publish(outcome.rows)
        for task, result, error in outcome.results:
            _resolve(task.done, result, error)

    # On the database's thread ----------------------------------------------------------------------------------------

    def _transact(self, connection: sqlite3.Connection, tasks: Sequence[Task], marks: Sequence[Write]) -> Outcome:
        outcome = Outcome()
        try:
            with transaction(connection, self.clock()) as tx:
                for mark in marks:
                    queued = mark(tx)
                    outcome.rows += self._show(tx, queued if isinstance(queued, list) else ())
                for task in tasks:
                    if task.job is not None:
                        self._job(tx, task, outcome)
                    else:
                        for message in task.messages:
                            outcome.rows += self._show(tx, self._receive(tx, message))
                        outcome.results.append((task, None, None))
                self._see_that_the_file_is_there()
        except Exception as error:
            if is_storage_failure(error):
                raise StorageFailedError(str(error)) from error
            if is_damage(error):
                raise damaged(self.database.path, error) from error
            raise
        return outcome

    def _see_that_the_file_is_there(self) -> None:
        """Keep from being committed, and so confirmed, what would go into a file that was removed."""
        if (loss := self.database.loss()) is not None:
            raise StorageFailedError(f"the file is {loss.replace('_', ' ')}")

    def _job(self, tx: Transaction, task: Task, outcome: Outcome) -> None:
        if task.job is None:
            return
        try:
            with tx.savepoint():
                result = task.job(tx)
        except Exception as error:
            if is_storage_failure(error) or is_damage(error):
                raise
            outcome.results.append((task, None, error))
            return
        if task.posts:
            outcome.rows += self._show(tx, result)
        outcome.results.append((task, result, None))

    def _receive(self, tx: Transaction, message: Incoming) -> list[Outgoing]:
        """Take one update, which undoes itself where we fail on it; then it is parked, and its person is told."""
        at = tx.at(min(message.at, tx.now))
        if not outbox.remember_update(tx, message.key):
            return []
        try:
            return dispatcher.receive(at, message, self.channels[message.channel].features, self.services)
        except Exception as error:
            if is_storage_failure(error) or is_damage(error):
                raise
            reference = outbox.park(tx, message.key, message.model_dump_json(), traceback.format_exc())
            log.exception("Update %s failed and is parked as %s (%s)", message.key, reference, type(error).__name__)
            return dispatcher.apologise(tx, message, reference)

    def _show(self, tx: Transaction, rows: Sequence[Outgoing]) -> list[Outgoing]:
        """Show rows of a chat that people fetch right here, in the same transaction; returns the others."""
        others = []
        for row in rows:
            if row.channel in self.channels and self.channels[row.channel].pulled and row.due_at <= tx.now:
                self._show_here(tx, row)
            else:
                others.append(row)
        return others

    def _show_here(self, tx: Transaction, row: Outgoing) -> None:
        """Show a row, or mark that we fail on it: else it would end the bot, at every start anew."""
        try:
            body = self._worded(tx, row)
        except Exception as error:
            if is_storage_failure(error) or is_damage(error):
                raise
            log.exception("Row %s failed in a way that nobody foresaw", row.id)
            outbox.mark_ended(tx, row.id, "failed", "unforeseen error; see the log")
            return
        if body is not None:
            outbox.show(tx, row.id, body)

    @staticmethod
    def _worded(tx: Transaction, row: Outgoing) -> str | None:
        """The body of a row as it is shown; None for a message of a broadcast that was paused or cancelled."""
        if row.kind != "notice":
            return row.body
        worded = notices.worded_now(tx, row)
        return worded.model_dump_json() if isinstance(worded, Reply) else None


def _resolve(done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:  # noqa: ANN401 - see Inbox.do
    if done.done():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
