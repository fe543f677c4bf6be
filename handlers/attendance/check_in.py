"""Check in at a shift, with whatever proof its campaign wants."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from handlers.attendance import ByPoster
from handlers.campaigns import CAMPAIGNS, MY_SHIFTS
from handlers.engine import telling
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.message import Location
from handlers.engine.text import Text, _, ngettext
from handlers.engine.uploads import ask_location
from handlers.reports import REPORT
from storage.attendance import check_ins
from storage.attendance.notices import CodesGuessed
from storage.attendance.records import CheckIn
from storage.campaigns import campaigns
from storage.campaigns.records import Campaign, Shift
from storage.database import Transaction
from storage.people import requests

THEN_REPORT = (Offer(REPORT),)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a place proves: how far from it, in metres, and whether the phone itself vouches for it.

    `unsure_m` is how uncertain the phone is, where that is too much to prove anything.
    """

    distance_m: int | None = None
    weak: bool = False
    unsure_m: int | None = None


def check_in(chat: Chat) -> None:
    """Check in at a shift that is open now."""
    poster = chat.args(ByPoster).poster
    shift = invited_to(chat, poster) if poster else pick_shift(chat)
    campaign = campaigns.by_id(chat.tx, shift.campaign_id)
    earlier = check_ins.mine(chat.tx, chat.asker, shift.id)
    if earlier is not None:
        chat.stop(already(earlier, shift), offers=() if earlier.state == "returned" else THEN_REPORT)
    refuse_unless_open(chat, shift, campaign)
    if "leader" in campaign.proofs:
        chat.stop(
            _("For “{title}” the leader ticks you off on the roster. Just say hello to them!", title=campaign.title)
        )
    if "link" in campaign.proofs and not poster:
        chat.stop(
            _(
                "For “{title}”, scan the QR poster at the place, or open the link that your leader sent.",
                title=campaign.title,
            )
        )
    evidence = prove_place(chat, campaign) if "place" in campaign.proofs else Evidence()
    if "code" in campaign.proofs:
        prove_code(chat, shift)
    checked_in = check_ins.check_in(
        chat.tx, chat.asker, shift, proof=campaign.proof, weak=evidence.weak, distance_m=evidence.distance_m
    )
    if checked_in is not None:
        chat.say(welcome(chat, checked_in, shift, evidence), offers=THEN_REPORT)


def invited_to(chat: Chat, poster: str) -> Shift:
    """The shift of the poster that the person came by."""
    shift = check_ins.read_poster(chat.tx, poster)
    if shift is None:
        chat.stop(_("This check-in link is no longer valid. Please scan the poster that hangs there now."))
    return shift


def pick_shift(chat: Chat) -> Shift:
    """One of the shifts that are open for check-in now; only one is not asked about."""
    shifts = check_ins.open_for(chat.tx, chat.asker)
    if not shifts:
        next_shift = check_ins.next_opening(chat.tx, chat.asker)
        if next_shift is None:
            chat.stop(
                _("No shift is open for check-in right now. See what you can join:"),
                offers=[Offer(CAMPAIGNS), Offer(MY_SHIFTS)],
            )
        chat.stop(
            _(
                "Check-in for “{title}” opens at {opens:moment}. See you then!",
                title=next_shift.title,
                opens=next_shift.opens_at,
            )
        )
    named = [shift for shift in shifts if shift.id == chat.args(ByPoster).shift]
    options = [Option(str(shift.id), label(shift), shift) for shift in named or shifts]
    return chat.choose("shift", _("Which shift are you at?"), options, settle=True)


def label(shift: Shift) -> Text:
    """A shift in a list."""
    return _(
        "{title}, {start:time} to {end:time}, {host}",
        title=shift.title,
        start=shift.starts_at,
        end=shift.ends_at,
        host=shift.host_name,
    )


def refuse_unless_open(chat: Chat, shift: Shift, campaign: Campaign) -> None:
    """End with the reason where this person cannot check in here now."""
    facts = {"title": campaign.title, "opens": shift.opens_at, "ends": shift.ends_at, "unit": campaign.unit_name}
    match check_ins.admission(chat.tx, chat.asker, shift, campaign):
        case "ok":
            return
        case "too_early":
            chat.stop(_("Check-in for “{title}” opens at {opens:moment}. See you then!", **facts))
        case "over":
            chat.stop(
                _("“{title}” ended at {ends:moment}. If you were there, ask your leader to tick you off.", **facts)
            )
        case "not_signed_up":
            chat.stop(_("“{title}” takes only those who signed up. If you are there, ask the leader.", **facts))
        case "not_for_unit":
            chat.stop(_("“{title}” is for {unit}. If you are there, ask the leader to tick you off.", **facts))
        case _:
            chat.stop(_("“{title}” has been cancelled.", **facts))


