"""Campaigns: what is open to a member, by field and date, and one of them in detail."""

from __future__ import annotations

from collections import Counter

from handlers import labels
from handlers.campaigns import CAMPAIGNS, SIGN_UP, Wish, card, share
from handlers.campaigns.sign_up import nothing_open, shift_label
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.marked import Marked, in_lines
from handlers.engine.message import StoredPhoto
from handlers.engine.text import Text, _, ngettext
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.campaigns import OpenCampaign
from storage.campaigns.records import Campaign, Shift

A_FEW = 4  # so many are shown without asking for a field


def browse(chat: Chat) -> None:
    """Look at what is open, and at one campaign with its shifts."""
    campaign = pick(chat, campaigns.open_to(chat.tx, chat.asker))
    offers = [Offer(SIGN_UP, Wish(of=str(campaign.id))), Offer(CAMPAIGNS, label=_("Other campaigns"))]
    chat.say(shown(chat, campaign), attach=cover(chat, campaign), offers=offers)


def introduce(chat: Chat, campaign_id: str) -> None:
    """Show a campaign to whoever came by its link, if it is open to them; what can be done comes after it."""
    campaign = next((one for one in campaigns.open_to(chat.tx, chat.asker) if str(one.id) == campaign_id), None)
    if campaign is not None:
        chat.say(shown(chat, campaign), attach=cover(chat, campaign))


def cover(chat: Chat, campaign: Campaign) -> StoredPhoto | None:
    """Its cover photo, where the channel shows pictures."""
    return share.photo_of(chat.tx, campaign.id) if chat.features.pictures else None


def pick(chat: Chat, open_campaigns: list[OpenCampaign]) -> OpenCampaign:
    """The campaign that the command named, or one chosen by field and date."""
    if not open_campaigns:
        nothing_open(chat)
    if campaign_id := chat.args(Named).of:
        for campaign in open_campaigns:
            if str(campaign.id) == campaign_id:
                return campaign
        chat.say(_("That campaign is not open to you any more. Here is what is:"))
    fields = Counter(labels.field_key(campaign.field) for campaign in open_campaigns)
    if len(open_campaigns) > A_FEW and len(fields) > 1:
        field = chat.choose("field", _("Which field interests you?"), by_field(fields))
        open_campaigns = [campaign for campaign in open_campaigns if field in {"", labels.field_key(campaign.field)}]
    options = [Option(str(campaign.id), dated(campaign), campaign) for campaign in open_campaigns]
    return chat.choose("campaign", _("Which campaign would you like to see?"), options)


def by_field(fields: Counter[str]) -> list[Option[str]]:
    """The fields that have something open, the fullest first, and all of them together."""
    options = [
        Option(f"field:{key}", _("{field} ({number})", field=labels.field(key), number=number), key)
        for key, number in fields.most_common()
    ]
    return [*options, Option("all", _("All, by date ({number})", number=fields.total()), "")]


def dated(campaign: OpenCampaign) -> Text:
    """A campaign in a list: when its next shift is, and what is left."""
    facts = {"day": campaign.next_at, "title": campaign.title}
    if campaign.seats_left <= 0:
        return _("{day:short}: {title} (full, waitlist open)", **facts)
    return ngettext(
        "{day:short}: {title} ({count} seat left)",
        "{day:short}: {title} ({count} seats left)",
        campaign.seats_left,
        **facts,
    )


def shown(chat: Chat, campaign: Campaign) -> Marked:
    """A campaign with its shifts, as the member sees it."""
    shifts = [Marked(chat.words(shift_line(chat, shift))) for shift in campaigns.shifts_of(chat.tx, campaign.id)]
    return in_lines(card.card(campaign, shifts, chat.words))


def shift_line(chat: Chat, shift: Shift) -> Text:
    """A shift to come, with what is left of it, or that it is the member's already."""
    held = sign_ups.mine(chat.tx, chat.asker, shift.id)
    if held is None:
        return shift_label(shift)
    if held.state == "seated":
        return _("{when}: you have a seat", when=card.times(shift))
    return _("{when}: you are on the waitlist", when=card.times(shift))
