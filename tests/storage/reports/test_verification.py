"""Who may give their word on what, and that a word is given once."""

import json
from datetime import timedelta

import pytest

from storage.attendance import live_codes, roster
from storage.campaigns import campaigns
from storage.errors import OutOfScopeError
from storage.reports import my_record, reports, verification
from tests.support import world as worlds


def waiting_for(world, name: str) -> list[str]:
    """Whose check-ins await this person's word."""
    asker = world.asker(name)
    with world.change() as tx:
        return [one.member for one in verification.awaiting(tx, asker)]


def shift_of(tx, name: str):
    return campaigns.shift(tx, worlds.SHIFTS[name])


@pytest.fixture
def lan_there(world):
    """Lan has checked in at the trees, which are on."""
    worlds.act(world, "check in lan trees")
    return world


@pytest.fixture
def lan_waits(lan_there):
    """The trees are over, and Lan's check-in awaits a decision."""
    worlds.act(lan_there, "clock 12:00")
    return lan_there


@pytest.mark.parametrize(
    ("unit", "sees"),
    [
        ("Chi đoàn Ấp Đại Ân", True),  # the member's own
        ("Đoàn xã Đại Tâm", True),  # the shift's host
        ("Huyện đoàn Mỹ Xuyên", True),  # above both
        ("Tỉnh đoàn Sóc Trăng", True),  # the campaign's
        ("Chi đoàn Ấp Đại Nghĩa Thắng", False),  # beside the member's, below the host
        ("Huyện đoàn Kế Sách", False),
    ],
)
def test_scope_by_the_members_unit_the_host_or_the_campaign(lan_waits, unit, sees):
    worlds.act(lan_waits, f"make leader khoa {unit}")
    assert waiting_for(lan_waits, "khoa") == (["Nguyễn Thị Lan"] if sees else [])
    asker = lan_waits.asker("khoa")
    with lan_waits.change() as tx:
        on_roster = [one.name for one in roster.people(tx, asker, shift_of(tx, "trees"))]
    assert on_roster == (["Nguyễn Thị Lan"] if sees else [])


def test_the_unit_is_that_of_the_day(lan_waits):
    worlds.act(lan_waits, "move member lan Chi đoàn Ấp Phú Tây")
    worlds.act(lan_waits, "make leader khoa Chi đoàn Ấp Phú Tây")
    worlds.act(lan_waits, "make leader an Chi đoàn Ấp Đại Ân")
    assert waiting_for(lan_waits, "khoa") == []
    assert waiting_for(lan_waits, "an") == ["Nguyễn Thị Lan"]


def test_nobody_verifies_or_ticks_themselves(world):
    worlds.act(world, "check in minh trees")
    shift, asker = world.shift("cleanup"), world.asker("minh")
    with world.change() as tx:
        assert roster.tick_off(tx, asker, shift, asker.member_id) is None
    worlds.act(world, "clock 12:00")
    assert waiting_for(world, "minh") == []
    assert waiting_for(world, "hoa") == ["Phạm Quang Minh"]
    with world.change() as tx:
        assert roster.tick_off(tx, asker, shift, asker.member_id) is None


def test_a_word_is_given_once(lan_waits):
    first, second = lan_waits.asker("minh"), lan_waits.asker("hoa")
    with lan_waits.change() as tx:
        (item,) = verification.awaiting(tx, second)
        verification.verify(tx, first, item, minutes=180, quantities={})
        with pytest.raises(OutOfScopeError):
            verification.give_back(tx, second, item, "too late")
    assert lan_waits.rows("SELECT state, minutes_claimed, minutes_verified FROM check_ins") == [
        {"state": "verified", "minutes_claimed": 240, "minutes_verified": 180}
    ]


