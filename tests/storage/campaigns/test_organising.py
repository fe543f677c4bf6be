"""Campaigns in the hands of their organisers: whose they are, what stays as it is, who is told and when, the audit."""

from datetime import datetime, timedelta

import pytest

from handlers.campaigns import notices as campaign_notices
from handlers.engine.chat import Bad, Chat
from handlers.engine.state import State
from handlers.engine.text import HOME
from handlers.typed import places
from schedules.due import due
from storage.attendance import check_ins
from storage.campaigns import campaigns, organising, sign_ups
from storage.campaigns.notices import CampaignCancelled, CampaignEdited
from storage.campaigns.records import CampaignDraft
from storage.errors import AttendedError, OutOfScopeError
from storage.messages import chats
from tests.support import world as worlds

SUNDAY, TOMORROW = "trees-sunday", "trees-tomorrow"
LATER = datetime(2026, 12, 5, 13, 0, tzinfo=HOME)


def signed_up(world, name, *shifts):
    for shift in shifts:
        worlds.act(world, f"sign up {name} {shift}")


def kept(tx, asker, campaign_id):
    return next(one for one in organising.managed_by(tx, asker) if one.id == campaign_id)


def attempts(world, asker):
    """Everything that can be done to a campaign, as (what, how)."""
    campaign, shift = world.campaign_id("trees"), worlds.SHIFTS[SUNDAY]
    host, until = world.unit_id("Đoàn xã Đại Tâm"), LATER + timedelta(hours=4)
    draft = CampaignDraft(unit_id=world.unit_id("Tỉnh đoàn Sóc Trăng"), title="Mới", about="", field="other")
    return {
        "open": lambda tx: organising.open_campaign(
            tx, asker, draft, counted=(), host_unit_id=host, times=[(LATER, until)], capacity=5
        ),
        "add": lambda tx: organising.add_shift(
            tx, asker, campaign, host_unit_id=host, starts_at=LATER, ends_at=until, capacity=5
        ),
        "edit": lambda tx: organising.edit(tx, asker, campaign, title="Khác"),
        "move": lambda tx: organising.move_shift(tx, asker, shift, LATER, until),
        "cancel shift": lambda tx: organising.cancel_shift(tx, asker, shift),
        "seats": lambda tx: organising.set_capacity(tx, asker, shift, 9),
        "close": lambda tx: organising.close(tx, asker, campaign),
        "reopen": lambda tx: organising.reopen(tx, asker, campaign),
        "cancel": lambda tx: organising.cancel(tx, asker, campaign),
        "look": lambda tx: organising.shifts_of(tx, asker, campaign),
    }


TABLES = ("campaigns", "shifts", "audit", "outbox", "mailings")


@pytest.mark.parametrize("who", ["lan", "minh", "an", "hoa"])
def test_only_an_organiser_of_the_unit_or_one_above_may(world, who):
    worlds.act(world, "make organiser an Huyện đoàn Mỹ Xuyên")  # one level below the campaign's unit
    before = [world.rows(f"SELECT * FROM {table}") for table in TABLES]
    asker, may = world.asker(who), who == "hoa"
    for attempt in attempts(world, asker).values():
        with world.change() as tx:
            if may:
                attempt(tx)
                break  # each of them is shown below
            with pytest.raises(OutOfScopeError):
                attempt(tx)
    assert ([world.rows(f"SELECT * FROM {table}") for table in TABLES] == before) is not may


def test_an_organiser_does_everything_and_each_is_in_the_audit(world):
    asker = world.asker("hoa")
    for what, attempt in attempts(world, asker).items():
        with world.change() as tx:
            attempt(tx)
            if what == "cancel shift":  # so that the seats of another can change
                tx.connection.execute("UPDATE shifts SET state = 'open'")
    done = [row["action"] for row in world.rows("SELECT action FROM audit ORDER BY id")]
    assert done == [
        "campaign_open",
        "shift_add",
        "campaign_edit",
        "shift_move",
        "shift_cancel",
        "shift_capacity",
        "campaign_close",
        "campaign_reopen",
        "campaign_cancel",
    ]
    edit = world.one("SELECT detail FROM audit WHERE action = 'campaign_edit'")
    assert "Trồng cây xanh" in edit
    assert "Khác" in edit


def test_the_audit_has_no_name_of_whom_to_call(world):
    asker, campaign = world.asker("hoa"), world.campaign_id("trees")
    with world.change() as tx:
        organising.edit(tx, asker, campaign, contact_name="Bà Tư", contact_phone="0911")
    assert "Bà Tư" not in world.one("SELECT detail FROM audit")
    with world.change() as tx:
        assert campaigns.by_id(tx, campaign).contact_name == "Bà Tư"


def test_what_somebody_has_checked_in_at_stays(world):
    worlds.act(world, "check in lan trees")
    asker = world.asker("hoa")
    for attempt in (
        lambda tx: organising.move_shift(tx, asker, worlds.SHIFTS["trees"], LATER, LATER + timedelta(hours=2)),
        lambda tx: organising.cancel_shift(tx, asker, worlds.SHIFTS["trees"]),
        lambda tx: organising.cancel(tx, asker, world.campaign_id("trees")),
    ):
        with world.change() as tx, pytest.raises(AttendedError):
            attempt(tx)
    assert world.shift("trees").state == "open"
    worlds.act(world, "undo lan trees")
    with world.change() as tx:
        organising.cancel_shift(tx, asker, worlds.SHIFTS["trees"])
    assert world.shift("trees").state == "cancelled"


