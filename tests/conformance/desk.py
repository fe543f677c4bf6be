"""The parts of a bot that a message goes through, over a world's file, with one vendor; its time passes when told."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.delivery.delivery import Delivery
from bot.inbox import Inbox
from handlers.engine.message import Reply
from storage.database import open_database
from storage.database_file import connect
from storage.messages import chats, outbox
from tests.bot_api.channel import until
from tests.conformance.vendors import At, Vendor
from tests.support.door import served
from tests.support.world import START

KEYS = count(1)
Row = dict[str, Any]


@dataclass
class Desk:
    """A bot at work. `people` of the vendor write to its door; rows are queued, and seen to their ends."""

    vendor: Vendor
    path: Path
    passed: float = 0.0  # seconds
    port: int = 0
    inbox: Inbox = field(init=False)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def monotonic(self) -> float:
        return time.monotonic() + self.passed

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    async def later(self, seconds: float) -> None:
        """So much later somebody else is written to, at which all look at the clock."""
        self.passed += seconds
        await self.queue(self.vendor.people[-1], "vừa xong")

    async def queue(self, who: str, text: str, **more: Any) -> int:
        """Queue a message; returns its row's id."""
        [row] = await self.queue_all(who, text, **more)
        return row

    async def queue_all(self, who: str, *texts: str, **more: Any) -> list[int]:
        """Queue messages in one transaction, for somebody who wrote just now; returns their rows' ids."""
        made: list[Any] = []

        def job(tx: Any) -> list[Any]:
            chat = chats.find_or_open(tx, self.vendor.name, who, "vi")
            tx.connection.execute("UPDATE chats SET interacted_at = ? WHERE id = ?", (tx.now, chat.id))
            for text in texts:
                body = Reply(text=text, **more).model_dump_json()
                made.append(outbox.queue(tx, chat, key=f"conform:{next(KEYS)}", kind="reply", body=body))
            return made

        await self.inbox.post(job)
        return [int(row.id) for row in made]

    async def writes(self, who: str, text: str, number: int | None = None, *, ago: float = 0.0) -> int:
        """Somebody writes, and the vendor posts it; returns what it is answered with."""
        at = self.clock() - timedelta(seconds=ago)
        return await self.vendor.posts(self.port, who, text, number or next(self.numbers), at)

    def rows(self, statement: str, *values: Any) -> list[Row]:
        with closing(connect(self.path, read_only=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: Any) -> Any:
        [row] = self.rows(statement, *values)
        [value] = row.values()
        return value

    def end(self, row: int) -> tuple[str, str]:
        """The state of a row, and what went wrong."""
        [found] = self.rows("SELECT state, error FROM outbox WHERE id = ?", row)
        return found["state"], found["error"] or ""

    def blocked(self, who: str) -> bool:
        """Whether nothing goes to this person."""
        return bool(self.one("SELECT blocked_at IS NOT NULL FROM chats WHERE address = ?", who))

    async def ended(self, row: int) -> tuple[str, str]:
        """How a row ended, once it has."""
        await until(lambda: self.end(row)[0] != "waiting")
        return self.end(row)

    async def tried(self, row: int) -> None:
        """Wait until a row was tried in vain."""
        await until(lambda: self.end(row) != ("waiting", ""))

    async def answered(self, who: str, more_than: int) -> list[str]:
        """What somebody has got, once it is more messages than that."""
        await until(lambda: len(self.vendor.got(who)) > more_than)
        return self.vendor.got(who)


@asynccontextmanager
async def at_work(vendor: Vendor, path: Path, passed: float = 0.0) -> AsyncIterator[Desk]:
    """A bot at work over this file, until the block ends; then it is gone without a word."""
    desk = Desk(vendor, path, passed)
    channel = vendor.channel(At(path, desk.clock, desk.monotonic))
    async with open_database(path) as database:
        desk.inbox = Inbox(database, {channel.name: channel}, desk.clock)
        delivery = Delivery(
            desk.inbox, {channel.name: channel}, desk.clock, monotonic=desk.monotonic, jitter=lambda: 0.5
        )
        async with served(channel.routes(desk.inbox.take)) as port:
            desk.port = port
            await channel.start()
            parts = [asyncio.create_task(part) for part in (desk.inbox.run(), delivery.run())]
            try:
                yield desk
            finally:
                for part in reversed(parts):
                    part.cancel()
                    await asyncio.gather(part, return_exceptions=True)
                await channel.close()


def as_a_crash_leaves_it(path: Path, to: Path) -> Path:
    """A copy of a database's file and its log, as they stand at this moment, whoever writes them."""
    for ending in ("", "-wal"):
        if (there := path.with_name(path.name + ending)).exists():
            shutil.copyfile(there, to.with_name(to.name + ending))
    return to
