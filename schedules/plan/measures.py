"""What check-ins bring that a target may count: the stated list, and what may be added up.

A turn is a check-in itself, an hour what a leader verified of it; the others are what campaigns count and reports say.
Turns, hours and days are three things: nothing here counts days, so a target of days goes by figures that are entered.
So do percentages, money, and ideas, which count when they are made real, not when they are sent in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TURNS, HOURS = "turns", "hours"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to be counted. Only measures of one `kind` are added up.

    `most` is the most of it that one check-in can bring; None where nobody reports it: it comes with the check-in.
    `quantity` is what storage calls it, so much of which (`per`) make one. What is not `usual` is offered to a campaign
    only where the year's plan counts it.
    """

    key: str
    kind: str
    most: int | None = None
    quantity: str = ""
    per: int = 1
    offered: bool = True
    usual: bool = True

    @property
    def stored_as(self) -> str:
        """What storage calls it."""
        return self.quantity or self.key


MEASURES: dict[str, Measure] = {
    one.key: one
    for one in (
        Measure(TURNS, "turns"),
        Measure(HOURS, "hours", quantity="minutes", per=60),
        Measure("trees", "trees", most=5000),
        Measure("children_helped", "people", most=2000),
        Measure("children", "people", most=2000, offered=False),  # its older name, which older campaigns have
        Measure("rubbish_kg", "kilograms", most=100_000),
        Measure("people_helped", "people", most=5000),
        Measure("households_helped", "households", most=1000),
        Measure("people_taught", "people", most=2000),
        Measure("road_metres", "metres", most=100_000),
        Measure("blood_units", "blood", most=2000),
        Measure("visits", "visits", most=1000, usual=False),
        Measure("gifts", "gifts", most=10_000, usual=False),
    )
}
OFFERED: tuple[str, ...] = tuple(key for key, one in MEASURES.items() if one.offered)
REPORTED: tuple[str, ...] = tuple(key for key in OFFERED if MEASURES[key].most is not None)


def add_up(counts: Iterable[str]) -> bool:
    """Whether these may be counted together: people and turns, for example, never are."""
    return len({MEASURES[key].kind for key in counts if key in MEASURES}) <= 1
