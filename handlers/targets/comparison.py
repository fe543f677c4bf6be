"""The units right below one, beside each other: by their shares of a target, or else by what they did."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.text import Text, _
from handlers.targets import words as target_words
from schedules.plan import targets as plan_targets
from schedules.plan.targets import UnitStanding
from storage.organisation.records import Unit

LISTED = 15


def of_units(chat: Chat, unit: Unit, year: int) -> str:
    """Each figure that check-ins count, with the units below in their order."""
    parts = [
        [heading(standings[0]), *(line(place, one) for place, one in enumerate(standings[:LISTED], start=1))]
        for standings in plan_targets.compared(chat.tx, chat.asker, unit, year)
    ]
    if not parts:
        return chat.words(_("Nothing has been counted below {unit} yet.", unit=unit.name))
    return "\n\n".join("\n".join(map(chat.words, lines)) for lines in parts)


def heading(standing: UnitStanding) -> Text:
    """Which figure."""
    return target_words.numbered(standing.standing)


def line(place: int, standing: UnitStanding) -> Text:
    """A unit at its place: what it did, and of how much."""
    figure = standing.standing
    done = target_words.number(figure.done)
    if figure.amount is None:
        return _("{place}. {unit}: {done}", place=place, unit=standing.unit, done=done)
    percent = round(100 * figure.done / figure.amount)
    return _(
        "{place}. {unit}: {done} of {amount} ({percent} %)",
        place=place,
        unit=standing.unit,
        done=done,
        amount=figure.amount,
        percent=percent,
    )
