"""The tree under change: paths, people, scopes and what was counted stay right whatever is done in whatever order."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from handlers.audit import words as audit_words
from handlers.imports import match as matching
from storage import audit
from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.database import reading
from storage.database_file import connect
from storage.errors import UnitChangeError
from storage.files import jobs
from storage.organisation import grants, unit_changes, unit_search, units
from storage.organisation.records import ChangedRole
from storage.people import requests
from storage.records import Role
from storage.schema import available_migrations
from tests.support import tree_model
from tests.support import world as worlds
from tests.support.world import SHIFTS, World

NAMES = ("Chi đoàn Ấp Một", "Chi đoàn Ấp Hai", "Đoàn xã Ba", "Đoàn phường Bốn", "Đoàn trực thuộc Năm")
pick = st.integers(min_value=0, max_value=40)


def unit_id(world: World, name: str) -> int:
    return int(world.one("SELECT id FROM units WHERE name = ? ORDER BY closed_at IS NOT NULL, id", name))


class Tree(RuleBasedStateMachine):
    """An organiser of the province changes the tree at will; whatever is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        template = Path(self.folder.name) / "template.db"
        worlds.build(template)
        self.world = worlds.copied(template, Path(self.folder.name) / "world.db")
        worlds.act(self.world, "add unit Tỉnh đoàn Bạc Liêu")
        worlds.act(self.world, "add unit Huyện đoàn Giá Rai below Tỉnh đoàn Bạc Liêu")
        worlds.act(self.world, "add unit Đoàn xã Đại Tâm below Huyện đoàn Giá Rai")
        worlds.act(self.world, "make admin hoa Tỉnh đoàn Sóc Trăng")
        worlds.act(self.world, "make admin hoa Tỉnh đoàn Bạc Liêu")
        self.names: set[tuple[int, str]] = set()  # each name that a unit ever had
        self.hoa = self.world.asker("hoa")
        worlds.act(self.world, "make leader an Chi đoàn Ấp Đại Ân")
        worlds.act(self.world, "make leader binh Đoàn xã Tham Đôn")
        worlds.act(self.world, "make organiser khoa Huyện đoàn Kế Sách")
        worlds.act(self.world, "check in lan")
        worlds.act(self.world, "verify minh")
        self.counted = self.turns()
        self.said_to = {row["id"]: row["id"] for row in self.world.rows("SELECT id FROM units")}  # of each mailing
        for one in self.said_to:
            self.world.connection.execute(
                "INSERT INTO mailings (id, key, subject, moment, audience, path, body, at, useful_until, next_at) "
                "SELECT id, id, '', '', 'everyone', path, '{}', '', '', '' FROM units WHERE id = ?",
                (one,),
            )
            self.world.connection.execute(
                "INSERT INTO target_shares (year, target, place, unit_id, amount) VALUES (2026, 1, 1, ?, ?)",
                (one, 2**one),
            )
        self.over = self.past_shifts()

    def teardown(self) -> None:
        self.world.close()
        self.folder.cleanup()

    def turns(self) -> list[dict]:
        return self.world.rows("SELECT id, unit_id, state FROM check_ins ORDER BY id")

    def past_shifts(self) -> list[dict]:
        return self.world.rows("SELECT id, host_unit_id FROM shifts WHERE ends_at <= ? ORDER BY id", self.world.now)

    def unit(self, at: int) -> int:
        """Any unit, a closed one too: what cannot be changed is refused."""
        ids = [row["id"] for row in self.world.rows("SELECT id FROM units ORDER BY id")]
        return int(ids[at % len(ids)])

    def tree(self) -> tree_model.Tree:
        rows = self.world.rows("SELECT id, parent_id, name, closed_at FROM units ORDER BY id")
        return {row["id"]: tree_model.Node(row["parent_id"], row["name"], row["closed_at"] is None) for row in rows}

    def shares(self) -> tree_model.Shares:
        return {row["unit_id"]: row["amount"] for row in self.world.rows("SELECT unit_id, amount FROM target_shares")}

    def change(self, name: str, unit: int, other: int | None = None, called: str = "") -> None:
        tree, shares = self.tree(), self.shares()
        refused = tree_model.refusal(tree, name, unit, other, name=called)
        args = [one for one in (unit, other, called) if one not in (None, "")]
        before = self.world.rows("SELECT * FROM units ORDER BY id")
        audited = self.world.one("SELECT max(id) FROM audit")
        why = ""
        try:
            with self.world.change() as tx:
                getattr(unit_changes, name)(tx, self.hoa, *args)
        except UnitChangeError as error:
            why = str(error)
        assert why == refused
        if refused:
            assert self.world.rows("SELECT * FROM units ORDER BY id") == before
            return
        noted = self.world.rows("SELECT DISTINCT actor_id FROM audit WHERE id > ?", audited)
        assert noted == [{"actor_id": self.hoa.member_id}], "each change is in the audit, by whose word"
        wanted, wanted_shares = tree_model.changed(tree, shares, name, unit, other, name=called)
        now = self.tree()
        for one, node in wanted.items():
            if node.name.endswith("…"):
                assert now[one].name.startswith(f"{node.name[:-1]} (")
                wanted[one] = replace(node, name=now[one].name)
        assert now == wanted
        assert self.shares() == wanted_shares
        if name == "merge":
            self.said_to = {one: other if to == unit else to for one, to in self.said_to.items()}

    # What can happen -------------------------------------------------------------------------------------------------

    @rule(parent=pick, name=st.sampled_from(NAMES))
    def add(self, parent: int, name: str) -> None:
        self.change("add", self.unit(parent), called=name)

    @rule(unit=pick, name=st.sampled_from(NAMES))
    def rename(self, unit: int, name: str) -> None:
        self.change("rename", self.unit(unit), called=name)

    @rule(unit=pick, parent=pick)
    def move(self, unit: int, parent: int) -> None:
        self.change("move", self.unit(unit), self.unit(parent))

    @rule(unit=pick, into=pick)
    def merge(self, unit: int, into: int) -> None:
        self.change("merge", self.unit(unit), self.unit(into))

    @rule(unit=pick)
    def close(self, unit: int) -> None:
        self.change("close", self.unit(unit))

    @rule(unit=pick, person=st.sampled_from(("lan", "bao", "minh")))
    def settle(self, unit: int, person: str) -> None:
        """A member goes to an open unit of their own accord."""
        where, member = self.unit(unit), self.world.member(person)
        self.world.connection.execute(
            "UPDATE members SET unit_id = ? WHERE id = ? AND EXISTS "
            "(SELECT 1 FROM units WHERE units.id = ? AND units.closed_at IS NULL)",
            (where, member.id, where),
        )

    # What holds ------------------------------------------------------------------------------------------------------

    @invariant()
    def every_name_that_a_unit_ever_had_finds_the_unit_that_has_its_people(self) -> None:
        rows = {row["id"]: row for row in self.world.rows("SELECT * FROM units")}
        self.names |= {(row["id"], row["name"]) for row in rows.values()}
        with self.world.change() as tx:
            everything = units.all_open(tx)
        for unit, name in self.names:
            here = unit
            while rows[here]["closed_at"] is not None:  # it stands below the one that it was merged into, or closed for
                here = rows[here]["parent_id"]
            match = unit_search.search(name, everything)
            assert match.more or here in {one.id for one in match.units}, (name, rows[here]["name"])

    @invariant()
    def every_path_is_the_way_from_the_root(self) -> None:
        rows = {row["id"]: row for row in self.world.rows("SELECT * FROM units")}
        for row in rows.values():
            assert row["path"] == "".join(f"{one}." for one in reversed(above(rows, row["id"])))

    @invariant()
    def an_open_unit_stands_below_open_ones_and_names_are_once_below_a_parent(self) -> None:
        rows = {row["id"]: row for row in self.world.rows("SELECT * FROM units")}
        open_ones = [row for row in rows.values() if row["closed_at"] is None]
        assert all(rows[one]["closed_at"] is None for row in open_ones for one in above(rows, row["id"]))
        places = [(row["parent_id"], row["search_key"]) for row in open_ones]
        assert len(places) == len(set(places))

    @invariant()
    def everybody_and_everything_to_come_is_in_an_open_unit(self) -> None:
        for statement in (
            "SELECT unit_id FROM members",
            "SELECT unit_id FROM grants WHERE revoked_at IS NULL",
            "SELECT unit_id FROM campaigns WHERE state = 'open'",
            f"SELECT host_unit_id FROM shifts WHERE ends_at > '{self.world.now.isoformat()}'",
            "SELECT unit_id FROM requests WHERE state = 'waiting'",
        ):
            closed = f"{statement} INTERSECT SELECT id FROM units WHERE closed_at IS NOT NULL"
            assert self.world.rows(closed) == [], statement

    @invariant()
    def turns_stay_with_the_unit_of_their_day(self) -> None:
        assert self.turns() == self.counted

    @invariant()
    def what_is_being_said_to_a_unit_goes_on_being_said_to_it_or_to_the_one_it_is_a_part_of(self) -> None:
        paths = {row["id"]: row["path"] for row in self.world.rows("SELECT id, path FROM units")}
        said = {row["id"]: row["path"] for row in self.world.rows("SELECT id, path FROM mailings")}
        assert said == {one: paths[unit] for one, unit in self.said_to.items()}

    @invariant()
    def shifts_that_are_over_stay_with_their_host(self) -> None:
        assert self.past_shifts() == self.over

    @invariant()
    def scopes_are_what_a_walk_up_the_parents_finds(self) -> None:
        rows = {row["id"]: row for row in self.world.rows("SELECT * FROM units")}
        for name in ("hoa", "minh", "an", "binh", "khoa"):
            asker = self.world.asker(name)
            held = self.world.rows(
                "SELECT role, unit_id FROM grants WHERE member_id = ? AND revoked_at IS NULL", asker.member_id
            )
            for one, row in rows.items():
                for role in (Role.LEADER, Role.ORGANISER):
                    wanted = any(
                        grant["unit_id"] in above(rows, one) and Role[grant["role"].upper()] >= role for grant in held
                    )
                    assert asker.may(role, row["path"]) == wanted