def test_a_verified_report_verifies_its_check_in_and_keeps_what_was_claimed(lan_waits):
    lan_waits.now += timedelta(hours=5)
    worlds.act(lan_waits, "report lan trees 300 trees=120")
    minh, lan = lan_waits.asker("minh"), lan_waits.asker("lan")
    with lan_waits.change() as tx:
        (item,) = verification.awaiting(tx, minh)
        verification.verify(tx, minh, item, minutes=240, quantities={"trees": 12})
    assert lan_waits.rows("SELECT quantity, claimed, verified FROM report_quantities") == [
        {"quantity": "trees", "claimed": 120, "verified": 12}
    ]
    assert lan_waits.rows("SELECT minutes_claimed, minutes_verified FROM reports") == [
        {"minutes_claimed": 300, "minutes_verified": 240}
    ]
    with lan_waits.change() as tx:
        assert [turn.minutes for turn in my_record.verified_check_ins(tx, lan)] == [240]
        assert [one.number for one in my_record.quantities(tx, lan)] == [12]
    audited = lan_waits.rows("SELECT actor_id, action, detail FROM audit WHERE action = 'verify'")
    assert [(one["actor_id"], json.loads(one["detail"])["before"]) for one in audited] == [(minh.member_id, 300)]


def test_a_report_is_sent_once_and_again_only_when_it_was_returned(lan_waits):
    lan_waits.now += timedelta(hours=5)
    worlds.act(lan_waits, "report lan trees 240 trees=1")
    lan, minh = lan_waits.asker("lan"), lan_waits.asker("minh")
    again = {"minutes": 200, "quantities": {"trees": 2}, "photos": [], "note": ""}
    with lan_waits.change() as tx:
        (item,) = verification.awaiting(tx, minh)
        assert reports.save(tx, lan, item.check_in_id, **again) is None
        verification.give_back(tx, minh, item, "Please count again")
        assert reports.save(tx, minh, item.check_in_id, **again) is None  # somebody else's check-in
        assert reports.save(tx, lan, item.check_in_id, **again) == item.report_id
    assert lan_waits.rows("SELECT claimed FROM report_quantities") == [{"claimed": 2}]
    assert lan_waits.one("SELECT state FROM reports") == "waiting"


def test_a_tick_undone_stays_in_the_history_and_counts_no_more(world):
    shift, minh, lan = world.shift("trees"), world.asker("minh"), world.asker("lan")
    with world.change() as tx:
        assert roster.tick_off(tx, minh, shift, lan.member_id) is not None
        assert roster.tick_off(tx, minh, shift, lan.member_id) is None  # twice is once
        (person,) = roster.people(tx, minh, shift)
        assert roster.undo(tx, minh, shift, person, "by mistake")
        assert not roster.undo(tx, minh, shift, person, "once more")
        assert my_record.verified_check_ins(tx, lan) == []
        assert roster.tick_off(tx, minh, shift, lan.member_id) == person.check_in_id
    assert [one["action"] for one in world.rows("SELECT action FROM audit ORDER BY id")] == ["tick", "undo", "tick"]


@pytest.fixture
def counted(lan_waits):
    """Lan's check-in and her report of twelve trees are verified."""
    lan_waits.now += timedelta(hours=5)
    worlds.act(lan_waits, "report lan trees 240 trees=12")
    worlds.act(lan_waits, "verify minh")
    assert my_figures(lan_waits) == ([240], [12])
    return lan_waits


def my_figures(world) -> tuple[list[int], list[int]]:
    """The minutes and the figures in Lan's own record."""
    lan = world.asker("lan")
    with world.change() as tx:
        turns, quantities = my_record.verified_check_ins(tx, lan), my_record.quantities(tx, lan)
    return [one.minutes for one in turns], [one.number for one in quantities]


@pytest.mark.parametrize("state", ["waiting", "returned", "undone"])
def test_figures_of_a_check_in_that_is_not_verified_are_not_in_ones_record(counted, state):
    counted.connection.execute("UPDATE check_ins SET state = ?, minutes_verified = NULL", (state,))
    assert my_figures(counted) == ([], [])


@pytest.mark.parametrize("state", ["waiting", "returned"])
def test_figures_of_a_report_that_is_not_verified_are_not_in_ones_record(counted, state):
    """Not even where a word was given on them once."""
    counted.connection.execute("UPDATE reports SET state = ?, minutes_claimed = 600", (state,))
    assert my_figures(counted) == ([240], [])
    counted.connection.execute("UPDATE reports SET state = ?, minutes_verified = 600", (state,))
    assert my_figures(counted) == ([240], [])


def test_figures_go_with_a_check_in_that_a_leader_takes_back(counted):
    minh = counted.asker("minh")
    with counted.change() as tx:
        (person,) = roster.people(tx, minh, shift_of(tx, "trees"))
        assert roster.undo(tx, minh, shift_of(tx, "trees"), person, "by mistake")
    assert my_figures(counted) == ([], [])


