"""Before each send the channel is asked: may it go out, and what does it cost? After it, what became of the fare."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial

from bot.channels import Channel, Charged, NothingLeft, SendError, TryAgain, WindowClosed
from bot.clock import Clock
from bot.delivery.ledger import Ledger, Writer
from handlers.engine.message import Reply
from storage.messages import held, spending
from storage.messages.held import Answer
from storage.messages.priorities import priority_of
from storage.messages.records import Outgoing
from storage.messages.spending import FREE, Receipt
from storage.messages.tariffs import Tariff

log = logging.getLogger(__name__)


class Fares:
    """The fares of one channel. `tariffs` are those of all: what costs too much here may be free elsewhere."""

    def __init__(
        self, channel: Channel, writer: Writer, ledger: Ledger, clock: Clock, tariffs: Mapping[str, Tariff]
    ) -> None:
        self._channel = channel
        self._writer = writer
        self._ledger = ledger
        self._clock = clock
        self._tariffs = tariffs
        self._tariff = tariffs.get(channel.name)
        self._doubted: set[int] = set()  # chats that the vendor called closed although they were thought to be free

    async def take(self, row: Outgoing, reply: Reply) -> Receipt | None:
        """Take what a message costs; None, after saying what becomes of its row, where it does not go out now."""
        if self._tariff is None or (row.chat_id not in self._doubted and self._is_free(row, self._tariff)):
            return FREE
        messages = self._channel.features.messages(row.address, reply)
        if messages == 0:
            return FREE
        answer = await self._writer.do(partial(held.ask, row=row, tariffs=self._tariffs, messages=messages))
        if answer.receipt is not None:
            self._doubted.discard(row.chat_id)
        else:
            await self._not_now(row, answer)
        return answer.receipt

    def _is_free(self, row: Outgoing, tariff: Tariff) -> bool:
        """By what was known when the row was read: since then its person can only have written again."""
        return row.interacted_at is not None and tariff.stage(row.interacted_at, self._clock()) == "free"

    async def _not_now(self, row: Outgoing, answer: Answer) -> None:
        elsewhere = answer.elsewhere
        if elsewhere is not None:
            self._ledger.let_go(row)
            await self._writer.post(lambda _tx: [elsewhere])
        elif answer.state is not None:
            self._ledger.held(row, answer.state)
        else:
            self._ledger.not_sent(row, "cancelled", "not wanted any more")

    def sent(self, row: Outgoing, receipt: Receipt, vendor_id: str | None) -> None:
        """It was sent; what the vendor charged for although it was thought to be free counts too."""
        charged = vendor_id.messages if isinstance(vendor_id, Charged) else 0
        if self._tariff is not None and charged > receipt.messages:
            more = charged - receipt.messages
            log.warning("Row %s was thought to be free, and was charged for by %s", row.id, self._channel.name)
            tariff, priority = self._tariff, priority_of(row)
            self._writer.mark(lambda tx: spending.add(tx, row.channel, tariff, priority, more))

    def failed(self, receipt: Receipt, error: SendError) -> None:
        """It was not sent. What its vendor refused was not paid for; what may have arrived is."""
        if receipt.messages == 1 and error.refused:
            self._writer.mark(partial(spending.give_back, receipt=receipt))

    async def refused(self, row: Outgoing, receipt: Receipt, error: SendError) -> bool:
        """Whether the vendor itself says that the window is closed, or that nothing is left to pay with.

        Then the row is held, or goes out elsewhere, and what was taken for it is given back.
        """
        if self._tariff is None:
            return False
        closed = isinstance(error, WindowClosed) or await self._is_beyond(row, error, self._tariff)
        if not closed and not isinstance(error, NothingLeft):
            return False
        self._doubted.add(row.chat_id)
        refuse = partial(held.refused, row=row, tariffs=self._tariffs, closed=closed, receipt=receipt)
        await self._not_now(row, await self._writer.do(refuse))
        return True

    async def _is_beyond(self, row: Outgoing, error: SendError, tariff: Tariff) -> bool:
        """Whether "too many" may be said of this person alone: of one more than the vendor lets the bot talk to."""
        if tariff.people is None or not isinstance(error, TryAgain) or not error.whole_channel:
            return False
        return await self._writer.do(partial(held.is_beyond, row=row, tariff=tariff))


def tariffs_of(channels: Mapping[str, Channel]) -> dict[str, Tariff]:
    """The prices of those channels that have any."""
    return {name: channel.features.tariff for name, channel in channels.items() if channel.features.tariff is not None}
