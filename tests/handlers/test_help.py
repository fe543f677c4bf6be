"""Help names every command that its reader may use, and no other."""

from __future__ import annotations

import re

import pytest

from handlers.contents import CONVERSATIONS
from handlers.menu import HELP, MORE
from handlers.people import JOIN
from tests.support import walks
from tests.support import world as worlds
from tests.support.walks import Walker


@pytest.mark.parametrize("role", ["member", "leader", "organiser", "admin"])
def test_help_names_what_its_reader_may_do(world, role: str):
    worlds.act(world, "make admin an Tỉnh đoàn Sóc Trăng")
    with world.change() as tx:
        (told,) = Walker(world, tx, role).send(kind="text", text="/trogiup")
    may = {
        one.commands[0]
        for one in CONVERSATIONS.values()
        if one not in (JOIN, HELP, MORE) and (one.needs is None or one.needs <= walks.RANK[role])
    }
    named = set(re.findall(r"^/(\w+):|; /(\w+):", told.text, re.MULTILINE))
    assert {one or other for one, other in named} == may
