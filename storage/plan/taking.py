"""Takes what was read in a programme into the plan: what is new is added, what is there already keeps its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.plan import changes, plan_items, plans
from storage.plan.plan_items import Dates, LaidItem
from storage.records import Asker, Record

sql = queries(__file__)


class PlanText(Record):
    """A plan as it is to be stored: its year, its name and its TOML text."""

    year: int
    name: str
    body: str


def take_in(
    tx: Transaction,
    asker: Asker,
    *,
    unit_id: int | None,
    name: str,
    new: Sequence[LaidItem],
    dated: Mapping[int, Dates],
    plan: PlanText | None = None,
) -> int:
    """Add items and give others their days, as one change; returns its id, by which it is taken back.

    `unit_id` is whose items the new ones are, None for everybody's; `name` is the document's; `plan` is the year's plan
    with the targets, where these change.

    Raises:
        OutOfScopeError: the plan of that unit, or one of the items, is not the asker's to change.
    """
    if not plans.may_change(tx, asker, unit_id):
        raise OutOfScopeError(f"the plan of unit {unit_id}")
    for item_id in dated:
        plan_items.managed(tx, asker, item_id)
    back = {item.key: taken for item in new if (taken := _taken_out(tx, unit_id, item)) is not None}
    of = None if plan is None else (plan.year, plan.name)
    with changes.recorded(tx, "read", name, unit_id=unit_id, items=[*dated, *back.values()], plan=of) as recording:
        if plan is not None:
            plans.save(tx, year=plan.year, name=plan.name, body=plan.body)
        for item_id, dates in dated.items():
            plan_items.redate(tx, item_id, dates)
        for item in new:
            if item.key in back:
                _put_back(tx, back.pop(item.key), item)
            else:
                recording.made.append(plan_items.make(tx, unit_id, _with_free_key(tx, unit_id, item)))
    audit.note(
        tx,
        asker.member_id,
        "plan_read",
        f"plan_change:{recording.change_id}",
        unit_id=unit_id,
        name=name,
        added=len(new),
        dated=len(dated),
    )
    return recording.change_id


def _taken_out(tx: Transaction, unit_id: int | None, item: LaidItem) -> int | None:
    """The item of this key that was taken out before, which is now put back."""
    row = None if unit_id is not None else sql.taken_out(tx.connection, key=item.key)
    return None if row is None else int(row["id"])


def _put_back(tx: Transaction, item_id: int, item: LaidItem) -> None:
    sql.put_back(tx.connection, item_id=item_id, title=item.title, year=item.year, now=tx.now)
    plan_items.redate(tx, item_id, item)


def _with_free_key(tx: Transaction, unit_id: int | None, item: LaidItem) -> LaidItem:
    """An item under a key that no other has: everybody's by its title, so that a file which has it knows it."""
    taken = unit_id is not None or sql.keyed(tx.connection, key=item.key) is not None
    return item.model_copy(update={"key": ""}) if taken else item
