"""The roster of a shift: who signed up, who is there, and whom a leader ticks off.

A tick is presence, and verified at once; what it counts comes when the shift is over (`give_hours`).

A leader sees and ticks the people whom their scope covers by the person's unit, by the campaign's unit or by the unit
that hosts the shift; never themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from storage import audit
from storage.campaigns.records import Shift
from storage.database import Transaction, queries
from storage.organisation.records import Unit
from storage.records import Asker, Record, records
from storage.text import fold

sql = queries(__file__)
UNDONE_WITHIN = timedelta(minutes=30)  # so long many who were ticked at once can be taken back at once
GIVEN_AT_ONCE = 200  # hours that a step of the clock gives
NEAR = timedelta(days=14)  # how far back and ahead the shifts lie whose roster is offered


class RosterPerson(Record):
    """Somebody on a roster; `state` is that of their check-in, None where there is none.

    `own` is the asker's record, or one that they say is theirs. `hours_pending`: they are there, and what it counts
    comes when the shift is over. `minutes_returned` is what their report claims that was returned and is still to come
    again.
    """

    member_id: int
    name: str
    search_key: str
    birth_year: int | None
    member_state: str
    unit: str
    seat: Literal["seated", "waiting", ""]
    check_in_id: int | None
    state: Literal["waiting", "verified", "returned", "undone"] | None
    proof: str | None
    weak: bool | None
    checked_in_at: AwareDatetime | None
    minutes_claimed: int | None
    minutes_verified: int | None
    hours_pending: bool
    minutes_returned: int | None
    reason: str | None
    own: bool

    @property
    def there(self) -> bool:
        """Whether a check-in of theirs stands, verified or not."""
        return self.state in {"waiting", "verified"}

    @property
    def key(self) -> str:
        """Names the person as they stand on the roster now."""
        return f"{self.member_id}:{self.state}"

    @property
    def minutes_due(self) -> int:
        """What it would count by a bare yes: never more than a report that was returned."""
        claimed = self.minutes_claimed or 0
        return claimed if self.minutes_returned is None else min(claimed, self.minutes_returned)


class BulkTicked(Record):
    """Somebody whom a leader ticked together with others, and when."""

    member_id: int
    at: AwareDatetime


@dataclass(frozen=True, slots=True)
class LastBulk:
    """Many whom a leader ticked at one moment."""

    at: datetime
    members: tuple[int, ...]


class KnownPerson(Record):
    """Somebody of one's units, by name."""

    member_id: int
    name: str
    member_state: str
    unit: str


def shifts(tx: Transaction, asker: Asker) -> list[Shift]:
    """The shifts that are near whose roster the asker may see: running, coming, then past ones."""
    rows = sql.shifts(tx.connection, asker_id=asker.member_id, ended_after=tx.now - NEAR, starts_before=tx.now + NEAR)
    near = records(Shift, rows)
    past = [one for one in near if one.ends_at <= tx.now]
    return [
        *(one for one in near if one.opens_at <= tx.now < one.ends_at),
        *(one for one in near if one.opens_at > tx.now),
        *reversed(past),
    ]


def people(tx: Transaction, asker: Asker, shift: Shift) -> list[RosterPerson]:
    """The roster: who is not there yet (seats before the waitlist), then who waits to be verified, then the others."""
    roster = records(RosterPerson, sql.people(tx.connection, asker_id=asker.member_id, shift_id=shift.id))
    return sorted(roster, key=_position)


def tick_off(tx: Transaction, asker: Asker, shift: Shift, member_id: int) -> int | None:
    """Check somebody in because a leader vouches for them; returns the check-in's id.

    It counts the shift's length, from its end on.

    None where a check-in of theirs stands, or the asker may not tick them.
    """
    row = sql.tick_off(
        tx.connection,
        asker_id=asker.member_id,
        shift_id=shift.id,
        member_id=member_id,
        minutes=shift.minutes,
        now=tx.now,
    )
    if row is None:
        return None
    audit.note(tx, asker.member_id, "tick", f"check_in:{row['id']}", member_id=member_id, after=shift.minutes)
    return int(row["id"])


def last_bulk(tx: Transaction, asker: Asker, shift: Shift) -> LastBulk | None:
    """Whom the asker ticked last, all at once; None where that was one person, is half an hour ago, or has changed."""
    rows = sql.last_bulk(tx.connection, asker_id=asker.member_id, shift_id=shift.id, since=tx.now - UNDONE_WITHIN)
    ticked = records(BulkTicked, rows)
    return LastBulk(ticked[0].at, tuple(one.member_id for one in ticked)) if len(ticked) > 1 else None


