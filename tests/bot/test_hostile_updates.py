"""Some of the hostile updates of which `make torture` sends a hundred thousand: all are taken, no error escapes."""

import random

from tests.torture import hostile


async def test_hostile_updates_break_nothing_and_keep_nobody_back():
    figures = await hostile.in_process(1500, random.Random())
    assert {name: figures[name] for name in hostile.WRONG if figures.get(name)} == {}
    assert figures["honest"] >= 15
    assert figures["not_understood"] > 50, "they were hardly hostile"
    assert figures["answers"] > 100, "hardly any of them came to a conversation"
