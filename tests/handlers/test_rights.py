"""Every command × every role × inside and outside its scope: what is not granted is refused, and leaks nothing.

The roles are over Huyện đoàn Mỹ Xuyên or below it; everything of Huyện đoàn Kế Sách is outside. Each conversation is
walked: it is started with the id of whatever there is, answered by each of its buttons, and by the names from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from handlers import dispatcher, starting
from handlers.contents import CONVERSATIONS
from handlers.engine.conversation import Conversation
from handlers.engine.message import Incoming, Reply
from handlers.engine.text import say
from storage.attendance import check_ins
from storage.campaigns import campaigns
from storage.campaigns.records import Quantity
from storage.errors import LastAdminError, OutOfScopeError
from storage.organisation import grants, units
from storage.people import members, requests
from storage.plan import plan_items
from storage.plan.plan_items import Dates
from storage.records import Role
from storage.reports import reports
from tests.support import world as worlds
from tests.support.world import World

ROLES = {
    "stranger": None,
    "member": Role.MEMBER,
    "leader": Role.LEADER,
    "organiser": Role.ORGANISER,
    "admin": Role.ADMIN,
}
WHO = {"stranger": "tam", "member": "lan", "leader": "minh", "organiser": "binh", "admin": "an"}
TREE_IS_SHOWN = {"start", "hoso"}  # who says where they belong is shown the whole tree: it is no secret
PEOPLE_OUTSIDE = ("Trương Đăng Khoa", "Quách Thị Tuyết", "Lâm Văn Chờ")
THINGS_OUTSIDE = ("Ngày hội Kế Sách", "Giỗ tổ nghề Kế Sách", "0988777666")
UNITS_OUTSIDE = ("Huyện đoàn Kế Sách", "Đoàn xã An Mỹ", "Chi đoàn Ấp An Khương", "Chi đoàn Ấp Phú Tây")
MOST_MESSAGES = 60
IDS = range(1, 25)
UNWATCHED = {"chats", "outbox", "seen_updates", "sqlite_sequence"}


@pytest.fixture
def two_districts(world) -> World:
    """The small world, with a role of each kind in Mỹ Xuyên, and somebody and something of each kind in Kế Sách."""
    worlds.act(world, "make organiser binh Huyện đoàn Mỹ Xuyên")
    worlds.act(world, "make admin an Huyện đoàn Mỹ Xuyên")
    worlds.newcomer(world, "Quách Thị Tuyết", "Đoàn xã An Mỹ")
    worlds.act(world, "make leader khoa Đoàn xã An Mỹ")
    khoa, tuyet = world.asker("khoa"), world.asker("Quách Thị Tuyết")
    commune, district = world.unit_id("Đoàn xã An Mỹ"), world.unit_id("Huyện đoàn Kế Sách")
    with world.change() as tx:
        campaign = campaigns.add(
            tx,
            unit_id=district,
            title="Ngày hội Kế Sách",
            about="Ngày hội Kế Sách",
            field="",
            proof="leader",
            contact_phone="0988777666",
            quantities=(Quantity(quantity="trees", most=9),),
        )
        shift = campaigns.add_shift(
            tx,
            campaign_id=campaign.id,
            host_unit_id=commune,
            starts_at=world.now,
            capacity=5,
            ends_at=world.now + timedelta(hours=4),
        )
        check_in = check_ins.check_in(tx, tuyet, shift, proof="leader")
        assert check_in is not None
        reports.save(tx, tuyet, check_in.id, minutes=60, quantities={"trees": 3}, photos=[], note="Ngày hội Kế Sách")
        members.enter(tx, khoa, name="Lâm Văn Chờ", unit_id=commune, birth_year=2004)
        requests.ask(tx, tuyet, "move", unit_id=world_unit(world, "Chi đoàn Ấp Phú Tây"))
        grants.give(tx, tuyet.member_id, Role.ORGANISER, district)
        tuyet = grants.asker(tx, members.by_id(tx, tuyet.member_id))
        plan_items.add(
            tx, tuyet, unit_id=district, kind="anniversary", title="Giỗ tổ nghề Kế Sách", dates=Dates(day=23, month=11)
        )
        grants.invite(tx, Role.LEADER, commune, tuyet)
    return world


def world_unit(world: World, name: str) -> int:
    return int(world.one("SELECT id FROM units WHERE name = ?", name))


# Walking a conversation --------------------------------------------------------------------------------------------


class Walk:
    """One person at one command, within a transaction that is undone: everything that they are ever answered."""

    def __init__(self, world: World, tx, name: str) -> None:
        self.world, self.tx, self.name = world, tx, name
        self.numbers = count(1)
        self.heard: list[str] = []

    def send(self, kind: str, text: str) -> Reply | None:
        """Send one thing and return the message that has the open question's choices, or the last one."""
        at = next(self.numbers)
        content = {"choice": text} if kind == "choice" else {"text": text}
        channel = worlds.PEOPLE[self.name][0] if self.name in worlds.PEOPLE else "telegram"
        message = Incoming.model_validate(
            {
                "channel": channel,
                "address": self.name,
                "key": f"walk:{at}",
                "at": self.world.now,
                "kind": kind,
                **content,
            }
        )
        rows = dispatcher.receive(self.tx, message, self.world.features, self.world.services)
        replies = [Reply.model_validate_json(row.body) for row in rows if row.kind == "reply"]
        for reply in replies:
            self.heard += [reply.text, *(choice.label for choice in reply.choices)]
        return replies[-1] if replies else None

    def trial(self, kind: str, text: str, deeper) -> None:
        """Send something, go on from there, and undo it all."""
        name = f"walk{next(self.numbers)}"
        self.tx.connection.execute(f"SAVEPOINT {name}")
        reply = self.send(kind, text)
        if reply is not None:
            deeper(reply)
        self.tx.connection.execute(f"ROLLBACK TO {name}")
        self.tx.connection.execute(f"RELEASE {name}")

    def through(self, command: str, typed: tuple[str, ...]) -> None:
        """Start a command plainly and with any id; press what there is to press; type what is outside."""
        budget = [MOST_MESSAGES]

        def press(reply: Reply) -> None:
            if reply.question is None:
                return
            for choice in reply.choices:
                if (not choice.nav or choice.id.endswith(":more")) and budget[0] > 0:
                    budget[0] -= 1
                    self.trial("choice", choice.id, press)
            for text in typed if reply.free and budget[0] > 0 else ():
                budget[0] -= 1
                self.trial("text", text, lambda _reply: None)

        self.trial("text", f"/{command}", press)
        for number in IDS:
            self.trial("text", f"/{command} {number}", lambda _reply: None)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("conversation", CONVERSATIONS.values(), ids=lambda one: one.name)
