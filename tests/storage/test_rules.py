"""The rules of seats, waitlists and check-ins hold whatever happens in whatever order."""

from __future__ import annotations

import random
import tempfile
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from handlers.dispatcher import receive
from handlers.engine.message import Incoming
from storage.attendance import check_ins, roster
from storage.attendance.check_ins import CODE_LASTS, code_at, code_counts, minute_of, poster_payload, read_poster
from storage.campaigns import campaigns, sign_ups
from tests.support import world as worlds
from tests.support.world import PEOPLE, SHIFTS

SEATS = 3
CROWD = ("lan", "an", "binh", "minh", "hoa", "bao")
TODAY = "trees"

people = st.sampled_from(CROWD)


class Seats(RuleBasedStateMachine):
    """Sign up, cancel, wait and check in, by storage and by whole messages, beside a model that is a list or two."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        template = Path(self.folder.name) / "template.db"
        worlds.build(template)
        self.world = worlds.copied(template, Path(self.folder.name) / "world.db")
        self.askers = {name: self.world.asker(name) for name in CROWD}
        self.by_member = {asker.member_id: name for name, asker in self.askers.items()}
        self.seated: list[str] = []
        self.waiting: list[str] = []
        self.present: set[str] = set()
        self.updates = count()

    def teardown(self) -> None:
        self.world.close()
        self.folder.cleanup()

    # What can happen ----------------------------------------------------------------------------------------------

    @rule(name=people)
    def sign_up(self, name: str) -> None:
        with self.world.change() as tx:
            asker = self.askers[name]
            taken = sign_ups.take_seat(tx, asker, SHIFTS[TODAY]) or sign_ups.wait(tx, asker, SHIFTS[TODAY])
        if name not in self.seated + self.waiting:
            (self.seated if len(self.seated) < SEATS else self.waiting).append(name)
        assert taken.state == ("seated" if name in self.seated else "waiting")
        assert taken.position == (self.waiting.index(name) + 1 if name in self.waiting else None)

    @rule(name=people)
    def cancel(self, name: str) -> None:
        with self.world.change() as tx:
            asker = self.askers[name]
            held = sign_ups.mine(tx, asker, SHIFTS[TODAY])
            moved = sign_ups.cancel(tx, asker, held.id) if held else None
        follower = None
        if name in self.waiting:
            self.waiting.remove(name)
        elif name in self.seated:
            self.seated.remove(name)
            if self.waiting:
                follower = self.waiting.pop(0)
                self.seated.append(follower)
        assert (self.by_member[moved.member_id] if moved else None) == follower

    @rule(name=people, other=people)
    def cancel_for_somebody_else(self, name: str, other: str) -> None:
        """Whoever knows the number of another's sign-up can do nothing with it."""
        with self.world.change() as tx:
            held = sign_ups.mine(tx, self.askers[other], SHIFTS[TODAY])
            if held and name != other:
                assert sign_ups.cancel(tx, self.askers[name], held.id) is None

    @rule(name=people)
    def check_in(self, name: str) -> None:
        with self.world.change() as tx:
            made = check_ins.check_in(tx, self.askers[name], campaigns.shift(tx, SHIFTS[TODAY]), proof="code")
        assert (made is None) == (name in self.present)
        if made:
            assert made.walk_in == (name not in self.seated)
        self.present.add(name)

    @rule(name=people, shown=st.integers(-3, 2))
    def check_in_by_message(self, name: str, shown: int) -> None:
        """With the code of some minute: this one's and the last one's count, and a wrong one is just asked again."""
        later = self.world.now + timedelta(minutes=20)  # wrong tries of before are forgiven
        if name in self.present or name == "bao" or later > self.world.shift(TODAY).ends_at - timedelta(minutes=5):
            return
        self.world.now = later
        code = code_at(self.world.shift(TODAY), self.world.now + shown * CODE_LASTS)
        self.hear(name, "/huy", f"/diemdanh {SHIFTS[TODAY]}", "Trồng cây xanh", code, "/huy")
        if shown in {0, -1}:
            self.present.add(name)

    @rule(name=people)
    def sign_up_by_message(self, name: str) -> None:
        """Whatever the bot asks on the way is answered with yes, so the end is a seat or a place."""
        self.hear(name, "/huy", f"/dangky {self.world.campaign_id(TODAY)}", "1", "có")
        if name not in self.seated + self.waiting:
            (self.seated if len(self.seated) < SEATS else self.waiting).append(name)

    @rule(names=st.lists(people, min_size=2, max_size=4, unique=True), together=st.booleans())
    def all_hold_the_question_and_say_yes(self, names: list[str], together: bool) -> None:
        """Everybody is asked before anybody answers; then all answer, in one transaction or in many."""
        asked = [name for name in names if name not in self.seated + self.waiting]
        for name in asked:
            self.hear(name, "/huy", f"/dangky {self.world.campaign_id(TODAY)}", "1")
        answers = [(name, "có") for name in asked] * 4  # a question whose facts have changed is asked again
        if together:
            self.deliver(answers)
        else:
            for answer in answers:
                self.deliver([answer])
        for name in asked:
            (self.seated if len(self.seated) < SEATS else self.waiting).append(name)

    # What always holds ----------------------------------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        assert sorted(self.who_is("seated")) == sorted(self.seated)
        assert self.who_is("waiting") == self.waiting

    @invariant()
    def capacity_is_kept_and_no_free_seat_while_somebody_waits(self) -> None:
        shift = self.world.shift(TODAY)
        assert shift.seats_taken == len(self.seated) <= shift.capacity == SEATS
        assert not self.waiting or shift.seats_left == 0

    @invariant()
    def nobody_is_checked_in_twice(self) -> None:
        rows = self.world.rows("SELECT member_id FROM check_ins WHERE shift_id = ?", SHIFTS[TODAY])
        assert sorted(self.by_member[row["member_id"]] for row in rows) == sorted(self.present)

    @invariant()
    def every_message_was_answered(self) -> None:
        assert self.world.one("SELECT count(*) FROM parked_updates") == 0

    # How ------------------------------------------------------------------------------------------------------------

    def who_is(self, state: str) -> list[str]:
        rows = self.world.rows(
            "SELECT member_id FROM sign_ups WHERE shift_id = ? AND state = ? ORDER BY id", SHIFTS[TODAY], state
        )
        return [self.by_member[row["member_id"]] for row in rows]

    def hear(self, name: str, *texts: str) -> None:
        for text in texts:
            self.deliver([(name, text)])

    def deliver(self, said: list[tuple[str, str]]) -> None:
        """Messages in one transaction, as the inbox has them."""
        with self.world.change() as tx:
            for name, text in said:
                self.world.now += timedelta(milliseconds=1)
                message = Incoming(
                    channel=PEOPLE[name][0],
                    address=name,
                    key=f"k{next(self.updates)}",
                    at=self.world.now,
                    kind="text",
                    text=text,
                )
                with tx.savepoint():
                    rows = receive(tx.at(self.world.now), message, self.world.features, self.world.services)
                assert rows, "never silence"


