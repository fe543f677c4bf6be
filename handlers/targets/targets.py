"""The year's targets: how each stands, as a chart and in words, down the tree; figures and shares to enter."""

from __future__ import annotations

from typing import NoReturn

from handlers import labels
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.outcomes import Ended
from handlers.engine.sheet import sheet
from handlers.engine.text import Text, _, ngettext
from handlers.plan import PLAN
from handlers.targets import TARGETS, comparison, figure_entry, share_entry
from handlers.targets import words as target_words
from handlers.typed import amounts
from handlers.units.picker import full_name
from schedules.calendar import local_day
from schedules.plan import plan
from schedules.plan import targets as plan_targets
from schedules.plan.measures import HOURS, MEASURES, TURNS
from schedules.plan.targets import FigureStanding
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Role
from storage.targets import sums
from storage.targets.sums import Tally

MINUTES = MEASURES[HOURS].stored_as


def targets(chat: Chat) -> None:
    """Show how the targets stand for a unit; go on to one below it, or enter figures or shares."""
    unit = which_unit(chat)
    year = local_day(chat.tx.now).year
    standings = plan_targets.of_unit(chat.tx, chat.asker, unit)
    if not standings:
        chat.stop(_("No plan is loaded yet, so there are no targets to look at."), offers=[Offer(PLAN)])
    bars = plan_targets.bars(standings)
    chat.say(overview(chat, unit, standings, year), attach=target_words.chart(unit.name, year, bars, chat.language))
    choices = options(chat, unit, standings, year)
    answer = chat.choose("next", _("What would you like to see?"), choices)
    if answer in SHOWN_FIRST:
        text = without_figures(chat, standings) if answer == "folded" else comparison.of_units(chat, unit, year)
        answer = chat.choose(f"after-{answer}", text, [one for one in choices if one.key != answer])
    if answer in SHOWN_FIRST:
        chat.goto(TARGETS, Named(of=str(unit.id)))
    match answer:
        case "enter":
            figure_entry.enter(chat, unit, standings, year)
        case "share":
            share_entry.share(chat, unit, standings, year)
        case "excel":
            hand_out(chat, unit, year)
        case "up":
            chat.goto(TARGETS, Named(of=str(unit.parent_id)))
        case "done":
            chat.stop(_("All right. The targets are at /progress whenever you need them."))
        case below:
            chat.goto(TARGETS, Named(of=below))


def programme_of(chat: Chat, year: int) -> int:
    """Which year's programme a year goes by."""
    programme = plan.current(chat.tx, year)
    return year if programme is None else programme.year


SHOWN_FIRST = ("folded", "compare")  # what is shown, and then asked on from


def overview(chat: Chat, unit: Unit, standings: list[FigureStanding], year: int) -> str:
    """What has figures, line by line, and where the unit stands among those beside it."""
    shown = [target_words.line(one) for one in standings if one.has_figures]
    lines = [target_words.heading(unit, year, programme_of(chat, year)), *(shown or [_("There are no figures yet.")])]
    rank = sums.rank(chat.tx, chat.asker, unit, year)
    if rank is not None:
        lines.append(target_words.rank(rank))
    return "\n".join(map(chat.words, lines))


def without_figures(chat: Chat, standings: list[FigureStanding]) -> str:
    """The figures of which nothing is known yet."""
    lines = [_("Without figures yet:")]
    lines += [target_words.numbered(one) for one in standings if not one.has_figures]
    return "\n".join(map(chat.words, lines))


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


def options(chat: Chat, unit: Unit, standings: list[FigureStanding], year: int) -> list[Option[str]]:
    """What has no figures; the units right below, those that did most first; up again, the report, what to enter."""
    counted = plan_targets.below(chat.tx, chat.asker, unit, year)
    below = sorted(
        units.children(chat.tx, unit.id), key=lambda one: (-plan_targets.turns(counted.get(one.id, [])), one.name)
    )
    folded = sum(not one.has_figures for one in standings)
    first = [Option("folded", target_words.folded(folded), "folded")] if folded else []
    if len(below) > 1:
        first.append(Option("compare", _("Compare the units"), "compare"))
    units_below = [Option(str(one.id), label(one, counted.get(one.id, [])), str(one.id)) for one in below]
    pinned = []
    if chat.asker.may(Role.ORGANISER, unit.path):
        pinned.append(Option("enter", _("Enter a figure"), "enter", pinned=True))
        if below:
            pinned.append(Option("share", _("Share the targets out"), "share", pinned=True))
    pinned.append(Option("excel", _("The report as Excel"), "excel", pinned=True))
    parent = units.by_id(chat.tx, unit.parent_id) if unit.parent_id is not None else None
    if parent is not None and chat.asker.may(Role.LEADER, parent.path):
        pinned.append(Option("up", _("Up to {unit}", unit=parent.name), "up", pinned=True))
    return [*first, *units_below, *pinned, Option("done", _("Done"), "done", pinned=True)]


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
