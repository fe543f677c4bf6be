"""What counts towards which target stands in the year's plan: any year's numbers, as read, loaded or chosen in chat."""

from __future__ import annotations

from contextlib import closing

import pytest

from handlers import labels
from handlers.campaigns import quantities
from handlers.engine.text import say
from handlers.targets import sheet as targets_sheet
from schedules.due import facts
from schedules.errors import PlanError
from schedules.plan import measures, plan
from schedules.plan import targets as plan_targets
from storage.campaigns.records import Quantity
from storage.database_file import connect
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.plan import plans
from storage.reminders.digest_notice import YearTotal
from storage.reports import verification
from storage.schema import available_migrations
from storage.targets import sums as kept
from tests.support.world import World, act

HEAD = 'year = 2026\nname = "Chương trình 2026"\nissuer = "Tỉnh đoàn"\ntheme = "Thử"\n'
TREES_SECOND = f"""{HEAD}
[[targets]]
number = 1
text = "80% đoàn viên học nghị quyết."
figures = [{{ amount = 80, unit = "%" }}]

[[targets]]
number = 2
text = "1.200 cây xanh được trồng mới."
figures = [{{ amount = 1200, unit = "cây xanh", counts = ["trees"] }}]

[[targets]]
number = 3
text = "5.000 giờ tình nguyện, 300 lượt tình nguyện, 50 ngày công."
figures = [
    {{ amount = 5000, unit = "giờ", counts = ["hours"] }},
    {{ amount = 300, unit = "lượt", counts = ["turns"] }},
    {{ amount = 50, unit = "ngày công" }},
]
"""
PROVINCE = "Tỉnh đoàn Sóc Trăng"
Standings = dict[tuple[int, int], plan_targets.FigureStanding]


def loaded(world: World, text: str = TREES_SECOND) -> None:
    with world.change() as tx:
        plan.load(tx, text)


def twelve_trees(world: World) -> None:
    """Lan plants twelve trees in four hours, and Minh verifies them."""
    for line in ("check in lan trees", "report lan trees 240 trees=12", "verify minh"):
        act(world, line)


def standings(world: World) -> Standings:
    asker = world.asker("hoa")
    with world.change() as tx:
        of_unit = plan_targets.of_unit(tx, asker, units.by_id(tx, world.unit_id(PROVINCE)))
    return {(one.target.number, one.position): one for one in of_unit}


def choose(world: World, name: str, number: int, index: int, what: str | None) -> None:
    asker = world.asker(name)
    with world.change() as tx:
        plan.choose_counts(tx, asker, 2026, number=number, position=index, what=what)


# A plan of any year ------------------------------------------------------------------------------------------------


def test_verified_trees_count_towards_the_plan_s_own_target_and_in_its_chart(world):
    loaded(world)
    twelve_trees(world)
    trees = standings(world)[2, 1]
    assert (trees.verified, trees.bar().done, trees.bar().label) == (12, 12, "Cây xanh được trồng mới")


def test_turns_hours_and_days_are_three_counts(world):
    loaded(world)
    twelve_trees(world)
    after = standings(world)
    assert [after[3, index].done for index in (1, 2)] == [4, 1]
    assert not after[3, 3].known  # days of work are entered


def test_what_awaits_a_word_is_claimed_and_no_more(world):
    loaded(world)
    for line in ("check in lan trees", "report lan trees 240 trees=12"):
        act(world, line)
    after = standings(world)
    assert [(one.claimed, one.verified) for one in (after[2, 1], after[3, 1], after[3, 2])] == [(12, 0), (4, 0), (1, 0)]


def test_one_s_own_part_and_the_office_s_report_follow_the_plan(world):
    loaded(world)
    twelve_trees(world)
    lan, hoa = world.asker("lan"), world.asker("hoa")
    with world.change() as tx:
        parts = plan_targets.own(tx, lan, 2026)
        mine = [(part.target.number, part.target.called(part.figure), part.done) for part in parts]
        tab = targets_sheet.tab(tx, hoa, {"unit_id": world.unit_id(PROVINCE), "year": 2026})
    assert mine == [(2, "Cây xanh được trồng mới", 12), (3, "Giờ tình nguyện", 4), (3, "Lượt tình nguyện", 1)]
    assert tab is not None
    assert [row[5] for row in tab.rows] == [None, 12, 4, 1, None]
    assert tab.rows[0][2] == "Đoàn viên học nghị quyết"  # no figure is called "%"


def test_the_digest_tells_what_the_plan_counts(world):
    loaded(world)
    twelve_trees(world)
    hoa = world.asker("hoa")
    with world.change() as tx:
        digest = facts.of_leader(tx, hoa, world.now)
    assert digest is not None
    assert digest.standing == (
        YearTotal(what="trees", number=12, amount=1200),
        YearTotal(what="hours", number=4, amount=5000),
        YearTotal(what="turns", number=1, amount=300),
    )


