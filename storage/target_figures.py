"""What organisers say of the targets' figures, each with its source: how one stands on a day, or a unit's own share.

An entry is for a unit and all that stands below it. Entries are only ever added: one may replace another (a correction),
or withdraw it (no amount). What stands is the latest by its day.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from storage import audit, units
from storage.database import Transaction, queries
from storage.records import Asker, Record, Role, Unit, records

sql = queries("target_figures")

EntryKind = Literal["so_far", "share"]


class Standing(Record):
    """What stands for one unit: of one figure, the latest entry."""

    kind: EntryKind
    target: int
    place: int
    unit_id: int
    path: str
    amount: float
    as_of: date
    source: str


class Entry(Record):
    """One entry as it was made; `amount` is None where it withdrew the one that it replaces."""

    id: int
    kind: EntryKind
    year: int
    target: int
    place: int
    unit_id: int
    path: str
    amount: float | None
    as_of: date
    source: str
    entered_at: AwareDatetime
    entered_by: str | None = None
    replaces: int | None = None
    replaced_by: int | None = None


class NotTheirsError(LookupError):
    """It is not the asker's to enter or to correct, or somebody has corrected it meanwhile."""


def standing(tx: Transaction, asker: Asker, unit: Unit, year: int, upto: date) -> list[Standing]:
    """What stands on a day for a unit that the asker leads and for those below it, from the top down."""
    rows = sql.standing(tx.connection, asker_id=asker.member_id, path=unit.path, year=year, upto=upto.isoformat())
    return records(Standing, rows)


def history(tx: Transaction, asker: Asker, unit: Unit, year: int, target: int, place: int, most: int) -> list[Entry]:
    """The entries about one figure of a unit that the asker organises, the latest first."""
    rows = sql.history(
        tx.connection, asker_id=asker.member_id, unit_id=unit.id, year=year, target=target, place=place, most=most
    )
    return records(Entry, rows)


def enter(
    tx: Transaction, asker: Asker, unit_id: int, *, kind: EntryKind, year: int, target: int, place: int, amount: float,
    as_of: date, source: str,
) -> None:  # fmt: skip
    """Say how a figure stands for a unit, or what its share is.

    Raises:
        NotTheirsError: the asker does not organise the unit.
    """
    unit = units.by_id(tx, unit_id)
    if not asker.may(Role.ORGANISER, unit.path):
        raise NotTheirsError(f"unit {unit_id}")
    _add(
        tx, asker, kind=kind, year=year, target=target, place=place, unit_id=unit_id, amount=amount, as_of=as_of,
        source=source, replaces=None,
    )  # fmt: skip
    _note(tx, asker, "figure_enter", unit_id, f"{target}.{place}", kind=kind, after=amount, as_of=as_of.isoformat())


def correct(
    tx: Transaction, asker: Asker, entry_id: int, *, amount: float | None, as_of: date, source: str
) -> None:  # fmt: skip
    """Put another entry in the place of one; without an amount it is withdrawn, and `source` says why.

    Raises:
        NotTheirsError: the asker does not organise its unit, or it does not stand any more.
    """
    found = Entry.of(sql.by_id(tx.connection, asker_id=asker.member_id, entry_id=entry_id))
    if found is None:
        raise NotTheirsError(f"entry {entry_id}")
    _add(
        tx, asker, kind=found.kind, year=found.year, target=found.target, place=found.place, unit_id=found.unit_id,
        amount=amount, as_of=as_of, source=source, replaces=entry_id,
    )  # fmt: skip
    _note(
        tx, asker, "figure_correct", found.unit_id, f"{found.target}.{found.place}", kind=found.kind,
        before=found.amount, after=amount, as_of=as_of.isoformat(),
    )  # fmt: skip


def _add(tx: Transaction, asker: Asker, *, as_of: date, **facts: object) -> None:
    added = sql.add(tx.connection, **facts, as_of=as_of.isoformat(), entered_by=asker.member_id, now=tx.now)
    if added is None:
        raise NotTheirsError(f"entry {facts['replaces']} was replaced")


def _note(tx: Transaction, asker: Asker, action: str, unit_id: int, figure: str, **detail: object) -> None:
    """The source stays out of it: people write names into it, and the audit has none."""
    audit.note(tx, asker.member_id, action, f"target:{figure}", unit_id=unit_id, figure=figure, **detail)
