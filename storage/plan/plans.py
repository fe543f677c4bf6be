"""The plans that were loaded: kept as the text that a person reviewed, read by schedules/plan/plan.py."""

from __future__ import annotations

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.records import Record, records

sql = queries(__file__)


class KeptPlan(Record):
    """A loaded plan; `body` is its TOML text, `sample` whether it came with the sample data."""

    id: int
    year: int
    name: str
    body: str
    sample: bool
    loaded_at: AwareDatetime


def keep(tx: Transaction, *, year: int, name: str, body: str, sample: bool = False) -> int:
    """Keep a plan; the same year and name again is the same plan, in its newest text. The caller has read `body`.

    Returns the plan's id.
    """
    sql.keep(tx.connection, year=year, name=name, body=body, sample=int(sample), now=tx.now)
    return int(sql.find(tx.connection, year=year, name=name)["id"])


def loaded(tx: Transaction) -> list[KeptPlan]:
    """Every plan, the newest year first."""
    return records(KeptPlan, sql.loaded(tx.connection))
