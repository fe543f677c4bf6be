"""Sign up for a shift, or for its waitlist."""

from __future__ import annotations

from typing import NoReturn

from handlers.campaigns import MY_SHIFTS, Wish, card, last_instructions
from handlers.campaigns.calendar_file import calendar_file
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.marked import Marked, in_lines, with_bold
from handlers.engine.text import Text, _, ngettext
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Campaign, Shift, SignUp

OTHERS = "others"


def sign_up(chat: Chat) -> None:
    """Sign up for one shift of an open campaign."""
    wish = chat.args(Wish)
    campaign = pick_campaign(chat, wish)
    shift = pick_shift(chat, campaign, wish)
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


def pick_campaign(chat: Chat, wish: Wish) -> Campaign:
    """The campaign that was named, the only one with a shift at the time that was, or the one that is chosen."""
    open_campaigns = campaigns.open_to(chat.tx, chat.asker)
    if not open_campaigns:
        nothing_open(chat)
    if campaign_id := wish.of:
        for campaign in open_campaigns:
            if str(campaign.id) == campaign_id:
                return campaign
        chat.say(_("That campaign is not open to you any more. Here is what is:"))
    fitting = open_campaigns
    if wish.says_when:
        fitting = [one for one in open_campaigns if fits_of(chat, one, wish)]
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            chat.say(_("There is nothing to sign up for then. Here is what there is:"))
    options = [Option(str(one.id), campaign_label(one), one) for one in fitting or open_campaigns]
    return chat.choose("campaign", _("Which campaign would you like to join?"), options)


def fits_of(chat: Chat, campaign: Campaign, wish: Wish) -> list[Shift]:
    """The shifts of a campaign at the time that was named."""
    return [shift for shift in campaigns.shifts_of(chat.tx, campaign.id) if wish.fits(shift.starts_at)]


def pick_shift(chat: Chat, campaign: Campaign, wish: Wish) -> Shift:
    """The one shift that is at the time that was named, with nothing asked; of several, or of none, one is chosen."""
    question = _("“{title}”: which shift suits you?", title=campaign.title)
    shifts = shifts_of(chat, campaign)
    fits = [option for option in shifts if wish.fits(option.value.starts_at)] if wish.says_when else []
    if len(fits) == 1 and len(shifts) > 1:
        chat.open_with({"shift": fits[0].key})
    if 1 < len(fits) < len(shifts):
        chosen = chat.choose("shift/then", question, [*map(as_key, fits), Option(OTHERS, _("Other shifts"), OTHERS)])
        if chosen != OTHERS:
            return next(option.value for option in fits if option.key == chosen)
    elif wish.says_when and not fits:
        chat.say(_("“{title}” has no shift at that time. Here are its shifts:", title=campaign.title))
    return chat.choose("shift", question, shifts)


def nothing_open(chat: Chat) -> NoReturn:
    """End where no campaign is open to the member."""
    chat.stop(_("No campaign is open for your unit right now. Please check back later."))


def campaign_label(campaign: campaigns.OpenCampaign) -> Text:
    """A campaign in a list: its title and what is left."""
    if campaign.seats_left <= 0:
        return _("{title} (full, waitlist open)", title=campaign.title)
    return ngettext(
        "{title} ({count} seat left)", "{title} ({count} seats left)", campaign.seats_left, title=campaign.title
    )


def as_key(option: Option[Shift]) -> Option[str]:
    """An option whose value is its key."""
    return Option(option.key, option.label, option.key)


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
    return _("This shift is full. Would you like place {place} on the waitlist?", place=number)


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
