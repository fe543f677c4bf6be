"""Help names every command that its reader may use, and no other."""

from __future__ import annotations

import re

import pytest

from handlers.contents import CONVERSATIONS
from handlers.menu import HELP, MORE
from handlers.people import JOIN
from storage.records import Role
from tests.support import walks
from tests.support import world as worlds
from tests.support.walks import Walker

PAGE = 1000  # characters: what a phone shows without much scrolling


def pages(walker: Walker) -> list[str]:
    """The pages of somebody's help: the first, and those that its buttons lead to."""
    (first,) = walker.send(kind="text", text="/trogiup")
    others = [choice.id for choice in first.choices if choice.id.startswith("/trogiup ")]
    return [first.text, *(walker.send(kind="choice", choice=other)[0].text for other in others)]


def commands_in(page: str) -> set[str]:
    """The commands that a page explains."""
    return {one or other for one, other in re.findall(r"^/(\w+):|; /(\w+):", page, re.MULTILINE)}


@pytest.mark.parametrize("role", ["member", "leader", "organiser", "admin"])
def test_help_names_what_its_reader_may_do(world, role: str):
    worlds.act(world, "make admin an Tỉnh đoàn Sóc Trăng")
    with world.change() as tx:
        told = pages(Walker(world, tx, role))
    may = {
        one.commands[0]: one.needs
        for one in CONVERSATIONS.values()
        if one not in (JOIN, HELP, MORE) and (one.needs is None or one.needs <= walks.RANK[role])
    }
    assert set().union(*map(commands_in, told)) == set(may)
    assert sum(len(commands_in(page)) for page in told) == len(may), "each once"
    assert all(len(page) <= PAGE for page in told)
    ranks = [{(may[name] or Role.MEMBER) for name in commands_in(page)} for page in told]
    assert all(len(rank - {Role.ADMIN}) == 1 for rank in ranks), "a page is one role's"
    assert max(ranks[0]) == walks.RANK[role], "one's own page comes first"


def test_help_names_a_person_above_and_nobody_where_nobody_is(world):
    asked = {}
    with world.change() as tx:
        for name, role in (("lan", "member"), ("minh", "leader"), ("hoa", "organiser")):
            walker = Walker(world, tx, role)
            with walker.trial():
                asked[name] = pages(walker)[0]
    assert "hỏi Phạm Quang Minh 0900000001 (Đoàn xã Đại Tâm)" in asked["lan"]
    assert "hỏi Sơn Thị Hoa (Tỉnh đoàn Sóc Trăng)" in asked["minh"]
    assert "Có gì thắc mắc" not in asked["hoa"], "the province's organiser has nobody above"
