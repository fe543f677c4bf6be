"""APScheduler says when to tick, at the start of every minute; never what is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger


class Ticker:
    """Calls `tick` at every full minute of the machine's clock; a late tick comes once, not once per minute missed."""

    def __init__(self, tick: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._job = self._scheduler.add_job(
            tick, CronTrigger(second=0, timezone="UTC"), coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Start ticking; a running event loop is needed."""
        self._scheduler.start()

    def begin_again(self) -> None:
        """Tick at the next full minute of the clock as it is now: one that was put back would be waited for."""
        self._job.reschedule(CronTrigger(second=0, timezone="UTC"))

    def stop(self) -> None:
        """Stop ticking."""
        self._scheduler.shutdown(wait=False)
