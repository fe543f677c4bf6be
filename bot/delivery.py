"""The one door out: outbox rows -> channels. Lanes within a chat, one send in flight per chat, pace, retries.

The guarantee is in docs/delivery.md: queued once, delivered at least once. How one channel is served is in outlet.py.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channels import Channel
from bot.clock import Clock
from bot.inbox import Inbox
from bot.outlet import Outlet
from handlers.engine.message import Reply
from storage.broadcasts import queue as broadcast_queue
from storage.database import Transaction
from storage.messages import outbox
from storage.records import Outgoing

SOON = timedelta(seconds=90)  # rows due later than this wait in the database
AT_ONCE = 1000  # rows read into memory at a time: reading them keeps the writer for some 10 ms
REMEMBERED_IDS = 50_000


async def _as_it_is(reply: Reply, _language: str) -> Reply:
    return reply


class Delivery:
    """Sends what the outbox holds over every channel that is not pulled, and marks how each row ended."""

    def __init__(
        self,
        inbox: Inbox,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        count: Callable[[str, str], None] = lambda _channel, _state: None,
        ready: Callable[[Reply, str], Awaitable[Reply]] = _as_it_is,
    ) -> None:
        self.inbox = inbox
        self.clock = clock
        self.monotonic = monotonic
        self.jitter = jitter
        self.count = count  # told of each end of a row, and of each retry: (channel, state)
        self.ready = ready  # makes the file of a message that holds it as facts: (message, language)
        self.channels = tuple(channels)
        self.outlets = {name: Outlet(self, channel) for name, channel in channels.items() if not channel.pulled}
        self.known: set[int] = set()  # rows that are in memory, or were until the last refill
        self.ended: set[int] = set()  # those of them whose end is marked, or will be by the next commit
        self.more = False  # whether the last refill left due rows in the database
        self.low = asyncio.Event()
        self.vendor_ids: OrderedDict[int, str] = OrderedDict()

    def accept(self, rows: Sequence[Outgoing]) -> None:
        """Take committed rows; those that are due much later wait in the database for `refill`."""
        soon = self.clock() + SOON
        for row in rows:
            outlet = self.outlets.get(row.channel)
            if outlet is not None and row.id not in self.known and row.due_at <= soon:
                self.known.add(row.id)
                outlet.queue(row)

    async def refill(self) -> None:
        """Read rows that are due from the database: at the start, at every tick, and when few are left in memory."""
        upto = self.clock() + SOON
        most = AT_ONCE + len(self.known)
        settled, self.ended = self.ended, set()  # their marks are written before the jobs below read
        self.more = await self.inbox.do(broadcast_queue.feed)
        for name in self.channels:
            await self.inbox.post(partial(self._page, channel=name, upto=upto, most=most))
        self.known -= settled
        for outlet in self.outlets.values():
            outlet.forget_idle()

    def _page(self, tx: Transaction, channel: str, upto: datetime, most: int) -> list[Outgoing]:
        """A page of what is due on a channel; runs on the database's thread."""
        rows = outbox.due(tx, upto, most, channel)
        self.more = self.more or len(rows) >= most
        return rows

    def end(self, row: Outgoing) -> None:
        """A row's end is marked, or will be by the next commit; where few rows are left in memory, more are read."""
        self.ended.add(row.id)
        if self.more and len(self.known) - len(self.ended) < AT_ONCE // 2:
            self.low.set()

    async def run(self) -> None:
        """Send until cancelled."""
        await self.refill()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._top_up())
            for outlet in self.outlets.values():
                group.create_task(outlet.run())

    async def _top_up(self) -> None:
        while True:
            await self.low.wait()
            self.low.clear()
            await self.refill()

    def remember(self, row_id: int, vendor_id: str) -> None:
        """Keep what a vendor calls a message, for an edit that may come soon."""
        self.vendor_ids[row_id] = vendor_id
        if len(self.vendor_ids) > REMEMBERED_IDS:
            self.vendor_ids.popitem(last=False)

    async def vendor_id(self, row_id: int) -> str | None:
        """What the vendor calls the message of a row, from memory or from the database."""
        return self.vendor_ids.get(row_id) or await self.inbox.do(lambda tx: outbox.vendor_id(tx, row_id))
