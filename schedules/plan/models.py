"""The year's plan as written, as models: its days, its activities, its targets and their figures."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from string import ascii_lowercase
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schedules.calendar import day_exists
from schedules.plan import measures
from schedules.plan.measures import MEASURES, OFFERED
from storage.plan.plan_items import LaidItem
from storage.text import fold

PERCENT = "%"
MONEY = "đồng"
LONGEST_NAME = 60
_AMOUNT = r"\d[\d.,]*"
_BULLET = re.compile(r"^(?:\(?\d{1,2}\)?[.)]+|[-+*•])\s+")
Name = Annotated[str, Field(min_length=1)]
CountsByFigure = dict[str, list[str]]  # what each figure counts, by its target's number and its position in it: "2.1"


class Item(BaseModel):
    """A part of the plan, as written."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Day(Item):
    """A day of every year, or of the lunar one; or none, where the plan sets no day. `added`: not in the document.

    `title_en` is its title for readers of English, who otherwise read the Vietnamese one.
    """

    title: Name
    title_en: str = ""
    day: Annotated[int | None, Field(ge=1, le=31)] = None
    month: Annotated[int | None, Field(ge=1, le=12)] = None
    lunar: bool = False
    added: bool = False

    @model_validator(mode="after")
    def _a_day_that_exists(self) -> Self:
        if (self.day is None) != (self.month is None):
            raise ValueError("day and month go together: give both or neither")
        if self.day is None or self.month is None:
            return self
        if not day_exists(self.day, self.month, lunar=self.lunar):
            raise ValueError(f"there is no day {self.day} in month {self.month}")
        return self


class Anniversary(Day):
    """A date with its origin. `year` is when it happened, `years` how many the plan says it is: its round number."""

    year: int | None = None
    years: int | None = None


class Activity(Day):
    """What the plan sets out to do; most of it has no day, and none is made up.

    A `campaign` is a stretch of time, a `campaign_day` one day, a `drive` goes on all year. `within` is the campaign
    that it belongs to. `field` is the field of volunteering, in the words that campaigns use. What happens once, in
    this year alone, has `starts` (and `ends`) instead of a day of every year.
    """

    kind: Literal["campaign", "campaign_day", "drive"]
    movement: Literal["volunteers", "creativity", "defence"] | None = None
    field: str = ""
    within: str = ""
    starts: date | None = None
    ends: date | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.starts and self.day:
            raise ValueError("it has either a day of every year or a start, not both")
        if self.ends and not (self.starts and self.starts <= self.ends):
            raise ValueError("an end needs a start before it")
        return self


class Figure(Item):
    """One figure of a target: an amount of a unit; `of` says of what, `at_least` that more is meant to come.

    `counts` names what check-ins bring towards it (measures.py has the list). Where it names nothing, organisers enter
    how it stands. `short` is its name where there is little room, `short_en` the same for readers of English.
    """

    amount: Annotated[int, Field(gt=0)]
    unit: Name
    of: str = ""
    at_least: bool = False
    counts: tuple[Name, ...] = ()
    short: str = ""
    short_en: str = ""

    @model_validator(mode="after")
    def _counts_what_adds_up(self) -> Self:
        if wrong := next((one for one in self.counts if one not in MEASURES), None):
            raise ValueError(f"check-ins bring no “{wrong}”; counts may name {', '.join(OFFERED)}")
        if self.counts and not self.countable:
            raise ValueError(f"no check-in counts towards “{self.unit}”: leave counts out")
        if not measures.add_up(self.counts):
            raise ValueError(f"{' and '.join(self.counts)} are not added up: name one of them")
        return self

    @property
    def is_percentage(self) -> bool:
        """Whether it is a percentage: a state, which is never summed and has no pace."""
        return self.unit == PERCENT

    @property
    def countable(self) -> bool:
        """Whether check-ins can count towards it."""
        return self.unit not in {PERCENT, MONEY}


