"""The sample's year so far: what its units have done, at some four fifths of the pace of the plan, whatever the day.

A few units did it, as it is in a real province. What check-ins count stands as sums, since nobody looks at each of
sixty thousand made-up check-ins; what offices report is entered month by month, as its organiser would.
"""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from schedules.calendar import local_day
from schedules.plan import targets as plan_targets
from schedules.plan.measures import HOURS, MEASURES, TURNS
from schedules.plan.targets import FigureStanding
from storage import sample as kept
from storage.database import Transaction
from storage.organisation.records import Unit
from storage.records import Asker
from storage.targets import figures
from storage.targets.figures import FigureId

HOURS_A_TURN = 3
REPORTED_AFTER = timedelta(days=5)  # a month's report is there some days later


class SampleYear(BaseModel):
    """How the year went.

    `done` is the share of the plan's pace that each counted measure has come to, `others` how much of what the plan
    does not count comes with a thousand turns, `shares` each active unit's part of it all. `reported` is the share of
    its pace that a figure of a target has come to ("8.1"), of a percentage the figure itself; `source` is from where.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    done: dict[str, float]
    others: dict[str, int]
    shares: dict[str, float]
    reported: dict[str, float]
    source: str


def go_on(tx: Transaction, told: SampleYear, organiser: Asker, province: Unit, units: dict[str, Unit]) -> None:
    """Bring the year's sums and reports up to today; what is there already, and what people did meanwhile, stays."""
    standings = plan_targets.of_unit(tx, organiser, province)
    year = local_day(tx.now).year
    for quantity, amount in _sums(told, standings).items():
        for name, share in told.shares.items():
            if name in units:
                kept.raise_sum(tx, units[name].id, year, quantity, round(amount * share))
    for standing in standings:
        _report(tx, told, organiser, province, standing)


def _sums(told: SampleYear, standings: list[FigureStanding]) -> dict[str, float]:
    """What the whole province has come to, by what storage calls it."""
    sums: dict[str, float] = {}
    for standing in standings:
        counted = next((key for key in standing.figure.counts if key in told.done), None)
        if counted is not None and standing.pace is not None:
            sums[MEASURES[counted].stored_as] = standing.pace * told.done[counted]
    turns = sums.get(TURNS, 0.0)
    for key, a_thousand in told.others.items():
        sums[MEASURES[key].stored_as] = turns * a_thousand / 1000
    hours = MEASURES[HOURS]
    sums[hours.stored_as] = turns * HOURS_A_TURN * hours.per
    return sums


def _report(tx: Transaction, told: SampleYear, organiser: Asker, province: Unit, standing: FigureStanding) -> None:
    """Enter what the last month's report says of a figure, unless that or a later one is entered."""
    share = told.reported.get(f"{standing.target.number}.{standing.position}")
    month_end = _last_month_end(local_day(tx.now))
    if share is None or month_end.year != local_day(tx.now).year:
        return
    if standing.entered is not None and standing.entered.as_of >= month_end:
        return
    figure = FigureId(year=month_end.year, target=standing.target.number, position=standing.position)
    amount = share if standing.figure.is_percentage else round(standing.figure.amount * share * _over(month_end))
    source = told.source.format(month=month_end.month)
    figures.enter(tx, organiser, province.id, figure, amount=amount, as_of=month_end, source=source)


def _last_month_end(today: date) -> date:
    """The last day of the month whose report is there."""
    return (today - REPORTED_AFTER).replace(day=1) - timedelta(days=1)


def _over(day: date) -> float:
    """How much of its year is over."""
    return (day - date(day.year, 1, 1) + timedelta(days=1)) / (date(day.year + 1, 1, 1) - date(day.year, 1, 1))
