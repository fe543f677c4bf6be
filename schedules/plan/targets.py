"""How the year's targets stand for a unit: what check-ins count, what organisers entered, where the pace should be.

The plan says which figure of a target what is counted towards. An amount of the plan is the whole organisation's, so
only the unit at the top is measured by it and has a pace; a unit below sees what it adds to. See
docs/decisions/targets.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from schedules.calendar import local_day
from schedules.plan import plan
from schedules.plan.measures import HOURS, MEASURES, TURNS
from schedules.plan.models import Figure, Plan, Target
from storage.database import Transaction
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Asker, Bar
from storage.targets import figures as target_figures
from storage.targets import sums as progress
from storage.targets.figures import EnteredFigure
from storage.targets.sums import Tally


@dataclass(frozen=True, slots=True)
class FigureStanding:
    """One figure of a target, and how it stands: `claimed` holds what is verified too.

    `entered` is what organisers said, of a figure that no check-in counts; `pace` how much the year should have brought
    by now, None for a percentage and for a unit that the amount is not meant for alone.
    """

    target: Target
    position: int
    figure: Figure
    claimed: float
    verified: float
    entered: EnteredFigure | None
    pace: float | None

    @property
    def done(self) -> float:
        """What counts so far."""
        return self.entered.amount if self.entered is not None else self.verified

    @property
    def name(self) -> str:
        """What it is called in a line."""
        return self.target.called(self.figure)

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.entered is not None or bool(self.figure.counts)

    def bar(self) -> Bar:
        """The same, for a chart."""
        return Bar(
            label=self.name,
            done=self.done,
            claimed=max(0.0, self.claimed - self.verified),
            amount=self.figure.amount,
            pace=self.pace,
            unit=self.figure.unit,
        )


def of_unit(tx: Transaction, asker: Asker, unit: Unit, year: int | None = None) -> list[FigureStanding]:
    """Every figure of the year's plan, for a unit that the asker leads and all below it; none without a plan."""
    today = local_day(tx.now)
    year = year or today.year
    year_plan = plan.current(tx, year)
    if year_plan is None:
        return []
    counted = progress.counted(tx, asker, unit, year)
    entered = target_figures.standing(tx, asker, unit, year)
    return _standings(year_plan, counted, entered, unit, pace=_share_of_year(today, year))


def of_asker(tx: Transaction, asker: Asker) -> list[FigureStanding]:
    """The same for all units that the asker leads: of the only one, or of those at the top of the tree."""
    held = {scope.unit_id: scope.path for scope in asker.scopes}
    tops = [
        unit_id
        for unit_id, path in held.items()
        if not any(path != one and path.startswith(one) for one in held.values())
    ]
    return of_unit(tx, asker, units.by_id(tx, min(tops))) if tops else []


def below(tx: Transaction, asker: Asker, unit: Unit, year: int) -> dict[int, list[Tally]]:
    """What each unit right below one that the asker leads has done, by its id."""
    by_unit: dict[int, list[Tally]] = {}
    for tally in progress.counted_below(tx, asker, unit, year):
        by_unit.setdefault(tally.unit_id, []).append(tally)
    return by_unit


def own(tx: Transaction, asker: Asker, year: int) -> list[tuple[Target, Figure, float]]:
    """What the asker's own verified check-ins have added to the targets in a year."""
    year_plan = plan.current(tx, year)
    if year_plan is None:
        return []
    mine = progress.own(tx, asker, year)
    sums = [(target, figure, _counted(mine, figure)[1]) for target, _position, figure in year_plan.figures()]
    return [one for one in sums if one[2]]


def brought(tx: Transaction, asker: Asker, year: int) -> list[tuple[str, float, Figure | None]]:
    """What the units that the asker leads have verified in a year: what, how much, and the plan's figure for it.

    First what the plan counts, in its order, then what else campaigns counted.
    """
    counted = progress.counted_for(tx, asker, year)
    year_plan = plan.current(tx, year)
    figures = (
        [] if year_plan is None else [figure for _target, _position, figure in year_plan.figures() if figure.counts]
    )
    named: list[tuple[str, float, Figure | None]] = [
        (figure.counts[0], _counted(counted, figure)[1], figure) for figure in figures
    ]
    known = {MEASURES[HOURS].stored_as, *(MEASURES[key].stored_as for figure in figures for key in figure.counts)}
    others = [(one.quantity, float(one.verified), None) for one in counted if one.quantity not in known]
    return [one for one in [*named, *sorted(others, key=lambda one: one[0] != TURNS)] if one[1]]


def turns(counted: Iterable[Tally]) -> int:
    """The verified turns among what was counted."""
    return sum(one.verified for one in counted if one.quantity == TURNS)


def _standings(
    year_plan: Plan, counted: Sequence[Tally], entered: Sequence[EnteredFigure], unit: Unit, *, pace: float
) -> list[FigureStanding]:
    standings = []
    for target, position, figure in year_plan.figures():
        claimed, verified = _counted(counted, figure)
        entered_figure = None if figure.counts else _entered(entered, target.number, position, figure, unit)
        whole = unit.parent_id is None and not figure.is_percentage
        standings.append(
            FigureStanding(
                target, position, figure, claimed, verified, entered_figure, figure.amount * pace if whole else None
            )
        )
    return standings


def _counted(counted: Iterable[Tally], figure: Figure) -> tuple[float, float]:
    """What was claimed and verified of all that a figure counts."""
    per = {MEASURES[key].stored_as: MEASURES[key].per for key in figure.counts}
    mine = [one for one in counted if one.quantity in per]
    return (
        sum(one.claimed / per[one.quantity] for one in mine),
        sum(one.verified / per[one.quantity] for one in mine),
    )


def _entered(
    entered: Iterable[EnteredFigure], target: int, position: int, figure: Figure, unit: Unit
) -> EnteredFigure | None:
    """What stands for a unit: its own entry, or else the sum of the topmost ones below it. Percentages have no sum."""
    mine = [entry for entry in entered if (entry.target, entry.position) == (target, position)]
    own = next((entry for entry in mine if entry.path == unit.path), None)
    if own is not None or figure.is_percentage or not mine:
        return own
    topmost: list[EnteredFigure] = []
    for entry in mine:  # from the top down
        if not any(entry.path.startswith(above.path) for above in topmost):
            topmost.append(entry)
    return EnteredFigure(
        target=target,
        position=position,
        path=unit.path,
        amount=sum(entry.amount for entry in topmost),
        as_of=min(entry.as_of for entry in topmost),
        source="",
    )


def _share_of_year(today: date, year: int) -> float:
    """How much of a year is over at the end of a day: 0 before it, 1 after it."""
    first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return min(max(((today - first).days + 1) / days, 0.0), 1.0)
