"""What the bot says of its own health: `/healthz` for a person or a watchdog, `/metrics` for Prometheus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.channels import Take
from bot.clock import Clock
from handlers.engine.message import Incoming
from storage.database import Database, Transaction
from storage.messages import outbox

LATE = timedelta(minutes=5)  # a tick or a due message that is later than this is a reason to look


class Metrics:
    """Counts what happens; what stands in the database is read when somebody asks."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.started_at = clock()
        self.ticked_at = clock()
        self.registry = CollectorRegistry()
        self.updates = Counter("diemdanh_updates", "Updates received", ["channel"], registry=self.registry)
        self.ended = Counter(
            "diemdanh_messages", "Messages by how they ended", ["channel", "state"], registry=self.registry
        )
        self.waiting = Gauge(
            "diemdanh_queue_depth", "Messages that are due and not sent", ["channel"], registry=self.registry
        )
        self.oldest = Gauge(
            "diemdanh_oldest_due_seconds",
            "How long the oldest of them has been due",
            ["channel"],
            registry=self.registry,
        )
        self.parked = Gauge("diemdanh_parked_updates", "Updates that failed and are kept", registry=self.registry)
        self.lateness = Gauge("diemdanh_tick_lateness_seconds", "How late the last tick was", registry=self.registry)

    def end(self, channel: str, state: str) -> None:
        """A message ended so: sent, failed, cancelled, missed; or it is to be tried again: retried."""
        self.ended.labels(channel, state).inc()

    def counting(self, take: Take) -> Take:
        """The same `take`, with what it takes counted."""

        async def counted(messages: Sequence[Incoming]) -> None:
            await take(messages)
            for message in messages:
                self.updates.labels(message.channel).inc()

        return counted

    def tick(self) -> None:
        """A tick of the clock happened now; it should have at the full minute."""
        self.ticked_at = self.clock()
        self.lateness.set(self.ticked_at.timestamp() % 60)

    async def health(self, database: Database) -> dict[str, Any]:
        """What `/healthz` answers; `ok` is False where somebody should look."""
        waiting, parked = await self._look(database)
        now = self.clock()
        since_tick = now - self.ticked_at
        oldest = max((now - one.oldest_due for one in waiting), default=timedelta())
        return {
            "ok": since_tick < LATE and oldest < LATE,
            "up_seconds": round((now - self.started_at).total_seconds()),
            "seconds_since_tick": round(since_tick.total_seconds()),
            "queue_depth": {one.channel: one.waiting for one in waiting},
            "oldest_due_seconds": round(oldest.total_seconds()),
            "parked_updates": parked,
        }

    async def exposition(self, database: Database) -> bytes:
        """What `/metrics` answers, in Prometheus' text format."""
        waiting, parked = await self._look(database)
        self.waiting.clear()
        self.oldest.clear()
        for one in waiting:
            self.waiting.labels(one.channel).set(one.waiting)
            self.oldest.labels(one.channel).set((self.clock() - one.oldest_due).total_seconds())
        self.parked.set(parked)
        return generate_latest(self.registry)

    async def _look(self, database: Database) -> tuple[list[outbox.ChannelBacklog], int]:
        now = self.clock()
        return await database.run(
            lambda connection: (
                outbox.waiting(Transaction(connection, now)),
                outbox.parked(Transaction(connection, now)),
            )
        )
