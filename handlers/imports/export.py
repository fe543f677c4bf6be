"""Export to Excel: rosters, empty sign-in sheets, who took part, the report against the targets, the log."""

from __future__ import annotations

from datetime import date

from handlers.attendance.roster import pick_shift
from handlers.engine.chat import Bad, Chat, Option, Typed
from handlers.engine.conversation import Named
from handlers.engine.message import Sheet
from handlers.engine.said import NO_FILES
from handlers.engine.sheet import sheet
from handlers.engine.text import HOME, Text, _
from handlers.typed.days import Stretch, period
from handlers.units.picker import pick_unit, whole
from schedules.calendar import ONE_DAY
from schedules.plan import plan
from storage.organisation import units
from storage.organisation.records import Unit
from storage.records import Role


def export(chat: Chat) -> None:
    """Ask what is wanted, and send it as a file that is made when it is sent."""
    if not chat.features.gives_files:
        chat.stop(NO_FILES)
    if chat.args(Named).of.isdigit():
        chat.settle("what", "sign_in")  # a shift's roster offers its sheet
    match chat.choose("what", _("What would you like as an Excel file?"), kinds(chat)):
        case "roster":
            attachment = roster_of_shift(chat)
        case "sign_in":
            attachment = sign_in_sheet(chat)
        case "targets":
            attachment = report_against_targets(chat)
        case "participation":
            attachment = who_took_part(chat)
        case _:
            attachment = sheet("audit", chat.asker.member_id, chat.words(_("Log")))
    chat.say(_("Here is your file. It shows what you may see, as it is now."), attach=attachment)


def roster_of_shift(chat: Chat) -> Sheet:
    """The roster of a shift that is asked for."""
    shift = pick_shift(chat)
    return sheet("roster", chat.asker.member_id, chat.words(_("Roster")), shift.title, shift_id=shift.id)


def sign_in_sheet(chat: Chat) -> Sheet:
    """A sheet to print before a shift, to be signed there and imported afterwards."""
    shift = pick_shift(chat)
    return sheet("sign_in", chat.asker.member_id, chat.words(_("Sign-in sheet")), shift.title, shift_id=shift.id)


def report_against_targets(chat: Chat) -> Sheet:
    """How a unit stands against this year's targets."""
    unit, year = pick_of_mine(chat), chat.tx.now.astimezone(HOME).year
    return sheet(
        "targets", chat.asker.member_id, chat.words(_("targets")), unit.name, str(year), unit_id=unit.id, year=year
    )


def who_took_part(chat: Chat) -> Sheet:
    """Who of a unit took part in a time."""
    unit = pick_of_mine(chat)
    first, last = pick_period(chat)
    return sheet(
        "participation",
        chat.asker.member_id,
        chat.words(_("Participation")),
        unit.name,
        f"{first:%d-%m-%Y}",
        f"{last:%d-%m-%Y}",
        unit_id=unit.id,
        first=first.isoformat(),
        last=last.isoformat(),
    )


def kinds(chat: Chat) -> list[Option[str]]:
    """What can be had."""
    choices = [
        Option("roster", _("The roster of a shift"), "roster"),
        Option("participation", _("Who took part: by unit and by person"), "participation"),
        Option("sign_in", _("A sign-in sheet to print before a shift"), "sign_in"),
    ]
    if plan.current(chat.tx, chat.tx.now.astimezone(HOME).year) is not None:
        choices.append(Option("targets", _("The report against the year's targets"), "targets"))
    if chat.asker.rank >= Role.ADMIN:
        choices.append(Option("audit", _("The log of changes"), "audit"))
    return choices


def pick_of_mine(chat: Chat) -> Unit:
    """One of the units that the asker leads, for itself and all below it."""
    mine = [unit for unit in units.all_open(chat.tx) if chat.asker.may(Role.LEADER, unit.path)]
    return pick_unit(chat, "unit", _("Of which unit, with all below it?"), among=mine, own=whole)


def pick_period(chat: Chat) -> Stretch:
    """From which day to which."""
    today = chat.tx.now.astimezone(HOME).date()
    options = [Option(key, label, period) for key, label, period in periods(today)]
    answer = chat.choose_or_type("period", _("For which time? Choose, or write it as 1/1/2026 - 30/6/2026."), options)
    if not isinstance(answer, Typed):
        return answer
    try:
        return period(answer.text, today=today)
    except Bad as bad:
        chat.ask_again("period", bad.why)


def periods(today: date) -> list[tuple[str, Text, Stretch]]:
    """The times that are asked for most, up to today."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    end_of_last = month - ONE_DAY
    return [
        ("month", _("This month"), Stretch(month, today)),
        ("last_month", _("Last month"), Stretch(end_of_last.replace(day=1), end_of_last)),
        ("year", _("This year"), Stretch(year, today)),
        ("last_year", _("Last year"), Stretch(year.replace(year=year.year - 1), year - ONE_DAY)),
    ]
