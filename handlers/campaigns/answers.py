"""What an organiser answers about a campaign, one by one: unit, title, contact, numbers, proof."""

from __future__ import annotations

import re
from itertools import count

from pydantic import BaseModel

from handlers import labels
from handlers.engine.chat import Bad, Chat, Option, Typed
from handlers.engine.text import Text, _
from handlers.typed import places
from handlers.typed.places import Spot
from storage.campaigns import organising
from storage.organisation import unit_search
from storage.organisation.records import Unit
from storage.records import Role
from storage.text import fold, tidy

LONGEST_TITLE, LONGEST_TEXT = 120, 1000
MOST_SEATS = 5000
USUAL_SEATS = ("30", "20", "50", "100")
RADII = (100, 200, 300, 500)
NARROWEST, WIDEST = 30, 20_000
OPENINGS = (15, 30, 60, 120)  # minutes before a shift
EARLIEST_MIN = 12 * 60
SKIP = _("Skip")
_SKIPPED = {"bo qua", "skip", "khong", "khong co", "khong can", "none", "no", "de sau"}
_PHONE = re.compile(r"\+?\d(?:[ .-]?\d){7,11}")
PROOFS: dict[str, Text] = {
    "code": _("Six-digit code"),
    "link": _("QR poster"),
    "code+link": _("QR poster and code"),
    "link+place": _("QR poster and location"),
    "place": _("Location"),
    "code+place": _("Location and code"),
    "leader": _("Ticked by a leader"),
}


class Contact(BaseModel):
    """Whom members may call."""

    name: str = ""
    phone: str = ""


# Units ---------------------------------------------------------------------------------------------------------------


def own_unit(chat: Chat, step: str, question: Text, usual: Unit | None = None) -> Unit:
    """Ask for a unit that one organises: chosen, or typed as often as it takes; others do not exist here."""
    own = organising.units(chat.tx, chat.asker)
    if not own:
        chat.stop(_("You do not organise a unit any more."))
    held = {scope.unit_id for scope in chat.asker.scopes if scope.rank >= Role.ORGANISER}
    tops = [unit for unit in own if unit.id in held]
    near = [unit for unit in own if unit.parent_id in held and unit.id not in held]
    first = [usual] if usual is not None and usual.id in {unit.id for unit in own} else []
    options = {unit.id: Option(str(unit.id), unit.name, unit) for unit in [*first, *tops, *near]}
    if len(own) == 1:
        chat.settle(step, str(own[0].id))
    text, offered = question, list(options.values())
    for attempt in count():
        answer = chat.choose_or_type(step if not attempt else f"{step.partition('/')[0]}/{attempt}", text, offered)
        if not isinstance(answer, Typed):
            return answer
        match = unit_search.search(answer.text, own)
        if match.certain:
            return match.units[0]
        if match.units:
            text, offered = _("Which one do you mean?"), [Option(str(unit.id), unit.name, unit) for unit in match.units]
        else:
            text = _("You don't organise a unit called “{typed}”. Which one is it?", typed=answer.text[:40])
            offered = list(options.values())
    raise AssertionError  # the count has no end


# Words ---------------------------------------------------------------------------------------------------------------


def text_of(text: str) -> str:
    """Some sentences, or nothing where they are skipped.

    Raises:
        Bad: they are too long.
    """
    typed = tidy(text)
    if len(typed) > LONGEST_TEXT:
        raise Bad(_("Please keep it to {most} characters at most.", most=LONGEST_TEXT))
    return "" if fold(typed) in _SKIPPED else typed


def contact_of(text: str, me: str) -> Contact:
    """Whom to call: "0912345678", "Nguyễn Thị Lan 0912 345 678", or a name.

    Raises:
        Bad: there is neither a name nor a number in it.
    """
    typed = tidy(text)
    phone = _PHONE.search(typed)
    name = typed if phone is None else f"{typed[: phone.start()]} {typed[phone.end() :]}"
    name = tidy(name).strip(" ,.:;-()")
    if (phone is None and re.search(r"\d", typed)) or len(name) > 60 or (phone is None and len(name) < 2):
        raise Bad(_("I need a phone number, a name, or both, such as Nguyễn Thị Lan 0912345678."))
    return Contact(name=name or me, phone="" if phone is None else phone[0])


def called(contact: Contact) -> str:
    """Whom to call, in a line."""
    return " ".join(filter(None, [contact.name, contact.phone]))


# Choices -------------------------------------------------------------------------------------------------------------


def field_options() -> list[Option[str]]:
    """The fields of volunteering."""
    return [Option(key, labels.field(key), key) for key in labels.FIELDS]


def proof_options(spot: Spot) -> list[Option[str]]:
    """What check-in can ask for; a location only where the place is known."""
    return [Option(key, words, key) for key, words in PROOFS.items() if spot.known or "place" not in key]


def yes_no() -> list[Option[bool]]:
    """Yes or no, where a no does not end anything."""
    return [Option("yes", _("Yes"), True), Option("no", _("No"), False)]


def ask_spot(chat: Chat, step: str) -> Spot:
    """Where a campaign is; a point on the map is given a name."""
    question = _("Where is it? Type the address, attach a location, or paste a Google Maps link.")
    spot = chat.ask(
        step,
        question,
        places.place_of,
        hints=[places.ONLINE],
        again=Spot.model_validate,
        located=places.sent,
    )
    if spot.known and not spot.name:
        question, hints = _("I have the point. What is the place called?"), []
        if spot.suggested:
            question = _(
                "I have the point. The link calls it “{name}”: is that right? Or type its name.", name=spot.suggested
            )
            hints = [spot.suggested]
        name = chat.ask(f"{step}/name", question, places.name_of, hints=hints)
        return spot.model_copy(update={"name": name})
    return spot
