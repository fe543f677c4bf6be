"""Numbers as people write and say them are read whole, or asked again: never a part of one, never another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import pytest

from handlers.engine.chat import Bad
from handlers.typed import amounts, times
from tests.handlers.typed import numbers_said
from tests.handlers.typed.numbers_said import Form

trees = partial(amounts.whole_number, most=10**10, of="trees")
minutes = partial(times.minutes_of, most=10**6)


def misread(read: Callable[[str], float], forms: Iterable[Form]) -> list[tuple[str, float | None, float | None]]:
    """What is read otherwise than it was meant: what was typed, what it is, what it was read as."""
    wrong: list[tuple[str, float | None, float | None]] = []
    for typed, value in forms:
        try:
            number: float | None = read(typed)
        except Bad:
            number = None
        if number != value:
            wrong.append((typed, value, number))
    return wrong


@pytest.mark.parametrize("seed", range(2))
def test_every_way_to_say_a_number_is_read_whole(seed):
    assert misread(trees, numbers_said.forms(6000, seed)) == []


def test_what_tells_no_one_number_is_asked_again():
    assert misread(trees, numbers_said.unclear(4000, 2)) == []


def test_every_way_to_say_a_length_of_time_is_read_whole():
    assert misread(minutes, numbers_said.lengths(3000, 3)) == []


def test_what_tells_no_one_length_is_asked_again():
    assert misread(minutes, numbers_said.unclear_lengths(1000, 4)) == []


def test_amounts_are_read_as_whole_numbers_are():
    """A figure that is entered takes the same ways, but that a comma begins a part there."""
    read = partial(amounts.measure, percentage=False)
    alone = (
        form for form in numbers_said.forms(6000, 5) if not any(unit in form.typed.lower() for unit in ("c", "gốc"))
    )
    assert [wrong for wrong in misread(read, alone) if "," not in wrong[0]] == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ấp 3 tụi em trồng được 20 cây", 20),
        ("ngày 22/11 em trồng 15 cây", 15),
        ("lúc 7h em trồng 20 cây", 20),
        ("hai bạn em trồng 12 cây", 12),
        ("20 cây, nhặt thêm 5 kg rác", 20),
        ("20 cây trong 3 tiếng", 20),
        ("không trồng cây nào", 0),
        ("dạ chưa có cây nào ạ", 0),
        ("năm nay trồng được 30 cây", 30),
        ("1k2", 1200),
        ("2tr5", 2_500_000),
    ],
)
def test_the_number_that_is_asked_for_is_found_in_a_sentence(typed, number):
    assert trees(typed) == number


@pytest.mark.parametrize("typed", ["12 cây 3", "20 cây sáng, 15 cây chiều", "3 tiếng", "5 kg", "ngày 20", "ba em bệnh"])
def test_numbers_of_which_none_or_several_may_be_meant_are_asked_again(typed):
    with pytest.raises(Bad):
        trees(typed)
