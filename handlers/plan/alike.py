"""Asks whether an item that is put into the plan is one that it has already, and whether it moves to another day."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.engine.chat import Chat, Option
from handlers.engine.text import _
from handlers.plan import days as plan_days
from schedules.calendar import local_day
from schedules.plan import titles
from schedules.plan.compare import Known
from storage.organisation.records import Unit
from storage.plan import plan_items
from storage.plan.plan_items import Dates, PlanItem


def known_to(chat: Chat, unit: Unit) -> list[Known]:
    """What concerns a unit: the items that its organiser may change, and those of the units above it."""
    whole = unit.parent_id is None
    managed = plan_items.managed_by(chat.tx, chat.asker)
    own = [item for item in managed if (item.unit_id is None if whole else item.path == unit.path)]
    above = [] if whole else plan_items.of_units_above(chat.tx, unit)
    mine = {item.id for item in own}
    this_year = local_day(chat.tx.now).year
    return [as_known(item, this_year, fixed=item.id not in mine) for item in [*own, *above]]


def as_known(item: PlanItem, this_year: int, *, fixed: bool = False) -> Known:
    """An item of the plan as one thing among others, without an older year's number."""
    dates = Dates.model_validate(item.model_dump(include=set(Dates.model_fields)))
    title = titles.plain(item.title, item.kind, this_year)
    return Known(title, item.kind, dates, year=item.year, item_id=item.id, fixed=fixed)


def said_to(chat: Chat) -> list[Known]:
    """The items that go out to the asker's units already: what has no day yet is said to nobody."""
    items = {item.id: item for item in plan_items.seen_by(chat.tx, chat.asker)}
    items |= {item.id: item for item in plan_items.managed_by(chat.tx, chat.asker)}
    this_year = local_day(chat.tx.now).year
    return [as_known(item, this_year) for item in items.values() if not (item.off or item.undated)]


def first(title: str, dates: Dates, known: Iterable[Known]) -> Known | None:
    """The first of these that may be the same thing."""
    return next((one for one in known if titles.alike(title, one.title) and titles.same_days(dates, one.dates)), None)


def are_one(chat: Chat, step: str, title: str, other: Known) -> bool:
    """Whether two items that seem to be one thing are, as their organiser says."""
    question = _(
        "“{title}” and “{other}”, which is there already, seem to be one thing. Are they?",
        title=title,
        other=other.title,
    )
    options = [
        Option("one", _("Yes, once is enough"), True),
        Option("two", _("No, these are two"), False),
    ]
    return chat.choose(step, question, options)


def is_moved(chat: Chat, step: str, known: Known, dates: Dates) -> bool:
    """Whether an item that is there moves to the days of the document."""
    question = _(
        "“{title}” is on {before} in your plan; the document has {after}. Which is right?",
        title=known.title,
        before=plan_days.said(known.dates),
        after=plan_days.said(dates),
    )
    options = [
        Option("stays", _("{when}, as it is", when=plan_days.said(known.dates)), False),
        Option("moves", _("{when}, as the document says", when=plan_days.said(dates)), True),
    ]
    return chat.choose(step, question, options)
