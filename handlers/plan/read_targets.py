"""The targets that were found in a programme, looked over: all at once, or each kept, corrected or dropped.

With each stands what check-ins bring towards it, as it was proposed or as one chooses.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.text import Text, _, ngettext
from handlers.plan import counts as plan_counts
from schedules.plan.models import MONEY, PERCENT
from schedules.plan.reader.finds import FoundAmount, FoundTarget
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
    kept: list[FoundTarget] = []
    for number, one in enumerate(found, start=1):
        place = _("{number} of {all}", number=number, all=len(found))
        looked = look_at(chat, one, f"target-{number}", place, others=[*kept, *found[number:]])
        kept += [looked] if looked is not None else []
    return kept


def listed(chat: Chat, found: Sequence[FoundTarget]) -> str:
    """The targets, a line each, with what check-ins bring towards them."""
    heading = ngettext("{count} target:", "{count} targets:", len(found))
    return "\n".join([chat.words(heading), *(chat.words(line(one)) for one in found)])


def line(one: FoundTarget) -> Text:
    """A target in a line: its sentence, and what counts towards it."""
    counted = [amount.counts for amount in one.amounts if amount.counts]
    if not counted:
        return _("• {text} (by figures entered)", text=one.text[:SHOWN])
    return _("• {text} (check-ins count: {what})", text=one.text[:SHOWN], what=plan_counts.several(counted))


def look_at(
    chat: Chat, one: FoundTarget, step: str, place: Text, *, others: Sequence[FoundTarget]
) -> FoundTarget | None:
    """One target with the amounts that were read in it: keep it, type it anew, or drop it (None)."""
    amounts = "\n".join(chat.words(amount_line(amount)) for amount in one.amounts)
    question = _("{place}: {text}\n\nWhat I count in it:\n{amounts}", place=place, text=one.text, amounts=amounts)
    options = [
        Option("keep", _("Keep it"), "keep"),
        Option("type", _("Type it anew"), "type"),
        Option("drop", _("Drop it"), "drop"),
    ]
    countable = [at for at, amount in enumerate(one.amounts) if amount.unit not in {PERCENT, MONEY}]
    if countable:
        options.insert(1, Option("counts", _("What counts towards it"), "counts"))
    match chat.choose(step, question, options):
        case "drop":
            return None
        case "type":
            anew = chat.ask(
                f"{step}-typed",
                _("How should it read? A number and what it counts, like “12.000 trees”."),
                typed,
                again=FoundTarget.model_validate,
            )
            return without(anew, taken_by(others))
        case "counts":
            return counting(chat, one, step, countable, taken_by(others))
    return one


def amount_line(amount: FoundAmount) -> Text:
    """An amount, and what counts towards it."""
    facts = {"value": amount.value, "unit": amount.unit, "what": plan_counts.named(amount.counts)}
    return _("• {value} {unit}: {what}", **facts)


def counting(chat: Chat, one: FoundTarget, step: str, countable: Sequence[int], taken: set[str]) -> FoundTarget:
    """A target with what counts towards one of its amounts chosen anew; what another target has is not offered."""
    options = [Option(str(at), amount_line(one.amounts[at]), at) for at in countable]
    at = chat.choose(f"{step}-amount", _("Which figure?"), options, settle=True)
    amount = one.amounts[at]
    taken = taken | {other.counts for place, other in enumerate(one.amounts) if place != at}
    what = plan_counts.choose(chat, f"{step}-counts", amount.unit, now=amount.counts, without=taken)
    amounts = list(one.amounts)
    amounts[at] = amount.model_copy(update={"counts": what})
    return one.model_copy(update={"amounts": tuple(amounts)})


def taken_by(found: Sequence[FoundTarget]) -> set[str]:
    """What counts towards one of these targets already."""
    return {amount.counts for one in found for amount in one.amounts if amount.counts}


def without(one: FoundTarget, taken: set[str]) -> FoundTarget:
    """A target that does not count what another one has."""
    amounts = tuple(
        amount.model_copy(update={"counts": "" if amount.counts in taken else amount.counts}) for amount in one.amounts
    )
    return one.model_copy(update={"amounts": amounts})


def typed(text: str) -> FoundTarget:
    """A target as somebody types it.

    Raises:
        Bad: there is no amount in it, or it is too long.
    """
    found = target_in(text)
    if found is None or len(text) > LONGEST:
        raise Bad(_("I see no amount in that. Write it like “12.000 trees” or “80% of the members”."))
    return found
