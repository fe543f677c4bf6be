"""Carries broadcasts on, beside everything else: collects audiences, feeds the outbox, shows how far they have come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.inbox import Inbox
from handlers.broadcasts import words as broadcast_words
from storage.broadcasts import queue as broadcast_queue

LOOK_EVERY = 5.0  # seconds between two looks at how far a running broadcast has come


class Broadcasting:
    """Works whenever it is woken, and every few seconds while a broadcast runs."""

    def __init__(self, inbox: Inbox, refill: Callable[[], Awaitable[None]], *, look_every: float = LOOK_EVERY) -> None:
        self.inbox = inbox
        self.refill = refill
        self.look_every = look_every
        self.wake = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled. What was under way when the process ended goes on where it was."""
        while True:
            self.wake.clear()
            busy = await self.turn()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), self.look_every if busy else None)

    async def turn(self) -> bool:
        """One look: whoever is to get a broadcast is found, messages go to the outbox; returns whether one runs."""
        while await self.inbox.do(broadcast_queue.collect):
            pass
        if not await self.inbox.do(broadcast_queue.running):
            return False
        await self.refill()
        await self.inbox.post(broadcast_words.due_edits)
        return True
