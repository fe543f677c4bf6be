"""Carries broadcasts on: collects audiences, feeds the outbox, shows how far they have come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from bot.inbox import Inbox
from bot.set_aside import SetAside
from bot.workers.worker import Worker
from handlers.broadcasts import progress
from handlers.broadcasts.draft import counted_edits
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts import reach

COUNTING, FORGETTING = 0, -1  # no broadcast has these numbers
LOOK_EVERY = 5.0  # seconds between two looks at how far a running broadcast has come


class BroadcastWorker(Worker):
    """Where the process ended in the middle of a broadcast, the next one goes on from there.

    One that we fail on is set aside, and `failed` is called; the others go on.
    """

    def __init__(
        self,
        inbox: Inbox,
        refill: Callable[[], Awaitable[None]],
        wake: asyncio.Event,
        *,
        look_every: float = LOOK_EVERY,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.refill = refill
        self.look_every = look_every
        self.aside = SetAside("broadcasts", failed)

    async def run_once(self) -> float | None:
        """Count whom drafts reach, freeze and forget audiences, let messages out; soon again while one runs."""
        await self.aside.attempt(FORGETTING, self._forget())
        await self.aside.attempt(COUNTING, self._count())
        going_on = [
            number for number in await self._running() if await self.aside.attempt(number, self._collect(number))
        ]
        if going_on:
            await self.refill()
        for number in going_on:
            show = partial(progress.due_edits, only=number)
            await self.aside.attempt(number, self.inbox.post(show))
        return self.look_every if going_on else self.aside.soonest()

    async def _count(self) -> None:
        counting = False
        while await self.inbox.do(reach.count):
            counting = True
        if counting:
            await self.inbox.post(partial(counted_edits, services=self.inbox.services))

    async def _forget(self) -> None:
        while await self.inbox.do(broadcast_queue.forget_taken_back):
            pass

    async def _running(self) -> list[int]:
        resting = self.aside.resting()
        return [number for number in await self.inbox.do(broadcast_queue.running_ids) if number not in resting]

    async def _collect(self, broadcast_id: int) -> None:
        while await self.inbox.do(partial(broadcast_queue.collect, only=broadcast_id)):
            pass
