"""Run one's campaigns: look, edit, move or cancel a shift, add shifts, close, cancel. Who signed up is told, once."""

from __future__ import annotations

from handlers.campaigns import MANAGE_CAMPAIGNS, NEW_CAMPAIGN, edit, manage_shift, manage_words, share
from handlers.campaigns.notices import tell_signed_up
from handlers.campaigns.picker import pick_by_title
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.marked import Marked, bold, in_lines
from handlers.engine.text import Text, _, ngettext
from storage.campaigns import organising
from storage.campaigns.notices import CampaignCancelled
from storage.campaigns.records import ManagedCampaign, ManagedShift
from storage.errors import AttendedError, OutOfScopeError

SHIFTS_SHOWN = 12
STATES: dict[str, Text] = {
    "open": _("open"),
    "closed": _("closed"),
    "cancelled": _("cancelled"),
    "draft": _("a draft"),
}


def manage_campaigns(chat: Chat) -> None:
    """Pick a campaign of one's units and do something with it."""
    number, _space, action = chat.args(Named).of.partition(" ")
    campaign = pick_campaign(chat, number)
    shifts = organising.shifts_of(chat.tx, chat.asker, campaign.id)
    can = actions(chat, campaign, shifts)
    chosen = next((option.key for option in can if option.key == action), None)
    match chosen or chat.choose("what", about(chat, campaign, shifts), can):
        case share.LINK | share.VOID | share.ANNOUNCE | share.COVER | share.PEOPLE as what:
            share.run(chat, campaign, shifts, what)
        case "edit":
            edit.edit(chat, campaign)
        case "shift":
            manage_shift.change(chat, campaign, shifts)
        case "add":
            manage_shift.add(chat, campaign, shifts)
        case "close":
            close(chat, campaign, shifts)
        case "reopen":
            reopen(chat, campaign)
        case "cancel":
            cancel(chat, campaign)
        case _:
            chat.goto(MANAGE_CAMPAIGNS)


def pick_campaign(chat: Chat, campaign_id: str) -> ManagedCampaign:
    """The campaign that the command named, or one that is chosen."""
    kept = organising.managed_by(chat.tx, chat.asker)
    if not kept:
        chat.stop(_("Your units have no campaign yet."), offers=[Offer(NEW_CAMPAIGN)])
    if campaign := next((one for one in kept if str(one.id) == campaign_id), None):
        return campaign
    return pick_by_title(chat, "campaign", _("Which campaign? Choose, or type a part of its name."), kept)


def about(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> Marked:
    """A campaign as its organiser sees it."""
    lines: list[Text | str] = [
        _("{unit}: {state}", unit=campaign.unit_name, state=STATES[campaign.state]),
        "",
    ]
    coming = [shift for shift in shifts if shift.ends_at > chat.tx.now]
    over = len(shifts) - len(coming)
    if over:
        lines.append(ngettext("{count} shift is over.", "{count} shifts are over.", over))
    lines += [manage_shift.line(shift) for shift in coming[:SHIFTS_SHOWN]]
    if len(coming) > SHIFTS_SHOWN:
        lines.append(ngettext("and {count} more", "and {count} more", len(coming) - SHIFTS_SHOWN))
    return in_lines([bold(campaign.title), *(chat.words(line) for line in [*lines, "", _("What next?")])])


def actions(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> list[Option[str]]:
    """What can be done with it as it stands."""
    options = []
    if campaign.state == "open":
        options.append(Option(share.ANNOUNCE, _("📣 Announce it"), share.ANNOUNCE))
        options.append(Option(share.LINK, _("🔗 Link and QR to share"), share.LINK))
    if campaign.state in {"open", "closed"}:
        if chat.services.public_url:
            options.append(Option(share.VOID, _("Void its links"), share.VOID))
        options.append(Option(share.PEOPLE, _("👥 Who has signed up"), share.PEOPLE))
        options.append(Option(share.COVER, _("🖼 Cover photo"), share.COVER))
        options.append(Option("edit", _("Edit"), "edit"))
        if manage_shift.coming(chat, shifts):
            options.append(Option("shift", _("Move or cancel a shift"), "shift"))
        options.append(Option("add", _("Add shifts"), "add"))
        closed = campaign.state == "closed"
        options.append(
            Option("reopen", _("Open again"), "reopen") if closed else Option("close", _("Close it"), "close")
        )
        options.append(Option("cancel", _("Cancel the campaign"), "cancel"))
    return [*options, Option("others", _("Other campaigns"), "others")]


# The campaign as a whole ---------------------------------------------------------------------------------------------


def close(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> None:
    """Take nobody any more. A shift to come that has sign-ups is to be cancelled first, so that they are told."""
    people = sum(shift.signed_up for shift in manage_shift.coming(chat, shifts) if not shift.came)
    if people:
        sentence = ngettext(
            "{count} sign-up is for a shift to come. Cancel that shift first, so that they are told, or close "
            "“{title}” when it is over.",
            "{count} sign-ups are for shifts to come. Cancel those shifts first, so that they are told, or close "
            "“{title}” when they are over.",
            people,
            title=campaign.title,
        )
        chat.stop(sentence, offers=manage_words.after(campaign))
    chat.confirm(
        "sure",
        _("Close “{title}”? Nobody can sign up or check in any more; what is counted stays.", title=campaign.title),
    )
    try:
        organising.close(chat.tx, chat.asker, campaign.id)
    except OutOfScopeError:
        manage_words.refuse()
    chat.say(_("“{title}” is closed.", title=campaign.title), offers=manage_words.after(campaign))


def reopen(chat: Chat, campaign: ManagedCampaign) -> None:
    """Take people again."""
    chat.confirm("sure", _("Open “{title}” again?", title=campaign.title))
    try:
        organising.reopen(chat.tx, chat.asker, campaign.id)
    except OutOfScopeError:
        manage_words.refuse()
    chat.say(_("“{title}” is open again.", title=campaign.title), offers=manage_words.after(campaign))


def cancel(chat: Chat, campaign: ManagedCampaign) -> None:
    """Cancel it all, and tell those who signed up."""
    people = organising.signed_up(chat.tx, campaign.id)
    chat.confirm(
        "sure",
        _("Cancel “{title}” with all its shifts? {told}", title=campaign.title, told=manage_words.who_is_told(people)),
        yes=_("Yes, cancel it"),
        grave=True,
    )
    try:
        tell_signed_up(chat, campaign, CampaignCancelled(campaign_id=campaign.id, title=campaign.title))
        organising.cancel(chat.tx, chat.asker, campaign.id)
    except OutOfScopeError:
        manage_words.refuse()
    except AttendedError:
        raise Refused(
            _(
                "People have checked in at “{title}” already, so it cannot be cancelled: close it, or cancel the "
                "shifts that are still to come.",
                title=campaign.title,
            )
        ) from None
    chat.say(
        _("“{title}” is cancelled. {told}", title=campaign.title, told=manage_words.who_is_told(people)),
        offers=manage_words.after(campaign),
    )
