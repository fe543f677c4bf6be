"""Asks whether an item that is put into the plan is one that it has already, under a title that is merely alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.engine.chat import Chat, Option
from handlers.engine.text import _
from schedules.plan import titles
from storage.plan import plan_items
from storage.plan.plan_items import Dates, ItemKind


@dataclass(frozen=True, slots=True)
class Known:
    """An item that is there: in the plan (`kept`), or put in just now."""

    title: str
    kind: ItemKind
    dates: Dates
    kept: bool = False


def said_to(chat: Chat) -> list[Known]:
    """The items that go out to the asker's units already: what has no day yet is said to nobody."""
    items = {item.id: item for item in plan_items.seen_by(chat.tx, chat.asker)}
    items |= {item.id: item for item in plan_items.managed_by(chat.tx, chat.asker)}
    return [Known(item.title, item.kind, item, kept=True) for item in items.values() if not (item.off or item.undated)]


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
