"""Enter how a target's figure stands that no check-in counts: how much, on which day, and where that is from."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NoReturn

from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named
from handlers.engine.text import Text, _
from handlers.targets import TARGETS
from handlers.targets import words as progress_words
from handlers.typed import amounts
from handlers.typed.days import past_day
from schedules.calendar import local_day
from schedules.plan.targets import FigureStanding
from storage.campaigns.organising import NotTheirsError
from storage.records import Unit
from storage.targets import figures as target_figures
from storage.targets.figures import Figure
from storage.text import tidy

SHORTEST_SOURCE, LONGEST_SOURCE = 4, 200
SHOWN = 5


def enter(chat: Chat, unit: Unit, found: list[FigureStanding], year: int) -> NoReturn:
    """Ask for a figure and its source, and keep it."""
    by_hand = [one for one in found if not one.figure.counts]
    options = [Option(f"{one.target.number}.{one.place}", label(one), one) for one in by_hand]
    one = chat.choose("figure", _("Which figure? Check-ins count the others by themselves."), options)
    figure = Figure(year=year, target=one.target.number, place=one.place)
    amount = chat.ask(
        "amount", how_much(chat, unit, one, figure), partial(amounts.measure, percentage=one.figure.is_percentage)
    )
    today = local_day(chat.tx.now)
    day = chat.ask(
        "day",
        _("As of which day? For example {day:short}/{year:plain}.", day=today, year=today.year),
        partial(past_day, today=today),
        hints=[f"{today:%d/%m/%Y}"],
        again=date.fromisoformat,
    )
    source = chat.ask("source", _("Where is it from? A report, a letter, with its number if it has one."), source_of)
    chat.review(
        "sure",
        [
            ("amount", one.name, _("{amount}", amount=progress_words.amount(amount, one.figure))),
            ("day", _("As of"), _("{day:date}", day=day)),
            ("source", _("Source"), source),
        ],
    )
    try:
        target_figures.enter(chat.tx, chat.asker, unit.id, figure, amount=amount, as_of=day, source=source)
    except NotTheirsError:
        raise Refused(_("That is not yours to enter any more.")) from None
    chat.say(_("Entered. Earlier entries are kept too."))
    chat.goto(TARGETS, Named(of=str(unit.id)))


def label(one: FigureStanding) -> Text:
    """A figure in a list."""
    return _("{target}. {name}", target=one.target.number, name=one.name)


def how_much(chat: Chat, unit: Unit, one: FigureStanding, figure: Figure) -> str:
    """The question for the amount, with what was entered before, by whom and from where."""
    lines: list[Text] = [_("{target}. {text}", target=one.target.number, text=one.target.text)]
    for entry in target_figures.history(chat.tx, chat.asker, unit, figure, SHOWN):
        shown = progress_words.amount(entry.amount, one.figure)
        who = entry.entered_by or chat.words(_("somebody without a name"))
        lines.append(
            _("• {day:short}: {amount}, {source} ({who})", day=entry.as_of, amount=shown, source=entry.source, who=who)
        )
    lines.append(_("How much is it at {unit} so far?", unit=unit.name))
    return "\n".join(map(chat.words, lines))


def source_of(text: str) -> str:
    """Where a figure is from.

    Raises:
        Bad: it says too little, or too much.
    """
    source = tidy(text)
    if not SHORTEST_SOURCE <= len(source) <= LONGEST_SOURCE:
        raise Bad(_("In a few words, please: which report, of which day."))
    return source
