"""Forgets what is too old, in steps so short that none keeps the writer from whoever waits for an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from bot.inbox import Inbox
from bot.supervision import Supervision
from bot.workers.worker import Worker
from storage.broadcasts import queue as broadcast_queue
from storage.database import Transaction
from storage.files import jobs
from storage.imports import imports
from storage.links import short_codes
from storage.messages import chats, outbox
from storage.people import linking, members
from storage.plan import changes

log = logging.getLogger(__name__)

MOST_STEPS = 1000  # of one chore in a round: some seconds, most of them others' turn

Chore = Callable[[Transaction], int]
"""Forgets some of what is too old; returns how much it was, 0 where nothing old is left."""

CHORES: Mapping[str, Chore] = {
    "unfinished conversations": chats.erase_unfinished,
    "chats of strangers": chats.forget_strangers,
    "ended messages": outbox.forget_old,
    "jobs": jobs.forget_old,
    "imports": imports.forget_old,
    "audiences of broadcasts": broadcast_queue.forget,
    "changes of the plan": changes.forget_old,
    "former names": members.forget_names,
    "codes that link accounts": linking.forget_old,
    "wrong short codes": short_codes.forget_old,
}


class Housekeeping(Worker):
    """One chore after the other, each step a transaction of its own; one that fails is not in the others' way."""

    def __init__(
        self,
        inbox: Inbox,
        wake: asyncio.Event,
        supervision: Supervision,
        *,
        chores: Mapping[str, Chore] = CHORES,
        most_steps: int = MOST_STEPS,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.supervision = supervision
        self.chores = chores
        self.most_steps = most_steps

    async def run_once(self) -> None:
        """Forget what is too old now."""
        for name, chore in self.chores.items():
            await self.supervision.attempt("housekeeping", self._do(name, chore))

    async def _do(self, name: str, chore: Chore) -> None:
        for _step in range(self.most_steps):
            if not await self.inbox.do(chore):
                return
        log.info("There is more to forget of %s than one round takes; the next one goes on", name)
