"""Works off imports: a few rows of the matched table at a time, each time one transaction."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from bot.files import FileStore
from bot.inbox import Inbox
from bot.workers.worker import Worker
from handlers.imports import steps as import_steps
from storage.database import Transaction
from storage.imports import imports
from storage.imports.imports import Import
from storage.messages.records import Outgoing

log = logging.getLogger(__name__)

AT_ONCE = 100  # rows in a transaction: some 10 ms of the writer


class ImportWorker(Worker):
    """One import after the other; where the process ended in the middle, the next one goes on from there."""

    def __init__(self, inbox: Inbox, store: FileStore, wake: asyncio.Event) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.store = store

    async def run_once(self) -> None:
        """Write, or take back, all that is under way now."""
        while (import_ := await self.inbox.do(imports.next_open)) is not None:
            await self._go_on(import_)

    async def _go_on(self, import_: Import) -> None:
        try:
            await self._step(import_)
        except Exception:
            log.exception("Import %s (%s) broke off; what it has done so far stays", import_.id, import_.state)
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
