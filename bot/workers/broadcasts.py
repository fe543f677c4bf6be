"""Carries broadcasts on: collects audiences, feeds the outbox, shows how far they have come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.inbox import Inbox
from bot.workers.worker import Worker
from handlers.broadcasts import words as broadcast_words
from storage.broadcasts import queue as broadcast_queue

LOOK_EVERY = 5.0  # seconds between two looks at how far a running broadcast has come


class BroadcastWorker(Worker):
    """Where the process ended in the middle of a broadcast, the next one goes on from there."""

    def __init__(
        self,
        inbox: Inbox,
        refill: Callable[[], Awaitable[None]],
        wake: asyncio.Event,
        *,
        look_every: float = LOOK_EVERY,
    ) -> None:
        super().__init__(wake)
        self.inbox = inbox
        self.refill = refill
        self.look_every = look_every

    async def run_once(self) -> float | None:
        """Find whoever is to get a broadcast, and let messages go to the outbox; soon again while one runs."""
        while await self.inbox.do(broadcast_queue.collect):
            pass
        if not await self.inbox.do(broadcast_queue.running):
            return None
        await self.refill()
        await self.inbox.post(broadcast_words.due_edits)
        return self.look_every
