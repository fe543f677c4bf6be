"""What a channel's messages cost, and what is given for them in a month. Pure.

A vendor that opens a window when somebody writes (Zalo's Official Accounts) lets messages through for nothing at first,
then at a price, then not at all. One that only counts (a Zalo bot) has no windows: each message is one of the month's.
Months are of Vietnam's calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from storage.messages.priorities import RULES, Priority

VIETNAM = timezone(timedelta(hours=7))
FREE_FOR = timedelta(hours=48)
PAID_FOR = timedelta(days=7)
MARGIN = timedelta(minutes=1)  # what is sent just before its window ends may arrive after it
WINDOWED = frozenset({"zalo_oa"})  # the channels that have windows
Stage = Literal["free", "paid", "closed"]


@dataclass(frozen=True, slots=True)
class Tariff:
    """A channel's prices. `limit` is what may be spent in a month, in the unit of `price`; None: nothing is limited.

    `included` messages of a month are paid with the vendor's package. `people` is how many people the vendor lets the
    bot talk to, None where it does not say. `source` says where the price is from, and of which day it is.
    """

    windows: bool
    price: int = 1
    limit: int | None = None
    included: int = 0
    people: int | None = None
    source: str = ""

    def stage(self, interacted_at: datetime | None, now: datetime) -> Stage:
        """What a message to somebody costs who last did something then; None: their vendor says that it is closed."""
        if not self.windows:
            return "paid"
        if interacted_at is None or now >= interacted_at + PAID_FOR:
            return "closed"
        return "free" if now < interacted_at + FREE_FOR - MARGIN else "paid"

    @property
    def is_money(self) -> bool:
        """Whether the price is in đồng; else messages are counted."""
        return self.windows

    @property
    def whole(self) -> int | None:
        """All that a month has, with what the package includes, in the unit of `price`."""
        return None if self.limit is None else self.limit + self.included * self.price

    def allows(self, spent: int, messages: int, priority: Priority) -> bool:
        """Whether so many messages more may be sent after so much was spent in the month."""
        rule = RULES[priority]
        if self.is_money and not rule.paid:
            return False
        return self.whole is None or (spent + messages * self.price) * 100 <= self.whole * rule.percent

    def left(self, spent: int, priority: Priority) -> int | None:
        """How many messages of a priority may still be sent in the month; None: as many as there are."""
        rule = RULES[priority]
        if self.is_money and not rule.paid:
            return 0
        if self.whole is None:
            return None
        return max(0, self.whole * rule.percent // 100 - spent) // max(1, self.price)


def free_since(now: datetime) -> datetime:
    """Whoever did something after this moment can be sent messages for nothing now."""
    return now - FREE_FOR + MARGIN


def open_since(now: datetime) -> datetime:
    """Whoever did something after this moment can be sent messages at all."""
    return now - PAID_FOR


def month_of(now: datetime) -> str:
    """The month of a moment in Vietnam, such as "2026-11"."""
    return f"{now.astimezone(VIETNAM):%Y-%m}"


def next_month(now: datetime) -> datetime:
    """When the next month begins in Vietnam."""
    here = now.astimezone(VIETNAM)
    following = here.replace(year=here.year + here.month // 12, month=here.month % 12 + 1, day=1)
    return following.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