def above(rows: dict, unit: int) -> list[int]:
    """A unit and those above it, by their parents."""
    chain = [unit]
    while (parent := rows[chain[-1]]["parent_id"]) is not None:
        assert parent not in chain
        chain.append(parent)
    return chain


TestTree = Tree.TestCase
TestTree.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


# What follows a merge ----------------------------------------------------------------------------------------------


def merged(world: World, name: str, into: str, by: str = "hoa") -> list[ChangedRole]:
    asker, merged_id, other = world.asker(by), unit_id(world, name), unit_id(world, into)
    with world.change() as tx:
        return unit_changes.merge(tx, asker, merged_id, other)


TAKEN_NAMES = {  # the merged unit: what is below the other one, what is below it, and what that is called afterwards
    "Đoàn xã Phú Tâm": (["Ấp Một"], ["Ấp Một", "Ấp Hai"], ["Ấp Một (Phú Tâm)", "Ấp Hai"]),
    "Đoàn xã Hồ Đắc": (
        ["Ấp Một", "Ấp Một Hồ Đắc", "Ấp Một (Hồ Đắc 2)", "Ấp Một Hồ Đắc 3"],
        ["Ấp Một"],
        ["Ấp Một (Hồ Đắc 4)"],
    ),
    "Đoàn xã Ba Trinh": (["Ấp Một"], ["Ấp Một", "Ấp Một (Ba Trinh)"], ["Ấp Một (Ba Trinh 2)", "Ấp Một (Ba Trinh)"]),
    "Đoàn phường 2": (["Khu phố", "Khu phố 2"], ["Khu phố", "Khu phố 2"], ["Khu phố (2 2)", "Khu phố 2 (2 2)"]),
}


