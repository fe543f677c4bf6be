"""Nothing that stands verified in somebody's own record was confirmed by themselves alone, through whatever identity.

A state machine lets three people do whatever the database layer offers: write down, tick, import, verify, correct, take
back, report, say "that is me", decide on that, be erased and join anew. The model keeps who, as a human being, was the
last to confirm what; it shares nothing with the program.
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from storage.attendance import check_ins, roster
from storage.campaigns import campaigns
from storage.imports import imports
from storage.messages import chats
from storage.organisation import grants
from storage.people import erasure, members, requests
from storage.people.erasing.parts import PARTS
from storage.records import Asker, Role
from storage.reports import reports, verification
from tests.support import world as worlds
from tests.support.world import PEOPLE, SHIFTS

HUMANS = st.sampled_from(("minh", "hoa", "lan"))
SHIFT = st.sampled_from(("trees", "cleanup", "school"))
PICK = st.integers(0, 50)
MINUTES = st.integers(1, 600)
ROLE = {"minh": (Role.LEADER, "Đoàn xã Đại Tâm"), "hoa": (Role.ORGANISER, "Tỉnh đoàn Sóc Trăng")}


class Turns(RuleBasedStateMachine):
    """Three people, of whom two lead, and whom they write down."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.confirmed: dict[int, str] = {}  # check-in: the human being who was the last to confirm it
        self.reports_confirmed: dict[int, str] = {}

    @initialize()
    def build(self) -> None:
        self.world = worlds.copied(worlds.template(), self.folder / "world.db")
        worlds.act(self.world, "clock 08:00")
        worlds.act(self.world, "make leader lan Đoàn xã Đại Tâm")

    def teardown(self) -> None:
        self.world.close()
        rmtree(self.folder)

    # Who ----------------------------------------------------------------------------------------------------------

    def asker(self, human: str) -> Asker:
        member_id = self.world.one("SELECT member_id FROM chats WHERE address = ?", human)
        with self.world.change() as tx:
            member = members.by_id(tx, member_id)
            assert member is not None
            return grants.asker(tx, member)

    def anybody(self, pick: int) -> int:
        ids = [row["id"] for row in self.world.rows("SELECT id FROM members ORDER BY state DESC, id")]
        return int(ids[pick % len(ids)])

    def entered(self, pick: int) -> int | None:
        ids = [row["id"] for row in self.world.rows("SELECT id FROM members WHERE state = 'entered' ORDER BY id DESC")]
        return ids[pick % len(ids)] if ids else None

    # What they do ---------------------------------------------------------------------------------------------------

    @rule(human=HUMANS)
    def write_down(self, human: str) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            members.enter(tx, asker, name="Ai Đó", unit_id=self.world.unit_id("Chi đoàn Ấp Đại Ân"))

    @rule(human=HUMANS, pick=PICK, shift=SHIFT)
    def tick(self, human: str, pick: int, shift: str) -> None:
        asker, member_id = self.asker(human), self.anybody(pick)
        with self.world.change() as tx:
            made = roster.tick_off(tx, asker, campaigns.shift(tx, SHIFTS[shift]), member_id)
        if made is not None:
            self.confirmed[made] = human

    @rule(human=HUMANS, pick=PICK, shift=SHIFT)
    def import_paper_list(self, human: str, pick: int, shift: str) -> None:
        asker, member_id = self.asker(human), self.anybody(pick)
        with self.world.change() as tx:
            at = campaigns.shift(tx, SHIFTS[shift])
            number = imports.begin(tx, asker, "attendance", name="giấy.xlsx", plan_sha256="a" * 64, shift_id=at.id)
            import_ = imports.by_id(tx, number)
            assert import_ is not None
            made = imports.tick_off(tx, asker, import_, 1, shift=at, member_id=member_id)
            imports.finish(tx, asker, import_)
        if made is not None:
            self.confirmed[made] = human

    @rule(human=HUMANS, shift=SHIFT)
    def check_in(self, human: str, shift: str) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            check_ins.check_in(tx, asker, campaigns.shift(tx, SHIFTS[shift]), proof="code")

    @rule(human=HUMANS, minutes=MINUTES)
    def report(self, human: str, minutes: int) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            for due in reports.to_report(tx, asker)[:1]:
                reports.save(tx, asker, due.check_in_id, minutes=minutes, quantities={}, photos=[], note="")

    @rule(human=HUMANS, pick=PICK, minutes=MINUTES)
    def verify(self, human: str, pick: int, minutes: int) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            waiting = verification.awaiting(tx, asker)
            if not waiting:
                return
            item = waiting[pick % len(waiting)]
            verification.verify(tx, asker, item, minutes=minutes, quantities={})
        if item.check_in_state == "waiting":
            self.confirmed[item.check_in_id] = human
        if item.report_id is not None:
            self.reports_confirmed[item.report_id] = human

    @rule(human=HUMANS, pick=PICK, shift=SHIFT, minutes=MINUTES)
    def correct_hours(self, human: str, pick: int, shift: str, minutes: int) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            at = campaigns.shift(tx, SHIFTS[shift])
            people = roster.people(tx, asker, at)
            if not people or not roster.verify_minutes(tx, asker, at, person := people[pick % len(people)], minutes):
                return
        assert person.check_in_id is not None
        self.confirmed[person.check_in_id] = human
        for row in self.world.rows(
            "SELECT id FROM reports WHERE check_in_id = ? AND state = 'verified'", person.check_in_id
        ):
            self.reports_confirmed[row["id"]] = human

    @rule(human=HUMANS, pick=PICK, shift=SHIFT)
    def take_back(self, human: str, pick: int, shift: str) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            at = campaigns.shift(tx, SHIFTS[shift])
            people = roster.people(tx, asker, at)
            if people:
                roster.undo(tx, asker, at, people[pick % len(people)], "nhầm")

    @rule(human=HUMANS, pick=PICK)
    def say_that_is_me(self, human: str, pick: int) -> None:
        asker, entered_id = self.asker(human), self.entered(pick)
        if entered_id is None:
            return
        unit_id = self.world.one("SELECT unit_id FROM members WHERE id = ?", entered_id)
        with self.world.change() as tx:
            requests.ask(tx, asker, "same_person", unit_id=unit_id, entered_id=entered_id)

    @rule(human=HUMANS, pick=PICK)
    def accept(self, human: str, pick: int) -> None:
        asker = self.asker(human)
        with self.world.change() as tx:
            waiting = requests.waiting_for(tx, asker)
            if waiting:
                requests.accept(tx, asker, waiting[pick % len(waiting)].id)

    @rule()
    def erasures_come_to_their_end(self) -> None:
        worlds.erase_on(self.world)

    @rule(human=HUMANS)
    def be_erased_and_join_anew(self, human: str) -> None:
        asker = self.asker(human)
        _channel, name, born, unit, _role = PEOPLE[human]
        with self.world.change() as tx:
            erasure.erase(tx, asker, instead="{}")
            again = members.join(
                tx, name=name, birth_year=born, guardian=None, unit_id=self.world.unit_id(unit), language="vi"
            )
            chats.set_member(tx, chats.find_or_open(tx, "telegram", human, "vi").id, again.id)
            role, over = ROLE.get(human, (Role.LEADER, "Đoàn xã Đại Tâm"))
            grants.give(tx, again.id, role, self.world.unit_id(over))

    # What holds -----------------------------------------------------------------------------------------------------

    @invariant()
    def nobody_has_confirmed_themselves(self) -> None:
        if not hasattr(self, "world"):
            return
        for row in self.world.rows(
            "SELECT check_ins.id, chats.address FROM check_ins JOIN chats ON chats.member_id = check_ins.member_id "
            "WHERE check_ins.state = 'verified'"
        ):
            assert self.confirmed.get(row["id"], row["address"]) != row["address"]
        for row in self.world.rows(
            "SELECT reports.id, chats.address FROM reports JOIN check_ins ON check_ins.id = reports.check_in_id "
            "JOIN chats ON chats.member_id = check_ins.member_id WHERE reports.state = 'verified'"
        ):
            assert self.reports_confirmed.get(row["id"], row["address"]) != row["address"]


