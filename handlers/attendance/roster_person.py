"""One person on the roster who is checked in: verify, correct the hours, or take the check-in back.

While the shift is on, a yes says that they are there; what it counts comes at the end.
"""

from __future__ import annotations

from functools import partial

from handlers import labels
from handlers.engine import telling
from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _
from handlers.typed import times
from handlers.typed.reasons import reason_of
from storage.attendance import roster as rosters
from storage.attendance.notices import Ticked, TickUndone
from storage.attendance.roster import RosterPerson
from storage.campaigns.records import Shift
from storage.reports.notices import Correction, Decided


def look_at(chat: Chat, shift: Shift, person: RosterPerson) -> None:
    """Show how somebody stands and do what the leader says."""
    if person.own:
        chat.say(card(chat, shift, person))
        chat.say(_("This one is yours: whoever leads the unit above you decides on it."))
        return
    over = shift.is_over(chat.tx.now)
    match chat.choose("what", card(chat, shift, person), choices(person, over=over), nothing_lost=True):
        case "verify" if not over:
            vouch(chat, shift, person)
        case "verify":
            set_minutes(chat, shift, person, person.minutes_due)
        case "hours":
            most = shift.minutes + times.OVERTIME_MIN
            question = _("How many hours does it count for {member}?", member=person.name)
            set_minutes(
                chat, shift, person, chat.ask("hours", question, partial(times.minutes_of, most=most), expects="hours")
            )
        case "undo":
            undo(chat, shift, person)
        case _:
            tick_off_again(chat, shift, person)


def card(chat: Chat, shift: Shift, person: RosterPerson) -> str:
    """How somebody stands, in a few lines."""
    lines: list[Text] = [_("{member}, {unit}", member=person.name, unit=person.unit)]
    if person.seat == "":
        lines.append(_("Came without signing up"))
    if person.seat == "waiting":
        lines.append(_("On the waitlist"))
    if person.checked_in_at is not None:
        lines.append(labels.checked_in(person.proof or "", person.checked_in_at))
    if person.weak:
        lines.append(_("⚠ A weak location: a pin that was sent, which may be forwarded, or an inexact one"))
    match person.state:
        case "verified" if person.hours_pending:
            lines.append(_("There. Hours are counted when the shift is over, at {ends:time}.", ends=shift.ends_at))
        case "verified":
            lines.append(_("Verified: {length}", length=times.in_hours(person.minutes_verified or 0)))
        case "waiting" if not shift.is_over(chat.tx.now):
            lines.append(_("Hours are counted when the shift is over, at {ends:time}.", ends=shift.ends_at))
        case "waiting" if person.minutes_returned is not None:
            lines.append(
                _(
                    "Their report of {reported} was returned and is still to come again; the shift: {length}",
                    reported=times.in_hours(person.minutes_returned),
                    length=times.in_hours(person.minutes_claimed or 0),
                )
            )
        case "waiting":
            lines.append(_("To be verified: {length}", length=times.in_hours(person.minutes_claimed or 0)))
        case _:
            lines.append(_("Returned: {reason}", reason=person.reason or ""))
    return "\n".join(chat.words(line) for line in lines)


def choices(person: RosterPerson, *, over: bool) -> list[Option[str]]:
    """What can be done about a check-in; its hours only when the shift is over."""
    if person.state == "returned":
        return [Option("tick", _("Tick after all"), "tick")]
    options = [Option("undo", _("Undo…"), "undo")]
    if over:
        options.insert(0, Option("hours", _("Correct the hours"), "hours"))
    if person.state == "waiting":
        options.insert(0, Option("verify", verify_label(person, over=over), "verify"))
    return options


def verify_label(person: RosterPerson, *, over: bool) -> Text:
    """What a yes says: that they are there, or what it counts where a report came back."""
    if not over:
        return _("Is here")
    if person.minutes_returned is not None:
        return _("Verify {length}", length=times.in_hours(person.minutes_due))
    return _("Verify")


def vouch(chat: Chat, shift: Shift, person: RosterPerson) -> None:
    """Say that somebody is there while the shift is on, and tell them."""
    if not rosters.vouch(chat.tx, chat.asker, shift, person):
        chat.say(changed(person))
        return
    notice = Ticked(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, minutes=None)
    telling.tell(chat, person.member_id, notice, f"ticked:{person.check_in_id}:{chat.tx.now.timestamp()}")
    chat.say(_("✓ {name} is there. Hours are counted when the shift is over.", name=person.name))


def set_minutes(chat: Chat, shift: Shift, person: RosterPerson, minutes: int) -> None:
    """Say what a check-in counts, and tell the member."""
    if not rosters.verify_minutes(chat.tx, chat.asker, shift, person, minutes):
        chat.say(changed(person))
        return
    was = person.minutes_verified or person.minutes_claimed
    corrections = (Correction(what="minutes", claimed=was, counts=minutes),) if minutes != was else ()
    notice = Decided(
        subject="check_in",
        title=shift.title,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        accepted=True,
        minutes=minutes,
        corrected=bool(corrections),
        corrections=corrections,
    )
    telling.tell(chat, person.member_id, notice, f"minutes:{person.check_in_id}:{chat.tx.now.timestamp()}")
    chat.say(_("✓ Verified: {member}, {hours}.", member=person.name, hours=times.in_hours(minutes)))


def undo(chat: Chat, shift: Shift, person: RosterPerson) -> None:
    """Take a check-in back with a reason, and tell the member."""
    hints = [_("Ticked by mistake"), _("You were not there")]
    reason = chat.ask(
        "reason", _("Why? {member} will read it.", member=person.name), reason_of, hints=hints, prose=True
    )
    if not rosters.undo(chat.tx, chat.asker, shift, person, reason):
        chat.say(changed(person))
        return
    notice = TickUndone(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, reason=reason)
    telling.tell(chat, person.member_id, notice, f"undone:{person.check_in_id}:{chat.tx.now.timestamp()}")
    chat.say(_("Taken back: {member} is no longer checked in.", member=person.name))


def tick_off_again(chat: Chat, shift: Shift, person: RosterPerson) -> None:
    """Check somebody in after all whose check-in was returned."""
    check_in_id = rosters.tick_off(chat.tx, chat.asker, shift, person.member_id)
    if check_in_id is None:
        chat.say(changed(person))
        return
    minutes = shift.minutes if shift.is_over(chat.tx.now) else None
    notice = Ticked(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, minutes=minutes)
    telling.tell(chat, person.member_id, notice, f"ticked:{check_in_id}:{chat.tx.now.timestamp()}")
    chat.say(_("✓ {name} is checked in.", name=person.name))


def changed(person: RosterPerson) -> Text:
    """What a leader hears when somebody else was faster."""
    return _("Something has just changed for {name}; look at the roster again.", name=person.name)
