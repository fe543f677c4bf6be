"""The menu: short, what is on now first, and two presses to all that one may do; in every role, at every hour.

What is on is worked out here from the tables themselves, by statements of this file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any

import pytest

from handlers.contents import COMMANDS, CONVERSATIONS
from handlers.engine.message import Choice, Reply
from handlers.engine.text import HOME, LANGUAGES
from storage.records import Role
from tests.support import walks
from tests.support import world as worlds
from tests.support.walks import Walker
from tests.support.world import World

MOST = 6
PRESSING = {"diemdanh", "ma", "baocao"}  # they come first where they are on alone
HALF_A_PHONE = 18  # characters: two such labels stand side by side
HOURS = ("22 03:30", "22 07:10", "22 12:30", "22 19:00", "22 23:30", "23 08:00", "26 12:00")
HAPPENS = (  # what may have happened before: each is another thing that can be on
    "sign up {me} trees",
    "check in {me} trees",
    "sign up {me} trees-tomorrow",
    "check in binh trees",
)
PEOPLE = {
    "newcomer": None,
    "member": Role.MEMBER,
    "leader": Role.LEADER,
    "organiser": Role.ORGANISER,
    "admin": Role.ADMIN,
    "plain": Role.ORGANISER,
    "plain newcomer": None,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    file = tmp_path_factory.mktemp("menu") / "world.db"
    worlds.build(file)
    return file


def states(template, tmp_path) -> Iterator[tuple[str, World, str]]:
    """Each role, with any of what may have happened, at each of the hours; and in words what it is."""
    for role, chosen in product(PEOPLE, product([False, True], repeat=len(HAPPENS))):
        if PEOPLE[role] is None and any(chosen[:3]):
            continue
        name = walks.ROLES[role][1]
        world = worlds.copied(template, tmp_path / "state.db")
        for line in ("make admin an Tỉnh đoàn Sóc Trăng", "make organiser bao Tỉnh đoàn Sóc Trăng"):
            worlds.act(world, line)
        happened = [line.format(me=name) for line, happens in zip(HAPPENS, chosen, strict=True) if happens]
        for line in happened:
            worlds.act(world, line)
        for number, hour in enumerate(HOURS):
            world.now = datetime.fromisoformat(f"2026-11-{hour}:00").replace(tzinfo=HOME)
            world.connection.execute("UPDATE chats SET language = ?", (list(LANGUAGES)[number % len(LANGUAGES)],))
            yield f"{role}, {happened}, {hour}", world, role
        world.close()


# What is on, by the tables -------------------------------------------------------------------------------------------

OPEN = "shifts.opens_at <= :now AND shifts.ends_at >= :now AND shifts.state = 'open' AND campaigns.state = 'open'"
TABLES = "shifts JOIN campaigns ON campaigns.id = shifts.campaign_id"
SEATED = (
    f"SELECT count(*) FROM {TABLES} JOIN sign_ups ON sign_ups.shift_id = shifts.id WHERE {OPEN} "
    "AND sign_ups.member_id = :me AND sign_ups.state = 'seated'"
)
WALK_IN = (
    f"SELECT count(*) FROM {TABLES} JOIN units ON units.id = campaigns.unit_id JOIN members ON members.id = :me "
    f"JOIN units AS home ON home.id = members.unit_id WHERE {OPEN} AND campaigns.walk_ins = 1 "
    "AND substr(home.path, 1, length(units.path)) = units.path"
)
THERE = (
    f"SELECT count(*) FROM {TABLES} JOIN check_ins ON check_ins.shift_id = shifts.id "
    f"WHERE {OPEN} AND check_ins.member_id = :me AND check_ins.state <> 'undone'"
)
OVER = (
    "SELECT count(*) FROM check_ins JOIN shifts ON shifts.id = check_ins.shift_id "
    "WHERE check_ins.member_id = :me AND shifts.ends_at <= :now"
)
LED = (
    f"SELECT count(*) FROM {TABLES} JOIN units AS host ON host.id = shifts.host_unit_id "
    f"JOIN units AS owner ON owner.id = campaigns.unit_id WHERE {OPEN} "
    "AND (host.name IN (:unit, :all) OR owner.name IN (:unit, :all) OR :all = 'Tỉnh đoàn Sóc Trăng')"
)


def counted(world: World, statement: str, role: str) -> int:
    """How many a statement finds, for who holds a role in this world, at this moment."""
    me = world.member(walks.ROLES[role][1])
    led = "Đoàn xã Đại Tâm" if role == "leader" else "Tỉnh đoàn Sóc Trăng"
    return int(
        world.connection.execute(statement, {"now": world.now, "me": me.id, "unit": led, "all": led}).fetchone()[
            "count(*)"
        ]
    )


def on_now(world: World, role: str) -> list[str]:
    """The commands of what is on for somebody, in the order in which the menu has them; with counts behind them."""
    held = PEOPLE[role]
    if held is None:
        return []
    here = counted(world, SEATED if held > Role.MEMBER else f"SELECT ({SEATED}) + ({WALK_IN}) AS 'count(*)'", role)
    found = ["diemdanh"] if here and not counted(world, THERE, role) else []
    if held > Role.MEMBER:
        found += ["ma", "danhsach"] if counted(world, LED, role) else []
        others = counted(world, OVER.replace("member_id = :me", "member_id <> :me"), role)
        found += [f"duyet ({others})"] if others else []
    over = counted(world, OVER, role)
    return [*found, f"baocao ({over})"] if over else found


# The menu ------------------------------------------------------------------------------------------------------------


def is_icon(letter: str) -> bool:
    return unicodedata.category(letter) in {"So", "Sm"}


def shown(choice: Choice) -> str:
    """A menu's entry as its command, with the count that it shows."""
    _name, bracket, count = choice.label.partition(" (")
    return f"{choice.id.removeprefix('/').split()[0]}{bracket}{count}"


