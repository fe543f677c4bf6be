"""Requests to leaders: who decides, and what their yes does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.people import members, merging, requests
from storage.records import Asker
from tests.support.world import SHIFTS


@pytest.fixture
def ut(world):
    """The person whom a leader wrote down."""
    return world.member("Trần Văn Út")


def claim(world, name: str, entered_id: int) -> requests.Request:
    asker = world.asker(name)
    entered = world.one("SELECT unit_id FROM members WHERE id = ?", entered_id)
    with world.change() as tx:
        return requests.ask(tx, asker, "same_person", unit_id=entered, entered_id=entered_id)


def attend(world, member_id: int, shift: str, *, verified: int | None = None, report: str | None = None) -> int:
    """A check-in of anybody at a shift, and a report on it in a state; returns the check-in's id."""
    person = world.rows("SELECT * FROM members WHERE id = ?", member_id)[0]
    asker = Asker(member_id=member_id, unit_id=person["unit_id"], unit_path="")
    with world.change() as tx:
        made = check_ins.check_in(tx, asker, campaigns.shift(tx, SHIFTS[shift]), proof="leader")
        assert made is not None
        if verified is not None:
            tx.connection.execute(
                "UPDATE check_ins SET state = 'verified', minutes_verified = ? WHERE id = ?", (verified, made.id)
            )
        if report is not None:
            tx.connection.execute(
                "INSERT INTO reports (check_in_id, minutes_claimed, minutes_verified, state, reported_at) "
                "VALUES (?, 60, ?, ?, ?)",
                (made.id, 60 if report == "verified" else None, report, world.now),
            )
        return made.id


def id_of(world, name: str) -> int:
    return world.one("SELECT id FROM members WHERE name = ?", name)


def decide(world, name: str, request: requests.Request, *, yes: bool = True) -> requests.Decision | None:
    asker = world.asker(name)
    with world.change() as tx:
        return (requests.accept if yes else requests.refuse)(tx, asker, request.id)


# Who decides ----------------------------------------------------------------------------------------------------------


def test_the_nearest_leaders_are_asked_and_nobody_else(world):
    asker = world.asker("lan")
    with world.change() as tx:
        below_minh = world.rows("SELECT path FROM units WHERE name = 'Chi đoàn Ấp Đại Ân'")[0]["path"]
        elsewhere = world.rows("SELECT path FROM units WHERE name = 'Đoàn xã An Mỹ'")[0]["path"]
        assert requests.deciders(tx, asker, below_minh) == [id_of(world, "Phạm Quang Minh")]
        assert requests.deciders(tx, asker, elsewhere) == [id_of(world, "Sơn Thị Hoa")]


def test_nobody_is_asked_about_themselves(world):
    minh = world.asker("minh")
    path = world.one("SELECT path FROM units WHERE name = 'Đoàn xã Đại Tâm'")
    with world.change() as tx:
        assert requests.deciders(tx, minh, path) == [id_of(world, "Sơn Thị Hoa")]


def test_a_leader_sees_and_decides_what_is_asked_of_their_units_alone(world, ut):
    there = claim(world, "lan", ut.id)
    asker = world.asker("khoa")
    with world.change() as tx:
        here = requests.ask(tx, asker, "move", unit_id=world.unit_id("Đoàn xã Tham Đôn"))
    minh = world.asker("minh")
    with world.change() as tx:
        assert [one.id for one in requests.waiting_for(tx, minh)] == [there.id]
        assert requests.waiting_for(tx, asker) == []
    assert decide(world, "minh", here) is None
    assert decide(world, "an", there) is None
    assert world.one("SELECT count(*) FROM requests WHERE state = 'waiting'") == 2


def test_nobody_decides_about_themselves(world):
    minh = world.asker("minh")
    with world.change() as tx:
        mine = requests.ask(tx, minh, "move", unit_id=world.unit_id("Chi đoàn Ấp Đại Ân"))
    assert decide(world, "minh", mine) is None


def test_a_word_is_said_once(world, ut):
    request = claim(world, "lan", ut.id)
    assert decide(world, "minh", request, yes=False) is not None
    assert decide(world, "hoa", request) is None
    assert world.one("SELECT count(*) FROM members WHERE id = ?", ut.id) == 1