Turns.TestCase.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
TestTurns = Turns.TestCase


# One by one -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ut(world):
    """Somebody written down whom Minh, who leads there, has ticked and who, Minh says, is Minh himself."""
    worlds.act(world, "clock 08:00")
    minh, ut = world.asker("minh"), world.member("Trần Văn Út")
    with world.change() as tx:
        roster.tick_off(tx, minh, campaigns.shift(tx, SHIFTS["trees"]), ut.id)
    worlds.act(world, "claim to be minh Trần Văn Út")
    return ut


def state(world, member_id: int) -> list[tuple]:
    return [
        (row["state"], row["minutes_verified"])
        for row in world.rows("SELECT state, minutes_verified FROM check_ins WHERE member_id = ?", member_id)
    ]


def accept(world, name: str) -> requests.Decision | None:
    asker = world.asker(name)
    with world.change() as tx:
        return requests.accept(tx, asker, requests.waiting_for(tx, asker)[0].id)


@pytest.mark.usefixtures("ut")
def test_what_a_leader_ticked_for_a_second_record_of_theirs_awaits_another(world):
    decision = accept(world, "hoa")
    assert decision is not None
    assert decision.unconfirmed == 1
    assert state(world, world.member("minh").id) == [("waiting", None)]
    worlds.act(world, "verify hoa")
    assert state(world, world.member("minh").id) == [("verified", 240)]


