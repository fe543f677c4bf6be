"""What check-ins bring, of which the year's plan says what counts: sums per unit and year, read without the check-ins.

A turn counts once: for the member's unit of that day, in the year (at home) in which its shift starts. A unit's sum is
that of itself and of all that stands below it now, closed and merged units too. The database's triggers keep the sums
(see migrations/0012_counts.sql); docs/decisions/targets.md says how they go up the tree.
"""

from __future__ import annotations

from storage.database import Transaction, queries
from storage.organisation.records import Unit
from storage.records import Asker, Record, records

sql = queries(__file__)


class Tally(Record):
    """How much of something was claimed and how much of it verified.

    "turns" are check-ins themselves, "minutes" their length; the others are what campaigns count.
    """

    quantity: str
    claimed: int
    verified: int


class TallyBelow(Tally):
    """The same, of one of the units right below."""

    unit_id: int


def counted(tx: Transaction, asker: Asker, unit: Unit, year: int) -> list[Tally]:
    """What a unit and those below it have done in a year; nothing where the asker does not lead it."""
    return records(Tally, sql.counted(tx.connection, asker_id=asker.member_id, path=unit.path, year=year))


def counted_for(tx: Transaction, asker: Asker, year: int) -> list[Tally]:
    """What all units that the asker leads have done in a year, each of them once."""
    return records(Tally, sql.counted_for(tx.connection, asker_id=asker.member_id, year=year))


def counted_below(tx: Transaction, asker: Asker, unit: Unit, year: int) -> list[TallyBelow]:
    """The same for each unit right below one that the asker leads."""
    rows = sql.counted_below(tx.connection, asker_id=asker.member_id, unit_id=unit.id, path=unit.path, year=year)
    return records(TallyBelow, rows)


class Rank(Record):
    """Where a unit stands among those beside it: how many of these `units` are `ahead`, by their verified turns."""

    units: int
    ahead: int | None
    turns: int | None


def rank(tx: Transaction, asker: Asker, unit: Unit, year: int) -> Rank | None:
    """Where a unit that the asker leads stands among those beside it; None where there is nothing to compare."""
    row = sql.rank(tx.connection, asker_id=asker.member_id, unit_id=unit.id, path=unit.path, year=year)
    rank_ = Rank.of(row)
    return rank_ if rank_ is not None and rank_.units > 1 and rank_.turns else None


def own(tx: Transaction, asker: Asker, year: int) -> list[Tally]:
    """What the asker's own check-ins count in a year."""
    return records(Tally, sql.own(tx.connection, member_id=asker.member_id, year=year))
