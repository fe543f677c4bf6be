"""Show the code of a shift that one leads, its QR poster on request; void the posters that are about."""

from __future__ import annotations

from functools import partial

from handlers.attendance import ROSTER, SHOW_POSTER, live_code
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import QrCode
from handlers.engine.text import Text, _
from handlers.engine.ways import addresses, or_type, poster_page
from storage.attendance import check_ins, live_codes
from storage.campaigns import campaigns
from storage.campaigns.records import Campaign, Shift
from storage.links import short_codes


def show_code(chat: Chat) -> None:
    """Show how people prove that they are here: by the code of this minute, by a poster, or otherwise."""
    shift = pick_shift(chat)
    campaign = campaigns.by_id(chat.tx, shift.campaign_id)
    if "code" in campaign.proofs:
        show_digits(chat, shift, campaign)
        return
    if "link" in campaign.proofs:
        draw_poster(chat, shift, campaign)
    chat.say(how(shift, campaign), offers=offers(shift, campaign))


def show_poster(chat: Chat) -> None:
    """Show the QR code of a shift's check-in link."""
    shift = pick_shift(chat)
    draw_poster(chat, shift, campaigns.by_id(chat.tx, shift.campaign_id))


def void_posters(chat: Chat) -> None:
    """Make the posters that are about worthless, and show a new one."""
    shift = pick_shift(chat)
    chat.confirm(
        "sure",
        _(
            "Every QR poster and check-in link of “{title}”, {day:date}, printed or sent so far will stop "
            "working. Should I make a new one?",
            title=shift.title,
            day=shift.starts_at,
        ),
        declined=_("OK, the posters stay as they are."),
        grave=True,
    )
    live_codes.void_posters(chat.tx, chat.asker, shift)
    chat.say(_("✓ The old ones no longer work."))
    chat.goto(SHOW_POSTER, Named(of=str(shift.id)))


def pick_shift(chat: Chat) -> Shift:
    """The shift that the command named, or one of those that are on or begin soon; only one is not asked about."""
    shifts = live_codes.to_show(chat.tx, chat.asker)
    chosen = [shift for shift in shifts if str(shift.id) == chat.args(Named).of]
    if not shifts:
        chat.stop(_("No shift of yours has its check-in open now or within 12 hours."), offers=[Offer(ROSTER)])
    options = [Option(str(shift.id), shift_label(shift), shift) for shift in chosen or shifts]
    return chat.choose("shift", _("The code of which shift?"), options, settle=True)


def shift_label(shift: Shift) -> Text:
    """A shift in a list."""
    return _(
        "{title}, {start:short} {start:time} to {end:time}", title=shift.title, start=shift.starts_at, end=shift.ends_at
    )


def show_digits(chat: Chat, shift: Shift, campaign: Campaign) -> None:
    """Show the code of this minute, which is renewed in place; before check-in opens, say when it does.

    Nothing is said behind it: the code is what is to be seen.
    """
    beside = offers(shift, campaign)
    if chat.tx.now < shift.opens_at:
        chat.say(
            _(
                "“{title}”: check-in opens at {opens:moment}. Send /code then, and I show the code.",
                title=shift.title,
                opens=shift.opens_at,
            ),
            offers=beside,
        )
    elif chat.features.edits:
        chat.say(
            live_code.words(shift, chat.tx.now),
            offers=beside,
            after=partial(live_codes.add, chat.tx, shift=shift),
            code=live_code.shown(shift, chat.tx.now),
        )
    else:
        chat.say(live_code.words(shift, chat.tx.now, renewed=False), offers=beside)


def draw_poster(chat: Chat, shift: Shift, campaign: Campaign) -> None:
    """Show the QR code of the shift's check-in link: a proof where the campaign takes it as one, else the short way."""
    payload = check_ins.poster_payload(shift)
    links = addresses(chat, payload, poster_page(payload))
    facts = {"title": shift.title, "day": shift.starts_at, "link": " · ".join(links)}
    if "link" in campaign.proofs:
        text = _("The QR poster of “{title}”, {day:date}. Show it, print it, or send the link: {link}", **facts)
    else:
        text = _("This QR opens the check-in of “{title}”, {day:date}, also for who has yet to join: {link}", **facts)
    code = short_codes.of_poster(chat.tx, shift.id, shift.generation)
    lines = [chat.words(text), chat.words(or_type(code))]
    chat.say("\n".join(lines), attach=QrCode(link=links[0]) if links else None)


def how(shift: Shift, campaign: Campaign) -> Text:
    """How people check in here."""
    if "leader" in campaign.proofs:
        return _("“{title}” doesn't use a code: you tick people on the roster.", title=shift.title)
    if campaign.proofs == {"place"}:
        return _("At “{title}” people share their location, so there is no code to show.", title=shift.title)
    return _("If somebody has no phone, tick them on the roster.")


def offers(shift: Shift, campaign: Campaign) -> list[Offer]:
    """What a leader may want next; where the poster stands above already, not that."""
    next_steps = live_code.offers(shift, campaign)
    shown = "link" in campaign.proofs and "code" not in campaign.proofs
    return [offer for offer in next_steps if not (shown and offer.conversation is SHOW_POSTER)]
