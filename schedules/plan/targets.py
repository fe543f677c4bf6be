"""How the year's targets stand for a unit: what check-ins count, what organisers entered, where the pace should be.

The plan says which figure of a target what is counted towards. An amount of the plan is the whole organisation's, so
only the unit at the top is measured by it; a unit below is measured by its own share, where one is set. See
docs/decisions/targets.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from storage.targets import shares as target_shares
from storage.targets import sums as progress
from storage.targets.figures import EnteredFigure
from storage.targets.sums import Tally


@dataclass(frozen=True, slots=True)
class FigureStanding:
    """One figure of a target, and how it stands: `claimed` holds what is verified too.

    `entered` is what organisers said, of a figure that no check-in counts; `amount` what the unit is measured by: the
    plan's, or its own share, None where it has none; `pace` how much of it the year should have brought by now, None
    for a percentage.
    """

    target: Target
    position: int
    figure: Figure
    claimed: float
    verified: float
    entered: EnteredFigure | None
    amount: int | None
    pace: float | None

    @property
    def done(self) -> float:
        """What counts so far."""
        return self.entered.amount if self.entered is not None else self.verified

    @property
    def label(self) -> str:
        """Its number: "4", or "4b"."""
        return self.target.label(self.position)

    @property
    def name(self) -> str:
        """What it is called in a line."""
        return self.target.called(self.figure)

    @property
    def english(self) -> str:
        """What it is called in a line in English, where the plan says so; "" else."""
        return self.figure.short_en

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.entered is not None or bool(self.figure.counts)

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to show: something done or claimed, or an amount that check-ins count towards."""
        return self.known and bool(self.amount or self.done or self.claimed)

    def bar(self) -> Bar | None:
        """The same, for a chart; None where there is nothing to measure it by."""
        if not self.known or self.amount is None:
            return None
        return Bar(
            label=self.name,
            label_en=self.english,
            done=self.done,
            claimed=max(0.0, self.claimed - self.verified),
            amount=self.amount,
            pace=self.pace,
            unit=self.figure.unit,
        )


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What a member has done towards a figure; `share` is what their unit is to do of it, None where it has none."""

    target: Target
    figure: Figure
    done: float
    share: int | None


Shares = Mapping[tuple[int, int], int]
"""A unit's shares by target and position."""


def of_unit(tx: Transaction, asker: Asker, unit: Unit, year: int | None = None) -> list[FigureStanding]:
    """Every figure of the year's plan, for a unit that the asker leads and all below it; none without a plan."""
    today = local_day(tx.now)
    year = year or today.year
    year_plan = plan.current(tx, year)
    if year_plan is None:
        return []
    counted = progress.counted(tx, asker, unit, year)
    entered = target_figures.standing(tx, asker, unit, year)
    shares = {
        (one.target, one.position): one.amount
        for one in target_shares.standing(tx, asker, unit, year)
        if one.unit_id == unit.id
    }
    return _standings(year_plan, counted, entered, unit, shares, over=_share_of_year(today, year))


def bars(standings: Iterable[FigureStanding]) -> list[Bar]:
    """The bars of a chart: of what a unit is measured by."""
    return [bar for one in standings if (bar := one.bar()) is not None]


def of_asker(tx: Transaction, asker: Asker) -> list[FigureStanding]:
    """The same for all units that the asker leads: of the only one, or of those at the top of the tree."""
    tops = _tops(asker)
    return of_unit(tx, asker, units.by_id(tx, min(tops))) if tops else []


def leads_several(asker: Asker) -> bool:
    """Whether the asker leads units of which none stands below another."""
    return len(_tops(asker)) > 1


def _tops(asker: Asker) -> list[int]:
    held = {scope.unit_id: scope.path for scope in asker.scopes}
    return [
        unit_id
        for unit_id, path in held.items()
        if not any(path != one and path.startswith(one) for one in held.values())
    ]


def below(tx: Transaction, asker: Asker, unit: Unit, year: int) -> dict[int, list[Tally]]:
    """What each unit right below one that the asker leads has done, by its id."""
    by_unit: dict[int, list[Tally]] = {}
    for tally in progress.counted_below(tx, asker, unit, year):
        by_unit.setdefault(tally.unit_id, []).append(tally)
    return by_unit


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """How a figure stands for a unit, beside others."""

    unit: str
    standing: FigureStanding


def compared(tx: Transaction, asker: Asker, unit: Unit, year: int) -> list[list[UnitStanding]]:
    """The units right below one that the asker leads, a list for each figure that check-ins count and any has done.

    Who has a share comes first, by how much of it is done; then the others, by what they did.
    """
    year_plan = plan.current(tx, year)
    if year_plan is None:
        return []
    counted_below = below(tx, asker, unit, year)
    shares: dict[int, dict[tuple[int, int], int]] = {}
    for one in target_shares.standing(tx, asker, unit, year):
        shares.setdefault(one.unit_id, {})[one.target, one.position] = one.amount
    over = _share_of_year(local_day(tx.now), year)
    by_figure: dict[tuple[int, int], list[UnitStanding]] = {}
    for child in units.children(tx, unit.id):
        counted = counted_below.get(child.id, [])
        for standing in _standings(year_plan, counted, [], child, shares.get(child.id, {}), over=over):
            if standing.figure.counts:
                of_figure = by_figure.setdefault((standing.target.number, standing.position), [])
                of_figure.append(UnitStanding(child.name, standing))
    lists = [sorted(of_figure, key=_first_by_share) for of_figure in by_figure.values()]
    return [compared for compared in lists if any(one.standing.amount or one.standing.done for one in compared)]


def _first_by_share(one: UnitStanding) -> tuple[bool, float, str]:
    standing = one.standing
    if standing.amount is not None:
        return False, -standing.done / standing.amount, one.unit
    return True, -standing.done, one.unit


def own(tx: Transaction, asker: Asker, year: int) -> list[OwnPart]:
    """What the asker's own verified check-ins have added to the targets in a year, beside their unit's shares."""
    year_plan = plan.current(tx, year)
    if year_plan is None:
        return []
    mine = progress.own(tx, asker, year)
    shares = {(one.target, one.position): one.amount for one in target_shares.of_own_unit(tx, asker, year)}
    parts = [
        OwnPart(target, figure, _counted(mine, figure)[1], shares.get((target.number, position)))
        for target, position, figure in year_plan.figures()
    ]
    return [part for part in parts if part.done]


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
    year_plan: Plan,
    counted: Sequence[Tally],
    entered: Sequence[EnteredFigure],
    unit: Unit,
    shares: Shares,
    *,
    over: float,
) -> list[FigureStanding]:
    """How each figure stands when this much of the year is `over`."""
    standings = []
    for target, position, figure in year_plan.figures():
        claimed, verified = _counted(counted, figure)
        entered_figure = None if figure.counts else _entered(entered, target.number, position, figure, unit)
        amount = _amount(target.number, position, figure, unit, shares)
        pace = None if amount is None or figure.is_percentage else amount * over
        standings.append(FigureStanding(target, position, figure, claimed, verified, entered_figure, amount, pace))
    return standings


def _amount(target: int, position: int, figure: Figure, unit: Unit, shares: Shares) -> int | None:
    """What a unit is measured by: a percentage is everybody's, an amount the whole organisation's, a share its own."""
    if figure.is_percentage or unit.parent_id is None:
        return figure.amount
    return shares.get((target, position))


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
