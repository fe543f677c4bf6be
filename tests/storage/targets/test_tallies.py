"""The targets' sums: whatever is done in whatever order, what the database keeps is what its check-ins say."""

from __future__ import annotations

import random

import pytest

from storage.organisation import unit_changes, units
from storage.people import erasure
from storage.reports import verification
from storage.targets import sums as progress
from tests.support.world import SHIFTS, World, act

YEAR = 2026
PEOPLE = ("lan", "an", "binh", "khoa")
PLACES = ("trees", "cleanup", "teach", "trees-last-year")
TRUTH = """
SELECT target, quantity, sum(claimed) AS claimed, sum(verified) AS verified FROM (
    SELECT 0 AS target, 'turns' AS quantity, 1 AS claimed, c.state = 'verified' AS verified
    FROM check_ins c JOIN units u ON u.id = c.unit_id JOIN shifts s ON s.id = c.shift_id
    WHERE c.state IN ('waiting', 'verified') AND u.path LIKE ? || '%' AND s.starts_at BETWEEN ? AND ?
    UNION ALL
    SELECT coalesce(q.target, 0), f.quantity, f.claimed,
        CASE WHEN c.state = 'verified' AND r.state = 'verified' THEN f.verified ELSE 0 END
    FROM check_ins c JOIN units u ON u.id = c.unit_id JOIN shifts s ON s.id = c.shift_id
    JOIN reports r ON r.check_in_id = c.id AND r.state <> 'returned' JOIN report_quantities f ON f.report_id = r.id
    LEFT JOIN campaign_quantities q ON q.campaign_id = s.campaign_id AND q.quantity = f.quantity
    WHERE c.state IN ('waiting', 'verified') AND u.path LIKE ? || '%' AND s.starts_at BETWEEN ? AND ?
) GROUP BY target, quantity HAVING sum(claimed) > 0 ORDER BY target, quantity
"""  # read anew from the check-ins, without what the database keeps


def kept(world: World, unit: str) -> list[dict]:
    asker = world.asker("hoa")
    with world.change() as tx:
        found = progress.counted(tx, asker, units.by_id(tx, world.unit_id(unit)), YEAR)
    return [one.model_dump() for one in found]


def truth(world: World, unit: str) -> list[dict]:
    path = world.one("SELECT path FROM units WHERE name = ?", unit)
    year = ("2025-12-31T17:00:00.000+00:00", "2026-12-31T16:59:59.999+00:00")
    return world.rows(TRUTH, path, *year, path, *year)


def step(world: World, dice: random.Random) -> None:
    """One of the things that happen to check-ins and units, if it can happen now."""
    name, place = dice.choice(PEOPLE), dice.choice(PLACES)
    asker, hoa = world.asker(name), world.asker("hoa")
    trees = "trees=" + str(dice.randrange(40)) if "trees" in place else "children=" + str(dice.randrange(9))
    match dice.choice(["check in", "report", "verify", "undo", "return", "move shift", "move unit"]):
        case "check in" if not world.rows(
            "SELECT 1 FROM check_ins WHERE shift_id = ? AND member_id = ? AND state <> 'undone'",
            SHIFTS[place],
            asker.member_id,
        ):
            act(world, f"check in {name} {place}")
        case "report" if world.rows(
            "SELECT 1 FROM check_ins c WHERE shift_id = ? AND member_id = ? AND state IN ('waiting', 'verified') "
            "AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.check_in_id = c.id AND r.state <> 'returned')",
            SHIFTS[place],
            asker.member_id,
        ):
            act(world, f"report {name} {place} 60 {trees}")
        case "verify":
            act(world, "verify hoa")
        case "undo":
            act(world, f"undo {name} {place}")
        case "return":
            with world.change() as tx:
                for item in verification.awaiting(tx, hoa, 1):
                    verification.give_back(tx, hoa, item, "sai")
        case "move shift":
            year = dice.choice((2025, 2026))
            with world.change() as tx:
                tx.connection.execute(
                    "UPDATE shifts SET starts_at = :year || substr(starts_at, 5), "
                    "opens_at = :year || substr(opens_at, 5), ends_at = :year || substr(ends_at, 5) WHERE id = :id",
                    {"year": str(year), "id": SHIFTS[place]},
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
    assert kept(world, "Đoàn xã Đại Tâm")[0]["claimed"] == 2
    lan = world.asker("lan")
    with world.change() as tx:
        erasure.erase(tx, lan, instead="{}")
    assert kept(world, "Đoàn xã Đại Tâm") == truth(world, "Đoàn xã Đại Tâm")
    assert [(one["claimed"], one["verified"]) for one in kept(world, "Đoàn xã Đại Tâm")] == [(1, 1)]


def test_who_does_not_lead_a_unit_is_told_nothing_of_it(world):
    act(world, "check in khoa cleanup")
    asker = world.asker("minh")  # leads Đại Tâm alone
    with world.change() as tx:
        for unit in ("Tỉnh đoàn Sóc Trăng", "Huyện đoàn Kế Sách", "Đoàn xã An Mỹ"):
            found = units.by_id(tx, world.unit_id(unit))
            assert progress.counted(tx, asker, found, YEAR) == []
            assert progress.counted_below(tx, asker, found, YEAR) == []


def test_a_turn_stays_with_a_merged_unit_and_is_counted_where_that_stands_now(world):
    act(world, "check in lan trees")
    act(world, "verify hoa")
    hoa = world.asker("hoa")
    with world.change() as tx:
        unit_changes.merge(tx, hoa, world.unit_id("Đoàn xã Đại Tâm"), world.unit_id("Đoàn xã An Mỹ"))
    assert kept(world, "Đoàn xã An Mỹ")[0]["verified"] == 1
    assert kept(world, "Huyện đoàn Mỹ Xuyên") == []
    assert kept(world, "Tỉnh đoàn Sóc Trăng")[0]["verified"] == 1