def of_role(role: str) -> set[str]:
    """The commands of all that a role may start, without what joins, which a member has done, and the rest's own."""
    held = PEOPLE[role]
    return {
        one.commands[0]
        for one in CONVERSATIONS.values()
        if (one.needs is None or (held is not None and one.needs <= held))
        and one.name != "more"
        and (one.name != "join" or held is None)
    }


def menu_of(walker: Walker) -> Reply:
    return walker.send(kind="text", text="menu")[-1]


def wrong_of(label: str, replies: list[Reply]) -> list[str]:
    """What is wrong with messages of the menu, each of which is to be short."""
    choices = [choice for reply in replies for choice in reply.choices]
    wrong = [f"{label}: “{one.label}” is no entry" for one in choices if not is_icon(one.label[0])]
    wrong += [f"{label}: “{one.label}” is too long" for one in choices if len(one.label) > HALF_A_PHONE]
    return wrong + [
        f"{label}: {len(one.choices)} entries in “{one.text}”" for one in replies if len(one.choices) > MOST
    ]


def judged(walker: Walker, label: str, expected: list[str]) -> list[str]:
    """What is wrong with one person's menu."""
    menu = menu_of(walker)
    wrong = wrong_of(label, [menu])
    commands = [shown(choice) for choice in menu.choices]
    if commands[: len(expected)] != expected or (commands[0] in PRESSING and not expected):
        wrong.append(f"{label}: {expected} are on, and the menu has {commands}")
    with walker.trial():
        behind = walker.send(kind="choice", choice="/them")
    wrong += wrong_of(label, behind if walker.chat[0] != "plain" else [])
    reached = {one.id.removeprefix("/").split()[0] for reply in (menu, *behind) for one in reply.choices} - {"them"}
    if reached != of_role(walker.role):
        wrong.append(f"{label}: two presses reach {reached ^ of_role(walker.role)} too few or too many")
    return wrong


def test_the_menu_of_every_role_in_every_state(template, tmp_path):
    wrong, seen = [], set()
    for label, world, role in states(template, tmp_path):
        expected = on_now(world, role)
        seen |= set(expected)
        with world.change() as tx:
            walker = Walker(world, tx, role)
            with walker.trial():
                wrong += judged(walker, label, expected)
    assert wrong == [], "\n".join(wrong[:20])
    assert {"diemdanh", "ma", "danhsach", "duyet (1)", "baocao (1)"} <= seen, "nothing of it was ever on"


def pressed(walker: Walker, **content: Any) -> str:
    """The name of what a message begins or shows: the conversation under way, or the first line that is said."""
    with walker.trial():
        replies = walker.send(**content)
        running = walker.state.running
        return running.name if running is not None else replies[0].text.split("\n")[0]


@pytest.mark.parametrize("role", ["plain", "plain newcomer"])
def test_without_buttons_each_number_is_what_its_button_would_be(template, tmp_path, role: str):
    world = worlds.copied(template, tmp_path / "plain.db")
    worlds.act(world, "make organiser bao Tỉnh đoàn Sóc Trăng")
    with world.change() as tx:
        walker = Walker(world, tx, role)
        for asked in ("menu", "/them"):
            (reply,) = walker.send(kind="text", text=asked)
            assert len(reply.choices) > 1
            for number, choice in enumerate(reply.choices, start=1):
                walker.send(kind="text", text=asked)
                typed = pressed(walker, kind="text", text=str(number))
                assert typed == pressed(walker, kind="choice", choice=choice.id), choice.label
    world.close()


def test_every_conversation_says_where_in_the_menu_it_stands():
    hidden = {one.name for one in COMMANDS.values() if one.group is None}
    assert hidden == {"join", "more"}, "these have no group"
    assert all(is_icon(one.icon) for one in COMMANDS.values()), "these have no icon"
