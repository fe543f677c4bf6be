"""Health: puts together what is known and looked at, says which alarms are up, and ends the bot where that is right."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import CheckedClock
from bot.errors import DatabaseLostError
from bot.health.alarms import SENTENCES, Alarm, Journal, alarm
from bot.health.disks import Disks
from bot.health.signs import Monotonic, Reception, Sign
from bot.metrics import LATE, Metrics
from bot.supervision import Supervision
from storage import backup
from storage.database import Database, Transaction
from storage.database_file import Loss, write_back
from storage.errors import DatabaseError
from storage.files import files
from storage.messages import held, outbox, spending
from storage.messages.held import HeldCount

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
DISKS_EVERY = 60.0
DISKS_WHEN_ASKED = 5.0  # who asks is told of a block that was written not longer ago than that
ENDS_AFTER = 6.0  # a file that is being put in another one's place must be whole before the next start reads it
RESCUED_AFTER = 10.0
SILENT = 120.0  # a poll waits for half a minute, and rests for a minute at most after an error
UNREACHABLE = 60.0  # seconds of failing polls; a network that comes back sooner is nobody's concern
UNCOMMITTED = 180.0  # every minute's tick commits
READ_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands in the database."""

    waiting: list[outbox.ChannelBacklog]
    parked: int
    unfetched: int
    held: list[HeldCount] = field(default_factory=list)
    spent: dict[str, dict[str, int]] = field(default_factory=dict)


