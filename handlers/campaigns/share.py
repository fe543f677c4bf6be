"""Share a campaign that is open: its link and QR code, a cover photo, an announcement; and who has signed up so far."""

from __future__ import annotations

from typing import NoReturn

from handlers.attendance import ROSTER
from handlers.broadcasts import BROADCAST
from handlers.campaigns import MANAGE_CAMPAIGNS, card, manage_words
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.marked import Marked, bold, in_lines, with_bold
from handlers.engine.message import QrCode, StoredPhoto, UploadedFile
from handlers.engine.outcomes import Ended
from handlers.engine.said import NO_FILES
from handlers.engine.text import Text, _, ngettext
from handlers.engine.uploads import ask_photos
from handlers.engine.ways import addresses, or_type
from storage.attendance import roster as rosters
from storage.attendance.roster import RosterPerson
from storage.broadcasts import broadcasts
from storage.broadcasts.records import AudiencePart, BroadcastBody, BroadcastPhoto
from storage.campaigns import covers, sharing
from storage.campaigns.covers import Cover
from storage.campaigns.records import Campaign, CoverPhoto, ManagedCampaign, ManagedShift
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.links import links as signed_links
from storage.links import short_codes
from storage.links.links import Link

SHIFTS_TOLD = 3  # of a campaign's shifts, in an announcement
SHIFTS_LISTED, PEOPLE_LISTED, DRAFTS = 4, 20, 20
_AS_SIGNS = str.maketrans({"*": "∗", "_": " ", "[": "(", "]": ")", "{": "(", "}": ")"})  # which would be formatting
# What follows a campaign's number in a command: "/quanlychiendich 7 chiase".
LINK, ANNOUNCE, COVER, PEOPLE, VOID = "chiase", "thongbao", "anhbia", "danhsach", "thuhoi"


def offer(campaign: Campaign, what: str, label: Text) -> Offer:
    """A button to one of these."""
    return Offer(MANAGE_CAMPAIGNS, Named(of=f"{campaign.id} {what}"), label)


def next_steps(campaign: Campaign, *, but: str = "") -> list[Offer]:
    """What one does with a campaign that is open."""
    steps = {
        ANNOUNCE: _("📣 Announce it"),
        LINK: _("🔗 Link and QR to share"),
        COVER: _("🖼 Cover photo"),
    }
    return [offer(campaign, what, label) for what, label in steps.items() if what != but]


def run(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift], what: str) -> NoReturn:
    """Do one of these."""
    if what == LINK:
        share(chat, campaign)
    if what == VOID:
        void(chat, campaign)
    if what == ANNOUNCE:
        announce(chat, campaign, shifts)
    if what == COVER:
        cover(chat, campaign)
    people(chat, campaign, shifts)


# Link and QR ---------------------------------------------------------------------------------------------------------


def links(chat: Chat, campaign: Campaign) -> list[str]:
    """What opens the campaign."""
    return addresses(chat, f"s{campaign.id}", f"/c/{signed_links.token(chat.tx, Link('campaign', campaign.id))}")


def share(chat: Chat, campaign: ManagedCampaign) -> NoReturn:
    """Its link, and the link as a QR code to print or send on."""
    found = links(chat, campaign)
    text = _(
        "“{title}”: send this link on, or the QR code as a picture, in Zalo or Facebook or on a poster. Who opens it "
        "is at this campaign, also who has yet to join.",
        title=campaign.title,
    )
    code = short_codes.of_campaign(chat.tx, campaign.id)
    said = in_lines([with_bold(chat.words(text), campaign.title), *found, chat.words(or_type(code))])
    void_them = [offer(campaign, VOID, _("Void these links"))] if chat.services.public_url else []
    offers = [*next_steps(campaign, but=LINK), *void_them, *manage_words.after(campaign)]
    chat.say(said, attach=QrCode(link=found[0]) if found else None, offers=offers)
    raise Ended


def void(chat: Chat, campaign: ManagedCampaign) -> NoReturn:
    """Take back what was shared so far, such as a link that came to the wrong people, and share a new one."""
    chat.confirm(
        "sure",
        _(
            "Every link, QR code and typed code of “{title}” shared so far will stop working. Everyone who "
            "signed up stays signed up. Should I make new ones?",
            title=campaign.title,
        ),
        declined=_("OK, the links stay as they are."),
        grave=True,
    )
    try:
        sharing.void_links(chat.tx, chat.asker, campaign.id)
    except OutOfScopeError:
        manage_words.refuse()
    chat.say(_("✓ The old links no longer work."))
    chat.goto(MANAGE_CAMPAIGNS, Named(of=f"{campaign.id} {LINK}"))


# Cover photo ---------------------------------------------------------------------------------------------------------


def photo_of(tx: Transaction, campaign_id: int) -> StoredPhoto | None:
    """A campaign's cover photo, if it is here."""
    cover = covers.of(tx, campaign_id)
    if cover is None or not cover.is_here or cover.sha256 is None:
        return None
    return StoredPhoto(sha256=cover.sha256, media_type=cover.media_type)


