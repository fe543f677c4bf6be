"""What others have just done is told at once, in quiet hours only where it cannot wait; a table has every kind."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import notices
from handlers.dispatcher import receive
from handlers.engine import telling
from handlers.engine.message import Incoming, Reply
from storage.attendance.notices import CodesGuessed, Ticked, TickUndone
from storage.campaigns import sign_ups
from storage.campaigns.notices import MovedUp
from storage.imports.notices import ImportDone, ImportUndone
from storage.messages import outbox
from storage.messages.allowance_notice import AllowanceNear
from storage.organisation.notices import RoleMoved, RoleRevoked, RoleTaken
from storage.people.notices import RequestDecided, RequestMade
from storage.reminders import reminders
from storage.reminders.reminders import QuietHours
from storage.reports.notices import Decided
from tests.support import world as worlds
from tests.support.paths import ROOT
from tests.support.world import HOME, SHIFTS

WEEK = timedelta(days=7)
MARCH = datetime(2027, 3, 6, 7, 0, tzinfo=HOME)
CAUSED = {
    "decided": Decided(subject="report", title="Trồng cây", starts_at=MARCH, accepted=True),
    "ticked": Ticked(title="Trồng cây", starts_at=MARCH, minutes=60),
    "tick_undone": TickUndone(title="Trồng cây", starts_at=MARCH, reason="nhầm"),
    "codes_guessed": CodesGuessed(title="Trồng cây", starts_at=MARCH, tries=60),
    "request_made": RequestMade(request="move", member="Lan", unit="Ấp 1"),
    "request_decided": RequestDecided(request="move", accepted=True, unit="Ấp 1"),
    "role_taken": RoleTaken(role="leader", unit="Ấp 1", member="Lan"),
    "role_revoked": RoleRevoked(role="leader", unit="Ấp 1"),
    "role_moved": RoleMoved(role="leader", unit="Ấp 1", before="Ấp 2"),
    "allowance": AllowanceNear(channel="zalo_bot", what="messages", used=2400, limit=3000),
    "import_done": ImportDone(name="a.xlsx", entered=1, ticked=0),
    "import_undone": ImportUndone(name="a.xlsx", kept_count=0),
}
PLANNED = {
    "anniversary",
    "prepare",
    "plan_day",
    "shift_ahead",
    "shift_changed",
    "tell_us",
    "digest",
}  # test_due, test_year
BY_OTHERS = {"campaign_edited", "campaign_cancelled", "broadcast"}  # tests/chats/campaigns, tests/handlers/broadcasts
HOURS = [("21:00", "06:30"), ("22:00", "06:00"), ("00:00", "05:00"), ("13:00", "14:30"), ("12:00", "12:00")]


def table() -> dict[str, tuple[str, str]]:
    """The table of docs/delivery.md: of each kind, what holds in quiet hours and until when it helps."""
    rows = re.findall(
        r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", (ROOT / "docs/delivery.md").read_text("utf-8"), re.MULTILINE
    )
    return {kind: (quiet, until) for kind, quiet, until in rows if kind not in STATES}


STATES = {"waiting", "sent", "failed", "cancelled", "missed", "held", "closed"}


def test_the_table_has_every_kind_of_notice():
    """Prints the table."""
    for kind, (quiet, until) in table().items():
        print(f"{kind:20}{quiet:75}{until}")
    kinds = {record.model_fields["kind"].default for record in notices.NOTICES} | {"broadcast"}
    assert table().keys() == kinds == CAUSED.keys() | PLANNED | BY_OTHERS | {"moved_up"}


def end_of_quiet(hours: tuple[str, str], now: datetime) -> datetime:
    """When quiet hours are over that hold now, minute by minute; now, where none do."""

    def quiet(moment: datetime) -> bool:
        clock, (begins, ends) = moment.strftime("%H:%M"), hours
        return begins <= clock < ends if begins <= ends else clock >= begins or clock < ends

    if not quiet(now):
        return now
    later = now.replace(second=0, microsecond=0)
    while quiet(later):
        later += timedelta(minutes=1)
    return later


def queued(world, notice, hours: tuple[str, str], now: datetime) -> tuple[datetime, datetime, bool]:
    """When a notice to Lan is due, until when it helps, and whether it is handed to delivery at once."""
    world.now, lan = now.astimezone(UTC), world.asker("lan")
    with world.change() as tx:
        reminders.set_quiet(tx, lan, QuietHours(*hours))
        key = f"try-{world.one('SELECT count(*) FROM outbox')}"
        row = telling.queue(tx, lan.member_id, notice, key)
    kept = world.rows("SELECT due_at, useful_until FROM outbox WHERE key = ?", f"notice:{key}")[0]
    due, until = (datetime.fromisoformat(kept[name]) for name in ("due_at", "useful_until"))
    return due, until, row is not None


@pytest.mark.parametrize("kind", CAUSED)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(HOURS), st.integers(min_value=0, max_value=24 * 60 - 1))
def test_each_kind_is_due_as_the_table_says(world, kind, hours, minute):
    now = datetime(2026, 11, 24, tzinfo=HOME) + timedelta(minutes=minute)
    rule, useful = table()[kind]
    waits = rule == "waits" or rule.startswith("waits, unless the shift is on")  # that of these is no longer known
    wanted = end_of_quiet(hours, now) if waits else now
    assert waits or rule.startswith("at any hour")
    helps = {"seven days": WEEK, "one hour": timedelta(hours=1)}[useful]
    assert queued(world, CAUSED[kind], hours, now) == (wanted, wanted + helps, wanted == now)


OF_A_SHIFT = {
    "moved_up": lambda at: MovedUp(shift_id=1, title="Trồng cây", place="", bring="", **at),
    "decided": lambda at: Decided(subject="check_in", title="Trồng cây", accepted=True, minutes=60, **at),
    "ticked": lambda at: Ticked(title="Trồng cây", minutes=60, **at),
    "tick_undone": lambda at: TickUndone(title="Trồng cây", reason="nhầm", **at),
}


@pytest.mark.parametrize("kind", OF_A_SHIFT)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(HOURS),
    st.integers(min_value=0, max_value=24 * 60 - 1),
    st.tuples(st.integers(min_value=-40 * 60, max_value=40 * 60), st.integers(min_value=30, max_value=16 * 60)),
)
def test_what_is_about_a_shift_waits_unless_that_is_near(world, kind, hours, minute, shift):
    """Near: it is on, or begins before two hours after the quiet hours are over. What is over can wait."""
    now = datetime(2026, 11, 24, tzinfo=HOME) + timedelta(minutes=minute)
    begins = now + timedelta(minutes=shift[0])
    ends = begins + timedelta(minutes=shift[1])
    over = end_of_quiet(hours, now)
    near = now < ends and begins < over + timedelta(hours=2)
    wanted = now if near else over
    until = ends if kind == "moved_up" else wanted + WEEK
    notice = OF_A_SHIFT[kind]({"starts_at": begins, "ends_at": ends})
    assert queued(world, notice, hours, now) == (wanted, until, wanted == now)
    assert table()[kind][0].startswith("waits, unless the shift")


def test_whoever_tells_of_a_shift_says_when_it_is_over():
    """Else it would wait for the morning although its reader stands at that shift."""
    kinds, without = {one.__name__ for one in (MovedUp, Decided, Ticked, TickUndone)}, []
    for file in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                told = bool(node.args or node.keywords)  # a pattern of match has none
                if told and "ends_at" not in {one.arg for one in node.keywords}:
                    without.append(f"{file.name}:{node.lineno}")
    assert without == []


# What came about in the night ----------------------------------------------------------------------------------------


@pytest.fixture
def at_night(world):
    """Bình waits for a seat of next Sunday, and Lan gives hers up at 22:15: he is to hear of it in the morning."""
    worlds.act(world, "fill shift trees-sunday 1")
    worlds.act(world, "sign up lan trees-sunday")
    worlds.act(world, "sign up binh trees-sunday")
    worlds.act(world, "clock 2026-11-24 22:15")
    said(world, "lan", "/lichcuatoi")
    return world


def said(world, name: str, text: str = "", choice: str = "") -> None:
    world.now += timedelta(seconds=1)
    kind = "choice" if choice else "text"
    message = Incoming(
        channel="telegram", address=name, key=f"{name}:{world.now}", at=world.now, kind=kind, text=text, choice=choice
    )
    with world.change() as tx:
        receive(tx, message, world.features, world.services)


def seat_of(world, name: str) -> int:
    return int(
        world.one(
            "SELECT id FROM sign_ups WHERE member_id = ? AND shift_id = ? AND state <> 'cancelled'",
            world.member(name).id,
            SHIFTS["trees-sunday"],
        )
    )


def gives_up(world, name: str) -> None:
    said(world, name, f"/lichcuatoi {seat_of(world, name)}")
    said(world, name, "1")


def morning(world) -> list:
    """What Bình's notice says when it is due."""
    worlds.act(world, "clock 2026-11-25 06:30")
    with world.change() as tx:
        rows = [
            row for row in outbox.due(tx, tx.now) if row.address == "binh" and row.key.startswith("notice:moved_up")
        ]
        return [notices.worded_now(tx, row) for row in rows]


