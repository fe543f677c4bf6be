"""The roster of a shift as a spreadsheet."""

from __future__ import annotations

from typing import Any

from handlers import labels
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import Text, _
from storage.attendance import roster as rosters
from storage.attendance.roster import RosterPerson
from storage.campaigns import campaigns
from storage.database import Transaction
from storage.records import Asker, Role

COLUMNS = (
    Column(_("No."), "number", 6),
    Column(_("Full name"), width=28),
    Column(_("Unit"), width=28),
    Column(_("Signed up"), width=14),
    Column(_("There"), width=14),
    Column(_("Checked in at"), "moment", 18),
    Column(_("By"), width=18),
    Column(_("Hours counted"), "number", 10),
    Column(_("Note"), width=30),
)
_SEATS = {"seated": _("yes"), "waiting": _("waitlist"), "": _("no")}
_STATES = {
    "verified": _("verified"),
    "waiting": _("to be verified"),
    "returned": _("returned"),
    "undone": _("taken back"),
}


def tab(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """The people of the shift `facts["shift_id"]` whom the asker may see."""
    shift = campaigns.shift(tx, facts["shift_id"])
    people = rosters.people(tx, asker, shift)
    leads_it = asker.may(Role.LEADER, shift.campaign_path) or asker.may(Role.LEADER, shift.host_path)
    if not people and not leads_it:
        return None
    by_name = sorted(people, key=lambda person: (person.search_key.rpartition(" ")[2], person.search_key))
    return Tab(
        name=_("Roster"),
        above=(
            _("Roster of “{title}”", title=shift.title),
            _("{start:date}, {start:time} to {end:time}", start=shift.starts_at, end=shift.ends_at),
            _("Organised at {unit}", unit=shift.host_name),
        ),
        columns=COLUMNS,
        rows=[row(number, person) for number, person in enumerate(by_name, start=1)],
    )


def row(number: int, person: RosterPerson) -> list[Value]:
    """One person's line."""
    minutes = person.minutes_verified if person.state == "verified" else None
    there: Text | None = _STATES[person.state] if person.state else None
    by = labels.proofs(person.proof) if person.proof and person.state else None
    hours = None if minutes is None else round(minutes / 60, 2)
    return [
        number,
        person.name,
        person.unit,
        _SEATS[person.seat],
        there,
        person.checked_in_at,
        by,
        hours,
        person.reason,
    ]
