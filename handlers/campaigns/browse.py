"""Campaigns: what is open to a member, by field and date, and one of them in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from handlers import labels
from handlers.campaigns import CAMPAIGNS, SIGN_UP
from handlers.campaigns.sign_up import nothing_open, shift_label, times
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _, ngettext
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.campaigns import OpenCampaign
from storage.campaigns.records import Campaign, Quantity, Shift

A_FEW = 4  # so many are shown without asking for a field
MOST_SHIFTS = 10
MAP = "https://www.google.com/maps/search/?api=1&query={latitude},{longitude}"
PROOFS: dict[str, Text] = {
    "code": _("the six-digit code that the leader shows"),
    "link": _("the QR poster at the place"),
    "place": _("your location"),
    "leader": _("the leader's tick on the roster"),
}


def browse(chat: Chat) -> None:
    """Look at what is open, and at one campaign with its shifts."""
    campaign = pick(chat, campaigns.open_to(chat.tx, chat.asker))
    offers = [Offer(SIGN_UP, Named(of=str(campaign.id))), Offer(CAMPAIGNS, label=_("Other campaigns"))]
    chat.say("\n".join(chat.words(line) for line in detail(chat, campaign)), offers=offers)


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
    return chat.choose("campaign", _("Which campaign shall I tell you about?"), options)


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


def detail(chat: Chat, campaign: Campaign) -> list[Text | str]:
    """All that a volunteer wants to know about a campaign, a line each."""
    return described(
        chat, campaign, campaigns.quantities(chat.tx, campaign.id), campaigns.shifts_of(chat.tx, campaign.id)
    )


def described(chat: Chat, campaign: Campaign, counted: Sequence[Quantity], shifts: list[Shift]) -> list[Text | str]:
    """A campaign with what it counts and its shifts, also one that is not there yet."""
    lines: list[Text | str] = [
        campaign.title,
        _("{field}, by {unit}", field=labels.field(campaign.field), unit=campaign.unit_name),
        "",
    ]
    if campaign.about:
        lines += [campaign.about, ""]
    lines += whereabouts(campaign)
    if campaign.bring:
        lines.append(_("What to bring: {bring}", bring=campaign.bring))
    lines.append(_("To check in: {proofs}", proofs=proofs(chat, campaign)))
    if counted:
        names = ", ".join(chat.words(labels.quantity(what.quantity)).lower() for what in counted)
        lines.append(_("We count: {names}", names=names))
    return [*lines, "", *shift_lines(chat, shifts)]


def whereabouts(campaign: Campaign) -> list[Text | str]:
    """Where it is, with a map, and whom to ask."""
    lines: list[Text | str] = []
    if campaign.place:
        lines.append(_("Place: {place}", place=campaign.place))
    if campaign.latitude is not None and campaign.longitude is not None:
        lines.append(_("Map: {link}", link=MAP.format(latitude=campaign.latitude, longitude=campaign.longitude)))
    if campaign.contact_name or campaign.contact_phone:
        lines.append(_("Contact: {who}", who=" ".join(filter(None, [campaign.contact_name, campaign.contact_phone]))))
    return lines


def proofs(chat: Chat, campaign: Campaign) -> str:
    """What check-in asks for, in plain words."""
    wanted = [chat.words(words) for proof, words in PROOFS.items() if proof in campaign.proofs]
    return ", ".join(wanted)


def shift_lines(chat: Chat, shifts: list[Shift]) -> list[Text | str]:
    """The shifts to come, with what is left of each and which of them are the member's already."""
    lines: list[Text | str] = [_("Shifts:")]
    for shift in shifts[:MOST_SHIFTS]:
        held = sign_ups.mine(chat.tx, chat.asker, shift.id)
        shown: Text = shift_label(shift)
        if held is not None and held.state == "seated":
            shown = _("{when}: you have a seat", when=times(shift))
        elif held is not None:
            shown = _("{when}: you are on the waitlist", when=times(shift))
        lines.append(f"• {chat.words(shown)}")
    if len(shifts) > MOST_SHIFTS:
        lines.append(ngettext("and {count} more", "and {count} more", len(shifts) - MOST_SHIFTS))
    return lines
