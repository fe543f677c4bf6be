"""What the bot knows of a chat when somebody types: who it is, what is open to them, what they have, what was asked.

Pure data, put together by the dispatcher from the storage, or by a test from a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.engine.state import Expects
from storage.records import Role


@dataclass(frozen=True, slots=True)
class KnownShift:
    """A shift of a campaign."""

    start: datetime
    hours: float = 0.0
    id: int = 0

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class KnownCampaign:
    """A campaign that is open to the person."""

    title: str
    unit: str = ""
    place: str = ""
    shifts: tuple[KnownShift, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class MyShift:
    """A shift that the person signed up for, or was at."""

    campaign: str
    start: datetime
    checked_in: bool = False
    reported: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The question that was asked last and not answered: what it waits for, and the labels that can be pressed."""

    step: str
    text: str = ""
    choices: tuple[str, ...] = ()
    expects: Expects = "choice"
    yes: str = ""
    """The label of the choice that means yes, where it is a question of yes or no; likewise `no`."""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """All that is known. `role` is None for somebody who has not joined; `now` is at home, with its zone."""

    now: datetime
    role: Role | None = Role.MEMBER
    campaigns: tuple[KnownCampaign, ...] = ()
    my_shifts: tuple[MyShift, ...] = ()
    question: OpenQuestion | None = None
    people: tuple[str, ...] = ()
    """Names that the person may be speaking of: those on a leader's roster."""
