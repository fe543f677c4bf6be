"""APScheduler says when to look, never what is due: a tick at the start of every minute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger


class Ticker:
    """Calls `look` at every full minute of the machine's clock; a late tick comes once, not once per minute missed."""

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            look, CronTrigger(second=0, timezone="UTC"), coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin to tick; a running event loop is needed."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        self._scheduler.shutdown(wait=False)
