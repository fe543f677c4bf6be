"""The one way out: order, lanes, pace and what becomes of a send that fails. Time passes at once here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import wraps
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import AddressGone, MessageWrong, TryAgain
from bot.committed import CommittedRows
from bot.delivery.backlog import MOST, MOST_OF_A_CHAT
from bot.delivery.delivery import Delivery
from bot.delivery.pace import CHAT_BURST, SECOND, SlidingSecond
from bot.delivery.sender import IN_FLIGHT
from handlers.engine.message import Edit, Reply
from storage.messages import chats, outbox
from storage.messages.records import Outgoing
from storage.reports.notices import Decided
from tests.support.paper import PaperChannel, Sent
from tests.support.virtual_time import passing
from tests.support.world import START


class Desk:
    """Does at once, on the test's own connection, what the inbox does in its next transaction."""

    def __init__(self, world, clock: Callable[[], datetime]) -> None:
        self.world = world
        self.clock = clock
        self.committed = CommittedRows()
        self.killed = False  # what is marked from then on is never written

    def now(self, job):
        self.world.now = self.clock()
        with self.world.change() as tx:
            return job(tx)

    async def do(self, job):
        return self.now(job)

    async def post(self, job) -> None:
        self.committed.publish(self.now(job))

    def mark(self, write) -> None:
        if not self.killed:
            queued = self.now(write)
            self.committed.publish(queued if isinstance(queued, list) else ())


class Post:
    """A delivery over a channel on paper, in virtual time."""

    def __init__(self, world, channel: PaperChannel, **bounds) -> None:
        loop = asyncio.get_running_loop()
        self.world = world
        self.channel = channel
        self.loop = loop
        self.ends: list[tuple[str, str]] = []
        self.desk = Desk(world, lambda: START + timedelta(seconds=loop.time()))
        self.delivery = Delivery(
            self.desk,
            {channel.name: channel},
            self.desk.clock,
            monotonic=loop.time,
            jitter=lambda: 0.5,
            count=lambda *end: self.ends.append(end),
            **bounds,
        )

    def queue(self, address: str, text: str, *, deliver: bool = True, **more) -> Outgoing:
        """Queue a message in a transaction and hand it to delivery, as the inbox does after its commit."""
        body = more.pop("body", None) or Reply(text=text).model_dump_json()
        key = more.pop("key", f"{address}:{text}")

        def job(tx):
            chat = chats.find_or_open(tx, self.channel.name, address, "vi")
            return outbox.queue(tx, chat, key=key, kind=more.pop("kind", "reply"), body=body, **more)

        row = self.desk.now(job)
        if deliver:
            self.delivery.enqueue([row])
        return row

    def edit(self, address: str, row: Outgoing, text: str) -> Outgoing:
        return self.queue(address, text, kind="edit", body=Edit(row=row.id, text=text).model_dump_json())

    def state(self, row: Outgoing) -> str:
        return self.world.one("SELECT state FROM outbox WHERE id = ?", row.id)


@asynccontextmanager
async def post(world, *, most: int = MOST, most_of_a_chat: int = MOST_OF_A_CHAT, **facts):
    """Run a delivery until the end of the block."""
    made = Post(world, PaperChannel(**facts), most=most, most_of_a_chat=most_of_a_chat)
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(0)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def at_once(test):
    """Run an asynchronous test in virtual time."""

    @wraps(test)
    def run(*args, **facts):
        passing(test(*args, **facts))

    return run


# Order --------------------------------------------------------------------------------------------------------------


@at_once
async def test_one_chat_gets_its_messages_in_order_and_one_at_a_time(world):
    async with post(world, takes=0.2) as made:
        rows = [made.queue("lan", str(n)) for n in range(6)]
        await asyncio.sleep(10)
        assert made.channel.texts() == list("012345")
        assert made.channel.most_in_a_chat == 1
        assert {made.state(row) for row in rows} == {"sent"}


@at_once
async def test_many_chats_are_served_side_by_side(world):
    async with post(world, takes=1.0) as made:
        for n in range(100):
            made.queue(f"chat {n}", "hello")
        await asyncio.sleep(1.5)
        assert len(made.channel.done) == 100
        assert made.channel.most_at_once == 100


@at_once
async def test_no_more_sends_at_once_than_the_limit(world):
    async with post(world, takes=1.0) as made:
        for n in range(IN_FLIGHT + 50):
            made.queue(f"chat {n}", "hello")
        await asyncio.sleep(1.5)
        assert made.channel.most_at_once == IN_FLIGHT
        await asyncio.sleep(1)
        assert len(made.channel.done) == IN_FLIGHT + 50