@pytest.mark.parametrize(("yes", "noted"), [(True, ["accepted", "merge"]), (False, ["refused"])])
def test_a_word_and_what_it_does_stand_in_the_audit_with_their_actor(world, ut, yes, noted):
    request = claim(world, "lan", ut.id)
    decide(world, "minh", request, yes=yes)
    assert world.rows("SELECT action, actor_id, member_id FROM audit ORDER BY id") == [
        {"action": action, "actor_id": world.member("minh").id, "member_id": world.member("lan").id} for action in noted
    ]


def test_asking_again_voids_what_was_asked_before(world):
    khoa = world.asker("khoa")
    with world.change() as tx:
        first = requests.ask(tx, khoa, "move", unit_id=world.unit_id("Chi đoàn Ấp Đại Ân"))
        second = requests.ask(tx, khoa, "move", unit_id=world.unit_id("Đoàn xã Tham Đôn"))
        assert [one.id for one in requests.mine(tx, khoa)] == [second.id]
    assert first.unit_name == "Chi đoàn Ấp Đại Ân"


def test_a_move_changes_the_unit_and_leaves_what_was_done_with_the_old_one(world):
    khoa = world.asker("khoa")
    check_in = attend(world, khoa.member_id, "trees", verified=240)
    with world.change() as tx:
        request = requests.ask(tx, khoa, "move", unit_id=world.unit_id("Chi đoàn Ấp Đại Ân"))
    decide(world, "minh", request)
    assert world.member("khoa").unit_id == world.unit_id("Chi đoàn Ấp Đại Ân")
    assert world.one("SELECT unit_id FROM check_ins WHERE id = ?", check_in) == world.unit_id("Đoàn xã An Mỹ")


# Two records become one -----------------------------------------------------------------------------------------------


def test_what_the_leader_wrote_down_becomes_the_members(world, ut):
    lan = world.member("lan")
    attend(world, ut.id, "trees", verified=240, report="verified")
    attend(world, ut.id, "cleanup")
    decision = decide(world, "minh", claim(world, "lan", ut.id))
    assert decision is not None
    assert decision.accepted
    assert world.one("SELECT count(*) FROM members WHERE id = ?", ut.id) == 0
    assert world.one("SELECT count(*) FROM check_ins WHERE member_id = ?", lan.id) == 2
    assert world.one("SELECT sum(minutes_verified) FROM check_ins WHERE member_id = ?", lan.id) == 240
    assert world.one("SELECT count(*) FROM reports") == 1


@pytest.mark.parametrize(
    ("own", "other", "minutes"),
    [
        ({"verified": 200}, {"verified": 240}, 200),
        ({}, {"verified": 240}, 240),
        ({"verified": 200}, {}, 200),
        ({}, {}, None),
    ],
)
def test_a_shift_that_both_attended_counts_once(world, ut, own, other, minutes):
    lan = world.member("lan")
    attend(world, lan.id, "trees", **own)
    attend(world, ut.id, "trees", **other)
    decide(world, "minh", claim(world, "lan", ut.id))
    assert world.one("SELECT count(*) FROM check_ins") == 1
    assert world.one("SELECT minutes_verified FROM check_ins WHERE member_id = ?", lan.id) == minutes


@pytest.mark.parametrize(
    ("own", "other", "kept"),
    [
        ({"report": "waiting"}, {"verified": 240}, "waiting"),
        ({"verified": 240}, {"report": "waiting"}, "waiting"),
        ({"report": "waiting"}, {"verified": 240, "report": "verified"}, "verified"),
        ({"verified": 240, "report": "verified"}, {"report": "returned"}, "verified"),
        ({"verified": 240, "report": "returned"}, {"report": "waiting"}, "waiting"),
    ],
)
def test_of_two_reports_on_one_shift_the_stronger_stays(world, ut, own, other, kept):
    lan = world.member("lan")
    attend(world, lan.id, "trees", **own)
    attend(world, ut.id, "trees", **other)
    decide(world, "minh", claim(world, "lan", ut.id))
    assert [row["state"] for row in world.rows("SELECT state FROM reports")] == [kept]
    assert world.one("SELECT state FROM check_ins WHERE member_id = ?", lan.id) == "verified"


