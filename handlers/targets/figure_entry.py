"""Enter how a target's figure stands that no check-in counts: how much, on which day, and where that is from."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import NoReturn

from handlers.broadcasts.audience import day_before
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named
from handlers.engine.text import Text, _
from handlers.targets import TARGETS
from handlers.targets import words as progress_words
from schedules.calendar import local_day
from schedules.plan.targets import FigureStanding
from storage.errors import OutOfScopeError
from storage.organisation.records import Unit
from storage.targets import figures as target_figures
from storage.targets.figures import FigureId
from storage.text import fold, tidy

SHORTEST_SOURCE, LONGEST_SOURCE = 4, 200
SHOWN = 5
MOST = 10**13
_TIMES = {"": 1, "nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_AMOUNT = re.compile(r"(\d{1,3}(?:[.\s]\d{3})+|\d+)(?:,(\d{1,3}))?\s*(%|[^\W\d_]*)(?:\s*đồng|\s*dong)?", re.IGNORECASE)


def enter(chat: Chat, unit: Unit, found: list[FigureStanding], year: int) -> NoReturn:
    """Ask for a figure and its source, and keep it."""
    by_hand = [one for one in found if not one.figure.counts]
    options = [Option(f"{one.target.number}.{one.position}", label(one), one) for one in by_hand]
    one = chat.choose("figure", _("Which figure? Check-ins count the others by themselves."), options)
    figure = FigureId(year=year, target=one.target.number, position=one.position)
    amount = chat.ask(
        "amount", how_much(chat, unit, one, figure), partial(amount_of, percentage=one.figure.is_percentage)
    )
    today = local_day(chat.tx.now)
    day = chat.ask(
        "day",
        _("As of which day? For example {day:short}/{year:plain}.", day=today, year=today.year),
        partial(day_before, today=today),
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
    except OutOfScopeError:
        raise Refused(_("That is not yours to enter any more.")) from None
    chat.say(_("Entered. Earlier entries are kept too."))
    chat.goto(TARGETS, Named(of=str(unit.id)))


def label(one: FigureStanding) -> Text:
    """A figure in a list."""
    return _("{target}. {name}", target=one.target.number, name=one.name)


def how_much(chat: Chat, unit: Unit, one: FigureStanding, figure: FigureId) -> str:
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


def amount_of(text: str, *, percentage: bool) -> float:
    """An amount as people write it: "1.250", "1,5 tỷ", "85%".

    Raises:
        Bad: it is none, or a percentage above 100.
    """
    match = _AMOUNT.fullmatch(tidy(text))
    word = fold(match[3]) if match is not None and match[3] != "%" else ""
    if match is None or word not in {*_TIMES, "dong"}:
        raise Bad(_("I need a number, such as 1.250 or 1,5 tỷ."))
    amount = float(re.sub(r"[.\s]", "", match[1]) + (f".{match[2]}" if match[2] else "")) * _TIMES.get(word, 1)
    if amount > MOST or (percentage and amount > 100):
        raise Bad(_("That is too much; a percentage is at most 100.") if percentage else _("That is too much."))
    return amount


def source_of(text: str) -> str:
    """Where a figure is from.

    Raises:
        Bad: it says too little, or too much.
    """
    source = tidy(text)
    if not SHORTEST_SOURCE <= len(source) <= LONGEST_SOURCE:
        raise Bad(_("In a few words, please: which report, of which day."))
    return source
