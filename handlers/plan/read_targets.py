"""Reviews the targets that were found in a programme one by one: each kept, corrected or dropped.

Each shows which figures of check-ins count towards it, as proposed or as chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.text import Text, _, shortened
from handlers.plan import counts as plan_counts
from schedules.plan.models import MONEY, PERCENT
from schedules.plan.reader.finds import FoundAmount, FoundTarget
from schedules.plan.reader.targets import target_in

LONGEST = 300
SHOWN = 140


def one_by_one(chat: Chat, targets: Sequence[FoundTarget]) -> dict[int, FoundTarget]:
    """What is kept of the targets, by their positions."""
    kept: dict[int, FoundTarget] = {}
    for number, target in enumerate(targets, start=1):
        position = _("{number} of {all}", number=number, all=len(targets))
        others = [*kept.values(), *targets[number:]]
        looked = look_at(chat, target, f"target-{number}", position, others=others)
        if looked is not None:
            kept[number - 1] = looked
    return kept


def short(text: str) -> str:
    """A target's sentence with room for one line of a list: whole words."""
    return shortened(text, SHOWN)


def line(target: FoundTarget) -> Text:
    """A target in a line: its sentence, and what counts towards it."""
    counted = [amount.counts for amount in target.amounts if amount.counts]
    if not counted:
        return _("{text} (by figures entered)", text=short(target.text))
    return _("{text} (check-ins count: {what})", text=short(target.text), what=plan_counts.several(counted))


def amounts(values: Sequence[float]) -> Text | str:
    """Several amounts, joined by commas."""
    first, *others = [_("{amount}", amount=round(value) if value == round(value) else value) for value in values]
    for other in others:
        first = _("{first}, {second}", first=first, second=other)
    return first


def look_at(
    chat: Chat, target: FoundTarget, step: str, position: Text, *, others: Sequence[FoundTarget]
) -> FoundTarget | None:
    """One target with the amounts that were read in it: keep it, type it anew, or drop it (None)."""
    amounts = "\n".join(chat.words(amount_line(amount)) for amount in target.amounts)
    question = _("{place}: {text}\n\nWhat I count in it:\n{amounts}", place=position, text=target.text, amounts=amounts)
    options = [
        Option("keep", _("Keep it"), "keep"),
        Option("type", _("Type it again"), "type"),
        Option("drop", _("Drop it"), "drop"),
    ]
    countable = [index for index, amount in enumerate(target.amounts) if amount.unit not in {PERCENT, MONEY}]
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
            return counting(chat, target, step, countable, taken_by(others))
    return target


def amount_line(amount: FoundAmount) -> Text:
    """An amount, and what counts towards it."""
    facts = {"value": amount.value, "unit": amount.unit, "what": plan_counts.named(amount.counts)}
    return _("• {value} {unit}: {what}", **facts)


def counting(chat: Chat, target: FoundTarget, step: str, countable: Sequence[int], taken: set[str]) -> FoundTarget:
    """A target with what counts towards one of its amounts chosen anew; what another target has is not offered."""
    options = [Option(str(index), amount_line(target.amounts[index]), index) for index in countable]
    index = chat.choose(f"{step}-amount", _("Which figure?"), options, settle=True)
    amount = target.amounts[index]
    taken = taken | {other.counts for other_index, other in enumerate(target.amounts) if other_index != index}
    what = plan_counts.choose(chat, f"{step}-counts", amount.unit, now=amount.counts, without=taken)
    amounts = list(target.amounts)
    amounts[index] = amount.model_copy(update={"counts": what})
    return target.model_copy(update={"amounts": tuple(amounts)})


def taken_by(targets: Sequence[FoundTarget]) -> set[str]:
    """What counts towards one of these targets already."""
    return {amount.counts for target in targets for amount in target.amounts if amount.counts}


def without(target: FoundTarget, taken: set[str]) -> FoundTarget:
    """A target that does not count what another one has."""
    amounts = tuple(
        amount.model_copy(update={"counts": "" if amount.counts in taken else amount.counts})
        for amount in target.amounts
    )
    return target.model_copy(update={"amounts": amounts})


def typed(text: str) -> FoundTarget:
    """A target as somebody types it.

    Raises:
        Bad: there is no amount in it, or it is too long.
    """
    target = target_in(text)
    if target is None or len(text) > LONGEST:
        raise Bad(_("I can't see an amount in that. Write it like “12.000 trees” or “80% of the members”."))
    return target
