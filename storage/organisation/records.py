"""The tree of units, as typed records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from storage.records import Record


class FormerNames(BaseModel):
    """What a unit was: its `own` names, those of what became `parts` of it, and of what it stood `below` before."""

    own: list[str] = Field(default_factory=list)
    parts: list[str] = Field(default_factory=list)
    below: list[str] = Field(default_factory=list)


class Unit(Record):
    """A node of the organisation's tree; `path` holds the ids from the root down, each followed by a dot.

    `former` is JSON (`FormerNames`), read only where somebody types a name.
    """

    id: int
    parent_id: int | None
    level: str
    name: str
    search_key: str
    path: str
    former: str = "{}"


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
