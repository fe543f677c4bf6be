"""What waits for one channel: the lanes of each chat, and which chat may send next. Pure: no event loop, no clock.

Moments are seconds of a clock that never goes back; whoever calls says what it is now.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count

from bot.delivery.pace import ChatReserve
from storage.records import Outgoing


@dataclass(slots=True)
class ChatLanes:
    """What waits for one chat: a queue per lane, when each may go on, and whether a send is under way."""

    reserve: ChatReserve
    lanes: tuple[deque[Outgoing], ...] = field(default_factory=lambda: (deque(), deque(), deque()))
    not_before: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    busy: bool = False
    lined_up: bool = False  # stands among the ready or the sleeping chats

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


class Queue:
    """The rows that wait for a channel; `paced` says that a chat gets a short burst and then about one a second."""

    def __init__(self, *, paced: bool) -> None:
        self.paced = paced
        self.chats: dict[int, ChatLanes] = {}
        self._ready: tuple[deque[int], ...] = (deque(), deque(), deque())
        self._sleeping: list[tuple[float, int, int]] = []  # (until, tie-break, chat)
        self._ties = count()

    def add(self, row: Outgoing, due: float, now: float) -> None:
        """Put a row at the end of its chat's lane."""
        chat = self.chats.setdefault(row.chat_id, ChatLanes(ChatReserve(at=now)))
        lane = chat.lanes[row.lane]
        if not lane:
            chat.not_before[row.lane] = max(chat.not_before[row.lane], due)
            chat.lined_up = False  # it may be due sooner than it was
        lane.append(row)
        self._line_up(row.chat_id, chat, now)

    def take(self, now: float) -> Outgoing | None:
        """The row to send now, or None where nothing is due; its chat is busy until it is dropped or put off."""
        self._rouse(now)
        for waiting in self._ready:
            while waiting:
                chat_id = waiting.popleft()
                chat = self.chats.get(chat_id)
                if chat is None or chat.busy or not chat.lined_up:
                    continue
                chat.lined_up = False
                lane = chat.next_lane(now)
                if lane is not None and chat.not_before[lane] <= now:
                    chat.busy = True
                    chat.reserve.leave(now)
                    return chat.lanes[lane][0]
                self._line_up(chat_id, chat, now)
        return None

    def next_at(self) -> float | None:
        """When somebody who sleeps is to be looked at; None: nobody sleeps."""
        return self._sleeping[0][0] if self._sleeping else None

    def drop(self, row: Outgoing, now: float) -> None:
        """A row that was taken needs no further send; its chat goes on."""
        self.chats[row.chat_id].lanes[row.lane].popleft()
        self._release(row.chat_id, now)

    def put_off(self, row: Outgoing, now: float, until: float) -> None:
        """A row that was taken is to be sent again; its lane waits so long."""
        chat = self.chats[row.chat_id]
        chat.lanes[row.lane][0] = row
        chat.not_before[row.lane] = until
        self._release(row.chat_id, now)

    def drop_chat(self, row: Outgoing, now: float) -> list[Outgoing]:
        """Nothing goes to the chat of a row that was taken; returns what else waited for it."""
        chat = self.chats[row.chat_id]
        dropped = [waiting for lane in chat.lanes for waiting in lane if waiting is not row]
        for lane in chat.lanes:
            lane.clear()
        self._release(row.chat_id, now)
        return dropped

    def forget_idle(self, now: float) -> None:
        """Let go of chats that nothing waits for and whose reserve is full again."""
        idle = [
            chat_id
            for chat_id, chat in self.chats.items()
            if not chat.busy and chat.next_lane(now) is None and chat.reserve.is_full(now)
        ]
        for chat_id in idle:
            del self.chats[chat_id]

    def _release(self, chat_id: int, now: float) -> None:
        chat = self.chats[chat_id]
        chat.busy = False
        self._line_up(chat_id, chat, now)

    def _rouse(self, now: float) -> None:
        """Let those whose sleep is over stand among the ready."""
        while self._sleeping and self._sleeping[0][0] <= now:
            _until, _tie, chat_id = heapq.heappop(self._sleeping)
            chat = self.chats.get(chat_id)
            if chat is not None:
                chat.lined_up = False
                self._line_up(chat_id, chat, now)

    def _line_up(self, chat_id: int, chat: ChatLanes, now: float) -> None:
        """Let a chat with something to send stand among the ready ones, or among the sleeping until it may."""
        lane = chat.next_lane(now)
        if chat.busy or chat.lined_up:
            return
        if lane is None:
            if not self.paced:
                self.chats.pop(chat_id, None)
            return
        chat.lined_up = True
        until = max(chat.not_before[lane], now + (chat.reserve.wait(now) if self.paced else 0.0))
        if until > now:
            heapq.heappush(self._sleeping, (until, next(self._ties), chat_id))
        else:
            self._ready[lane].append(chat_id)
