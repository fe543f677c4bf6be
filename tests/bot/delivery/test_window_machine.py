"""Any order of people's messages, notices, hours, ticks and kills: the vendor's books and the phones are the judge.

The vendor (`Account`) keeps its own clock of each person and its own bill; what is expected of a message is reckoned
from when it was told and when its reader wrote. Neither shares code with the program.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import TryAgain
from bot.delivery.delivery import Delivery
from handlers.engine.message import Reply
from storage.campaigns.notices import CampaignCancelled
from storage.messages.records import Outgoing
from storage.reminders.notices import AnniversaryToday, ShiftAhead
from tests.bot.delivery.test_delivery import Desk
from tests.bot.delivery.test_fares import PRICE, Account, Office
from tests.support import world as worlds
from tests.support.virtual_time import passing
from tests.support.world import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = ("may", "lan", "hoa")
NUMBERS = count(1)
USEFUL = {"today": 6 * HOUR, "changed": 7 * DAY, "plan": DAY}
HELD = {"today": 7 * DAY, "changed": 30 * DAY, "plan": 7 * DAY}
UP_TO = {"today": 100, "changed": 95, "plan": 0}  # per cent of the month's money
ACTION = st.one_of(
    *[st.tuples(st.just("told"), st.sampled_from(PEOPLE), st.sampled_from(sorted(USEFUL)))] * 3,
    st.tuples(st.just("writes"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("lost"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("killed")),
    st.tuples(st.just("tick")),
)
ROUND = st.tuples(st.sampled_from([1, 20, 47, 49, 100, 170]), st.lists(ACTION, min_size=1, max_size=6))
EVENTS = st.lists(ROUND, min_size=1, max_size=5).map(
    lambda rounds: [event for hours, actions in rounds for event in (("hours", hours), *actions)]
)


@dataclass
class Told:
    """Something that somebody was told, as the test knows it."""

    who: str
    kind: str
    row: Outgoing
    at: datetime

    @property
    def name(self) -> str:
        return f"«{self.row.key}»"

    @property
    def helps_until(self) -> datetime:
        """Until when it is said, however long it is held."""
        return self.at + min(USEFUL[self.kind], HELD[self.kind])


@dataclass
class Unsteady(Account):
    """The vendor takes a message, charges for it, and its answer is lost on the way."""

    lost: set[str] = field(default_factory=set)

    async def send(self, address: str, reply: Reply) -> str | None:
        number = await super().send(address, reply)
        if address in self.lost:
            self.lost.discard(address)
            raise TryAgain("no answer")
        return number


def notice(kind: str, key: str, now: datetime):
    title = f"«{key}»"
    if kind == "today":
        day = {"starts_at": now, "ends_at": now + USEFUL[kind], "opens_at": now}
        return ShiftAhead(moment="two-hours-before", shift_id=1, title=title, place="", bring="", **day)
    if kind == "changed":
        return CampaignCancelled(campaign_id=1, title=title)
    return AnniversaryToday(item_id=1, title=title, day=now.date(), years=80, weight=10)


class Machine:
    """An office that is killed and started again."""

    def __init__(self, world, budget: int) -> None:
        self.office = Office(world, budget=budget * PRICE)
        features = self.office.account.features
        self.office.account = Unsteady(features=features)
        self.office.channels = {"zalo_oa": self.office.account}
        self.told: list[Told] = []
        self.repeats = 0
        self.budget = budget * PRICE
        self.start()

    def start(self) -> None:
        office = self.office
        office.desk = Desk(office.world, office.account.clock)
        office.delivery = Delivery(
            office.desk, office.channels, office.desk.clock, monotonic=office.loop.time, jitter=lambda: 0.5
        )
        self.running = asyncio.create_task(office.delivery.run())

    async def end(self, *, killed: bool) -> None:
        self.office.desk.killed = killed
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def happen(self, event: tuple) -> None:
        office = self.office
        match event:
            case ("writes", who):
                office.writes(who)
                await asyncio.sleep(3)
            case ("told", who, kind):
                key, now = f"k{next(NUMBERS)}", office.account.clock()
                row = office.tells(who, notice(kind, key, now), key, useful_for=USEFUL[kind])
                self.told.append(Told(who, kind, row, now))
            case ("hours", hours):
                await asyncio.sleep(hours * 3600)
            case ("killed",):
                await asyncio.sleep(0.5)
                await self.end(killed=True)
                self.repeats += 1
                self.start()
            case ("lost", who):
                office.account.lost.add(who)
                self.repeats += 1
            case ("tick",):
                await office.minute()
        self.check()

    def check(self) -> None:
        """What holds at every moment."""
        account = self.office.account
        assert all(bill <= self.budget for bill in account.charged.values()), account.charged
        for text, bill in account.billed:
            kinds = {one.kind for one in self.told if one.name in text}
            most = max((UP_TO[kind] for kind in kinds), default=100)
            assert bill * 100 <= self.budget * most, (kinds, bill)

    def after_all(self) -> None:
        """Everybody has written, and a minute has gone by: each message has one end, and phones say the same."""
        account = self.office.account
        for one in self.told:
            state = self.office.state(one.row)
            times = sum(one.name in text for text in account.texts(one.who))
            assert state in {"sent", "missed"}, (one, state)
            assert (times > 0) == (state == "sent"), (one, state, times)
            assert times <= 1 + self.repeats
            if state == "missed":
                assert account.clock() >= one.helps_until, one
        assert not re.search("unread", " ".join(account.texts()))


@given(EVENTS, st.integers(0, 3), st.booleans())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_budget_holds_and_everything_has_an_end(world_file, tmp_path, events, budget, slow):
    async def play() -> None:
        world = worlds.copied(world_file, tmp_path / f"{next(NUMBERS)}.db")
        machine = Machine(world, budget)
        machine.office.account.takes = 0.8 if slow else 0.0
        for who in PEOPLE:
            await machine.happen(("writes", who))
        for event in events:
            await machine.happen(event)
        for who in PEOPLE:
            await machine.happen(("writes", who))
        for _minute in range(3):
            await machine.happen(("tick",))
        await asyncio.sleep(30)
        machine.check()
        machine.after_all()
        await machine.end(killed=False)
        world.close()

    assert START
    passing(play())
