"""Edit what a campaign is built on: its field, its unit, what it counts, who runs its shifts, when check-in opens.

Where turns were made under what stood there, it stays, and the reason is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from handlers import labels
from handlers.campaigns import answers, manage_words, quantities
from handlers.campaigns.notices import tell_signed_up
from handlers.engine.chat import Chat, Refused
from handlers.engine.text import HOME, Text, _, ngettext
from handlers.typed.amounts import number_within
from schedules.plan.measures import MEASURES
from storage.campaigns import campaigns, organising, rearranging
from storage.campaigns.notices import CampaignEdited
from storage.campaigns.records import ManagedCampaign, Quantity
from storage.errors import AttendedError, OutOfScopeError
from storage.organisation import units

Setup = Literal["field", "unit", "counts", "host", "opens"]
LINES: dict[Setup, Text] = {
    "counts": _("What we count"),
    "opens": _("When check-in opens"),
    "host": _("Who runs the shifts"),
    "unit": _("Who may join"),
    "field": _("Field"),
}
STAYS_WITH_TURNS: frozenset[Setup] = frozenset({"field", "unit"})


@dataclass(frozen=True, slots=True)
class Change:
    """A new value: as it is shown, and as those who signed up are told it, if it concerns them."""

    shown: Text | str
    told: str = ""
    field: str = ""
    unit_id: int = 0
    counted: tuple[Quantity, ...] = ()
    minutes: int = 0


def edit(chat: Chat, campaign: ManagedCampaign, what: Setup) -> None:
    """Ask for the new value, and change it after a yes."""
    if what in STAYS_WITH_TURNS and rearranging.attended(chat.tx, chat.asker, campaign.id):
        chat.stop(turns_stand(campaign, what), offers=manage_words.after(campaign))
    change = ask_new(chat, campaign, what)
    people = organising.signed_up(chat.tx, campaign.id) if change.told else 0
    question = _("{what}: {value}", what=LINES[what], value=change.shown)
    if people:
        question = _(
            "{what}: {value}\n{told}", what=LINES[what], value=change.shown, told=manage_words.who_is_told(people)
        )
    chat.confirm("sure", question, yes=_("Change it"))
    try:
        write(chat, campaign, what, change)
    except OutOfScopeError:
        manage_words.refuse()
    except AttendedError:
        raise Refused(turns_stand(campaign, what)) from None
    if change.told:
        notice = CampaignEdited(campaign_id=campaign.id, title=campaign.title, what=told_as(what), value=change.told)
        tell_signed_up(chat, campaign, notice)
    chat.say(_("Changed."), offers=manage_words.after(campaign))


def told_as(what: Setup) -> Literal["unit", "counts", "host", "opens"]:
    """What a notice calls it; a field is not told."""
    return "unit" if what == "field" else what


def turns_stand(campaign: ManagedCampaign, what: Setup) -> Text:
    """Why it stays."""
    if what == "counts":
        return _(
            "A report on “{title}” has just given a figure that you removed. Please look again.", title=campaign.title
        )
    if what == "host":
        return _("Somebody has checked in at each shift of “{title}”, so who runs it stays.", title=campaign.title)
    return _(
        "{what}: people have checked in at “{title}” already, and their turns count as it stands, so it stays. A new "
        "campaign can begin like this one.",
        what=LINES[what],
        title=campaign.title,
    )


def write(chat: Chat, campaign: ManagedCampaign, what: Setup, change: Change) -> None:
    """Change it.

    Raises:
        OutOfScopeError: it is not theirs to change any more.
        AttendedError: somebody has checked in meanwhile.
    """
    facts = (chat.tx, chat.asker, campaign.id)
    match what:
        case "field":
            rearranging.set_field(*facts, change.field)
        case "unit":
            rearranging.set_unit(*facts, change.unit_id)
        case "counts":
            rearranging.set_counted(*facts, change.counted)
        case "host":
            rearranging.set_host(*facts, change.unit_id)
        case "opens":
            rearranging.set_opening(*facts, change.minutes)


# Asking --------------------------------------------------------------------------------------------------------------


def ask_new(chat: Chat, campaign: ManagedCampaign, what: Setup) -> Change:
    """The new value."""
    match what:
        case "field":
            field = chat.choose("new", _("Which field is the campaign in?"), answers.field_options())
            return Change(labels.field(field), field=field)
        case "unit":
            usual = units.by_id(chat.tx, campaign.unit_id)
            question = _("For which unit is it? Everybody of it and below may join; seats that are taken stay.")
            unit = answers.own_unit(chat, "new", question, usual=usual)
            return Change(unit.name, told=unit.name, unit_id=unit.id)
        case "counts":
            return ask_counted(chat, campaign)
        case "host":
            question = _("Which unit runs the shifts to come? Its leaders see the roster.")
            unit = answers.own_unit(chat, "new", question)
            return Change(unit.name, told=unit.name, unit_id=unit.id)
        case "opens":
            minutes = ask_opening(chat, "new")
            return Change(opening(minutes), told=str(minutes), minutes=minutes)


def ask_counted(chat: Chat, campaign: ManagedCampaign) -> Change:
    """Which figures are counted from now on; those of today are ticked."""
    year = (campaign.next_at or chat.tx.now).astimezone(HOME).year
    known = campaigns.quantities(chat.tx, campaign.id)
    today = [one for one in known if one.quantity in MEASURES]
    counted = quantities.ask_counted(chat, year, today)
    picked = {one.quantity for one in counted}
    reported = rearranging.reported(chat.tx, campaign.id)
    stay = [one for one in known if one.quantity in reported and one.quantity not in picked]
    counted = [*stay, *counted]
    names: Text | str = called(chat, counted) or _("nothing")
    if stay:
        names = _(
            "{names}\n(reports tell {staying} already, so that is counted on)", names=names, staying=called(chat, stay)
        )
    told = " ".join(one.quantity for one in counted)
    return Change(names, told=told or NOTHING_COUNTED, counted=tuple(counted))


def called(chat: Chat, counted: Sequence[Quantity]) -> str:
    """Figures in a line."""
    return ", ".join(chat.words(labels.quantity(one.quantity)).lower() for one in counted)


NOTHING_COUNTED = "-"


def ask_opening(chat: Chat, step: str) -> int:
    """How many minutes before a shift check-in opens."""
    parse = partial(number_within, least=0, most=answers.EARLIEST_MIN, of="minutes")
    hints = [f"{one}" for one in answers.OPENINGS]
    return chat.ask(
        step, _("How many minutes before a shift does check-in open?"), parse, hints=hints, expects="number"
    )


def opening(minutes: int) -> Text:
    """When check-in opens."""
    if not minutes:
        return _("when the shift starts")
    return ngettext("{count} minute before the shift", "{count} minutes before the shift", minutes)
