"""What is due: the table of moments; once, whatever the clock does; late only what still helps; quiet hours, wishes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from time import thread_time

import pytest

from handlers import notices
from schedules.due import due, preview
from schedules.due.occasions import MOMENTS, of_item, of_shift
from schedules.plan import plan
from storage.campaigns import campaigns, sign_ups
from storage.database import reading
from storage.errors import OutOfScopeError
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.people import members
from storage.plan import plan_items
from storage.plan.plan_items import Dates
from storage.reminders import mailings, reminders
from storage.reminders.reminders import QuietHours
from tests.support.world import HOME, PEOPLE, SHIFTS

TREES = "shift-{}@2026-11-22T07:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME).astimezone(UTC)


def tick(world, text: str = "") -> list[str]:
    """A tick at this moment; returns the keys of what it queued."""
    if text:
        world.now = at(text)
    before = {row["key"] for row in rows(world)}
    cursor = due.START
    while cursor is not None:
        with world.change() as tx:
            cursor = due.step(tx, cursor)
    return sorted(row["key"] for row in rows(world) if row["key"] not in before)


def who(tx, name: str):
    """A person of the cast, within a transaction."""
    row = tx.connection.execute("SELECT id FROM members WHERE name = ?", (PEOPLE[name][1],)).fetchone()
    return grants.asker(tx, members.by_id(tx, row["id"]))


def rows(world):
    return world.rows(
        "SELECT key, state, body, due_at, useful_until FROM outbox WHERE key LIKE 'reminder:%' ORDER BY id"
    )


def moments(keys: list[str]) -> list[str]:
    return sorted({key.rpartition(":")[2] for key in keys})


def seat(world, name: str, shift: str = "trees-sunday", when: str = "") -> None:
    asker = world.asker(name)
    if when:
        world.now = at(when)
    with world.change() as tx:
        assert sign_ups.take_seat(tx, asker, SHIFTS[shift])


@pytest.fixture
def quiet_world(world):
    """The small world, in which the schedule has been looking since a Monday morning."""
    tick(world, "2026-11-23 09:00")
    return world


# The table -----------------------------------------------------------------------------------------------------------

TABLE = """
anniversary       07:00 on the day                                                            until the day is over
prepare           07:00 a week before; a month before where the years are a five or a ten     until the day begins
week-before       07:00 a week before                                                         until the eve's reminder
eve               07:00 the day before                                                        until the day begins
opening           07:00 on the opening day                                                    until that day is over
day-before        18:00 the day before                                              until half an hour before the shift
two-hours-before  two hours before                                                  until half an hour before the shift
check-in-opens    when check-in opens                                                         until the shift is over
report            30 minutes after the shift                                                  until it is asked again
report-again      two days after that                                                         for three days
moved             at once                                                                     until the shift is over
cancelled         at once                                                       until the shift would have been over
"""


def test_the_table_of_moments(world):
    """Prints the table; what it says of each kind is what the occasions have."""
    for kind, moment in MOMENTS.items():
        print(f"{kind:18}{moment.when:76}{moment.useful}")
    said = [(kind, moment.when, moment.useful) for kind, moment in MOMENTS.items()]
    assert [" ".join(line.split()) for line in TABLE.strip().splitlines()] == [" ".join(occasion) for occasion in said]
    shown = {}
    with world.change() as tx:
        shift = mailings.shift(tx, SHIFTS["trees-sunday"])
    for occasion in of_shift(shift):
        shown[occasion.kind] = (
            f"{occasion.at.astimezone(HOME):%d/%m %H:%M}–{occasion.useful_until.astimezone(HOME):%d/%m %H:%M}"
        )
    item = {"id": 1, "plan_id": None, "unit_id": None, "path": "", "off": False, "key": "k", "title": "t"}
    for kind, day, month, year in (
        ("anniversary", 31, 3, 1976),
        ("anniversary", 2, 12, 1964),
        ("campaign_day", 27, 7, None),
    ):
        one_item = plan_items.PlanItem.model_validate({**item, "kind": kind, "day": day, "month": month, "year": year})
        for occasion in of_item(one_item, at("2026-01-01 00:00"), at("2026-12-31 00:00")):
            name = occasion.kind if day != 31 else f"{occasion.kind}, round"
            shown[name] = (
                f"{occasion.at.astimezone(HOME):%d/%m %H:%M}–{occasion.useful_until.astimezone(HOME):%d/%m %H:%M}"
            )
    assert shown == {
        "day-before": "28/11 18:00–29/11 06:30",
        "two-hours-before": "29/11 05:00–29/11 06:30",
        "check-in-opens": "29/11 06:30–29/11 11:00",
        "report": "29/11 11:30–01/12 11:30",
        "report-again": "01/12 11:30–04/12 11:30",
        "prepare, round": "28/02 07:00–31/03 00:00",
        "anniversary, round": "31/03 07:00–01/04 00:00",
        "prepare": "25/11 07:00–02/12 00:00",
        "anniversary": "02/12 07:00–03/12 00:00",
        "week-before": "20/07 07:00–26/07 07:00",
        "eve": "26/07 07:00–27/07 00:00",
        "opening": "27/07 07:00–28/07 00:00",
    }


# Once ----------------------------------------------------------------------------------------------------------------


def test_a_shift_is_announced_once_by_a_key_that_can_be_read(quiet_world):
    seat(quiet_world, "lan")
    key = f"reminder:shift-{SHIFTS['trees-sunday']}@2026-11-29T07:00:member-{quiet_world.member('lan').id}:day-before"
    assert tick(quiet_world, "2026-11-28 17:59") == []
    assert tick(quiet_world, "2026-11-28 18:00") == [key]
    assert tick(quiet_world) == []
    assert tick(quiet_world, "2026-11-28 18:01") == []


def test_a_changed_clock_says_nothing_twice_and_loses_nothing(quiet_world):
    seat(quiet_world, "lan")
    assert moments(tick(quiet_world, "2026-11-28 18:00")) == ["day-before"]
    assert tick(quiet_world, "2026-11-26 10:00") == []  # two days back
    assert tick(quiet_world, "2026-11-28 18:01") == []
    assert tick(quiet_world, "2027-11-28 18:00") == []  # a year ahead
    assert tick(quiet_world, "2026-11-28 18:05") == []
    seat(quiet_world, "an")
    assert moments(tick(quiet_world, "2026-11-29 06:30")) == ["check-in-opens", "two-hours-before"]


def test_three_days_off_late_what_still_helps_and_the_rest_is_missed(quiet_world):
    seat(quiet_world, "lan")
    queued = tick(quiet_world, "2026-11-29 08:00")  # off since Monday; the shift began at seven
    states = {row["key"].rpartition(":")[2]: row["state"] for row in rows(quiet_world)}
    assert moments(queued) == ["check-in-opens", "day-before", "two-hours-before"]
    assert states == {"day-before": "missed", "two-hours-before": "missed", "check-in-opens": "waiting"}


def test_what_was_due_before_the_first_look_is_not_ours_to_say(world):
    seat(world, "lan", "trees-tomorrow")
    assert tick(world, "2026-11-22 19:00") == []  # "day-before" was at 18:00
    assert moments(tick(world, "2026-11-22 20:50")) == ["two-hours-before"]  # 05:00 is quiet: said before that


def test_a_tick_that_is_broken_off_goes_on_where_it_was(quiet_world, monkeypatch):
    monkeypatch.setattr(due, "PEOPLE_AT_ONCE", 2)
    with quiet_world.change() as tx:
        root = who(tx, "hoa")
        plan_items.add(tx, root, unit_id=None, kind="campaign_day", title="Ngày A", dates=Dates(day=1, month=12))
    quiet_world.now = at("2026-12-01 07:00")
    cursor, pieces = due.START, 0
    while cursor is not None:
        with quiet_world.change() as tx:
            cursor = due.step(tx, cursor)
        pieces += 1
        if pieces == 4:
            quiet_world.restart()
            cursor = due.START
    people = quiet_world.one("SELECT count(*) FROM members WHERE state = 'active'")
    assert pieces > 5
    assert [row["state"] for row in rows(quiet_world) if ":opening" in row["key"]] == ["waiting"] * people


# Quiet hours and wishes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "wished"),
    [("06:30", False), ("06:31", False), ("06:59", False), ("07:00", True), ("05:00", False)],
)
def test_nobody_is_wished_a_safe_trip_when_it_is_too_late_to_set_out(quiet_world, starts, wished):
    """Signed up in the night; quiet hours end at 06:30."""
    shift = SHIFTS["trees-sunday"]
    start = at(f"2026-11-29 {starts}")
    values = (start, start + timedelta(hours=4), start - timedelta(minutes=30), shift)
    with quiet_world.change() as tx:
        tx.connection.execute("UPDATE shifts SET starts_at = ?, ends_at = ?, opens_at = ? WHERE id = ?", values)
    seat(quiet_world, "lan", when="2026-11-28 22:30")
    tick(quiet_world, "2026-11-29 05:00"), tick(quiet_world, "2026-11-29 06:30")
    told = {row["key"].rpartition(":")[2] for row in rows(quiet_world) if row["state"] == "waiting"}
    assert told == ({"check-in-opens", "two-hours-before"} if wished else {"check-in-opens"})


def test_a_shift_notice_goes_before_quiet_hours_and_others_after(quiet_world):
    seat(quiet_world, "lan")
    seat(quiet_world, "an")
    with quiet_world.change() as tx:
        reminders.set_quiet(tx, who(tx, "an"), QuietHours("22:00", "05:00"))
    assert moments(tick(quiet_world, "2026-11-28 18:00")) == ["day-before"]
    lan, an = (f":member-{quiet_world.member(name).id}:" for name in ("lan", "an"))
    early = tick(quiet_world, "2026-11-28 20:50")  # of 05:00, and not yet of 06:30, which is not quiet any more
    assert moments(early) == ["two-hours-before"]
    assert all(lan in key for key in early)
    assert tick(quiet_world, "2026-11-28 21:50") == []
    late = tick(quiet_world, "2026-11-29 05:00")
    assert moments(late) == ["two-hours-before"]
    assert all(an in key for key in late)
    assert moments(tick(quiet_world, "2026-11-29 06:30")) == ["check-in-opens"]


def test_who_was_not_told_before_quiet_hours_is_told_after_them_if_it_helps(quiet_world):
    seat(quiet_world, "lan", when="2026-11-28 22:30")  # signed up in the night
    assert tick(quiet_world, "2026-11-29 05:00") == []
    assert moments(tick(quiet_world, "2026-11-29 06:30")) == ["check-in-opens", "two-hours-before"]


def test_a_notice_that_comes_late_in_the_night_waits_for_the_morning(quiet_world):
    with quiet_world.change() as tx:
        hoa = who(tx, "hoa")
        plan_items.add(tx, hoa, unit_id=None, kind="campaign_day", title="Ngày A", dates=Dates(day=1, month=12))
    assert tick(quiet_world, "2026-11-24 23:00") == []  # "week-before" was at 07:00, the bot was off until the night
    assert moments(tick(quiet_world, "2026-11-25 06:29")) == []
    assert moments(tick(quiet_world, "2026-11-25 06:30")) == ["week-before"]


def test_nothing_for_those_who_do_not_want_it_cannot_be_reached_or_never_consented(quiet_world):
    lan, an, binh = (quiet_world.asker(name) for name in ("lan", "an", "binh"))
    for name in ("lan", "an", "binh"):
        seat(quiet_world, name)
    with quiet_world.change() as tx:
        reminders.want(tx, lan, "day-before", wanted=False)
        reminders.want(tx, an, reminders.EVERYTHING, wanted=False)
        chats.set_blocked(tx, chats.of_member(tx, binh.member_id)[0].id)
    assert tick(quiet_world, "2026-11-28 18:00") == []
    with quiet_world.change() as tx:
        reminders.want(tx, lan, "day-before", wanted=True)
        assert reminders.of(tx, lan).wants("day-before")
        assert reminders.of(tx, an).nothing
        reminders.want(tx, an, reminders.EVERYTHING, wanted=False)
    assert tick(quiet_world, "2026-11-28 18:01") == []  # its moment is over
    shift = SHIFTS["trees-sunday"]
    with quiet_world.change() as tx:
        tx.connection.execute("UPDATE shifts SET state = 'cancelled' WHERE id = ?", (shift,))
        due.shift_changed(tx, shift, campaigns.shift(tx, shift).starts_at)
    told = tick(quiet_world, "2026-11-28 18:02")
    assert moments(told) == ["cancelled"]  # whoever wants nothing hears this all the same; who blocked us cannot
    assert len(told) == 2


def test_an_unwanted_reminder_that_still_waits_is_cancelled(quiet_world):
    seat(quiet_world, "lan")
    tick(quiet_world, "2026-11-28 18:00")
    with quiet_world.change() as tx:
        reminders.want(tx, who(tx, "lan"), "day-before", wanted=False)
    assert [row["state"] for row in rows(quiet_world)] == ["cancelled"]


# Shifts that change --------------------------------------------------------------------------------------------------


def test_a_moved_shift_says_so_once_and_reminds_of_the_new_time(quiet_world):
    seat(quiet_world, "lan")
    shift = SHIFTS["trees-sunday"]
    with quiet_world.change() as tx:
        was = campaigns.shift(tx, shift).starts_at
        start = at("2026-11-28 14:00")
        values = (start, start + timedelta(hours=4), start - timedelta(minutes=30), shift)
        tx.connection.execute("UPDATE shifts SET starts_at = ?, ends_at = ?, opens_at = ? WHERE id = ?", values)
        quiet_world.now = tx.now
    quiet_world.now = at("2026-11-27 19:00")  # after the moment of the new time's "day-before"
    with quiet_world.change() as tx:
        due.shift_changed(tx, shift, was)
    assert moments(tick(quiet_world)) == ["moved"]
    body = notices.reply(rows(quiet_world)[-1]["body"], "en").text
    assert "from Sun, 29 Nov 2026, 07:00, to Sat, 28 Nov 2026, 14:00 to 18:00" in body
    assert moments(tick(quiet_world, "2026-11-28 12:00")) == ["two-hours-before"]
    assert moments(tick(quiet_world, "2026-11-28 13:30")) == ["check-in-opens"]
    assert tick(quiet_world, "2026-11-28 18:00") == tick(quiet_world, "2026-11-29 05:00") == []  # of the old time


@pytest.mark.parametrize(("starts", "told_at"), [("2026-11-29 07:00", "23:30"), ("2026-11-30 07:00", "06:30")])
def test_a_cancelled_shift_wakes_people_only_where_it_cannot_wait(quiet_world, starts, told_at):
    seat(quiet_world, "lan")
    shift = SHIFTS["trees-sunday"]
    quiet_world.now = at("2026-11-28 23:30")
    with quiet_world.change() as tx:
        start = at(starts)
        values = (start, start + timedelta(hours=4), start - timedelta(minutes=30), shift)
        tx.connection.execute(
            "UPDATE shifts SET starts_at = ?, ends_at = ?, opens_at = ?, state = 'cancelled' WHERE id = ?", values
        )
        due.shift_changed(tx, shift, start)
    by_clock = {
        clock: moments(tick(quiet_world, f"2026-11-{day} {clock}")) for day, clock in ((28, "23:30"), (29, "06:30"))
    }
    assert [clock for clock, told in by_clock.items() if told == ["cancelled"]] == [told_at]


# The plan ------------------------------------------------------------------------------------------------------------


def test_a_plan_loaded_twice_is_loaded_once_and_keeps_what_people_set(quiet_world):
    text = plan.SOC_TRANG_2024.read_text(encoding="utf-8")
    hoa = quiet_world.asker("hoa")
    with quiet_world.change() as tx:
        _plan, changed = plan.load(tx, text)
        assert changed == len(plan_items.managed_by(tx, hoa)) == len(_plan.items())
        assert plan.load(tx, text)[1] == 0
        march = next(item for item in plan_items.undated(tx, hoa) if item.title.startswith("Tháng Thanh niên"))
        plan_items.set_dates(tx, hoa, march.id, Dates(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 31)))
        assert plan.load(tx, text)[1] == 0
        assert plan.load(tx, text.replace("Ngày mở đường Hồ Chí Minh", "Ngày mở đường Trường Sơn"))[1] == 2
        titles = [item.title for item in plan_items.managed_by(tx, hoa)]
        assert "Ngày mở đường Trường Sơn" in titles
        assert "Ngày mở đường Hồ Chí Minh" not in titles
        kept = plan_items.by_id(tx, march.id)
        assert (kept.starts_on, kept.undated) == (date(2027, 3, 1), False)
        older = text.replace("year = 2024", "year = 2023").replace("day = 7\nmonth = 5", "day = 8\nmonth = 5")
        plan.load(tx, older.replace("years = ", "# years = "))
        assert next(item.day for item in plan_items.dated(tx) if item.title == "Chiến thắng Điện Biên Phủ") == 7


def test_the_plan_is_changed_only_by_those_whose_it_is(world):
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        hoa, minh, lan, khoa = (who(tx, name) for name in ("hoa", "minh", "lan", "khoa"))
        assert plan_items.managed_by(tx, hoa)
        assert plan_items.managed_by(tx, minh) == plan_items.managed_by(tx, lan) == []  # a leader organises nothing
        unit = world.rows("SELECT id FROM units WHERE name = 'Huyện đoàn Mỹ Xuyên'")[0]["id"]
        own = plan_items.add(tx, hoa, unit_id=unit, kind="campaign_day", title="Ngày của huyện", dates=Dates())
        assert own in plan_items.undated(tx, hoa)
        for leader in (minh, lan):
            with pytest.raises(OutOfScopeError):
                plan_items.set_dates(tx, leader, own.id, Dates(day=1, month=2))
            with pytest.raises(OutOfScopeError):
                plan_items.add(tx, leader, unit_id=None, kind="campaign_day", title="Không", dates=Dates())
        assert own.id in {item.id for item in plan_items.seen_by(tx, lan)}  # her district's
        assert own.id not in {item.id for item in plan_items.seen_by(tx, khoa)}  # another's
        assert not [item for item in plan_items.managed_by(tx, hoa) if item.title == "Không"]


def test_an_anniversary_says_the_years_and_what_is_on_near_the_reader(quiet_world):
    with quiet_world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        commune = quiet_world.rows("SELECT id FROM units WHERE name = 'Đoàn xã Đại Tâm'")[0]["id"]
        campaign = campaigns.add(tx, unit_id=commune, title="Chợ xanh", about="", field="bảo vệ môi trường")
        campaigns.add_shift(
            tx,
            campaign_id=campaign.id,
            host_unit_id=commune,
            starts_at=at("2026-12-05 07:00"),
            ends_at=at("2026-12-05 09:00"),
            capacity=5,
        )
    tick(quiet_world, "2026-12-02 07:00")
    said = {
        row["key"].split(":")[2]: notices.reply(row["body"], "vi")
        for row in rows(quiet_world)
        if row["key"].endswith(":anniversary")
    }
    near, far = (said[f"member-{quiet_world.member(name).id}"] for name in ("lan", "khoa"))
    assert far.text == "Hôm nay (thứ Tư, 02/12/2026) kỷ niệm 62 năm Chiến thắng Bình Giã."
    assert near.text == far.text + "\nGần bạn những ngày này có:\n• Chợ xanh (05/12, 07:00)"
    assert [(choice.id, choice.label) for choice in near.choices] == [(f"/chiendich {campaign.id}", "Chợ xanh")]
    assert not quiet_world.rows("SELECT * FROM mailing_bodies")


def test_leaders_hear_a_month_before_a_round_anniversary_and_in_stronger_words(quiet_world):
    with quiet_world.change() as tx:
        hoa = who(tx, "hoa")
        for title, year in (("Ngày tròn", 1967), ("Ngày lẻ", 1968)):
            plan_items.add(
                tx, hoa, unit_id=None, kind="anniversary", title=title, dates=Dates(day=5, month=1), year=year
            )
    told = tick(quiet_world, "2026-12-05 07:00")
    assert len(told) == 2  # Minh and Hoa, of the round one
    assert "tròn 60 năm Ngày tròn" in notices.reply(rows(quiet_world)[-1]["body"], "vi").text
    (later, _other) = tick(quiet_world, "2026-12-29 07:00")
    text = notices.reply(next(row["body"] for row in rows(quiet_world) if row["key"] == later), "vi").text
    assert "kỷ niệm 59 năm Ngày lẻ" in text


def test_an_item_that_is_dated_on_its_very_day_is_still_said(quiet_world):
    tick(quiet_world, "2026-11-25 09:59")
    with quiet_world.change() as tx:
        hoa = who(tx, "hoa")
        plan_items.add(
            tx, hoa, unit_id=None, kind="campaign_day", title="Hôm nay", dates=Dates(starts_on=date(2026, 11, 25))
        )
    assert moments(tick(quiet_world, "2026-11-25 10:00")) == ["opening"]


# Preview -------------------------------------------------------------------------------------------------------------


def test_a_preview_says_what_then_goes_out_and_changes_nothing(quiet_world):
    for name in ("lan", "an"):
        seat(quiet_world, name)
    with quiet_world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        reminders.set_quiet(tx, who(tx, "an"), QuietHours("19:00", "09:00"))
    before = [quiet_world.rows(f"SELECT * FROM {table}") for table in ("outbox", "mailings", "looks")]
    with reading(quiet_world.connection, quiet_world.now) as tx:
        told = preview.of_days(tx, date(2026, 11, 25), date(2026, 12, 2))
    assert [quiet_world.rows(f"SELECT * FROM {table}") for table in ("outbox", "mailings", "looks")] == before
    expected = sorted((one.at, one.moment, one.people) for one in told)
    previewed = []
    now = at("2026-11-25 00:00")
    while now < at("2026-12-03 00:00"):
        keys = tick(quiet_world, f"{now.astimezone(HOME):%Y-%m-%d %H:%M}")
        previewed += [(now, moment, sum(key.endswith(":" + moment) for key in keys)) for moment in moments(keys)]
        now += timedelta(minutes=10)
    assert [one for one in expected if one[1] != "digest"] == sorted(previewed)
    assert {"prepare", "anniversary", "day-before", "two-hours-before", "check-in-opens"} == {
        one[1] for one in previewed
    }


def test_the_command_previews_in_words_and_as_json(quiet_world, monkeypatch, capsys):
    from bot.__main__ import main

    with quiet_world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
    monkeypatch.setenv("DIEMDANH_DATABASE", str(quiet_world.path))
    assert main(["plan", "preview", "--on", "2026-12-02", "--language", "en"]) == 0
    shown = capsys.readouterr().out
    assert "07:00  anniversary: 7 people" in shown
    assert "Today (Wed, 2 Dec 2026) is the 62nd anniversary of Victory at Binh Gia." in shown
    assert "7 notices on 2026-12-02; nothing was sent." in shown
    assert main(["plan", "preview", "--from", "2026-12-01", "--to", "2026-12-22", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {(one["at"][:10], one["kind"]) for one in data} == {
        ("2026-12-02", "anniversary"),
        ("2026-12-15", "prepare"),
        ("2026-12-22", "anniversary"),
        ("2026-12-07", "digest"),
        ("2026-12-14", "digest"),
        ("2026-12-21", "digest"),
    }
    digest = next(one for one in data if one["kind"] == "digest")
    assert (digest["people"], digest["about"]) == (1, "digest")
    assert "items of the plan still need a day." in digest["text"]["en"]
    assert main(["plan", "preview"]) == 1
    assert "Say which day" in capsys.readouterr().err


def test_the_command_loads_a_plan_or_says_which_line_is_wrong(world, tmp_path, monkeypatch, capsys):
    from bot.__main__ import main

    monkeypatch.setenv("DIEMDANH_DATABASE", str(world.path))
    assert main(["plan", "load", str(plan.SOC_TRANG_2024)]) == 0
    assert "12 targets, " in capsys.readouterr().out
    assert main(["plan", "load", str(plan.SOC_TRANG_2024)]) == 0
    assert "0 of them are new or changed" in capsys.readouterr().out
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(plan.SOC_TRANG_2024.read_text(encoding="utf-8").replace("month = 5\n", "month = 13\n", 1), "utf-8")
    assert main(["plan", "load", str(wrong)]) == 1
    said = capsys.readouterr().err
    assert "“Chiến thắng Điện Biên Phủ”" in said
    line = int(said.partition("line ")[2].partition(":")[0])
    assert "month = 13" in wrong.read_text(encoding="utf-8").splitlines()[line - 1]


# Size ----------------------------------------------------------------------------------------------------------------


def test_no_step_holds_the_writer_for_long(quiet_world):
    """2,000 people and an anniversary: the tick comes in steps, none of which is long (the benchmark has 100,000)."""
    with quiet_world.change() as tx:
        unit = quiet_world.rows("SELECT id FROM units WHERE name = 'Đoàn xã Đại Tâm'")[0]["id"]
        for n in range(2000):
            member = members.join(tx, name=f"Người {n}", birth_year=2000, guardian=None, unit_id=unit, language="vi")
            chats.set_member(tx, chats.find_or_open(tx, "telegram", f"t{n}", "vi").id, member.id)
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
    quiet_world.now = at("2026-12-02 07:00")
    cursor, longest = due.START, []
    while cursor is not None:
        with quiet_world.change() as tx:
            began = thread_time()
            cursor = due.step(tx, cursor)
            longest.append(thread_time() - began)
    assert len(longest) > 5
    assert len(outbox_keys(quiet_world)) == 2007
    assert sorted(longest)[len(longest) // 2] < 0.05


def outbox_keys(world):
    with world.change() as tx:
        return [row.key for row in outbox.due(tx, tx.now, most=10_000)]


def test_who_signs_up_by_night_is_not_wished_a_safe_trip_when_the_shift_begins(quiet_world):
    with quiet_world.change() as tx:
        tx.connection.execute(
            "UPDATE shifts SET starts_at = ?, ends_at = ?, opens_at = ? WHERE id = ?",
            (at("2026-11-29 06:30"), at("2026-11-29 11:00"), at("2026-11-29 06:00"), SHIFTS["trees-sunday"]),
        )
    tick(quiet_world, "2026-11-28 20:55")
    seat(quiet_world, "lan", when="2026-11-28 23:00")
    tick(quiet_world, "2026-11-29 04:30")
    assert [key.rpartition(":")[2] for key in tick(quiet_world, "2026-11-29 06:30") if state_of(quiet_world, key)] == [
        "check-in-opens"
    ]


def state_of(world, key: str) -> bool:
    return bool(world.one("SELECT state = 'waiting' FROM outbox WHERE key = ?", key))