def test_a_name_that_is_taken_gets_the_old_units_name_and_a_number_where_that_is_taken_too(world):
    for name, (there, here, afterwards) in TAKEN_NAMES.items():
        worlds.act(world, f"add unit {name} below Huyện đoàn Kế Sách")
        worlds.act(world, f"add unit {name} Mới below Huyện đoàn Kế Sách")
        hoa = world.asker("hoa")
        with world.change() as tx:
            for one in there:
                unit_changes.add(tx, hoa, unit_id(world, f"{name} Mới"), one)
            moved = [unit_changes.add(tx, hoa, unit_id(world, name), one) for one in here]
            shown = unit_changes.renamed_by_merge(
                tx, units.by_id(tx, unit_id(world, name)), units.by_id(tx, unit_id(world, f"{name} Mới"))
            )
        merged(world, name, f"{name} Mới")
        with world.change() as tx:
            assert [units.by_id(tx, one.id).name for one in moved] == afterwards
        assert shown == {one.id: now for one, now in zip(moved, afterwards, strict=True) if one.name != now}


def test_what_was_counted_for_a_merged_unit_is_counted_with_the_one_it_is_a_part_of(world):
    worlds.act(world, "check in lan")
    worlds.act(world, "verify minh")
    merged(world, "Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Tắc Gồng")
    check_in = world.rows("SELECT units.name, units.path FROM check_ins JOIN units ON units.id = check_ins.unit_id")[0]
    assert check_in["name"] == "Chi đoàn Ấp Đại Ân"
    into = world.rows("SELECT path FROM units WHERE name = 'Chi đoàn Ấp Tắc Gồng'")[0]["path"]
    assert check_in["path"].startswith(into)


