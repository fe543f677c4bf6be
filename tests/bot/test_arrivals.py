"""Posts that overlap are handed over in their order, whatever order they are read in, and none waits for ever."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.arrivals import MOMENT, NEAR, PATIENCE, Arrivals
from handlers.engine.message import Incoming
from tests.support.virtual_time import passing

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def message(number: int) -> Incoming:
    return Incoming(channel="x", address="1", key=str(number), at=NOW, kind="text", text=str(number))


class Taken:
    """What was committed, in which order and when."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.at: dict[int, float] = {}

    async def __call__(self, messages):
        loop = asyncio.get_running_loop()
        self.numbers += [int(one.key) for one in messages]
        self.at |= {int(one.key): loop.time() for one in messages}
        await asyncio.sleep(0.01)


async def posted(arrivals: Arrivals, moments: list[tuple[float, int]]) -> None:
    """Post numbers, each at its moment (seconds), and wait until all are committed."""

    async def post(moment, number):
        await asyncio.sleep(moment)
        await arrivals.hand_over(number, [message(number)])

    await asyncio.gather(*(post(moment, number) for moment, number in moments))


@given(
    st.permutations(range(12)),
    st.sampled_from([740_000_001, 0, 2**40]),
    st.lists(st.floats(0, 0.012), min_size=12, max_size=12),
)
def test_numbers_that_overlap_are_put_in_order(order, first, gaps):
    taken = Taken()
    at, moments = 0.0, []
    for position, gap in zip(order, gaps, strict=True):
        moments.append((at, first + position))
        at += gap
    passing(posted(Arrivals(taken), moments))
    assert taken.numbers == list(range(first, first + 12))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12, unique=True), st.randoms(use_true_random=False))
def test_a_number_that_never_comes_is_waited_for_no_longer_than_a_moment(numbers, chance):
    """With gaps of any size, and those that come again: each is taken, and none waits longer than the patience."""
    taken = Taken()
    moments = [(chance.uniform(0, 3), number) for number in numbers + chance.sample(numbers, len(numbers) // 2)]
    passing(posted(Arrivals(taken), moments))
    assert sorted(taken.numbers) == sorted(number for _at, number in moments)
    first_at = {number: min(at for at, one in moments if one == number) for number in numbers}
    last_at = {number: max(at for at, one in moments if one == number) for number in numbers}
    for number in numbers:
        assert first_at[number] <= taken.at[number] <= last_at[number] + PATIENCE + MOMENT + 0.001


def test_where_nothing_lower_comes_the_wait_is_short():
    taken = Taken()
    passing(posted(Arrivals(taken, first=1), [(0.0, 1), (1.0, 3), (1.0, 4), (5.0, 2)]))
    assert taken.numbers == [1, 3, 4, 2]
    assert taken.at[3] == pytest.approx(1.0 + MOMENT)


@given(st.floats(0, 3), st.floats(0, 3))
def test_one_that_is_being_read_is_waited_for_a_second_at_most(reads, comes):
    """Number 1 begins at once and is read after `reads` seconds; number 2 comes whole after `comes`."""
    taken = Taken()
    arrivals = Arrivals(taken, first=1)

    async def slow():
        with arrivals.reading():
            await asyncio.sleep(reads)
        await arrivals.hand_over(1, [message(1)])

    async def play():
        await asyncio.gather(slow(), posted(arrivals, [(comes, 2)]))

    passing(play())
    assert taken.at[2] <= comes + PATIENCE + MOMENT
    if reads <= comes + PATIENCE - MOMENT:
        assert taken.numbers == [1, 2]
    if reads < comes:
        assert taken.at[2] == pytest.approx(comes, abs=1e-6)


def test_numbers_that_begin_anew_are_taken_at_once_and_in_order_again():
    taken = Taken()
    moments = [(0.0, 5_000_000), (1.0, 17), (2.0, 19), (2.1, 18), (3.0, 9_000_000), (4.0, 9_000_002), (4.1, 9_000_001)]
    passing(posted(Arrivals(taken), moments))
    assert taken.numbers == [5_000_000, 17, 18, 19, 9_000_000, 9_000_001, 9_000_002]
    assert taken.at[17] == pytest.approx(1.0)
    assert abs(5_000_000 - 17) > NEAR


def test_what_is_refused_holds_nobody_up():
    taken = Taken()
    arrivals = Arrivals(taken, first=0)

    async def play():
        later = [asyncio.create_task(arrivals.hand_over(number, [message(number)])) for number in (2, 1, 4)]
        await asyncio.sleep(0.1)
        arrivals.pass_over(3)
        assert taken.numbers == []
        arrivals.pass_over(0)
        await asyncio.gather(*later)

    passing(play())
    assert taken.numbers == [1, 2, 4]
    assert taken.at[4] == pytest.approx(0.1)


def test_what_cannot_be_committed_is_told_to_whoever_posted_it():
    async def fails(_messages):
        raise OSError("disk full")

    async def play():
        with pytest.raises(OSError, match="disk full"):
            await Arrivals(fails, first=1).hand_over(1, [message(1)])

    passing(play())


def test_what_nobody_waits_for_any_more_is_committed_all_the_same():
    taken = Taken()

    async def play():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await Arrivals(taken, first=1).hand_over(3, [message(3)])
        await asyncio.sleep(PATIENCE)

    passing(play())
    assert taken.numbers == [3]
