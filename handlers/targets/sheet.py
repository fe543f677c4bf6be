"""The report against the year's targets, as the office gives it."""

from __future__ import annotations

from typing import Any

from handlers import letterhead
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import _
from schedules.plan import targets as plan_targets
from schedules.plan.targets import FigureStanding
from storage.database import Transaction
from storage.organisation import units
from storage.records import Asker, Role

COLUMNS = (
    Column(_("Target"), "mark", 6),
    Column(_("What the plan says"), width=30),
    Column(_("Figure"), width=18),
    Column(_("Measured in"), width=10),
    Column(_("Plan"), "number", 13),
    Column(_("Achieved"), "number", 13),
    Column(_("Waiting for you"), "number", 8),
    Column(_("Done, % of the plan"), "number", 8),
    Column(_("Pace of the year"), "number", 13),
    Column(_("As of"), "day", 11),
    Column(_("Source"), width=14),
)


def tab(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """Every figure of the targets of `facts["year"]`, for the unit `facts["unit_id"]`, if the asker leads it."""
    unit = units.by_id(tx, facts["unit_id"])
    if not asker.may(Role.LEADER, unit.path):
        return None
    standings = plan_targets.of_unit(tx, asker, unit, facts["year"])
    return Tab(
        name=_("Targets"),
        above=(
            _("Report against the targets of {year:plain}", year=facts["year"]),
            unit.name,
            _("As of {at:moment}", at=tx.now),
        ),
        columns=COLUMNS,
        rows=[row(one) for one in standings],
        form=letterhead.form(tx, unit.id, tx.now),
    )


def row(standing: FigureStanding) -> list[Value]:
    """One figure's line."""
    entered = standing.entered
    return [
        standing.label,
        standing.target.text,
        standing.name,
        standing.figure.unit,
        standing.amount,
        standing.done if standing.known else None,
        standing.claimed - standing.verified if standing.figure.counts else None,
        round(100 * standing.done / standing.amount, 1) if standing.known and standing.amount else None,
        round(standing.pace) if standing.pace is not None else None,
        entered.as_of if entered is not None else None,
        entered.source if entered is not None else None,
    ]
