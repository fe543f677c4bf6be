"""What organisers change in the plan, kept so that it can be taken back for a day.

A change is the rows as they were before and after. Taking it back puts each row back that is still as the change left
it; what somebody has changed since stays. So the last change taken back leaves the plan exactly as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from pydantic import AwareDatetime

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.records import Asker, Record, records

sql = queries(__file__)

ChangeKind = Literal["read", "add", "date", "rename", "switch", "remove"]
Row = dict[str, Any]
UNDO_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=2)


class PlanChange(Record):
    """What was changed at once; `name` is the item's title, or the name of the document that was read."""

    id: int
    unit_id: int | None
    kind: ChangeKind
    name: str
    body: str
    made_at: AwareDatetime


@dataclass(slots=True)
class Recording:
    """A change under way: the items that it makes are named here. `change_id` is known when it is over."""

    made: list[int] = field(default_factory=list)
    change_id: int = 0


@contextmanager
def recorded(
    tx: Transaction,
    kind: ChangeKind,
    name: str,
    *,
    unit_id: int | None,
    items: Iterable[int] = (),
    plan: tuple[int, str] | None = None,
) -> Iterator[Recording]:
    """Keep what is changed within: of these items, of those that are made, and of the plan of this year and name."""
    before = {item_id: _item(tx, item_id) for item_id in items}
    plan_before = _plan(tx, plan)
    recording = Recording()
    yield recording
    pairs = [(was, _item(tx, item_id)) for item_id, was in before.items()]
    pairs += [(None, _item(tx, item_id)) for item_id in recording.made]
    body = {"items": [pair for pair in pairs if pair[0] != pair[1]], "plan": (plan_before, _plan(tx, plan))}
    row = sql.note(
        tx.connection, unit_id=unit_id, kind=kind, name=name, body=json.dumps(body, ensure_ascii=False), now=tx.now
    )
    recording.change_id = int(row["id"])


def undoable(tx: Transaction, asker: Asker) -> list[PlanChange]:
    """What can still be taken back of the items that the asker may change, the newest first."""
    rows = sql.undoable(tx.connection, member_id=asker.member_id, since=tx.now - UNDO_FOR)
    return records(PlanChange, rows)


def take_back(tx: Transaction, asker: Asker, change_id: int) -> int:
    """Put back what a change changed; returns how many items stay because they were changed again since.

    Raises:
        OutOfScopeError: it is a day old, taken back already, or not the asker's to take back.
    """
    change = next((one for one in undoable(tx, asker) if one.id == change_id), None)
    if change is None:
        raise OutOfScopeError(f"no change {change_id} of the plan")
    body = json.loads(change.body)
    put_back = [_put_item_back(tx, before, after) for before, after in body["items"]]
    _put_plan_back(tx, *body["plan"])
    sql.drop(tx.connection, change_id=change.id)
    staying = put_back.count(False)
    audit.note(
        tx,
        asker.member_id,
        "plan_undo",
        f"plan_change:{change.id}",
        unit_id=change.unit_id,
        name=change.name,
        kept=staying,
    )
    return staying


def forget_old(tx: Transaction, most: int = 500) -> int:
    """Let go of changes after two days; returns how many they were, 0 where nothing old is left."""
    return int(sql.forget(tx.connection, before=tx.now - KEPT_FOR, most=most))


def _put_item_back(tx: Transaction, before: Row | None, after: Row) -> bool:
    """Put an item back as it was; False where it is not as the change left it any more."""
    if _item(tx, after["id"]) != after:
        return False
    if before is None:
        sql.drop_item(tx.connection, item_id=after["id"])
    else:
        sql.put_item(tx.connection, **before, now=tx.now)
    return True


def _put_plan_back(tx: Transaction, before: Row | None, after: Row | None) -> None:
    if after is None or before == after or _plan(tx, (after["year"], after["name"])) != after:
        return
    if before is None:
        sql.drop_plan(tx.connection, plan_id=after["id"])
    else:
        sql.put_plan(tx.connection, **before)


def _item(tx: Transaction, item_id: int) -> Row | None:
    row = sql.item(tx.connection, item_id=item_id)
    return None if row is None else dict(row)


def _plan(tx: Transaction, plan: tuple[int, str] | None) -> Row | None:
    row = None if plan is None else sql.plan(tx.connection, year=plan[0], name=plan[1])
    return None if row is None else dict(row)