@at_once
async def test_replies_go_before_notices_and_notices_before_broadcasts(world):
    async with post(world, takes=1.0) as made:
        made.queue("lan", "first")
        await asyncio.sleep(0.5)  # it is in flight
        for lane, text in [(outbox.BROADCAST, "broadcast"), (outbox.NOTICE, "notice"), (outbox.REPLY, "reply")]:
            made.queue("lan", text, lane=lane)
        await asyncio.sleep(10)
        assert made.channel.texts() == ["first", "reply", "notice", "broadcast"]


@at_once
async def test_replies_to_everybody_go_before_notices_to_anybody(world):
    async with post(world, per_second=2) as made:
        for n in range(10):
            made.queue(f"chat {n}", "notice", lane=outbox.NOTICE)
        await asyncio.sleep(1.1)
        made.queue("chat 9", "reply")
        await asyncio.sleep(1.1)
        assert "reply" in made.channel.texts()
        assert made.channel.texts("chat 9")[0] == "reply"


@at_once
async def test_a_notice_that_waits_for_its_retry_holds_up_no_reply(world):
    async with post(world) as made:
        made.channel.fails("lan", TryAgain("later", after=60))
        made.queue("lan", "notice", lane=outbox.NOTICE)
        await asyncio.sleep(1)
        made.queue("lan", "reply")
        await asyncio.sleep(1)
        assert made.channel.texts() == ["reply"]
        await asyncio.sleep(60)
        assert made.channel.texts() == ["reply", "notice"]


# Pace ---------------------------------------------------------------------------------------------------------------


def most_in_a_second(sent: list[Sent]) -> int:
    """The most sends that were begun within any second, wherever it starts."""
    times = sorted(one.at for one in sent)
    return max(sum(start <= at < start + 1.0 for at in times) for start in times)


@at_once
async def test_no_second_sees_more_than_its_limit(world):
    async with post(world, per_second=30, takes=0.05) as made:
        for n in range(300):  # three times as many as may go out in this time, in fits and starts
            made.queue(f"chat {n}", "hello")
            await asyncio.sleep(0.001 if n % 7 else 0.07)
        await asyncio.sleep(20)
        assert len(made.channel.done) == 300
        assert most_in_a_second(made.channel.begun) == 30


@at_once
@pytest.mark.parametrize("limit", [1, 2, 7, 30])
async def test_a_crowd_goes_out_at_the_limit_and_not_faster(world, limit):
    """Ten times as much as a second may see, all at once: some of it fails and is tried again, which counts too."""
    async with post(world, per_second=limit, takes=0.05) as made:
        for n in range(10 * limit):
            if n % 5 == 0:
                made.channel.fails(f"chat {n}", TryAgain("502"))
            made.queue(f"chat {n}", "hello")
        await asyncio.sleep(9 * SECOND + 0.001)
        assert len(made.channel.begun) == 10 * limit  # as many as may be: all seconds were full
        await asyncio.sleep(60)
        assert len(made.channel.done) == 10 * limit
        assert most_in_a_second(made.channel.begun) == limit


@given(limit=st.integers(1, 40), pauses=st.lists(st.floats(0, 3), max_size=120))
def test_whenever_they_come_no_second_sees_more_than_its_limit(limit, pauses):
    """Each comes so long after the one before, and goes as soon as it may; by a clock that is set by hand."""
    pace, comes, now = SlidingSecond(limit), 0.0, 0.0
    begun: list[Sent] = []
    for pause in pauses:
        comes += pause
        now = asked = max(now, comes)
        while (wait := pace.wait(now)) > 0:
            now += wait
        pace.leave(now)
        begun.append(Sent(now, "", ""))
        assert now == asked or now == pytest.approx(begun[-1 - limit].at + SECOND), "it waits no longer than it must"
    assert not begun or most_in_a_second(begun) <= limit


@at_once
async def test_the_limit_is_used_and_not_just_kept(world):
    async with post(world, per_second=30) as made:
        for n in range(120):
            made.queue(f"chat {n}", "hello")
        await asyncio.sleep(4.5)
        assert len(made.channel.done) == 120


@at_once
async def test_one_chat_gets_a_short_burst_and_then_one_a_second(world):
    async with post(world, per_second=30) as made:
        for n in range(20):
            made.queue("lan", str(n))
        await asyncio.sleep(0.9)
        assert len(made.channel.done) == int(CHAT_BURST)
        await asyncio.sleep(10)
        assert len(made.channel.done) in {int(CHAT_BURST) + 10, int(CHAT_BURST) + 11}
        await asyncio.sleep(10)
        assert made.channel.texts() == [str(n) for n in range(20)]