def test_no_command_shows_anything_from_outside(two_districts, conversation: Conversation, role: str):
    typed = ("ke sach", "quach thi tuyet", "an my")  # so that an echo is not taken for an answer
    with two_districts.change() as tx:
        walk = Walk(two_districts, tx, WHO[role])
        walk.through(conversation.commands[0], typed)
    hidden = (
        PEOPLE_OUTSIDE
        + THINGS_OUTSIDE
        + (() if conversation.commands[0] in TREE_IS_SHOWN or role == "stranger" else UNITS_OUTSIDE)
    )
    assert walk.heard
    said = "\n".join(walk.heard)
    assert [name for name in hidden if name in said] == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("conversation", CONVERSATIONS.values(), ids=lambda one: one.name)
def test_what_is_not_granted_is_refused_and_changes_nothing(two_districts, conversation: Conversation, role: str):
    before = contents(two_districts)
    with two_districts.change() as tx:
        walk = Walk(two_districts, tx, WHO[role])
        walk.send("text", f"/{conversation.commands[0]}")
    said = "\n".join(walk.heard)
    if conversation.needs is None or (ROLES[role] is not None and ROLES[role] >= conversation.needs):
        assert not any(say(text, "vi") in said for text in starting.REFUSED.values())
        return
    if role == "stranger":
        assert "Mình nói chuyện bằng tiếng gì nhỉ?" in said  # joins first
    else:
        assert say(starting.REFUSED[conversation.needs], "vi") in said
    assert contents(two_districts) == before


@pytest.mark.parametrize("name", ["khoa", "Quách Thị Tuyết"])
def test_what_is_outside_for_others_is_there_for_its_own_people(two_districts, name: str):
    """So that the tests above do not pass because there is nothing to see."""
    with two_districts.change() as tx:
        walk = Walk(two_districts, tx, name)
        for command in ("chiendich", "danhsach", "duyet", "quyen", "kehoach", "moi"):
            walk.through(command, ())
    said = "\n".join(walk.heard)
    wanted = ["Ngày hội Kế Sách", "Quách Thị Tuyết"]
    assert [one for one in wanted if one not in said] == []


def contents(world: World) -> dict[str, list[dict]]:
    """Every row of every table that a refusal has nothing to do with."""
    tables = [row["name"] for row in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: world.rows(f"SELECT * FROM {table}") for table in tables if table not in UNWATCHED}


# Giving and taking -------------------------------------------------------------------------------------------------

GRANTED = (Role.LEADER, Role.ORGANISER, Role.ADMIN)
UNITS = ("Tỉnh đoàn Sóc Trăng", "Huyện đoàn Mỹ Xuyên", "Đoàn xã Đại Tâm", "Chi đoàn Ấp Đại Ân", "Huyện đoàn Kế Sách")