Seats.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
test_seats = Seats.TestCase


@pytest.mark.parametrize("together", [True, False])
def test_two_hold_the_question_for_the_last_seat_and_both_say_yes(world, together):
    """In one batch and in two: one gets the seat, the other is offered the waitlist."""
    worlds.act(world, "fill shift trees 1")
    machine = Two(world)
    for name in ("lan", "an"):
        machine.hear(name, f"/dangky {world.campaign_id('trees')}", "1")
    if together:
        machine.deliver([("lan", "có"), ("an", "có")])
    else:
        machine.hear("lan", "có")
        machine.hear("an", "có")
    assert world.shift().seats_taken == world.shift().capacity
    assert world.one("SELECT state FROM sign_ups WHERE member_id = ?", world.member("lan").id) == "seated"
    assert world.rows("SELECT * FROM sign_ups WHERE member_id = ?", world.member("an").id) == []
    machine.hear("an", "có")
    assert world.one("SELECT state FROM sign_ups WHERE member_id = ?", world.member("an").id) == "waiting"


class Two:
    """Delivers messages to a world as `Seats` does."""

    def __init__(self, world) -> None:
        self.world = world
        self.updates = count()

    hear = Seats.hear
    deliver = Seats.deliver


# Codes and posters ------------------------------------------------------------------------------------------------

