"""The clock: vendors' dates put a machine's right that is behind, a lone wrong date does not, and jumps are seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import BEHIND, FURTHEST, PROOFS, CheckedClock

TRUTH = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Machine:
    """A machine whose clock is wrong by so much; `passes` lets time go by."""

    def __init__(self, wrong_by: timedelta = timedelta()) -> None:
        self.wrong_by = wrong_by
        self.seconds = 1000.0
        self.clock = CheckedClock(lambda: self.truth + self.wrong_by, lambda: self.seconds)

    @property
    def truth(self) -> datetime:
        return TRUTH + timedelta(seconds=self.seconds - 1000)

    def passes(self, seconds: float) -> None:
        self.seconds += seconds

    def error(self) -> timedelta:
        return self.clock() - self.truth


@given(
    wrong_by=st.timedeltas(-FURTHEST + DAY, DAY),
    written=st.lists(st.tuples(st.floats(0, 90), st.floats(0, 20_000)), min_size=2, max_size=60),
)
def test_dates_of_honest_messages_put_a_clock_right_that_is_behind(wrong_by, written):
    """However long each was on the way, the clock is never put ahead, and right once two came at once."""
    machine = Machine(wrong_by)
    for gap, on_the_way in written:
        machine.passes(gap)
        machine.clock.prove(machine.truth - timedelta(seconds=on_the_way))
        assert machine.error() <= max(timedelta(), wrong_by)
    for _fresh in range(2):
        machine.clock.prove(machine.truth.replace(microsecond=0))
    assert machine.error() == pytest.approx(max(timedelta(), wrong_by), abs=BEHIND)
    machine.passes(3 * 24 * 3600)
    assert machine.error() == pytest.approx(max(timedelta(), wrong_by), abs=BEHIND)


def test_the_first_message_is_believed_at_once():
    machine = Machine(-DAY)
    machine.clock.prove(machine.truth)
    assert machine.error() == timedelta()
    assert machine.clock.behind == DAY


@given(lies=st.lists(st.integers(1, 2**40).map(lambda number: 10 * number), max_size=PROOFS, unique=True))
def test_lone_wrong_dates_among_right_ones_change_nothing(lies):
    """No two of them say the same."""
    machine = Machine()
    machine.clock.prove(machine.truth)
    for minutes in lies:
        machine.passes(1)
        try:
            machine.clock.prove(machine.truth + timedelta(minutes=minutes))
        except OverflowError:
            continue
        machine.clock.prove(machine.truth)
        assert machine.error() == timedelta()


def test_a_wrong_date_that_comes_first_is_forgotten_with_the_next_message():
    machine = Machine()
    machine.clock.prove(machine.truth + 20 * DAY)
    machine.passes(1)
    machine.clock.prove(machine.truth)
    assert machine.error() == timedelta()


@pytest.mark.parametrize("set_by", [DAY, 3 * DAY, -DAY])
def test_a_clock_that_is_set_while_vendors_prove_it_behind(set_by):
    """Set right, it is believed again; set further back, what was proved goes on to hold."""
    machine = Machine(-DAY)
    for _message in range(2):
        machine.clock.prove(machine.truth)
    machine.wrong_by += set_by
    assert machine.error() == max(machine.wrong_by, timedelta())


@pytest.mark.parametrize(("by", "seen"), [(-DAY, True), (DAY, True), (-MINUTE, True), (MINUTE / 2, False)])
def test_a_jump_is_seen_once(by, seen):
    machine = Machine()
    machine.passes(50)
    machine.clock.look()
    assert machine.clock.jump is None
    machine.wrong_by += by
    machine.passes(7)
    machine.clock.look()
    assert (machine.clock.jump is not None) is seen
    if seen:
        assert machine.clock.jump.by == by
        first = machine.clock.jump
        machine.passes(7)
        machine.clock.look()
        assert machine.clock.jump is first