def test_check_in_reminders_and_clashes_follow_a_shift_that_is_moved(world):
    worlds.act(world, "tick")
    signed_up(world, "lan", SUNDAY)
    shift, organiser, asker = world.shift(SUNDAY), world.asker("hoa"), world.asker("lan")
    with world.change() as tx:
        organising.move_shift(tx, organiser, shift.id, LATER, LATER + timedelta(hours=4))
        due.shift_changed(tx, shift.id, shift.starts_at)
    assert world.shift(SUNDAY).opens_at == LATER - timedelta(minutes=30)
    with world.change() as tx:
        other = campaigns.shift(tx, worlds.SHIFTS["school"])
        same_time = other.model_copy(update={"starts_at": LATER, "ends_at": LATER + timedelta(hours=1)})
        assert sign_ups.clash(tx, asker, same_time).id == shift.id
    for day in range(22, 37):
        for hour in (7, 12, 18):
            world.now = datetime(2026, 11, 1, hour, 35, tzinfo=HOME) + timedelta(days=day - 1)
            worlds.act(world, "tick")
    said = [
        (row["queued_at"][:10], row["key"].rpartition(":")[2])
        for row in world.rows("SELECT queued_at, key FROM outbox WHERE kind = 'notice' ORDER BY id")
    ]
    assert said == [
        ("2026-11-22", "moved"),
        ("2026-12-04", "day-before"),
        ("2026-12-05", "two-hours-before"),
        ("2026-12-05", "check-in-opens"),
    ]
    world.now = LATER
    with world.change() as tx:
        assert shift.id in {one.id for one in check_ins.open_for(tx, asker)}


def test_of_a_cancelled_campaign_nothing_more_is_said(world):
    worlds.act(world, "tick")
    signed_up(world, "lan", TOMORROW, SUNDAY)
    asker, campaign = world.asker("hoa"), world.campaign_id("trees")
    with world.change() as tx:
        campaign_notices.tell_signed_up(
            chat_of(world, tx), kept(tx, asker, campaign), CampaignCancelled(campaign_id=campaign, title="Trồng cây")
        )
        organising.cancel(tx, asker, campaign)
    for hours in range(1, 240, 3):
        world.now = worlds.START + timedelta(hours=hours)
        worlds.act(world, "tick")
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'notice'") == 1


def chat_of(world, tx):
    row = chats.find_or_open(tx, "telegram", "hoa", "vi")
    return Chat(tx, row, State(), None, world.features, world.services)


@pytest.mark.parametrize(
    ("at", "shift", "due_at"),
    [
        ("2026-11-22 22:00", SUNDAY, "2026-11-23 06:30"),  # quiet hours: in the morning
        ("2026-11-22 22:00", TOMORROW, "2026-11-22 22:00"),  # it is soon: now
        ("2026-11-22 12:00", SUNDAY, "2026-11-22 12:00"),
    ],
)
def test_each_is_told_once_of_an_edit_and_at_night_only_what_cannot_wait(world, at, shift, due_at):
    signed_up(world, "lan", shift, "trees-sunday")
    worlds.act(world, f"clock {at}")
    asker, campaign = world.asker("hoa"), world.campaign_id("trees")
    notice = CampaignEdited(campaign_id=campaign, title="Trồng cây", what="bring", value="nón")
    for _twice in range(2):
        with world.change() as tx:
            if shift == SUNDAY:
                tx.connection.execute("UPDATE shifts SET state = 'cancelled' WHERE id = ?", (worlds.SHIFTS[TOMORROW],))
            campaign_notices.tell_signed_up(chat_of(world, tx), kept(tx, asker, campaign), notice)
    (row,) = world.rows("SELECT due_at FROM outbox WHERE kind = 'notice'")
    assert datetime.fromisoformat(row["due_at"]) == datetime.fromisoformat(due_at).replace(tzinfo=HOME)


# Places ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name", "at"),
    [
        ("UBND xã Đại Tâm", "UBND xã Đại Tâm", None),
        ("trực tuyến", "", None),
        ("Online", "", None),
        ("9.5601, 105.9002", "", (9.5601, 105.9002)),
        ("https://www.google.com/maps/@9.56,105.9,17z", "", (9.56, 105.9)),
        ("https://maps.google.com/?q=9.5601,105.9002", "", (9.5601, 105.9002)),
        ("https://www.google.com/maps/search/?api=1&query=9.5601%2C105.9002", "", (9.5601, 105.9002)),
        (
            "https://www.google.com/maps/place/Ch%E1%BB%A3+%C4%90%E1%BA%A1i+T%C3%A2m/@9.1,105.1,17z/data=!3d9.5601!4d105.9002",
            "Chợ Đại Tâm",
            (9.5601, 105.9002),
        ),
        ("Chỗ này nè https://www.google.com/maps?ll=9.5,105.9&z=16", "", (9.5, 105.9)),
        ("https://www.openstreetmap.org/?mlat=9.56&mlon=105.90#map=17/9.1/105.1", "", (9.56, 105.9)),
        ("https://maps.app.goo.gl/AbC123", None, None),
        ("maps.app.goo.gl/AbC123", None, None),
        ("https://example.org/", None, None),
        ("https://maps.google.com/?q=95.5,105.9", None, None),
        ("ab", None, None),
        ("x" * 300, None, None),
    ],
)
def test_places(typed, name, at):
    if name is None:
        with pytest.raises(Bad):
            places.place_of(typed)
        return
    spot = places.place_of(typed)
    assert (spot.suggested if at else spot.name) == name
    assert (spot.latitude, spot.longitude) == (at or (None, None))