def test_seats_to_come_requests_and_invitations_follow_and_what_is_over_stays(world):
    lan, an, hoa = world.asker("lan"), world.asker("an"), world.asker("hoa")
    branch = unit_id(world, "Chi đoàn Ấp Đại Ân")
    with world.change() as tx:
        for shift in ("trees-last-year", "trees-sunday"):
            assert sign_ups.take_seat(tx, lan, SHIFTS[shift])
        requests.ask(tx, an, "move", unit_id=branch)
        code = grants.invite(tx, Role.LEADER, branch, hoa)
    merged(world, "Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Tắc Gồng")
    into = unit_id(world, "Chi đoàn Ấp Tắc Gồng")
    seats = world.rows("SELECT shift_id, unit_id FROM sign_ups WHERE member_id = ?", lan.member_id)
    assert {row["shift_id"]: row["unit_id"] for row in seats} == {
        SHIFTS["trees-last-year"]: branch,
        SHIFTS["trees-sunday"]: into,
    }
    assert world.one("SELECT unit_id FROM requests") == into
    with world.change() as tx:
        invitation = grants.find_invite(tx, code)
        assert invitation is not None
        assert invitation.unit_id == into


@pytest.mark.parametrize("change", ["merge", "close"])
def test_shifts_that_are_not_over_go_to_the_new_host_and_past_ones_stay(world, change):
    """It is 11:00 to the second: the trees' shift of today, until eleven, is over; the school's runs; others come."""
    act, branch = worlds.act, unit_id(world, "Chi đoàn Ấp Đại Ân")
    act(world, "clock 11:00")
    world.connection.execute("UPDATE shifts SET host_unit_id = ?", (branch,))
    world.connection.execute(
        "UPDATE shifts SET ends_at = ? WHERE id = ?", (world.now + timedelta(milliseconds=1), SHIFTS["blood"])
    )
    hoa, into = world.asker("hoa"), unit_id(world, "Chi đoàn Ấp Tắc Gồng" if change == "merge" else "Đoàn xã Đại Tâm")
    with world.change() as tx:
        if change == "merge":
            unit_changes.merge(tx, hoa, branch, into)
        else:
            unit_changes.close(tx, hoa, branch)
    hosts = {row["id"]: row["host_unit_id"] for row in world.rows("SELECT id, host_unit_id FROM shifts")}
    over = {"trees-last-year", "trees", "cleanup"}
    assert {name: hosts[number] for name, number in SHIFTS.items()} == {
        name: branch if name in over else into for name in SHIFTS
    }


