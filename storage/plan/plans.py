"""The plans that were loaded: stored as the text that a person reviewed, read by schedules/plan/plan.py."""

from __future__ import annotations

from pydantic import AwareDatetime

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.records import Asker, Record, Role, records

sql = queries(__file__)


class LoadedPlan(Record):
    """A loaded plan; `body` is its TOML text, `sample` whether it came with the sample data.

    `counts` is what was chosen in chat, as JSON, beside what the text says.
    """

    id: int
    year: int
    name: str
    body: str
    counts: str
    sample: bool
    loaded_at: AwareDatetime


def save(tx: Transaction, *, year: int, name: str, body: str, sample: bool = False) -> int:
    """Save a plan; the same year and name again is the same plan, in its newest text. The caller has read `body`.

    What was chosen in chat of what it counts stays with the same text, and goes with a new one.

    Returns the plan's id.
    """
    sql.save(tx.connection, year=year, name=name, body=body, sample=int(sample), now=tx.now)
    return int(sql.find(tx.connection, year=year, name=name)["id"])


def loaded(tx: Transaction) -> list[LoadedPlan]:
    """Every plan, the newest year first, and of one year what was loaded last."""
    return records(LoadedPlan, sql.loaded(tx.connection))


def choose_counts(
    tx: Transaction, asker: Asker, plan_id: int, counts: str, *, number: int, before: list[str], after: list[str]
) -> None:
    """Save what the figures of a plan count, as JSON; `number` is of the target that was changed.

    Raises:
        OutOfScopeError: the year's plan is not the asker's to change.
    """
    _whole(tx, asker)
    sql.choose_counts(tx.connection, plan_id=plan_id, counts=counts)
    audit.note(tx, asker.member_id, "plan_counts", f"plan:{plan_id}", number=number, before=before, after=after)


def note_replaced(
    tx: Transaction, asker: Asker, year: int, *, before: dict[str, str | int] | None, after: dict[str, str | int]
) -> None:
    """Write down that the asker puts a plan in the place of the one that a year goes by.

    Raises:
        OutOfScopeError: the year's plan is not the asker's to change.
    """
    _whole(tx, asker)
    audit.note(tx, asker.member_id, "plan_replace", f"plan:{year}", before=before, after=after)


def may_change(tx: Transaction, asker: Asker, unit_id: int | None = None) -> bool:
    """Whether the plan of a unit is the asker's to change; the year's (None) is whoever's organises the top."""
    if unit_id is not None:
        return asker.may(Role.ORGANISER, units.by_id(tx, unit_id).path)
    organised = [scope.unit_id for scope in asker.scopes if scope.rank >= Role.ORGANISER]
    return any(units.by_id(tx, unit_id).parent_id is None for unit_id in organised)


def _whole(tx: Transaction, asker: Asker) -> None:
    if not may_change(tx, asker):
        raise OutOfScopeError("the year's plan")