@at_once
async def test_without_a_limit_nothing_waits(world):
    async with post(world) as made:
        for n in range(300):
            made.queue("lan", str(n))
        await asyncio.sleep(0.01)
        assert len(made.channel.done) == 300


# Failures -----------------------------------------------------------------------------------------------------------


@at_once
async def test_a_flood_wait_stops_the_whole_channel_for_as_long_as_it_says(world):
    async with post(world) as made:
        made.channel.fails("lan", TryAgain("429", after=7, whole_channel=True))
        row = made.queue("lan", "one")
        await asyncio.sleep(1)
        made.queue("an", "two")
        await asyncio.sleep(5.9)
        assert made.channel.texts() == []
        await asyncio.sleep(0.5)
        assert sorted(made.channel.texts()) == ["one", "two"]
        assert min(sent.at for sent in made.channel.done) >= 7.0
        assert made.state(row) == "sent"


@at_once
async def test_what_may_work_later_is_tried_again_ever_more_slowly_and_in_order(world):
    async with post(world) as made:
        made.channel.fails("lan", *[TryAgain("502")] * 5)
        made.queue("lan", "first")
        made.queue("lan", "second")
        made.queue("an", "elsewhere")
        await asyncio.sleep(120)
        assert made.channel.texts("lan") == ["first", "second"]
        tries = [sent.at for sent in made.channel.begun if sent.text == "first"]
        waits = [later - earlier for earlier, later in pairwise(tries)]
        assert waits == pytest.approx([1, 2, 4, 8, 16])
        assert made.channel.begun[1].text == "elsewhere", "another chat does not wait"


@at_once
async def test_after_a_day_of_trying_it_has_failed_and_the_next_goes_on(world):
    async with post(world) as made:
        made.channel.fails("lan", *[TryAgain("503")] * 400)
        row = made.queue("lan", "lost")
        await asyncio.sleep(25 * 3600)
        assert made.state(row) == "failed"
        made.channel.failures.clear()
        made.queue("lan", "after")
        await asyncio.sleep(600)
        assert made.channel.texts() == ["after"]


@at_once
async def test_who_is_gone_is_left_alone_and_only_they(world):
    async with post(world, takes=0.1) as made:
        made.channel.fails("lan", AddressGone("blocked"))
        gone = made.queue("lan", "one")
        cancelled = [made.queue("lan", "two"), made.queue("lan", "three", lane=outbox.NOTICE)]
        other = made.queue("an", "elsewhere")
        await asyncio.sleep(5)
        assert made.channel.texts() == ["elsewhere"]
        assert made.state(gone) == "failed"
        assert {made.state(row) for row in cancelled} == {"cancelled"}
        assert made.state(other) == "sent"
        assert world.one("SELECT blocked_at IS NOT NULL FROM chats WHERE address = 'lan'") == 1
        made.queue("lan", "they wrote again")
        await asyncio.sleep(5)
        assert made.channel.texts("lan") == ["they wrote again"]


@at_once
async def test_a_message_that_nobody_takes_fails_alone(world):
    async with post(world) as made:
        made.channel.fails("lan", MessageWrong("too long"))
        rows = [made.queue("lan", text) for text in ("wrong", "right")]
        await asyncio.sleep(5)
        assert [made.state(row) for row in rows] == ["failed", "sent"]
        assert world.one("SELECT error FROM outbox WHERE id = ?", rows[0].id) == "too long"


@at_once
async def test_every_end_is_counted(world):
    async with post(world) as made:
        made.channel.fails("lan", TryAgain("502"), MessageWrong("no"))
        made.queue("lan", "one")
        made.queue("an", "two")
        await asyncio.sleep(60)
        assert sorted(made.ends) == [("telegram", "failed"), ("telegram", "retried"), ("telegram", "sent")]


# Time ---------------------------------------------------------------------------------------------------------------


@at_once
async def test_what_is_due_later_goes_later(world):
    async with post(world) as made:
        made.queue("lan", "in a minute", due_at=START + timedelta(seconds=60), lane=outbox.NOTICE)
        made.queue("lan", "now")
        await asyncio.sleep(59)
        assert made.channel.texts() == ["now"]
        await asyncio.sleep(2)
        assert made.channel.texts() == ["now", "in a minute"]


