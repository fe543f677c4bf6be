"""The year's plan: read from its file, saved, and found again by its year."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schedules.errors import PlanError
from schedules.plan import measures, writing
from schedules.plan.measures import MEASURES
from schedules.plan.mistakes import line_numbers, worded
from schedules.plan.models import MONEY, PERCENT, CountsByFigure, Plan
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.plan import plan_items, plans, taking
from storage.plan.plan_items import Dates, LaidItem
from storage.plan.plans import LoadedPlan
from storage.plan.taking import PlanText
from storage.records import Asker

PLANS = Path(__file__).parent
SOC_TRANG_2024 = PLANS / "soc-trang-2024.toml"
_COUNTS = TypeAdapter(CountsByFigure)


def load(tx: Transaction, text: str, *, sample: bool = False, asker: Asker | None = None) -> tuple[Plan, int]:
    """Save a plan and its items; returns it, and how many items changed: loaded twice is loaded once.

    `asker` is who does it in chat; None for the command line.

    Raises:
        PlanError: as `read`.
        OutOfScopeError: the year's plan is not the asker's to change.
    """
    plan = read(text)
    if asker is not None:
        before = current(tx, plan.year)
        plans.note_replaced(
            tx, asker, plan.year, before=None if before is None else before.in_short(), after=plan.in_short()
        )
    plan_id = plans.save(tx, year=plan.year, name=plan.name, body=text, sample=sample)
    return plan, plan_items.lay(tx, plan_id=plan_id, plan_year=plan.year, items=plan.items())


def take_in(
    tx: Transaction,
    asker: Asker,
    *,
    unit_id: int | None,
    name: str,
    new: Sequence[LaidItem],
    dated: Mapping[int, Dates],
    plan: Plan | None = None,
) -> int:
    """Take what was read in a document into the plan, and its targets where `plan` has them; returns the change's id.

    Raises:
        PlanError: as `read`.
        OutOfScopeError: the plan of that unit is not the asker's to change.
    """
    text = None
    if plan is not None:
        body = writing.written(plan)
        after, before = read(body), current(tx, plan.year)
        replaced = None if before is None else before.in_short()
        plans.note_replaced(tx, asker, plan.year, before=replaced, after={**after.in_short(), "items": len(new)})
        text = PlanText(year=plan.year, name=plan.name, body=body)
    return taking.take_in(tx, asker, unit_id=unit_id, name=name, new=new, dated=dated, plan=text)


def current(tx: Transaction, year: int) -> Plan | None:
    """The plan that a year goes by: the newest that is not a later year's; None where there is none."""
    loaded = _in_force(tx, year)
    return None if loaded is None else _parsed(loaded.body, loaded.counts)


def years_ahead(tx: Transaction, year: int) -> list[int]:
    """This year, where it has a plan to go by, and each later year that has one of its own."""
    later = sorted({one.year for one in plans.loaded(tx) if one.year > year})
    return [one for one in (year, *later) if current(tx, one) is not None]


def choose_counts(tx: Transaction, asker: Asker, year: int, *, number: int, position: int, what: str | None) -> None:
    """Say what a figure of the year's plan counts, instead of what it did; None: figures are entered for it.

    What it counts from now on, no other figure does.

    Raises:
        OutOfScopeError: the year's plan is not the asker's to change, or has no such figure.
    """
    loaded, plan = _in_force(tx, year), current(tx, year)
    figures = [] if plan is None else plan.figures()
    figure = next(
        (one for target, its_position, one in figures if (target.number, its_position) == (number, position)), None
    )
    if loaded is None or figure is None or (what and not figure.countable):
        raise OutOfScopeError(f"no figure {number}.{position} in the plan of {year}")
    counts = {
        f"{target.number}.{its_position}": [one for one in its_figure.counts if one != what]
        for target, its_position, its_figure in figures
    }
    counts[f"{number}.{position}"] = [what] if what else []
    plans.choose_counts(
        tx,
        asker,
        loaded.id,
        _COUNTS.dump_json(counts).decode(),
        number=number,
        before=list(figure.counts),
        after=counts[f"{number}.{position}"],
    )


def _in_force(tx: Transaction, year: int) -> LoadedPlan | None:
    return next((one for one in plans.loaded(tx) if one.year <= year), None)


@lru_cache(maxsize=4)
def _parsed(body: str, counts: str) -> Plan | None:
    """A plan as it was stored, maybe by an older version, whose counts were not checked so closely."""
    try:
        return _validated(_with_known_counts(tomllib.loads(body))).counting(_COUNTS.validate_json(counts))
    except (PlanError, ValidationError, tomllib.TOMLDecodeError):  # no reason to fail
        return None


def _with_known_counts(raw: dict[str, Any]) -> dict[str, Any]:
    """A stored plan without counts that are none any more; what two figures count, the first does."""
    seen: set[str] = set()
    for target in raw.get("targets", ()):
        for figure in target.get("figures", ()):
            counts = [] if figure.get("unit") in {PERCENT, MONEY} else figure.get("counts", [])
            figure["counts"] = [key for key in dict.fromkeys(counts) if key in MEASURES and key not in seen]
            if not measures.add_up(figure["counts"]):
                figure["counts"] = figure["counts"][:1]
            seen |= set(figure["counts"])
    return raw


def read(text: str) -> Plan:
    """The plan that a TOML text holds.

    Raises:
        PlanError: it is no TOML, or not a plan; a line for each thing that is wrong, with its line and the item's name.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"This is not a TOML file: {error}.") from error
    return _validated(raw, text)


def _validated(raw: dict[str, Any], text: str = "") -> Plan:
    try:
        return Plan.model_validate(raw)
    except ValidationError as error:
        lines = line_numbers(text)
        raise PlanError("\n".join(worded(one["loc"], one["msg"], raw, lines) for one in error.errors())) from error
