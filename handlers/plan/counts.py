"""Shows what counts towards each figure of the year's targets, and lets the office choose it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from handlers import labels
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.outcomes import Ended
from handlers.engine.text import Text, Titled, _
from handlers.plan import PLAN
from handlers.targets import TARGETS
from schedules.calendar import local_day
from schedules.plan import measures, plan
from schedules.plan.models import Figure, Plan, Target
from schedules.plan.reader import counts as reading
from schedules.plan.reader.finds import FoundAmount
from storage.errors import OutOfScopeError
from storage.plan import plans

ENTERED = "entered"
Placed = tuple[Target, int, Figure]


# Words ---------------------------------------------------------------------------------------------------------------


def named(what: str) -> Text | str:
    """What check-ins bring towards a figure, in words; "" is a figure that is entered."""
    return labels.quantity(what) if what else _("by figures entered")


def several(counts: Iterable[str]) -> Text | str:
    """Several of them, joined by commas."""
    keys = list(counts)
    first, *others = map(labels.quantity, [key for key in keys if key in measures.OFFERED] or keys)
    for other in others:
        first = _("{first}, {second}", first=first, second=other)
    return first


# Choosing ------------------------------------------------------------------------------------------------------------


def choose(chat: Chat, step: str, name: str, *, now: str, without: set[str], proposed: str = "") -> str:
    """Ask what check-ins bring towards a figure; "" where figures are entered for it."""
    keys = [key for key in measures.OFFERED if key not in without and key != now]
    if proposed in keys:
        keys = [proposed, *(key for key in keys if key != proposed)]
    options = [Option(key, offered(key, proposed), key) for key in keys]
    if now:
        options.append(Option(ENTERED, _("Nothing: by figures entered"), ENTERED, pinned=True))
    question = _("{name}: now {what}. What do check-ins bring towards it?", name=name, what=named(now))
    answer = chat.choose(step, question, options)
    return "" if answer == ENTERED else answer


def offered(key: str, proposed: str) -> Text | str:
    """A choice, marked where the target's own words suggest it."""
    what = labels.quantity(key)
    return _("{what} (by its words)", what=what) if key == proposed else what


def may_choose(chat: Chat) -> bool:
    """Whether there is a year's plan with targets, and it is the asker's to change."""
    return bool(plans_to_change(chat)) and plans.may_change(chat.tx, chat.asker)


def plans_to_change(chat: Chat) -> list[tuple[int, Plan]]:
    """The plans of this year and of those to come that have something to count, with their years."""
    years = plan.years_ahead(chat.tx, local_day(chat.tx.now).year)
    year_plans = [(year, plan.current(chat.tx, year)) for year in years]
    return [(year, one) for year, one in year_plans if one is not None and countable(one)]


def change(chat: Chat) -> NoReturn:
    """Pick a figure of the year's plan, and choose what counts towards it."""
    if not may_choose(chat):
        raise Refused(_("You can't change the year's targets any more."))
    years = [Option(str(year), str(year), (year, one)) for year, one in plans_to_change(chat)]
    year, year_plan = chat.choose("year", _("The targets of which year?"), years, settle=True)
    options = [Option(f"{one[0].number}.{one[1]}", line(one), one) for one in countable(year_plan)]
    target, index, figure = chat.choose("figure", _("Which target? Percentages and money are always entered."), options)
    name = target.called(figure)
    now = figure.counts[0] if figure.counts else ""
    amount = FoundAmount(value=figure.amount, unit=f"{figure.unit} {figure.of}".strip())
    what = choose(chat, "counts", name, now=now, without=set(), proposed=reading.measure_of(amount, target.text))
    chat.confirm("sure", question(year_plan, (target, index, figure), what))
    try:
        plan.choose_counts(chat.tx, chat.asker, year, number=target.number, position=index, what=what or None)
    except OutOfScopeError:
        raise Refused(_("You can't change the year's targets any more.")) from None
    chat.say(
        _("Saved. The totals are updated right away, including what was verified before."),
        offers=[Offer(TARGETS), Offer(PLAN)],
    )
    raise Ended


def countable(year_plan: Plan) -> list[Placed]:
    """The figures that check-ins can count towards."""
    return [one for one in year_plan.figures() if one[2].countable]


def line(placed: Placed) -> Text:
    """A figure in the list, with what counts towards it."""
    target, index, figure = placed
    what = several(figure.counts) if figure.counts else named("")
    name = Titled(target.called(figure), figure.short_en)
    return _("{target}. {name}: {what}", target=target.label(index), name=name, what=what)


def question(year_plan: Plan, placed: Placed, what: str) -> Text:
    """The confirmation; it says which target stops counting what this one will count."""
    target, _index, figure = placed
    facts = {"target": target.number, "name": target.called(figure), "what": named(what)}
    other = year_plan.counted_by(what) if what else None
    if other is None or other[2] is figure:
        return _("Target {target}, {name}: {what}?", **facts)
    return _(
        "Target {target}, {name}: {what}? Target {other} does not count it any more.", other=other[0].number, **facts
    )