class Health:
    """`look` is called every few seconds and by whoever asks; `run` does the former.

    `receptions` are by channel, `signs` by the alarm that their trouble is.
    """

    def __init__(
        self,
        *,
        clock: CheckedClock,
        database: Database,
        reader: Database,
        metrics: Metrics,
        committing: Sign,
        receptions: Mapping[str, Reception],
        disks: Disks,
        supervision: Supervision,
        signs: Mapping[str, Sign] | None = None,
        tick_again: Callable[[], None] = lambda: None,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self.clock = clock
        self.database = database
        self.reader = reader
        self.metrics = metrics
        self.committing = committing
        self.receptions = receptions
        self.disks = disks
        self.supervision = supervision
        self.signs = signs or {}
        self.tick_again = tick_again
        self.journal = Journal()
        self._monotonic = monotonic
        self._loss: Loss | None = None
        self._lost_at = 0.0
        self._rescued: Path | None = None
        self._disks_at = -DISKS_EVERY
        self._block: asyncio.Task[None] | None = None

    # Looking every few seconds ---------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Look every few seconds until cancelled.

        Raises:
            DatabaseLostError: the database's file is another one now.
        """
        while True:
            await self.supervision.attempt("health", self.look())
            await self._see_to_the_file()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look at everything, and log what is new."""
        await self._look_at_disks(DISKS_EVERY)
        self.clock.look()
        if self.metrics.seconds_since_tick > 2 * 60:  # a clock that was put back is waited for
            self.tick_again()
        await self._alarms()

    async def _look_at_disks(self, every: float) -> None:
        """Write a block on each disk, if that was so long ago; one that hangs is not waited for."""
        if self._monotonic() - self._disks_at < every:
            return
        if self._block is None or self._block.done():
            self._block = asyncio.create_task(asyncio.to_thread(self.disks.look))
        written, _hanging = await asyncio.wait({self._block}, timeout=READ_WITHIN)
        if written:
            self._disks_at = self._monotonic()
        else:
            self.disks.troubles = dict.fromkeys(self.disks.folders, "the disk does not answer")

    async def _see_to_the_file(self) -> None:
        """Rescue what a removed file held; end where another one is in its place.

        A removed one is waited for: whoever starts a bot without a file gets an empty one, in which nobody is known.
        """
        loss = self.database.loss()
        if loss != self._loss:
            self._loss, self._lost_at = loss, self._monotonic()
        lost_for = self._monotonic() - self._lost_at
        if loss == "gone" and self._rescued is None and lost_for >= RESCUED_AFTER:
            await self.supervision.attempt("rescue", self._rescue())
        elif loss in {"replaced", "log_gone"} and lost_for >= ENDS_AFTER:
            if loss == "log_gone":
                await self.supervision.attempt("rescue", self._keep_what_the_log_held())
            raise DatabaseLostError(alarm(f"database_{loss}", path=self.database.path).say)

    async def _rescue(self) -> None:
        """Copy what the removed file held, which lasts as long as it is open, to a file beside."""
        self._rescued = self._rescue_file()
        await self.reader.run(lambda connection: backup.rescue(connection, self._rescue_file()))
        log.error("What the removed database held is in %s now.", self._rescued)

    def _rescue_file(self) -> Path:
        return self.database.path.with_name(f"{self.database.path.name}.rescued")

    async def _keep_what_the_log_held(self) -> None:
        """Write into the file what its removed log holds, unless another program has a log of its own there by now."""
        await self.database.run(write_back)

    # What is answered ------------------------------------------------------------------------------------------------

    async def report(self) -> dict[str, Any]:
        """What `/healthz` answers; `ok` is False where somebody should look."""
        await self._look_at_disks(DISKS_WHEN_ASKED)
        figures, alarms = await self._alarms()
        oldest = max((self.clock() - one.oldest_due for one in figures.waiting), default=timedelta())
        return {
            "ok": not alarms,
            "alarms": [{"alarm": one.name, "say": one.say} for one in alarms],
            "up_seconds": round(self.metrics.up_seconds),
            "seconds_since_tick": round(self.metrics.seconds_since_tick),
            "seconds_since_commit": round(self.committing.silent_for),
            "seconds_since_poll": {name: round(one.silent_for) for name, one in self.receptions.items()},
            "clock_behind_seconds": round(self.clock.behind.total_seconds()),
            "queue_depth": {one.channel: one.waiting for one in figures.waiting},
            "oldest_due_seconds": round(oldest.total_seconds()),
            "parked_updates": figures.parked,
            "files_tried_in_vain": figures.unfetched,
            "held": _held(figures.held),
            "spent": figures.spent,
            "failing": self.metrics.failing(),
        }

    async def exposition(self) -> bytes:
        """What `/metrics` answers, in Prometheus' text format."""
        await self._look_at_disks(DISKS_WHEN_ASKED)
        figures, _alarms = await self._alarms()
        return self.metrics.exposition(figures.waiting, figures.parked, figures.unfetched)

    async def _alarms(self) -> tuple[Figures, list[Alarm]]:
        """What stands in the database, and the alarms that are up, which are logged where they are new."""
        figures, unreadable = await self._figures()
        alarms = [*self._of_the_file(unreadable), *self._of_the_work(), *self._of_the_machine()]
        alarms += self._of_messages(figures)
        self.journal.note(alarms)
        self._gauge(alarms)
        return figures, alarms

    async def _figures(self) -> tuple[Figures, str | None]:
        """What stands in the database; nothing, and why, where it cannot be read."""
        now = self.clock()
        try:
            async with asyncio.timeout(READ_WITHIN):
                return await self.reader.run(lambda connection: _read(connection, now)), None
        except TimeoutError:
            return Figures([], 0, 0), "it does not answer"
        except (sqlite3.Error, DatabaseError, ValueError) as error:
            return Figures([], 0, 0), str(error)

    def _gauge(self, alarms: list[Alarm]) -> None:
        up = {one.name for one in alarms}
        for name in SENTENCES:
            self.metrics.alarm.labels(name).set(name in up)
        for name, reception in self.receptions.items():
            self.metrics.since_poll.labels(name).set(reception.silent_for)
        self.metrics.since_commit.set(self.committing.silent_for)
        self.metrics.clock_behind.set(self.clock.behind.total_seconds())

    # Which alarms are up ---------------------------------------------------------------------------------------------

    def _of_the_file(self, unreadable: str | None) -> list[Alarm]:
        loss, path = self.database.loss(), self.database.path
        if loss is not None:
            return [alarm(f"database_{loss}", path=path, rescued=self._rescued or self._rescue_file())]
        if unreadable is not None:
            return [alarm("database_unreadable", path=path, why=unreadable)]
        trouble, since = self.committing.trouble, self.committing.silent_for
        if trouble is not None:
            return [alarm("committing", minutes=_minutes(self.committing.failing_for), why=trouble.why)]
        if since > UNCOMMITTED:
            return [alarm("committing", minutes=_minutes(since), why="the writer is stuck")]
        return []

    def _of_the_work(self) -> list[Alarm]:
        alarms = []
        for channel, reception in self.receptions.items():
            trouble = reception.trouble
            if trouble is not None and (trouble.needs_hand or reception.failing_for > UNREACHABLE):
                minutes = _minutes(reception.silent_for)
                alarms.append(alarm("receiving", channel, channel=channel, minutes=minutes, why=trouble.why))
            elif trouble is None and reception.silent_for > SILENT and self.committing.trouble is None:
                why = "no poll has ended. Restart the bot if that goes on."
                minutes = _minutes(reception.silent_for)
                alarms.append(alarm("receiving", channel, channel=channel, minutes=minutes, why=why))
        for name, sign in self.signs.items():
            if sign.trouble is not None and (sign.trouble.needs_hand or sign.failing_for > UNREACHABLE):
                alarms.append(alarm(name, why=sign.trouble.why))
        if self.metrics.seconds_since_tick > LATE.total_seconds():
            alarms.append(alarm("ticking", minutes=_minutes(self.metrics.seconds_since_tick)))
        if failing := self.metrics.failing():
            alarms.append(alarm("parts", parts=", ".join(failing)))
        return alarms

    def _of_the_machine(self) -> list[Alarm]:
        alarms = [alarm(name, folder=self.disks.folders[name], why=why) for name, why in self.disks.troubles.items()]
        if self.clock.behind:
            alarms.append(alarm("clock", minutes=_minutes(self.clock.behind.total_seconds())))
        jump = self.clock.jump
        if jump is not None and self._monotonic() - jump.at < LATE.total_seconds():
            alarms.append(alarm("clock_jumped", minutes=round(jump.by.total_seconds() / 60)))
        return alarms

    def _of_messages(self, figures: Figures) -> list[Alarm]:
        now = self.clock()
        return [
            alarm("sending", one.channel, channel=one.channel, minutes=_minutes((now - one.oldest_due).total_seconds()))
            for one in figures.waiting
            if now - one.oldest_due >= LATE
        ]


def _read(connection: sqlite3.Connection, now: datetime) -> Figures:
    tx = Transaction(connection, now)
    spent = {row["channel"]: {"messages": row["messages"], "cost": row["cost"]} for row in spending.all_of_month(tx)}
    return Figures(outbox.waiting(tx), outbox.parked(tx), files.tried_in_vain(tx), held.counts(tx), spent)


def _held(counts: list[HeldCount]) -> dict[str, dict[str, int]]:
    """How many messages are held, and closed, by channel."""
    sums: dict[str, dict[str, int]] = {}
    for count in counts:
        of_channel = sums.setdefault(count.channel, {"held": 0, "closed": 0})
        of_channel[count.state] += count.messages
    return sums


def _minutes(seconds: float) -> str:
    """So many minutes as a person says them: one digit after the point while there are few."""
    return f"{seconds / 60:.0f}" if seconds >= 600 else f"{seconds / 60:.1f}"
