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
from bot.delivery.backlog import MOST, MOST_OF_A_CHAT, Ask, Page
from bot.delivery.fares import Fares, tariffs_of
from bot.delivery.ledger import Ledger, Writer
from bot.delivery.outdated import Outdated
from bot.delivery.sender import Prepare, Publish, Sender
from bot.set_aside import SetAside
from bot.supervision import Supervision
from handlers.engine.features import Features
from handlers.engine.message import Reply
from storage.broadcasts import queue as broadcast_queue
from storage.database import Transaction
from storage.messages import outbox
from storage.messages.records import Outgoing

SOON = timedelta(seconds=90)  # rows due later than this wait in the database
FEED_AT = broadcast_queue.IN_OUTBOX // 2  # so few messages of broadcasts in memory, and more of them are queued


async def _as_it_is(reply: Reply, _language: str) -> Reply:
    return reply


async def _without_pages(_row: Outgoing, reply: Reply, _features: Features) -> Reply:
    return reply


class Delivery:
    """Sends what the outbox holds over every channel that is not pulled, and marks how each row ended."""

    def __init__(
        self,
        writer: Writer,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        supervision: Supervision | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        count: Callable[[str, str], None] = lambda _channel, _state: None,
        prepare: Prepare = _as_it_is,
        publish: Publish = _without_pages,
        outdated: Outdated | None = None,
        most: int = MOST,
        most_of_a_chat: int = MOST_OF_A_CHAT,
    ) -> None:
        self.writer = writer
        self.clock = clock
        self.most = most
        self.supervision = supervision or Supervision()
        self.ledger = Ledger(writer, count)
        self.pulled = tuple(name for name, channel in channels.items() if channel.pulled)
        self._wanted = asyncio.Event()  # there is something to read, and room for it
        self._reading = asyncio.Lock()  # one page after another: a row that is read twice must be known as such
        self._more_to_feed = False
        self._broadcasts_aside = SetAside(
            "broadcasts", partial(self.supervision.failed, "broadcasts"), monotonic=monotonic
        )
        tariffs = tariffs_of(channels)
        self.senders = {
            name: Sender(
                channel,
                writer,
                self.ledger,
                prepare,
                publish,
                clock=clock,
                monotonic=monotonic,
                jitter=jitter,
                wanted=self._wanted.set,
                left=self._row_left,
                failed=partial(self.supervision.failed, f"delivery over {name}"),
                outdated=outdated or Outdated(monotonic),
                fares=Fares(channel, writer, self.ledger, clock, tariffs),
                most=most,
                most_of_a_chat=most_of_a_chat,
            )
            for name, channel in channels.items()
            if not channel.pulled
        }
        writer.committed.subscribe(self.enqueue)

    def enqueue(self, rows: Sequence[Outgoing]) -> None:
        """Take rows that were just committed; what is due much later, or must not go yet, waits in the database."""
        soon = self.clock() + SOON
        for row in rows:
            sender = self.senders.get(row.channel)
            if sender is not None and row.due_at <= soon:
                sender.enqueue(row)

    async def refill(self) -> None:
        """Read rows that are due from the database: at the start, and at every tick of the clock."""
        async with self._reading:
            await self._feed()
            await self._read(wanted_only=False)
            for name in self.pulled:
                await self.writer.post(partial(outbox.due, upto=self.clock() + SOON, most=self.most, channel=name))
        for sender in self.senders.values():
            sender.forget_idle()

    async def run(self) -> None:
        """Send until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.supervision.keep("delivery", self._read_on))
            for name, sender in self.senders.items():
                group.create_task(self.supervision.keep(f"delivery over {name}", sender.run))

    async def _read_on(self) -> None:
        """Read what waits, then more whenever there is more, and room for it."""
        await self.refill()
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            async with self._reading:
                if self._more_to_feed:
                    await self._feed()
                await self._read(wanted_only=True)

    async def _feed(self) -> None:
        """Let broadcasts put their next messages into the outbox; where that fails, the other lanes go on."""
        self._more_to_feed = False
        await self.supervision.attempt("broadcasts", self._feed_lane())

    async def _feed_lane(self) -> None:
        numbers = await self.writer.do(broadcast_queue.running_ids)
        resting = self._broadcasts_aside.resting()
        for number in numbers:
            if number not in resting:
                await self._broadcasts_aside.attempt(number, self._feed_one(number, len(numbers)))
        for sender in self.senders.values():
            sender.backlogs[outbox.BROADCAST].rows_came()

    async def _feed_one(self, broadcast_id: int, shared_by: int) -> None:
        feed = partial(broadcast_queue.feed, only=broadcast_id, shared_by=shared_by)
        self._more_to_feed = await self.writer.do(feed) or self._more_to_feed

    async def _read(self, *, wanted_only: bool) -> None:
        """Read the oldest that is due, of each lane that has room for it, and queue it."""
        self.ledger.forget_ended()
        for sender in self.senders.values():
            asks = sender.asks(wanted_only=wanted_only)
            read = partial(_read_pages, channel=sender.channel.name, upto=self.clock() + SOON, asks=asks)
            for page in await self.writer.do(read) if asks else ():
                sender.add_page(page)

    def _row_left(self, row: Outgoing) -> None:
        """A row has left memory: where there is more, and room for it, it is read."""
        sender = self.senders[row.channel]
        feeding = self._more_to_feed and row.lane == outbox.BROADCAST and sender.queue.size(row.lane) <= FEED_AT
        if feeding or sender.backlogs[row.lane].is_wanted_after(row):
            self._wanted.set()


def _read_pages(tx: Transaction, channel: str, upto: datetime, asks: Sequence[Ask]) -> list[Page]:
    """Runs on the database's thread."""
    newest = outbox.newest(tx)
    pages = []
    for ask in asks:
        rows = outbox.due_in_lane(
            tx, upto, channel=channel, lane=ask.lane, most=ask.most, known=ask.known, without=ask.without
        )
        pages.append(Page(ask, rows, newest))
    return pages
