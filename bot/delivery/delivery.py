"""All channels: takes what was just committed, reads what waits in the database, has a sender serve each channel."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channels import Channel
from bot.clock import Clock
from bot.delivery.ledger import Ledger, Writer
from bot.delivery.sender import Prepare, Sender
from handlers.message import Reply
from storage import broadcast_queue, outbox
from storage.database import Transaction
from storage.records import Outgoing

SOON = timedelta(seconds=90)  # rows due later than this wait in the database
AT_ONCE = 1000  # rows read into memory at a time: reading them keeps the writer for some 10 ms


async def _as_it_is(reply: Reply, _language: str) -> Reply:
    return reply


class Delivery:
    """Sends what the outbox holds over every channel that is not pulled, and marks how each row ended."""

    def __init__(
        self,
        writer: Writer,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        count: Callable[[str, str], None] = lambda _channel, _state: None,
        prepare: Prepare = _as_it_is,
    ) -> None:
        self.writer = writer
        self.clock = clock
        self.ledger = Ledger(writer, count, self._row_ended)
        self.channels = tuple(channels)
        self.senders = {
            name: Sender(channel, writer, self.ledger, prepare, clock=clock, monotonic=monotonic, jitter=jitter)
            for name, channel in channels.items()
            if not channel.pulled
        }
        self.more = False  # whether the last refill left due rows in the database
        self.low = asyncio.Event()

    def enqueue(self, rows: Sequence[Outgoing]) -> None:
        """Take committed rows; those that are due much later wait in the database for `refill`."""
        soon = self.clock() + SOON
        for row in rows:
            sender = self.senders.get(row.channel)
            if sender is not None and row.id not in self.ledger.known and row.due_at <= soon:
                self.ledger.known.add(row.id)
                sender.enqueue(row)

    async def refill(self) -> None:
        """Read rows that are due from the database: at the start, at every tick, and when few are left in memory."""
        upto = self.clock() + SOON
        most = AT_ONCE + len(self.ledger.known)
        settled = self.ledger.settle()
        self.more = await self.writer.do(broadcast_queue.feed)
        for name in self.channels:
            await self.writer.post(partial(self._page, channel=name, upto=upto, most=most))
        self.ledger.known -= settled
        for sender in self.senders.values():
            sender.forget_idle()

    async def run(self) -> None:
        """Send until cancelled."""
        await self.refill()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._top_up())
            for sender in self.senders.values():
                group.create_task(sender.run())

    def _page(self, tx: Transaction, channel: str, upto: datetime, most: int) -> list[Outgoing]:
        """A page of what is due on a channel; runs on the database's thread."""
        rows = outbox.due(tx, upto, most, channel)
        self.more = self.more or len(rows) >= most
        return rows

    def _row_ended(self, _row: Outgoing) -> None:
        """Where few rows are left in memory, more are read."""
        if self.more and self.ledger.in_memory < AT_ONCE // 2:
            self.low.set()

    async def _top_up(self) -> None:
        while True:
            await self.low.wait()
            self.low.clear()
            await self.refill()