moments = st.integers(0, 4 * 3600).map(lambda seconds: worlds.START + timedelta(seconds=seconds))


@pytest.fixture(scope="module")
def shifts(world_file, tmp_path_factory):
    world = worlds.copied(world_file, tmp_path_factory.mktemp("codes") / "world.db")
    yield {name: world.shift(name) for name in SHIFTS}
    world.close()


@given(moment=moments, minutes=st.integers(-5, 5))
def test_the_code_of_this_minute_and_of_the_last_count_and_no_other(shifts, moment, minutes):
    code = code_at(shifts["trees"], moment + timedelta(minutes=minutes))
    known = {code_at(shifts["trees"], moment), code_at(shifts["trees"], moment - CODE_LASTS)}
    assert code_counts(shifts["trees"], code, moment) == (minutes in {0, -1} or code in known)


@given(moment=moments, wrong=st.text(max_size=8))
def test_nothing_else_is_a_code(shifts, moment, wrong):
    known = {code_at(shifts["trees"], moment), code_at(shifts["trees"], moment - CODE_LASTS)}
    assert code_counts(shifts["trees"], wrong, moment) == (wrong in known)


@given(moment=moments, seconds=st.integers(0, 59))
def test_a_code_lasts_its_minute(shifts, moment, seconds):
    start = moment.replace(second=0, microsecond=0)
    assert code_at(shifts["trees"], start) == code_at(shifts["trees"], start + timedelta(seconds=seconds))
    assert minute_of(start + timedelta(seconds=60)) == minute_of(start) + 1


def test_shifts_have_codes_of_their_own(shifts):
    codes = {code_at(shift, worlds.START) for shift in shifts.values()}
    assert len(codes) == len(shifts)


