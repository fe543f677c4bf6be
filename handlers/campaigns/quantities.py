"""What a campaign counts: figures that are chosen one by one, each with the target of the year's plan that it moves."""

from __future__ import annotations

from itertools import count

from handlers import labels
from handlers.engine.chat import Chat, Option
from handlers.engine.text import HOME, Text, _, shortened
from handlers.typed.shift_times import Span
from schedules.plan import plan
from schedules.plan.measures import MEASURES, OFFERED, REPORTED
from schedules.plan.models import Plan
from storage.campaigns.records import Quantity

LONGEST_NAME = 36


def year_of(times: list[Span]) -> int:
    """The year at home whose plan shifts count towards: that of the first."""
    return times[0].starts_at.astimezone(HOME).year


def ask_counted(chat: Chat, year: int, already: list[Quantity]) -> list[Quantity]:
    """Ask which figures a campaign counts: what the year's plan counts first, then what else there is, until "done"."""
    year_plan = plan.current(chat.tx, year)
    offered = countable(year_plan, already)
    picked = {one.quantity for one in already}
    for number in count():
        text = _("What do we count besides people and hours? Choose as many as you like, then “Done”.")
        if picked:
            text = _(
                "So we count: {names}. Anything else? Then “Done”.",
                names=towards_targets(chat, year_plan, offered, picked),
            )
        options = [Option("done", _("Done"), "done")]
        options += [
            Option(f"{one.quantity}:{number}", counted_label(year_plan, one, picked), one.quantity) for one in offered
        ]
        answer = chat.choose("counts" if not number else f"counts/{number}", text, options)
        if answer == "done":
            return [one for one in offered if one.quantity in picked]
        picked ^= {answer}
    raise AssertionError  # the count has no end


def countable(year_plan: Plan | None, already: list[Quantity]) -> list[Quantity]:
    """What a campaign can count: what the plan counts stands first, in its order."""
    planned = year_plan.figures() if year_plan is not None else []
    counted = [
        key
        for _target, _place, figure in planned
        for key in [k for k in figure.counts if k in OFFERED] or figure.counts
    ]
    usual = [key for key in REPORTED if MEASURES[key].usual]
    keys = dict.fromkeys(key for key in [*counted, *usual] if MEASURES[key].most is not None)
    fresh = [Quantity(quantity=key, most=MEASURES[key].most or 0) for key in keys]
    return [*fresh, *(figure for figure in already if figure.quantity not in keys)]


def counted_label(year_plan: Plan | None, quantity: Quantity, picked: set[str]) -> Text:
    """A figure in the list: ticked or not, with the target that it counts towards."""
    facts = {"tick": "✓" if quantity.quantity in picked else "☐", "what": labels.quantity(quantity.quantity)}
    figure = year_plan.counted_by(quantity.quantity) if year_plan is not None else None
    if figure is None:
        return _("{tick} {what}", **facts)
    target, _place, of_plan = figure
    name = shortened(target.called(of_plan), LONGEST_NAME)
    return _("{tick} {what} (target {target}: {name})", target=target.number, name=name, **facts)


def towards_targets(chat: Chat, year_plan: Plan | None, counted: list[Quantity], picked: set[str] | None = None) -> str:
    """The figures in a line, each with the number of the target that it counts towards."""
    names = []
    for quantity in counted:
        if picked is None or quantity.quantity in picked:
            what = chat.words(labels.quantity(quantity.quantity)).lower()
            figure = year_plan.counted_by(quantity.quantity) if year_plan is not None else None
            target = figure and _("{what} (target {target})", what=what, target=figure[0].number)
            names.append(what if target is None else chat.words(target))
    return ", ".join(names)
