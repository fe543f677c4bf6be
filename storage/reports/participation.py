"""Who took part in what time: the verified turns of a unit and those below, by unit and by person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.organisation.records import Unit
from storage.records import Asker, Record, records

sql = queries(__file__)


class Attendance(Record):
    """A verified turn; nobody's where its person was erased."""

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

    place: UnitHeadcount
    name: str = ""
    joined: int = 0
    entered: int = 0
    turns: int = 0
    minutes: int = 0
    people: set[int] = field(default_factory=set)
    last: datetime | None = None

    def add(self, turn: Attendance) -> None:
        """Count a turn in."""
        self.turns += 1
        self.minutes += turn.minutes
        self.last = turn.starts_at if self.last is None else max(self.last, turn.starts_at)
        if turn.member_id is not None:
            self.people.add(turn.member_id)


def of(
    tx: Transaction, asker: Asker, unit: Unit, since: datetime, before: datetime
) -> tuple[list[ParticipationSum], list[ParticipationSum]]:
    """The sums of a unit and each one below it (in the tree's order), and of each person; turns count where they were.

    Closed units are there if they have turns. Only what the asker leads is seen.
    """
    places = records(UnitHeadcount, sql.units(tx.connection, asker_id=asker.member_id, path=unit.path))
    turns = records(
        Attendance, sql.turns(tx.connection, asker_id=asker.member_id, path=unit.path, since=since, before=before)
    )
    by_id = {place.id: place for place in places}
    units = {place.id: ParticipationSum(place, place.name) for place in places}
    people: dict[tuple[int, int], ParticipationSum] = {}
    for place in places:
        for above in _path(place.path, units):
            above.joined += place.joined
            above.entered += place.entered
    for turn in turns:
        for above in _path(by_id[turn.unit_id].path, units):
            above.add(turn)
        if turn.member_id is not None:
            key = (turn.member_id, turn.unit_id)
            people.setdefault(key, ParticipationSum(by_id[turn.unit_id], turn.name)).add(turn)
    shown = [one for one in units.values() if one.place.closed_at is None or one.turns]
    return shown, list(people.values())


def _path(path: str, units: dict[int, ParticipationSum]) -> list[ParticipationSum]:
    """The sums of a unit and of those above it that are looked at."""
    return [units[int(at)] for at in path.split(".")[:-1] if int(at) in units]