def test_a_seat_that_came_free_in_the_night_is_told_in_the_morning(at_night):
    gives_up(at_night, "lan")
    rows = at_night.rows("SELECT due_at FROM outbox WHERE key LIKE 'notice:moved_up%'")
    assert [datetime.fromisoformat(row["due_at"]).astimezone(HOME).strftime("%d %H:%M") for row in rows] == ["25 06:30"]
    (reply,) = morning(at_night)
    assert isinstance(reply, Reply)
    assert "29/11/2026" in reply.text


def test_a_seat_that_was_given_up_again_in_the_night_is_not_told(at_night):
    gives_up(at_night, "lan")
    asker, held = at_night.asker("binh"), seat_of(at_night, "binh")
    with at_night.change() as tx:
        sign_ups.cancel(tx, asker, held)
    assert morning(at_night) == ["over"]


def test_a_seat_on_a_shift_that_was_cancelled_in_the_night_is_not_told(at_night):
    gives_up(at_night, "lan")
    worlds.act(at_night, "cancel shift trees-sunday")
    assert morning(at_night) == ["over"]


def test_a_seat_on_a_shift_that_was_moved_in_the_night_is_told_with_its_new_time(at_night):
    gives_up(at_night, "lan")
    with at_night.change() as tx:
        tx.connection.execute(
            "UPDATE shifts SET starts_at = ?, ends_at = ? WHERE id = ?",
            (MARCH.astimezone(UTC), (MARCH + timedelta(hours=4)).astimezone(UTC), SHIFTS["trees-sunday"]),
        )
    (reply,) = morning(at_night)
    assert "06/03/2027" in reply.text
