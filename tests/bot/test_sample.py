"""Sample data: loaded into an empty database without a token, laid around today at each start, never in a real one."""

import random
from calendar import isleap
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.errors import OperatorError
from bot.sample import loader as sample
from bot.settings import Settings
from handlers.engine.text import HOME
from storage import sample as kept
from storage.attendance import check_ins, live_codes
from storage.campaigns import campaigns, sign_ups
from storage.database import transaction
from storage.database_file import connect
from storage.messages import chats
from storage.organisation import grants, units
from storage.people import members
from storage.plan import plans
from storage.records import Role
from storage.reports import verification
from storage.schema import migrate
from storage.targets import figures, sums

SATURDAY_MORNING = datetime(2026, 11, 21, 8, 10, tzinfo=HOME).astimezone(UTC)
TREES = "Trồng cây xanh: Vườn ươm thanh niên"
WATCH = "Đêm bình yên: Tổ thanh niên xung kích"
WEB = Settings(_env_file=None)
TELEGRAM = Settings(_env_file=None, telegram_token="1:token")
DISTRICT_LEVEL = {
    "Thành đoàn Sóc Trăng",
    "Thị đoàn Vĩnh Châu",
    "Thị đoàn Ngã Năm",
    "Huyện đoàn Châu Thành",
    "Huyện đoàn Cù Lao Dung",
    "Huyện đoàn Kế Sách",
    "Huyện đoàn Long Phú",
    "Huyện đoàn Mỹ Tú",
    "Huyện đoàn Mỹ Xuyên",
    "Huyện đoàn Thạnh Trị",
    "Huyện đoàn Trần Đề",
    "Đoàn Khối Các cơ quan và Doanh nghiệp",
}


class Place:
    """A database, and starts of the bot at moments."""

    def __init__(self, connection):
        self.connection = connection

    def start(self, now=SATURDAY_MORNING, settings=WEB):
        with self.at(now) as tx:
            return sample.prepare(tx, settings)

    def at(self, now=SATURDAY_MORNING):
        return transaction(self.connection, now)

    def person(self, tx, address, channel="web"):
        return grants.asker(tx, members.by_id(tx, chats.find_or_open(tx, channel, address, "vi").member_id))

    def open_trees(self, tx):
        """The tree-planting shifts that the leader's branch can check in at now."""
        return [one for one in check_ins.open_for(tx, self.person(tx, "leader")) if one.title == TREES]

    def on_now(self, tx):
        """The shifts that are on, of those that the leader's branch can check in at."""
        return [one for one in check_ins.open_for(tx, self.person(tx, "leader")) if one.starts_at <= tx.now]


def by_daylight(moment):
    """The campaign that is on at a moment: people plant trees from five to five, and keep watch at night."""
    return TREES if 5 <= moment.astimezone(HOME).hour < 17 else WATCH


@pytest.fixture
def place(tmp_path):
    with closing(connect(tmp_path / "sample.db")) as connection:
        migrate(connection)
        yield Place(connection)


def test_an_empty_database_gets_the_sample(place):
    assert place.start() is True
    with place.at() as tx:
        (province,) = units.children(tx, None)
        assert {unit.name for unit in units.children(tx, province.id)} == DISTRICT_LEVEL
        (plan,) = plans.loaded(tx)
        assert (plan.year, plan.sample) == (2024, True)
        found = [campaigns.by_id(tx, one.id) for one in campaigns.open_to(tx, place.person(tx, "member"))]
        assert len(found) == 8
        assert all(one.sample and one.latitude and one.contact_name and one.bring for one in found)
        assert {one.proof for one in found} == {"code", "link", "place", "code+link", "leader", "code+place"}


def test_the_persons_to_play(place):
    place.start()
    with place.at() as tx:
        commune = next(unit for unit in units.all_open(tx) if unit.name == "Đoàn xã Đại Tâm")
        member, leader, organiser = (place.person(tx, name) for name in ("member", "leader", "organiser"))
        assert members.by_id(tx, member.member_id).name == "Nguyễn Thị Lan"
        assert member.rank == Role.MEMBER
        assert leader.rank == Role.LEADER
        assert leader.may(Role.LEADER, commune.path)
        assert not leader.may(Role.LEADER, units.by_id(tx, commune.parent_id).path)
        assert organiser.may(Role.ORGANISER, commune.path)
        assert place.person(tx, "plain", channel="plain").rank == Role.MEMBER
        assert len(verification.awaiting(tx, leader)) == 3
        assert [(one.title, one.count) for one in verification.not_over(tx, leader)] == [(TREES, 2)]