def test_a_shift_that_is_on_goes_on_and_checks_in_for_the_new_unit(world):
    merged(world, "Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Đại Nghĩa Thắng")
    lan = world.asker("lan")
    with world.change() as tx:
        assert check_ins.check_in(tx, lan, campaigns.shift(tx, SHIFTS["trees"]), proof="code") is not None
    assert world.one("SELECT unit_id FROM check_ins") == unit_id(world, "Chi đoàn Ấp Đại Nghĩa Thắng")


def test_roles_go_on_once(world):
    worlds.act(world, "make leader an Đoàn xã Tham Đôn")
    worlds.act(world, "make leader an Đoàn xã Đại Tâm")
    went = merged(world, "Đoàn xã Đại Tâm", "Đoàn xã Tham Đôn")
    assert [one.member_id for one in went] == [world.member("minh").id]
    held = world.rows("SELECT unit_id FROM grants WHERE member_id = ? AND revoked_at IS NULL", world.member("an").id)
    assert [row["unit_id"] for row in held] == [unit_id(world, "Đoàn xã Tham Đôn")]


def test_an_organiser_neither_carries_nor_ends_an_administrators_role(world):
    worlds.act(world, "make admin an Chi đoàn Ấp Tắc Gồng")
    hoa, branch = world.asker("hoa"), unit_id(world, "Chi đoàn Ấp Tắc Gồng")
    into = unit_id(world, "Chi đoàn Ấp Đại Ân")
    for change in (
        lambda tx, asker: unit_changes.merge(tx, asker, branch, into),
        lambda tx, asker: unit_changes.close(tx, asker, branch),
    ):
        with pytest.raises(UnitChangeError, match=r"^roles_above$"), world.change() as tx:
            change(tx, hoa)
    worlds.act(world, "make admin hoa Tỉnh đoàn Sóc Trăng")
    assert [one.role for one in merged(world, "Chi đoàn Ấp Tắc Gồng", "Chi đoàn Ấp Đại Ân")] == ["admin"]


@pytest.mark.parametrize("into", ["Đoàn xã Đại Tâm", "Chi đoàn Ấp Đại Ân"])
def test_nothing_is_merged_into_or_moved_below_itself(world, into):
    hoa, whole_id, other = world.asker("hoa"), unit_id(world, "Đoàn xã Đại Tâm"), unit_id(world, into)
    for change in (unit_changes.merge, unit_changes.move):
        with pytest.raises(UnitChangeError, match=r"^below_itself$"), world.change() as tx:
            change(tx, hoa, whole_id, other)


@pytest.mark.parametrize("name", ["minh", "lan"])
def test_who_organises_nothing_changes_nothing(world, name):
    asker, branch, commune = world.asker(name), unit_id(world, "Chi đoàn Ấp Đại Ân"), unit_id(world, "Đoàn xã Đại Tâm")
    for change in (
        lambda tx: unit_changes.add(tx, asker, commune, "Chi đoàn Mới"),
        lambda tx: unit_changes.rename(tx, asker, branch, "Chi đoàn Mới"),
        lambda tx: unit_changes.move(tx, asker, branch, commune),
        lambda tx: unit_changes.merge(tx, asker, branch, commune),
        lambda tx: unit_changes.close(tx, asker, branch),
    ):
        with pytest.raises(UnitChangeError, match=r"^gone$"), world.change() as tx:
            change(tx)


