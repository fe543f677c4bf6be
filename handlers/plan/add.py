"""Adding an item to the plan of a unit that one organises."""

from __future__ import annotations

from functools import partial

from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _
from handlers.plan import PLAN, alike, take_back
from handlers.plan import days as plan_days
from handlers.typed.titles import title_of
from schedules.calendar import local_day
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.plan import changes, plan_items
from storage.plan.plan_items import Dates, ItemKind
from storage.records import Role
from storage.text import fold

LONGEST_TITLE = 200
FIRST_YEAR = 1000


def add(chat: Chat) -> None:
    """Add an item for a unit that one organises."""
    unit = chat.choose("unit", _("For which unit, and all below it?"), own_units(chat), settle=True)
    kinds = [Option(str(kind), name, kind) for kind, name in plan_days.KINDS.items()]
    kind = chat.choose("kind", _("What is it?"), kinds)
    title = chat.ask("title", _("What is it called?"), partial(title_of, most=LONGEST_TITLE))
    year = 0
    if kind == "anniversary":
        this_year = local_day(chat.tx.now).year
        question = _("In which year did it happen? So that I can count the years.")
        year = chat.ask("year", question, partial(year_of, this_year=this_year), hints=[_("Not known")])
    dates = ask_new_dates(chat, title, kind)
    other = alike.first(title, dates, alike.said_to(chat))
    if other is not None and alike.are_one(chat, "alike", title, other):
        chat.stop(_("“{title}” is there already, so nothing was added.", title=other.title), offers=[Offer(PLAN)])
    shown: list[tuple[str, Text | str, Text | str]] = [
        ("kind", _("Kind"), plan_days.KINDS[kind]),
        ("title", _("Name"), title),
    ]
    if kind == "anniversary":
        shown.append(("year", _("Year"), str(year) if year else _("Not known")))
    chat.review("sure", [*shown, ("date", _("When"), plan_days.said(dates))], yes=_("Add it"))
    try:
        item = plan_items.add(chat.tx, chat.asker, unit_id=unit, kind=kind, title=title, dates=dates, year=year or None)
    except OutOfScopeError:
        raise Refused(_("You cannot add to the plan of that unit any more.")) from None
    sent = _("Give it a day when you know it.") if item.undated else plan_days.what_follows(kind)
    chat.say(
        _("Added: {title}. {sent}", title=title, sent=sent),
        offers=[
            Offer(PLAN),
            Offer(PLAN, Named(of=str(item.id)), _("Look at it")),
            *(take_back(one.id) for one in changes.undoable(chat.tx, chat.asker)[:1]),
        ],
    )


def own_units(chat: Chat) -> list[Option[int]]:
    """The units that the asker organises."""
    ids = dict.fromkeys(scope.unit_id for scope in chat.asker.scopes if scope.rank >= Role.ORGANISER)
    own = [units.by_id(chat.tx, unit_id) for unit_id in ids]
    return [Option(str(one.id), one.name, one.id) for one in own]


def ask_new_dates(chat: Chat, title: str, kind: ItemKind) -> Dates:
    """Ask when it is, or leave that for later."""
    today = local_day(chat.tx.now)

    def parse(text: str) -> Dates:
        return Dates() if fold(text) in plan_days.NOT_YET else plan_days.dates_of(text, kind, today)

    question = _("When is “{title}”? For example 26/3, 10/3 âm lịch, 21/3/2027, or 1/6 - 31/8/2027.", title=title)
    return chat.ask("date", question, parse, hints=[_("Not yet known")], again=Dates.model_validate)


def year_of(text: str, *, this_year: int) -> int:
    """The year of an event; 0 where it is not known.

    Raises:
        Bad: it is no year, or is to come.
    """
    typed = fold(text)
    if typed in {"khong ro", "khong biet", "khong", "bo qua", "not known", "unknown", "skip", "no"}:
        return 0
    typed = typed.removeprefix("nam ")
    if not typed.isdecimal() or not FIRST_YEAR <= int(typed) <= this_year:
        raise Bad(_("I need a year such as 1931, or “not known”."))
    return int(typed)
