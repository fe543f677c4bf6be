"""Hours come when a shift is over, by whatever came before; and a returned report waits for its sender."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storage.attendance import roster
from storage.errors import OutOfScopeError
from storage.reports import reports, verification
from tests.support import world as worlds
from tests.support.world import SHIFTS, World, act

PEOPLE = ("lan", "an", "binh")
WORTH = """
    SELECT sum(CASE WHEN check_ins.state <> 'verified' THEN 0
        WHEN reports.state = 'verified' THEN reports.minutes_verified ELSE check_ins.minutes_verified END) AS minutes
    FROM check_ins LEFT JOIN reports ON reports.check_in_id = check_ins.id
    WHERE check_ins.shift_id = ? AND check_ins.member_id = ?
"""  # what a person has of a shift


class Day(RuleBasedStateMachine):
    """One shift of four hours, from its beginning past its end, with three people and their leader."""

    template: ClassVar[object]
    number: ClassVar[int] = 0

    @initialize()
    def begin(self):
        Day.number += 1
        self.world = worlds.copied(self.template, self.template.with_name(f"day-{Day.number}.db"))
        self.shift = self.world.shift("trees")
        self.leader = self.world.asker("minh")
        self.least = {}  # the least that a person reported and had returned

    def teardown(self):
        if hasattr(self, "world"):
            self.world.close()
            self.world.path.unlink()

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

    @rule(minutes=st.sampled_from((5, 60, 120, 240)))
    def time_goes_by(self, minutes):
        self.world.now += timedelta(minutes=minutes)

    @rule(name=st.sampled_from(PEOPLE))
    def checks_in(self, name):
        person = self.person(name)
        if not self.over and (person is None or person.state in {None, "undone"}):
            act(self.world, f"check in {name} trees")

    @rule(name=st.sampled_from(PEOPLE))
    def is_ticked(self, name):
        member_id = self.world.member(name).id
        with self.world.change() as tx:
            roster.tick_off(tx, self.leader, self.shift, member_id)

    @rule(name=st.sampled_from(PEOPLE), minutes=st.sampled_from((None, 0, 30, 240)))
    def is_decided_on_the_roster(self, name, minutes):
        person = self.person(name)
        if person is None or not person.there:
            return
        with self.world.change() as tx:
            if minutes is None:
                vouched = roster.vouch(tx, self.leader, self.shift, person)
                assert vouched == (not self.over and person.state == "waiting")
            else:
                assert roster.verify_minutes(tx, self.leader, self.shift, person, minutes) == self.over

    @rule(name=st.sampled_from(PEOPLE))
    def is_taken_back(self, name):
        person = self.person(name)
        if person is not None:
            with self.world.change() as tx:
                roster.undo(tx, self.leader, self.shift, person, "nhầm")

    @rule(name=st.sampled_from(PEOPLE), minutes=st.sampled_from((30, 60, 240)), trees=st.integers(0, 9))
    def reports(self, name, minutes, trees):
        asker = self.world.asker(name)
        with self.world.change() as tx:
            due = [one for one in reports.to_report(tx, asker) if one.shift_id == SHIFTS["trees"]]
            for one in due:
                reports.save(
                    tx, asker, one.check_in_id, minutes=minutes, quantities={"trees": trees}, photos=[], note=""
                )

    @precondition(lambda self: self.waiting())
    @rule(data=st.data(), yes=st.booleans())
    def is_decided(self, data, yes):
        item = data.draw(st.sampled_from(self.waiting()))
        with self.world.change() as tx:
            (trees,) = verification.claimed_in(tx, item) or (None,)
            if item.report_id is not None:
                least = self.least.get(item.report_id, (None, None))
                assert (item.minutes_before, trees.before) == least, "the verifier sees the least that came before"
            if yes:
                verification.verify(tx, self.leader, item, minutes=item.minutes, quantities={})
                return
            verification.give_back(tx, self.leader, item, "chưa khớp")
        if item.report_id is not None:
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
            assert self.world.one("SELECT count(*) FROM check_ins WHERE hours_pending = 1") == 0

    @invariant()
    def nothing_counts_before_the_shift_is_over(self):
        if hasattr(self, "world") and not self.over:
            worth = [self.world.one(WORTH, SHIFTS["trees"], self.world.member(name).id) or 0 for name in PEOPLE]
            assert worth == [0, 0, 0]
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
    case.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
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
    ids = [world.member(name).id for name in PEOPLE]
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
