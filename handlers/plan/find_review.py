"""One find of a programme with its sentence: kept, under another name or on another day, or dropped."""

from __future__ import annotations

from functools import partial

from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _, shortened
from handlers.plan import add as plan_add
from handlers.plan import days as plan_days
from handlers.typed.titles import title_of
from schedules.calendar import local_day
from schedules.plan.compare import Compared
from schedules.plan.reader import finds
from schedules.plan.reader.finds import FoundAnniversary
from schedules.plan.reading import Find, dates_of, kind_of
from storage.plan.plan_items import Dates

LONGEST_SENTENCE = 220
LONGEST_TITLE = 120
# Why a find is asked about by itself, as the reader says it.
WHY = {
    finds.NO_DAYS: _("Only months are stated, so I took their first and last day."),
    finds.NO_START: _("When it begins is not stated, so I took its last day."),
    finds.NO_SUCH_DAY: _("It names a day that is in no calendar, so I took the month's last."),
    finds.DAYS_DIFFER: _("Its two days are not the same."),
    finds.NO_NAME: _("I couldn't make out its name."),
    finds.NO_DAY: _("Its day is not stated. Without one nobody is reminded of it."),
    finds.OTHER_YEAR: _("Its days were of another year, so it has none yet."),
}


def line(find: Find) -> Text:
    """A find in a line."""
    return _("{title}: {when}", title=shortened(find.title or "?", LONGEST_TITLE), when=when(find))


def when(find: Find) -> Text:
    """When it is, as it was read."""
    said = plan_days.said(dates_of(find))
    if isinstance(find, FoundAnniversary) and find.year is not None:
        return _("{when}, since {year:plain}", when=said, year=find.year)
    return said


def look_at(chat: Chat, find: Find, step: str, position: Text, comparison: Compared) -> Find | None:
    """One find with its sentence: keep it, correct its name or its day, or drop it (None)."""
    options = [
        Option("keep", _("Keep it"), "keep"),
        Option("title", _("Another name"), "title"),
        Option("day", _("Another day"), "day"),
        Option("drop", _("Drop it"), "drop"),
    ]
    if not find.title:
        options = [Option("title", _("Give it a name"), "title"), options[-1]]
    match chat.choose(step, question(chat, find, position, comparison), options):
        case "drop":
            return None
        case "title":
            title = chat.ask(f"{step}-title", _("What is it called?"), partial(title_of, most=plan_add.LONGEST_TITLE))
            return find.model_copy(update={"title": title})
        case "day":
            parse = partial(plan_days.dates_of, kind=kind_of(find), today=local_day(chat.tx.now))
            asked = chat.ask(f"{step}-day", _("When is it?"), parse, again=Dates.model_validate)
            return redated(find, asked)
    return find


def question(chat: Chat, find: Find, position: Text, comparison: Compared) -> str:
    """A find, why it is asked about, what the plan has of it, and its sentence."""
    lines: list[Text] = [_("{place}: {line}", place=position, line=line(find))]
    if comparison.known is not None and comparison.how != "alike":
        known = comparison.known
        there = _("It is there already: “{title}”, {when}.", title=known.title, when=plan_days.said(known.dates))
        lines.append(there)
    elif find.unsure in WHY:
        lines.append(WHY[find.unsure])
    sentence = _("“{sentence}”", sentence=shortened(find.sentence, LONGEST_SENTENCE))
    return "\n\n".join(["\n".join(map(chat.words, lines)), chat.words(sentence)])


def redated(find: Find, dates: Dates) -> Find:
    """A find with another day."""
    if isinstance(find, FoundAnniversary):
        return find.model_copy(update={"day": dates.day, "month": dates.month, "lunar": dates.lunar, "unsure": ""})
    start, end = dates.starts_on, dates.ends_on or dates.starts_on
    update = {"start": start and start.isoformat(), "end": end and end.isoformat(), "unsure": ""}
    return find.model_copy(update=update)
