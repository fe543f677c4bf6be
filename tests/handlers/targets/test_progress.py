"""The year's targets: that the kept sums are what the check-ins say, whatever happens to them; figures; the chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.sandbox import work
from bot.sandbox.tasks import DrawChart
from handlers.targets import words as target_words
from schedules.plan import plan
from schedules.plan import targets as plan_targets
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.people import erasure
from storage.reports import verification
from storage.targets import figures
from storage.targets import sums as kept
from storage.targets.figures import FigureId
from tests.support import world as worlds
from tests.support.world import World, act


@pytest.fixture
def planned(world):
    act(world, "load plan")
    return world


def unit(world: World, name: str):
    with world.change() as tx:
        return units.by_id(tx, world.unit_id(name))


def truth(world: World) -> Counter[tuple[int, str, str]]:
    """A brute-force count over the tables: (unit, what, claimed or verified) -> how many."""
    expected: Counter[tuple[int, str, str]] = Counter()
    reports = {row["check_in_id"]: row for row in world.rows("SELECT * FROM reports")}
    quantities = world.rows("SELECT * FROM report_quantities")
    for check_in in world.rows("SELECT * FROM check_ins WHERE state IN ('waiting', 'verified')"):
        expected[check_in["unit_id"], "turns", "claimed"] += 1
        expected[check_in["unit_id"], "turns", "verified"] += check_in["state"] == "verified"
        report = reports.get(check_in["id"])
        decided = check_in["state"] == "verified"
        unit = check_in["unit_id"]
        as_claimed = minutes_of(check_in, report, "verified" if decided else "claimed")
        expected[unit, "minutes", "claimed"] += as_claimed
        expected[unit, "minutes", "verified"] += as_claimed if decided else 0
        for figure in quantities:
            if report is None or figure["report_id"] != report["id"] or report["state"] == "returned":
                continue
            both = check_in["state"] == report["state"] == "verified"
            expected[unit, figure["quantity"], "claimed"] += figure["verified" if both else "claimed"] or 0
            if both:
                expected[unit, figure["quantity"], "verified"] += figure["verified"] or 0
    return +expected


def minutes_of(check_in: dict, report: dict | None, how: str) -> int:
    """What a check-in's length is: by its report where a leader verified that, or where both still wait."""
    said = report is not None and (report["state"] == "verified" or check_in["state"] == report["state"] == "waiting")
    return (report if said else check_in)[f"minutes_{how}"] or 0


def sums(world: World) -> Counter[tuple[int, str, str]]:
    """The same, as the product keeps and reads it."""
    asker = world.asker("hoa")
    sums_by_unit: Counter[tuple[int, str, str]] = Counter()
    with world.change() as tx:
        for row in world.rows("SELECT id, path FROM units"):
            mine = Counter[tuple[str, str]]()
            for one in kept.counted(tx, asker, units.by_id(tx, row["id"]), 2026):
                mine[one.quantity, "claimed"] += one.claimed
                mine[one.quantity, "verified"] += one.verified
            for child in world.rows("SELECT id FROM units WHERE parent_id = ?", row["id"]):
                for one in kept.counted(tx, asker, units.by_id(tx, child["id"]), 2026):
                    mine[one.quantity, "claimed"] -= one.claimed
                    mine[one.quantity, "verified"] -= one.verified
            for (what, how), number in mine.items():
                sums_by_unit[row["id"], what, how] += number
    return +sums_by_unit


def send_back(world: World, _name: str, _number: int) -> None:
    asker = world.asker("minh")
    with world.change() as tx:
        for item in verification.awaiting(tx, asker)[:1]:
            verification.give_back(tx, asker, item, "không rõ")


def erase(world: World, name: str, _number: int) -> None:
    asker = world.asker(name)
    with world.change() as tx:
        erasure.erase(tx, asker, instead="{}")


DEEDS: dict[str, Callable[[World, str, int], None]] = {
    "check in": lambda world, name, _number: act(world, f"check in {name} trees"),
    "report": lambda world, name, number: act(world, f"report {name} trees 240 trees={number}"),
    "verify": lambda world, _name, _number: act(world, "verify minh"),
    "send back": send_back,
    "undo": lambda world, name, _number: act(world, f"undo {name} trees"),
    "erase": erase,
    "move": lambda world, name, _number: act(world, f"move member {name} Đoàn xã An Mỹ"),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(list(DEEDS)), st.sampled_from(["lan", "an", "binh"]), st.integers(1, 50)), max_size=14
    )
)
@example(
    deeds=[
        ("check in", "lan", 1),
        ("report", "lan", 3),
        ("verify", "lan", 1),
        ("undo", "lan", 1),
        ("check in", "lan", 1),
    ]
)
def test_the_kept_sums_are_what_the_check_ins_say(world_file, tmp_path_factory, deeds):
    world = worlds.copied(world_file, tmp_path_factory.mktemp("sums") / "diemdanh.db")
    try:
        for deed, name, number in deeds:
            with suppress(Exception):  # what does not suit the moment is not done
                DEEDS[deed](world, name, number)
            assert sums(world) == truth(world), (deed, name)
    finally:
        world.close()


