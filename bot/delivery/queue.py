"""What waits for one channel: the lanes of each chat, and which chat may send next. Pure: no event loop, no clock.

Moments are seconds of a clock that never goes back; whoever calls says what it is now. A lane is kept by age, whatever
order its rows come in: of those that are due the oldest goes first, and one that must be tried again holds up its lane.
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter

from bot.delivery.pace import ChatReserve
from storage.messages.records import Outgoing

LANES = range(3)  # replies, notices, broadcasts
_AGE = attrgetter("row.id")


@dataclass(slots=True)
class Waiting:
    """A row in memory, and from when on it may be sent."""

    row: Outgoing
    due: float


@dataclass(slots=True)
class Lane:
    """What waits for a chat in one lane, by age; `not_before` holds up all of it (a row is to be tried again)."""

    rows: list[Waiting] = field(default_factory=list)
    not_before: float = 0.0

    def add(self, waiting: Waiting) -> None:
        """Put a row where its age has it: at the end, but for one that was read late."""
        if not self.rows or self.rows[-1].row.id < waiting.row.id:
            self.rows.append(waiting)
        else:
            insort(self.rows, waiting, key=_AGE)

    def next_at(self, now: float) -> float | None:
        """When the lane may send; None: nothing waits. A row that is not due yet holds up no other."""
        if not self.rows:
            return None
        first = self.rows[0].due
        return max(self.not_before, first if first <= now else min(waiting.due for waiting in self.rows))

    def pop(self, now: float) -> Waiting:
        """Take the oldest row that is due."""
        index = next(number for number, waiting in enumerate(self.rows) if waiting.due <= now)
        return self.rows.pop(index)


@dataclass(slots=True)
class ChatLanes:
    """What waits for one chat, what is under way to it, and where it stands in line."""

    reserve: ChatReserve
    lanes: dict[int, Lane] = field(default_factory=dict)
    sending: Waiting | None = None
    ticket: int | None = None  # its number among the ready or the sleeping chats

    def next_lane(self, now: float) -> tuple[int, float] | None:
        """The first lane that may send now, else the one that may soonest, and when; None if nothing waits.

        Replies go before notices and notices before broadcasts; one that must wait holds up no other lane.
        """
        soonest: tuple[int, float] | None = None
        for number in LANES:
            lane = self.lanes.get(number)
            at = lane.next_at(now) if lane is not None else None
            if at is None:
                continue
            if at <= now:
                return number, at
            if soonest is None or at < soonest[1]:
                soonest = number, at
        return soonest


class Queue:
    """The rows that wait for a channel; `paced` says that a chat gets a short burst and then about one a second."""

    def __init__(self, *, paced: bool) -> None:
        self.paced = paced
        self.chats: dict[int, ChatLanes] = {}
        self._sizes = [0 for _lane in LANES]
        self._ready: tuple[deque[tuple[int, int]], ...] = tuple(deque() for _lane in LANES)  # (chat, ticket)
        self._sleeping: list[tuple[float, int, int]] = []  # (until, ticket, chat)
        self._tickets = count()

    def size(self, lane: int) -> int:
        """How many rows of a lane are in memory, over all chats; those under way too."""
        return self._sizes[lane]

    def size_of_chat(self, chat_id: int, lane: int) -> int:
        """How many of them are one chat's."""
        chat = self.chats.get(chat_id)
        if chat is None:
            return 0
        waiting = len(chat.lanes[lane].rows) if lane in chat.lanes else 0
        return waiting + (chat.sending is not None and chat.sending.row.lane == lane)

    def add(self, row: Outgoing, due: float, now: float) -> None:
        """Put a row into its chat's lane."""
        chat = self.chats.get(row.chat_id)
        if chat is None:
            chat = self.chats[row.chat_id] = ChatLanes(ChatReserve(at=now))
        lane = chat.lanes.get(row.lane)
        if lane is None:
            lane = chat.lanes[row.lane] = Lane()
        before = lane.next_at(now)
        lane.add(Waiting(row, due))
        self._sizes[row.lane] += 1
        if before is None or due < before:
            self._line_up(row.chat_id, chat, now)

    def take(self, now: float) -> Outgoing | None:
        """The row to send now, or None where nothing is due; its chat is busy until it is dropped or put off."""
        self._rouse(now)
        for lane, waiting in enumerate(self._ready):
            while waiting:
                chat_id, ticket = waiting.popleft()
                chat = self.chats.get(chat_id)
                if chat is not None and chat.ticket == ticket:
                    return self._begin(chat, lane, now)
        return None

    def next_at(self) -> float | None:
        """When somebody who sleeps is to be looked at; None: nobody sleeps."""
        return self._sleeping[0][0] if self._sleeping else None

    def drop(self, row: Outgoing, now: float) -> None:
        """A row that was taken needs no further send; its chat goes on."""
        chat = self.chats[row.chat_id]
        chat.sending = None
        self._sizes[row.lane] -= 1
        self._line_up(row.chat_id, chat, now)

    def put_off(self, row: Outgoing, now: float, until: float) -> None:
        """A row that was taken is to be sent again; its lane waits so long."""
        chat = self.chats[row.chat_id]
        chat.sending = None
        chat.lanes[row.lane].add(Waiting(row, now))
        chat.lanes[row.lane].not_before = until
        self._line_up(row.chat_id, chat, now)

    def drop_chat(self, row: Outgoing, now: float) -> list[Outgoing]:
        """Nothing goes to the chat of a row that was taken; returns what else waited for it."""
        dropped = []
        for number, lane in self.chats[row.chat_id].lanes.items():
            dropped += [waiting.row for waiting in lane.rows]
            self._sizes[number] -= len(lane.rows)
            lane.rows.clear()
        self.drop(row, now)
        return dropped

    def forget_idle(self, now: float) -> None:
        """Let go of chats that nothing waits for and whose reserve is full again."""
        idle = [
            chat_id
            for chat_id, chat in self.chats.items()
            if chat.sending is None and chat.next_lane(now) is None and chat.reserve.is_full(now)
        ]
        for chat_id in idle:
            del self.chats[chat_id]

    def _begin(self, chat: ChatLanes, lane: int, now: float) -> Outgoing:
        """What a chat sends that stands ready in this lane."""
        chat.sending, chat.ticket = chat.lanes[lane].pop(now), None
        chat.reserve.leave(now)
        return chat.sending.row

    def _rouse(self, now: float) -> None:
        """Let those whose sleep is over stand among the ready."""
        while self._sleeping and self._sleeping[0][0] <= now:
            _until, ticket, chat_id = heapq.heappop(self._sleeping)
            chat = self.chats.get(chat_id)
            if chat is not None and chat.ticket == ticket:
                self._line_up(chat_id, chat, now)

    def _line_up(self, chat_id: int, chat: ChatLanes, now: float) -> None:
        """Let a chat with something to send stand among the ready ones, or among the sleeping until it may."""
        if chat.sending is not None:
            return
        lane = chat.next_lane(now)
        if lane is None:
            chat.ticket = None
            if not self.paced:
                del self.chats[chat_id]
            return
        number, at = lane
        until = max(at, now + chat.reserve.wait(now)) if self.paced else at
        chat.ticket = next(self._tickets)
        if until > now:
            heapq.heappush(self._sleeping, (until, chat.ticket, chat_id))
        else:
            self._ready[number].append((chat_id, chat.ticket))
