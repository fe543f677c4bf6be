"""What in the database is sample data: its people, and the shifts that are laid around today again."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.records import Record, records

sql = queries(__file__)


class LaidShift(Record):
    """The shift that has a slot in the sample's week now; `acted` counts what people did there that must stay."""

    slot: str
    id: int
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    acted: int


def present(tx: Transaction) -> bool:
    """Whether this database holds sample data."""
    return bool(sql.campaigns(tx.connection)["campaigns"])


def empty(tx: Transaction) -> bool:
    """Whether nobody has put anything into this database yet."""
    return not sql.rows(tx.connection)["rows"]


def add_member(tx: Transaction, member_id: int, *, played: bool) -> None:
    """Note that a person is the sample's own; the played ones act, the others only fill lists."""
    sql.add_member(tx.connection, member_id=member_id, played=int(played))


def members(tx: Transaction) -> dict[str, int]:
    """The sample's own people that are left: name -> id."""
    return {row["name"]: row["id"] for row in sql.members(tx.connection)}


def campaign_id(tx: Transaction, title: str) -> int | None:
    """A sample campaign by its title, if it is still there."""
    row = sql.campaign(tx.connection, title=title)
    return None if row is None else int(row["id"])


def add_shift(tx: Transaction, shift_id: int, slot: str) -> None:
    """Give a shift a slot in the sample's week; the one that had it stays at its time for good."""
    sql.add_shift(tx.connection, shift_id=shift_id, slot=slot)


def shifts(tx: Transaction) -> dict[str, LaidShift]:
    """The shift of each slot in the sample's week."""
    return {one.slot: one for one in records(LaidShift, sql.shifts(tx.connection))}


def move_shift(tx: Transaction, shift: LaidShift, starts_at: datetime, ends_at: datetime, opens: timedelta) -> None:
    """Lay a shift at another time, its check-in opening so long before; sign-ups stay, seeded check-ins come along."""
    sql.move_shift(tx.connection, shift_id=shift.id, starts_at=starts_at, ends_at=ends_at, opens_at=starts_at - opens)
    sql.move_check_ins(tx.connection, shift_id=shift.id, checked_in_at=starts_at)


def raise_sum(tx: Transaction, unit_id: int, year: int, quantity: str, amount: int) -> None:
    """Let what a unit has done in a year come to so much, without the check-ins that it would be made of."""
    sql.raise_sum(tx.connection, unit_id=unit_id, year=year, quantity=quantity, amount=amount)
