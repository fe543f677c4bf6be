"""Works off imports: a few rows of the matched table at a time, each time one transaction."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from bot.files import FileStore
from bot.inbox import Inbox
from bot.set_aside import SetAside
from bot.workers.worker import Worker
from handlers.imports import steps as import_steps
from storage.database import Transaction
from storage.imports import imports
from storage.imports.imports import Import
from storage.messages.records import Outgoing

log = logging.getLogger(__name__)

AT_ONCE = 100  # rows in a transaction: some 10 ms of the writer


class ImportWorker(Worker):
    """One import after the other; where the process ended in the middle, the next one goes on from there.

    `failed` is called where an import broke off, or cannot even be ended: then it is set aside.
    """

    def __init__(
        self, inbox: Inbox, store: FileStore, wake: asyncio.Event, *, failed: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.store = store
        self.failed = failed
        self.aside = SetAside("imports", failed)

    async def run_once(self) -> float | None:
        """Write, or take back, all that is under way now; returns when to look at what was set aside."""
        while (number := await self.inbox.do(partial(imports.next_open_id, without=self.aside.resting()))) is not None:
            await self.aside.attempt(number, self._go_on(number))
        return self.aside.soonest()

    async def _go_on(self, import_id: int) -> None:
        import_ = await self.inbox.do(partial(imports.by_id, import_id=import_id))
        if import_ is None:
            return
        try:
            await self._step(import_)
        except Exception:
            log.exception("Import %s (%s) broke off; what it has done so far stays", import_.id, import_.state)
            self.failed()
            await self.inbox.post(lambda tx: import_steps.broke_off(tx, import_))

    async def _step(self, import_: Import) -> None:
        if import_.state == "undoing":
            await self.inbox.post(lambda tx: _take_back(tx, import_))
            return
        lines, offset = await asyncio.to_thread(next_lines, self.store, import_)
        if lines:
            await self.inbox.post(lambda tx: import_steps.write(tx, import_, lines, offset))
        else:
            await self.inbox.post(lambda tx: import_steps.finish(tx, import_))


def next_lines(store: FileStore, import_: Import) -> tuple[list[list[Any]], int]:
    """The next lines of an import's table, and where the ones after them begin; none where it is not kept."""
    if import_.sha256 is None:
        return [], import_.done_upto
    try:
        with store.path(import_.sha256).open("rb") as file:
            file.seek(import_.done_upto)
            if import_.done_upto == 0:
                file.readline()  # the overview
            lines = [json.loads(line) for _number in range(AT_ONCE) if (line := file.readline())]
            return lines, file.tell()
    except FileNotFoundError:
        log.warning("The table of import %s is not kept any more", import_.id)
        return [], import_.done_upto


def _take_back(tx: Transaction, import_: Import) -> list[Outgoing]:
    _all, edits = import_steps.take_back(tx, import_, AT_ONCE)
    return edits
