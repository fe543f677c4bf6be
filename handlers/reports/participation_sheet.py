"""Who took part, as a spreadsheet: a tab by unit, a tab by person."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import letterhead
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import HOME, _
from storage.database import Transaction
from storage.organisation import units
from storage.records import Asker, Role
from storage.reports import participation
from storage.reports.participation import ParticipationSum

BY_UNIT = (
    Column(_("No."), "ordinal", 5),
    Column(_("Unit"), width=34),
    Column(_("Members who joined"), "number", 12),
    Column(_("Written down"), "number", 11),
    Column(_("People who took part"), "number", 12),
    Column(_("Turns"), "number", 9),
    Column(_("Hours counted"), "number", 11),
)
BY_PERSON = (
    Column(_("No."), "ordinal", 5),
    Column(_("Full name"), width=24),
    Column(_("Unit"), width=26),
    Column(_("Turns"), "number", 9, total=True),
    Column(_("Hours counted"), "number", 11, total=True),
    Column(_("Last time"), "day", 12),
)


def tabs(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> list[Tab] | None:
    """The participation of the unit `facts["unit_id"]` and those below, from the day `first` to the day `last`."""
    unit = units.by_id(tx, facts["unit_id"])
    if not asker.may(Role.LEADER, unit.path):
        return None
    first, last = date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"])
    by_unit, by_person = participation.of(tx, asker, unit, midnight(first), midnight(last + timedelta(days=1)))
    above = (
        _("Participation of {unit}", unit=unit.name),
        _("From {first:date} to {last:date}; verified turns only", first=first, last=last),
    )
    depth = unit.path.count(".")
    by_person.sort(key=lambda row: (-row.attendances, -row.minutes, row.name))
    form = letterhead.form(tx, unit.id, tx.now)
    units_below = [unit_row(number, row, depth) for number, row in enumerate(by_unit, start=1)]
    people = [person_row(number, row) for number, row in enumerate(by_person, start=1)]
    return [
        # No sum below the units: the first one has all the others in it.
        Tab(_("By unit"), above, BY_UNIT, units_below, form),
        Tab(_("By person"), above, BY_PERSON, people, form, _("Total")),
    ]


def unit_row(number: int, total: ParticipationSum, depth: int) -> list[Value]:
    """A unit with all below it; the lower it stands, the further in."""
    name = "    " * (total.unit.path.count(".") - depth) + total.name
    return [number, name, total.joined, total.entered, len(total.people), total.attendances, hours(total)]


def person_row(number: int, total: ParticipationSum) -> list[Value]:
    """A person in one unit."""
    return [
        number,
        total.name,
        total.unit.name,
        total.attendances,
        hours(total),
        total.last and total.last.astimezone(HOME).date(),
    ]


def hours(total: ParticipationSum) -> float:
    """Hours as a number that a spreadsheet can sum."""
    return round(total.minutes / 60, 2)


def midnight(day: date) -> datetime:
    """When a day begins at home."""
    return datetime.combine(day, time(), tzinfo=HOME)
