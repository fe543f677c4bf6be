"""Delivery over one channel: which chat is next and when, and what becomes of each send."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import logging
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Literal

from bot.channels import AddressGone, Channel, MessageWrong, TryAgain
from bot.pace import ChatReserve, SlidingSecond
from handlers import notices
from handlers.broadcasts import words as broadcast_words
from handlers.engine.message import Edit, Reply
from storage.messages import outbox
from storage.records import Outgoing

if TYPE_CHECKING:
    from bot.delivery import Delivery

log = logging.getLogger(__name__)

IN_FLIGHT = 256  # sends at once per channel: at 50 ms of answer time that is some 5,000 a second
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = 300.0


@dataclass(slots=True)
class ChatQueue:
    """What waits for one chat: a queue per lane, when each may go on, and whether a send is under way."""

    lanes: tuple[deque[Outgoing], ...] = field(default_factory=lambda: (deque(), deque(), deque()))
    not_before: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    busy: bool = False
    lined_up: bool = False  # stands among the ready or the sleeping chats
    reserve: ChatReserve = field(default_factory=ChatReserve)

    def next_lane(self, now: float) -> int | None:
        """The first lane that may send now, else the one that may soonest; None if nothing waits.

        Replies go before notices and notices before broadcasts; one that must wait holds up no other lane.
        """
        soonest: int | None = None
        for number, lane in enumerate(self.lanes):
            if not lane:
                continue
            if self.not_before[number] <= now:
                return number
            if soonest is None or self.not_before[number] < self.not_before[soonest]:
                soonest = number
        return soonest


class Outlet:
    """Delivery over one channel: which chat is next, and when."""

    def __init__(self, delivery: Delivery, channel: Channel) -> None:
        self.delivery = delivery
        self.channel = channel
        self.pace = SlidingSecond(channel.per_second)
        self.chats: dict[int, ChatQueue] = {}
        self.ready: tuple[deque[int], ...] = (deque(), deque(), deque())
        self.sleeping: list[tuple[float, int, int]] = []  # (until, tie-break, chat)
        self.held_until = 0.0
        self._ties = count()
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._sends: set[asyncio.Task[None]] = set()

    def queue(self, row: Outgoing) -> None:
        """Put a row into its chat's lane."""
        now = self.delivery.monotonic()
        chat = self.chats.setdefault(row.chat_id, ChatQueue(reserve=ChatReserve(at=now)))
        lane = chat.lanes[row.lane]
        if not lane:
            due = now + (row.due_at - self.delivery.clock()).total_seconds()
            chat.not_before[row.lane] = max(chat.not_before[row.lane], due)
            chat.lined_up = False  # it may be its turn sooner than it was
        lane.append(row)
        self._line_up(row.chat_id, chat)

    def forget_idle(self) -> None:
        """Let go of chats that nothing waits for and whose reserve is full again: at every tick of the clock."""
        now = self.delivery.monotonic()
        idle = [
            chat_id
            for chat_id, chat in self.chats.items()
            if not chat.busy and chat.next_lane(now) is None and chat.reserve.is_full(now)
        ]
        for chat_id in idle:
            del self.chats[chat_id]

    async def run(self) -> None:
        """Start one send after another, as fast as the pace allows."""
        try:
            while True:
                now = self.delivery.monotonic()
                self._rouse(now)
                wait = max(self.held_until - now, self.pace.wait(now))
                chat_id = self._next(now) if wait <= 0 else None
                if chat_id is None:
                    await self._sleep(wait if wait > 0 else None)
                    continue
                await self._slots.acquire()
                self._start(chat_id, self.delivery.monotonic())
        finally:
            for send in self._sends:
                send.cancel()
            await asyncio.gather(*self._sends, return_exceptions=True)

    def _rouse(self, now: float) -> None:
        while self.sleeping and self.sleeping[0][0] <= now:
            _until, _tie, chat_id = heapq.heappop(self.sleeping)
            chat = self.chats.get(chat_id)
            if chat is not None:
                chat.lined_up = False
                self._line_up(chat_id, chat)

    def _next(self, now: float) -> int | None:
        for waiting in self.ready:
            while waiting:
                chat_id = waiting.popleft()
                chat = self.chats.get(chat_id)
                if chat is None or chat.busy or not chat.lined_up:
                    continue
                lane = chat.next_lane(now)
                if lane is not None and chat.not_before[lane] <= now:
                    return chat_id
                chat.lined_up = False
                self._line_up(chat_id, chat)
        return None

    async def _sleep(self, seconds: float | None) -> None:
        now = self.delivery.monotonic()
        until = self.sleeping[0][0] - now if self.sleeping and seconds is None else seconds
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), until)

    def _line_up(self, chat_id: int, chat: ChatQueue) -> None:
        """Let a chat with something to send stand among the ready ones, or among the sleeping until it may."""
        now = self.delivery.monotonic()
        lane = chat.next_lane(now)
        if chat.busy or chat.lined_up:
            return
        if lane is None:
            if not self.pace.most:
                self.chats.pop(chat_id, None)
            return
        chat.lined_up = True
        until = max(chat.not_before[lane], now + (chat.reserve.wait(now) if self.pace.most else 0.0))
        if until > now:
            heapq.heappush(self.sleeping, (until, next(self._ties), chat_id))
        else:
            self.ready[lane].append(chat_id)
        self._wake.set()

    def _start(self, chat_id: int, now: float) -> None:
        chat = self.chats[chat_id]
        lane = chat.next_lane(now)
        if lane is None:
            self._slots.release()
            return
        chat.busy, chat.lined_up = True, False
        self.pace.leave(now)
        chat.reserve.leave(now)
        send = asyncio.create_task(self._send(chat_id, chat, lane))
        self._sends.add(send)
        send.add_done_callback(self._sends.discard)

    async def _send(self, chat_id: int, chat: ChatQueue, number: int) -> None:
        lane = chat.lanes[number]
        row = lane[0]
        try:
            if row.useful_until is not None and row.useful_until < self.delivery.clock():
                self._end(row, "missed", "too late to be useful")
            else:
                await self._hand_over(row)
            lane.popleft()
        except TryAgain as error:
            if not self._retry(chat, number, error):
                lane.popleft()
        except AddressGone as error:
            lane.popleft()
            self._gone(chat_id, chat, row, str(error))
        except MessageWrong as error:
            log.warning("Row %s cannot be sent: %s", row.id, error)
            self._end(row, "failed", str(error))
            lane.popleft()
        except Exception:
            log.exception("Row %s failed in a way that nobody foresaw", row.id)
            self._end(row, "failed", "unforeseen error; see the log")
            lane.popleft()
        finally:
            self._slots.release()
            chat.busy = False
            self._line_up(chat_id, chat)
            self._wake.set()

    async def _hand_over(self, row: Outgoing) -> None:
        delivery = self.delivery
        if row.kind == "edit":
            edit = Edit.model_validate_json(row.body)
            vendor_id = await delivery.vendor_id(edit.row)
            if vendor_id is None:
                self._end(row, "cancelled", "the message to edit is not known")
                return
            await self.channel.edit(row.address, vendor_id, edit)
            sent = None
        else:
            reply = await self._worded(row)
            if reply is None:
                return
            sent = await self.channel.send(row.address, await delivery.ready(reply, row.language))
            if sent is not None:
                delivery.remember(row.id, sent)
        delivery.inbox.mark(partial(outbox.mark_sent, row_id=row.id, vendor_id=sent))
        delivery.end(row)
        delivery.count(row.channel, "sent")

    async def _worded(self, row: Outgoing) -> Reply | None:
        """The message of a row; None, after saying what becomes of the row, where it is not to be sent now.

        Whether a broadcast was paused or cancelled is looked up just before its message is sent, not when it is queued.
        """
        if row.broadcast_id is None:
            return notices.worded(row) if row.kind == "notice" else Reply.model_validate_json(row.body)
        found = await self.delivery.inbox.do(partial(broadcast_words.worded, row=row))
        if isinstance(found, Reply):
            return found
        if found == "held":
            self.delivery.known.discard(row.id)  # it is due again, and read again, when the broadcast goes on
        else:
            self._end(row, "cancelled", "not wanted any more")
        return None

    def _end(self, row: Outgoing, state: Literal["failed", "cancelled", "missed"], error: str) -> None:
        self.delivery.inbox.mark(partial(outbox.mark_ended, row_id=row.id, state=state, error=error))
        self.delivery.end(row)
        self.delivery.count(row.channel, state)

    def _retry(self, chat: ChatQueue, number: int, error: TryAgain) -> bool:
        """Let the lane's first row wait for its next try; False where it has been tried for long enough."""
        row = chat.lanes[number][0]
        now = self.delivery.monotonic()
        attempts = row.attempts + 1
        backoff = min(LONGEST_WAIT, 0.5 * 2 ** min(attempts, 12)) * (0.5 + self.delivery.jitter())
        wait = error.after if error.after is not None else backoff
        due_at = self.delivery.clock() + timedelta(seconds=wait)
        if due_at > row.due_at + GIVE_UP_AFTER:
            self._end(row, "failed", f"given up after {attempts} tries: {error}")
            return False
        if error.whole_channel:
            self.held_until = max(self.held_until, now + wait)
        else:
            chat.not_before[number] = now + wait
        chat.lanes[number][0] = row.model_copy(update={"attempts": attempts})
        self.delivery.inbox.mark(partial(outbox.mark_retry, row_id=row.id, due_at=row.due_at, error=str(error)))
        self.delivery.count(row.channel, "retried")
        return True

    def _gone(self, chat_id: int, chat: ChatQueue, row: Outgoing, why: str) -> None:
        """Nobody can be reached here: the row has failed, and what else waits is cancelled."""
        self._end(row, "failed", f"blocked: {why}")
        for lane in chat.lanes:
            for waiting in lane:
                self.delivery.end(waiting)
                self.delivery.count(waiting.channel, "cancelled")
            lane.clear()
        self.delivery.inbox.mark(partial(outbox.address_gone, chat_id=chat_id))
