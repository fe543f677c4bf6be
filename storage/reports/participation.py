"""Who took part in what time: the verified check-ins of a unit and those below, by unit and by person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.organisation.records import Unit
from storage.records import Asker, Record, records

sql = queries(__file__)


class Attendance(Record):
    """A verified check-in; nobody's where its person was erased."""

    unit_id: int
    member_id: int | None
    name: str
    starts_at: AwareDatetime
    minutes: int


class UnitHeadcount(Record):
    """A unit with how many people it has now: who joined, and who was only written down."""

    id: int
    name: str
    path: str
    closed_at: AwareDatetime | None
    joined: int
    entered: int


@dataclass
class ParticipationSum:
    """What a unit and all below it come to, or what one person does in one unit."""

    unit: UnitHeadcount
    name: str = ""
    joined: int = 0
    entered: int = 0
    attendances: int = 0
    minutes: int = 0
    people: set[int] = field(default_factory=set)
    last: datetime | None = None

    def add(self, attendance: Attendance) -> None:
        """Count an attendance in."""
        self.attendances += 1
        self.minutes += attendance.minutes
        self.last = attendance.starts_at if self.last is None else max(self.last, attendance.starts_at)
        if attendance.member_id is not None:
            self.people.add(attendance.member_id)


def of(
    tx: Transaction, asker: Asker, unit: Unit, since: datetime, before: datetime
) -> tuple[list[ParticipationSum], list[ParticipationSum]]:
    """The sums of a unit and each one below it (in the tree's order), and of each person; each counts where it was.

    Closed units are there if they have attendances. Only what the asker leads is seen.
    """
    headcounts = records(UnitHeadcount, sql.units(tx.connection, asker_id=asker.member_id, path=unit.path))
    attendances = records(
        Attendance, sql.attendances(tx.connection, asker_id=asker.member_id, path=unit.path, since=since, before=before)
    )
    by_id = {headcount.id: headcount for headcount in headcounts}
    units = {headcount.id: ParticipationSum(headcount, headcount.name) for headcount in headcounts}
    people: dict[tuple[int, int], ParticipationSum] = {}
    for headcount in headcounts:
        for above in _path(headcount.path, units):
            above.joined += headcount.joined
            above.entered += headcount.entered
    for attendance in attendances:
        for above in _path(by_id[attendance.unit_id].path, units):
            above.add(attendance)
        if attendance.member_id is not None:
            key = (attendance.member_id, attendance.unit_id)
            people.setdefault(key, ParticipationSum(by_id[attendance.unit_id], attendance.name)).add(attendance)
    shown = [one for one in units.values() if one.unit.closed_at is None or one.attendances]
    return shown, list(people.values())


def _path(path: str, units: dict[int, ParticipationSum]) -> list[ParticipationSum]:
    """The sums of a unit and of those above it, as far as they are asked for."""
    return [units[int(at)] for at in path.split(".")[:-1] if int(at) in units]
