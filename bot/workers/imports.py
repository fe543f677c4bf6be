"""Works off imports beside everything else: a few rows at a time from the compared table, each time one transaction."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
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


class Importing(Worker):
    """One import after the other; where the process ended in the middle, the next one goes on from there."""

    def __init__(self, inbox: Inbox, store: FileStore, wake: asyncio.Event) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.store = store

    async def run_once(self) -> None:
        """Write, or take back, all that is under way now."""
        while (found := await self.inbox.do(imports.next_open)) is not None:
            try:
                await self._go_on(found)
            except Exception:
                log.exception("Import %s (%s) broke off; what it has done so far stays", found.id, found.state)
                await self.inbox.post(partial(import_steps.broke_off, import_=found))

    async def _go_on(self, found: Import) -> None:
        if found.state == "undoing":
            await self.inbox.post(partial(_take_back, found=found))
            return
        lines, place = await asyncio.to_thread(next_lines, self.store, found)
        if lines:
            await self.inbox.post(partial(import_steps.write, import_=found, lines=lines, offset=place))
        else:
            await self.inbox.post(partial(import_steps.finish, import_=found))


def next_lines(store: FileStore, found: Import) -> tuple[list[list[Any]], int]:
    """The next lines of an import's table, and where the ones after them begin; none where it is not kept."""
    if found.sha256 is None:
        return [], found.done_upto
    try:
        with store.path(found.sha256).open("rb") as file:
            file.seek(found.done_upto)
            if found.done_upto == 0:
                file.readline()  # the overview
            lines = [json.loads(line) for _number in range(AT_ONCE) if (line := file.readline())]
            return lines, file.tell()
    except FileNotFoundError:
        log.warning("The table of import %s is not kept any more", found.id)
        return [], found.done_upto


def _take_back(tx: Transaction, found: Import) -> list[Outgoing]:
    _all, told = import_steps.take_back(tx, found, AT_ONCE)
    return told
