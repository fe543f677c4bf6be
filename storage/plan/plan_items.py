"""The plan's items as rows: laid by a plan file; dated, moved, added and switched off by organisers."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.organisation.records import Unit
from storage.plan import changes
from storage.records import Asker, Record, records
from storage.text import tidy

sql = queries(__file__)

ItemKind = Literal["anniversary", "campaign_day", "campaign", "drive"]


class Dates(Record):
    """When an item is: a day of every year (of the lunar one if `lunar`), or days of one year; or nothing yet."""

    day: int | None = None
    month: int | None = None
    lunar: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


class LaidItem(Dates):
    """An item as a plan file has it; `year` is when an anniversary's event happened, `title_en` may be empty."""

    key: str
    kind: ItemKind
    title: str
    year: int | None = None
    movement: str | None = None
    field: str = ""
    title_en: str = ""

    @property
    def undated(self) -> bool:
        """Whether it still needs a day: a drive goes on all year and needs none."""
        return self.kind != "drive" and self.day is None and self.starts_on is None


class PlanItem(LaidItem):
    """An item as it is stored; `path` is its unit's, empty for what is everybody's."""

    id: int
    plan_id: int | None
    unit_id: int | None
    path: str
    off: bool


# The file ------------------------------------------------------------------------------------------------------------


def lay(tx: Transaction, *, plan_id: int, plan_year: int, items: Sequence[LaidItem]) -> int:
    """Bring the rows of a plan's file up to date; returns how many changed.

    An item that two years' plans have is one, as the newer has it. Dates and titles that a person set stay. What the
    file has no longer goes, unless a person edited it.
    """
    changed = sum(_lay_one(tx, plan_id, plan_year, item) for item in items)
    still = {item.key for item in items}
    for row in list(sql.keys_of_plan(tx.connection, plan_id=plan_id)):
        if row["key"] not in still:
            (sql.let_go if row["edited"] else sql.erase)(tx.connection, item_id=row["id"])
            changed += 1
    return changed


def _lay_one(tx: Transaction, plan_id: int, plan_year: int, item: LaidItem) -> bool:
    facts = _columns(item)
    row = sql.by_key(tx.connection, key=item.key)
    if row is None:
        sql.insert_laid(tx.connection, plan_id=plan_id, key=item.key, now=tx.now, **facts)
        return True
    if row["plan_year"] > plan_year:
        return False
    if row["edited"]:
        facts |= {name: row[name] for name in ("day", "month", "year", "lunar", "starts_on", "ends_on")}
    if row["renamed"]:
        facts |= {"title": row["title"], "title_en": row["title_en"]}
    if facts | {"plan_id": plan_id} == {name: row[name] for name in (*facts, "plan_id")}:
        return False
    sql.update_laid(tx.connection, item_id=row["id"], plan_id=plan_id, now=tx.now, **facts)
    return True


def _columns(item: LaidItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "title": item.title,
        "year": item.year,
        "movement": item.movement,
        "field": item.field,
        "title_en": item.title_en,
        **_dates(item),
    }


def _dates(dates: Dates) -> dict[str, Any]:
    return {
        "day": dates.day,
        "month": dates.month,
        "lunar": int(dates.lunar),
        "starts_on": dates.starts_on and dates.starts_on.isoformat(),
        "ends_on": dates.ends_on and dates.ends_on.isoformat(),
    }


# Reading -------------------------------------------------------------------------------------------------------------


def dated(tx: Transaction) -> list[PlanItem]:
    """Every item that can be due, whoever's it is: for the schedule."""
    return records(PlanItem, sql.dated(tx.connection))


def by_id(tx: Transaction, item_id: int) -> PlanItem | None:
    """One item, for the schedule."""
    return PlanItem.of(sql.by_id(tx.connection, item_id=item_id))


def seen_by(tx: Transaction, asker: Asker) -> list[PlanItem]:
    """What concerns the asker: everybody's items, and those of their unit and the units above it."""
    return records(PlanItem, sql.seen_by(tx.connection, path=units.by_id(tx, asker.unit_id).path))


def of_units_above(tx: Transaction, unit: Unit) -> list[PlanItem]:
    """Everybody's items, and those of the units above one."""
    return records(PlanItem, sql.above(tx.connection, path=unit.path, unit_id=unit.id))


def managed_by(tx: Transaction, asker: Asker) -> list[PlanItem]:
    """The items that the asker may change, as an organiser; everybody's belong to the organisers at the top."""
    return records(PlanItem, sql.managed_by(tx.connection, member_id=asker.member_id))


def undated(tx: Transaction, asker: Asker) -> list[PlanItem]:
    """The items that the asker is to find a day for."""
    return [item for item in managed_by(tx, asker) if item.undated and not item.off]


# Changing ------------------------------------------------------------------------------------------------------------