def test_of_two_who_say_that_it_is_them_one_is_believed_and_the_other_hears_no(world, ut):
    first, second = claim(world, "lan", ut.id), claim(world, "an", ut.id)
    decision = decide(world, "minh", second)
    assert decision is not None
    assert [one.id for one in decision.also_refused] == [first.id]
    assert world.one("SELECT state FROM requests WHERE id = ?", first.id) == "refused"
    assert world.one("SELECT state FROM requests WHERE id = ?", second.id) == "accepted"
    decided = world.rows("SELECT actor_id, action, subject, member_id FROM audit WHERE subject LIKE 'request:%'")
    minh, lan, an = (id_of(world, name) for name in ("Phạm Quang Minh", "Nguyễn Thị Lan", "Lê Văn An"))
    assert sorted((row["actor_id"], row["action"], row["subject"], row["member_id"]) for row in decided) == [
        (minh, "accepted", f"request:{second.id}", an),
        (minh, "refused", f"request:{first.id}", lan),
    ]


def test_a_request_that_is_refused_is_in_the_audit(world, ut):
    decide(world, "minh", claim(world, "lan", ut.id), yes=False)
    (row,) = world.rows("SELECT actor_id, member_id, detail FROM audit WHERE action = 'refused'")
    assert (row["actor_id"], row["member_id"]) == (id_of(world, "Phạm Quang Minh"), id_of(world, "Nguyễn Thị Lan"))
    assert json.loads(row["detail"]) == {"kind": "same_person", "before": "waiting", "after": "refused"}


def test_a_seat_that_was_held_twice_goes_to_whoever_waits(world, ut):
    lan, an, entered = world.asker("lan"), world.asker("an"), Asker(member_id=ut.id, unit_id=ut.unit_id, unit_path="")
    shift = world.shift("trees")
    with world.change() as tx:
        assert sign_ups.take_seat(tx, lan, shift.id)
        assert sign_ups.take_seat(tx, entered, shift.id)
        tx.connection.execute("UPDATE shifts SET capacity = 2 WHERE id = ?", (shift.id,))
        waiting = sign_ups.wait(tx, an, shift.id)
    decision = decide(world, "minh", claim(world, "lan", ut.id))
    assert decision is not None
    assert [one.id for one in decision.moved_up] == [waiting.id]
    assert world.one("SELECT seats_taken FROM shifts WHERE id = ?", shift.id) == 2
    assert world.one("SELECT count(*) FROM sign_ups WHERE member_id = ? AND state = 'seated'", lan.member_id) == 1


def test_only_entered_records_are_merged_away(world):
    lan, an = world.member("lan"), world.member("an")
    attend(world, an.id, "trees")
    minh = world.asker("minh")
    with world.change() as tx:
        merging.merge(tx, minh, entered_id=an.id, member_id=lan.id)
    assert world.one("SELECT count(*) FROM members WHERE id = ?", an.id) == 1
    assert world.one("SELECT count(*) FROM check_ins WHERE member_id = ?", an.id) == 1


# Who is asked "is this you?" ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "born", "unit", "found"),
    [
        ("Trần Văn Út", 2002, "Chi đoàn Ấp Đại Ân", 1),
        ("tran van ut", 2002, "Đoàn xã Đại Tâm", 1),
        ("Trần Út Văn", 2002, "Chi đoàn Ấp Đại Ân", 1),
        ("Trần Văn Út", 2003, "Chi đoàn Ấp Đại Ân", 0),
        ("Trần Văn Út", 2002, "Chi đoàn Ấp Đại Nghĩa Thắng", 0),
        ("Lê Văn Út", 2002, "Chi đoàn Ấp Đại Ân", 0),
    ],
)
def test_who_may_be_somebody_written_down_earlier(world, name, born, unit, found):
    path = world.one("SELECT path FROM units WHERE name = ?", unit)
    with world.change() as tx:
        assert len(members.entered_like(tx, name=name, birth_year=born, unit_path=path)) == found


def test_an_entered_record_without_a_birth_year_contradicts_nobody(world):
    with world.change() as tx:
        members.enter(tx, None, name="Danh Thị Sà Rết", unit_id=world.unit_id("Đoàn xã Tham Đôn"))
        path = world.one("SELECT path FROM units WHERE name = 'Đoàn xã Tham Đôn'")
        assert len(members.entered_like(tx, name="Danh Thị Sa Ret", birth_year=2001, unit_path=path)) == 1


def test_a_check_in_keeps_its_moment(world, ut):
    before = world.now
    check_in = attend(world, ut.id, "trees")
    world.now += timedelta(days=3)
    decide(world, "minh", claim(world, "lan", ut.id))
    assert world.one("SELECT checked_in_at FROM check_ins WHERE id = ?", check_in).startswith(f"{before:%Y-%m-%d}")
