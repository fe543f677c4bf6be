"""What costs something: asked before each send, held, merged, moved or missed, and never beyond the month's budget.

The vendor here keeps its own books: when each person did something last, and what it charged. Time passes at once.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.channels import Charged, NothingLeft, TryAgain, WindowClosed
from bot.delivery.delivery import Delivery
from handlers import unread
from handlers.engine.features import Features
from handlers.engine.message import Reply
from storage.campaigns.notices import CampaignCancelled
from storage.messages import chats, held, outbox, spending
from storage.messages.records import Outgoing
from storage.messages.tariffs import Tariff
from storage.reminders.notices import AnniversaryToday, ShiftAhead
from tests.bot.delivery.test_delivery import Desk, at_once
from tests.support.paper import PaperChannel
from tests.support.world import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRICE = 55


@dataclass
class Account(PaperChannel):
    """A vendor with windows: 48 hours free, 7 days at a price, then nothing. `charged` is its bill, by month."""

    name: str = "zalo_oa"
    now: datetime = START
    heard: dict[str, datetime] = field(default_factory=dict)
    charged: dict[str, int] = field(default_factory=dict)
    billed: list[tuple[str, int]] = field(default_factory=list)  # for what, and how much the month's bill was then
    bills: bool = True  # whether its answers say what was charged

    async def send(self, address: str, reply: Reply) -> str | None:
        silent = self.clock() - self.heard.get(address, datetime.min.replace(tzinfo=START.tzinfo))
        if silent >= timedelta(days=7):
            raise WindowClosed("-230")
        number = await super().send(address, reply)
        if silent >= timedelta(hours=48):
            month = f"{self.clock() + timedelta(hours=7):%Y-%m}"
            self.charged[month] = self.charged.get(month, 0) + PRICE
            self.billed.append((reply.text, self.charged[month]))
            return Charged(number, 1) if self.bills else number
        return number

    def clock(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())


class Office:
    """A delivery over an account that costs something, and over others."""

    def __init__(self, world, *, budget: int = 0, others: tuple[PaperChannel, ...] = (), **more) -> None:
        self.world = world
        self.loop = asyncio.get_running_loop()
        self.account = Account(features=Features(tariff=Tariff(windows=True, price=PRICE, limit=budget, **more)))
        self.channels = {channel.name: channel for channel in (self.account, *others)}
        self.desk = Desk(world, self.account.clock)
        self.tariffs = {n: c.features.tariff for n, c in self.channels.items() if c.features.tariff}
        self.delivery = Delivery(
            self.desk, self.channels, self.desk.clock, monotonic=self.loop.time, jitter=lambda: 0.5
        )

    def writes(self, who: str, channel: str = "zalo_oa", member: int | None = None) -> None:
        """Somebody writes; what was held for them may go out."""
        if channel == "zalo_oa":
            self.account.heard[who] = self.account.clock()

        def job(tx):
            chat = chats.find_or_open(tx, channel, who, "vi")
            if member is not None:
                chats.set_member(tx, chat.id, member)
            chats.save(tx, chat.id, "{}")
            chats.interacted(tx, chat.id)
            return unread.after_writing(tx, chat.id)

        self.desk.committed.publish(self.desk.now(job))

    def tells(self, who: str, notice, key: str, *, useful_for: timedelta | None = None) -> Outgoing:
        """Tell somebody something."""

        def job(tx):
            chat = chats.find_or_open(tx, "zalo_oa", who, "vi")
            return outbox.queue(
                tx,
                chat,
                key=key,
                kind="notice",
                body=notice.model_dump_json(),
                lane=outbox.NOTICE,
                useful_until=tx.now + (useful_for or timedelta(days=7)),
            )

        row = self.desk.now(job)
        self.delivery.enqueue([row])
        return row

    async def minute(self) -> None:
        """What a minute's tick does."""
        self.desk.committed.publish(self.desk.now(lambda tx: unread.affordable(tx, self.tariffs)))
        await self.delivery.refill()
        await asyncio.sleep(5)

    def state(self, row: Outgoing) -> str:
        return self.world.one("SELECT state FROM outbox WHERE id = ?", row.id)

    def spent(self) -> int:
        return self.desk.now(lambda tx: spending.of_month(tx, "zalo_oa")).cost


@asynccontextmanager
async def office(world, **facts):
    made = Office(world, **facts)
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(0)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def cancelled(number: int = 1) -> CampaignCancelled:
    return CampaignCancelled(campaign_id=number, title=f"Trồng cây {number}")


def anniversary() -> AnniversaryToday:
    return AnniversaryToday(item_id=1, title="Ngày thành lập", day=START.date(), years=80, weight=10)


def shift(at: datetime) -> ShiftAhead:
    return ShiftAhead(
        moment="two-hours-before",
        shift_id=1,
        title="Hiến máu",
        place="",
        bring="",
        starts_at=at,
        ends_at=at + HOUR,
        opens_at=at,
    )


