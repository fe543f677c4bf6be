"""My shifts: what a member signed up for, and giving one up."""

from __future__ import annotations

from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, SIGN_UP
from handlers.campaigns import notices as campaign_notices
from handlers.engine.chat import Chat
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _, shortened
from schedules.calendar import local_day
from storage.campaigns import sign_ups
from storage.campaigns.sign_ups import MyShift

MOST = 10
LONGEST_TITLE = 24  # characters of a title on a button that says more


def my_shifts(chat: Chat) -> None:
    """List the shifts to come; a button at each of them leads back here to give it up."""
    held = sign_ups.of_member(chat.tx, chat.asker)
    sign_up_id = chat.args(Named).of
    if not sign_up_id:
        show(chat, held)
        return
    shift = next((one for one in held if str(one.id) == sign_up_id), None)
    if shift is None:
        chat.say(_("That shift is not on your list any more."))
        show(chat, held)
        return
    give_up(chat, shift)


def show(chat: Chat, held: list[MyShift]) -> None:
    """Say what is on the list."""
    if not held:
        chat.stop(
            _("You have no shifts coming up. See what you can join:"),
            offers=[Offer(CAMPAIGNS), Offer(SIGN_UP)],
        )
    listed = "\n".join(f"• {chat.words(line(shift))}" for shift in held)
    offers = [
        Offer(MY_SHIFTS, Named(of=str(shift.id)), leaving(shift, held)) for shift in held[:MOST] if not shift.checked_in
    ]
    chat.say(_("Your upcoming shifts:\n{shifts}", shifts=listed), offers=offers)


def leaving(shift: MyShift, held: list[MyShift]) -> Text:
    """The button that gives a shift up; of several on one day it says at what time, of several then also which."""
    facts = {"day": shift.starts_at, "title": shortened(shift.title, LONGEST_TITLE)}
    that_day = [one for one in held if local_day(one.starts_at) == local_day(shift.starts_at)]
    that_time = [one for one in that_day if one.starts_at == shift.starts_at]
    if shift.state == "waiting":
        if len(that_time) > 1:
            return _("Leave the waitlist: {title}, {day:time} {day:short}", **facts)
        if len(that_day) > 1:
            return _("Leave the waitlist of {day:time} {day:short}", **facts)
        return _("Leave the waitlist of {day:short}", **facts)
    if len(that_time) > 1:
        return _("I cannot come to {title}, {day:time} {day:short}", **facts)
    if len(that_day) > 1:
        return _("I cannot come at {day:time} on {day:short}", **facts)
    return _("I cannot come on {day:short}", **facts)


def line(shift: MyShift) -> Text:
    """A shift in the list."""
    facts = {"title": shift.title, "start": shift.starts_at, "end": shift.ends_at, "place": shift.place}
    if shift.state == "waiting":
        return _(
            "{title}, {start:date}, {start:time} to {end:time}: number {number} on the waitlist",
            number=shift.queue_position,
            **facts,
        )
    if shift.checked_in:
        return _("{title}, {start:date}, {start:time} to {end:time}: checked in", **facts)
    if shift.place:
        return _("{title}, {start:date}, {start:time} to {end:time}, at {place}", **facts)
    return _("{title}, {start:date}, {start:time} to {end:time}", **facts)


def give_up(chat: Chat, shift: MyShift) -> None:
    """Give a seat or a place on the waitlist up, after a yes; the first who waits gets the seat and is told."""
    if shift.checked_in:
        chat.stop(_("You are checked in at “{title}”, so that seat stays yours.", title=shift.title))
    facts = {"title": shift.title, "start": shift.starts_at}
    if shift.state == "seated":
        chat.confirm(
            "sure",
            _("You cannot come to “{title}”, {start:moment}? Then somebody else can have your seat.", **facts),
            yes=_("Let somebody else have it"),
            no=_("I keep it"),
            declined=_("OK, you keep your seat."),
        )
    else:
        chat.confirm(
            "sure",
            _("Leave the waitlist of “{title}”, {start:moment}?", **facts),
            yes=_("Leave the waitlist"),
            no=_("I keep waiting"),
            declined=_("OK, you stay on the waitlist."),
        )
    moved_up = sign_ups.cancel(chat.tx, chat.asker, shift.id)
    if moved_up is not None:
        campaign_notices.tell_moved_up(chat, moved_up)
    done = _("Done, “{title}” is off your list. Thanks for letting us know.", title=shift.title)
    if shift.state == "waiting":
        done = _("Done, you are not on the waitlist of “{title}” any more.", title=shift.title)
    chat.say(done, offers=[Offer(MY_SHIFTS), Offer(CAMPAIGNS)])
