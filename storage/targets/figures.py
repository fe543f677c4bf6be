"""What organisers say of the targets' figures that no check-in counts: how one stands on a day, and where that is from.

An entry is for a unit and all that stands below it. Entries are only ever added; what stands is the latest by its day.
"""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Asker, Record, Role, records

sql = queries(__file__)


class FigureId(Record):
    """Which figure of a year's targets: of the target of this number, the one at this position, from 1."""

    year: int
    target: int
    position: int


class EnteredFigure(Record):
    """What stands for the unit of this path."""

    target: int
    position: int
    path: str
    amount: float
    as_of: date
    source: str


class FigureEntry(Record):
    """One entry as it was made; `entered_by` is None for who is erased."""

    amount: float
    as_of: date
    source: str
    entered_at: AwareDatetime
    entered_by: str | None


def standing(tx: Transaction, asker: Asker, unit: Unit, year: int) -> list[EnteredFigure]:
    """What stands for a unit that the asker leads and for those below it, from the top down."""
    return records(EnteredFigure, sql.standing(tx.connection, asker_id=asker.member_id, path=unit.path, year=year))


def history(tx: Transaction, asker: Asker, unit: Unit, figure: FigureId, most: int) -> list[FigureEntry]:
    """The entries about one figure of a unit that the asker organises, the latest first."""
    rows = sql.history(tx.connection, asker_id=asker.member_id, unit_id=unit.id, most=most, **figure.model_dump())
    return records(FigureEntry, rows)


def enter(
    tx: Transaction, asker: Asker, unit_id: int, figure: FigureId, *, amount: float, as_of: date, source: str
) -> None:
    """Say how a figure stands for a unit.

    Raises:
        OutOfScopeError: the asker does not organise the unit.
    """
    if not asker.may(Role.ORGANISER, units.by_id(tx, unit_id).path):
        raise OutOfScopeError(f"unit {unit_id}")
    sql.add(
        tx.connection,
        unit_id=unit_id,
        amount=amount,
        as_of=as_of.isoformat(),
        source=source,
        entered_by=asker.member_id,
        now=tx.now,
        **figure.model_dump(),
    )
    # The source stays out of the audit: people write names into it.
    audit.note(
        tx,
        asker.member_id,
        "figure_enter",
        f"target:{figure.target}.{figure.position}",
        unit_id=unit_id,
        number=figure.target,
        after=amount,
    )
