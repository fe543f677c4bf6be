"""What the database holds, as typed records; a record is a fact of its moment and is never changed in place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Any, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter


class Role(IntEnum):
    """What a person may do; each includes the ones before it."""

    MEMBER = 0
    LEADER = 1
    ORGANISER = 2
    ADMIN = 3


class Record(BaseModel):
    """A row, as read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def of(cls, row: dict[str, Any] | None) -> Self | None:
        """The record of a row, or None where there was no row."""
        return None if row is None else cls.model_validate(row)


R = TypeVar("R", bound=Record)


def records(kind: type[R], rows: Iterable[Any]) -> list[R]:
    """A record of each row, in the rows' order."""
    validated: list[R] = _several(kind).validate_python(list(rows))
    return validated


@cache
def _several(kind: type[R]) -> TypeAdapter[list[R]]:
    """Validates rows together, in half the time that one after another takes."""
    return TypeAdapter(list[kind])  # type: ignore[valid-type] # a type that is only known here


class Scope(Record):
    """A role over a unit and all below it."""

    role: str
    unit_id: int
    path: str

    @property
    def rank(self) -> Role:
        """The role as a rank that can be compared."""
        return Role[self.role.upper()]


class Asker(Record):
    """On whose behalf something is read or done: a member, with the scopes that were granted to them."""

    member_id: int
    unit_id: int
    unit_path: str
    scopes: tuple[Scope, ...] = ()

    def may(self, role: Role, path: str) -> bool:
        """Whether the asker holds the role (or a higher one) over the unit of this path."""
        return any(scope.rank >= role and path.startswith(scope.path) for scope in self.scopes)

    @property
    def rank(self) -> Role:
        """The highest role held anywhere: what decides which commands are offered."""
        return max((scope.rank for scope in self.scopes), default=Role.MEMBER)


class NoticeRecord(Record):
    """What all notices share."""

    def useful_until(self, due: datetime) -> datetime:
        """Until when it still helps to send it late."""
        return due + timedelta(days=7)

    def cannot_wait(self, now: datetime, over: datetime) -> bool:  # noqa: ARG002 - some kinds go by them
        """Whether it is said in its reader's quiet hours too, which are over then."""
        return False


GETTING_THERE = timedelta(hours=2)  # whoever hears of a shift in the morning needs so long to come to it


class ShiftNotice(NoticeRecord):
    """A notice about a shift; `ends_at` is None in rows of older versions."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None

    def cannot_wait(self, now: datetime, over: datetime) -> bool:
        """Where the shift is on, or begins before its reader's quiet hours are over or too soon after to come to it."""
        return self.ends_at is not None and self.ends_at > now and self.starts_at < over + GETTING_THERE


class Bar(Record):
    """How one figure of the year's targets stands, for a chart: `done` is verified or entered, `claimed` not yet.

    `label_en` is its label for readers of English, where there is one. `amount` is what it is measured by; `pace` how
    much of it the year should have brought by now (None: it has no pace). `unit` is how it is measured, such as "%".
    """

    label: str
    label_en: str = ""
    done: float
    claimed: float = 0
    amount: float
    pace: float | None = None
    unit: str = ""
