"""The targets' sums: whatever is done in whatever order, what the database keeps is what its check-ins say."""

from __future__ import annotations

import random

import pytest

from storage.attendance import roster
from storage.organisation import unit_changes, units
from storage.people import erasure
from storage.reports import verification
from storage.targets import sums as progress
from tests.support.world import SHIFTS, World, act

YEAR = 2026
PEOPLE = ("lan", "an", "binh", "khoa")
PLACES = ("trees", "cleanup", "teach", "trees-last-year")
TRUTH = """
WITH mine AS (
    SELECT c.* FROM check_ins c JOIN units u ON u.id = c.unit_id JOIN shifts s ON s.id = c.shift_id
    WHERE c.state IN ('waiting', 'verified') AND u.path LIKE ? || '%' AND s.starts_at BETWEEN ? AND ?
)
SELECT quantity, sum(claimed) AS claimed, sum(verified) AS verified FROM (
    SELECT 'turns' AS quantity, 1 AS claimed, state = 'verified' AS verified FROM mine
    UNION ALL
    SELECT 'minutes', CASE WHEN c.state = 'verified' AND r.state = 'verified' THEN r.minutes_verified
            WHEN c.state = 'verified' THEN c.minutes_verified
            WHEN r.state <> 'returned' THEN r.minutes_claimed ELSE c.minutes_claimed END,
        CASE WHEN c.state <> 'verified' THEN 0
            WHEN r.state = 'verified' THEN r.minutes_verified ELSE c.minutes_verified END
    FROM mine c LEFT JOIN reports r ON r.check_in_id = c.id
    UNION ALL
    SELECT f.quantity, CASE WHEN c.state = 'verified' AND r.state = 'verified' THEN f.verified ELSE f.claimed END,
        CASE WHEN c.state = 'verified' AND r.state = 'verified' THEN f.verified ELSE 0 END
    FROM mine c JOIN reports r ON r.check_in_id = c.id AND r.state <> 'returned'
    JOIN report_quantities f ON f.report_id = r.id
) GROUP BY quantity HAVING sum(claimed) > 0 ORDER BY quantity
"""  # read anew from the check-ins, without what the database keeps


def kept(world: World, unit: str) -> list[dict]:
    asker = world.asker("hoa")
    with world.change() as tx:
        tallies = progress.counted(tx, asker, units.by_id(tx, world.unit_id(unit)), YEAR)
    return [one.model_dump() for one in tallies]


def turns(world: World, unit: str) -> tuple[int, int]:
    """The turns that the database keeps for a unit: claimed, and verified."""
    return next(((one["claimed"], one["verified"]) for one in kept(world, unit) if one["quantity"] == "turns"), (0, 0))


def truth(world: World, unit: str) -> list[dict]:
    path = world.one("SELECT path FROM units WHERE name = ?", unit)
    year = ("2025-12-31T17:00:00.000+00:00", "2026-12-31T16:59:59.999+00:00")
    return world.rows(TRUTH, path, *year)


def correct(world: World, name: str, shift_name: str, minutes: int) -> None:
    """Hoa says how long somebody was there."""
    shift, hoa, who = world.shift(shift_name), world.asker("hoa"), world.asker(name).member_id
    with world.change() as tx:
        for person in [one for one in roster.people(tx, hoa, shift) if one.member_id == who]:
            roster.verify_minutes(tx, hoa, shift, person, minutes)


def send_back(world: World) -> None:
    """Hoa returns what awaits her word first."""
    hoa = world.asker("hoa")
    with world.change() as tx:
        for item in verification.awaiting(tx, hoa, 1):
            verification.give_back(tx, hoa, item, "sai")


