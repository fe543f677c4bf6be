"""What an announcement costs, in words: whom it reaches for nothing, at a price, or only when they write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import labels
from handlers.engine.features import Services
from handlers.engine.message import Reply
from handlers.engine.text import Text, _, ngettext
from storage.database import Transaction
from storage.messages import spending
from storage.messages.priorities import Priority

PAID, CLOSED = ":paid", ":closed"


@dataclass(frozen=True, slots=True)
class Cost:
    """What reaching people over a channel with windows costs now.

    `paid` people are reached for `price` đồng each, `closed` not before they write; `left` is how many of the paid the
    month's money still reaches for.
    """

    channel: str
    paid: int
    closed: int
    price: int
    left: int
    money: int
    source: str

    @property
    def reached(self) -> int:
        """How many of the paid get it at once."""
        return min(self.paid, self.left)

    @property
    def whole(self) -> int:
        """What they cost together."""
        return self.reached * self.price


def costs(tx: Transaction, ways: Mapping[str, int], services: Services, reply: Reply) -> list[Cost]:
    """What an announcement that says this costs, by channel, where it costs anything or does not get through."""
    channels = dict.fromkeys(way.partition(":")[0] for way in ways if way.endswith((PAID, CLOSED)))
    return [_cost(tx, channel, ways, services, reply) for channel in channels]


def _cost(tx: Transaction, channel: str, ways: Mapping[str, int], services: Services, reply: Reply) -> Cost:
    paid, closed = ways.get(channel + PAID, 0), ways.get(channel + CLOSED, 0)
    tariff = services.tariffs.get(channel)
    if tariff is None:
        return Cost(channel, paid, closed, 0, 0, 0, "")
    each = max(1, services.messages(channel, reply))
    spent = spending.of_month(tx, channel).cost
    messages = 0 if spending.is_unpaid(tx, channel) else tariff.left(spent, Priority.ANNOUNCEMENT)
    left = paid if messages is None else messages // each
    money = 0 if messages is None else messages * tariff.price
    return Cost(channel, paid, closed, each * tariff.price, left, money, tariff.source)


def lines(found: list[Cost]) -> list[Text]:
    """Price and reach, before the yes."""
    said: list[Text] = []
    for cost in found:
        way = labels.CHANNELS.get(cost.channel, cost.channel)
        facts = {"way": way, "price": cost.price, "source": cost.source}
        if cost.reached:
            said.append(
                ngettext(
                    "• {way}, {price}đ each ({source}): {count} person, {whole}đ",
                    "• {way}, {price}đ each ({source}): {count} people, {whole}đ",
                    cost.reached,
                    whole=cost.whole,
                    **facts,
                )
            )
        if cost.paid > cost.reached:
            said.append(
                ngettext(
                    "• {way}, waits: this month's money for announcements does not reach for {count} person",
                    "• {way}, waits: this month's money for announcements does not reach for {count} people",
                    cost.paid - cost.reached,
                    way=way,
                )
            )
        if cost.closed:
            said.append(
                ngettext(
                    "• {way}, waits until they write to me: {count} person",
                    "• {way}, waits until they write to me: {count} people",
                    cost.closed,
                    way=way,
                )
            )
        if cost.paid:
            said.append(_("  Left for announcements this month: {money}đ", money=cost.money))
    return said


def price(found: list[Cost]) -> int:
    """What it costs altogether, in đồng."""
    return sum(cost.whole for cost in found)
