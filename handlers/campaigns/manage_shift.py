"""Move a shift, cancel it, give it more seats or fewer, or add shifts to a campaign. Who signed up is told, once."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import NoReturn

from handlers.campaigns import answers, manage_words
from handlers.campaigns import notices as campaign_notices
from handlers.campaigns.source import Source
from handlers.campaigns.times import ask_times
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.text import HOME, Text, _, ngettext
from handlers.typed import shift_times
from handlers.typed.amounts import number_within
from handlers.typed.hours import Hours, hours_of
from handlers.typed.shift_times import Slot, Span, When
from schedules.calendar import local_day
from schedules.due import due
from storage.campaigns import organising, sign_ups
from storage.campaigns.records import ManagedCampaign, ManagedShift
from storage.errors import AttendedError, OutOfScopeError
from storage.organisation import units

WEEK = timedelta(days=7)
OVERLAPS_SHOWN = 5


def line(shift: ManagedShift) -> Text:
    """A shift in a campaign: when, and how full it is."""
    when = times(shift)
    if shift.state == "cancelled":
        return _("• {when}: cancelled", when=when)
    facts = {"when": when, "taken": shift.seats_taken, "capacity": shift.capacity}
    if shift.came:
        return ngettext(
            "• {when}: {taken} of {capacity} seats taken, {count} is there",
            "• {when}: {taken} of {capacity} seats taken, {count} are there",
            shift.came,
            **facts,
        )
    if shift.waiting:
        return ngettext(
            "• {when}: {taken} of {capacity} seats taken, {count} waits",
            "• {when}: {taken} of {capacity} seats taken, {count} wait",
            shift.waiting,
            **facts,
        )
    return _("• {when}: {taken} of {capacity} seats taken", **facts)


def times(shift: ManagedShift) -> Text:
    """When a shift is."""
    return shift_times.said(Span(shift.starts_at, shift.ends_at))


def coming(chat: Chat, shifts: list[ManagedShift]) -> list[ManagedShift]:
    """The shifts that are not over and not cancelled."""
    return [shift for shift in shifts if shift.state == "open" and shift.ends_at > chat.tx.now]


# One shift -----------------------------------------------------------------------------------------------------------


def change(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> None:
    """Pick a shift and move it, cancel it, or change its seats."""
    options = [Option(str(shift.id), times(shift), shift) for shift in coming(chat, shifts)]
    shift = chat.choose("shift", _("Which shift?"), options)
    todo = [Option("seats", _("Seats"), "seats")]
    if not shift.came:
        todo = [Option("move", _("Move the shift"), "move"), Option("cancel", _("Cancel it"), "cancel"), *todo]
    question = line(shift)
    if shift.came:
        question = _("{shift}\nPeople have checked in, so it stays as it is; its seats can change.", shift=question)
    match chat.choose("todo", question, todo):
        case "move":
            move(chat, campaign, shift, shifts)
        case "cancel":
            cancel(chat, campaign, shift)
        case _:
            change_seats(chat, campaign, shift)


def move(chat: Chat, campaign: ManagedCampaign, shift: ManagedShift, shifts: list[ManagedShift]) -> None:
    """To another day or hour; who signed up keeps their place and is told."""
    span = ask_new_time(chat, shift)
    question = _(
        "Move it from {was} to {new}? {told}",
        was=times(shift),
        new=shift_times.said(span),
        told=manage_words.who_is_told(shift.signed_up),
    )
    others = [other for other in shifts if other.id != shift.id]
    chat.confirm("sure", with_overlaps(question, [span], others), yes=_("Move the shift"))
    try:
        organising.move_shift(chat.tx, chat.asker, shift.id, span.starts_at, span.ends_at)
    except OutOfScopeError:
        manage_words.refuse()
    except AttendedError:
        attended()
    due.shift_changed(chat.tx, shift.id, shift.starts_at)
    chat.say(_("Moved: {new}.", new=shift_times.said(span)), offers=manage_words.after(campaign))


def ask_new_time(chat: Chat, shift: ManagedShift) -> Span:
    """To when a shift is moved; a week later is the hint."""
    now = chat.tx.now
    later = shift.starts_at.astimezone(HOME) + WEEK
    hint = chat.words(Text("{day:short}/{year:plain}", facts={"day": later, "year": later.year}))
    question = _("To when? A day, hours, or both: “22/3”, “13h-17h”, “22/3 13h-17h”.")
    when = chat.ask(
        "to", question, partial(moved, shift=shift, today=local_day(now)), hints=[hint], again=When.model_validate
    )
    try:
        (span,) = shift_times.spans(when, None, now)
    except Bad as bad:
        chat.ask_again("to", bad.why)
    return span


def moved(text: str, *, shift: ManagedShift, today: date) -> When:
    """The new time of a shift: what is not said stays.

    Raises:
        Bad: it is no day and no hours, or several days.
    """
    was = Hours(begins=shift.starts_at.astimezone(HOME).time(), ends=shift.ends_at.astimezone(HOME).time())
    try:
        hours = hours_of(text)
    except Bad:
        when = shift_times.days_of(text, today=today)
        if len(when.slots) > 1:
            raise Bad(_("A shift is on one day. Which one?")) from None
        return When(slots=(shift_times.put_together(when.slots[0], was),))
    return When(slots=(Slot(day=local_day(shift.starts_at), begins=hours.begins, ends=hours.ends),))


def cancel(chat: Chat, campaign: ManagedCampaign, shift: ManagedShift) -> None:
    """It will not take place; who signed up is told."""
    question = _("Cancel {when}? {told}", when=times(shift), told=manage_words.who_is_told(shift.signed_up))
    chat.confirm("sure", question, yes=_("Yes, cancel it"), grave=True)
    try:
        organising.cancel_shift(chat.tx, chat.asker, shift.id)
    except OutOfScopeError:
        manage_words.refuse()
    except AttendedError:
        attended()
    due.shift_changed(chat.tx, shift.id, shift.starts_at)
    chat.say(_("Cancelled: {when}.", when=times(shift)), offers=manage_words.after(campaign))


def change_seats(chat: Chat, campaign: ManagedCampaign, shift: ManagedShift) -> None:
    """More seats, which those who wait get at once, or fewer, as long as nobody loses theirs."""
    least = max(1, shift.seats_taken)
    question = ngettext("How many seats? {count} is taken.", "How many seats? {count} are taken.", shift.seats_taken)
    parse = partial(number_within, least=least, most=answers.MOST_SEATS, of="seats")
    seats = chat.ask("seats", question, parse, expects="number")
    try:
        organising.set_capacity(chat.tx, chat.asker, shift.id, seats)
    except OutOfScopeError:
        manage_words.refuse()
    while (seat := sign_ups.move_up(chat.tx, shift.id)) is not None:
        campaign_notices.tell_moved_up(chat, seat)
    chat.say(ngettext("{count} seat now.", "{count} seats now.", seats), offers=manage_words.after(campaign))


def attended() -> NoReturn:
    """Refuse where somebody has checked in meanwhile."""
    raise Refused(_("Somebody has just checked in at it, so it can be neither moved nor cancelled."))


def with_overlaps(question: Text, spans: list[Span], others: list[ManagedShift]) -> Text:
    """A question, with the campaign's other shifts that are at the same time, or at a part of it."""
    there = [
        (span, other)
        for span in spans
        for other in others
        if other.state == "open" and other.starts_at < span.ends_at and span.starts_at < other.ends_at
    ]
    for span, other in there[:OVERLAPS_SHOWN]:
        warning = _("⚠ It overlaps a shift that is there: {when}", when=times(other))
        if span == (other.starts_at, other.ends_at):
            warning = _("⚠ There is a shift at that very time: {when}", when=times(other))
        question = _("{text}\n{detail}", text=question, detail=warning)
    if len(there) > OVERLAPS_SHOWN:
        more = ngettext("and {count} more", "and {count} more", len(there) - OVERLAPS_SHOWN)
        question = _("{text}\n{detail}", text=question, detail=more)
    return question


