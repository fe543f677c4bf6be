"""A campaign in a few lines, as members read it: when 🕖, where 📍, what to bring 🎒, whom to call ☎."""

from __future__ import annotations

import re
from collections.abc import Callable

from handlers import labels
from handlers.engine.marked import Marked, bold, link
from handlers.engine.message import CALL
from handlers.engine.text import Text, _, ngettext
from handlers.typed.places import ONLINE
from storage.campaigns.notices import MovedUp
from storage.campaigns.records import Campaign, Shift

DIRECTIONS = "https://www.google.com/maps/dir/?api=1&destination={latitude},{longitude}"
MOST_SHIFTS = 8
HOME_CODE = "+84"
_MARKS_OF_PHONES = re.compile(r"[^\d+]")
Words = Callable[[Text | str], str]
PROOFS: dict[str, Text] = {
    "code": _("the six-digit code that the leader shows"),
    "link": _("the QR poster at the place"),
    "place": _("your location"),
    "leader": _("the leader's tick on the roster"),
}


def card(campaign: Campaign, shifts: list[Marked], words: Words) -> list[Marked | str]:
    """All that a volunteer wants to know, a line each; also of a campaign that is not there yet."""
    field = _("{field}, by {unit}", field=labels.field(campaign.field), unit=campaign.unit_name)
    lines: list[Marked | str] = [bold(campaign.title), words(field)]
    if campaign.about:
        lines += ["", campaign.about]
    lines += ["", *shifts_in_short(shifts, words), *practical(campaign, words)]
    return [*lines, words(_("To check in: {proofs}", proofs=proofs(campaign.proof, words)))]


def shifts_in_short(shifts: list[Marked], words: Words) -> list[Marked | str]:
    """The next shifts, and how many more there are."""
    shown: list[Marked | str] = [Marked("🕖 ") + shift for shift in shifts[:MOST_SHIFTS]]
    more = len(shifts) - MOST_SHIFTS
    return [*shown, words(ngettext("and {count} more", "and {count} more", more))] if more > 0 else shown


def of_shift(campaign: Campaign, shift: Shift, words: Words) -> list[Marked | str]:
    """What somebody who has a seat needs: when, where, what to bring, whom to call."""
    return [f"🕖 {words(times(shift))}", *practical(campaign, words)]


def practical(about: Campaign | MovedUp, words: Words) -> list[Marked | str]:
    """Where it is with the way there, what to bring, and whom to call, as far as that is known."""
    lines: list[Marked | str] = [place(about.place, about.latitude, about.longitude, words)]
    if about.bring:
        lines.append(f"🎒 {about.bring}")
    return [*lines, *contact(about.contact_name, about.contact_phone)]


def place(name: str, latitude: float | None, longitude: float | None, words: Words) -> Marked:
    """Where it is, with the way there where it is a point on the map; without either it is online."""
    if latitude is None or longitude is None:
        return Marked(f"📍 {name or words(ONLINE)}")
    there = link(words(_("Directions")), DIRECTIONS.format(latitude=latitude, longitude=longitude))
    return Marked(f"📍 {name} · " if name else "📍 ") + there


def contact(name: str, number: str) -> list[Marked | str]:
    """Whom to call, if anybody is named; the number calls where one can press it."""
    line = Marked(f"☎ {name}".rstrip())
    if number:
        line = line + " " + phone(number)
    return [line] if name or number else []


def phone(number: str) -> Marked:
    """A number that calls when it is pressed."""
    return link(number, f"{CALL}{dialled(number)}")


def dialled(number: str) -> str:
    """A number as any telephone dials it: "0912 345 678" is +84912345678 (RFC 3966)."""
    digits = _MARKS_OF_PHONES.sub("", number)
    return HOME_CODE + digits[1:] if digits.startswith("0") else digits


def proofs(proof: str, words: Words) -> str:
    """What check-in asks for, in plain words."""
    return ", ".join(words(wanted) for key, wanted in PROOFS.items() if key in proof.split("+"))


def times(shift: Shift) -> Text:
    """When a shift is."""
    return _("{start:date}, {start:time} to {end:time}", start=shift.starts_at, end=shift.ends_at)