def is_own(tx: Transaction, asker: Asker, member_id: int) -> bool:
    """Whether a record is the asker's own, or one that they say is theirs: nobody confirms themselves."""
    return bool(sql.is_own(tx.connection, asker_id=asker.member_id, member_id=member_id)["own"])


def undo(tx: Transaction, asker: Asker, shift: Shift, person: RosterPerson, reason: str) -> bool:
    """Take a check-in back; False where none stands that the asker may take back."""
    if not _may_change(tx, asker, shift, person):
        return False
    sql.undo(tx.connection, check_in_id=person.check_in_id, reason=reason, decided_by=asker.member_id, now=tx.now)
    audit.note(tx, asker.member_id, "undo", f"check_in:{person.check_in_id}", member_id=person.member_id)
    return True


def verify_minutes(tx: Transaction, asker: Asker, shift: Shift, person: RosterPerson, minutes: int) -> bool:
    """Say what a check-in counts, which verifies it.

    False where none stands that the asker may decide on, or while the shift is on: hours come at its end.
    """
    if not shift.is_over(tx.now) or not _may_change(tx, asker, shift, person):
        return False
    sql.verify_minutes(
        tx.connection, check_in_id=person.check_in_id, minutes=minutes, decided_by=asker.member_id, now=tx.now
    )
    sql.correct_report(
        tx.connection, check_in_id=person.check_in_id, minutes=minutes, decided_by=asker.member_id, now=tx.now
    )
    was = person.minutes_verified if person.state == "verified" else person.minutes_claimed
    audit.note(
        tx,
        asker.member_id,
        "verify",
        f"check_in:{person.check_in_id}",
        member_id=person.member_id,
        before=was,
        after=minutes,
    )
    return True


def vouch(tx: Transaction, asker: Asker, shift: Shift, person: RosterPerson) -> bool:
    """Say that somebody who checked in is there while the shift is on; False where the asker may not."""
    if shift.is_over(tx.now) or not _may_change(tx, asker, shift, person):
        return False
    if sql.vouch(tx.connection, check_in_id=person.check_in_id, decided_by=asker.member_id, now=tx.now) is None:
        return False
    audit.note(
        tx,
        asker.member_id,
        "tick",
        f"check_in:{person.check_in_id}",
        member_id=person.member_id,
        after=person.minutes_claimed,
    )
    return True


def give_hours(tx: Transaction) -> int:
    """Give what they count to check-ins that leaders vouched for and whose shift is over; returns to how many.

    Whose report says less gets no more than that.

    A step of the clock's: it goes on until none is left.
    """
    due = sql.without_hours(tx.connection, now=tx.now, most=GIVEN_AT_ONCE)
    given = [(row["id"], row["minutes"]) for row in due]
    for check_in_id, minutes in given:
        sql.give_hours(tx.connection, check_in_id=check_in_id, minutes=minutes)
    return len(given)


def named(tx: Transaction, asker: Asker, name: str) -> list[KnownPerson]:
    """The people of the asker's units of this name, or whose name ends so; who was only written down comes first."""
    return records(KnownPerson, sql.named(tx.connection, asker_id=asker.member_id, search_key=fold(name)))


def units_of(tx: Transaction, asker: Asker, shift: Shift) -> list[Unit]:
    """The units that the asker may add people to: the shift's host first, then their own, then the others."""
    first = [shift.host_unit_id, asker.unit_id]
    units = records(Unit, sql.units(tx.connection, asker_id=asker.member_id))
    return sorted(units, key=lambda unit: first.index(unit.id) if unit.id in first else len(first))


def _may_change(tx: Transaction, asker: Asker, shift: Shift, person: RosterPerson) -> bool:
    """Whether this very check-in stands, is not the asker's own, and is within their scope."""
    now = next((one for one in people(tx, asker, shift) if one.member_id == person.member_id), None)
    return now is not None and now.there and now.key == person.key and not now.own


def _position(person: RosterPerson) -> tuple[int, str, str]:
    given_name = person.search_key.rpartition(" ")[2]
    order = 3 if person.state == "verified" else 2 if person.there else 4 if person.state == "returned" else 0
    return (order or (0 if person.seat == "seated" else 1), given_name, person.search_key)
