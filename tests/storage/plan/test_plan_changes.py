"""Changes of the plan: each taken back leaves the tables as they were, and the log says what of whose plan it was."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from itertools import product

import pytest

from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.plan import changes, plan_items, plans, taking
from storage.plan.plan_items import Dates, LaidItem
from tests.support.noted import last

DATES = {  # with what the log says of them
    "10/3": Dates(day=10, month=3),
    "10/3 (lunar)": Dates(day=10, month=3, lunar=True),
    "2027-06-01..2027-08-31": Dates(starts_on=date(2027, 6, 1), ends_on=date(2027, 8, 31)),
    "2027-06-01": Dates(starts_on=date(2027, 6, 1)),
    "": Dates(),
}
UNITS = (None, "Huyện đoàn Mỹ Xuyên", "Chi đoàn Ấp Đại Ân")
PLAN = taking.PlanText(year=2027, name="Chương trình", body="year = 2027")


def tables(world):
    """The plan as it stands: its items and texts, but for when they were changed."""
    items = world.rows("SELECT * FROM plan_items ORDER BY id")
    texts = world.rows("SELECT * FROM plans ORDER BY id")
    return [{**item, "changed_at": ""} for item in items], texts


def noted(world, after):
    rows = world.rows("SELECT actor_id, action, subject, unit_id, detail FROM audit WHERE id > ? ORDER BY id", after)
    return [{**row, "detail": json.loads(row["detail"])} for row in rows]


def laid(key, title="Ngày mới", dates=DATES["10/3"], **more):
    return LaidItem(key=key, kind="campaign_day", title=title, **dates.model_dump(), **more)


@pytest.fixture
def hoa(world):
    return world.asker("hoa")


def one_change(world, tx, hoa, chance):
    """Something is changed; returns what the log is to say of it."""
    self = {"actor_id": hoa.member_id}
    items = plan_items.managed_by(tx, hoa)
    item = chance.choice(items) if items else None
    kind = chance.choice(("add", "date", "rename", "switch", "remove", "read")) if item else "add"
    about = {} if item is None else {"subject": f"plan_item:{item.id}", "unit_id": item.unit_id}
    unit = chance.choice(UNITS)
    unit_id = None if unit is None else world.unit_id(unit)
    said = chance.choice(list(DATES))
    title = f"Việc {chance.randrange(10**6)}"
    if kind == "add":
        made = plan_items.add(tx, hoa, unit_id=unit_id, kind="campaign_day", title=f" {title} ", dates=DATES[said])
        detail = {"title": title}
        return {**self, "action": "plan_add", "subject": f"plan_item:{made.id}", "unit_id": unit_id, "detail": detail}
    if kind == "read":
        new = [laid(f"k{chance.randrange(4)}", title) for _ in range(chance.randrange(3))]
        new = list({one.key: one for one in new}.values())
        dated = {item.id: DATES[said]} if chance.random() < 0.5 else {}
        text = PLAN.model_copy(update={"body": title}) if chance.random() < 0.5 else None
        change_id = taking.take_in(tx, hoa, unit_id=unit_id, name="ct.docx", new=new, dated=dated, plan=text)
        detail = {"name": "ct.docx", "added": len(new), "dated": len(dated)}
        return {
            **self,
            "action": "plan_read",
            "subject": f"plan_change:{change_id}",
            "unit_id": unit_id,
            "detail": detail,
        }
    if kind == "date":
        was = next(
            said for said, dates in DATES.items() if dates == Dates(**item.model_dump(include=Dates.model_fields))
        )
        plan_items.set_dates(tx, hoa, item.id, DATES[said])
        detail = {"title": item.title, "before": was, "after": said}
    elif kind == "rename":
        english = chance.choice(("", "Work"))
        plan_items.rename(tx, hoa, item.id, f"{title} ", english)
        was = item.title + (f" ({item.title_en})" if item.title_en else "")
        detail = {"before": was, "after": f"{title} (Work)" if english else title}
    elif kind == "switch":
        off = chance.random() < 0.5
        plan_items.switch(tx, hoa, item.id, off=off)
        detail = {"title": item.title, "off": off}
    else:
        plan_items.remove(tx, hoa, item.id)
        detail = {"title": item.title}
    return {**self, "action": f"plan_{kind}", **about, "detail": detail}


@pytest.mark.parametrize("seed", range(4))
def test_changes_taken_back_one_by_one_leave_the_plan_as_it_was(world, hoa, seed):
    chance = random.Random(seed)
    states, since = [], last(world)
    with world.change() as tx:
        plans.save(tx, year=2027, name="Chương trình", body="year = 2026")
        expected = []
        for _ in range(25):
            states.append(tables(world))
            expected.append(one_change(world, tx, hoa, chance))
        assert noted(world, since) == expected
        kinds = {one["action"].removeprefix("plan_") for one in expected}
        assert len(kinds) > 4, "the cases are of many kinds"
        recorded = changes.undoable(tx, hoa)
        assert len(recorded) == len(expected)
        for change, state, done in zip(recorded, reversed(states), reversed(expected), strict=True):
            assert (change.unit_id, f"plan_{change.kind}") == (done["unit_id"], done["action"])
            since = last(world)
            assert changes.take_back(tx, hoa, change.id) == 0
            assert tables(world) == state, change
            assert noted(world, since) == [
                {
                    "actor_id": hoa.member_id,
                    "action": "plan_undo",
                    "subject": f"plan_change:{change.id}",
                    "unit_id": done["unit_id"],
                    "detail": {"name": change.name, "kept": 0},
                }
            ]
            with pytest.raises(OutOfScopeError, match=f"^no change {change.id} of the plan$"):
                changes.take_back(tx, hoa, change.id)


def test_what_was_changed_again_since_stays_and_is_counted(world, hoa):
    with world.change() as tx:
        change_id = taking.take_in(tx, hoa, unit_id=None, name="a", new=[laid("a"), laid("b"), laid("c")], dated={})
        a, b, _c = plan_items.managed_by(tx, hoa)
        for item in (a, b):
            plan_items.switch(tx, hoa, item.id, off=True)
        since = last(world)
        assert changes.take_back(tx, hoa, change_id) == 2
        assert [one["detail"] for one in noted(world, since)] == [{"name": "a", "kept": 2}]
        assert [one.id for one in plan_items.managed_by(tx, hoa)] == [a.id, b.id]


@pytest.mark.parametrize("text_since", [False, True])
@pytest.mark.parametrize("there_before", [False, True])
def test_a_text_that_was_read_goes_back_too_unless_it_is_another_by_now(world, hoa, there_before, text_since):
    with world.change() as tx:
        if there_before:
            plans.save(tx, year=PLAN.year, name=PLAN.name, body="before")
        before = tables(world)
        change_id = taking.take_in(tx, hoa, unit_id=None, name="a", new=[], dated={}, plan=PLAN)
        assert [one.body for one in plans.loaded(tx)] == [PLAN.body]
        if text_since:
            plans.save(tx, year=PLAN.year, name=PLAN.name, body="since")
            before = tables(world)
        changes.take_back(tx, hoa, change_id)
        assert tables(world) == before


KEYS = ("free", "taken", "taken out")


@pytest.mark.parametrize(("of_a_unit", "key"), list(product([False, True], KEYS)))
def test_an_item_that_is_read_has_its_key_where_it_is_free_and_everybodys(world, hoa, of_a_unit, key):
    with world.change() as tx:
        unit_id = world.unit_id(UNITS[1]) if of_a_unit else None
        older = [laid(one, "Cũ", year=1990) for one in KEYS if one != "free"]
        taking.take_in(tx, hoa, unit_id=None, name="cũ", new=older, dated={})
        ids = {item.key: item.id for item in plan_items.managed_by(tx, hoa)}
        plan_items.switch(tx, hoa, ids["taken out"], off=True)
        plan_items.remove(tx, hoa, ids["taken out"])
        world.now += timedelta(hours=1)
        tx = tx.at(world.now)  # noqa: PLW2901 - the same transaction, later
        new = laid(key, "Mới", DATES["2027-06-01"], year=2000)
        taking.take_in(tx, hoa, unit_id=unit_id, name="mới", new=[new], dated={})
        (item,) = [item for item in plan_items.managed_by(tx, hoa) if item.title == "Mới"]
        changed_at = world.one("SELECT changed_at FROM plan_items WHERE id = ?", item.id)
    back = key == "taken out" and not of_a_unit
    assert (item.id == ids.get(key)) == back
    assert (item.key == key) == (back or (key == "free" and not of_a_unit))
    assert item.key == key or item.key.startswith("added:")
    assert (item.unit_id, item.year, item.off) == (unit_id, 2000, False)
    assert item.starts_on == date(2027, 6, 1)
    assert changed_at.startswith(f"{world.now:%Y-%m-%dT%H:%M}")


def test_nobody_reads_into_a_plan_that_is_not_theirs(world):
    minh = world.asker("minh")
    with world.change() as tx, pytest.raises(OutOfScopeError, match=r"^the plan of unit None$"):
        taking.take_in(tx, minh, unit_id=None, name="a", new=[laid("a")], dated={})
    with world.change() as tx, pytest.raises(OutOfScopeError, match=r"^the year's plan$"):
        plans.note_replaced(tx, minh, 2027, before=None, after={"name": "a"})


def test_the_items_above_a_unit_are_everybodys_and_those_of_the_units_above_it(world, hoa):
    with world.change() as tx:
        for number, unit in enumerate((*UNITS, "Huyện đoàn Kế Sách")):
            unit_id = None if unit is None else world.unit_id(unit)
            plan_items.add(tx, hoa, unit_id=unit_id, kind="campaign_day", title=f"Việc {number}", dates=Dates())
        of = {}
        for name in (UNITS[1], UNITS[2], "Huyện đoàn Kế Sách"):
            items = plan_items.of_units_above(tx, units.by_id(tx, world.unit_id(name)))
            of[name] = [item.title for item in items]
    assert of == {UNITS[1]: ["Việc 0"], UNITS[2]: ["Việc 0", "Việc 1"], "Huyện đoàn Kế Sách": ["Việc 0"]}


def test_the_log_says_what_a_figure_counted_and_which_plan_stood_in_its_place(world, hoa):
    since = last(world)
    with world.change() as tx:
        plan_id = plans.save(tx, year=2027, name="Chương trình", body="year = 2027")
        plans.choose_counts(tx, hoa, plan_id, "{}", number=2, before=["trees"], after=["turns", "hours"])
        plans.note_replaced(tx, hoa, 2027, before={"name": "cũ"}, after={"name": "mới", "items": 3})
    usual = {"actor_id": hoa.member_id, "unit_id": None}
    counts = {"number": 2, "before": ["trees"], "after": ["turns", "hours"]}
    replaced = {"before": {"name": "cũ"}, "after": {"name": "mới", "items": 3}}
    assert noted(world, since) == [
        {**usual, "action": "plan_counts", "subject": f"plan:{plan_id}", "detail": counts},
        {**usual, "action": "plan_replace", "subject": "plan:2027", "detail": replaced},
    ]