def add(
    tx: Transaction,
    asker: Asker,
    *,
    unit_id: int | None,
    kind: ItemKind,
    title: str,
    dates: Dates,
    year: int | None = None,
    field: str = "",
) -> PlanItem:
    """A new item of a unit that the asker organises; of no unit, everybody's.

    Raises:
        OutOfScopeError: the asker may not change what this unit has.
    """
    laid = LaidItem(key="", kind=kind, title=tidy(title), year=year, field=field, **dates.model_dump())
    with tx.savepoint(), changes.recorded(tx, "add", laid.title, unit_id=unit_id) as recording:
        recording.made.append(make(tx, unit_id, laid))
        item = managed(tx, asker, recording.made[0])
    audit.note(tx, asker.member_id, "plan_add", f"plan_item:{item.id}", unit_id=item.unit_id, title=item.title)
    return item


def make(tx: Transaction, unit_id: int | None, item: LaidItem) -> int:
    """A new row of the plan; returns its id. The caller has made sure whose plan it is, and records the change."""
    facts = {name: value for name, value in _columns(item).items() if name not in {"movement", "title_en"}}
    key = item.key or f"added:{secrets.token_hex(8)}"
    return int(sql.add(tx.connection, key=key, unit_id=unit_id, now=tx.now, **facts)["id"])


def set_dates(tx: Transaction, asker: Asker, item_id: int, dates: Dates) -> PlanItem:
    """Give an undated item its day or days, or move it; what was said for the old day is not taken back.

    Raises:
        OutOfScopeError: there is none of this id that the asker may change.
    """
    item = managed(tx, asker, item_id)
    with changes.recorded(tx, "date", item.title, unit_id=item.unit_id, items=[item.id]):
        redate(tx, item.id, dates)
    audit.note(
        tx,
        asker.member_id,
        "plan_date",
        f"plan_item:{item.id}",
        unit_id=item.unit_id,
        title=item.title,
        before=_written(item),
        after=_written(dates),
    )
    return managed(tx, asker, item_id)


def redate(tx: Transaction, item_id: int, dates: Dates) -> None:
    """Give a row its day or days. The caller has made sure whose it is, and records the change."""
    sql.set_dates(tx.connection, item_id=item_id, now=tx.now, **_dates(dates))


def rename(tx: Transaction, asker: Asker, item_id: int, title: str, title_en: str = "") -> PlanItem:
    """Give an item another title, and one in English or none: it goes out with these from now on.

    Raises:
        OutOfScopeError: there is none of this id that the asker may change.
    """
    item = managed(tx, asker, item_id)
    with changes.recorded(tx, "rename", item.title, unit_id=item.unit_id, items=[item.id]):
        sql.rename(tx.connection, item_id=item.id, title=tidy(title), title_en=tidy(title_en), now=tx.now)
    audit.note(
        tx,
        asker.member_id,
        "plan_rename",
        f"plan_item:{item.id}",
        unit_id=item.unit_id,
        before=_titles(item.title, item.title_en),
        after=_titles(tidy(title), tidy(title_en)),
    )
    return managed(tx, asker, item_id)


def switch(tx: Transaction, asker: Asker, item_id: int, *, off: bool) -> PlanItem:
    """Stop the reminders of an item, or resume them.

    Raises:
        OutOfScopeError: there is none of this id that the asker may change.
    """
    item = managed(tx, asker, item_id)
    with changes.recorded(tx, "switch", item.title, unit_id=item.unit_id, items=[item.id]):
        sql.switch(tx.connection, item_id=item.id, off=int(off), now=tx.now)
    audit.note(
        tx, asker.member_id, "plan_switch", f"plan_item:{item.id}", unit_id=item.unit_id, title=item.title, off=off
    )
    return managed(tx, asker, item_id)


def remove(tx: Transaction, asker: Asker, item_id: int) -> None:
    """Take an item out of the plan: it goes out no more, and stays out when its file is loaded again.

    Raises:
        OutOfScopeError: there is none of this id that the asker may change.
    """
    item = managed(tx, asker, item_id)
    with changes.recorded(tx, "remove", item.title, unit_id=item.unit_id, items=[item.id]):
        sql.remove(tx.connection, item_id=item.id, now=tx.now)
    audit.note(tx, asker.member_id, "plan_remove", f"plan_item:{item.id}", unit_id=item.unit_id, title=item.title)


def _titles(title: str, title_en: str) -> str:
    """An item's titles as the audit writes them."""
    return f"{title} ({title_en})" if title_en else title


def _written(dates: Dates) -> str:
    """A date as the audit writes it: 10/3, 10/3 (lunar), 2027-06-01..2027-08-31; nothing where there is none."""
    if dates.day is not None:
        return f"{dates.day}/{dates.month}{' (lunar)' if dates.lunar else ''}"
    return "..".join(day.isoformat() for day in (dates.starts_on, dates.ends_on) if day is not None)


def managed(tx: Transaction, asker: Asker, item_id: int) -> PlanItem:
    """An item that the asker may change.

    Raises:
        OutOfScopeError: there is none of this id.
    """
    item = next((item for item in managed_by(tx, asker) if item.id == item_id), None)
    if item is None:
        raise OutOfScopeError(f"no plan item {item_id}")
    return item
