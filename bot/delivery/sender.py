"""Delivery over one channel: sends what its queue says is next, and decides what becomes of each send."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.channels import AddressGone, Channel, MessageWrong, TryAgain
from bot.clock import Clock
from bot.delivery.backlog import Ask, Backlog, Page
from bot.delivery.ledger import Ledger, Writer
from bot.delivery.pace import SlidingSecond
from bot.delivery.queue import LANES, Queue
from handlers import notices
from handlers.engine.message import Edit, Reply
from storage.messages import outbox
from storage.messages.records import Outgoing

log = logging.getLogger(__name__)

IN_FLIGHT = 256  # sends at once per channel: at 50 ms of answer time that is some 5,000 a second
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = 300.0
STOP_WITHIN = 10.0  # seconds that what is under way has to end, once the bot is to stop
Prepare = Callable[[Reply, str], Awaitable[Reply]]
"""Makes the file of a message that holds it as facts: (message, language)."""


class Sender:
    """Sends the rows of one channel, one at a time to each chat, as fast as the pace allows."""

    def __init__(
        self,
        channel: Channel,
        writer: Writer,
        ledger: Ledger,
        prepare: Prepare,
        *,
        clock: Clock,
        monotonic: Callable[[], float],
        jitter: Callable[[], float],
        wanted: Callable[[], None],
        left: Callable[[Outgoing], None],
        most: int,
        most_of_a_chat: int,
    ) -> None:
        self.channel = channel
        self.queue = Queue(paced=channel.per_second is not None)
        self.backlogs = tuple(
            Backlog(self.queue, lane, handed_over=lane == outbox.REPLY, most=most, most_of_a_chat=most_of_a_chat)
            for lane in LANES
        )
        self._wanted = wanted  # asks for more to be read
        self._left = left  # told of each row that has left memory
        self._writer = writer
        self._ledger = ledger
        self._prepare = prepare
        self._clock = clock
        self._monotonic = monotonic
        self._jitter = jitter
        self._pace = SlidingSecond(channel.per_second)
        self._held_until = 0.0
        self._wake = asyncio.Event()
        self._sends: set[asyncio.Task[None]] = set()

    def enqueue(self, row: Outgoing) -> None:
        """Queue a row that was just committed, or leave it in the database where something older waits there."""
        backlog = self.backlogs[row.lane]
        if backlog.takes(row):
            self._add(row)
        elif backlog.is_wanted():
            self._wanted()

    def asks(self, *, wanted_only: bool) -> list[Ask]:
        """What to read from the database now."""
        backlogs = [backlog for backlog in self.backlogs if not wanted_only or backlog.is_wanted()]
        known = self._ledger.known()
        return [ask for backlog in backlogs if (ask := backlog.ask(known)) is not None]

    def add_page(self, page: Page) -> None:
        """Queue what was read, as far as there is room for it."""
        backlog = self.backlogs[page.ask.lane]
        too_many = []
        for row in page.rows:
            if row in self._ledger:
                continue
            if backlog.fits(row):
                self._add(row)
            else:
                too_many.append(row)
        backlog.was_read(page, too_many)
        if backlog.is_wanted():
            self._wanted()

    def _add(self, row: Outgoing) -> None:
        now = self._monotonic()
        self._ledger.enter(row)
        self.queue.add(row, now + (row.due_at - self._clock()).total_seconds(), now)
        self._wake.set()

    def forget_idle(self) -> None:
        """Let go of chats that nothing waits for: at every tick of the clock."""
        self.queue.forget_idle(self._monotonic())

    async def run(self) -> None:
        """Start one send after another until cancelled; then none, but those under way may end."""
        try:
            while True:
                now = self._monotonic()
                wait = max(self._held_until - now, self._pace.wait(now))
                free = wait <= 0 and len(self._sends) < IN_FLIGHT
                row = self.queue.take(now) if free else None
                if row is None:
                    await self._sleep(now, wait)
                else:
                    self._start(row, now)
        finally:
            await self._finish()

    async def _finish(self) -> None:
        """Let what is under way end and be marked: the vendor may have taken it, and it must not be said again."""
        if not self._sends:
            return
        _ended, late = await asyncio.wait(self._sends, timeout=STOP_WITHIN)
        for send in late:
            send.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _sleep(self, now: float, wait: float) -> None:
        """Sleep until something may be sent, or until woken: a row came, or a send has ended."""
        next_at = self.queue.next_at()
        if wait <= 0:
            seconds = next_at - now if next_at is not None and len(self._sends) < IN_FLIGHT else None
        else:
            seconds = wait
        self._wake.clear()
        with contextlib.suppress(TimeoutError):  # `wait_for` may lose a cancel (Python 3.11)
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    def _start(self, row: Outgoing, now: float) -> None:
        self._pace.leave(now)
        send = asyncio.create_task(self._send(row))
        self._sends.add(send)
        send.add_done_callback(self._ended)

    def _ended(self, send: asyncio.Task[None]) -> None:
        self._sends.discard(send)
        self._wake.set()

    async def _send(self, row: Outgoing) -> None:
        """Send a row, and let its chat go on with what became of it."""
        try:
            if row.useful_until is not None and row.useful_until < self._clock():
                self._ledger.not_sent(row, "missed", "too late to be useful")
            else:
                await self._hand_over(row)
        except TryAgain as error:
            self._put_off(row, error)
            return
        except AddressGone as error:
            dropped = self.queue.drop_chat(row, self._monotonic())
            self._ledger.chat_gone(row, str(error), dropped)
            self._left(row)
            return
        except MessageWrong as error:
            log.warning("Row %s cannot be sent: %s", row.id, error)
            self._ledger.not_sent(row, "failed", str(error))
        except Exception:
            log.exception("Row %s failed in a way that nobody foresaw", row.id)
            self._ledger.not_sent(row, "failed", "unforeseen error; see the log")
        self._drop(row)

    def _drop(self, row: Outgoing) -> None:
        self.queue.drop(row, self._monotonic())
        self._left(row)

    async def _hand_over(self, row: Outgoing) -> None:
        """Hand a row to the channel. Raises a `SendError` where that does not take it."""
        if row.kind == "edit":
            await self._edit(row)
            return
        reply = await self._worded(row)
        if reply is not None:
            sent = await self.channel.send(row.address, await self._prepare(reply, row.language))
            self._ledger.sent(row, sent)

    async def _edit(self, row: Outgoing) -> None:
        edit = Edit.model_validate_json(row.body)
        vendor_id = await self._ledger.vendor_id(edit.row)
        if vendor_id is None:
            self._ledger.not_sent(row, "cancelled", "the message to edit is not known")
            return
        await self.channel.edit(row.address, vendor_id, edit)
        self._ledger.sent(row, None)

    async def _worded(self, row: Outgoing) -> Reply | None:
        """The message of a row; None, after saying what becomes of the row, where it is not to be sent now.

        Whether a broadcast was paused or cancelled is looked up just before its message is sent, not when it is queued.
        """
        reply = notices.worded(row)
        if reply is not None:
            return reply
        worded = await self._writer.do(partial(notices.worded_now, row=row))
        if isinstance(worded, Reply):
            return worded
        if worded == "held":
            self._ledger.let_go(row)  # it is due again, and read again, when the broadcast goes on
        else:
            self._ledger.not_sent(row, "cancelled", "not wanted any more")
        return None

    def _put_off(self, row: Outgoing, error: TryAgain) -> None:
        """Let a row wait for its next try; it has failed where it has been tried for long enough."""
        now = self._monotonic()
        attempts = row.attempts + 1
        wait = error.after if error.after is not None else self._backoff(attempts)
        if self._clock() + timedelta(seconds=wait) > row.due_at + GIVE_UP_AFTER:
            self._ledger.not_sent(row, "failed", f"given up after {attempts} tries: {error}")
            self._drop(row)
            return
        if error.whole_channel:
            self._held_until = max(self._held_until, now + wait)
        until = now if error.whole_channel else now + wait
        self._ledger.put_off(row, str(error))
        self.queue.put_off(row.model_copy(update={"attempts": attempts}), now, until)

    def _backoff(self, attempts: int) -> float:
        """About a second, doubled with each try, with some chance in it so that not all come back at once."""
        return min(LONGEST_WAIT, 0.5 * 2.0 ** min(attempts, 12)) * (0.5 + self._jitter())
