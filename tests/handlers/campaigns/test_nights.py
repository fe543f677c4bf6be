"""What comes after the typing is right for shifts over midnight: windows, calendars, reminders, clashes, hours, lists.

The truth is told by adding to the moment at which a shift begins; the program has only what was typed.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from handlers.campaigns.calendar_file import calendar_file
from handlers.engine.text import HOME
from handlers.typed import shift_times
from schedules.due import facts
from schedules.due.occasions import of_shift
from storage.attendance import check_ins, roster
from storage.campaigns import campaigns, organising, sign_ups
from storage.reminders import mailings
from storage.reports import reports, verification

TODAY = date(2026, 11, 22)
DAYS = (date(2026, 11, 30), date(2026, 12, 31), date(2027, 2, 28), date(2026, 12, 6))  # month's end, year's end, Sunday
MINUTE = timedelta(minutes=1)


def nights(number: int) -> list[tuple[str, datetime, datetime]]:
    """Shifts over midnight, or to it: as typed, when they begin and when they end."""
    choose = random.Random(number)
    found = []
    for _one in range(number):
        day = choose.choice(DAYS)
        begins = datetime.combine(day, time(), HOME) + timedelta(minutes=30 * choose.randrange(17, 48))
        midnight = datetime.combine(day + timedelta(days=1), time(), HOME)
        ends = min(midnight + timedelta(minutes=30 * choose.randrange(0, 18)), begins + timedelta(hours=16))
        last = "24h" if ends == midnight and choose.random() < 0.5 else f"{ends:%Hh%M}"
        found.append((f"{day:%d/%m/%Y} {begins:%Hh%M}-{last}", begins, ends))
    return found


def opened(world, typed):
    """The shift that an organiser opens by typing this, of a campaign that takes codes."""
    with world.change() as tx:
        (span,) = shift_times.spans(shift_times.days_of(typed, today=TODAY), None, world.now)
    asker = world.asker("hoa")
    with world.change() as tx:
        host = world.one("SELECT host_unit_id FROM shifts WHERE id = 1")
        facts = {"host_unit_id": host, "starts_at": span.starts_at, "ends_at": span.ends_at, "capacity": 5}
        return organising.add_shift(tx, asker, 1, **facts)


@pytest.mark.parametrize(("typed", "begins", "ends"), nights(12), ids=str)
def test_all_that_hangs_on_a_night(world, typed, begins, ends):
    shift = opened(world, typed)
    assert (shift.starts_at, shift.ends_at) == (begins, ends)
    assert shift.minutes == (ends - begins) // MINUTE
    lan, leader = world.asker("lan"), world.asker("minh")
    with world.change() as tx:
        campaign = campaigns.by_id(tx, 1)
        assert sign_ups.take_seat(tx, lan, shift.id) is not None
        (event,) = Calendar.from_ical(calendar_file(campaign, shift, "vi", tx.now).content).walk("VEVENT")
    assert (event["dtstart"].dt, event["dtend"].dt) == (begins, ends)
    windows = {begins - 31 * MINUTE: "too_early", begins - 30 * MINUTE: "ok", ends: "ok", ends + MINUTE: "over"}
    midnight = datetime.combine(begins.date() + timedelta(days=1), time(), HOME)
    windows |= {at: "ok" for at in (midnight - MINUTE, midnight) if begins <= at <= ends}
    for moment, admission in windows.items():
        world.now = moment.astimezone(UTC)
        with world.change() as tx:
            assert check_ins.admission(tx, lan, shift, campaign) == admission, moment
    world.now = (ends - MINUTE).astimezone(UTC)
    with world.change() as tx:
        assert [one.id for one in check_ins.open_for(tx, lan) if one.id == shift.id] == [shift.id]
        assert shift.id in {one.id for one in roster.shifts(tx, leader)}
        assert shift.id in {one.id for one in campaigns.shifts_of(tx, 1)}
        checked_in = check_ins.check_in(tx, lan, shift, proof="code")
        assert checked_in is not None
        due = next(one for one in reports.to_report(tx, lan) if one.shift_id == shift.id)
        assert shift.id not in {one.shift_id for one in verification.awaiting(tx, leader)}
    assert due.minutes == (ends - begins) // MINUTE
    world.now = ends.astimezone(UTC)
    with world.change() as tx:
        item = next(one for one in verification.awaiting(tx, leader) if one.shift_id == shift.id)
        assert item.minutes == due.minutes


@pytest.mark.parametrize(("typed", "begins", "ends"), nights(12), ids=str)
def test_reminders_of_a_night_go_by_its_beginning_and_its_end(world, typed, begins, ends):
    shift = opened(world, typed)
    with world.change() as tx:
        facts = mailings.shift(tx, shift.id)
    at = {occasion.kind: occasion.at for occasion in of_shift(facts)}
    assert at["day-before"] == datetime.combine(begins.date() - timedelta(days=1), time(18), HOME)
    assert at["two-hours-before"] == begins - timedelta(hours=2)
    assert at["check-in-opens"] == begins - timedelta(minutes=30)
    assert at["report"] == ends + timedelta(minutes=30)


def test_a_night_clashes_with_what_is_after_midnight_too(world):
    night = opened(world, "30/11 22h-2h")
    lan = world.asker("lan")
    others = {
        "1/12 1h-3h": True,
        "1/12 2h-4h": False,
        "30/11 20h-22h": False,
        "30/11 20h-24h": True,
        "30/11 23h-1h": True,
    }
    with world.change() as tx:
        assert sign_ups.take_seat(tx, lan, night.id) is not None
    for typed, clashes in others.items():
        other = opened(world, typed)
        with world.change() as tx:
            assert (sign_ups.clash(tx, lan, other) is not None) == clashes, typed
        organiser = world.asker("hoa")
        with world.change() as tx:
            organising.cancel_shift(tx, organiser, other.id)


def test_a_night_is_over_for_the_digest_when_it_ends(world):
    night = opened(world, "30/11 22h-2h")
    lan = world.asker("lan")
    with world.change() as tx:
        assert sign_ups.take_seat(tx, lan, night.id) is not None
    past = []
    for moment in ("2026-12-01 00:30", "2026-12-01 02:00"):
        world.now = datetime.fromisoformat(moment).replace(tzinfo=HOME).astimezone(UTC)
        asker = world.asker("minh")
        with world.change() as tx:
            digest = facts.of_leader(tx, asker, world.now - timedelta(days=3))
            ended = digest.past if digest is not None else ()
            past.append([one.starts_at for one in ended if one.starts_at == night.starts_at])
    assert past == [[], [night.starts_at]]
