"""The roster of a shift as a spreadsheet: as it stands, and as an empty sign-in sheet to print before."""

from __future__ import annotations

from typing import Any

from handlers import labels, letterhead
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import Text, _, ngettext
from storage.attendance import roster as rosters
from storage.attendance.roster import RosterPerson
from storage.campaigns import campaigns
from storage.campaigns.records import Shift
from storage.database import Transaction
from storage.records import Asker, Role

COLUMNS = (
    Column(_("No."), "ordinal", 5),
    Column(_("Full name"), width=22),
    Column(_("Birth year"), "year", 7),
    Column(_("Unit"), width=20),
    Column(_("Signed up"), "mark", 8),
    Column(_("Present"), "mark", 8),
    Column(_("Checked in at"), "moment", 17),
    Column(_("Checked in by"), width=13),
    Column(_("Hours counted"), "number", 8, total=True),
    Column(_("Signature"), "signature", 14),
    Column(_("Note"), width=14),
)
SIGN_IN_COLUMNS = (
    Column(_("No."), "ordinal", 5),
    Column(_("Full name"), width=24),
    Column(_("Birth year"), "year", 7),
    Column(_("Unit"), width=22),
    Column(_("Present"), "mark", 8),
    Column(_("Signature"), "signature", 14),
    Column(_("Note"), width=12),
)
THERE = "x"  # the mark that offices make beside whoever is there; the import reads it as that
WALK_INS, FEWEST_ROWS = 10, 18  # empty rows for people who come by themselves, and on a sheet in all
_SEATS = {"seated": _("yes"), "waiting": _("waitlist"), "": _("no")}


def tab(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """The people of the shift `facts["shift_id"]` whom the asker may see."""
    shift, people = _seen(tx, asker, facts["shift_id"])
    if people is None:
        return None
    there = sum(person.there for person in people)
    counted = ngettext("Total: {count} person", "Total: {count} people", len(people))
    return Tab(
        name=_("Roster"),
        above=(_("Attendance at “{title}”", title=shift.title), *_when_and_where(shift)),
        columns=COLUMNS,
        rows=[row(number, person) for number, person in enumerate(people, start=1)],
        form=letterhead.form(tx, shift.host_unit_id, tx.now),
        total=_("{people}; present: {present}", people=counted, present=there),
    )


def sign_in(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """An empty sign-in sheet of the shift `facts["shift_id"]`: who is expected, and rows for whoever else comes."""
    shift, people = _seen(tx, asker, facts["shift_id"])
    if people is None:
        return None
    expected = [person for person in people if person.seat]
    rows: list[list[Value]] = [
        [number, person.name, person.birth_year, person.unit, None, None, _waits(person)]
        for number, person in enumerate(expected, start=1)
    ]
    last = max(len(rows) + WALK_INS, FEWEST_ROWS)
    rows += [[number, *[None] * (len(SIGN_IN_COLUMNS) - 1)] for number in range(len(rows) + 1, last + 1)]
    return Tab(
        name=_("Sign-in sheet"),
        above=(_("Sign-in sheet of “{title}”", title=shift.title), *_when_and_where(shift)),
        columns=SIGN_IN_COLUMNS,
        rows=rows,
        form=letterhead.form(tx, shift.host_unit_id, shift.starts_at),
    )


def row(number: int, person: RosterPerson) -> list[Value]:
    """One person's line."""
    minutes = person.minutes_verified if person.state == "verified" else None
    if person.hours_pending:
        minutes = None
    return [
        number,
        person.name,
        person.birth_year,
        person.unit,
        _SEATS[person.seat],
        THERE if person.there else None,
        person.checked_in_at,
        labels.proofs(person.proof) if person.proof and person.state else None,
        None if minutes is None else round(minutes / 60, 2),
        None,
        _remark(person),
    ]


def _seen(tx: Transaction, asker: Asker, shift_id: int) -> tuple[Shift, list[RosterPerson] | None]:
    """A shift with those on it whom the asker may see, by name as lists here have them; None: nothing of it."""
    shift = campaigns.shift(tx, shift_id)
    people = rosters.people(tx, asker, shift)
    leads_it = asker.may(Role.LEADER, shift.campaign_path) or asker.may(Role.LEADER, shift.host_path)
    if not people and not leads_it:
        return shift, None
    return shift, sorted(people, key=lambda person: (person.search_key.rpartition(" ")[2], person.search_key))


def _when_and_where(shift: Shift) -> tuple[Text, Text]:
    return (
        _("{start:date}, {start:time} to {end:time}", start=shift.starts_at, end=shift.ends_at),
        _("Organised at {unit}", unit=shift.host_name),
    )


def _waits(person: RosterPerson) -> Text | None:
    return _("waitlist") if person.seat == "waiting" else None


def _remark(person: RosterPerson) -> Text | str | None:
    """How a check-in stands where it is not simply verified, and why."""
    match person.state:
        case "waiting":
            return _("to be verified")
        case "returned":
            return _("returned: {reason}", reason=person.reason) if person.reason else _("returned")
        case "undone":
            return _("taken back: {reason}", reason=person.reason) if person.reason else _("taken back")
        case _:
            return person.reason