def test_a_turn_counts_once_and_where_the_member_was_that_day(planned):
    act(planned, "check in lan trees")
    act(planned, "verify minh")
    act(planned, "move member lan Đoàn xã An Mỹ")
    hoa = planned.asker("hoa")
    with planned.change() as tx:
        turns = {
            name: plan_targets.turns(kept.counted(tx, hoa, units.by_id(tx, planned.unit_id(name)), 2026))
            for name in ("Tỉnh đoàn Sóc Trăng", "Đoàn xã Đại Tâm", "Đoàn xã An Mỹ")
        }
    assert turns == {"Tỉnh đoàn Sóc Trăng": 1, "Đoàn xã Đại Tâm": 1, "Đoàn xã An Mỹ": 0}


def test_nobody_sees_the_figures_of_units_that_they_do_not_lead(planned):
    act(planned, "check in lan trees")
    act(planned, "make leader khoa Đoàn xã An Mỹ")
    khoa = planned.asker("khoa")
    figure = FigureId(year=2026, target=1, position=2)
    with planned.change() as tx:
        outside, inside = (units.by_id(tx, planned.unit_id(name)) for name in ("Đoàn xã Đại Tâm", "Đoàn xã An Mỹ"))
        assert kept.counted(tx, khoa, outside, 2026) == []
        assert figures.history(tx, khoa, inside, figure, 5) == []
        with pytest.raises(OutOfScopeError):  # a leader enters nothing
            figures.enter(tx, khoa, inside.id, figure, amount=1, as_of=date(2026, 1, 1), source="báo cáo")


def test_what_is_entered_stands_by_its_day_and_sums_go_up_but_percentages_do_not(planned):
    hoa = planned.asker("hoa")
    loans, percent = FigureId(year=2026, target=7, position=1), FigureId(year=2026, target=1, position=2)
    names = ("Đoàn xã Đại Tâm", "Đoàn xã An Mỹ", "Chi đoàn Ấp Đại Ân")
    with planned.change() as tx:
        for name, amount in zip(names, (100, 20, 7), strict=True):
            for figure in (loans, percent):
                figures.enter(
                    tx, hoa, planned.unit_id(name), figure, amount=amount, as_of=date(2026, 11, 1), source="báo cáo"
                )
        figures.enter(
            tx, hoa, planned.unit_id(names[0]), loans, amount=300, as_of=date(2026, 10, 1), source="báo cáo cũ"
        )
        standings = {
            (one.target.number, one.position): one
            for one in plan_targets.of_unit(tx, hoa, units.by_id(tx, planned.unit_id("Tỉnh đoàn Sóc Trăng")))
        }
    assert standings[7, 1].done == 120  # the branch's is in its commune's; an entry of an earlier day stands no more
    assert standings[1, 2].entered is None
    assert not standings[1, 2].known
    assert standings[7, 1].pace is not None
    assert standings[1, 2].pace is None
    with planned.change() as tx, pytest.raises(Exception, match="only added"):
        tx.connection.execute("DELETE FROM target_figures")


def test_every_figure_of_the_plan_stands(planned):
    hoa = planned.asker("hoa")
    with planned.change() as tx:
        root = units.by_id(tx, planned.unit_id("Tỉnh đoàn Sóc Trăng"))
        standings = plan_targets.of_unit(tx, hoa, root)
        of_last_year = plan_targets.of_unit(tx, hoa, root, 2025)
    known = plan.read(plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
    assert len(standings) == len(known.figures())
    assert {one.target.number for one in standings} == set(range(1, 13))
    share = (date(2026, 11, 22) - date(2025, 12, 31)).days / 365
    turns = next(one for one in standings if "turns" in one.figure.counts)
    assert turns.pace == pytest.approx(85_000 * share)
    assert next(one for one in of_last_year if "turns" in one.figure.counts).pace == 85_000  # the year is over


async def test_a_chart_is_drawn_beside_the_bot(planned):
    act(planned, "check in lan trees")
    hoa = planned.asker("hoa")
    with planned.change() as tx:
        standings = plan_targets.of_unit(tx, hoa, units.by_id(tx, planned.unit_id("Tỉnh đoàn Sóc Trăng")))
    chart = target_words.chart("Tỉnh đoàn Sóc Trăng", 2026, plan_targets.bars(standings), "vi")
    assert chart is not None
    drawn = await work(DrawChart(chart=chart, language="vi"))
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(drawn[at : at + 4], "big") for at in (16, 20))
    assert 700 <= width <= 1280
    assert height > 300