def step(world: World, dice: random.Random) -> None:
    """One of the things that happen to check-ins and units, if it can happen now."""
    name, shift_name = dice.choice(PEOPLE), dice.choice(PLACES)
    asker, hoa = world.asker(name), world.asker("hoa")
    trees = "trees=" + str(dice.randrange(40)) if "trees" in shift_name else "children=" + str(dice.randrange(9))
    match dice.choice(["check in", "report", "verify", "correct", "undo", "return", "move shift", "move unit"]):
        case "check in" if not world.rows(
            "SELECT 1 FROM check_ins WHERE shift_id = ? AND member_id = ? AND state <> 'undone'",
            SHIFTS[shift_name],
            asker.member_id,
        ):
            act(world, f"check in {name} {shift_name}")
        case "report" if world.rows(
            "SELECT 1 FROM check_ins c WHERE shift_id = ? AND member_id = ? AND state IN ('waiting', 'verified') "
            "AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.check_in_id = c.id AND r.state <> 'returned')",
            SHIFTS[shift_name],
            asker.member_id,
        ):
            act(world, f"report {name} {shift_name} 60 {trees}")
        case "verify":
            act(world, "verify hoa")
        case "correct":
            correct(world, name, shift_name, dice.randrange(1, 500))
        case "undo":
            act(world, f"undo {name} {shift_name}")
        case "return":
            send_back(world)
        case "move shift":
            year = dice.choice((2025, 2026))
            with world.change() as tx:
                tx.connection.execute(
                    "UPDATE shifts SET starts_at = :year || substr(starts_at, 5), "
                    "opens_at = :year || substr(opens_at, 5), ends_at = :year || substr(ends_at, 5) WHERE id = :id",
                    {"year": str(year), "id": SHIFTS[shift_name]},
                )
        case "move unit":
            to = dice.choice(("Huyện đoàn Mỹ Xuyên", "Huyện đoàn Kế Sách"))
            with world.change() as tx:
                unit_changes.move(tx, hoa, world.unit_id("Đoàn xã Đại Tâm"), world.unit_id(to))


@pytest.mark.parametrize("seed", range(8))
def test_the_kept_sums_are_what_the_check_ins_say(world, seed):
    dice = random.Random(seed)
    act(world, "clock 18:30")
    compared = 0
    for _turn in range(40):
        step(world, dice)
        compared += len(truth(world, "Tỉnh đoàn Sóc Trăng"))
        for unit in ("Tỉnh đoàn Sóc Trăng", "Huyện đoàn Mỹ Xuyên", "Đoàn xã Đại Tâm"):
            assert kept(world, unit) == truth(world, unit)
    assert compared > 0, "there was something to compare"


def test_a_verified_turn_stays_when_its_person_is_erased_and_an_open_one_goes(world):
    act(world, "check in lan trees")
    act(world, "verify hoa")
    act(world, "check in lan cleanup")
    assert turns(world, "Đoàn xã Đại Tâm")[0] == 2
    lan = world.asker("lan")
    with world.change() as tx:
        erasure.erase(tx, lan, instead="{}")
    act(world, "erase on")
    assert kept(world, "Đoàn xã Đại Tâm") == truth(world, "Đoàn xã Đại Tâm")
    assert turns(world, "Đoàn xã Đại Tâm") == (1, 1)


def test_who_does_not_lead_a_unit_is_told_nothing_of_it(world):
    act(world, "check in khoa cleanup")
    asker = world.asker("minh")  # leads Đại Tâm alone
    with world.change() as tx:
        for unit in ("Tỉnh đoàn Sóc Trăng", "Huyện đoàn Kế Sách", "Đoàn xã An Mỹ"):
            unit_ = units.by_id(tx, world.unit_id(unit))
            assert progress.counted(tx, asker, unit_, YEAR) == []
            assert progress.counted_below(tx, asker, unit_, YEAR) == []


def test_a_turn_stays_with_a_merged_unit_and_is_counted_where_that_stands_now(world):
    act(world, "check in lan trees")
    act(world, "verify hoa")
    hoa = world.asker("hoa")
    with world.change() as tx:
        unit_changes.merge(tx, hoa, world.unit_id("Đoàn xã Đại Tâm"), world.unit_id("Đoàn xã An Mỹ"))
    assert turns(world, "Đoàn xã An Mỹ") == (1, 1)
    assert kept(world, "Huyện đoàn Mỹ Xuyên") == []
    assert turns(world, "Tỉnh đoàn Sóc Trăng") == (1, 1)


def test_hours_that_a_leader_corrects_afterwards_are_corrected_in_the_sums(world):
    for line in ("check in lan trees", "clock 12:00", "report lan trees 240 trees=12", "verify minh"):
        act(world, line)
    correct(world, "lan", "trees", 90)
    verified = {one["quantity"]: one["verified"] for one in kept(world, "Đoàn xã Đại Tâm")}
    assert verified == {"turns": 1, "minutes": 90, "trees": 12}
    assert kept(world, "Đoàn xã Đại Tâm") == truth(world, "Đoàn xã Đại Tâm")
