"""Works off the jobs that chats wait for, each in a child process, and tells each chat through the inbox."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from bot.files import FileStore
from bot.inbox import Inbox
from bot.sandbox import work
from bot.sandbox.tasks import MatchTable, Read, Task
from bot.set_aside import SetAside
from bot.workers.worker import Worker
from handlers import dispatcher
from handlers.engine.message import Incoming, JobDone
from storage.database import Transaction
from storage.errors import UnreadableError
from storage.failures import is_storage_failure
from storage.files import jobs
from storage.files.jobs import Job, ReadDocument
from storage.messages import chats

log = logging.getLogger(__name__)


class JobWorker(Worker):
    """One job after the other. What was under way when the process ended begins anew: its row waits until told."""

    def __init__(
        self,
        inbox: Inbox,
        store: FileStore,
        database: Path,
        wake: asyncio.Event,
        *,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.store = store
        self.database = database
        self.aside = SetAside("jobs", failed)

    async def run_once(self) -> float | None:
        """Do what is waiting now; returns when to look at what was set aside, as one that cannot even be ended."""
        while (job := await self.inbox.do(self._next)) is not None:
            await self.aside.attempt(job.id, self._do(job))
        return self.aside.soonest()

    async def _do(self, job: Job) -> None:
        done, size = await self._work(job)
        await self.inbox.take(
            [
                Incoming(
                    channel=job.channel,
                    address=job.address,
                    key=job.key,
                    kind="job_done",
                    at=self.inbox.clock(),
                    job=done,
                )
            ]
        )
        await self.inbox.do(partial(jobs.done, job=job, sha256=done.sha256 or None, size=size))

    def _next(self, tx: Transaction) -> Job | None:
        """The next job that somebody still waits for; the others are dropped. Runs on the database's thread."""
        for number in jobs.waiting_ids(tx, most=100, without=self.aside.resting()):
            try:
                with tx.savepoint():
                    job = jobs.waiting_one(tx, number)
                    if job is None or self._is_awaited(tx, job):
                        return job
                    jobs.dropped(tx, job)
            except Exception as error:
                if is_storage_failure(error):
                    raise
                self.aside.add(number, error)
        return None

    @staticmethod
    def _is_awaited(tx: Transaction, job: Job) -> bool:
        chat = chats.by_id(tx, job.chat_id)
        return chat is not None and dispatcher.awaits(chat.state, job.token)

    async def _work(self, job: Job) -> tuple[JobDone, int]:
        """What came of a job, which is on the disk then, and its size; what went wrong is told in the same way."""
        if job.file_state in {"lost", "refused"}:
            return JobDone(token=job.token, error="refused" if job.file_state == "refused" else "gone"), 0
        try:
            made = await work(self.task(job)) or b"null"
            sha256 = await asyncio.to_thread(self.store.save, made)
        except OSError as error:
            log.warning("Job %s could not be done: %s", job.id, error.strerror)
            return JobDone(token=job.token, error="gone"), 0
        except UnreadableError as error:
            return JobDone(token=job.token, error=error.key, facts=error.facts), 0
        except Exception:
            log.exception("Job %s failed in a way that nobody foresaw", job.id)
            return JobDone(token=job.token, error="crashed"), 0
        name = job.work.name if isinstance(job.work, ReadDocument) else ""
        return JobDone(token=job.token, sha256=sha256, name=name, file_sha256=job.sha256 or ""), len(made)

    def task(self, job: Job) -> Task:
        """What a child is to do: read the job's document, or match what was found in one earlier.

        Raises:
            FileNotFoundError: what it needs is not kept.
        """
        work = job.work
        if isinstance(work, ReadDocument):
            return Read(reader=work.kind, path=self.store.path(job.sha256 or "").absolute(), name=work.name)
        return MatchTable(
            match=work,
            path=self.store.path(work.table).absolute(),
            database=self.database.absolute(),
            asker_id=job.member_id,
            now=self.inbox.clock(),
        )


class JobResults:
    """What jobs found, read from the disk by its hash; the latest are kept in memory."""

    def __init__(self, store: FileStore) -> None:
        self.store = store
        self.content = lru_cache(maxsize=32)(self._content)

    def overview(self, sha256: str) -> Any:  # noqa: ANN401 - any JSON
        """What a conversation sees of a result: its first line. None where it is not kept any more."""
        try:
            return self.content(sha256) if self.store.path(sha256).exists() else None
        except FileNotFoundError:
            return None

    def _content(self, sha256: str) -> Any:  # noqa: ANN401
        with self.store.path(sha256).open("rb") as file:
            return json.loads(file.readline())
