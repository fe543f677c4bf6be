"""What a new minute brings: codes on screens are renewed, what is due is queued, and every worker looks for work."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType

from bot.inbox import Inbox
from bot.supervision import Supervision
from handlers import unread
from handlers.attendance import live_code
from handlers.broadcasts import allowances
from schedules.due import digests, due
from storage.attendance import roster
from storage.broadcasts import progress
from storage.messages.tariffs import Tariff

log = logging.getLogger(__name__)

MOST_STEPS = 2_000  # of each kind in a tick, which take some milliseconds each: it ends within its minute
MORE_IS_DUE = "More %s are due than %s steps queue; the next minute goes on"


class Tick:
    """Everything in steps so short that nobody waits for them; a part that fails is not in the others' way.

    What is due stands in the data. So what a tick leaves, because there is too much or something fails, is done by the
    next one. `tariffs` are what messages cost, by channel.
    `ticked` is called first, `refill` has delivery read what was queued, `wake` wakes the workers.
    """

    def __init__(
        self,
        inbox: Inbox,
        supervision: Supervision,
        *,
        ticked: Callable[[], None],
        refill: Callable[[], Awaitable[None]],
        wake: Callable[[], None],
        tariffs: Mapping[str, Tariff] = MappingProxyType({}),
        most_steps: int = MOST_STEPS,
    ) -> None:
        self.inbox = inbox
        self.supervision = supervision
        self.ticked = ticked
        self.refill = refill
        self.wake = wake
        self.tariffs = tariffs
        self.most_steps = most_steps

    async def run_once(self) -> None:
        """Do what this minute brings."""
        self.ticked()
        await self.supervision.attempt("codes", self.inbox.post(live_code.due_edits))
        await self.supervision.attempt("hours", self.give_hours())
        await self.supervision.attempt("reminders", self.queue_reminders())
        await self.supervision.attempt("digests", self.queue_digests())
        release = partial(unread.affordable, tariffs=self.tariffs)
        await self.supervision.attempt("held messages", self.inbox.post(release))
        await self.supervision.attempt("broadcasts", self.inbox.do(progress.settle))
        warn = partial(allowances.warn, tariffs=self.tariffs)
        await self.supervision.attempt("allowances", self.inbox.post(warn))
        await self.supervision.attempt("delivery", self.refill())
        self.wake()

    async def give_hours(self) -> None:
        """Give their hours to those whom leaders ticked at shifts that are over now."""
        for _step in range(self.most_steps):
            if not await self.inbox.do(roster.give_hours):
                return
        log.warning(MORE_IS_DUE, "hours", self.most_steps)

    async def queue_reminders(self) -> None:
        """Queue the reminders that are due, as far as the steps reach."""
        cursor = due.START
        for _step in range(self.most_steps):
            following = await self.inbox.do(partial(due.step, cursor=cursor))
            if following is None:
                return
            cursor = following
        log.warning(MORE_IS_DUE, "reminders", self.most_steps)

    async def queue_digests(self) -> None:
        """Queue the digests that are due, as far as the steps reach."""
        for _step in range(self.most_steps):
            if not await self.inbox.do(digests.due):
                return
        log.warning(MORE_IS_DUE, "digests", self.most_steps)
