"""My shifts: what a member signed up for, and giving one up."""

from __future__ import annotations

from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, SIGN_UP
from handlers.campaigns import notices as campaign_notices
from handlers.engine.chat import Chat
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _
from storage.campaigns import sign_ups
from storage.campaigns.sign_ups import MyShift

MOST = 10


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
            _("You have no shift to come. See what there is to join:"),
            offers=[Offer(CAMPAIGNS), Offer(SIGN_UP)],
        )
    listed = "\n".join(f"• {chat.words(line(shift))}" for shift in held)
    offers = [
        Offer(
            MY_SHIFTS, Named(of=str(shift.id)), _("Cancel {title}, {day:short}", title=shift.title, day=shift.starts_at)
        )
        for shift in held[:MOST]
        if not shift.checked_in
    ]
    chat.say(_("Your shifts to come:\n{shifts}", shifts=listed), offers=offers)


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
        question = _("Give up your seat in “{title}”, {start:moment}? Somebody else can have it then.", **facts)
    else:
        question = _("Leave the waitlist of “{title}”, {start:moment}?", **facts)
    chat.confirm(
        "sure", question, yes=_("Let somebody else have it"), no=_("I keep it"), declined=_("Good, you keep it.")
    )
    moved_up = sign_ups.cancel(chat.tx, chat.asker, shift.id)
    if moved_up is not None:
        campaign_notices.tell_moved_up(chat, moved_up)
    chat.say(
        _("Done, “{title}” is off your list. Thank you for telling us.", title=shift.title),
        offers=[Offer(MY_SHIFTS), Offer(CAMPAIGNS)],
    )
