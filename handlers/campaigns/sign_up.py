"""Sign up for a shift, or for its waitlist."""

from __future__ import annotations

from typing import NoReturn

from handlers.campaigns import MY_SHIFTS, card, last_instructions
from handlers.campaigns.calendar_file import calendar_file
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.marked import Marked, in_lines, with_bold
from handlers.engine.text import Text, _, ngettext
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Campaign, Shift, SignUp


def sign_up(chat: Chat) -> None:
    """Sign up for one shift of an open campaign."""
    campaign = pick_campaign(chat)
    question = _("“{title}”: which shift suits you?", title=campaign.title)
    shift = chat.choose("shift", question, shifts_of(chat, campaign))
    held = sign_ups.mine(chat.tx, chat.asker, shift.id)
    if held is not None:
        chat.stop(said(chat, held, campaign, shift), offers=[Offer(MY_SHIFTS)])
    clash = sign_ups.clash(chat.tx, chat.asker, shift)
    if clash is not None:
        chat.say(
            _(
                "Please note: at that time you already have “{title}”, {at:moment}.",
                title=clash.title,
                at=clash.starts_at,
            )
        )
    if shift.seats_left:
        chat.confirm("sure", seat_question(campaign, shift))
    else:
        chat.confirm("sure", waitlist_question(chat, shift), yes=_("Join the waitlist"), no=_("No, thanks"))
    seat = sign_ups.take_seat(chat.tx, chat.asker, shift.id) or sign_ups.wait(chat.tx, chat.asker, shift.id)
    last_instructions.tell(chat, seat, shift)
    attach = None
    if chat.features.gives_files and seat.state == "seated":
        attach = calendar_file(campaign, shift, chat.language, chat.tx.now)
    chat.say(said(chat, seat, campaign, shift), attach=attach, offers=[Offer(MY_SHIFTS)])


def pick_campaign(chat: Chat) -> Campaign:
    """The campaign that the command named, or the one that is chosen now."""
    open_campaigns = campaigns.open_to(chat.tx, chat.asker)
    if not open_campaigns:
        nothing_open(chat)
    if campaign_id := chat.args(Named).of:
        for campaign in open_campaigns:
            if str(campaign.id) == campaign_id:
                return campaign
        chat.say(_("That campaign is not open to you any more. Here is what is:"))
    options = [Option(str(campaign.id), campaign_label(campaign), campaign) for campaign in open_campaigns]
    return chat.choose("campaign", _("Which campaign would you like to join?"), options)


def nothing_open(chat: Chat) -> NoReturn:
    """End where no campaign is open to the member."""
    chat.stop(_("No campaign is open for your unit right now. I will be here when one is."))


def campaign_label(campaign: campaigns.OpenCampaign) -> Text:
    """A campaign in a list: its title and what is left."""
    if campaign.seats_left <= 0:
        return _("{title} (full, waitlist open)", title=campaign.title)
    return ngettext(
        "{title} ({count} seat left)", "{title} ({count} seats left)", campaign.seats_left, title=campaign.title
    )


def shifts_of(chat: Chat, campaign: Campaign) -> list[Option[Shift]]:
    """The shifts of a campaign that can still be chosen, with what is left of each."""
    shifts = campaigns.shifts_of(chat.tx, campaign.id)
    if not shifts:
        chat.stop(_("“{title}” has no shift left.", title=campaign.title))
    return [Option(str(shift.id), shift_label(shift), shift) for shift in shifts]


def shift_label(shift: Shift) -> Text:
    """A shift in a list: day, hours, and what is left."""
    if not shift.seats_left:
        return _("{when} (full)", when=card.times(shift))
    return ngettext(
        "{when} ({count} seat left)", "{when} ({count} seats left)", shift.seats_left, when=card.times(shift)
    )


def seat_question(campaign: Campaign, shift: Shift) -> Text:
    """What somebody is asked before a seat is theirs: is it that one, then and there?"""
    facts = {"title": campaign.title, "when": card.times(shift), "place": campaign.place}
    if campaign.place:
        return _("Sign up for “{title}”, {when}, at {place}?", **facts)
    return _("Sign up for “{title}”, {when}?", **facts)


def waitlist_question(chat: Chat, shift: Shift) -> Text:
    """What somebody is asked for whom no seat is left."""
    number = sign_ups.waiting_count(chat.tx, shift.id) + 1
    return _("All seats of this shift are taken. Would you like place {place} on the waitlist?", place=number)


def said(chat: Chat, seat: SignUp, campaign: Campaign, shift: Shift) -> Marked:
    """What a sign-up has become; who has a seat reads when and where it is, what to bring and whom to call."""
    if seat.state == "seated":
        sentence = chat.words(_("You have a seat at “{title}”. See you there!", title=campaign.title))
        return in_lines([with_bold(sentence, campaign.title), *card.of_shift(campaign, shift, chat.words)])
    waiting = _(
        "You are number {place} on the waitlist of “{title}”, {when}. "
        "If a seat comes free it is yours, and I will tell you.",
        place=seat.position,
        title=campaign.title,
        when=card.times(shift),
    )
    return with_bold(chat.words(waiting), campaign.title)
