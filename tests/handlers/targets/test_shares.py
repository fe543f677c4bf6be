"""Shares: who gives them, what a unit is then measured by, and lists of them as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.engine.outcomes import Bad
from handlers.targets import share_entry
from handlers.targets import sheet as targets_sheet
from schedules.plan import targets as plan_targets
from storage.errors import OutOfScopeError
from storage.organisation import unit_changes, units
from storage.organisation.records import Unit
from storage.targets import shares
from storage.targets.figures import FigureId
from tests.support.world import act

TURNS = FigureId(year=2026, target=2, position=1)
NAMES = ("Đoàn xã Đại Tâm", "Đoàn xã Tham Đôn", "Đoàn xã Ngọc Tố", "Đoàn xã Hòa Tú 2", "Thị đoàn Vĩnh Châu")
BELOW = [
    Unit(id=at, parent_id=9, level="commune", name=name, search_key="", path=f"9.{at}.")
    for at, name in enumerate(NAMES, start=1)
]


@pytest.fixture
def planned(world):
    act(world, "load plan")
    act(world, "check in lan trees")
    act(world, "verify minh")
    return world


def report(world, name):
    """The rows of a unit's report, by the number of the figure: the plan's column, what is done, and per cent."""
    asker = world.asker("hoa")
    with world.change() as tx:
        tab = targets_sheet.tab(tx, asker, {"unit_id": world.unit_id(name), "year": 2026})
    return {row[0]: (row[4], row[5], row[7]) for row in tab.rows}


def test_the_report_of_a_commune_has_its_own_share_and_never_the_whole_provinces(planned):
    assert report(planned, "Tỉnh đoàn Sóc Trăng")["2"] == (85_000, 1, 0)
    before = report(planned, "Đoàn xã Đại Tâm")
    assert before["2"] == (None, 1, None)
    assert before["1b"][0] == 80  # a percentage is everybody's
    assert {row[0] for number, row in before.items() if row[0] is not None} <= set(range(101))
    asker = planned.asker("hoa")
    with planned.change() as tx:
        shares.give(tx, asker, TURNS, {planned.unit_id("Đoàn xã Đại Tâm"): 40})
    assert report(planned, "Đoàn xã Đại Tâm")["2"] == (40, 1, 2.5)
    assert report(planned, "Tỉnh đoàn Sóc Trăng")["2"] == (85_000, 1, 0)


def test_figures_are_numbered_once_each(planned):
    numbers = list(report(planned, "Tỉnh đoàn Sóc Trăng"))
    assert len(numbers) == len(set(numbers)) == 19
    assert numbers[:5] == ["1a", "1b", "2", "3", "4a"]


def test_a_share_is_given_from_above_alone(planned):
    act(planned, "make organiser khoa Đoàn xã An Mỹ")
    commune, branch = planned.unit_id("Đoàn xã An Mỹ"), planned.unit_id("Đoàn xã Đại Tâm")
    root = planned.unit_id("Tỉnh đoàn Sóc Trăng")
    hoa, khoa, minh = (planned.asker(name) for name in ("hoa", "khoa", "minh"))
    with planned.change() as tx:
        for asker, unit_id in ((khoa, commune), (khoa, branch), (minh, branch), (hoa, root)):
            with pytest.raises(OutOfScopeError):
                shares.give(tx, asker, TURNS, {unit_id: 5})
        assert shares.give(tx, hoa, TURNS, {commune: 5}) == 1
        assert shares.give(tx, hoa, TURNS, {commune: 5}) == 0
        assert [one.amount for one in shares.standing(tx, khoa, units.by_id(tx, commune), 2026)] == [5]
        assert shares.standing(tx, khoa, units.by_id(tx, branch), 2026) == []
        assert shares.standing(tx, khoa, units.by_id(tx, commune), 2025) == []


def test_whoever_has_a_share_has_a_pace_of_their_own_and_comes_first_among_their_neighbours(planned):
    hoa = planned.asker("hoa")
    with planned.change() as tx:
        my_xuyen = units.by_id(tx, planned.unit_id("Huyện đoàn Mỹ Xuyên"))
        shares.give(tx, hoa, TURNS, {planned.unit_id("Đoàn xã Tham Đôn"): 30})
        turns = plan_targets.compared(tx, hoa, my_xuyen, 2026)[0]
        commune = units.by_id(tx, planned.unit_id("Đoàn xã Tham Đôn"))
        standing = next(one for one in plan_targets.of_unit(tx, hoa, commune) if "turns" in one.figure.counts)
        beside = next(one for one in plan_targets.of_unit(tx, hoa, my_xuyen) if "turns" in one.figure.counts)
    assert [(one.unit, one.standing.amount, one.standing.done) for one in turns] == [
        ("Đoàn xã Tham Đôn", 30, 0),
        ("Đoàn xã Đại Tâm", None, 1),
    ]
    assert standing.pace == pytest.approx(30 * 326 / 365)
    assert (beside.amount, beside.pace) == (None, None)


def test_a_merged_unit_leaves_its_share_to_the_one_that_has_its_people(planned):
    hoa = planned.asker("hoa")
    one, other = planned.unit_id("Đoàn xã Tham Đôn"), planned.unit_id("Đoàn xã Đại Tâm")
    with planned.change() as tx:
        shares.give(tx, hoa, TURNS, {one: 30, other: 40})
        unit_changes.merge(tx, hoa, one, other)
        above = units.by_id(tx, planned.unit_id("Huyện đoàn Mỹ Xuyên"))
        assert {share.unit_id: share.amount for share in shares.standing(tx, hoa, above, 2026)} == {other: 70}


@given(
    chosen=st.lists(st.sampled_from(range(len(NAMES))), min_size=1, max_size=5, unique=True),
    data=st.data(),
    between=st.sampled_from(["\n", "; ", ", ", "\n\n", ";\n"]),
)
def test_a_typed_list_is_read_whole(chosen, data, between):
    wanted, entries = {}, []
    for at in chosen:
        amount = data.draw(st.sampled_from([0, 5, 40, 1200, 1_030, 25_000, 1_200_000]))
        number = data.draw(st.sampled_from([str(amount), f"{amount:,}".replace(",", ".")]))
        name = data.draw(st.sampled_from([NAMES[at], NAMES[at].split(" ", 2)[2], NAMES[at].lower()]))
        entries.append(f"{name}{data.draw(st.sampled_from([': ', ' ', ' - ', ' = ', ':']))}{number}")
        wanted[at + 1] = amount
    assert share_entry.read(between.join(entries), BELOW) == wanted


@pytest.mark.parametrize(
    "typed", ["Đại Tâm", "Trung Bình: 40", "Đại Tâm: 40; xã Đại Tâm: 30", "40", "Đại Tâm: nhiều", ";", "Đại Tâm: 1,5"]
)
def test_what_is_not_understood_is_asked_about_and_nothing_is_taken(typed):
    with pytest.raises(Bad):
        share_entry.read(typed, BELOW)


@pytest.mark.parametrize(
    ("rows", "wanted", "unknown"),
    [
        ([["STT", "Đơn vị", "Số"], [1, "Đoàn xã Đại Tâm", 40], [2, "Tham Đôn", "1.030"]], {1: 40, 2: 1030}, []),
        ([["Đại Tâm", 40], ["Tham Đôn", 30], ["Tổng cộng", 70]], {1: 40, 2: 30}, []),
        ([[1, "Đại Tâm", 12, 40.0, "ghi chú"], [2, "Mỹ Tú", 12, 30, None]], {1: 40}, ["Mỹ Tú"]),
        ([["Giao chỉ tiêu năm 2026"], ["Đại Tâm", None], [3, "Tham Đôn"]], {}, []),
    ],
)
def test_a_table_of_shares_is_read_by_its_rows(rows, wanted, unknown):
    assert share_entry.in_rows([{"whole": rows, "head": []}], BELOW) == (wanted, unknown)
