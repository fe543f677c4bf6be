"""Enters a figure that no check-in counts: how much, as of which day, and from which source."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NoReturn

from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named
from handlers.engine.text import Text, _
from handlers.targets import TARGETS
from handlers.targets import words as target_words
from handlers.typed import amounts
from handlers.typed.days import past_day
from schedules.calendar import local_day
from schedules.plan.targets import FigureStanding
from storage.errors import OutOfScopeError
from storage.organisation.records import Unit
from storage.targets import figures
from storage.targets.figures import FigureId
from storage.text import tidy

SHORTEST_SOURCE, LONGEST_SOURCE = 4, 200
SHOWN = 5


def enter(chat: Chat, unit: Unit, standings: list[FigureStanding], year: int) -> NoReturn:
    """Ask for a figure and its source, and keep it."""
    by_hand = [standing for standing in standings if not standing.figure.counts]
    options = [
        Option(f"{standing.target.number}.{standing.position}", label(standing), standing) for standing in by_hand
    ]
    standing = chat.choose("figure", _("Which figure? Check-ins count the others by themselves."), options)
    figure = FigureId(year=year, target=standing.target.number, position=standing.position)
    amount = chat.ask(
        "amount",
        how_much(chat, unit, standing, figure),
        partial(amounts.measure, percentage=standing.figure.is_percentage),
    )
    day = ask_day(chat)
    source = chat.ask("source", _("Where is it from? A report, a letter, with its number if it has one."), source_of)
    chat.review(
        "sure",
        [
            ("amount", standing.name, _("{amount}", amount=target_words.amount(amount, standing.figure))),
            ("day", _("As of"), _("{day:date}", day=day)),
            ("source", _("Source"), source),
        ],
    )
    try:
        figures.enter(chat.tx, chat.asker, unit.id, figure, amount=amount, as_of=day, source=source)
    except OutOfScopeError:
        raise Refused(_("You can't enter that any more.")) from None
    chat.say(_("Entered. Earlier entries are kept too."))
    chat.goto(TARGETS, Named(of=str(unit.id)))


def ask_day(chat: Chat) -> date:
    """Ask as of which day the figure is."""
    today = local_day(chat.tx.now)
    question = _("As of which day? For example {day:short}/{year:plain}.", day=today, year=today.year)
    parse = partial(past_day, today=today)
    return chat.ask("day", question, parse, hints=[f"{today:%d/%m/%Y}"], again=date.fromisoformat)


def label(standing: FigureStanding) -> Text:
    """A figure in a list."""
    return target_words.numbered(standing)


def how_much(chat: Chat, unit: Unit, standing: FigureStanding, figure: FigureId) -> str:
    """The question for the amount, with what was entered before, by whom and from where."""
    lines: list[Text] = [_("{target}. {text}", target=standing.target.number, text=standing.target.text)]
    for entry in figures.history(chat.tx, chat.asker, unit, figure, SHOWN):
        shown = target_words.amount(entry.amount, standing.figure)
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