def test_one_level_too_high(world):
    """Whoever organises a district may name it, but it is moved, merged and closed from above; nothing goes outside."""
    worlds.act(world, "make organiser binh Huyện đoàn Mỹ Xuyên")
    binh = world.asker("binh")
    own, commune = unit_id(world, "Huyện đoàn Mỹ Xuyên"), unit_id(world, "Đoàn xã Đại Tâm")
    outside, root = unit_id(world, "Huyện đoàn Kế Sách"), unit_id(world, "Tỉnh đoàn Sóc Trăng")
    with world.change() as tx:
        assert unit_changes.rename(tx, binh, own, "Đoàn khu vực Mỹ Xuyên").level == "district"
    for change in (
        lambda tx: unit_changes.move(tx, binh, own, root),
        lambda tx: unit_changes.merge(tx, binh, own, outside),
        lambda tx: unit_changes.close(tx, binh, own),
        lambda tx: unit_changes.move(tx, binh, commune, outside),
        lambda tx: unit_changes.merge(tx, binh, commune, root),
        lambda tx: unit_changes.add(tx, binh, root, "Huyện đoàn Mới"),
    ):
        with pytest.raises(UnitChangeError, match=r"^gone$"), world.change() as tx:
            change(tx)


@pytest.mark.parametrize(
    ("name", "level"),
    [("Đoàn phường 1", "commune"), ("Thị đoàn Vĩnh Châu", "district"), ("Đoàn Công an", "district")],
)
def test_a_new_units_level_follows_from_its_name_or_its_neighbours(world, name, level):
    hoa, root = world.asker("hoa"), unit_id(world, "Tỉnh đoàn Sóc Trăng")
    with world.change() as tx:
        assert unit_changes.add(tx, hoa, root, name).level == level
        assert units.by_id(tx, root).name == "Tỉnh đoàn Sóc Trăng"


# The audit ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET detail = '[]'",
        "UPDATE audit SET action = 'x'",
        "UPDATE audit SET at = '2020'",
        "UPDATE audit SET actor_id = 3",
        "UPDATE audit SET member_id = 3",
        "UPDATE audit SET unit_id = 3",
    ],
)
def test_the_audit_only_grows(world, statement):
    with world.change() as tx:
        audit.note(tx, 1, "rename", "member", member_id=1)
    before = world.rows("SELECT * FROM audit")
    with pytest.raises(Exception, match="only grows"), world.change() as tx:
        tx.connection.execute(statement)
    assert world.rows("SELECT * FROM audit") == before


def changes_of(world: World) -> dict[str, Callable]:
    """Every change of the tree, by what the audit calls it, as (transaction, asker) does it."""
    branch, commune = unit_id(world, "Chi đoàn Ấp Đại Ân"), unit_id(world, "Đoàn xã Đại Tâm")
    other = unit_id(world, "Đoàn xã Tham Đôn")
    return {
        "unit_add": lambda tx, asker: unit_changes.add(tx, asker, commune, "Chi đoàn Mới"),
        "unit_rename": lambda tx, asker: unit_changes.rename(tx, asker, branch, "Chi đoàn Mới"),
        "unit_move": lambda tx, asker: unit_changes.move(tx, asker, branch, other),
        "unit_merge": lambda tx, asker: unit_changes.merge(tx, asker, branch, other),
        "unit_close": lambda tx, asker: unit_changes.close(tx, asker, branch),
    }


