"""How the targets stand, in words and as the facts of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from handlers.engine.message import Chart
from handlers.engine.text import Text, Titled, _, ngettext, say
from schedules.plan.models import Figure
from schedules.plan.targets import FigureStanding
from storage.organisation.records import Unit
from storage.records import Bar
from storage.targets.sums import Rank


def chart(unit_name: str, year: int, bars: Sequence[Bar], language: str) -> Chart | None:
    """The chart of a unit's targets; None where nothing is known of any."""
    if not bars:
        return None
    return Chart(
        title=say(_("{unit}, {year:plain}", unit=unit_name, year=year), language),
        pace=say(_("where the year's pace should be by now"), language),
        bars=tuple(in_language(bar, language) for bar in bars),
        waiting=say(_("to be verified"), language),
    )


def in_language(bar: Bar, language: str) -> Bar:
    """A bar under the label that its reader knows."""
    return bar.model_copy(update={"label": bar.label_en}) if language == "en" and bar.label_en else bar


def heading(unit: Unit, year: int, programme: int) -> Text:
    """What is shown; where the year has no programme of its own, it goes by an earlier one, which is said."""
    if programme != year:
        return _(
            "{unit}: the targets of {year:plain}, after the programme of {programme:plain}",
            unit=unit.name,
            year=year,
            programme=programme,
        )
    return _("{unit}: the targets of {year:plain}", unit=unit.name, year=year)


def name(standing: FigureStanding) -> Titled:
    """What a figure is called, in its reader's language where the plan has that."""
    return Titled(standing.name, standing.english)


def numbered(standing: FigureStanding) -> Text:
    """A figure by its number and name: "4b. …"."""
    return _("{target}. {name}", target=standing.label, name=name(standing))


def line(standing: FigureStanding) -> Text:
    """One figure: how much is done, how much awaits a decision, and whether it keeps the year's pace.

    Whoever has no share of it reads what they have done, not what everybody together is to do.
    """
    if not standing.known:
        return _("{figure}: by figures entered, none yet", figure=numbered(standing))
    done: Text | float = amount(standing.done, standing.figure)
    if standing.amount is not None:
        done = _("{done} of {amount}", done=done, amount=amount(standing.amount, standing.figure))
    text = _("{figure}: {done}", figure=numbered(standing), done=done)
    if standing.claimed > standing.verified:
        text = _("{text}, {more} more to be verified", text=text, more=number(standing.claimed - standing.verified))
    if standing.pace is not None:
        text = _(
            "{text} {mark}", text=text, mark=_("✓ on pace") if standing.done >= standing.pace else behind(standing)
        )
    if standing.entered is not None:
        text = _("{text} (as of {day:short})", text=text, day=standing.entered.as_of)
    return text


def behind(standing: FigureStanding) -> Text:
    """How far a figure is behind the year's pace."""
    missing = (standing.pace or 0) - standing.done
    whole = missing if standing.figure.is_percentage else ceil(missing)
    return _("▼ {missing} behind the year's pace", missing=number(whole))


def folded(count: int) -> Text:
    """The figures of which nothing is known yet, by their number."""
    return ngettext("+ {count} target without figures yet", "+ {count} targets without figures yet", count)


def rank(standing: Rank) -> Text:
    """Where a unit stands among those beside it."""
    place = (standing.ahead or 0) + 1
    return _("{place} of {all} units of this level by volunteer turns", place=place, all=standing.units)


def amount(value: float, figure: Figure) -> Text | int | float:
    """An amount as the figure measures it."""
    return _("{number} %", number=number(value)) if figure.is_percentage else number(value)


def number(value: float) -> int | float:
    """A number, without a fraction that is zero."""
    return round(value) if value >= 100 or value == round(value) else round(value, 1)
