"""How each row ended: marks for the database, counts, rows that are in memory, and what vendors call their messages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Literal, Protocol, TypeVar

from bot.channels import TryAgain
from bot.committed import CommittedRows
from storage.database import Transaction
from storage.messages import outbox
from storage.messages.records import Outgoing

T = TypeVar("T")
REMEMBERED_IDS = 50_000
FOR_ITS_MESSAGE = 1.0  # seconds that an edit waits before it looks again: its message is in another lane


class Writer(Protocol):
    """What delivery needs of the one writer (bot/inbox.py)."""

    @property
    def committed(self) -> CommittedRows:
        """Publishes the rows that it has committed and that are to be delivered."""

    async def do(self, job: Callable[[Transaction], T]) -> T:
        """Run one job in the next transaction; returns what it returns."""

    def post(self, job: Callable[[Transaction], Sequence[Outgoing]]) -> Awaitable[None]:
        """Run one job that finds queued messages in the next transaction; then they are delivered."""

    def mark(self, write: Callable[[Transaction], Any]) -> None:
        """Write a mark with the next commit, or soon if there is none; rows that it returns are delivered."""


class Ledger:
    """Marks how rows ended, and knows which are in memory.

    `count` is told of each end and each retry, as (channel, state).
    """

    def __init__(self, writer: Writer, count: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._count = count
        self._known: dict[int, float] = {}  # since when: rows that are in memory, or whose mark may not be written yet
        self._ended: set[int] = set()  # those of them whose end is marked, or will be by the next commit
        self._vendor_ids: OrderedDict[int, str] = OrderedDict()

    def __len__(self) -> int:
        """How many rows may be read from the database although they are in memory, or have ended."""
        return len(self._known)

    def known(self) -> frozenset[int]:
        """Those rows."""
        return frozenset(self._known)

    def __contains__(self, row: Outgoing) -> bool:
        """Whether a row is known: it is in memory, or was and has ended."""
        return row.id in self._known

    def enter(self, row: Outgoing, now: float) -> None:
        """A row is in memory from now on."""
        self._known[row.id] = now

    def entered_at(self, row: Outgoing) -> float:
        """Since when a row has been in memory."""
        return self._known[row.id]

    def forget_ended(self) -> None:
        """Let go of what has ended. Only while nothing is being read: what is read from now on, is after the marks."""
        for row_id in self._ended:
            self._known.pop(row_id, None)
        self._ended.clear()

    def sent(self, row: Outgoing, vendor_id: str | None) -> None:
        """The vendor took it, and calls it so."""
        if vendor_id is not None:
            self._vendor_ids[row.id] = vendor_id
            if len(self._vendor_ids) > REMEMBERED_IDS:
                self._vendor_ids.popitem(last=False)
        self._writer.mark(partial(outbox.mark_sent, row_id=row.id, vendor_id=vendor_id))
        self._end(row, "sent")

    def not_sent(self, row: Outgoing, state: Literal["failed", "cancelled", "missed"], error: str) -> None:
        """It will not be sent; a notice that its chat never takes goes to the next one of its person."""
        if state == "failed":
            self._writer.mark(partial(outbox.mark_failed, row_id=row.id, error=error))
        else:
            self._writer.mark(partial(outbox.mark_ended, row_id=row.id, state=state, error=error))
        self._end(row, state)

    def put_off(self, row: Outgoing, error: str, *, counts: bool) -> None:
        """It was tried in vain and will be tried again."""
        self._writer.mark(partial(outbox.mark_retry, row_id=row.id, error=error, counts=counts))
        self._count(row.channel, "retried")

    def chat_gone(self, row: Outgoing, why: str, dropped: Sequence[Outgoing]) -> None:
        """Nobody can be reached at the row's chat: it has failed, and what else waits there is cancelled.

        What can be said elsewhere goes to the next chat of its person.
        """
        self.not_sent(row, "failed", f"blocked: {why}")
        for waiting in dropped:
            self._end(waiting, "cancelled")
        self._writer.mark(partial(outbox.address_gone, chat_id=row.chat_id))

    def held(self, row: Outgoing, state: Literal["held", "closed"]) -> None:
        """It is held, and read again when it may go out; that is committed already."""
        self._known.pop(row.id, None)
        self._count(row.channel, state)

    def let_go(self, row: Outgoing) -> None:
        """It is not due any more; it is read again when it is."""
        self._known.pop(row.id, None)

    async def vendor_id(self, row_id: int) -> str | None:
        """What the vendor calls the message of a row, from memory or from the database; None: it will never be sent.

        Raises TryAgain while it waits to be sent.
        """
        return self._vendor_ids.get(row_id) or await self._writer.do(partial(_vendor_id, row_id=row_id))

    def _end(self, row: Outgoing, state: str) -> None:
        self._ended.add(row.id)
        self._count(row.channel, state)


def _vendor_id(tx: Transaction, row_id: int) -> str | None:
    if outbox.is_waiting(tx, row_id):
        raise TryAgain("The message to edit is not sent yet.", FOR_ITS_MESSAGE, counts=False)
    return outbox.vendor_id(tx, row_id)