@at_once
async def test_what_is_due_much_later_waits_in_the_database_for_the_tick(world):
    async with post(world) as made:
        made.queue("lan", "in an hour", due_at=START + timedelta(hours=1), lane=outbox.NOTICE)
        assert len(made.delivery.ledger) == 0
        for _minute in range(62):
            await asyncio.sleep(60)
            await made.delivery.refill()
        await asyncio.sleep(1)
        (sent,) = made.channel.done
        assert 3600 <= sent.at < 3602


@at_once
async def test_more_than_memory_holds_goes_out_without_waiting_for_a_tick(world):
    texts = [f"{number:03}" for number in range(150)]
    async with post(world, most=20) as made:
        for text in texts:
            made.queue(f"chat {text}", text, deliver=False)
        await made.delivery.refill()
        assert len(made.delivery.ledger) == 20
        await asyncio.sleep(5)
        assert sorted(made.channel.texts()) == texts


@at_once
async def test_what_waits_for_another_channel_holds_up_nobody(world):
    async with post(world, most=5) as made:
        with world.change() as tx:
            for number in range(50):
                chat = chats.find_or_open(tx, "zalo", str(number), "vi")
                outbox.queue(tx, chat, key=f"zalo:{number}", kind="reply", body=Reply(text="zalo").model_dump_json())
        made.queue("lan", "hello", deliver=False)
        await made.delivery.refill()
        await asyncio.sleep(1)
        assert made.channel.texts() == ["hello"]


@at_once
async def test_what_helps_nobody_any_more_is_missed(world):
    async with post(world) as made:
        made.channel.fails("lan", TryAgain("later", after=100))
        row = made.queue("lan", "see you at seven", useful_until=START + timedelta(seconds=50))
        await asyncio.sleep(200)
        assert made.state(row) == "missed"
        assert made.channel.texts() == []


@at_once
async def test_a_refill_sends_nothing_twice(world):
    async with post(world, takes=5.0) as made:
        for n in range(5):
            made.queue("lan", str(n))
        for _second in range(40):
            await made.delivery.refill()
            await asyncio.sleep(1)
        assert made.channel.texts() == list("01234")
        assert len(made.channel.begun) == 5


# Edits, notices, restarts -------------------------------------------------------------------------------------------


@at_once
async def test_an_edit_names_a_row_and_finds_its_message(world):
    async with post(world) as made:
        row = made.queue("lan", "123456")
        made.edit("lan", row, "654321")
        await asyncio.sleep(1)
        ((address, vendor_id, edit),) = made.channel.edits
        assert (address, vendor_id, edit.text) == ("lan", "100", "654321")


@at_once
async def test_an_edit_of_a_message_that_never_arrived_is_dropped(world):
    async with post(world) as made:
        made.channel.fails("lan", MessageWrong("no"))
        row = made.queue("lan", "123456")
        edit = made.edit("lan", row, "654321")
        await asyncio.sleep(1)
        assert (made.state(row), made.state(edit)) == ("failed", "cancelled")
        assert made.channel.edits == []


@at_once
async def test_a_notice_is_worded_when_it_goes_out_in_its_readers_language(world):
    async with post(world) as made:
        notice = Decided(subject="check_in", title="Trồng cây", starts_at=START, accepted=True, minutes=240)
        row = made.queue("lan", "", kind="notice", body=notice.model_dump_json())
        await asyncio.sleep(1)
        assert made.state(row) == "sent"
        assert "Trồng cây" in made.channel.texts()[0]
        assert json.loads(world.one("SELECT body FROM outbox WHERE id = ?", row.id))["kind"] == "decided"


@at_once
async def test_after_a_restart_the_rest_goes_out_and_what_went_out_does_not(world):
    async with post(world, takes=1.0) as before:
        rows = [before.queue("lan", str(n)) for n in range(4)]
        await asyncio.sleep(2.5)
        before.desk.killed = True  # the third was taken, and we never hear of it
        sent = before.channel.texts()
        world.now = START
    assert sent == ["0", "1", "2"]
    world.restart()
    async with post(world) as after:
        after.edit("lan", rows[0], "an edit finds what was sent before the restart")
        await asyncio.sleep(10)
        assert after.channel.texts() == ["2", "3", "~100"]
        assert {after.state(row) for row in rows} == {"sent"}


@at_once
async def test_a_chat_is_forgotten_once_nothing_is_left_of_it(world):
    """A million chats that were served once must not stay in memory."""
    async with post(world, per_second=30) as made:
        for n in range(20):
            made.queue(f"chat {n}", "hello")
        await asyncio.sleep(60)
        await made.delivery.refill()
        await made.delivery.refill()
        assert len(made.channel.done) == 20
        assert made.delivery.senders["telegram"].queue.chats == {}
        assert len(made.delivery.ledger) == 0
