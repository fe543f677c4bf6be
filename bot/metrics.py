"""Counts and gauges of what happens, for Prometheus: `/metrics`. What `/healthz` answers is `bot/health/`'s."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.channels import Take
from bot.clock import Clock
from handlers.engine.message import Incoming
from storage.messages.outbox import ChannelBacklog

LATE = timedelta(minutes=5)  # a tick or a due message that is later than this, or a failure since then: look at it


class Metrics:
    """Counts what happens. How long ago something was goes by the monotonic clock: the machine's may be set."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._monotonic = monotonic
        self.started_at = monotonic()
        self.ticked_at = monotonic()
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
        self.failed_at: dict[str, float] = {}
        self.lateness = Gauge("diemdanh_tick_lateness_seconds", "How late the last tick was", registry=self.registry)
        self.alarm = Gauge("diemdanh_alarm", "1 while an alarm is up", ["alarm"], registry=self.registry)
        self.since_poll = Gauge(
            "diemdanh_seconds_since_poll", "Since the last good poll", ["channel"], registry=self.registry
        )
        self.since_commit = Gauge("diemdanh_seconds_since_commit", "Since the last commit", registry=self.registry)
        self.clock_behind = Gauge(
            "diemdanh_clock_behind_seconds", "How far vendors prove the clock behind", registry=self.registry
        )

    def end(self, channel: str, state: str) -> None:
        """A message ended so: sent, failed, cancelled, missed; or it is to be tried again: retried."""
        self.ended.labels(channel, state).inc()

    def part_failed(self, part: str) -> None:
        """A part failed, or could not do one of the things it had to; it goes on."""
        self.failures.labels(part).inc()
        self.failed_at[part] = self._monotonic()

    def counting(self, take: Take) -> Take:
        """The same `take`, with what it takes counted."""

        async def counted(messages: Sequence[Incoming]) -> None:
            await take(messages)
            for message in messages:
                self.updates.labels(message.channel).inc()

        return counted

    def tick(self) -> None:
        """A tick of the clock happened now; it should have at the full minute."""
        self.ticked_at = self._monotonic()
        self.lateness.set(self.clock().timestamp() % 60)

    @property
    def up_seconds(self) -> float:
        """Since the start."""
        return self._monotonic() - self.started_at

    @property
    def seconds_since_tick(self) -> float:
        """Since the last tick, or the start."""
        return self._monotonic() - self.ticked_at

    def failing(self) -> list[str]:
        """The parts that failed in the last five minutes."""
        since = self._monotonic() - LATE.total_seconds()
        return sorted(part for part, failed_at in self.failed_at.items() if failed_at > since)

    def exposition(self, waiting: Sequence[ChannelBacklog], parked: int, unfetched: int) -> bytes:
        """What `/metrics` answers, in Prometheus' text format, with these figures from the database."""
        self.waiting.clear()
        self.oldest.clear()
        for backlog in waiting:
            self.waiting.labels(backlog.channel).set(backlog.waiting)
            self.oldest.labels(backlog.channel).set((self.clock() - backlog.oldest_due).total_seconds())
        self.parked.set(parked)
        self.unfetched.set(unfetched)
        return generate_latest(self.registry)
