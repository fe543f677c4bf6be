"""The tree of units, as typed records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.records import Record


class Unit(Record):
    """A node of the organisation's tree; `path` holds the ids from the root down, each followed by a dot."""

    id: int
    parent_id: int | None
    level: str
    name: str
    search_key: str
    path: str


class Belongings(Record):
    """What belongs to a unit and those below it."""

    units: int
    members: int
    roles: int
    shifts: int
    campaigns: int


@dataclass(frozen=True, slots=True)
class ChangedRole:
    """Somebody's role that went over to another unit or ended: they are to be told."""

    grant_id: int
    member_id: int
    role: Literal["leader", "organiser", "admin"]
