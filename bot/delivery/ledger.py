"""How each row ended: marks for the database, counts, rows that are in memory, and what vendors call their messages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Literal, Protocol, TypeVar

from storage import outbox
from storage.database import Transaction
from storage.records import Outgoing

T = TypeVar("T")
REMEMBERED_IDS = 50_000


class Writer(Protocol):
    """What delivery needs of the one writer (bot/inbox.py)."""

    async def do(self, job: Callable[[Transaction], T]) -> T:
        """Run one job in the next transaction; returns what it returns."""

    def post(self, job: Callable[[Transaction], Sequence[Outgoing]]) -> Awaitable[None]:
        """Run one job that finds queued messages in the next transaction; then they are delivered."""

    def mark(self, write: Callable[[Transaction], Any]) -> None:
        """Write a mark with the next commit, or soon if there is none."""


class Ledger:
    """Marks how rows ended; `count` is told of each end and each retry, as (channel, state)."""

    def __init__(self, writer: Writer, count: Callable[[str, str], None], ended: Callable[[Outgoing], None]) -> None:
        self.known: set[int] = set()  # rows that are in memory, or were until the last refill
        self.ended: set[int] = set()  # those of them whose end is marked, or will be by the next commit
        self._writer = writer
        self._count = count
        self._on_end = ended  # told of each row that has left memory
        self._vendor_ids: OrderedDict[int, str] = OrderedDict()

    @property
    def in_memory(self) -> int:
        """How many rows wait in memory."""
        return len(self.known) - len(self.ended)

    def settle(self) -> set[int]:
        """The rows whose marks are written before any job that is asked for from now on reads."""
        settled, self.ended = self.ended, set()
        return settled

    def sent(self, row: Outgoing, vendor_id: str | None) -> None:
        """The vendor took it, and calls it so."""
        if vendor_id is not None:
            self._vendor_ids[row.id] = vendor_id
            if len(self._vendor_ids) > REMEMBERED_IDS:
                self._vendor_ids.popitem(last=False)
        self._writer.mark(partial(outbox.mark_sent, row_id=row.id, vendor_id=vendor_id))
        self._end(row, "sent")

    def not_sent(self, row: Outgoing, state: Literal["failed", "cancelled", "missed"], error: str) -> None:
        """It will not be sent."""
        self._writer.mark(partial(outbox.mark_ended, row_id=row.id, state=state, error=error))
        self._end(row, state)

    def put_off(self, row: Outgoing, error: str) -> None:
        """It was tried in vain and will be tried again."""
        self._writer.mark(partial(outbox.mark_retry, row_id=row.id, due_at=row.due_at, error=error))
        self._count(row.channel, "retried")

    def chat_gone(self, row: Outgoing, why: str, dropped: Sequence[Outgoing]) -> None:
        """Nobody can be reached at the row's chat: it has failed, and what else waits there is cancelled."""
        self.not_sent(row, "failed", f"blocked: {why}")
        for waiting in dropped:
            self._end(waiting, "cancelled")
        self._writer.mark(partial(outbox.address_gone, chat_id=row.chat_id))

    def let_go(self, row: Outgoing) -> None:
        """It is not due any more; it is read again when it is."""
        self.known.discard(row.id)

    async def vendor_id(self, row_id: int) -> str | None:
        """What the vendor calls the message of a row, from memory or from the database."""
        return self._vendor_ids.get(row_id) or await self._writer.do(partial(outbox.vendor_id, row_id=row_id))

    def _end(self, row: Outgoing, state: str) -> None:
        self.ended.add(row.id)
        self._count(row.channel, state)
        self._on_end(row)
