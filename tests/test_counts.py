"""What counts towards which target stands in the year's plan: any year's numbers, as read, loaded or chosen in chat."""

from __future__ import annotations

from world import World, act

from schedules import plan, progress
from storage import units

HEAD = 'year = 2026\nname = "Chương trình 2026"\nissuer = "Tỉnh đoàn"\ntheme = "Thử"\n'
TREES_SECOND = (
    HEAD
    + """
[[targets]]
number = 1
text = "80% đoàn viên học nghị quyết."
figures = [{ amount = 80, unit = "%" }]

[[targets]]
number = 2
text = "1.200 cây xanh được trồng mới."
figures = [{ amount = 1200, unit = "cây xanh", counts = ["trees"] }]
"""
)


def loaded(world: World, text: str = TREES_SECOND) -> None:
    with world.change() as tx:
        plan.load(tx, text)


def twelve_trees(world: World) -> None:
    """Lan plants twelve trees, and Minh verifies them."""
    for line in ("check in lan trees", "report lan trees 240 trees=12", "verify minh"):
        act(world, line)


def standings(
    world: World, name: str = "hoa", unit: str = "Tỉnh đoàn Sóc Trăng"
) -> dict[tuple[int, int], progress.FigureStanding]:
    asker = world.asker(name)
    with world.change() as tx:
        found = progress.of_unit(tx, asker, units.by_id(tx, world.unit_id(unit)))
    return {(one.target.number, one.place): one for one in found}


def test_verified_trees_count_towards_the_plan_s_own_target(world):
    loaded(world)
    twelve_trees(world)
    assert standings(world)[2, 1].verified == 12
