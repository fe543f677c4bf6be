"""The year's plan: its models, and the loader that says in words what is wrong with a plan file."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

PLANS = Path(__file__).parent / "plans"
SOC_TRANG_2024 = PLANS / "soc-trang-2024.toml"
LEAP_YEAR = 2024
LONGEST_LUNAR_MONTH = 30

Name = Annotated[str, Field(min_length=1)]


class PlanError(Exception):
    """The plan cannot be used; each line of the message names an item and says what is wrong with it."""


class Item(BaseModel):
    """A part of the plan, as written."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Day(Item):
    """A day of every year, or of the lunar one; or none, where the plan sets no day."""

    title: Name
    day: Annotated[int | None, Field(ge=1, le=31)] = None
    month: Annotated[int | None, Field(ge=1, le=12)] = None
    lunar: bool = False

    @model_validator(mode="after")
    def _a_day_that_exists(self) -> Self:
        if (self.day is None) != (self.month is None):
            raise ValueError("day and month go together: give both or neither")
        if self.day is None or self.month is None:
            return self
        longest = LONGEST_LUNAR_MONTH if self.lunar else monthrange(LEAP_YEAR, self.month)[1]
        if self.day > longest:
            raise ValueError(f"there is no day {self.day} in month {self.month}")
        return self


class Anniversary(Day):
    """A date with its origin. `year` is when it happened, `years` how many the plan says it is: its round number."""

    year: int | None = None
    years: int | None = None


class Activity(Day):
    """What the plan sets out to do; most of it has no day, and none is made up.

    A `campaign` is a stretch of time, a `campaign_day` one day, a `drive` goes on all year. `within` is the campaign
    that it belongs to. `field` is the field of volunteering, in the words that campaigns use.
    """

    kind: Literal["campaign", "campaign_day", "drive"]
    movement: Literal["volunteers", "creativity", "defence"] | None = None
    field: str = ""
    within: str = ""


class Figure(Item):
    """One figure of a target: an amount of a unit; `of` says of what, `at_least` that more is meant to come."""

    amount: Annotated[int, Field(gt=0)]
    unit: Name
    of: str = ""
    at_least: bool = False


class Target(Item):
    """One of the plan's yearly targets: its number, its sentence, and every figure in it."""

    number: Annotated[int, Field(ge=1)]
    text: Name
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]


class Plan(Item):
    """A year's work programme."""

    year: Annotated[int, Field(ge=1931, le=2200)]
    name: Name
    issuer: Name
    theme: Name
    targets: tuple[Target, ...] = ()
    anniversaries: tuple[Anniversary, ...] = ()
    activities: tuple[Activity, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _once("target", [str(target.number) for target in self.targets])
        _once("anniversary", [one.title for one in self.anniversaries])
        _once("activity", [one.title for one in self.activities])
        for one in self.anniversaries:
            if one.year and one.years and one.year + one.years != self.year:
                raise ValueError(f"“{one.title}”: {one.year} and {one.years} years do not make {self.year}")
        titles = {one.title for one in self.activities}
        for activity in self.activities:
            if activity.within and activity.within not in titles:
                raise ValueError(f"“{activity.title}”: no activity is called “{activity.within}”")
        return self

    def target(self, number: int) -> Target:
        """One target.

        Raises:
            LookupError: the plan has none of this number.
        """
        found = next((one for one in self.targets if one.number == number), None)
        if found is None:
            raise LookupError(f"no target {number}")
        return found


def read(text: str) -> Plan:
    """The plan that a TOML text holds.

    Raises:
        PlanError: it is no TOML, or not a plan; a line for each thing that is wrong, with the item's name.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"This is not a TOML file: {error}.") from error
    try:
        return Plan.model_validate(raw)
    except ValidationError as error:
        raise PlanError("\n".join(_line(one["loc"], one["msg"], raw) for one in error.errors())) from error


def _once(what: str, names: list[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{what} “{name}” stands there {times} times")


def _line(where: tuple[int | str, ...], problem: str, raw: dict[str, Any]) -> str:
    """What is wrong, after the item's place and name: `anniversaries, item 3 (“…”), month: …`."""
    words: list[str] = []
    found: Any = raw
    for step in where:
        found = _below(found, step)
        if isinstance(step, int):
            name = found.get("title") or found.get("number") if isinstance(found, dict) else None
            words.append(f"item {step + 1}" + (f" (“{name}”)" if name else ""))
        else:
            words.append(step)
    return ": ".join(part for part in (", ".join(words), problem.removeprefix("Value error, ")) if part)


def _below(found: Any, step: int | str) -> Any:  # noqa: ANN401 (whatever the file holds there)
    try:
        return found[step]
    except (KeyError, IndexError, TypeError):
        return None
