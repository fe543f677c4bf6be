"""Hours come when a shift is over, by whatever came before; and a returned report waits for its sender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storage.attendance import roster
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.records import Asker
from storage.reports import participation, reports, verification
from storage.reports.verification import Awaiting
from tests.support import world as worlds
from tests.support.world import SHIFTS, World, act

PEOPLE = ("lan", "an")
FULL = 240  # minutes that the shift is long
WORTH = """
    SELECT sum(CASE WHEN check_ins.state <> 'verified' THEN 0
        WHEN reports.state = 'verified' THEN reports.minutes_verified ELSE check_ins.minutes_verified END) AS minutes
    FROM check_ins LEFT JOIN reports ON reports.check_in_id = check_ins.id
    WHERE check_ins.shift_id = ? AND check_ins.member_id = ?
"""  # what a person has of a shift


@dataclass
class Expected:
    """What somebody has of the shift by the rules alone: how they stand, what it counts, and what they report.

    `there`: "", "waiting", "there" (ticked while the shift was on; hours to come), "verified", "returned" or "undone".
    """

    there: str = ""
    counts: int = 0
    report: str = ""
    claims: int = 0
    agreed: int = 0

    @property
    def worth(self) -> int:
        """The minutes that are verified."""
        if self.there not in {"there", "verified"}:
            return 0
        return self.agreed if self.report == "verified" else self.counts

    def give(self) -> None:
        """The shift is over, and the clock has come by."""
        if self.there == "there":
            self.there, self.counts = "verified", min([FULL] + [self.claims] * (self.report != ""))


class Day(RuleBasedStateMachine):
    """One shift of four hours, from its beginning past its end, with two people and their leader.

    `expected` is what each has by the rules, told without any of the program's words.
    """

    template: ClassVar[object]
    number: ClassVar[int] = 0

    @initialize(comes=st.lists(st.sampled_from(("ticked", "checked in", "")), min_size=2, max_size=2))
    def begin(self, comes):
        Day.number += 1
        self.world = worlds.copied(self.template, self.template.with_name(f"day-{Day.number}.db"))
        self.shift = self.world.shift("trees")
        self.leader = self.world.asker("minh")
        self.least = {}  # the least that a person reported and had returned
        self.expected = {name: Expected() for name in PEOPLE}
        for name, how in zip(PEOPLE, comes, strict=True):
            if how == "ticked":
                self.is_ticked(name)
            elif how:
                self.checks_in(name)

    def teardown(self):
        if hasattr(self, "world"):
            self.world.close()
            self.world.path.unlink()

    def called(self, member_id):
        return next(name for name in PEOPLE if self.world.member(name).id == member_id)

    @property
    def over(self):
        return self.world.now >= self.shift.ends_at

    def person(self, name):
        member_id = self.world.member(name).id
        with self.world.change() as tx:
            people = roster.people(tx, self.leader, self.shift)
        return next((one for one in people if one.member_id == member_id), None)

    def waiting(self, name=None):
        with self.world.change() as tx:
            items = verification.awaiting(tx, self.leader)
        return [one for one in items if name is None or one.member_id == self.world.member(name).id]

    @rule(minutes=st.sampled_from((5, 60)))
    def time_goes_by(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @precondition(lambda self: not self.over)
    @rule()
    def the_shift_ends(self):
        self.world.now = self.shift.ends_at
        self.the_clock_gives_hours()

    @rule(name=st.sampled_from(PEOPLE))
    def checks_in(self, name):
        person = self.person(name)
        if not self.over and (person is None or person.state in {None, "undone"}):
            act(self.world, f"check in {name} trees")
            self.expected[name].there = "waiting"

    @rule(name=st.sampled_from(PEOPLE))
    def is_ticked(self, name):
        member_id = self.world.member(name).id
        with self.world.change() as tx:
            ticked = roster.tick_off(tx, self.leader, self.shift, member_id)
        who = self.expected[name]
        assert (ticked is not None) == (who.there in {"", "undone", "returned"})
        if ticked is not None:
            who.there, who.counts = ("verified", FULL) if self.over else ("there", 0)

    @rule(name=st.sampled_from(PEOPLE), minutes=st.sampled_from((None, 30)))
    def is_decided_on_the_roster(self, name, minutes):
        person = self.person(name)
        if person is None or not person.there:
            return
        with self.world.change() as tx:
            if minutes is None:
                vouched = roster.vouch(tx, self.leader, self.shift, person)
                assert vouched == (not self.over and person.state == "waiting")
                if vouched:
                    self.expected[name].there, self.expected[name].counts = "there", 0
                return
            assert roster.verify_minutes(tx, self.leader, self.shift, person, minutes) == self.over
        if self.over:
            who = self.expected[name]
            who.there, who.counts, who.agreed = "verified", minutes, minutes

    @rule(name=st.sampled_from(PEOPLE))
    def is_taken_back(self, name):
        person = self.person(name)
        if person is not None:
            with self.world.change() as tx:
                undone = roster.undo(tx, self.leader, self.shift, person, "nhầm")
            assert undone == person.there
            if undone:
                self.expected[name].there = "undone"

    @rule(name=st.sampled_from(PEOPLE), minutes=st.sampled_from((30, 60, 240)), trees=st.integers(0, 9))
    def reports(self, name, minutes, trees):
        asker = self.world.asker(name)
        with self.world.change() as tx:
            due = [one for one in reports.to_report(tx, asker) if one.shift_id == SHIFTS["trees"]]
            for one in due:
                reports.save(
                    tx, asker, one.check_in_id, minutes=minutes, quantities={"trees": trees}, photos=[], note=""
                )
        who = self.expected[name]
        assert bool(due) == (who.there in {"waiting", "there", "verified"} and who.report in {"", "returned"})
        if due:
            who.report, who.claims = "waiting", minutes

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), yes=st.booleans())
    def is_decided(self, data, yes):
        item = data.draw(st.sampled_from(self.waiting()))
        who = self.expected[self.called(item.member_id)]
        with self.world.change() as tx:
            (trees,) = verification.claimed_in(tx, item) or (None,)
            if item.report_id is not None:
                least = self.least.get(item.report_id, (None, None))
                assert (item.minutes_before, trees.before) == least, "the verifier sees the least that came before"
            if yes:
                verification.verify(tx, self.leader, item, minutes=item.minutes, quantities={})
                if item.report_id is not None:
                    who.report, who.agreed = "verified", who.claims
                if who.there == "waiting":
                    who.there, who.counts = "verified", item.minutes
                return
            verification.give_back(tx, self.leader, item, "chưa khớp")
        if item.report_id is None:
            who.there = "returned"
        else:
            who.report = "returned"
            who.counts = min(who.counts, who.claims)
            known = [one for one in (least[0], item.minutes) if one is not None]
            trees_known = [one for one in (least[1], trees.claimed) if one is not None]
            self.least[item.report_id] = (min(known), min(trees_known))
            assert self.waiting_of(item) == [], "a report that was returned waits for its sender"

    def waiting_of(self, item):
        return [one for one in self.waiting() if one.check_in_id == item.check_in_id]

    @rule()
    def the_clock_gives_hours(self):
        with self.world.change() as tx:
            while roster.give_hours(tx):
                pass
        if self.over:
            for who in self.expected.values():
                who.give()
            assert self.world.one("SELECT count(*) FROM check_ins WHERE hours_pending = 1") == 0

    @invariant()
    def what_is_verified_is_what_the_rules_say(self):
        if not hasattr(self, "world"):
            return
        expected = {name: who.worth for name, who in self.expected.items()}
        worth = {name: self.world.one(WORTH, SHIFTS["trees"], self.world.member(name).id) or 0 for name in PEOPLE}
        assert worth == expected
        asker, province = self.world.asker("hoa"), self.world.unit_id("Tỉnh đoàn Sóc Trăng")
        with self.world.change() as tx:
            day = (self.shift.starts_at, self.shift.ends_at)
            _units, people = participation.of(tx, asker, units.by_id(tx, province), *day)
        assert sum(person.minutes for person in people) == sum(expected.values()), "the table of who took part"
        tallied = "SELECT coalesce(sum(verified), 0) FROM tallies WHERE quantity = 'minutes'"
        assert self.world.one(tallied) == sum(expected.values()), "the year's targets"

    @invariant()
    def nothing_counts_before_the_shift_is_over(self):
        if hasattr(self, "world") and not self.over:
            worth = [self.world.one(WORTH, SHIFTS["trees"], self.world.member(name).id) or 0 for name in PEOPLE]
            assert worth == [0] * len(PEOPLE)
            assert self.waiting() == []

    @invariant()
    def hours_are_pending_only_where_somebody_is_there(self):
        if hasattr(self, "world"):
            pending = (
                "SELECT count(*) FROM check_ins WHERE hours_pending = 1 AND (state <> 'verified' OR minutes_verified)"
            )
            assert self.world.one(pending) == 0


def test_hours_come_at_the_end_whatever_happens(world: World):
    world.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    Day.template = world.path
    case = Day.TestCase
    case.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
    case().runTest()


def test_a_tick_is_presence_now_and_hours_at_the_end(world: World):
    leader, shift, lan = world.asker("minh"), world.shift("trees"), world.member("lan").id
    with world.change() as tx:
        assert roster.tick_off(tx, leader, shift, lan) is not None
        assert roster.give_hours(tx) == 0
    assert world.one(WORTH, shift.id, lan) == 0
    world.now = shift.ends_at
    with world.change() as tx:
        assert roster.give_hours(tx) == 1
        assert roster.give_hours(tx) == 0
    assert world.one(WORTH, shift.id, lan) == 240


def reported(world: World, name: str, minutes: int) -> None:
    act(world, f"report {name} trees {minutes}")


def item_of(world: World, leader: Asker) -> Awaiting:
    with world.change() as tx:
        (item,) = verification.awaiting(tx, leader)
    return item


@pytest.mark.parametrize(("says", "counts"), [(60, 60), (240, 240), (300, 240)])
def test_a_tick_counts_no_more_than_ones_own_report(world: World, says: int, counts: int):
    leader, shift, lan = world.asker("minh"), world.shift("trees"), world.member("lan").id
    with world.change() as tx:
        roster.tick_off(tx, leader, shift, lan)
    reported(world, "lan", says)
    world.now = shift.ends_at
    with world.change() as tx:
        roster.give_hours(tx)
    assert world.one(WORTH, shift.id, lan) == counts


def test_a_report_that_is_returned_takes_the_ticks_hours_down_to_its_own(world: World):
    leader, shift, lan = world.asker("minh"), world.shift("trees"), world.member("lan").id
    world.now = shift.ends_at
    with world.change() as tx:
        roster.tick_off(tx, leader, shift, lan)
    reported(world, "lan", 60)
    assert world.one(WORTH, shift.id, lan) == FULL
    item = item_of(world, leader)
    with world.change() as tx:
        verification.give_back(tx, leader, item, "thiếu ảnh")
    assert world.one(WORTH, shift.id, lan) == 60


def test_a_returned_report_waits_for_its_sender_and_is_last_when_it_comes_again(world: World):
    for name in ("lan", "an"):
        act(world, f"check in {name} trees")
    leader, other, shift = world.asker("minh"), world.asker("khoa"), world.shift("trees")
    world.now = shift.ends_at
    reported(world, "lan", 60)
    with world.change() as tx:
        mine = next(one for one in verification.awaiting(tx, leader) if one.report_id is not None)
        verification.give_back(tx, leader, mine, "thiếu ảnh")
        assert [one.member for one in verification.awaiting(tx, leader)] == ["Lê Văn An"]
        waits = verification.sent_back(tx, leader, 5)
        assert [(one.member, one.minutes, one.count) for one in waits] == [("Nguyễn Thị Lan", 60, 1)]
        assert verification.sent_back(tx, other, 5) == []
    reported(world, "lan", 240)
    with world.change() as tx:
        awaiting = verification.awaiting(tx, leader)
        assert [(one.member, one.minutes_before) for one in awaiting] == [("Lê Văn An", None), ("Nguyễn Thị Lan", 60)]
        assert verification.sent_back(tx, leader, 5) == []


def test_a_tick_after_the_shift_counts_at_once(world: World):
    leader, shift, lan = world.asker("minh"), world.shift("trees"), world.member("lan").id
    world.now = shift.ends_at
    with world.change() as tx:
        assert roster.tick_off(tx, leader, shift, lan) is not None
    assert world.one(WORTH, shift.id, lan) == 240


def test_what_is_decided_early_is_refused(world: World):
    act(world, "check in lan trees")
    act(world, "report lan trees 240")
    leader, shift = world.asker("minh"), world.shift("trees")
    world.now = shift.ends_at
    with world.change() as tx:
        (item,) = verification.awaiting(tx, leader)
    world.now = shift.ends_at - timedelta(seconds=1)
    with world.change() as tx:
        assert [(one.title, one.count) for one in verification.not_over(tx, leader)] == [("Trồng cây xanh", 1)]
        with pytest.raises(OutOfScopeError):
            verification.verify(tx, leader, item, minutes=240, quantities={})


def test_the_last_bulk_can_be_taken_back_for_half_an_hour_as_far_as_it_stands(world: World):
    leader, other, shift = world.asker("minh"), world.asker("hoa"), world.shift("trees")
    ids = [world.member(name).id for name in ("lan", "an", "binh")]
    with world.change() as tx:
        for member_id in ids:
            roster.tick_off(tx, leader, shift, member_id)
        assert roster.last_bulk(tx, leader, shift).members == tuple(sorted(ids))
        assert roster.last_bulk(tx, other, shift) is None, "another leader's"
    world.now += timedelta(minutes=1)
    with world.change() as tx:
        person = next(one for one in roster.people(tx, leader, shift) if one.member_id == ids[0])
        assert roster.undo(tx, leader, shift, person, "nhầm")
        assert roster.last_bulk(tx, leader, shift).members == tuple(sorted(ids[1:]))
    world.now += roster.UNDONE_WITHIN
    with world.change() as tx:
        assert roster.last_bulk(tx, leader, shift) is None