# More shifts ---------------------------------------------------------------------------------------------------------


def add(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> None:
    """One more shift, or several."""
    spans = ask_times(chat, Source())
    hints = [str(shifts[-1].capacity)] if shifts else answers.USUAL_SEATS
    parse = partial(number_within, least=1, most=answers.MOST_SEATS, of="seats")
    seats = chat.ask("capacity", _("How many people for each shift?"), parse, hints=hints, expects="number")
    host = units.by_id(chat.tx, shifts[-1].host_unit_id if shifts else campaign.unit_id)
    chat.settle("host", str(host.id))
    host = answers.own_unit(chat, "host", _("Which unit runs the shifts? Its leaders see the roster."), usual=host)
    question = _("Add {shifts}?", shifts=shift_times.listed(spans))
    chat.confirm("sure", with_overlaps(question, spans, shifts), yes=_("Add"))
    try:
        for span in spans:
            organising.add_shift(
                chat.tx,
                chat.asker,
                campaign.id,
                host_unit_id=host.id,
                starts_at=span.starts_at,
                ends_at=span.ends_at,
                capacity=seats,
            )
    except OutOfScopeError:
        manage_words.refuse()
    chat.say(_("Added: {shifts}.", shifts=shift_times.listed(spans)), offers=manage_words.after(campaign))
