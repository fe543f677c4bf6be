"""A programme read into a plan that is there: names that are there stay, nothing is lost, and taking it back is exact.

Plans and programmes are generated: prose with known answers (tests/programmes/generate.py), titles written as offices
write them. Whoever reviews answers each question one way or the other, by the question's own words.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.engine.text import say
from handlers.plan import alike, difference, target_difference
from handlers.plan import read as plan_read
from schedules.plan import plan, reading
from schedules.plan.reader import read
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.plan import changes, plan_items
from storage.plan.plan_items import Dates
from storage.records import Asker
from storage.text import fold
from tests.programmes.generate import passage
from tests.support.world import World

AROUND = ("Tổ chức ", "Kỷ niệm ", "", "", "Chào mừng ", "")
Rows = dict[int, dict[str, Any]]


@dataclass
class Reviewer:
    """A chat whose person says yes to the lists, and answers every other question by its words."""

    tx: Transaction
    asker: Asker
    language: str = "vi"
    said_it_stays: list[str] = field(default_factory=list)
    said_it_moves: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def words(self, text: Any) -> str:
        return say(text, self.language)

    def choose(self, step: str, text: Any, options: Any, *, settle: bool = False) -> Any:
        shown = self.words(text)
        self.steps.append(step)
        keys = [option.key for option in options if option.key not in {"title", "day", "drop", "look"}]
        picked = "keep" if "keep" in keys else keys[zlib.crc32(shown.encode()) % len(keys)] if keys else "drop"
        if picked == "stays":
            self.said_it_stays.append(shown)
        elif picked == "moves":
            self.said_it_moves.append(shown)
        assert not settle, step
        return next(option.value for option in options if option.key == picked)


def rows(tx: Transaction) -> Rows:
    """Every item that is not taken out, whole but for when it was changed."""
    found = tx.connection.execute("SELECT * FROM plan_items WHERE gone = 0")
    return {row["id"]: {key: row[key] for key in row if key != "changed_at"} for row in map(dict, found)}


def dump(tx: Transaction) -> str:
    """The plan as the database has it."""
    items = [{key: row[key] for key in row if key != "changed_at"} for row in _all(tx, "plan_items")]
    return json.dumps([items, _all(tx, "plans")], ensure_ascii=False)


def _all(tx: Transaction, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in tx.connection.execute(f"SELECT * FROM {table} ORDER BY id")]


def put_there(tx: Transaction, asker: Asker, seeds: list[int], chance: Random) -> None:
    """A plan as it may have become: parts of programmes, under names that people gave, some without their days."""
    for seed in seeds:
        one = passage(seed)
        found = read(one["text"], one["year"])
        for find in (*found.anniversaries, *found.periods):
            if len(find.title) < 4 or chance.random() < 0.3:
                continue
            title = chance.choice(AROUND) + chance.choice([find.title, find.title.upper(), find.title.lower()])
            dates = Dates() if chance.random() < 0.3 else reading.dates_of(find)
            known = {(fold(row["title"]), row["day"], row["month"], row["starts_on"]) for row in rows(tx).values()}
            start = dates.starts_on and dates.starts_on.isoformat()
            if (fold(title), dates.day, dates.month, start) not in known:
                plan_items.add(
                    tx,
                    asker,
                    unit_id=None,
                    kind=reading.kind_of(find),
                    title=title[:200],
                    dates=dates,
                    year=reading.year_of(find),
                )


def taken_in(tx: Transaction, asker: Asker, seed: int) -> tuple[Reviewer, Any, int | None]:
    """A programme that is read and reviewed: its reviewer, what was found, and the change; None where there is none."""
    one = passage(seed)
    chat = Reviewer(tx, asker)
    programme = reading.for_year(read(one["text"], one["year"]), one["year"])
    unit = units.by_id(tx, asker.unit_id)
    unit = unit if unit.parent_id is None else units.ancestors(tx, unit)[0]
    decisions = difference.walk(chat, unit, [*programme.anniversaries, *programme.periods])
    targets = target_difference.walk(chat, unit, programme)
    if not (difference.changes(decisions) or targets.changes):
        return chat, programme, None
    return chat, programme, plan_read.keep(chat, unit, decisions, targets, f"Chương trình {seed}")


def each_find_is_there(before: Rows, after: Rows, chat: Reviewer, programme: Any) -> None:
    """Whatever was found is in the plan now: on its day, or under a name that says so, or where it was said to stay."""
    for find in (*programme.anniversaries, *programme.periods):
        if not find.title:
            continue  # what has no name is left out
        dates = reading.dates_of(find)
        words = set(fold(find.title).split())
        on_its_day = any(same_day(row, dates) for row in after.values())
        named = any(words & set(fold(row["title"]).split()) for row in after.values())
        stays = any(fold(row["title"]) in fold(said) for row in before.values() for said in chat.said_it_stays)
        undated = dates.day is None and dates.starts_on is None
        assert on_its_day or stays or (undated and (named or not words)), (find, after)


def same_day(row: dict[str, Any], dates: Dates) -> bool:
    if dates.day is not None:
        return (row["day"], row["month"], bool(row["lunar"])) == (dates.day, dates.month, dates.lunar)
    return dates.starts_on is not None and row["starts_on"] == dates.starts_on.isoformat()


def what_was_there_is_as_it_was(before: Rows, after: Rows, chat: Reviewer) -> None:
    """Names, kinds and origins are as they were, and days too, but where one was missing, over, or was said to move."""
    today = chat.tx.now.date().isoformat()
    for item_id, row in before.items():
        now = after[item_id]
        same = {key: value for key, value in row.items() if key not in DAYS}
        assert {key: value for key, value in now.items() if key not in DAYS} == same
        if all(now[key] == row[key] for key in DAYS if key != "edited"):
            continue
        had_none = row["day"] is None and row["starts_on"] is None
        over = row["starts_on"] is not None and (row["ends_on"] or row["starts_on"]) < today
        assert had_none or over or any(row["title"] in said for said in chat.said_it_moves), (row, now)
        assert now["day"] is not None or now["starts_on"] is not None


DAYS = {"day", "month", "lunar", "starts_on", "ends_on", "edited"}


def nothing_stands_twice(after: Rows) -> None:
    keys = [
        (fold(row["title"]), row["kind"], row["day"], row["month"], row["starts_on"])
        for row in after.values()
        if row["day"] is not None or row["starts_on"] is not None
    ]
    assert len(keys) == len(set(keys)), sorted(keys)


class UndoneError(Exception):
    """It ends an example, and takes its writes back."""


def each_alone(world: World, check: Callable[[Transaction, Asker], None]) -> None:
    """Run an example in a transaction that leaves nothing."""
    asker = world.asker("hoa")

    def alone() -> None:
        with world.change() as tx:
            check(tx, asker)
            raise UndoneError

    with pytest.raises(UndoneError):
        alone()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    there=st.lists(st.integers(1, 5000), max_size=3), seed=st.integers(1, 5000), again=st.booleans(), sown=st.integers()
)
def test_a_programme_adds_and_moves_but_loses_nothing_and_is_taken_back_exactly(world, there, seed, again, sown):
    def check(tx: Transaction, asker: Asker) -> None:
        put_there(tx, asker, [*there, *([seed] if again else [])], Random(sown))
        before, whole = rows(tx), dump(tx)
        chat, programme, change = taken_in(tx, asker, seed)
        after = rows(tx)
        what_was_there_is_as_it_was(before, after, chat)
        each_find_is_there(before, after, chat, programme)
        nothing_stands_twice(after)
        _chat, _programme, nothing = taken_in(tx, asker, seed)
        assert nothing is None, "the same programme once more changes nothing"
        if change is not None:
            assert changes.take_back(tx, asker, change) == 0
        assert dump(tx) == whole

    each_alone(world, check)


def test_what_the_plan_has_by_name_and_day_is_neither_added_nor_asked_about(world):
    asker = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        dated = [
            item for item in plan_items.managed_by(tx, asker) if item.kind == "anniversary" and item.year and item.day
        ]
        text = "; ".join(
            f"kỷ niệm {2026 - item.year} năm {item.title} "
            f"({item.day}/{item.month}/{item.year} - {item.day}/{item.month}/2026)"
            for item in dated
        )
        found = read(f"Tuyên truyền {text}.", 2026).anniversaries
        assert len(found) == len(dated) > 10
        chat = Reviewer(tx, asker)
        decisions = difference.walk(chat, units.ancestors(tx, units.by_id(tx, asker.unit_id))[0], found)
    assert chat.steps == ["difference"]
    assert {decision.known.item_id for decision in decisions} == {item.id for item in dated}
    assert not difference.changes(decisions)


def test_what_was_changed_since_stays_when_a_programme_is_taken_back(world):
    asker = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        whole = dump(tx)
        _chat, programme, change = taken_in(tx, asker, 12)
        new = [row for row in rows(tx).values() if row["plan_id"] is None]
        assert new, programme
        plan_items.rename(tx, asker, new[0]["id"], "Tên do người đặt")
        assert changes.take_back(tx, asker, change) == 1
        assert [row["title"] for row in rows(tx).values() if row["plan_id"] is None] == ["Tên do người đặt"]
        renamed = changes.undoable(tx, asker)[0]
        assert changes.take_back(tx, asker, renamed.id) == 0
        tx.connection.execute("DELETE FROM plan_items WHERE id = ?", (new[0]["id"],))
        assert dump(tx) == whole


def test_a_change_is_taken_back_only_by_those_whose_plan_it_is(world):
    hoa, minh = world.asker("hoa"), world.asker("minh")
    with world.change() as tx:
        item = plan_items.add(tx, hoa, unit_id=None, kind="campaign", title="Hội trại", dates=Dates())
        change = changes.undoable(tx, hoa)[0]
        assert changes.undoable(tx, minh) == []
        with pytest.raises(OutOfScopeError):
            changes.take_back(tx, minh, change.id)
        assert plan_items.by_id(tx, item.id) is not None
        changes.take_back(tx, hoa, change.id)
        assert plan_items.by_id(tx, item.id) is None


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("thành lập quân đội nhân dân việt nam", "Thành lập Quân đội nhân dân Việt Nam"),
        ("Kỷ niệm 80 năm Thành lập Quân đội nhân dân Việt Nam", "Thành lập Quân đội nhân dân Việt Nam"),
        ("Ngày 22/12", "Thành lập Quân đội nhân dân Việt Nam"),
        ("Ngày thành lập Quân đội", "Thành lập Quân đội nhân dân Việt Nam"),
    ],
)
def test_a_better_name_is_not_overwritten(world, typed, there):
    asker = world.asker("hoa")
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        chat = Reviewer(tx, asker)
        root = units.ancestors(tx, units.by_id(tx, asker.unit_id))[0]
        text = f"{typed} (22/12/1944 - 22/12/2024)" if "22/12" not in typed else "Gặp mặt dịp 22/12"
        (find,) = read(f"Tổ chức kỷ niệm {text}.", 2024).anniversaries
        find = find.model_copy(update={"title": typed})
        (decision,) = difference.walk(chat, root, [find])
        assert decision.known is not None
        assert decision.known.title == there
        assert not decision.redated
        assert alike.known_to(chat, root)