@at_once
async def test_within_48_hours_it_goes_out_for_nothing_and_after_that_it_waits_until_they_write(world):
    async with office(world) as made:
        made.writes("may")
        await asyncio.sleep(47 * 3600)
        free = made.tells("may", cancelled(1), "a")
        await asyncio.sleep(3600)
        dear = made.tells("may", cancelled(2), "b")
        await asyncio.sleep(5)
        assert (made.state(free), made.state(dear)) == ("sent", "held")
        await asyncio.sleep(6 * 86400)
        shut = made.tells("may", cancelled(3), "c")
        await made.minute()
        assert (made.state(dear), made.state(shut)) == ("closed", "closed")
        assert made.account.charged == {}
        made.writes("may")
        await made.minute()
        assert made.state(dear) == made.state(shut) == "sent"
        [together] = made.account.texts("may")[1:]
        assert "📬 2" in together
        assert "Trồng cây 2" in together
        assert "Trồng cây 3" in together


@at_once
async def test_two_sends_at_once_cannot_both_take_the_last_dong(world):
    async with office(world, budget=10 * PRICE) as made:
        people = [f"người {number}" for number in range(30)]
        for who in people:
            made.writes(who)
        await asyncio.sleep(3 * 86400)
        made.account.takes = 1.0
        rows = [made.tells(who, shift(START), f"r{who}") for who in people]
        await made.minute()
        assert sorted(made.state(row) for row in rows) == ["held"] * 20 + ["sent"] * 10
        assert sum(made.account.charged.values()) == made.spent() == 10 * PRICE


@at_once
async def test_the_table_says_what_is_paid_for(world):
    """Of 20 that are paid, what was moved or cancelled takes 19, what is mine today the last, and plan none."""
    async with office(world, budget=20 * PRICE) as made:
        people = [f"người {number}" for number in range(30)]
        for who in people:
            made.writes(who)
        await asyncio.sleep(3 * 86400)
        plan = [made.tells(who, anniversary(), f"p{who}") for who in people]
        await made.minute()
        assert {made.state(row) for row in plan} == {"held"}
        assert made.spent() == 0
        changed = [made.tells(who, cancelled(), f"c{who}") for who in people]
        await made.minute()
        assert [made.state(row) for row in changed].count("sent") == 19
        today = [made.tells(who, shift(START), f"s{who}") for who in people]
        await made.minute()
        assert [made.state(row) for row in today].count("sent") == 1
        assert made.spent() == 20 * PRICE == sum(made.account.charged.values())


@at_once
async def test_a_new_month_of_vietnams_calendar_pays_anew(world):
    """Its first minute is 17:00 of the day before by Greenwich."""
    turn = datetime(2026, 11, 30, 17, 0, tzinfo=START.tzinfo)
    async with office(world, budget=PRICE) as made:
        await asyncio.sleep((turn - 4 * DAY - START).total_seconds())
        for who in ("may", "lan"):
            made.writes(who)
        await asyncio.sleep(3 * 86400)
        first, second = made.tells("may", cancelled(1), "a"), made.tells("lan", cancelled(2), "b")
        await made.minute()
        assert [made.state(row) for row in (first, second)] == ["held", "held"]  # of one message 95 % is none
        today = made.tells("may", shift(turn), "s")
        await made.minute()
        assert made.state(today) == "sent"
        today = made.tells("lan", shift(turn), "t")
        await asyncio.sleep((turn - made.account.clock()).total_seconds() - 60)
        await made.minute()
        assert made.state(today) == "held"
        await asyncio.sleep(60)
        await made.minute()
        assert made.state(today) == "sent"
        assert made.account.charged == {"2026-11": PRICE, "2026-12": PRICE}


@at_once
async def test_what_was_held_too_long_is_missed_and_not_said(world):
    async with office(world) as made:
        made.writes("may")
        await asyncio.sleep(3 * 86400)
        past = made.tells("may", shift(START), "s", useful_for=HOUR)
        still = made.tells("may", cancelled(), "c")
        await asyncio.sleep(7200)
        made.writes("may")
        await made.minute()
        assert (made.state(past), made.state(still)) == ("missed", "sent")
        assert len(made.account.texts("may")) == 1


@at_once
async def test_who_is_out_of_reach_here_gets_it_on_another_channel(world):
    telegram = PaperChannel(name="telegram")
    async with office(world, others=(telegram,)) as made:
        member = world.one("SELECT min(id) FROM members WHERE state = 'active'")
        made.writes("lan-tg", "telegram", member)
        await asyncio.sleep(60)
        made.writes("lan-oa", "zalo_oa", member)
        await asyncio.sleep(3 * 86400)
        row = made.tells("lan-oa", cancelled(), "c")
        await made.minute()
        assert telegram.texts("lan-tg")
        assert made.state(row) == "sent"
        assert made.account.texts("lan-oa") == []