def test_one_tree_planting_shift_of_the_leader_is_open_now_and_the_others_are_to_come(place):
    place.start()
    with place.at() as tx:
        (shift,) = place.open_trees(tx)
        assert shift.host_name == "Đoàn xã Đại Tâm"
        assert campaigns.by_id(tx, shift.campaign_id).proof == "code"
        others = [
            laid for slot, laid in kept.shifts(tx).items() if laid.id != shift.id and not slot.endswith(f"{TREES}/2")
        ]
        assert all(tx.now < laid.starts_at < tx.now + timedelta(days=9) for laid in others)


def moments(number, seed):
    """Moments of some years, one after another, minutes to months apart."""
    dice = random.Random(seed)
    moment = datetime(2026, 1, 1, tzinfo=HOME) + timedelta(days=dice.randrange(365), minutes=dice.randrange(1440))
    for _one in range(number):
        yield moment
        moment += timedelta(minutes=dice.choice([1, 29, 61, 300, 1440, 10_080, 60_000]) * dice.uniform(0.3, 2))


@pytest.mark.parametrize("seed", range(3))
def test_at_any_moment_work_that_suits_the_hour_is_on(place, seed):
    """Started at any moment, and again at any later one: one shift is on, by daylight planting, by night a watch."""
    for start in moments(150, seed):
        place.start(start.astimezone(UTC))
        with place.at(start.astimezone(UTC)) as tx:
            on_now = place.on_now(tx)
            assert [one.title for one in on_now] == [by_daylight(start)], start
            begins, ends = (one.astimezone(HOME) for one in (on_now[0].starts_at, on_now[0].ends_at))
            assert ends - start >= sample.STILL_LONG_ENOUGH
            if on_now[0].title == TREES:
                assert 5 <= begins.hour < ends.hour <= 18, "in daylight"
            else:
                assert begins.hour >= 17 or (begins.hour < 5 and ends.hour <= 6), "at night"
            awaiting = verification.awaiting(tx, place.person(tx, "leader"))
            assert all(one.checked_in_at <= tx.now for one in awaiting), "nobody was where they have yet to go"


def paces(place, now):
    """How each figure of the plan of 2024 that check-ins count stands against the pace: (done, pace)."""
    day = now.astimezone(HOME).date()
    over = (day - date(day.year, 1, 1)).days + 1
    share = over / (366 if isleap(day.year) else 365)
    with place.at(now) as tx:
        province = next(one for one in units.all_open(tx) if one.parent_id is None)
        counted = {
            one.quantity: one.verified for one in sums.counted(tx, place.person(tx, "organiser"), province, day.year)
        }
    amounts = {"turns": 85_000, "trees": 255_000, "children_helped": 10_000}
    return {quantity: (counted.get(quantity, 0), amount * share) for quantity, amount in amounts.items()}


@pytest.mark.parametrize("seed", range(3))
def test_at_any_moment_the_year_is_at_some_four_fifths_of_its_pace(place, seed):
    for start in moments(60, seed):
        now = start.astimezone(UTC)
        place.start(now)
        for quantity, (done, pace) in paces(place, now).items():
            assert 0.7 * pace - 12 <= done <= 0.9 * pace + 300, f"{quantity} on {start}"
        with place.at(now) as tx:
            organiser = place.person(tx, "organiser")
            province = next(one for one in units.all_open(tx) if one.parent_id is None)
            below = sums.counted_below(tx, organiser, province, start.year)
            active = {one.unit_id for one in below if one.quantity == "turns" and one.verified >= 10}
            entered = figures.standing(tx, organiser, province, start.year)
        if start.timetuple().tm_yday > 20:
            assert len(active) in {3, 4}, start
        if start.timetuple().tm_yday > 40:
            assert len(entered) >= 9, start
            assert all((start.date() - one.as_of).days <= 40 for one in entered), "last month's report"


