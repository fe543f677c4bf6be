"""What a campaign is built on changes only by who organises it, and not under turns that stand."""

from datetime import timedelta

import pytest

from storage.campaigns import campaigns, organising, rearranging
from storage.campaigns.records import Quantity
from storage.errors import AttendedError, OutOfScopeError
from tests.support import world as worlds

TREES = 1
CHANGES = {
    "field": lambda tx, asker, _units: rearranging.set_field(tx, asker, TREES, "an sinh xã hội"),
    "unit": lambda tx, asker, units: rearranging.set_unit(tx, asker, TREES, units["Huyện đoàn Mỹ Xuyên"]),
    "counted": lambda tx, asker, _units: rearranging.set_counted(
        tx, asker, TREES, [Quantity(quantity="gifts", most=9)]
    ),
    "host": lambda tx, asker, units: rearranging.set_host(tx, asker, TREES, units["Đoàn xã Tham Đôn"]),
    "opening": lambda tx, asker, _units: rearranging.set_opening(tx, asker, TREES, 90),
}
STAY = {"field", "unit"}


def units_of(world):
    return {row["name"]: row["id"] for row in world.rows("SELECT name, id FROM units")}


def kept(world):
    """All that may change, of the campaign and each of its shifts."""
    (campaign,) = world.rows("SELECT unit_id, field, opens_before_min FROM campaigns WHERE id = ?", TREES)
    figures = [
        row["quantity"] for row in world.rows("SELECT quantity FROM campaign_quantities WHERE campaign_id = ?", TREES)
    ]
    shifts = world.rows("SELECT id, host_unit_id, opens_at FROM shifts WHERE campaign_id = ? ORDER BY id", TREES)
    return campaign, figures, shifts


@pytest.mark.parametrize("what", CHANGES)
def test_it_changes_and_is_in_the_log(world, what):
    asker, known, before = world.asker("hoa"), units_of(world), kept(world)
    with world.change() as tx:
        CHANGES[what](tx, asker, known)
    assert kept(world) != before
    (entry,) = world.rows("SELECT action, member_id FROM audit")
    assert entry["action"] == "campaign_edit"


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("who", ["minh", "lan", "khoa"])
def test_only_an_organiser_of_its_unit_changes_it(world, what, who):
    asker, known, before = world.asker(who), units_of(world), kept(world)
    with world.change() as tx, pytest.raises(OutOfScopeError):
        CHANGES[what](tx, asker, known)
    assert kept(world) == before


@pytest.mark.parametrize("what", sorted(STAY))
def test_under_turns_it_stays_until_they_are_undone(world, what):
    asker, known, before = world.asker("hoa"), units_of(world), kept(world)
    worlds.act(world, "check in lan trees")
    with world.change() as tx, pytest.raises(AttendedError):
        CHANGES[what](tx, asker, known)
    assert kept(world) == before
    worlds.act(world, "undo lan trees")
    with world.change() as tx:
        CHANGES[what](tx, asker, known)
    assert kept(world) != before


@pytest.mark.parametrize("what", ["host", "opening"])
def test_a_shift_with_turns_stays_as_it_is_and_the_others_change(world, what):
    asker, known = world.asker("hoa"), units_of(world)
    worlds.act(world, "check in lan trees")
    before = {row["id"]: row for row in kept(world)[2]}
    with world.change() as tx:
        CHANGES[what](tx, asker, known)
    changed = {row["id"] for row in kept(world)[2] if row != before[row["id"]]}
    assert changed == {
        worlds.SHIFTS["trees-tomorrow"],
        worlds.SHIFTS["trees-sunday"],
    }  # not the one of last year either


def test_where_every_shift_to_come_has_turns_the_host_stays(world):
    asker, known = world.asker("hoa"), units_of(world)
    for shift in ("trees", "trees-tomorrow", "trees-sunday"):
        worlds.act(world, f"check in lan {shift}")
    with world.change() as tx, pytest.raises(AttendedError):
        CHANGES["host"](tx, asker, known)


@pytest.mark.parametrize("what", ["unit", "host"])
def test_a_unit_that_one_does_not_organise_is_none(world, what):
    worlds.act(world, "make organiser khoa Huyện đoàn Kế Sách")
    asker, known = world.asker("khoa"), units_of(world)
    with world.change() as tx:
        tx.connection.execute("UPDATE campaigns SET unit_id = ? WHERE id = ?", (known["Đoàn xã An Mỹ"], TREES))
    before = kept(world)
    with world.change() as tx, pytest.raises(OutOfScopeError):
        CHANGES[what](tx, asker, known)
    assert kept(world) == before


def test_a_later_shift_opens_as_the_campaign_says(world):
    asker = world.asker("hoa")
    with world.change() as tx:
        rearranging.set_opening(tx, asker, TREES, 90)
        first = campaigns.shift(tx, worlds.SHIFTS["trees-sunday"])
        shift = organising.add_shift(
            tx,
            asker,
            TREES,
            host_unit_id=first.host_unit_id,
            starts_at=first.starts_at + timedelta(days=7),
            ends_at=first.ends_at + timedelta(days=7),
            capacity=3,
        )
    for one in (first, shift):
        assert one.starts_at - one.opens_at == timedelta(minutes=90)


def test_a_figure_that_a_report_tells_is_counted_on_and_others_come_and_go(world):
    """Somebody has checked in: figures may join, those that nobody told may go, those that a report tells may not."""
    asker = world.asker("hoa")
    trees, gifts, visits = (Quantity(quantity=key, most=9) for key in ("trees", "gifts", "visits"))
    worlds.act(world, "check in lan trees")
    with world.change() as tx:
        rearranging.set_counted(tx, asker, TREES, [trees, gifts])
        rearranging.set_counted(tx, asker, TREES, [gifts])
        rearranging.set_counted(tx, asker, TREES, [trees])
    worlds.act(world, "report lan trees 240 trees=12")
    tallied = world.rows("SELECT quantity, claimed, verified FROM tallies ORDER BY quantity")
    with world.change() as tx:
        assert rearranging.reported(tx, TREES) == {"trees"}
        with pytest.raises(AttendedError):
            rearranging.set_counted(tx, asker, TREES, [visits])
        rearranging.set_counted(tx, asker, TREES, [trees, visits])
        assert [one.quantity for one in campaigns.quantities(tx, TREES)] == ["trees", "visits"]
    assert world.rows("SELECT quantity, claimed, verified FROM tallies ORDER BY quantity") == tallied
