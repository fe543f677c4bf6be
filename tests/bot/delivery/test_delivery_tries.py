"""Tries in vain: what holds a channel, what is tried again, and what was really tried for long enough to be given up.

Time passes at once. What is right is said by sums over the hours in which the channel could be reached.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import MessageWrong, TryAgain
from handlers.engine.message import Edit
from storage.messages import outbox
from tests.bot.delivery.test_delivery import Post, at_once
from tests.support.paper import PaperChannel
from tests.support.virtual_time import passing
from tests.support.world import START

HOUR = 3600.0
AGAIN = TryAgain("502")
UNREACHABLE = TryAgain("no network", counts=False)


def flood(after: float | None = None) -> TryAgain:
    return TryAgain("429", after, whole_channel=True)


@dataclass
class Weather(PaperChannel):
    """Fails as `said` has it for the moment (seconds) and the address; None: it takes the message."""

    said: Callable[[float, str], Exception | None] = lambda _now, _address: None

    async def _take_time(self, address: str, text: str) -> None:
        error = self.said(asyncio.get_running_loop().time(), address)
        self.failures.pop(address, None)
        if error is not None:
            self.fails(address, error)
        await super()._take_time(address, text)

    def tries(self, address: str | None = None) -> list[float]:
        return [sent.at for sent in self.begun if address in (None, sent.address)]


@asynccontextmanager
async def weather(world, said: Callable[[float, str], Exception | None]):
    made = Post(world, Weather(said=said))
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(0)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


# Holds ---------------------------------------------------------------------------------------------------------------

ASKED = [
    None,
    -5,
    -math.inf,
    0,
    0.001,
    1,
    30,
    3600,
    3601,
    172_800,
    10**9,
    10**12,
    10**20,
    10**400,
    math.inf,
    math.nan,
    1e308,
]


@pytest.mark.parametrize("asked", ASKED)
@at_once
async def test_whatever_a_429_asks_for_the_channel_is_held_and_for_an_hour_at_most(world, asked):
    """Three in a row, then it is over: everything goes out, and meanwhile one looks whether it is over."""
    told = []

    def said(now: float, _address: str) -> Exception | None:
        told.append(now)
        return flood(asked) if len(told) <= 3 else None

    async with weather(world, said) as made:
        first = made.queue("lan", "one")
        await asyncio.sleep(0.0001)
        others = [made.queue(f"chat {n}", "two") for n in range(40)]
        await asyncio.sleep(3 * HOUR + 60)
        assert {made.state(row) for row in (first, *others)} == {"sent"}
        waits = [later - earlier for earlier, later in pairwise(told[:4])]
        assert max(waits) <= HOUR + 1
        if asked is None or not asked > 0:
            assert min(waits) >= 0.5, "without a sensible number it is held all the same"
        elif asked >= 1:
            assert min(waits) >= min(asked, HOUR) - 0.01


@pytest.mark.parametrize("asked", [None, -5, 1])
@at_once
async def test_a_429_for_many_is_not_answered_by_many_tries(world, asked):
    async with weather(world, lambda now, _address: flood(asked) if now < 60 else None) as made:
        rows = [made.queue(f"chat {n}", "hello") for n in range(40)]
        await asyncio.sleep(3)
        assert len(made.channel.tries()) <= 40 + 4, "those that were under way, then one at a time"
        await asyncio.sleep(600)
        assert {made.state(row) for row in rows} == {"sent"}
        assert len(made.channel.tries()) <= 40 + 62 + 40


@at_once
async def test_a_pause_of_two_days_fails_nothing_and_is_looked_at_each_hour(world):
    """Each 429 says how much of the two days is left."""
    two_days = 48 * HOUR
    async with weather(world, lambda now, _address: flood(two_days - now) if now < two_days else None) as made:
        rows = [made.queue(f"chat {n}", "hello") for n in range(40)]
        short = made.queue("an", "see you at seven", useful_until=START + timedelta(hours=1))
        await asyncio.sleep(two_days - 1)
        assert {made.state(row) for row in rows} == {"waiting"}
        looked = [at for at in made.channel.tries() if at > 1]
        assert len(looked) == 47
        await asyncio.sleep(HOUR)
        assert {made.state(row) for row in rows} == {"sent"}
        assert made.state(short) == "missed"


@at_once
async def test_a_hold_during_a_hold_is_no_longer_one(world, caplog):
    """All that was under way comes back with a 429: that is one pause, not many, and it is said once."""
    async with weather(world, lambda now, _address: flood() if now < 0.5 else None) as made:
        for n in range(200):
            made.queue(f"chat {n}", "hello")
        await asyncio.sleep(5)
        assert len(made.channel.done) == 200
    assert caplog.text.count("Nothing is sent over telegram for 1 s: 429") == 1


# Given up ------------------------------------------------------------------------------------------------------------


@at_once
async def test_a_row_that_was_due_long_ago_is_not_given_up_at_its_first_failure(world):
    async with weather(world, lambda now, _address: AGAIN if now < 10 else None) as made:
        row = made.queue("lan", "hello", due_at=START - timedelta(days=30))
        await asyncio.sleep(60)
        assert made.state(row) == "sent"


@at_once
async def test_a_network_that_is_down_for_days_loses_nothing(world):
    async with weather(world, lambda now, _address: UNREACHABLE if now < 72 * HOUR else None) as made:
        rows = [made.queue("lan", str(n)) for n in range(3)]
        rows += [made.queue(f"chat {n}", "notice", lane=outbox.NOTICE) for n in range(3)]
        missed = made.queue("an", "see you at seven", useful_until=START + timedelta(hours=2))
        await asyncio.sleep(72 * HOUR + 600)
        assert {made.state(row) for row in rows} == {"sent"}
        assert made.channel.texts("lan") == ["0", "1", "2"]
        assert made.state(missed) == "missed"
        assert len(made.channel.tries("lan")) < 72 * HOUR / 250, "what is down is not hammered"


@at_once
async def test_tries_count_over_restarts_and_those_without_a_network_do_not(world):
    async with weather(world, lambda now, _address: UNREACHABLE if now < 1000 else AGAIN) as made:
        row = made.queue("lan", "hello")
        await asyncio.sleep(1000)
        assert world.one("SELECT attempts FROM outbox") == 0
        await asyncio.sleep(3000)
        counted = world.one("SELECT attempts FROM outbox")
        assert counted >= 9
    async with weather(world, lambda _now, _address: AGAIN) as made:
        await asyncio.sleep(22 * HOUR)
        assert made.state(row) == "waiting"
        await asyncio.sleep(4 * HOUR)
        assert made.state(row) == "failed"


WEATHERS = {"good": None, "bad": AGAIN, "down": UNREACHABLE, "held": flood(1800), "held without a word": flood()}
FORECAST = st.lists(st.tuples(st.sampled_from(sorted(WEATHERS)), st.integers(1, 30)), min_size=1, max_size=4)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forecast=FORECAST)
def test_what_is_given_up_was_really_tried_for_a_day(world, forecast):
    """Each weather lasts some hours. For a chat that never gets through, good and bad hours are tries."""

    def now(at: float) -> Exception | None:
        for kind, hours in forecast:
            if at < hours * HOUR:
                return WEATHERS[kind]
            at -= hours * HOUR
        return None

    async def play() -> None:
        def said(at: float, address: str) -> Exception | None:
            return (now(at) or AGAIN) if address == "never" else now(at)

        async with weather(world, said) as made:
            key = str(world.one("SELECT count(*) FROM outbox"))
            never, other = (made.queue(address, "hello", key=address + key) for address in ("never", "other"))
            tried = 0.0
            for kind, hours in forecast:
                await asyncio.sleep(hours * HOUR)
                tried += hours if kind in {"good", "bad"} else 0
                state = made.state(never)
                assert state == "waiting" if tried < 23 else state in {"waiting", "failed"}
                assert state == "failed" if tried > 28 else True
            if forecast[0][0] == "good":
                assert made.state(other) == "sent"
            made.desk.now(lambda tx: tx.connection.execute("DELETE FROM outbox"))

    world.now = START
    passing(play())


@at_once
async def test_an_edit_waits_for_its_message_for_as_long_as_that_waits(world):
    """Its message is a notice in a lane that has to wait; it looks more often than a day has tries."""
    async with weather(world, lambda now, _address: UNREACHABLE if now < 600 else None) as made:
        long_ago = START - timedelta(days=2)
        notice = made.queue("lan", "code 111", lane=outbox.NOTICE, due_at=long_ago)
        edit = made.queue(
            "lan", "~", kind="edit", body=Edit(row=notice.id, text="222").model_dump_json(), due_at=long_ago
        )
        await asyncio.sleep(1000)
        assert (made.state(notice), made.state(edit)) == ("sent", "sent")


# What nobody foresaw -------------------------------------------------------------------------------------------------

UNFORESEEN = [ZeroDivisionError(), KeyError("message_id"), TypeError("no"), AttributeError("x"), OverflowError("big")]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
@at_once
async def test_what_nobody_foresaw_is_tried_again(world, caplog, error):
    failed = []
    async with weather(world, lambda now, _address: error if now < 300 else None) as made:
        made.delivery.supervision.failed = failed.append
        made.delivery.senders["telegram"]._failed = lambda: failed.append("delivery")
        rows = [made.queue(f"chat {n}", "hello") for n in range(5)]
        await asyncio.sleep(900)
        assert {made.state(row) for row in rows} == {"sent"}
        waits = sorted({round(at) for at in made.channel.tries("chat 0")})
        assert waits[:4] == [0, 1, 3, 7], "ever more slowly"
    assert failed, "whoever looks is told"
    assert "in a way that nobody foresaw" in caplog.text


@at_once
async def test_what_cannot_be_worded_is_soon_in_nobodys_way(world):
    """It is our own mistake, and stays one. What waits behind it goes on, and nobody else waits at all."""
    async with weather(world, lambda _now, _address: None) as made:
        broken = made.queue("lan", "", body="{no message}")
        behind = made.queue("lan", "behind")
        other = made.queue("an", "elsewhere")
        await asyncio.sleep(1)
        assert (made.state(broken), made.state(behind), made.state(other)) == ("waiting", "waiting", "sent")
        await asyncio.sleep(10)
        assert (made.state(broken), made.state(behind)) == ("failed", "sent")
        assert world.one("SELECT error FROM outbox WHERE id = ?", broken.id) == "unforeseen error; see the log"


@at_once
async def test_what_nobody_foresaw_holds_up_its_chat_for_some_minutes_and_no_other(world):
    said = {"chat 1": ZeroDivisionError()}
    async with weather(world, lambda now, address: said.get(address) if now < 1200 else None) as made:
        broken, behind = made.queue("chat 1", "one"), made.queue("chat 1", "two")
        other = made.queue("chat 2", "elsewhere")
        await asyncio.sleep(600)
        assert (made.state(broken), made.state(behind), made.state(other)) == ("waiting", "waiting", "sent")
        await asyncio.sleep(600)
        assert (made.state(broken), made.state(behind)) == ("failed", "waiting")
        await asyncio.sleep(300)
        assert made.state(behind) == "sent"


@at_once
async def test_one_surprise_after_many_tries_is_not_the_last(world):
    """The tries before it were of another kind."""
    said = iter([AGAIN] * 12 + [ZeroDivisionError()] * 3)
    async with weather(world, lambda _now, _address: next(said, None)) as made:
        row = made.queue("lan", "hello", due_at=START - timedelta(days=2))
        await asyncio.sleep(2 * HOUR)
        assert made.state(row) == "sent"


@at_once
async def test_a_message_that_is_wrong_fails_at_once_all_the_same(world):
    async with weather(world, lambda _now, _address: MessageWrong("too long")) as made:
        row = made.queue("lan", "hello")
        await asyncio.sleep(1)
        assert made.state(row) == "failed"
