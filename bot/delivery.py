"""The one door out: outbox rows -> channels. Lanes within a chat, one send in flight per chat, pace, retries.

The guarantee is in docs/delivery.md: queued once, delivered at least once. How one channel is served is in outlet.py.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.channels import Channel
from bot.clock import Clock
from bot.inbox import Inbox
from bot.outlet import Outlet
from storage import outbox
from storage.records import Outgoing

SOON = timedelta(seconds=90)  # rows due later than this wait in the database
AT_ONCE = 5000  # rows read into memory at a time
REMEMBERED_IDS = 50_000


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
    ) -> None:
        self.inbox = inbox
        self.clock = clock
        self.monotonic = monotonic
        self.jitter = jitter
        self.count = count  # told of each end of a row, and of each retry: (channel, state)
        self.outlets = {name: Outlet(self, channel) for name, channel in channels.items() if not channel.pulled}
        self.known: set[int] = set()  # rows that are in memory, or were until the last refill
        self.ended: set[int] = set()  # those of them whose end is marked, or will be by the next commit
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
        """Read the rows that are due from the database: at the start, and at every tick of the clock."""
        upto = self.clock() + SOON
        most = AT_ONCE + len(self.known)
        settled, self.ended = self.ended, set()  # their marks are written before the job below reads
        await self.inbox.post(lambda tx: outbox.due(tx, upto, most))
        self.known -= settled
        for outlet in self.outlets.values():
            outlet.forget_idle()

    async def run(self) -> None:
        """Send until cancelled."""
        await self.refill()
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.Event().wait())  # also with no channel to serve
            for outlet in self.outlets.values():
                group.create_task(outlet.run())

    def remember(self, row_id: int, vendor_id: str) -> None:
        """Keep what a vendor calls a message, for an edit that may come soon."""
        self.vendor_ids[row_id] = vendor_id
        if len(self.vendor_ids) > REMEMBERED_IDS:
            self.vendor_ids.popitem(last=False)

    async def vendor_id(self, row_id: int) -> str | None:
        """What the vendor calls the message of a row, from memory or from the database."""
        return self.vendor_ids.get(row_id) or await self.inbox.do(lambda tx: outbox.vendor_id(tx, row_id))