def test_of_two_plans_of_a_year_the_one_that_was_loaded_last_counts(world):
    for name in ("B", "A", "C"):
        loaded(world, TREES_SECOND.replace("Chương trình 2026", name))
        act(world, "clock +10m")
        with world.change() as tx:
            year_plan = plan.current(tx, 2026)
        assert year_plan is not None
        assert year_plan.name == name


# What a plan may count ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ('{ amount = 5, unit = "ý tưởng", counts = ["ideas"] }', "check-ins bring no “ideas”; counts may name turns,"),
        ('{ amount = 5, unit = "%", counts = ["turns"] }', "no check-in counts towards “%”"),
        ('{ amount = 5, unit = "đồng", counts = ["gifts"] }', "no check-in counts towards “đồng”"),
        ('{ amount = 5, unit = "lượt", counts = ["turns", "people_helped"] }', "turns and people_helped are not added"),
        ('{ amount = 5, unit = "giờ", counts = ["turns", "hours"] }', "turns and hours are not added up"),
        (
            '{ amount = 5, unit = "a", counts = ["trees"] }, { amount = 6, unit = "b", counts = ["trees"] }',
            "what is counted “trees” stands there 2 times",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(figures, said):
    text = f"{HEAD}[[targets]]\nnumber = 1\ntext = 'x'\nfigures = [{figures}]\n"
    with pytest.raises(PlanError) as caught:
        plan.read(text)
    assert said in str(caught.value)


def test_a_plan_of_an_older_version_stands_without_the_counts_that_are_none_any_more(world):
    old = TREES_SECOND.replace('unit = "ngày công"', 'unit = "ý tưởng", counts = ["ideas"]').replace(
        'unit = "%"', 'unit = "%", counts = ["trees", "turns", "hours"]'
    )
    with world.change() as tx:
        plans.save(tx, year=2026, name="cũ", body=old)
    twelve_trees(world)
    assert {key: one.figure.counts for key, one in standings(world).items() if one.figure.counts} == {
        (2, 1): ("trees",),
        (3, 1): ("hours",),
        (3, 2): ("turns",),
    }
    assert standings(world)[2, 1].verified == 12


def test_a_campaign_is_offered_what_the_plan_counts_and_ideas_never():
    year_plan = plan.read(
        TREES_SECOND.replace('unit = "ngày công"', 'unit = "suất quà", counts = ["gifts"]')
        + '[[targets]]\nnumber = 9\ntext = "x"\nfigures = [{ amount = 9, unit = "em", counts = ["children"] }]\n'
    )
    ideas, planted = Quantity(quantity="ideas", most=50), Quantity(quantity="trees", most=5)
    offered = [one.quantity for one in quantities.countable(year_plan, [planted])]
    assert offered[:3] == ["trees", "gifts", "children"]
    assert "visits" not in offered
    assert "ideas" not in [one.quantity for one in quantities.countable(None, [])]
    assert quantities.countable(year_plan, [ideas])[-1] == ideas  # whoever calls it leaves them out
    assert set(measures.REPORTED) <= set(measures.MEASURES)


# Chosen in chat ----------------------------------------------------------------------------------------------------


def test_what_is_chosen_counts_at_once_and_no_other_figure_counts_it(world):
    loaded(world)
    twelve_trees(world)
    choose(world, "hoa", 3, 3, "trees")
    after = standings(world)
    assert (after[3, 3].verified, after[2, 1].figure.counts) == (12, ())
    choose(world, "hoa", 3, 3, None)
    assert not any(one.verified == 12 for one in standings(world).values())


def test_a_choice_stays_with_the_same_file_and_goes_with_another(world):
    loaded(world)
    choose(world, "hoa", 3, 3, "trees")
    loaded(world)
    assert standings(world)[3, 3].figure.counts == ("trees",)
    loaded(world, TREES_SECOND.replace("1200", "1500"))
    assert standings(world)[2, 1].figure.counts == ("trees",)


@pytest.mark.parametrize(
    ("name", "number", "what"), [("khoa", 2, "turns"), ("minh", 2, "turns"), ("hoa", 1, "trees"), ("hoa", 9, "trees")]
)
def test_who_may_not_choose_and_what_cannot_be_chosen(world, name, number, what):
    act(world, "make organiser khoa Đoàn xã An Mỹ")
    loaded(world)
    with pytest.raises(OutOfScopeError):
        choose(world, name, number, 1, what)
    assert world.rows("SELECT 1 FROM audit WHERE action = 'plan_counts'") == []


@pytest.mark.parametrize("name", ["khoa", "lan"])
def test_who_does_not_organise_the_top_puts_no_plan_in_its_place(world, name):
    act(world, "make organiser khoa Đoàn xã An Mỹ")
    asker = world.asker(name)
    with world.change() as tx, pytest.raises(OutOfScopeError):
        plan.load(tx, TREES_SECOND, asker=asker)
    assert world.rows("SELECT 1 FROM plans") == []


# What a database of an older version holds -------------------------------------------------------------------------

OLDER = """
INSERT INTO units (id, parent_id, level, name, search_key, path) VALUES (1, NULL, 'province', 'T', 't', '1.');
INSERT INTO members (id, name, search_key, unit_id, language, state, created_at)
    VALUES (1, 'A', 'a', 1, 'vi', 'entered', '2026-01-01');
INSERT INTO campaigns (id, unit_id, title, about, field, proof, created_at)
    VALUES (1, 1, 'Trồng cây', '', '', 'code', '2026-01-01');
INSERT INTO campaign_quantities VALUES (1, 'trees', 5, 500, 0), (1, 'ideas', 3, 50, 1);
INSERT INTO shifts (id, campaign_id, host_unit_id, starts_at, ends_at, opens_at, capacity, secret)
    VALUES (1, 1, 1, '2026-11-22T00:00:00.000+00:00', '2026-11-22T04:00:00.000+00:00',
        '2026-11-22T00:00:00.000+00:00', 9, x'00');
INSERT INTO check_ins (id, shift_id, member_id, unit_id, proof, checked_in_at, minutes_claimed, minutes_verified, state)
    VALUES (1, 1, 1, 1, 'code', '2026-11-22', 240, 240, 'verified');
INSERT INTO reports (id, check_in_id, minutes_claimed, minutes_verified, state, reported_at)
    VALUES (1, 1, 240, 180, 'verified', '2026-11-22');
INSERT INTO report_quantities VALUES (1, 'trees', 12, 11), (1, 'ideas', 2, 2);
INSERT INTO plans (year, name, body, loaded_at) VALUES (2024, 'a', 'counts = ["ideas"], short = "Ý tưởng"', '2024');
INSERT INTO plans (year, name, body, loaded_at) VALUES (2025, 'b', 'unit = "ý tưởng", counts = ["ideas"] }', '2025');
"""


def test_what_an_older_version_counted_is_understood(tmp_path):
    with closing(connect(tmp_path / "a.db")) as connection:
        for number, path in available_migrations():
            if number == 12:
                connection.executescript(OLDER)
            connection.executescript(path.read_text(encoding="utf-8"))
        rows = connection.execute("SELECT quantity, claimed, verified FROM tallies ORDER BY quantity").fetchall()
        assert [tuple(row.values()) for row in rows] == [
            ("ideas", 2, 2),
            ("minutes", 180, 180),
            ("trees", 11, 11),
            ("turns", 1, 1),
        ]
        kept_bodies = connection.execute("SELECT body FROM plans ORDER BY year").fetchall()
        assert [row["body"] for row in kept_bodies] == ['short = "Ý tưởng"', 'unit = "ý tưởng" }']
        connection.execute("DELETE FROM check_ins")  # what is taken away is what was kept
        assert connection.execute("SELECT sum(claimed), sum(verified) FROM tallies").fetchone() == {
            "sum(claimed)": 0,
            "sum(verified)": 0,
        }


def test_the_program_s_word_for_minutes_is_the_database_s(world):
    twelve_trees(world)
    hoa = world.asker("hoa")
    with world.change() as tx:
        counted = kept.counted(tx, hoa, units.by_id(tx, world.unit_id(PROVINCE)), 2026)
    assert {one.quantity for one in counted} == {
        measures.MEASURES[key].stored_as for key in ("turns", "hours", "trees")
    }


@pytest.mark.parametrize("key", measures.MEASURES)
def test_every_measure_has_its_words(key):
    for language in ("vi", "en"):
        assert say(labels.quantity(key), language) != key
        assert "×" not in say(labels.counted(key, 3), language)


def test_what_a_leader_corrected_awaits_no_word_any_more(world):
    loaded(world)
    for line in ("check in lan trees", "clock 12:00", "report lan trees 240 trees=12"):
        act(world, line)
    minh = world.asker("minh")
    with world.change() as tx:
        (item,) = verification.awaiting(tx, minh)
        verification.verify(tx, minh, item, minutes=180, quantities={"trees": 10})
    after = standings(world)
    assert [(after[key].claimed, after[key].verified) for key in ((2, 1), (3, 1), (3, 2))] == [(10, 10), (3, 3), (1, 1)]