def cover(chat: Chat, campaign: ManagedCampaign) -> NoReturn:
    """Ask for a cover photo, and keep it; the one that there is can go."""
    if not chat.features.pictures:
        chat.stop(NO_FILES, offers=manage_words.after(campaign))
    if covers.of(chat.tx, campaign.id) is not None:
        options = [Option("other", _("Another photo"), True), Option("none", _("Take the photo away"), False)]
        question = _("“{title}” has a cover photo. What should become of it?", title=campaign.title)
        if not chat.choose("cover", question, options):
            keep(chat, campaign, None)
            chat.stop(_("Taken away."), offers=manage_words.after(campaign))
    question = _("Send me a photo for “{title}”: everybody sees it above the campaign.", title=campaign.title)
    photos = ask_photos(chat, "photo", question, most=1)
    if not photos:
        chat.stop(_("No photo, then."), offers=manage_words.after(campaign))
    keep(chat, campaign, photos[0])
    chat.say(
        _("✓ “{title}” has its cover photo. It goes along when you announce it.", title=campaign.title),
        offers=[*next_steps(campaign, but=COVER), *manage_words.after(campaign)],
    )
    raise Ended


def keep(chat: Chat, campaign: ManagedCampaign, photo: UploadedFile | None) -> None:
    """Give it this cover photo, or none."""
    new = None
    if photo is not None:
        facts = {"media_type": photo.media_type, "size": photo.size, "sha256": photo.sha256}
        new = CoverPhoto.model_validate({**facts, "channel": chat.row.channel, "vendor_id": photo.vendor_id})
    try:
        covers.set_cover(chat.tx, chat.asker, campaign.id, new)
    except OutOfScopeError:
        manage_words.refuse()
    chat.services.job_queued()


# Announcement --------------------------------------------------------------------------------------------------------


def announce(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> NoReturn:
    """Go to an announcement of it: the draft that there is, or one that is made now and can still be changed."""
    drafts = [one for one in broadcasts.managed_by(chat.tx, chat.asker, DRAFTS) if one.state == "draft"]
    photo = covers.of(chat.tx, campaign.id)
    of_it = [one for one in drafts if one.campaign_id == campaign.id and not one.late and (one.file_id or not photo)]
    draft_id = of_it[0].id if of_it else None
    if draft_id is None:
        draft_id = drafted(chat, campaign, shifts)
    chat.goto(BROADCAST, Named(of=str(draft_id)))


def drafted(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> int:
    """A new draft: to everybody who may join, with its photo and a button to it."""
    whom = (AudiencePart(kind="unit", unit_id=campaign.unit_id),)
    try:
        draft_id = broadcasts.draft(
            chat.tx,
            chat.asker,
            campaign.unit_id,
            BroadcastBody(text=what_it_says(chat, campaign, shifts)),
            whom,
            photo=as_sent(covers.of(chat.tx, campaign.id)),
            campaign_id=campaign.id,
        )
    except OutOfScopeError:
        manage_words.refuse()
    chat.services.job_queued()
    return draft_id


def as_sent(cover: Cover | None) -> BroadcastPhoto | None:
    """A cover photo as a broadcast keeps it."""
    if cover is None:
        return None
    return BroadcastPhoto(
        media_type=cover.media_type,
        size=cover.size,
        sha256=cover.sha256,
        channel=cover.channel or "",
        vendor_id=cover.vendor_id,
    )


def what_it_says(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> str:
    """What an announcement begins with: what, when and where, to be written anew where one wishes."""
    coming = [shift for shift in shifts if shift.state == "open" and shift.ends_at > chat.tx.now]
    lines = [f"*{campaign.title.translate(_AS_SIGNS).strip()}*"]
    lines += [f"🕖 {chat.words(card.times(shift))}" for shift in coming[:SHIFTS_TOLD]]
    if len(coming) > SHIFTS_TOLD:
        more = len(coming) - SHIFTS_TOLD
        lines.append(chat.words(ngettext("and {count} more", "and {count} more", more)))
    if campaign.place:
        lines.append(f"📍 {campaign.place.translate(_AS_SIGNS)}")
    return "\n".join([*lines, chat.words(_("Will you join us? Press the button below."))])


# Who signed up -------------------------------------------------------------------------------------------------------


def people(chat: Chat, campaign: ManagedCampaign, shifts: list[ManagedShift]) -> NoReturn:
    """Who has signed up for the shifts to come, as far as the asker may see them."""
    coming = [shift for shift in shifts if shift.state == "open" and shift.ends_at > chat.tx.now][:SHIFTS_LISTED]
    lines: list[Marked | str] = [bold(campaign.title)]
    listed = []
    for shift in coming:
        signed_up = [one for one in rosters.people(chat.tx, chat.asker, shift) if one.seat]
        taken = _(
            "🕖 {when}: {taken} of {capacity} seats taken",
            when=card.times(shift),
            taken=shift.seats_taken,
            capacity=shift.capacity,
        )
        lines += ["", chat.words(taken)]
        lines += names(chat, signed_up)
        if signed_up:
            label = _("Roster of {day:short} {day:time}", day=shift.starts_at)
            listed.append(Offer(ROSTER, Named(of=str(shift.id)), label))
    if not coming:
        lines += ["", chat.words(_("It has no more shifts coming up."))]
    chat.stop(in_lines(lines), offers=[*listed, *manage_words.after(campaign)])


def names(chat: Chat, signed_up: list[RosterPerson]) -> list[Marked | str]:
    """People in a list, those with a seat first."""
    if not signed_up:
        return [chat.words(_("Nobody has signed up yet."))]
    seated_first = sorted(signed_up, key=lambda one: one.seat != "seated")
    shown = [
        chat.words(
            _("{number}. {name}, {unit} (waitlist)", number=number, name=one.name, unit=one.unit)
            if one.seat == "waiting"
            else _("{number}. {name}, {unit}", number=number, name=one.name, unit=one.unit)
        )
        for number, one in enumerate(seated_first[:PEOPLE_LISTED], start=1)
    ]
    more = len(signed_up) - PEOPLE_LISTED
    return [*shown, chat.words(ngettext("and {count} more", "and {count} more", more))] if more > 0 else [*shown]
