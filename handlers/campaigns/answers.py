"""What an organiser answers about a campaign, one by one: title, contact, capacity, proof, what it counts."""

from __future__ import annotations

import re
from itertools import count

from pydantic import BaseModel

from handlers.campaigns import labels
from handlers.engine.chat import Bad, Chat, Option, Typed
from handlers.engine.text import HOME, Text, _, shortened
from handlers.typed.places import Spot
from handlers.typed.shift_times import Span
from schedules.plan import plan
from schedules.plan.measures import MEASURES, OFFERED, REPORTED
from schedules.plan.plan import Plan
from storage.campaigns import organising
from storage.organisation import unit_search
from storage.records import Quantity, Role, Unit
from storage.text import fold, tidy

LONGEST_TITLE, LONGEST_TEXT = 120, 1000
MOST_SEATS = 5000
RADII = (100, 200, 300, 500)
NARROWEST, WIDEST = 30, 20_000
SKIP = _("Skip")
_SKIPPED = {"bo qua", "skip", "khong", "khong co", "khong can", "none", "no", "de sau"}
_PHONE = re.compile(r"\+?\d(?:[ .-]?\d){7,11}")
PROOFS: dict[str, Text] = {
    "code": _("Six-digit code"),
    "link": _("QR poster"),
    "code+link": _("QR poster and code"),
    "place": _("Location"),
    "code+place": _("Location and code"),
    "leader": _("Ticked by a leader"),
}
LONGEST_NAME = 36


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
    for turn in count():
        answer = chat.choose_or_type(step if not turn else f"{step.partition('/')[0]}/{turn}", text, offered)
        if not isinstance(answer, Typed):
            return answer
        found = unit_search.search(answer.text, own)
        if found.certain:
            return found.units[0]
        if found.units:
            text, offered = _("Which one do you mean?"), [Option(str(one.id), one.name, one) for one in found.units]
        else:
            text = _("You organise no unit called “{typed}”. Which one is it?", typed=answer.text[:40])
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
        raise Bad(_("Please keep it below {most} characters.", most=LONGEST_TEXT))
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


def year_of(times: list[Span]) -> int:
    """The year at home whose plan shifts count towards: that of the first."""
    return times[0].starts_at.astimezone(HOME).year


def ask_counted(chat: Chat, year: int, already: list[Quantity]) -> list[Quantity]:
    """Ask which figures a campaign counts: what the year's plan counts first, then what else there is, until "done"."""
    found = plan.current(chat.tx, year)
    offered = countable(found, already)
    picked = {one.quantity for one in already}
    for turn in count():
        text = _("What do we count besides people and hours? Choose as many as you like, then “Done”.")
        if picked:
            text = _("So we count: {names}. Anything else? Then “Done”.", names=named(chat, found, offered, picked))
        options = [Option("done", _("Done"), "done")]
        options += [
            Option(f"{one.quantity}:{turn}", counted_label(found, one, picked), one.quantity) for one in offered
        ]
        answer = chat.choose("counts" if not turn else f"counts/{turn}", text, options)
        if answer == "done":
            return [one for one in offered if one.quantity in picked]
        picked ^= {answer}
    raise AssertionError  # the count has no end


def countable(found: Plan | None, already: list[Quantity]) -> list[Quantity]:
    """What a campaign can count: what the plan counts stands first, in its order."""
    planned = found.figures() if found is not None else []
    named = [key for _target, _place, one in planned for key in [k for k in one.counts if k in OFFERED] or one.counts]
    usual = [key for key in REPORTED if MEASURES[key].usual]
    keys = dict.fromkeys(key for key in [*named, *usual] if MEASURES[key].most is not None)
    fresh = [Quantity(quantity=key, most=MEASURES[key].most or 0) for key in keys]
    return [*fresh, *(one for one in already if one.quantity not in keys)]


def counted_label(found: Plan | None, one: Quantity, picked: set[str]) -> Text:
    """A figure in the list: ticked or not, with the target that it counts towards."""
    facts = {"tick": "✓" if one.quantity in picked else "☐", "what": labels.quantity(one.quantity)}
    figure = found.counted_by(one.quantity) if found is not None else None
    if figure is None:
        return _("{tick} {what}", **facts)
    target, _place, of_plan = figure
    name = shortened(target.called(of_plan), LONGEST_NAME)
    return _("{tick} {what} (target {target}: {name})", target=target.number, name=name, **facts)


def named(chat: Chat, found: Plan | None, counted: list[Quantity], picked: set[str] | None = None) -> str:
    """The figures in a line, each with the number of the target that it counts towards."""
    names = []
    for one in counted:
        if picked is None or one.quantity in picked:
            what = chat.words(labels.quantity(one.quantity)).lower()
            figure = found.counted_by(one.quantity) if found is not None else None
            target = figure and _("{what} (target {target})", what=what, target=figure[0].number)
            names.append(what if target is None else chat.words(target))
    return ", ".join(names)
