"""What the bot says of its own health: `/healthz` for a person or a watchdog, `/metrics` for Prometheus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.channels import Take
from bot.clock import Clock
from handlers.engine.message import Incoming
from storage.database import Database, Transaction
from storage.files import files
from storage.messages import outbox

LATE = timedelta(minutes=5)  # a tick or a due message that is later than this, or a failure since then: look at it


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
        self.failures = Counter(
            "diemdanh_part_failures", "Failures of parts that went on after it", ["part"], registry=self.registry
        )
        self.unfetched = Gauge(
            "diemdanh_files_tried_in_vain", "Files that could not be fetched or kept so far", registry=self.registry
        )
        self.failed_at: dict[str, datetime] = {}
        self.lateness = Gauge("diemdanh_tick_lateness_seconds", "How late the last tick was", registry=self.registry)

    def end(self, channel: str, state: str) -> None:
        """A message ended so: sent, failed, cancelled, missed; or it is to be tried again: retried."""
        self.ended.labels(channel, state).inc()

    def part_failed(self, part: str) -> None:
        """A part failed, or could not do one of the things it had to; it goes on."""
        self.failures.labels(part).inc()
        self.failed_at[part] = self.clock()

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
        waiting, parked, unfetched = await self._look(database)
        now = self.clock()
        failing = sorted(part for part, failed_at in self.failed_at.items() if now - failed_at < LATE)
        since_tick = now - self.ticked_at
        oldest = max((now - one.oldest_due for one in waiting), default=timedelta())
        return {
            "ok": since_tick < LATE and oldest < LATE and not failing,
            "up_seconds": round((now - self.started_at).total_seconds()),
            "seconds_since_tick": round(since_tick.total_seconds()),
            "queue_depth": {one.channel: one.waiting for one in waiting},
            "oldest_due_seconds": round(oldest.total_seconds()),
            "parked_updates": parked,
            "files_tried_in_vain": unfetched,
            "failing": failing,
        }

    async def exposition(self, database: Database) -> bytes:
        """What `/metrics` answers, in Prometheus' text format."""
        waiting, parked, unfetched = await self._look(database)
        self.waiting.clear()
        self.oldest.clear()
        for backlog in waiting:
            self.waiting.labels(backlog.channel).set(backlog.waiting)
            self.oldest.labels(backlog.channel).set((self.clock() - backlog.oldest_due).total_seconds())
        self.parked.set(parked)
        self.unfetched.set(unfetched)
        return generate_latest(self.registry)

    async def _look(self, database: Database) -> tuple[list[outbox.ChannelBacklog], int, int]:
        now = self.clock()
        return await database.run(
            lambda connection: (
                outbox.waiting(Transaction(connection, now)),
                outbox.parked(Transaction(connection, now)),
                files.tried_in_vain(Transaction(connection, now)),
            )
        )
