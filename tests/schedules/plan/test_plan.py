"""The plan file: the shipped one says what the document says, and a wrong one is told what is wrong with it."""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

import pytest

from schedules.errors import PlanError
from schedules.plan.plan import SOC_TRANG_2024, read
from storage.database import transaction
from storage.database_file import connect
from storage.plan import plans
from storage.schema import migrate

HEAD = 'year = 2024\nname = "Thử"\nissuer = "Tỉnh đoàn"\ntheme = "Năm thử"\n'


@pytest.fixture(scope="module")
def plan():
    return read(SOC_TRANG_2024.read_text(encoding="utf-8"))


def test_theme(plan):
    assert (plan.year, plan.theme) == (2024, "Năm Thanh niên tình nguyện")


def test_every_amount_of_every_target(plan):
    figures = {target.number: [(one.amount, one.unit) for one in target.figures] for target in plan.targets}
    assert figures == {
        1: [(100, "%"), (80, "%")],
        2: [(85_000, "lượt")],
        3: [(134, "ý tưởng, sáng kiến")],
        4: [(60, "%"), (30, "%"), (35, "%")],
        5: [(255_000, "cây xanh")],
        6: [(1, "ấp khó khăn")],
        7: [(2_000_000_000, "đồng"), (21, "dự án khởi nghiệp sáng tạo")],
        8: [(79_000, "lượt"), (12_500, "thanh niên")],
        9: [(14_000, "lượt")],
        10: [(10_000, "thiếu nhi")],
        11: [(50, "%"), (68, "%")],
        12: [(2_217, "đoàn viên ưu tú"), (70, "%")],
    }


def test_every_figure_stands_in_its_sentence(plan):
    for target in plan.targets:
        for figure in target.figures:
            billions = f"{figure.amount // 10**9:02} tỷ"
            shown = {f"{figure.amount}%", f"{figure.amount:,}".replace(",", "."), f"{figure.amount:02} ", billions}
            assert any(text in target.text for text in shown), (target.number, figure)


def test_anniversaries_and_their_origins(plan):
    dates = [(one.day, one.month, one.year, one.years) for one in plan.anniversaries]
    assert Counter(dates) == Counter(
        [
            (None, None, 1969, 55),
            (2, 9, 1969, 55),
            (7, 5, 1954, 70),
            (21, 7, 1954, 70),
            (2, 12, 1964, 60),
            (22, 12, 1944, 80),
            (22, 12, 1989, 35),
            (19, 5, 1959, 65),
            (9, 8, 1964, 60),
            (1, 5, 1904, 120),
            (1, 1, 1914, 110),
            (2, 4, 1904, 120),
            (1, 6, 1904, 120),
            (20, 10, 1914, 110),
            (None, None, 2014, 10),
            (None, None, None, 25),
            (1, 1, None, None),
            (10, 3, None, None),
        ]
    )
    assert [one.title for one in plan.anniversaries if one.lunar] == ["Tết Nguyên đán", "Giỗ Tổ Hùng Vương"]
    assert [one.title for one in (*plan.anniversaries, *plan.activities) if one.added] == ["Giỗ Tổ Hùng Vương"]


def test_each_movement_has_its_activities_and_undated_ones_stay_undated(plan):
    assert {one.movement for one in plan.activities} == {"volunteers", "creativity", "defence", None}
    dated = {(one.day, one.month, one.lunar) for one in plan.activities if one.day}
    assert dated == {(27, 7, False), (1, 1, True)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year = [", "This is not a TOML file"),
        (HEAD.replace("2024", '"two"'), "year: Input should be a valid integer"),
        (HEAD + "[[targets]]\nnumber = 3\ntext = 'x'\nfigures = []\n", "targets, item 1 (“3”), figures"),
        (HEAD + "[[anniversaries]]\ntitle = 'Ngày A'\nday = 31\nmonth = 4\n", "item 1 (“Ngày A”): there is no day 31"),
        (HEAD + "[[anniversaries]]\ntitle = 'Ngày A'\nday = 1\n", "item 1 (“Ngày A”): day and month go together"),
        (HEAD + "[[anniversaries]]\ntitle = 'Ngày A'\nyear = 1954\nyears = 60\n", "“Ngày A”: 1954 and 60 years"),
        (HEAD + 2 * "[[activities]]\ntitle = 'B'\nkind = 'drive'\n", "activity “B” stands there 2 times"),
        (HEAD + "[[activities]]\ntitle = 'B'\nkind = 'drive'\nwithin = 'C'\n", "“B”: no activity is called “C”"),
        (HEAD + "colour = 'red'\n", "line 5: colour: Extra inputs are not permitted"),
        (
            HEAD + "\n[[anniversaries]]\ntitle = 'Ngày A'\n\nmonth = 13\nday = 1\n",
            "line 9: anniversaries, item 1 (“Ngày A”), month",
        ),
        (HEAD + "[[anniversaries]]\ntitle = 'Ngày A'\nyear = 1954\nyears = 60\n", "line 6: “Ngày A”"),
        (
            HEAD + "[[activities]]\ntitle = 'B'\nkind = 'campaign'\nends = 2024-03-31\n",
            "line 5: activities, item 1 (“B”): an end",
        ),
        (
            HEAD + "[[activities]]\ntitle='B'\nkind='campaign'\nday=1\nmonth=2\nstarts=2024-03-01\n",
            "either a day of every year",
        ),
    ],
)
def test_a_wrong_plan_is_told_which_item_is_wrong(text, said):
    with pytest.raises(PlanError) as caught:
        read(text)
    assert said in str(caught.value)


def test_a_plan_is_kept_once_and_in_its_newest_text(tmp_path):
    with closing(connect(tmp_path / "a.db")) as connection:
        migrate(connection)
        for day, body in enumerate(("a", "a", "b"), start=1):
            with transaction(connection, datetime(2026, 1, day, tzinfo=UTC)) as tx:
                plans.save(tx, year=2024, name="Thử", body=body)
                (kept,) = plans.loaded(tx)
                assert (kept.body, kept.loaded_at.day) == (body, 3 if body == "b" else 1)
