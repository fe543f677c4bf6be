"""Which rows of a lane are in memory, and which wait unread in the database. Pure.

One rule keeps the order: a row is queued only when every older row of its chat and lane that is due is in memory, or
has ended. What is read comes by age, so there the rule holds by itself; what was just committed is left in the database
where something older may wait there unread, and is read from it in its turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.queue import Queue
from storage.messages.records import Outgoing

MOST = 1000  # rows of a lane in memory: reading them keeps the writer for some 10 ms
MOST_OF_A_CHAT = 50  # and of one chat, so that nobody's backlog keeps the others' out


@dataclass(frozen=True, slots=True)
class Ask:
    """What to read: the oldest rows of a lane that are due and wait, without those that are known."""

    lane: int
    most: int
    known: frozenset[int]
    without: frozenset[int]  # the chats that memory has enough of


@dataclass(frozen=True, slots=True)
class Page:
    """What was read, and the newest row that the outbox held just then."""

    ask: Ask
    rows: Sequence[Outgoing]
    newest: int

    @property
    def is_whole(self) -> bool:
        """Whether this is all that was asked for."""
        return len(self.rows) < self.ask.most


class Backlog:
    """What is in the database and not in memory, of one lane of one channel.

    Whether rows of a lane are `handed_over` when they are committed, all of them: replies are. Reminders, digests and
    broadcasts are queued by the thousand inside the database, so those lanes are only ever read.
    """

    def __init__(self, queue: Queue, lane: int, *, handed_over: bool, most: int, most_of_a_chat: int) -> None:
        self._queue = queue
        self._lane = lane
        self._handed_over = handed_over
        self._most = most
        self._most_of_a_chat = most_of_a_chat
        self._unread = True  # something may wait unread, of whatever chat
        self._left = 0  # the newest row that was left in the database
        self._full: dict[int, int] = {}  # chats of which more waits than memory takes -> the newest row that was left

    def takes(self, row: Outgoing) -> bool:
        """Whether a row that was just committed may be queued; else it is left in the database, and read later."""
        if self._unread or not self._handed_over or self._queue.size(self._lane) >= self._most:
            self._unread, self._left = True, row.id
            return False
        if row.chat_id in self._full or self._is_full(row.chat_id):
            self._full[row.chat_id] = row.id
            return False
        return True

    def rows_came(self) -> None:
        """Rows were queued inside the database."""
        self._unread = True

    def ask(self, known: frozenset[int]) -> Ask | None:
        """What to read now, without the rows that are in memory or have just ended; None: memory has no room."""
        room = self._most - self._queue.size(self._lane)
        if room <= 0:
            self._unread = True
            return None
        return Ask(self._lane, room, known, frozenset(filter(self._is_full, self._full)))

    def fits(self, row: Outgoing) -> bool:
        """Whether memory takes one more row of a page."""
        return self._queue.size(self._lane) < self._most and not self._is_full(row.chat_id)

    def was_read(self, page: Page, left: Sequence[Outgoing]) -> None:
        """A page was queued, all but the rows that did not fit."""
        no_room = self._queue.size(self._lane) >= self._most
        self._unread = not page.is_whole or self._left > page.newest or (no_room and bool(left))
        since = {chat_id: row_id for chat_id, row_id in self._full.items() if row_id > page.newest}
        still = {chat_id: self._full.get(chat_id, 0) for chat_id in page.ask.without}
        self._full = {row.chat_id: row.id for row in left} | still | since

    def is_wanted(self) -> bool:
        """Whether it is time to read more: something may wait unread, and memory is half empty."""
        return (self._unread and self._queue.size(self._lane) <= self._most // 2) or any(
            map(self._is_wanted_for, self._full)
        )

    def is_wanted_after(self, row: Outgoing) -> bool:
        """Whether it is time to read more, now that this row has left memory: `is_wanted`, as far as its chat goes."""
        half_empty = self._queue.size(self._lane) <= self._most // 2
        return (self._unread and half_empty) or (row.chat_id in self._full and self._is_wanted_for(row.chat_id))

    def _is_wanted_for(self, chat_id: int) -> bool:
        return self._queue.size_of_chat(chat_id, self._lane) <= self._most_of_a_chat // 2

    def _is_full(self, chat_id: int) -> bool:
        return self._queue.size_of_chat(chat_id, self._lane) >= self._most_of_a_chat