def test_a_second_start_keeps_what_people_added(place):
    place.start()
    before = paces(place, SATURDAY_MORNING)["turns"][0]
    with place.at() as tx:
        leader = place.person(tx, "leader")
        item = verification.awaiting(tx, leader)[0]
        verification.verify(tx, leader, item, minutes=120, quantities={})
    assert paces(place, SATURDAY_MORNING)["turns"][0] == before + 1
    place.start()
    assert paces(place, SATURDAY_MORNING)["turns"][0] == before + 1


@pytest.mark.parametrize("first", [date(2026, 11, 16), date(2028, 2, 28), date(2027, 2, 1), date(2026, 12, 28)])
def test_at_any_hour_of_any_day_the_leader_has_one_code_to_show_for_an_hour(place, first):
    """A newcomer's first minutes: `/ma` need not ask which shift is meant."""
    midnight = datetime.combine(first, time(), tzinfo=HOME)
    for hour in range(7 * 24):
        start = midnight + timedelta(hours=hour, minutes=59)
        place.start(start)
        for moment in (start, start + sample.STILL_LONG_ENOUGH - timedelta(seconds=1)):
            with place.at(moment) as tx:
                shown = [shift.title for shift in live_codes.to_show(tx, place.person(tx, "leader"))]
                assert shown == [by_daylight(start)], moment.astimezone(HOME)


def test_a_second_start_changes_nothing_while_the_open_shift_goes_on(place):
    def look():
        return place.connection.execute("SELECT * FROM shifts ORDER BY id").fetchall()

    place.start()
    before = look()
    place.start(SATURDAY_MORNING + timedelta(hours=2))
    assert look() == before


def test_another_day_moves_the_shifts_and_keeps_sign_ups(place):
    place.start()
    with place.at() as tx:
        member = place.person(tx, "member")
        (shift,) = place.open_trees(tx)
        assert sign_ups.take_seat(tx, member, shift.id).state == "seated"
        before = campaigns.shift(tx, shift.id)
    place.start(SATURDAY_MORNING + timedelta(days=3))
    with place.at(SATURDAY_MORNING + timedelta(days=3)) as tx:
        (moved,) = place.open_trees(tx)
        assert moved.id == before.id
        assert moved.seats_taken == before.seats_taken
        assert sign_ups.mine(tx, member, moved.id).state == "seated"
    with place.at(moved.ends_at) as tx:
        waiting = [one for one in verification.awaiting(tx, place.person(tx, "leader")) if one.shift_id == moved.id]
        assert {one.checked_in_at for one in waiting} == {moved.starts_at}


@pytest.mark.parametrize("what", ["check in", "decide"])
def test_a_shift_that_somebody_was_at_stays_and_another_is_added(place, what):
    place.start()
    with place.at() as tx:
        (shift,) = place.open_trees(tx)
        if what == "check in":
            assert check_ins.check_in(tx, place.person(tx, "member"), shift, proof="code")
        else:
            leader, over = place.person(tx, "leader"), tx.at(shift.ends_at)
            item = next(one for one in verification.awaiting(over, leader) if one.shift_id == shift.id)
            verification.verify(over, leader, item, minutes=120, quantities={})
    tomorrow = SATURDAY_MORNING + timedelta(days=1)
    place.start(tomorrow)
    place.start(tomorrow)
    with place.at(tomorrow) as tx:
        (fresh,) = place.open_trees(tx)
        assert fresh.id != shift.id
        assert campaigns.shift(tx, shift.id).starts_at == shift.starts_at
        assert fresh.seats_taken == 4


def test_a_real_bot_loads_none_and_refuses_a_database_that_has_it(place):
    assert place.start(settings=TELEGRAM) is False
    assert place.start(settings=Settings(_env_file=None, sample="no")) is False
    with place.at() as tx:
        assert kept.empty(tx)
    place.start()
    with pytest.raises(OperatorError, match="set DIEMDANH_DATABASE to another file"):
        place.start(settings=TELEGRAM)


def test_a_database_that_somebody_began_gets_none(place):
    with place.at() as tx:
        units.add(tx, None, "province", "Tỉnh đoàn")
    assert place.start() is False
    with place.at() as tx:
        assert not kept.present(tx)
