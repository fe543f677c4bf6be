"""A slice of the table “every answer that may come × every call of the bot” (tests/torture/vendor_answers.py)."""

from __future__ import annotations

from collections import Counter

from tests.torture import vendor_answers
from tests.torture.vendor_answers import CALLS, MESSAGE, answers, play_channel, play_delivery, slice_of


async def test_what_becomes_of_every_call_at_every_kind_of_answer():
    cells = slice_of()
    assert {(call.name, answer.says) for call, answer in cells} == {
        (call.name, says) for call in CALLS for says in MESSAGE
    }
    assert await play_channel(cells) == []


async def test_how_messages_end_at_every_kind_of_answer(world):
    chosen, kinds = [], Counter()
    for answer in answers():
        kinds[answer.says] += 1
        if kinds[answer.says] % (40 if answer.says == "nothing" else 4) == 1:
            chosen.append(answer)
    assert {answer.says for answer in chosen} == set(MESSAGE)
    assert await play_delivery(world, chosen) == []


def test_the_table_is_as_large_as_it_says():
    table = tuple(answers())
    assert len(set(map(str, table))) > 2000
    assert Counter(answer.says for answer in table)["pause"] > 80
    assert vendor_answers.__doc__