@pytest.mark.parametrize("action", ["unit_add", "unit_rename", "unit_move", "unit_merge", "unit_close"])
def test_each_change_of_the_tree_stands_in_the_audit_with_its_actor(world, action):
    """The roles that go over or end with a unit too."""
    worlds.act(world, "make leader an Chi đoàn Ấp Đại Ân")
    hoa, an = world.asker("hoa"), world.member("an")
    with world.change() as tx:
        changes_of(world)[action](tx, hoa)
    noted = world.rows("SELECT action, actor_id, member_id FROM audit ORDER BY id")
    with_it = {"unit_merge": ["role_moved"], "unit_close": ["revoke"]}.get(action, [])
    assert noted == [
        {"action": action, "actor_id": hoa.member_id, "member_id": None},
        *({"action": one, "actor_id": hoa.member_id, "member_id": an.id} for one in with_it),
    ]


def test_an_erased_person_is_let_go_of_in_the_audit_and_nobody_else(world):
    lan, an = world.member("lan"), world.member("an")
    with world.change() as tx:
        audit.note(tx, lan.id, "tick", "check_in:1", member_id=an.id, after=60)
        audit.note(tx, an.id, "tick", "check_in:2", member_id=lan.id, after=60)
        audit.forget(tx, lan.id)
    rows = world.rows("SELECT actor_id, member_id, unit_id FROM audit ORDER BY id")
    assert [(row["actor_id"], row["member_id"]) for row in rows] == [(None, an.id), (an.id, None)]
    assert {row["unit_id"] for row in rows} == {lan.unit_id}  # whose administrators may read it stays


def test_an_older_databases_audit_says_whom_it_is_about(tmp_path):
    with closing(connect(tmp_path / "old.db")) as connection:
        for number, path in available_migrations():
            if number == 6:
                connection.execute(
                    "INSERT INTO units (level, name, search_key, path) VALUES ('branch', 'A', 'a', '1.')"
                )
                connection.execute(
                    "INSERT INTO members (name, search_key, unit_id, state, created_at) "
                    "VALUES ('A', 'a', 1, 'entered', '')"
                )
                connection.execute(
                    "INSERT INTO audit (at, actor_id, action, subject, detail) "
                    "VALUES ('2026', 1, 'rename', 'member:1', '{}')"
                )
            connection.executescript(path.read_text(encoding="utf-8"))
        assert connection.execute("SELECT subject, member_id, unit_id FROM audit").fetchall() == [
            {"subject": "member", "member_id": 1, "unit_id": 1}
        ]


def test_an_entry_that_belongs_to_no_unit_is_for_those_at_the_top(world):
    worlds.act(world, "make admin an Huyện đoàn Mỹ Xuyên")
    worlds.act(world, "make admin hoa Tỉnh đoàn Sóc Trăng")
    an, hoa = world.asker("an"), world.asker("hoa")
    world.now += timedelta(minutes=1)
    with world.change() as tx:
        audit.note(tx, None, "erase", "member")
        assert audit.page(tx, an, most=9) == []
        assert [entry.action for entry in audit.page(tx, hoa, most=9)] == ["erase"]


def test_every_action_that_the_storage_notes_has_its_words():
    noted = set()
    for path in Path(audit.__file__).parent.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        noted |= set(re.findall(r"\bnote\(\s*tx,\s*(?:[\w.]+),\s*\"(\w+)\"", source))
    assert {"invite", "redeem", "revoke", "unit_merge", "verify"} <= noted
    assert noted <= audit_words.DONE.keys()


# Old names -----------------------------------------------------------------------------------------------------------