@at_once
async def test_what_the_vendor_calls_closed_is_held_and_asked_once(world):
    """We think that it is open, it is not: nobody is blocked, nothing is lost, and the vendor is not hammered."""
    async with office(world) as made:
        made.writes("may")
        made.account.heard["may"] = START - 30 * DAY
        rows = [made.tells("may", cancelled(number), f"c{number}") for number in range(5)]
        await made.minute()
        assert {made.state(row) for row in rows} == {"closed"}
        assert world.one("SELECT blocked_at FROM chats WHERE address = 'may'") is None
        made.writes("may")
        await made.minute()
        assert {made.state(row) for row in rows} == {"sent"}
        assert len(made.account.texts("may")) == 1


@pytest.mark.parametrize("error", [NothingLeft("-211", 3600, counts=False, refused=True)])
def test_a_vendor_without_quota_holds_what_costs_and_nothing_else(world, error):
    @at_once
    async def run():
        async with office(world, budget=100 * PRICE) as made:
            for who in ("may", "lan", "hoa"):
                made.writes(who)
            await asyncio.sleep(3 * 86400)
            made.writes("hoa")
            made.account.fails("may", error)
            first = made.tells("may", cancelled(1), "a")
            await asyncio.sleep(5)
            second, free = made.tells("lan", cancelled(2), "b"), made.tells("hoa", cancelled(3), "c")
            await made.minute()
            assert [made.state(row) for row in (first, second, free)] == ["held", "held", "sent"]
            assert made.spent() == 0
            await asyncio.sleep(7 * 3600)
            await made.minute()
            assert [made.state(row) for row in (first, second)] == ["sent", "sent"]
            assert made.spent() == 2 * PRICE

    run()


@at_once
async def test_what_may_have_arrived_stays_spent_and_what_was_refused_does_not(world):
    async with office(world, budget=100 * PRICE) as made:
        made.writes("may")
        await asyncio.sleep(3 * 86400)
        made.account.fails("may", TryAgain("-200", refused=True), TryAgain("no answer"))
        row = made.tells("may", cancelled(), "a")
        await asyncio.sleep(60)
        assert made.state(row) == "sent"
        assert made.spent() == 2 * PRICE
        assert made.desk.now(held.counts) == []


class Bot(PaperChannel):
    """A vendor that counts messages of a month, and knows so many people; it says "too many" to all others."""

    def __init__(self, month: int, people: int) -> None:
        tariff = Tariff(windows=False, limit=month, people=people)
        super().__init__(name="zalo_bot", features=Features(tariff=tariff))
        self.month, self.known, self.people = month, set(), people

    async def send(self, address: str, reply: Reply) -> str | None:
        if address not in self.known and len(self.known) >= self.people:
            raise TryAgain("429", 60, whole_channel=True, refused=True)
        self.known.add(address)
        assert len(self.done) < self.month, "more messages than the month has"
        return await super().send(address, reply)


def tells_by(made: Office, channel: str, who: str, notice, key: str) -> Outgoing:
    def job(tx):
        chat = chats.find_or_open(tx, channel, who, "vi")
        body = notice.model_dump_json()
        return outbox.queue(tx, chat, key=key, kind="notice", body=body, lane=outbox.NOTICE)

    row = made.desk.now(job)
    made.delivery.enqueue([row])
    return row


@at_once
async def test_a_bots_month_is_used_in_the_order_of_the_table(world):
    """Of 20 messages the plan takes 16, announcements go to 18, changes to 19, and the last is for what is today."""
    bot = Bot(month=20, people=50)
    async with office(world, others=(bot,)) as made:
        used = {}
        for name, notice in (("plan", anniversary()), ("changed", cancelled()), ("today", shift(START))):
            rows = [tells_by(made, "zalo_bot", f"{n}", notice, f"{name}{n}") for n in range(20)]
            await made.minute()
            used[name] = [made.state(row) for row in rows].count("sent")
            assert {made.state(row) for row in rows} == {"sent", "held"}
        assert used == {"plan": 16, "changed": 3, "today": 1}


@at_once
async def test_the_person_beyond_the_plan_holds_up_nobody_else(world):
    bot = Bot(month=3000, people=3)
    async with office(world, others=(bot,)) as made:
        rows = [tells_by(made, "zalo_bot", f"{n}", cancelled(), f"c{n}") for n in range(5)]
        await made.minute()
        assert [made.state(row) for row in rows] == ["sent"] * 3 + ["closed"] * 2
        again = tells_by(made, "zalo_bot", "0", cancelled(2), "again")
        plan = tells_by(made, "zalo_bot", "4", anniversary(), "plan")
        await asyncio.sleep(5)
        assert (made.state(again), made.state(plan)) == ("sent", "held")