@pytest.mark.parametrize("what", ["check_in", "report"])
def test_what_is_returned_stands_in_the_audit(lan_waits, what):
    """Whose it is, by whose word, and which; the reason, which may name somebody, is not in it."""
    lan_waits.now += timedelta(hours=5)
    if what == "report":
        worlds.act(lan_waits, "report lan trees 300 trees=120")
    minh, lan = lan_waits.asker("minh"), lan_waits.asker("lan")
    with lan_waits.change() as tx:
        (item,) = verification.awaiting(tx, minh)
        verification.give_back(tx, minh, item, "Hỏi Lê Văn An")
    subject = f"{what}:{item.check_in_id if what == 'check_in' else item.report_id}"
    assert lan_waits.rows("SELECT actor_id, action, subject, member_id, unit_id, detail FROM audit") == [
        {
            "actor_id": minh.member_id,
            "action": "return",
            "subject": subject,
            "member_id": lan.member_id,
            "unit_id": lan.unit_id,
            "detail": "{}",
        }
    ]


def test_a_return_that_is_refused_leaves_nothing_in_the_audit(lan_waits):
    minh, khoa = lan_waits.asker("minh"), lan_waits.asker("khoa")
    with lan_waits.change() as tx:
        (item,) = verification.awaiting(tx, minh)
        with pytest.raises(OutOfScopeError):
            verification.give_back(tx, khoa, item, "not mine")
    assert lan_waits.rows("SELECT * FROM audit") == []


@pytest.mark.parametrize(
    ("minutes", "length", "also"),
    [(-60, 60, False), (-60, 61, True), (0, 240, True), (60, 30, True), (239, 60, True), (240, 60, False)],
    ids=["before it", "into it", "the same hours", "within it", "out of it", "after it"],
)
def test_who_goes_from_one_shift_to_the_next_is_not_at_two_at_once(lan_there, minutes, length, also):
    """The other shift begins so many minutes after the trees, which take four hours; both directions see it."""
    starts_at = lan_there.shift("trees").starts_at + timedelta(minutes=minutes)
    lan_there.connection.execute(
        "UPDATE shifts SET opens_at = ?, starts_at = ?, ends_at = ? WHERE id = ?",
        (starts_at, starts_at, starts_at + timedelta(minutes=length), worlds.SHIFTS["blood"]),
    )
    worlds.act(lan_there, "check in lan blood")
    worlds.act(lan_there, "clock 13:00")
    hoa = lan_there.asker("hoa")
    with lan_there.change() as tx:
        by_title = {one.title: one.also_at for one in verification.awaiting(tx, hoa)}
    assert by_title == {
        "Trồng cây xanh": "Hiến máu tình nguyện" if also else None,
        "Hiến máu tình nguyện": "Trồng cây xanh" if also else None,
    }


def test_a_tick_waits_for_check_in_to_open_and_keeps_to_the_scope(world):
    minh, lan = world.asker("minh"), world.asker("lan")
    worlds.act(world, "make leader khoa Đoàn xã An Mỹ")
    with world.change() as tx:
        assert roster.tick_off(tx, minh, shift_of(tx, "trees-tomorrow"), lan.member_id) is None
    khoa = world.asker("khoa")
    with world.change() as tx:
        assert roster.tick_off(tx, khoa, shift_of(tx, "trees"), lan.member_id) is None


def test_only_who_leads_a_shift_voids_its_posters(world):
    worlds.act(world, "make leader an Chi đoàn Ấp Đại Ân")
    an, minh, shift = world.asker("an"), world.asker("minh"), world.shift("cleanup")
    with world.change() as tx:
        with pytest.raises(OutOfScopeError):
            live_codes.void_posters(tx, an, shift)
        live_codes.void_posters(tx, minh, shift)
    assert world.shift("cleanup").generation == shift.generation + 1


def test_a_proof_is_strong_if_it_shows_presence(world):
    for name, shift in (("lan", "trees"), ("an", "cleanup"), ("binh", "blood")):
        worlds.act(world, f"check in {name} {shift}")
    worlds.act(world, "clock 20:00")
    hoa = world.asker("hoa")
    with world.change() as tx:
        strong = {one.member: one.strong for one in verification.awaiting(tx, hoa)}
    assert strong == {"Nguyễn Thị Lan": True, "Lê Văn An": False, "Thạch Bình": True}
