"""The targets that were found in a programme, looked over: all at once, or each kept, corrected or dropped."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.text import Text, _, ngettext
from schedules.plan.reader.finds import FoundTarget
from schedules.plan.reader.targets import target_in

LONGEST = 300
SHOWN = 100


def walk(chat: Chat, found: Sequence[FoundTarget]) -> list[FoundTarget]:
    """What is kept of the targets."""
    if not found:
        return []
    options = [
        Option("keep", _("Keep all of these"), "keep"),
        Option("look", _("Look at them one by one"), "look"),
        Option("drop", _("Drop all of these"), "drop"),
    ]
    match chat.choose("targets", listed(chat, found), options):
        case "keep":
            return list(found)
        case "drop":
            return []
    looked = [
        look_at(chat, one, f"target-{number}", _("{number} of {all}", number=number, all=len(found)))
        for number, one in enumerate(found, start=1)
    ]
    return [one for one in looked if one is not None]


def listed(chat: Chat, found: Sequence[FoundTarget]) -> str:
    """The targets, a line each."""
    heading = ngettext("{count} target:", "{count} targets:", len(found))
    return "\n".join([chat.words(heading), *(f"• {one.text[:SHOWN]}" for one in found)])


def look_at(chat: Chat, one: FoundTarget, step: str, place: Text) -> FoundTarget | None:
    """One target with the amounts that were read in it: keep it, type it anew, or drop it (None)."""
    amounts = "\n".join(
        chat.words(Text("• {value} {unit}", facts={"value": amount.value, "unit": amount.unit}))
        for amount in one.amounts
    )
    question = _("{place}: {text}\n\nWhat I count in it:\n{amounts}", place=place, text=one.text, amounts=amounts)
    options = [
        Option("keep", _("Keep it"), "keep"),
        Option("type", _("Type it anew"), "type"),
        Option("drop", _("Drop it"), "drop"),
    ]
    match chat.choose(step, question, options):
        case "drop":
            return None
        case "type":
            return chat.ask(
                f"{step}-typed",
                _("How should it read? A number and what it counts, like “12.000 trees”."),
                typed,
                again=FoundTarget.model_validate,
            )
    return one


def typed(text: str) -> FoundTarget:
    """A target as somebody types it.

    Raises:
        Bad: there is no amount in it, or it is too long.
    """
    found = target_in(text)
    if found is None or len(text) > LONGEST:
        raise Bad(_("I see no amount in that. Write it like “12.000 trees” or “80% of the members”."))
    return found
