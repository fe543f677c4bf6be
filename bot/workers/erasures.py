"""Carries erasures on: what others were shown of a person is sought beside the writer, and blanked a few at a time."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from bot.delivery.outdated import Outdated
from bot.files import FileStore
from bot.inbox import Inbox
from bot.workers.worker import Worker
from storage.database import Database, Transaction, reading
from storage.people.erasing import ending, erasures, parts
from storage.people.erasing.erasures import Erasure
from storage.people.traces import Traces

T = TypeVar("T")
LOOK_AGAIN = 2.0  # seconds, where something is in the way: an import, a file on the disk, a long reading
TRIES, BETWEEN_TRIES = 40, 0.05  # of emptying the write-ahead log: it needs a moment in which nobody reads or writes
COPIED_EVERY = 10  # changes: what the write-ahead log has by then, a writer would soon have to move

log = logging.getLogger(__name__)


class ErasureWorker(Worker):
    """Where the process ended in the middle of an erasure, the next one goes on from there.

    `reader` is a connection of its own that writes nothing. `failed` is called where the fault is ours.
    """

    def __init__(
        self,
        inbox: Inbox,
        reader: Database,
        store: FileStore,
        wake: asyncio.Event,
        *,
        outdated: Outdated,
        orphaned: Callable[[], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.reader = reader
        self.store = store
        self.outdated = outdated
        self.orphaned = orphaned  # called where bytes are to be deleted
        self.failed = failed
        self._changes = 0

    async def run_once(self) -> float | None:
        """Carry all that is under way as far as it goes; one that fails is not in the others' way."""
        left = False
        for erasure in await self.inbox.do(erasures.under_way):
            try:
                left = not await self._carry_on(erasure.id) or left
            except Exception:
                log.exception("Erasure %s broke off; it goes on soon", erasure.id)
                self.failed()
                left = True
        return LOOK_AGAIN if left else None

    async def _carry_on(self, erasure_id: int) -> bool:
        """One part after the other, each from where it stood; returns whether it is done."""
        while (erasure := await self.inbox.do(partial(erasures.by_id, erasure_id=erasure_id))) is not None:
            if erasure.part == erasures.CLOSING:
                return await self._close(erasure)
            self.outdated.mark()
            if erasure.part == erasures.DOCUMENTS:
                if not await self._drop_documents(erasure):
                    return False
            else:
                await self._step(erasure)
        return True

    async def _step(self, erasure: Erasure) -> None:
        seen = await self._read(partial(parts.look, erasure=erasure))
        for first in range(0, len(seen.ids), seen.at_once):
            ids = seen.ids[first : first + seen.at_once]
            await self.inbox.do(partial(parts.change, erasure=erasure, ids=ids))
            self._changes += 1
            if self._changes % COPIED_EVERY == 0:
                await self.reader.run(ending.copy_log)
        await self.inbox.do(partial(parts.go_on, erasure=erasure, seen=seen))

    async def _drop_documents(self, erasure: Erasure) -> bool:
        """Let go of documents that list the person, but for what is just imported; returns whether none is left."""
        left = False
        for sha256, in_use in (await self._read(ending.documents)).items():
            if not await asyncio.to_thread(_lists, self.store, sha256, erasure.traces):
                continue
            if in_use:
                left = True
            else:
                await self.inbox.do(partial(ending.drop_document, sha256=sha256))
        for sha256 in await self.inbox.do(partial(ending.unheld, erasure=erasure)):
            self.store.delete(sha256)
        if not left:
            await self.inbox.do(partial(ending.documents_done, erasure=erasure))
        return not left

    async def _close(self, erasure: Erasure) -> bool:
        """Once the bytes are gone from the disk, and from the write-ahead log, it is true that all is erased."""
        self.orphaned()
        if await self.inbox.do(ending.bytes_left):
            return False
        for _try in range(TRIES):
            if await self.reader.run(ending.empty_log):
                await self.inbox.post(partial(ending.end, erasure=erasure))
                return True
            await asyncio.sleep(BETWEEN_TRIES)
        return False

    async def _read(self, look: Callable[[Transaction], T]) -> T:
        """Look at the database as it is now, beside the writer."""

        def looked(connection: sqlite3.Connection) -> T:
            with reading(connection, self.inbox.clock()) as tx:
                return look(tx)

        return await self.reader.run(looked)


def _lists(store: FileStore, sha256: str, traces: Traces) -> bool:
    try:
        return traces.in_bytes(store.read(sha256))
    except FileNotFoundError:
        return False
