"""Leaders' digests: when they are due, that each comes once, what they tell, and that nobody sees past their scope."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers import notices
from handlers.engine.text import HOME
from handlers.reminders import digest_words
from schedules.due import digests, facts, preview
from storage.campaigns import sign_ups
from storage.database import reading
from storage.messages import chats
from storage.messages.records import Outgoing
from storage.organisation import grants
from storage.people import erasure, members
from storage.records import Role
from storage.reminders import digests as kept
from storage.reminders import reminders
from storage.reminders.digest_notice import ComingDay, Digest, FreeShift, PastShift, UnitToCall, YearTotal
from storage.reminders.reminders import QuietHours
from tests.support import world as worlds
from tests.support.world import act

SUNDAY, MONDAY, TUESDAY = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)


def at(day: date, hour: int = 7, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=HOME).astimezone(UTC)


def tick(world, moment: datetime | None = None) -> list[str]:
    """What a tick queues, by key."""
    world.now = moment or world.now
    before = {row["id"] for row in world.rows("SELECT id FROM outbox")}
    act(world, "digests")
    rows = world.rows("SELECT id, key FROM outbox WHERE key LIKE 'digest:%' ORDER BY key")
    return [row["key"] for row in rows if row["id"] not in before]


def key(world, name: str, day: date) -> str:
    return f"digest:member-{world.member(name).id}:{day}"


def of(world, name: str, **more) -> Digest | None:
    asker = world.asker(name)
    with world.change() as tx:
        return facts.of_leader(tx, asker, world.now - timedelta(days=7), **more)


def choose(world, name: str, rhythm: str) -> None:
    asker = world.asker(name)
    with world.change() as tx:
        kept.set_rhythm(tx, asker, rhythm, digests.day_of(world.now))


@pytest.fixture
def started(world):
    """A world whose leaders are known since Sunday at 07:00, and in which something is new since."""
    act(world, "digests")
    act(world, "clock +10m")
    act(world, "sign up lan trees")
    return world


# When ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rhythm", "runs", "day", "checked_on", "expected"),
    [
        ("usual", False, MONDAY, SUNDAY, MONDAY),
        ("usual", False, SUNDAY, SUNDAY - timedelta(1), None),
        ("usual", False, TUESDAY, MONDAY, None),
        ("usual", True, TUESDAY, MONDAY, TUESDAY),
        ("usual", False, TUESDAY, SUNDAY, MONDAY),  # the bot was off on Monday
        ("usual", False, MONDAY + timedelta(2), SUNDAY, MONDAY),
        ("usual", False, MONDAY + timedelta(3), SUNDAY, None),  # too late: the next one tells it
        ("usual", True, TUESDAY, SUNDAY, TUESDAY),  # one, not two
        ("weekly", True, TUESDAY, MONDAY, None),
        ("weekly", True, MONDAY, SUNDAY, MONDAY),
        ("daily", False, SUNDAY, SUNDAY - timedelta(1), SUNDAY),
        ("daily", False, TUESDAY, MONDAY, TUESDAY),
        ("off", True, MONDAY, SUNDAY, None),
        ("usual", False, date(2027, 1, 4), date(2026, 12, 31), date(2027, 1, 4)),
        ("daily", False, date(2028, 2, 29), date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_which_day_has_a_digest(rhythm, runs, day, checked_on, expected):
    slot = digests.slot(rhythm, runs=runs, day=day, checked_on=checked_on)
    assert (slot and slot[0]) == expected
    if slot is not None:
        assert slot[1] > at(day)


def test_a_day_of_digests_begins_at_seven():
    assert digests.day_of(at(MONDAY, 7)) == MONDAY
    assert digests.day_of(at(MONDAY, 6, 59)) == SUNDAY
    assert digests.day_of(at(MONDAY, 0)) == SUNDAY


def test_on_monday_at_seven_and_not_a_minute_before_and_only_once(started):
    assert tick(started, at(MONDAY, 6, 59)) == []
    assert tick(started, at(MONDAY)) == sorted(key(started, name, MONDAY) for name in ("minh", "hoa"))
    assert tick(started) == []
    assert tick(started, at(MONDAY, 7, 1)) == []
    assert tick(started, at(SUNDAY, 12)) == []  # a clock that is put back
    assert tick(started, at(MONDAY, 7, 2)) == []


def test_a_clock_that_was_far_ahead_does_not_silence_anybody(started):
    tick(started, at(MONDAY) + timedelta(days=60))
    started.connection.execute("DELETE FROM outbox")
    act(started, "clock 2026-11-23 07:10")
    act(started, "sign up an trees-sunday")
    assert tick(started, at(MONDAY + timedelta(days=7))) != []


def test_a_bot_that_was_off_makes_up_for_monday_until_wednesday(started):
    assert tick(started, at(MONDAY + timedelta(2), 15)) == sorted(
        key(started, name, MONDAY) for name in ("minh", "hoa")
    )


def test_daily_while_a_campaign_of_theirs_runs_and_where_something_is_new(started):
    choose(started, "hoa", "weekly")
    tick(started, at(MONDAY))
    act(started, "check in lan trees-tomorrow")
    assert tick(started, at(TUESDAY)) == [key(started, "minh", TUESDAY)]
    act(started, "verify hoa")
    assert tick(started, at(TUESDAY + timedelta(days=1))) == []  # no shift from Tuesday to Thursday
    act(started, "sign up an trees-sunday")
    assert tick(started, at(MONDAY + timedelta(days=4))) == []  # Friday
    assert tick(started, at(MONDAY + timedelta(days=5))) == [key(started, "minh", MONDAY + timedelta(days=5))]


def test_whoever_wants_none_is_sent_none_and_what_waits_is_cancelled(started):
    choose(started, "hoa", "off")
    assert tick(started, at(MONDAY)) == [key(started, "minh", MONDAY)]
    choose(started, "minh", "off")
    assert started.one("SELECT state FROM outbox WHERE key LIKE 'digest:%'") == "cancelled"


def test_quiet_hours_are_waited_for(started):
    asker = started.asker("minh")
    with started.change() as tx:
        reminders.set_quiet(tx, asker, QuietHours("22:00", "08:30"))
    assert tick(started, at(MONDAY)) == [key(started, "hoa", MONDAY)]
    assert tick(started, at(MONDAY, 8, 29)) == []
    assert tick(started, at(MONDAY, 8, 30)) == [key(started, "minh", MONDAY)]


def test_a_leader_who_has_not_joined_or_has_blocked_us_or_leads_nothing_gets_none(started):
    entered, minh = started.member("Trần Văn Út"), started.member("minh")
    with started.change() as tx:
        grants.give(tx, entered.id, Role.LEADER, started.unit_id("Chi đoàn Ấp Đại Ân"))
        chats.set_blocked(tx, chats.reachable(tx, minh.id).id)
    act(started, "digests")
    act(started, "revoke hoa")
    assert tick(started, at(MONDAY)) == []


def test_a_new_leader_has_their_first_digest_on_the_next_monday(started):
    act(started, "clock 2026-11-23 10:00")
    act(started, "make leader an Chi đoàn Ấp Đại Ân")
    assert key(started, "an", MONDAY) not in tick(started)
    act(started, "sign up binh trees-sunday")
    assert key(started, "an", MONDAY + timedelta(days=7)) in tick(started, at(MONDAY + timedelta(days=7)))


def test_each_tells_what_is_new_since_the_last_one_that_was_sent(started):
    choose(started, "minh", "daily")
    tick(started, at(MONDAY))
    tick(started, at(TUESDAY))  # nothing was signed up since
    late = started.asker("an")
    with started.change() as tx:  # written on Sunday, received on Tuesday
        tx.connection.execute(
            "INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at) "
            "VALUES (?, ?, ?, 'seated', ?, ?)",
            (worlds.SHIFTS["trees-sunday"], late.member_id, late.unit_id, at(SUNDAY, 9), at(SUNDAY, 9)),
        )
    (sent,) = tick(started, at(TUESDAY + timedelta(days=1)))
    told = Digest.model_validate_json(started.one("SELECT body FROM outbox WHERE key = ?", sent))
    assert told.signed_up == ("Lê Văn An",)


# What ----------------------------------------------------------------------------------------------------------------


def test_who_signed_up_who_came_and_who_did_not(world):
    for line in ("sign up lan trees", "sign up an trees", "check in lan trees", "check in binh trees", "clock 11:30"):
        act(world, line)
    digest = of(world, "minh")
    assert (digest.signed_up_count, set(digest.signed_up)) == (2, {"Nguyễn Thị Lan", "Lê Văn An"})
    assert [(one.title, one.came, one.absent) for one in digest.past] == [("Trồng cây xanh", 2, 1)]
    assert (digest.came_count, {name for one in digest.past for name in one.came_names}) == (
        2,
        {"Nguyễn Thị Lan", "Thạch Bình"},
    )
    assert (digest.absent_count, [one.absent_names for one in digest.past]) == (1, [("Lê Văn An",)])


def test_many_people_are_counted_and_not_named(world):
    act(world, "fill shift cleanup 9")
    digest = of(world, "minh")
    assert (digest.signed_up_count, digest.signed_up) == (11, ())


def test_a_shift_that_was_cancelled_has_nobody_absent(world):
    for line in ("sign up lan trees", "cancel shift trees", "clock 12:00"):
        act(world, line)
    digest = of(world, "minh")
    assert (digest.signed_up_count, digest.past, digest.absent_count) == (0, (), 0)


def test_what_awaits_verification_is_what_verify_shows(world):
    for line in (
        "check in lan trees",
        "check in khoa cleanup",
        "ask to move binh Đoàn xã Đại Tâm",
        "check in minh trees",
    ):
        act(world, line)
    at = world.now
    assert of(world, "minh").waiting == 1  # the shifts are on: the request alone
    act(world, "clock 12:00")
    digest = of(world, "minh")
    assert (digest.waiting, digest.waiting_since) == (3, at)  # not their own check-in
    told = digest_words.words(digest, "vi")
    assert ("/duyet", "Duyệt (3)") in [
        (choice.id, choice.label) for choice in (offer.choice("vi") for offer in told.offers)
    ]
    act(world, "verify minh")
    assert of(world, "minh").waiting == 1


def test_next_shifts_with_empty_seats(world):
    act(world, "fill shift trees-tomorrow")
    act(world, "fill shift trees-sunday 1")
    act(world, "clock 19:00")
    digest = of(world, "minh")
    assert [(one.title, one.seats_left, one.capacity) for one in digest.free] == [("Trồng cây xanh", 1, 3)]
    assert digest.free_count == 1


def test_standing_beside_the_plan_and_only_of_this_year(world):
    act(world, "load plan")
    for line in ("check in lan trees", "check in lan trees-last-year", "clock 11:30", "report lan trees 240 trees=12"):
        act(world, line)
    act(world, "verify hoa")
    turns, trees = YearTotal(what="turns", number=1, amount=85000), YearTotal(what="trees", number=12, amount=255000)
    digest = of(world, "hoa")
    assert (digest.standing, digest.year) == ((turns, trees), 2026)
    turns, trees = (one.model_copy(update={"amount": None}) for one in (turns, trees))  # no share of them is set
    assert of(world, "minh").standing == (turns, trees)
    text = digest_words.words(digest, "vi").text
    assert "• 12 cây (chỉ tiêu: 255.000)" in text  # 0 % helps nobody
    text = digest_words.words(of(world, "minh"), "en").text
    assert "• 1 turn\n• 12 trees" in text


def test_a_figure_that_the_plan_does_not_count_stands_alone(world):
    for line in ("check in lan teach", "clock 20:30", "report lan teach 120 children=30"):
        act(world, line)
    act(world, "verify hoa")
    assert of(world, "hoa").standing[1] == YearTotal(what="children", number=30)  # there is no plan


def test_what_is_coming_in_the_plan(world):
    act(world, "load plan")
    act(world, "sign up lan trees")
    (coming,) = of(world, "minh").coming
    assert (coming.title, coming.day, coming.years) == ("Chiến thắng Bình Giã", date(2026, 12, 2), 62)


def test_nothing_new_is_no_digest_but_a_shift_to_fill_before_the_next_one_is(world):
    for shift in ("trees", "trees-tomorrow", "cleanup", "school", "blood", "teach"):
        act(world, f"cancel shift {shift}")
    assert of(world, "minh", weekly=False) is None  # Sunday's shift comes after tomorrow's digest
    assert of(world, "minh", weekly=True) is not None
    act(world, "cancel shift trees-sunday")
    act(world, "load plan")
    assert of(world, "minh") is None  # what is coming in the plan stands beside news, and is none
    assert of(world, "hoa").undated == 16  # the province's organiser is asked until each has its day
    assert of(world, "hoa", weekly=False) is None


# Who -----------------------------------------------------------------------------------------------------------------


def test_a_leader_sees_nobody_outside(world):
    act(world, "make leader khoa Huyện đoàn Kế Sách")
    for line in ("sign up lan trees", "sign up an trees", "check in lan trees", "check in an cleanup", "clock 12:00"):
        act(world, line)
    act(world, "report lan trees 240 trees=12")
    assert of(world, "khoa") is None
    act(world, "verify hoa")
    assert of(world, "khoa") is None
    act(world, "sign up khoa trees-sunday")  # of a unit of theirs, but themselves
    newcomer = worlds.newcomer(world, "Kim Thị Mới", "Chi đoàn Ấp Phú Tây")
    with world.change() as tx:
        sign_ups.take_seat(tx, newcomer, worlds.SHIFTS["trees-sunday"])
    digest = of(world, "khoa")
    assert (digest.signed_up, digest.past, digest.waiting, digest.calls) == (("Kim Thị Mới",), (), 0, ())
    assert (digest.free, digest.standing) == ((), ())


def test_a_leader_sees_whoever_comes_to_their_own_shift(world):
    for line in ("sign up khoa cleanup", "clock 12:00"):
        act(world, line)
    assert [one.absent_names for one in of(world, "minh").past] == [("Trương Đăng Khoa",)]
    act(world, "make leader an Chi đoàn Ấp Đại Ân")
    assert "Khoa" not in of(world, "an").model_dump_json()


def test_units_below_that_need_a_call(world):
    for line in ("sign up khoa cleanup", "sign up lan trees", "sign up an trees", "check in lan trees", "clock 12:00"):
        act(world, line)
    assert [(one.reason, one.unit, one.parent, one.number) for one in of(world, "hoa").calls] == [
        ("came", "Đoàn xã An Mỹ", "Huyện đoàn Kế Sách", 1)
    ]
    assert of(world, "minh").calls == ()
    act(world, "clock +3d")
    (_came, verified) = of(world, "hoa").calls
    assert (verified.reason, verified.unit, verified.number) == ("verified", "Đoàn xã Đại Tâm", 1)
    assert of(world, "minh").calls == ()  # it is their own to verify: no call, but waiting
    assert of(world, "minh").waiting == 1


def test_what_several_units_left_waiting_is_one_call_of_their_nearest_leader(world):
    people = {"lan": "Chi đoàn Ấp Đại Ân", "an": "Đoàn xã Đại Tâm", "khoa": "Đoàn xã An Mỹ"}
    for name, unit in people.items():
        act(world, f"move member {name} {unit}")
        act(world, f"check in {name} trees")
    act(world, "clock +4d")
    calls = [one for one in of(world, "hoa").calls if one.reason == "verified"]
    assert [(one.unit, one.parent, one.number) for one in calls] == [("Đoàn xã Đại Tâm", "Huyện đoàn Mỹ Xuyên", 2)]


def test_two_roles_in_one_tree_count_once(world):
    act(world, "make leader hoa Đoàn xã Đại Tâm")
    for line in ("sign up lan trees", "check in lan trees", "verify minh", "clock 12:00"):
        act(world, line)
    digest = of(world, "hoa")
    assert (digest.units, digest.signed_up_count, digest.came_count) == (("Tỉnh đoàn Sóc Trăng",), 1, 1)
    assert digest.standing == (YearTotal(what="turns", number=1),)


def test_nobody_is_named_any_more_who_was_erased(started):
    tick(started, at(MONDAY))
    asker = started.asker("lan")
    with started.change() as tx:
        erasure.erase(tx, asker, instead='{"text":"(đã xóa)"}')
    act(started, "erase on")
    bodies = [row["body"] for row in started.rows("SELECT body FROM outbox WHERE key LIKE 'digest:%'")]
    assert len(bodies) == 2
    assert all("Lan" not in body for body in bodies)


# Words ---------------------------------------------------------------------------------------------------------------

MOMENT = datetime(2026, 11, 22, 1, tzinfo=UTC)
FULL = Digest(
    units=("Huyện đoàn Mỹ Xuyên", "Huyện đoàn Kế Sách"),
    since=MOMENT,
    signed_up_count=8,
    signed_up=("Lê Văn An",) * 8,
    past=(
        PastShift(
            title="Trồng cây xanh",
            starts_at=MOMENT,
            came=8,
            absent=8,
            came_names=("Thạch Bình",) * 8,
            absent_names=("Lê Văn An",) * 8,
        ),
    )
    * 2,
    past_count=5,
    came_count=8,
    absent_count=8,
    waiting=1200,
    waiting_since=MOMENT,
    calls=(
        UnitToCall(reason="came", unit="Chi đoàn Khóm 1", parent="Đoàn phường 2", number=1),
        UnitToCall(reason="verified", unit="Chi đoàn Khóm 1", parent="Đoàn phường 2", number=3, since=MOMENT),
    ),
    calls_count=9,
    free=(FreeShift(title="Trồng cây xanh", starts_at=MOMENT, capacity=30, seats_left=4),) * 2,
    free_count=7,
    year=2026,
    standing=(
        YearTotal(what="turns", number=40000, amount=85000),
        YearTotal(what="trees", number=100000, amount=255000),
        YearTotal(what="visits", number=7),
    ),
    coming=(
        ComingDay(title="Chiến thắng Bình Giã", day=date(2026, 12, 2), years=62),
        ComingDay(title="Tết Nguyên đán", day=date(2027, 2, 6)),
    ),
    coming_count=5,
    undated=16,
)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_longest_digest_fits_a_phone(language):
    row = Outgoing(
        id=1,
        key="k",
        chat_id=1,
        channel="telegram",
        address="a",
        language=language,
        lane=1,
        kind="notice",
        body=FULL.model_dump_json(),
        due_at=MOMENT,
        useful_until=None,
        attempts=0,
    )
    reply = notices.worded(row)
    assert len(reply.text.split("\n")) <= 25, reply.text
    assert len(reply.text) < 4096
    assert [choice.id for choice in reply.choices] == [
        "/duyet",
        "/danhsach",
        "/kehoach",
        "/bantin goi 22/11",
        "/bantin ca 22/11",
        "/bantin",
    ]
    number = "1.200" if language == "vi" else "1,200"
    assert number in reply.text
    assert ("47,1%" if language == "vi" else "47.1 %") in reply.text


# Looking ahead ------------------------------------------------------------------------------------------------------


def ahead(world, first: date, last: date) -> list[tuple[datetime, str]]:
    """Which digests a preview says will go out, as (when, whose units)."""
    with reading(world.connection, world.now) as tx:
        told = preview.of_days(tx, first, last)
    return [(one.at, Digest.model_validate_json(one.body).units[0]) for one in told if one.moment == preview.DIGEST]


def test_a_preview_says_which_digests_then_go_out_and_writes_nothing(started):
    choose(started, "minh", "daily")
    hoa = started.asker("hoa")
    with started.change() as tx:
        reminders.set_quiet(tx, hoa, QuietHours("19:00", "09:00"))
    before = contents(started)
    expected = ahead(started, MONDAY, MONDAY + timedelta(9))
    assert contents(started) == before
    previewed = []
    now = at(MONDAY, 0)
    while now < at(MONDAY + timedelta(10), 0):
        keys = tick(started, now)
        rows = started.rows("SELECT key, body FROM outbox")
        bodies = {row["key"]: Digest.model_validate_json(row["body"]) for row in rows if row["key"] in keys}
        previewed += [(now, body.units[0]) for body in bodies.values()]
        now += timedelta(minutes=30)
    assert sorted(expected) == sorted(previewed)
    assert len({units for _at, units in expected}) > 1
    assert any(one.astimezone(HOME).hour == 9 for one, _units in expected)


def test_looking_ahead_who_has_a_seat_is_taken_to_come(started):
    """Whether they will is not known: that nobody came would be no more than a guess."""
    with reading(started.connection, started.now) as tx:  # the shift is later on that Sunday
        told = preview.of_days(tx, MONDAY, MONDAY)
    shown = [Digest.model_validate_json(one.body) for one in told if one.moment == preview.DIGEST]
    held = [one for one in shown if one.past_count]
    assert held
    assert all(not one.absent_count and not any(call.reason == "came" for call in one.calls) for one in held)
    assert all(one.came_count > 0 for one in held)


def test_an_organiser_sees_only_digests_of_leaders_who_lead_nothing_beyond(started):
    khoa = started.member("khoa")
    with started.change() as tx:
        grants.give(tx, khoa.id, Role.ORGANISER, khoa.unit_id)
    asker = started.asker("khoa")
    with reading(started.connection, started.now) as tx:
        everybody = {one.member_id for one in kept.leaders(tx)}
        within = {one.member_id for one in kept.leaders(tx, asker)}
    mine = [scope.path for scope in asker.scopes]
    scopes = started.rows("SELECT member_id, path FROM scopes")
    beyond = {row["member_id"] for row in scopes if not any(row["path"].startswith(path) for path in mine)}
    assert within == everybody - beyond == {khoa.id}
    assert beyond


def contents(world) -> list[list[dict]]:
    return [world.rows(f"SELECT * FROM {table}") for table in ("outbox", "digests", "mailings", "looks")]


# Each with their shift, and all of a list -----------------------------------------------------------------------------


def test_who_came_to_one_shift_and_not_to_another_stands_with_each(world):
    for line in ("sign up lan trees", "sign up an trees", "sign up lan trees-tomorrow", "sign up binh trees-tomorrow"):
        act(world, line)
    act(world, "check in lan trees")
    act(world, "check in an trees")
    act(world, "clock 2026-11-23 07:10")
    act(world, "check in binh trees-tomorrow")
    act(world, "clock 2026-11-23 18:00")
    digest = of(world, "hoa")
    assert [(one.came, one.came_names, one.absent, one.absent_names) for one in digest.past] == [
        (1, ("Thạch Bình",), 1, ("Nguyễn Thị Lan",)),
        (2, ("Lê Văn An", "Nguyễn Thị Lan"), 0, ()),
    ]
    text = digest_words.words(digest, "vi").text
    lines = [line for line in text.splitlines() if "Trồng cây xanh" in line]
    assert lines[:2] == [
        "• Trồng cây xanh, 23/11: 1 bạn có mặt (Thạch Bình), 1 bạn vắng (Nguyễn Thị Lan)",
        "• Trồng cây xanh, 22/11: 2 bạn có mặt (Lê Văn An, Nguyễn Thị Lan)",
    ]


@pytest.mark.parametrize("shifts", [1, 2, 3, 5])
def test_what_a_digest_leaves_out_is_counted_and_seen_by_its_command(world, shifts):
    for name in ("trees", "cleanup", "school", "blood", "teach")[:shifts]:
        act(world, f"sign up lan {name}")
    act(world, "clock 2026-11-23 06:00")
    digest = of(world, "hoa")
    text = digest_words.words(digest, "vi").text
    assert (len(digest.past), digest.past_count) == (shifts, shifts)
    assert sum("22/11: " in line for line in text.splitlines()) == shifts
    assert "ca nữa" not in text
    with world.change() as tx:
        everything = facts.past_shifts(tx, world_asker(tx, "hoa"), digest.since)
    assert len(everything) == shifts


def world_asker(tx, name: str):
    row = tx.connection.execute("SELECT id FROM members WHERE name = ?", (worlds.PEOPLE[name][1],)).fetchone()
    return grants.asker(tx, members.by_id(tx, row["id"]))
