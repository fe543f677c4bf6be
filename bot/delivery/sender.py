"""Delivery over one channel: sends what its queue says is next, and decides what becomes of each send."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from bot.channels import AddressGone, Channel, MessageWrong, SendError, TryAgain, plain_text
from bot.clock import Clock
from bot.delivery.backlog import Ask, Backlog, Page
from bot.delivery.fares import Fares
from bot.delivery.ledger import Ledger, Writer
from bot.delivery.outdated import Outdated
from bot.delivery.pace import SlidingSecond
from bot.delivery.queue import LANES, Queue
from bot.delivery.tries import Hold, Tries
from handlers import notices, unread
from handlers.engine.features import Features
from handlers.engine.message import Edit, Reply
from storage.messages import outbox
from storage.messages.records import Outgoing
from storage.people.erasing import outgoing

log = logging.getLogger(__name__)

IN_FLIGHT = 256  # sends at once per channel: at 50 ms of answer time that is some 5,000 a second
STOP_WITHIN = 10.0  # seconds that what is under way has to end, once the bot is to stop
Prepare = Callable[[Reply, str], Awaitable[Reply]]
"""Makes the file of a message that holds it as facts: (message, language)."""
Publish = Callable[[Outgoing, Reply, Features], Awaitable[Reply]]
"""Puts links to pages into a message for what its chat cannot do: (row, message, what the channel can do)."""


class _UnwordedError(Exception):
    """What a row says could not be put into words."""


class Sender:
    """Sends the rows of one channel, one at a time to each chat, as fast as the pace allows."""

    def __init__(
        self,
        channel: Channel,
        writer: Writer,
        ledger: Ledger,
        prepare: Prepare,
        publish: Publish,
        *,
        clock: Clock,
        monotonic: Callable[[], float],
        jitter: Callable[[], float],
        wanted: Callable[[], None],
        left: Callable[[Outgoing], None],
        failed: Callable[[], None],
        outdated: Outdated,
        fares: Fares,
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
        self._outdated = outdated
        self._fares = fares
        self._left = left  # told of each row that has left memory
        self._failed = failed  # told of what nobody foresaw
        self._writer = writer
        self._ledger = ledger
        self._prepare = prepare
        self._publish = publish
        self._clock = clock
        self._monotonic = monotonic
        self._jitter = jitter
        self._pace = SlidingSecond(channel.per_second)
        self._hold = Hold()
        self._tries = Tries()
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
        self._ledger.enter(row, now)
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
                wait = max(self._hold.until - now, self._pace.wait(now))
                row = self.queue.take(now) if wait <= 0 and self._has_room() else None
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
        if wait > 0:
            seconds: float | None = wait
        else:
            seconds = next_at - now if next_at is not None and self._has_room() else None
        self._wake.clear()
        with contextlib.suppress(TimeoutError):  # `wait_for` may lose a cancel (Python 3.11)
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    def _has_room(self) -> bool:
        return len(self._sends) < self._hold.at_once(IN_FLIGHT)

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
        except AddressGone as error:
            self._leave_alone(row, str(error))
        except MessageWrong as error:
            log.warning("Row %s cannot be sent: %s", row.id, error)
            self._ledger.not_sent(row, "failed", str(error))
            self._drop(row)
        except _UnwordedError:
            log.exception("Row %s cannot be worded", row.id)
            self._put_off_unforeseen(row, worded=False)
        except Exception:
            log.exception("Row %s failed in a way that nobody foresaw", row.id)
            self._put_off_unforeseen(row, worded=True)
        else:
            self._drop(row)

    def _leave_alone(self, row: Outgoing, why: str) -> None:
        """Nobody can be reached at a row's chat: nothing else goes there."""
        dropped = self.queue.drop_chat(row, self._monotonic())
        self._ledger.chat_gone(row, why, dropped)
        for gone in (row, *dropped):
            self._tries.forget(gone)
        self._left(row)

    def _drop(self, row: Outgoing) -> None:
        self._tries.forget(row)
        self.queue.drop(row, self._monotonic())
        self._left(row)

    async def _hand_over(self, row: Outgoing) -> None:
        """Hand a row to the channel. Raises a `SendError` where that does not take it."""
        if self._outdated.is_since(self._ledger.entered_at(row)):
            stands = await self._writer.do(partial(outgoing.may_go_out, row=row))
            if stands is None:
                self._ledger.not_sent(row, "cancelled", "not wanted any more")
                return
            row = stands
        if row.kind == "edit":
            await self._edit(row)
            return
        reply = await self._worded(row)
        if reply is not None:
            ready = await self._ready(await self._publish(row, reply, self.channel.features), row.language)
            await self._send_for(row, ready)

    async def _send_for(self, row: Outgoing, ready: Reply) -> None:
        """Send a message for what it costs, where that is given for it; else its row is held, or goes elsewhere."""
        receipt = await self._fares.take(row, ready)
        if receipt is None:
            return
        begun = self._monotonic()
        try:
            sent = await self.channel.send(row.address, ready)
        except SendError as error:
            if await self._fares.refused(row, receipt, error):
                return
            self._fares.failed(receipt, error)
            raise
        self._hold.got_through(begun)
        self._ledger.sent(row, sent or None)
        self._fares.sent(row, receipt, sent)

    async def _ready(self, reply: Reply, language: str) -> Reply:
        """A message as its channel can show it."""
        features = self.channel.features
        if not features.buttons:
            return plain_text.as_text(reply, language)
        if features.most_buttons is not None:
            reply = plain_text.with_few_buttons(reply, language, features.most_buttons)
        return await self._prepare(reply, language)

    async def _edit(self, row: Outgoing) -> None:
        try:
            edit = Edit.model_validate_json(row.body)
        except ValueError as error:
            raise _UnwordedError from error
        vendor_id = await self._ledger.vendor_id(edit.row)
        if vendor_id is None:
            self._ledger.not_sent(row, "cancelled", "the message to edit is not known")
            return
        begun = self._monotonic()
        await self.channel.edit(row.address, vendor_id, edit)
        self._hold.got_through(begun)
        self._ledger.sent(row, None)

    async def _worded(self, row: Outgoing) -> Reply | None:
        """The message of a row; None, after saying what becomes of the row, where it is not to be sent now.

        Whether a broadcast was paused or cancelled is looked up just before its message is sent, not when it is queued.
        """
        try:
            reply = notices.worded(row)
            if reply is not None:
                return reply
            worded = await self._writer.do(partial(unread.worded, row=row))
        except Exception as error:
            raise _UnwordedError from error
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
        if error.whole_channel and self._hold.begin(now, error.after, self._chance()):
            log.warning("Nothing is sent over %s for %.0f s: %s", self.channel.name, self._hold.until - now, error)
        tried, wait, given_up = self._tries.failed(row, error, self._clock())
        if given_up:
            self._give_up(row, f"given up after {tried.attempts} tries: {error}")
            return
        if error.whole_channel:
            wait = 0.0
        elif error.after is None:
            wait *= self._chance()
        self._ledger.put_off(row, str(error), counts=error.counts)
        self.queue.put_off(tried, now, now + wait)

    def _put_off_unforeseen(self, row: Outgoing, *, worded: bool) -> None:
        """The same where nobody knows why; it is said aloud, and not tried for ever: it may be a mistake of ours."""
        self._failed()
        if self._tries.failed_unforeseen(row, worded=worded):
            self._give_up(row, "unforeseen error; see the log")
        else:
            self._put_off(row, TryAgain("unforeseen error; see the log"))

    def _give_up(self, row: Outgoing, why: str) -> None:
        log.warning("Row %s has failed: %s", row.id, why)
        self._ledger.not_sent(row, "failed", why)
        self._drop(row)

    def _chance(self) -> float:
        """About one, so that not all come back at once."""
        return 0.5 + self._jitter()