def test_what_another_leader_ticked_counts_at_once(world, ut):
    worlds.act(world, "clock 12:00")
    hoa = world.asker("hoa")
    with world.change() as tx:
        shift = campaigns.shift(tx, SHIFTS["trees"])
        person = next(one for one in roster.people(tx, hoa, shift) if one.member_id == ut.id)
        assert roster.verify_minutes(tx, hoa, shift, person, 200)
    decision = accept(world, "hoa")
    assert decision is not None
    assert decision.unconfirmed == 0
    assert state(world, world.member("minh").id) == [("verified", 200)]


def test_hours_that_a_leader_put_into_another_leaders_report_are_theirs(world, ut):
    """So that the merged report awaits another leader too."""
    worlds.act(world, "clock 12:00")
    minh, hoa = world.asker("minh"), world.asker("hoa")
    with world.change() as tx:
        tx.connection.execute("DELETE FROM requests")
        check_in = tx.connection.execute("SELECT id FROM check_ins").fetchone()["id"]
        tx.connection.execute(
            "INSERT INTO reports (check_in_id, minutes_claimed, minutes_verified, state, reported_at, decided_by) "
            "VALUES (?, 60, 60, 'verified', ?, ?)",
            (check_in, tx.now, hoa.member_id),
        )
        shift = campaigns.shift(tx, SHIFTS["trees"])
        person = next(one for one in roster.people(tx, minh, shift) if one.member_id == ut.id)
        assert roster.verify_minutes(tx, minh, shift, person, 500)
    worlds.act(world, "claim to be minh Trần Văn Út")
    accept(world, "hoa")
    assert state(world, minh.member_id) == [("waiting", None)]
    assert world.one("SELECT state FROM reports") == "waiting"


def test_who_says_that_is_me_ticks_and_verifies_that_record_no_more(world, ut):
    minh = world.asker("minh")
    with world.change() as tx:
        assert roster.tick_off(tx, minh, campaigns.shift(tx, SHIFTS["cleanup"]), ut.id) is None
        assert roster.is_own(tx, minh, ut.id)
        tx.connection.execute("UPDATE check_ins SET state = 'waiting', minutes_verified = NULL, decided_by = NULL")
    worlds.act(world, "clock 12:00")
    with world.change() as tx:
        assert verification.awaiting(tx, minh) == []
        assert len(verification.awaiting(tx, world_asker(tx, "hoa"))) == 1


def world_asker(tx, name: str) -> Asker:
    row = tx.connection.execute("SELECT id FROM members WHERE name = ?", (PEOPLE[name][1],)).fetchone()
    member = members.by_id(tx, row["id"])
    assert member is not None
    return grants.asker(tx, member)


@pytest.mark.parametrize(
    "statement",
    [
        """INSERT INTO check_ins (shift_id, member_id, unit_id, proof, checked_in_at, minutes_claimed, minutes_verified,
        state, decided_by) VALUES (2, :minh, 1, 'leader', '', 1, 1, 'verified', :minh)""",
        "UPDATE check_ins SET decided_by = :minh, state = 'verified' WHERE member_id = :ut",
        "UPDATE check_ins SET member_id = :minh WHERE member_id = :ut",
    ],
)
def test_the_file_itself_takes_no_such_turn(world, ut, statement: str):
    ids = {"minh": world.member("minh").id, "ut": ut.id}
    with pytest.raises(sqlite3.IntegrityError, match="nobody confirms themselves"), world.change() as tx:
        tx.connection.execute(statement, ids)


@pytest.mark.parametrize("parts", range(len(PARTS) + 3))
def test_who_was_erased_and_joins_anew_is_credited_nothing_that_they_ticked_before(world, parts: int):
    """However far the erasure has come by then."""
    worlds.act(world, "clock 08:00")
    minh, ut = world.asker("minh"), world.member("Trần Văn Út")
    with world.change() as tx:
        roster.tick_off(tx, minh, campaigns.shift(tx, SHIFTS["trees"]), ut.id)
        erasure.erase(tx, minh, instead="{}")
    worlds.erase_on(world, parts=parts)
    again = worlds.newcomer(world, "Phạm Quang Minh", "Chi đoàn Ấp Đại Ân")
    with world.change() as tx:
        requests.ask(tx, again, "same_person", unit_id=ut.unit_id, entered_id=ut.id)
    decision = accept(world, "hoa")
    assert decision is not None
    assert decision.unconfirmed == 1
    assert state(world, again.member_id) == [("waiting", None)]