def test_codes_are_spread_over_all_six_digits(shifts):
    codes = [code_at(shifts["trees"], worlds.START + timedelta(minutes=n)) for n in range(2000)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(set(codes)) > 1990
    assert {code[0] for code in codes} == set("0123456789")


@given(data=st.data())
def test_a_poster_that_was_altered_invites_to_nothing(shifts, poster_world, data):
    payload = poster_payload(data.draw(st.sampled_from(list(shifts.values()))))
    at = data.draw(st.integers(1, len(payload) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    altered = payload[:at] + other + payload[at + 1 :]
    with poster_world.change() as tx:
        shift = read_poster(tx, altered)
    assert (shift is not None) == (altered == payload)


@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=70))
def test_no_text_is_a_poster(poster_world, text):
    with poster_world.change() as tx:
        assert read_poster(tx, "c" + text) is None


@pytest.fixture(scope="module")
def poster_world(world_file, tmp_path_factory):
    world = worlds.copied(world_file, tmp_path_factory.mktemp("posters") / "world.db")
    yield world
    world.close()


def test_a_poster_is_for_one_shift_and_one_generation(shifts, poster_world):
    with poster_world.change() as tx:
        for name, shift in shifts.items():
            payload = poster_payload(shift)
            assert len(payload) <= 64
            assert read_poster(tx, payload).id == SHIFTS[name]
            assert read_poster(tx, poster_payload(replace_generation(shift))) is None


def replace_generation(shift):
    return shift.model_copy(update={"generation": shift.generation + 1})


def test_a_poster_signed_with_another_shifts_secret_is_a_forgery(shifts, poster_world):
    forged = shifts["trees"].model_copy(update={"secret": shifts["cleanup"].secret})
    with poster_world.change() as tx:
        assert read_poster(tx, poster_payload(forged)) is None


def test_seats_left_are_never_negative_under_a_crowd(world):
    """Forty people want three seats."""
    order = random.Random(7)
    askers = [worlds.newcomer(world, f"Đoàn viên {n}") for n in range(40)]
    order.shuffle(askers)
    with world.change() as tx:
        taken = [sign_ups.take_seat(tx, asker, SHIFTS["trees"]) for asker in askers]
    assert sum(one is not None for one in taken) == SEATS
    assert world.shift().seats_left == 0


# Who may check in, and when ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def open_shift(world_file, tmp_path_factory):
    """A world in which Lan has a seat on the trees; minh leads their host, and nobody else is there."""
    world = worlds.copied(world_file, tmp_path_factory.mktemp("opening") / "world.db")
    worlds.act(world, "sign up lan trees")
    yield world
    world.close()


MILLISECOND = timedelta(milliseconds=1)  # moments are kept so finely
around_it = st.integers(-2000, 2000).map(lambda number: number * MILLISECOND)


@given(edge=st.sampled_from(["opens_at", "ends_at"]), away=around_it)
@example("opens_at", timedelta(0))
@example("opens_at", -MILLISECOND)
@example("opens_at", -timedelta(seconds=1))
@example("ends_at", timedelta(0))
@example("ends_at", MILLISECOND)
@example("ends_at", timedelta(seconds=1))
def test_check_in_is_open_from_its_first_moment_to_its_last_and_all_say_so(open_shift, edge, away):
    world, lan, minh = open_shift, open_shift.asker("lan"), open_shift.asker("minh")
    shift = world.shift("trees")
    world.now = getattr(shift, edge) + away
    wanted = "too_early" if world.now < shift.opens_at else "over" if world.now > shift.ends_at else "ok"
    with world.change() as tx:
        campaign = campaigns.by_id(tx, shift.campaign_id)
        listed = shift.id in [one.id for one in check_ins.open_for(tx, lan)]
        coming = check_ins.next_opening(tx, lan)
        assert check_ins.admission(tx, lan, shift, campaign) == wanted
        assert listed == (wanted == "ok")
        assert (coming is not None and coming.id == shift.id) == (wanted == "too_early")
        with tx.savepoint():
            ticked = roster.tick_off(tx, minh, shift, lan.member_id)
            tx.connection.execute("DELETE FROM check_ins")
    assert (ticked is not None) == (wanted != "too_early")  # a leader also ticks afterwards


@pytest.mark.parametrize("state", ["nobody", "waiting", "cancelled", "seated"])
@pytest.mark.parametrize(
    ("walk_ins", "unit", "refusal"),
    [
        (False, "Chi đoàn Ấp Đại Ân", "not_signed_up"),
        (True, "Đoàn xã An Mỹ", "not_for_unit"),
        (True, "Chi đoàn Ấp Đại Ân", None),
    ],
)
def test_who_may_not_just_walk_in_needs_a_seat(world, walk_ins, unit, refusal, state):
    """A place on the waitlist, or a seat that was given up, is none."""
    lan, shift = world.asker("lan"), world.shift("cleanup")
    world.connection.execute("UPDATE campaigns SET walk_ins = ? WHERE id = ?", (walk_ins, shift.campaign_id))
    worlds.act(world, f"move member lan {unit}")
    if state == "waiting":
        worlds.act(world, "fill shift cleanup")
    if state != "nobody":
        worlds.act(world, "sign up lan cleanup")
    if state == "cancelled":
        worlds.act(world, "cancel sign up lan")
    lan = world.asker("lan")
    wanted = "ok" if refusal is None or state == "seated" else refusal
    with world.change() as tx:
        assert check_ins.admission(tx, lan, shift, campaigns.by_id(tx, shift.campaign_id)) == wanted
        assert (shift.id in [one.id for one in check_ins.open_for(tx, lan)]) == (wanted == "ok")


# Two shifts at once ------------------------------------------------------------------------------------------------


@given(start=st.integers(-600, 600), length=st.integers(1, 600))
@example(-60, 60)  # ends when the other begins
@example(240, 60)  # begins when the other ends
@example(-60, 61)
@example(239, 60)
@example(60, 60)  # within it
@example(-60, 360)  # around it
@example(0, 240)  # the same hours
def test_shifts_clash_when_they_share_a_minute_and_not_when_they_touch(open_shift, start, length):
    """Lan is on the trees, for four hours; minutes are counted from their beginning."""
    world, lan = open_shift, open_shift.asker("lan")
    trees = world.shift("trees")
    begins = trees.starts_at + timedelta(minutes=start)
    other = world.shift("teach").model_copy(update={"starts_at": begins, "ends_at": begins + timedelta(minutes=length)})
    with world.change() as tx:
        clash = sign_ups.clash(tx, lan, other)
    assert (clash is not None and clash.id == trees.id) == (start < 240 and start + length > 0)
