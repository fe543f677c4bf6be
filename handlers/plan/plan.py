"""The plan for organisers: give items days, rename, remove or switch them off; what targets count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import NoReturn

from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, Titled, _, ngettext, shortened
from handlers.plan import PLAN, UNDO, take_back
from handlers.plan import add as plan_add
from handlers.plan import counts as plan_counts
from handlers.plan import days as plan_days
from handlers.plan import preview as plan_preview
from handlers.plan import read as plan_read
from handlers.plan import undo as plan_undo
from handlers.typed.titles import title_of
from schedules.calendar import local_day
from schedules.due.occasions import days_of
from schedules.plan import titles
from storage.errors import OutOfScopeError
from storage.plan import changes as plan_changes
from storage.plan import plan_items
from storage.plan.plan_items import Dates, ItemKind, PlanItem
from storage.text import fold

YEAR_AHEAD = timedelta(days=366)
NO_ENGLISH = {"khong co ten tieng anh", "khong", "bo trong", "no english title", "none", "no"}
ADD, READ, LOOK, COUNTS = "add", "read", "look", "counts"
ACTIONS = (
    Option(ADD, _("+ Add an item"), ADD),
    Option(READ, _("+ From a programme's file"), READ),
    Option(LOOK, _("What goes out on a day?"), LOOK),
)
TAKE_BACK = Option(UNDO, _("Undo a change"), UNDO)
TARGETS = Option(COUNTS, _("What counts towards the targets?"), COUNTS)


def plan(chat: Chat) -> None:
    """Pick an item and change it, add one, see what goes out on a day, or choose what counts towards the targets."""
    word, _space, change_id = chat.args(Named).of.partition(" ")
    if word == UNDO:
        plan_undo.take_back(chat, change_id)
    items = [item for item in plan_items.managed_by(chat.tx, chat.asker) if item.kind != "drive"]
    picked = pick(chat, items)
    if picked == ADD:
        plan_add.add(chat)
    elif picked == READ:
        plan_read.read_in(chat)
    elif picked == LOOK:
        plan_preview.look_ahead(chat)
    elif picked == COUNTS:
        plan_counts.change(chat)
    elif picked == UNDO:
        chat.goto(PLAN, Named(of=UNDO))
    else:
        change(chat, next(item for item in items if str(item.id) == picked))


# Picking -------------------------------------------------------------------------------------------------------------


def pick(chat: Chat, items: list[PlanItem]) -> str:
    """The item that the command named, or what is chosen from the list; those that need a day stand first."""
    named = chat.args(Named).of
    if any(str(item.id) == named for item in items):
        return named
    undated = [item for item in items if item.undated and not item.off]
    today = local_day(chat.tx.now)
    dated = sorted((item for item in items if not item.undated and not item.off), key=lambda one: next_day(one, today))
    listed = [*undated, *dated, *(item for item in items if item.off)]
    actions = [*ACTIONS, *([TARGETS] if plan_counts.may_choose(chat) else [])]
    actions += [TAKE_BACK] if plan_changes.undoable(chat.tx, chat.asker) else []
    picked = chat.choose_or_type("item", overview(items, undated), as_options(listed, today, first=actions))
    return picked if isinstance(picked, str) else search(chat, picked.text, listed, actions)


def search(chat: Chat, typed: str, listed: list[PlanItem], actions: Sequence[Option[str]]) -> str:
    """The item whose name was typed, whichever page of the list it is on."""
    today = local_day(chat.tx.now)
    named = [item for item in listed if fold(typed) in fold(f"{item.title} {item.title_en}")] if fold(typed) else []
    if named:
        return chat.choose("found", _("Which of these?"), as_options(named, today), settle=True)
    question = _("Nothing in the plan is called “{typed}”. This is what there is:", typed=typed)
    return chat.choose("found", question, as_options(listed, today, first=actions))


def as_options(items: list[PlanItem], today: date, *, first: Sequence[Option[str]] = ()) -> list[Option[str]]:
    """The items as choices, after `first`."""
    return [*first, *(Option(str(item.id), label(item, today.year), str(item.id)) for item in items)]


def overview(items: list[PlanItem], undated: list[PlanItem]) -> Text:
    """What there is, and what is missing."""
    if not items:
        return _("Nothing is in your plan yet. What would you like to do?")
    have = ngettext("The plan has {count} item.", "The plan has {count} items.", len(items))
    if not undated:
        return _("{have} All have their day. Which one shall we look at?", have=have)
    need = ngettext("{count} still needs a day", "{count} still need a day", len(undated))
    return _("{have} {need}: they come first. Which one shall we look at?", have=have, need=need)


def label(item: PlanItem, this_year: int) -> Text:
    """An item in the list."""
    title = Titled(*(shortened(titles.plain(one, item.kind, this_year)) for one in (item.title, item.title_en)))
    if item.off:
        return _("{title} (off)", title=title)
    if item.undated:
        return _("⚠ {title}", title=title)
    return _("{when}: {title}", when=plan_days.briefly(item), title=title)


def next_day(item: PlanItem, today: date) -> date:
    """When an item is next; what is over comes last."""
    return next((occurrence.day for occurrence in days_of(item, today, today + YEAR_AHEAD)), date.max)


# Changing ------------------------------------------------------------------------------------------------------------


def change(chat: Chat, item: PlanItem) -> None:
    """Give an item its day, move it, rename it, remove it, or switch it off or on."""
    options = [Option("date", _("Give it a day") if item.undated else _("Move it"), "date")]
    options.append(Option("rename", _("Rename it"), "rename"))
    options.append(Option("english", _("Its title in English"), "english"))
    options.append(Option("on", _("Switch it on"), "on") if item.off else Option("off", _("Switch it off"), "off"))
    options += [Option("remove", _("Remove it"), "remove"), Option("back", _("Other items"), "back")]
    match chat.choose("what", about(chat, item), options):
        case "date":
            give_date(chat, item)
        case "rename":
            rename(chat, item)
        case "english":
            call_in_english(chat, item)
        case "remove":
            remove(chat, item)
        case "back":
            chat.goto(PLAN)
        case word:
            switch(chat, item, off=word == "off")


def about(chat: Chat, item: PlanItem) -> str:
    """An item, as its organiser sees it."""
    today = local_day(chat.tx.now)
    lines: list[Text | str] = [titles.plain(item.title, item.kind, today.year)]
    if item.year:
        lines.append(_("{kind}, since {year:plain}", kind=plan_days.KINDS[item.kind], year=item.year))
    else:
        lines.append(plan_days.KINDS[item.kind])
    if item.title_en:
        lines.append(_("In English: {title}", title=item.title_en))
    lines.append(_("When: {when}", when=plan_days.said(item)))
    for occurrence in list(days_of(item, today, today + YEAR_AHEAD))[:1]:
        if occurrence.years is not None:
            lines.append(_("Next: {day:date}, {years} years", day=occurrence.day, years=occurrence.years))
        else:
            lines.append(_("Next: {day:date}", day=occurrence.day))
    if item.off:
        lines.append(_("It is switched off: nobody is reminded of it."))
    elif item.undated:
        lines.append(_("Without a day nobody is reminded of it."))
    return "\n".join(chat.words(line) for line in [*lines, "", _("What next?")])


def give_date(chat: Chat, item: PlanItem) -> None:
    """Ask for the day and keep it after a yes."""
    dates = ask_dates(chat, item.title, item.kind)
    chat.confirm("sure", _("{title}: {when}?", title=item.title, when=plan_days.said(dates)))
    try:
        plan_items.set_dates(chat.tx, chat.asker, item.id, dates)
    except OutOfScopeError:
        refuse()
    chat.say(_("Kept. {sent}", sent=plan_days.what_follows(item.kind)), offers=after(chat, item.id))


def rename(chat: Chat, item: PlanItem) -> None:
    """Ask for another name and keep it after a yes; a title in English was of the name before."""
    title = chat.ask("title", _("What is it called?"), partial(title_of, most=plan_add.LONGEST_TITLE))
    chat.confirm("sure", _("Call it “{name}” instead of “{before}”?", name=title, before=item.title))
    call(chat, item, title, "" if fold(title) != fold(item.title) else item.title_en)
    chat.say(_("Kept: it goes out as “{title}” from now on.", title=title), offers=after(chat, item.id))


def call_in_english(chat: Chat, item: PlanItem) -> None:
    """Ask what readers of English are told that it is called."""
    question = _("“{title}”: what is it called in English?", title=item.title)
    hints = [_("No English title")] if item.title_en else []
    typed = chat.ask("title_en", question, english, hints=hints)
    call(chat, item, item.title, typed)
    if typed:
        chat.say(_("Kept: readers of English read “{title}”.", title=typed), offers=after(chat, item.id))
    else:
        chat.say(_("Kept: readers of English read “{title}”.", title=item.title), offers=after(chat, item.id))


def english(text: str) -> str:
    """A title in English; "" for none.

    Raises:
        Bad: it is too short or too long.
    """
    return "" if fold(text) in NO_ENGLISH else title_of(text, most=plan_add.LONGEST_TITLE)


def call(chat: Chat, item: PlanItem, title: str, title_en: str) -> None:
    """Keep an item's titles, if it is still the asker's to change."""
    try:
        plan_items.rename(chat.tx, chat.asker, item.id, title, title_en)
    except OutOfScopeError:
        refuse()


def remove(chat: Chat, item: PlanItem) -> None:
    """Take an item out of the plan after a yes; it can be taken back for a day."""
    chat.confirm("sure", _("Remove “{title}” from the plan? You can take that back for a day.", title=item.title))
    try:
        plan_items.remove(chat.tx, chat.asker, item.id)
    except OutOfScopeError:
        refuse()
    chat.say(_("“{title}” is no longer in the plan.", title=item.title), offers=after(chat))


def switch(chat: Chat, item: PlanItem, *, off: bool) -> None:
    """Stop the reminders of an item after a yes, or let them go on."""
    if off:
        chat.confirm("sure", _("Switch off “{title}”? Nobody is reminded of it any more.", title=item.title))
    else:
        chat.confirm("sure", _("Switch on “{title}” again?", title=item.title))
    try:
        plan_items.switch(chat.tx, chat.asker, item.id, off=off)
    except OutOfScopeError:
        refuse()
    done = _("“{title}” is switched off.", title=item.title) if off else _("“{title}” is on again.", title=item.title)
    chat.say(done, offers=after(chat, item.id))


def after(chat: Chat, item_id: int | None = None) -> list[Offer]:
    """What is offered next: the plan, the item if it is there, and to take the change back."""
    look = [] if item_id is None else [Offer(PLAN, Named(of=str(item_id)), _("Look at it"))]
    newest = plan_changes.undoable(chat.tx, chat.asker)[:1]
    return [Offer(PLAN), *look, *(take_back(one.id) for one in newest)]


def refuse() -> NoReturn:
    """Refuse: the item is no longer the asker's to change."""
    raise Refused(_("You can't change that item any more."))


def ask_dates(chat: Chat, title: str, kind: ItemKind) -> Dates:
    """Ask when something is."""
    today = local_day(chat.tx.now)
    if kind == "anniversary":
        question = _("“{title}”: on which day of every year? For example 26/3, or 10/3 âm lịch.", title=title)
    elif kind == "campaign":
        question = _("“{title}”: from when to when? For example 1/6 - 31/8/2027.", title=title)
    else:
        question = _("“{title}”: on which day? For example 21/3/2027, or 26/3 for every year.", title=title)
    parse = partial(plan_days.dates_of, kind=kind, today=today)
    return chat.ask("date", question, parse, again=Dates.model_validate)
