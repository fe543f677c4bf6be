"""The year's targets: how each stands, as a chart and in words, unit by unit down the tree; and figures to enter."""

from __future__ import annotations

from typing import NoReturn

from handlers import labels
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.outcomes import Ended
from handlers.engine.sheet import sheet
from handlers.engine.text import Text, _, ngettext
from handlers.plan import PLAN
from handlers.targets import TARGETS, figure_entry
from handlers.targets import words as target_words
from handlers.typed import amounts
from handlers.units.picker import full_name
from schedules.calendar import local_day
from schedules.plan import plan
from schedules.plan import targets as plan_targets
from schedules.plan.measures import HOURS, MEASURES, TURNS
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Role
from storage.targets.sums import Tally

MINUTES = MEASURES[HOURS].stored_as


def targets(chat: Chat) -> None:
    """Show how the targets stand for a unit; go on to one below it, or enter what no check-in counts."""
    unit = which_unit(chat)
    year = local_day(chat.tx.now).year
    standings = plan_targets.of_unit(chat.tx, chat.asker, unit)
    if not standings:
        chat.stop(_("No plan is loaded yet, so there are no targets to look at."), offers=[Offer(PLAN)])
    lines = [target_words.line(one, whole=unit.parent_id is None) for one in standings]
    text = "\n".join(map(chat.words, [target_words.heading(unit, year, programme_of(chat, year)), *lines]))
    bars = [one.bar() for one in standings if one.known]
    chat.say(text, attach=target_words.chart(unit.name, year, bars, chat.language))
    match chat.choose("next", _("What would you like to see?"), options(chat, unit, year)):
        case "enter":
            figure_entry.enter(chat, unit, standings, year)
        case "excel":
            hand_out(chat, unit, year)
        case "up":
            chat.goto(TARGETS, Named(of=str(unit.parent_id)))
        case "done":
            chat.stop(_("All right. You find the targets again at /tiendo."))
        case below:
            chat.goto(TARGETS, Named(of=below))


def programme_of(chat: Chat, year: int) -> int:
    """Which year's programme a year goes by."""
    programme = plan.current(chat.tx, year)
    return year if programme is None else programme.year


def which_unit(chat: Chat) -> Unit:
    """The unit that the command named, if one leads it; else the highest that one leads."""
    if (unit_id := amounts.id_of(chat.args(Named).of)) is not None:
        unit = next((one for one in units.all_open(chat.tx) if one.id == unit_id), None)
        if unit is not None and chat.asker.may(Role.LEADER, unit.path):
            return unit
        chat.stop(_("That unit is not among yours."), offers=[Offer(TARGETS)])
    held = sorted({scope.path: scope.unit_id for scope in chat.asker.scopes}.items())
    tops = [unit_id for path, unit_id in held if not any(path != one and path.startswith(one) for one, _id in held)]
    highest = [units.by_id(chat.tx, unit_id) for unit_id in tops]
    options = [Option(str(unit.id), full_name(chat.tx, unit), unit) for unit in highest]
    return chat.choose("unit", _("Which of your units?"), options, settle=True)


def options(chat: Chat, unit: Unit, year: int) -> list[Option[str]]:
    """The units right below, those that did most first; up again, the office's report, figures to enter."""
    counted = plan_targets.below(chat.tx, chat.asker, unit, year)
    below = sorted(
        units.children(chat.tx, unit.id), key=lambda one: (-plan_targets.turns(counted.get(one.id, [])), one.name)
    )
    units_below = [Option(str(one.id), label(one, counted.get(one.id, [])), str(one.id)) for one in below]
    pinned = []
    if chat.asker.may(Role.ORGANISER, unit.path):
        pinned.append(Option("enter", _("Enter a figure"), "enter", pinned=True))
    pinned.append(Option("excel", _("The report as Excel"), "excel", pinned=True))
    parent = units.by_id(chat.tx, unit.parent_id) if unit.parent_id is not None else None
    if parent is not None and chat.asker.may(Role.LEADER, parent.path):
        pinned.append(Option("up", _("Up to {unit}", unit=parent.name), "up", pinned=True))
    return [*units_below, *pinned, Option("done", _("Done"), "done", pinned=True)]


def label(unit: Unit, counted: list[Tally]) -> Text:
    """A unit below with its turns, and the other figure that it has most of."""
    turns = ngettext("{count} turn", "{count} turns", plan_targets.turns(counted))
    others = [one for one in counted if one.quantity not in {TURNS, MINUTES} and one.verified]
    most = max(others, key=lambda one: one.verified, default=None)
    text = _("{unit}: {turns}", unit=unit.name, turns=turns)
    if most is None:
        return text
    return _("{first}, {second}", first=text, second=labels.counted(most.quantity, most.verified))


def hand_out(chat: Chat, unit: Unit, year: int) -> NoReturn:
    """The report that the office must give, as a spreadsheet."""
    attached = sheet(
        "targets", chat.asker.member_id, chat.words(_("targets")), unit.name, str(year), unit_id=unit.id, year=year
    )
    chat.say(
        _("The report of {unit} against the targets of {year:plain}.", unit=unit.name, year=year),
        attach=attached,
        offers=[Offer(TARGETS, Named(of=str(unit.id)))],
    )
    raise Ended