class Target(Item):
    """One of the plan's yearly targets: its number, its sentence, and every figure in it."""

    number: Annotated[int, Field(ge=1)]
    text: Name
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]

    def label(self, position: int) -> str:
        """The number of a figure of it: "4" where it is the only one, else "4a", "4b"."""
        return f"{self.number}{ascii_lowercase[(position - 1) % 26] if len(self.figures) > 1 else ''}"

    def called(self, figure: Figure) -> str:
        """What a figure of it is called in a line: as the plan names it, or else by the target's sentence."""
        bare = figure.unit in {PERCENT, MONEY}
        if figure.short:
            return figure.short
        if figure.of:
            return figure.of if bare else f"{figure.unit} {figure.of}"
        name = self._words_after(figure) or (_BULLET.sub("", self.text) if bare else figure.unit)
        return _shortened(name[:1].upper() + name[1:])

    def _words_after(self, figure: Figure) -> str:
        """What the sentence says right after an amount, up to its next one; nothing where that says too little."""
        amount = f"{figure.amount:,}".replace(",", "[.,]?")
        unit = "\\s*%" if figure.unit == PERCENT else rf"\s+(?={re.escape(figure.unit)})"
        match = re.search(rf"(?<![\d.,])0?{amount}{unit}\s*(.*)", self.text, re.DOTALL)
        if match is None:
            return ""
        words = re.split(rf"[;.](?:\s|$)|,?\s+(?:và\s+)?{_AMOUNT}\s*%|,\s+(?:và\s+)?{_AMOUNT}\s", match[1])[0].strip(
            " ,.;:"
        )
        return words if " " in words else ""


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
        _once("anniversary", [anniversary.title for anniversary in self.anniversaries])
        _once("activity", [activity.title for activity in self.activities])
        _once("item", [item.key for item in self.items()])
        _once("what is counted", [what for _target, _position, figure in self.figures() for what in figure.counts])
        for anniversary in self.anniversaries:
            if anniversary.year and anniversary.years and anniversary.year + anniversary.years != self.year:
                raise ValueError(
                    f"“{anniversary.title}”: {anniversary.year} and {anniversary.years} years do not make {self.year}"
                )
        titles = {activity.title for activity in self.activities}
        for activity in self.activities:
            if activity.within and activity.within not in titles:
                raise ValueError(f"“{activity.title}”: no activity is called “{activity.within}”")
        return self

    def figures(self) -> list[tuple[Target, int, Figure]]:
        """Every figure of every target, with its target and its position in it, from 1."""
        return [
            (target, position, one) for target in self.targets for position, one in enumerate(target.figures, start=1)
        ]

    def counted_by(self, what: str) -> tuple[Target, int, Figure] | None:
        """The figure that something counts towards; None where the plan has none for it."""
        return next((figure for figure in self.figures() if what in figure[2].counts), None)

    def counting(self, counts: CountsByFigure) -> Plan:
        """The same plan, but that its figures count what is said here: by target and position, as "2.1"."""
        targets = tuple(
            target.model_copy(
                update={
                    "figures": tuple(
                        one.model_copy(update={"counts": tuple(counts.get(f"{target.number}.{position}", one.counts))})
                        for position, one in enumerate(target.figures, start=1)
                    )
                }
            )
            for target in self.targets
        )
        return self.model_copy(update={"targets": targets})

    def in_short(self) -> dict[str, str | int]:
        """What it is, for the audit."""
        return {"name": self.name, "year": self.year, "targets": len(self.targets), "items": len(self.items())}

    def items(self) -> list[LaidItem]:
        """Everything that has a day, or needs one, or goes on all year, as rows; titles are keys in any spelling."""
        dates = [
            LaidItem(
                key=f"anniversary:{fold(one.title)}",
                kind="anniversary",
                title=one.title,
                title_en=one.title_en,
                day=one.day,
                month=one.month,
                lunar=one.lunar,
                year=one.year,
            )
            for one in self.anniversaries
        ]
        return dates + [
            LaidItem(
                key=f"{one.kind}:{fold(one.title)}",
                kind=one.kind,
                title=one.title,
                title_en=one.title_en,
                day=one.day,
                month=one.month,
                lunar=one.lunar,
                starts_on=one.starts,
                ends_on=one.ends,
                movement=one.movement,
                field=one.field,
            )
            for one in self.activities
        ]


def _shortened(text: str) -> str:
    """A name out of a sentence, no longer than fits in a line."""
    words = text.strip(" .;:")
    return words if len(words) <= LONGEST_NAME else f"{words[:LONGEST_NAME].rpartition(' ')[0].rstrip(' ,;')}…"


def _once(what: str, names: list[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{what} “{name}” stands there {times} times")