def prove_place(chat: Chat, campaign: Campaign) -> Evidence:
    """Ask where the person is; too far away is asked again."""
    if campaign.latitude is None or campaign.longitude is None:
        return Evidence(weak=True)
    point = (campaign.latitude, campaign.longitude)

    def near(location: Location) -> None:
        away = check_ins.metres_between(location.latitude, location.longitude, *point)
        if away > campaign.radius_m:
            raise Bad(
                _(
                    "That is {away} m from {place}; check-in works within {radius} m.",
                    away=away,
                    place=campaign.place,
                    radius=campaign.radius_m,
                )
            )

    if not chat.features.location:
        chat.stop(
            _(
                "Check-in for “{title}” needs your location, and a location cannot be sent here. "
                "If you are there, ask the leader to tick you off.",
                title=campaign.title,
            )
        )
    question = _("Please share your location: are you at {place}?", place=campaign.place)
    where = ask_location(chat, "place", question, check=near)
    away = check_ins.metres_between(where.latitude, where.longitude, *point)
    accuracy = where.accuracy_m or 0
    unsure = round(accuracy) if where.live and accuracy > campaign.radius_m else None
    return Evidence(distance_m=away, weak=not where.live or unsure is not None, unsure_m=unsure)


def prove_code(chat: Chat, shift: Shift) -> None:
    """Ask for the code that the leader shows; wrong ones are counted."""
    if not check_ins.tries_left(chat.tx, chat.asker, shift.id, chat.row.id):
        chat.stop(too_many())
    if check_ins.shift_tries(chat.tx, shift.id).closed:
        chat.stop(closed(shift))
    question = _("“{title}”: what is the six-digit code that your leader shows?", title=shift.title)
    chat.ask("code", question, partial(right_code, chat, shift), expects="code")


def right_code(chat: Chat, shift: Shift, text: str) -> str:
    """The code, if it is that of this minute or the one before.

    Raises:
        Bad: it is not; the try is counted.
        Refused: that was the last try.
    """
    code = "".join(character for character in text if character.isdigit())
    if len(code) != 6:
        raise Bad(_("The code has six digits, such as 482 913."))
    if check_ins.code_counts(shift, code, chat.tx.now):
        return code
    left = check_ins.tries_left(chat.tx, chat.asker, shift.id, chat.row.id) - 1
    if left <= 0:
        chat.afterwards.append(lambda tx: count_try(tx, chat, shift))
        raise Refused(too_many())
    raise Bad(
        ngettext(
            "That is not the code of this minute. Look again, it changes; {count} try left.",
            "That is not the code of this minute. Look again, it changes; {count} tries left.",
            left,
        ),
        then=lambda tx: count_try(tx, chat, shift),
    )


def count_try(tx: Transaction, chat: Chat, shift: Shift) -> None:
    """Count a wrong code; its leaders hear, once an hour, when more come than a crowd mistypes."""
    check_ins.record_try(tx, chat.asker, shift.id, chat.row.id)
    tries = check_ins.shift_tries(tx, shift.id)
    if not tries.many:
        return
    notice = CodesGuessed(title=shift.title, starts_at=shift.starts_at, tries=tries.tries, closed=tries.closed)
    for leader_id in requests.deciders(tx, chat.asker, shift.host_path):
        hour = f"{tx.now:%Y%m%d%H}{'c' if tries.closed else ''}"
        telling.tell(chat, leader_id, notice, f"codes_guessed:{shift.id}:{hour}:{leader_id}")


def too_many() -> Text:
    """What somebody hears who guessed too often."""
    return _("Too many wrong codes. Wait a quarter of an hour, or ask your leader to tick you off on the roster.")


def closed(shift: Shift) -> Text:
    """What everybody hears while a shift takes no code."""
    return _(
        "So many wrong codes have come for “{title}” that I take none for a while. Ask your leader to tick you off "
        "on the roster.",
        title=shift.title,
    )


def already(earlier: CheckIn, shift: Shift) -> Text:
    """What somebody hears who has checked in already."""
    if earlier.state == "returned":
        return _(
            "Your check-in at “{title}” was returned: {reason}. Please talk to your leader.",
            title=shift.title,
            reason=earlier.reason or "",
        )
    return _("You are already checked in at “{title}” since {at:time}.", title=shift.title, at=earlier.checked_in_at)


def welcome(chat: Chat, checked_in: CheckIn, shift: Shift, evidence: Evidence) -> Text:
    """What a check-in has become."""
    if evidence.unsure_m is not None:
        return _(
            "Checked in at “{title}” at {at:time}. Your phone only knows where it is to within {unsure} m, "
            "which is weak proof, so your leader will check it.",
            title=shift.title,
            at=checked_in.checked_in_at,
            unsure=evidence.unsure_m,
        )
    if checked_in.weak and not chat.features.live_location:
        return _(
            "Checked in at “{title}” at {at:time}. A place picked on the map is weak proof, so your leader "
            "will check it.",
            title=shift.title,
            at=checked_in.checked_in_at,
        )
    if checked_in.weak:
        return _(
            "Checked in at “{title}” at {at:time}. A pin on the map is weak proof, so your leader will check "
            "it. A live location is stronger.",
            title=shift.title,
            at=checked_in.checked_in_at,
        )
    return _(
        "Checked in at “{title}” at {at:time}. Have a good one! Tell me afterwards what you did.",
        title=shift.title,
        at=checked_in.checked_in_at,
    )