def cases() -> Iterator[tuple[str, Role, str, bool]]:
    """Who, which role, over which unit, and whether they may give it and take it back."""
    inside = UNITS[1:4]
    for who, held in ROLES.items():
        for role in GRANTED:
            for unit in UNITS:
                may = unit in inside and held is not None and held >= Role.ORGANISER and role <= held
                if who != "stranger":
                    yield who, role, unit, may


@pytest.mark.parametrize(("who", "role", "unit", "may"), list(cases()))
def test_a_grant_never_reaches_above_its_givers_own(two_districts, who: str, role: Role, unit: str, may: bool):
    world = two_districts
    asker = world.asker(WHO[who])
    with world.change() as tx:
        unit_id = world_unit(world, unit)
        if may:
            assert grants.find_invite(tx, grants.invite(tx, role, unit_id, asker)) is not None
        else:
            with pytest.raises(OutOfScopeError):
                grants.invite(tx, role, unit_id, asker)
        grants.give(tx, world_member(world, "Lý Gia Bảo"), role, unit_id)
        granted = world.one(
            "SELECT id FROM grants WHERE member_id = ? AND revoked_at IS NULL", world_member(world, "Lý Gia Bảo")
        )
        assert (granted in {one.id for one in grants.held(tx, asker)}) == (
            asker.rank >= Role.ORGANISER and unit in UNITS[1:4]
        )
        if may:
            assert grants.revoke(tx, asker, granted).role == role.name.lower()
        with pytest.raises(OutOfScopeError):  # not theirs, or taken back already
            grants.revoke(tx, asker, granted)


def world_member(world: World, name: str) -> int:
    return int(world.one("SELECT id FROM members WHERE name = ?", name))


def test_an_invitation_is_worth_what_its_giver_holds_now(two_districts):
    world = two_districts
    an = world.asker("an")
    with world.change() as tx:
        code = grants.invite(tx, Role.ADMIN, world_unit(world, "Đoàn xã Đại Tâm"), an)
        assert grants.find_invite(tx, code) is not None
        tx.connection.execute("UPDATE grants SET role = 'organiser' WHERE member_id = ?", (an.member_id,))
        assert grants.find_invite(tx, code) is None
        tx.connection.execute("UPDATE grants SET role = 'admin' WHERE member_id = ?", (an.member_id,))
        assert grants.find_invite(tx, code) is not None
        tx.connection.execute(
            "UPDATE grants SET unit_id = ? WHERE member_id = ?", (world_unit(world, "Đoàn xã Tham Đôn"), an.member_id)
        )
        assert grants.find_invite(tx, code) is None


def test_the_invitations_of_who_is_erased_end_with_them(two_districts):
    world = two_districts
    an = world.asker("an")
    with world.change() as tx:
        code = grants.invite(tx, Role.LEADER, world_unit(world, "Đoàn xã Đại Tâm"), an)
    with world.change() as tx:
        walk = Walk(world, tx, "an")
        walk.send("text", "/xoadulieu")
        walk.send("text", "có")
        assert grants.find_invite(tx, code) is None


def test_the_last_administrator_of_a_unit_stays(two_districts):
    world = two_districts
    an = world.asker("an")
    own = world.one("SELECT id FROM grants WHERE member_id = ? AND role = 'admin'", an.member_id)
    with world.change() as tx:
        with pytest.raises(LastAdminError):
            grants.revoke(tx, an, own)
        grants.give(tx, world_member(world, "Sơn Thị Hoa"), Role.ADMIN, units.children(tx, None)[0].id)
        assert grants.revoke(tx, an, own).member_id == an.member_id


def test_what_was_given_and_taken_is_in_the_audit(two_districts):
    world = two_districts
    an, lan = world.asker("an"), world.member("lan")
    unit = world_unit(world, "Đoàn xã Đại Tâm")
    with world.change() as tx:
        invitation = grants.find_invite(tx, grants.invite(tx, Role.LEADER, unit, an))
        assert invitation is not None
        assert grants.redeem(tx, invitation, lan)
        granted = next(one for one in grants.held(tx, an) if one.member_id == lan.id)
        grants.revoke(tx, an, granted.id)
    rows = world.rows(
        "SELECT action, actor_id, member_id, unit_id, detail FROM audit WHERE unit_id = ? ORDER BY id", unit
    )
    assert [(row["action"], row["actor_id"], row["member_id"]) for row in rows] == [
        ("invite", an.member_id, None),
        ("redeem", lan.id, lan.id),
        ("revoke", an.member_id, lan.id),
    ]
    assert '"before": [], "after": ["leader"]' in rows[1]["detail"]
    assert '"before": ["leader"], "after": []' in rows[2]["detail"]