def test_an_older_databases_names_are_understood_too(tmp_path):
    """What was renamed, merged and moved before the names were kept stands in the audit and in the tree."""
    with closing(connect(tmp_path / "old.db")) as connection:
        for number, path in available_migrations():
            if number == 15:
                for row in (
                    (1, None, "Tỉnh đoàn Cần Thơ", "1.", None),
                    (2, 1, "Đoàn xã Tâm Đôn", "1.2.", None),
                    (3, 2, "Đoàn xã Tham Đôn", "1.2.3.", "2025-07-01"),
                    (4, 3, "Đoàn xã Đại Tâm", "1.2.3.4.", "2025-06-01"),
                    (5, 2, "Chi đoàn Ấp Tắc Gồng", "1.2.5.", None),
                ):
                    connection.execute(
                        "INSERT INTO units (id, parent_id, level, name, search_key, path, closed_at) "
                        "VALUES (?, ?, 'x', ?, '', ?, ?)",
                        row,
                    )
                for action, unit, before in (
                    ("unit_rename", 1, "Tỉnh đoàn Sóc Trăng"),
                    ("unit_rename", 4, "Đoàn xã Đại Tân"),
                    ("unit_move", 5, "Đoàn xã Tham Đôn"),
                ):
                    connection.execute(
                        "INSERT INTO audit (at, actor_id, action, subject, detail) VALUES ('2025', 1, ?, ?, ?)",
                        (action, f"unit:{unit}", json.dumps({"before": before})),
                    )
            connection.executescript(path.read_text(encoding="utf-8"))
        connection.commit()
        with reading(connection, datetime(2026, 1, 1, tzinfo=UTC)) as tx:
            everything = units.all_open(tx)
        for typed, unit in (
            ("Tỉnh đoàn Sóc Trăng", 1),
            ("tham đôn", 2),
            ("đại tâm", 2),
            ("xã đại tân", 2),
            ("ấp tắc gồng tham đôn", 5),
            ("ấp tắc gồng tâm đôn", 5),
        ):
            match = unit_search.search(typed, everything)
            assert ([one.id for one in match.units], match.certain) == ([unit], True), typed


def test_a_province_is_closed_by_nobody(world):
    worlds.act(world, "add unit Tỉnh đoàn Bạc Liêu")
    worlds.act(world, "make admin hoa Tỉnh đoàn Bạc Liêu")
    hoa = world.asker("hoa")
    with pytest.raises(UnitChangeError, match=r"^gone$"), world.change() as tx:
        unit_changes.close(tx, hoa, unit_id(world, "Tỉnh đoàn Bạc Liêu"))


def test_nothing_is_moved_to_where_its_name_is_taken(world):
    worlds.act(world, "add unit Chi đoàn Ấp Đại Ân below Đoàn xã Tham Đôn")
    hoa, branch, commune = world.asker("hoa"), world.member("lan").unit_id, unit_id(world, "Đoàn xã Tham Đôn")
    with pytest.raises(UnitChangeError, match=r"^name_taken$"), world.change() as tx:
        unit_changes.move(tx, hoa, branch, commune)


def test_a_province_that_is_put_below_another_stands_in_the_audit_with_its_actor(world):
    worlds.act(world, "add unit Tỉnh đoàn Bạc Liêu")
    worlds.act(world, "make admin hoa Tỉnh đoàn Bạc Liêu")
    hoa = world.asker("hoa")
    with world.change() as tx:
        unit_changes.move(tx, hoa, unit_id(world, "Tỉnh đoàn Bạc Liêu"), unit_id(world, "Tỉnh đoàn Sóc Trăng"))
    assert world.rows("SELECT action, actor_id, detail FROM audit") == [
        {
            "action": "unit_put_below",
            "actor_id": hoa.member_id,
            "detail": '{"name": "Tỉnh đoàn Bạc Liêu", "after": "Tỉnh đoàn Sóc Trăng"}',
        }
    ]


def test_a_table_with_the_old_name_of_a_unit_is_read(world):
    merged(world, "Đoàn xã Tham Đôn", "Đoàn xã Đại Tâm")
    hoa = world.asker("hoa")
    lines = [[0, 4, ["Nguyễn Văn A", "2004", "Đoàn xã Tham Đôn"]]]
    wanted = jobs.MatchMembers(sheet=0, heading=3, columns={"name": [0], "birth": [1], "unit": [2]}, unit_id=None)
    with world.change() as tx:
        planned = list(matching.members(tx, hoa, wanted, lines))
    assert planned[-1][:2] == ["new", 4], planned
    assert planned[-1][-1] == unit_id(world, "Đoàn xã Đại Tâm")
