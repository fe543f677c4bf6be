"""The targets of a programme beside those that the year goes by: what is new, there already, of another amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _, ngettext
from handlers.plan import read_targets
from handlers.plan.difference import LISTED, part
from schedules.plan import plan as plans
from schedules.plan import target_compare
from schedules.plan.models import Plan, Target
from schedules.plan.reader import ReadProgramme
from schedules.plan.reader.finds import FoundTarget
from schedules.plan.target_compare import ComparedTarget, TakenTarget
from storage.organisation.records import Unit


@dataclass(frozen=True, slots=True)
class TargetDecisions:
    """What becomes of the targets: which are taken, which stay; `base` is the plan that the year goes by."""

    year: int = 0
    taken: tuple[TakenTarget, ...] = ()
    stay: tuple[Target, ...] = ()
    base: Plan | None = None

    @property
    def changes(self) -> bool:
        """Whether the year's targets change."""
        return bool(self.taken)


# Deciding ------------------------------------------------------------------------------------------------------------


def walk(chat: Chat, unit: Unit, programme: ReadProgramme) -> TargetDecisions:
    """What becomes of the targets; only the unit at the top has targets of its own."""
    year = programme.year
    if unit.parent_id is not None or year is None or not programme.targets:
        return TargetDecisions()
    base = plans.current(chat.tx, year)
    there = list(base.targets) if base is not None else []
    found = programme.targets
    comparisons = target_compare.all_compared(found, there)
    options = [
        Option("keep", _("Keep all of these"), "keep"),
        Option("look", _("Look at them one by one"), "look"),
        Option("drop", _("Drop all of these"), "drop"),
    ]
    answer = chat.choose("targets", overview(chat, found, comparisons), options)
    if answer == "drop":
        return TargetDecisions()
    kept = read_targets.one_by_one(chat, found) if answer == "look" else dict(enumerate(found))
    taken: list[TakenTarget] = []
    mentioned: set[int] = set()
    for index, one in kept.items():
        left = [target for target in there if target.number not in mentioned]
        comparison = comparisons[index] if one == found[index] else target_compare.compared(one, left)
        if comparison.target is not None and comparison.target.number in mentioned:
            comparison = ComparedTarget("new")
        comparison = _without_doubt(chat, f"target-alike-{index + 1}", one, comparison)
        if comparison.target is not None:
            mentioned.add(comparison.target.number)
        if comparison.how != "there":
            taken.append(TakenTarget(one, comparison.target))
    stay = _staying(chat, base, year, mentioned, taken)
    return TargetDecisions(year, tuple(taken), stay, base)


def _without_doubt(chat: Chat, step: str, found: FoundTarget, comparison: ComparedTarget) -> ComparedTarget:
    """The same, once a person has said whether two targets are one."""
    if comparison.how != "alike" or comparison.target is None:
        return comparison
    question = _(
        "“{text}” and “{other}”, which the year has already, seem to be one target. Are they?",
        text=read_targets.short(found.text),
        other=read_targets.short(comparison.target.text),
    )
    options = [
        Option("one", _("Yes: take the amount of the document"), True),
        Option("two", _("No, these are two"), False),
    ]
    if chat.choose(step, question, options):
        return target_compare.as_one(found, comparison.target)
    return ComparedTarget("new")


def _staying(
    chat: Chat, base: Plan | None, year: int, mentioned: set[int], taken: Sequence[TakenTarget]
) -> tuple[Target, ...]:
    """Which of the plan's targets stay: all of them, unless it is a year's own plan that takes an older one's place."""
    if base is None:
        return ()
    others = [target for target in base.targets if target.number not in mentioned]
    if base.year == year or not others or not taken:
        return base.targets
    question = ngettext(
        "{count} target of {year:plain} is not in the document. Does it go on?",
        "{count} targets of {year:plain} are not in the document. Do they go on?",
        len(others),
        year=base.year,
    )
    options = [
        Option("stay", _("Yes, beside those of the document"), True),
        Option("go", _("No, only those of the document"), False),
    ]
    if chat.choose("other-targets", question, options):
        return base.targets
    return tuple(target for target in base.targets if target.number in mentioned)


# Saying --------------------------------------------------------------------------------------------------------------


def overview(chat: Chat, found: Sequence[FoundTarget], comparisons: Sequence[ComparedTarget]) -> str:
    """The targets beside those of the year, a part for each way to stand to them."""
    pairs = list(zip(found, comparisons, strict=True))
    new = [read_targets.line(one) for one, how in pairs if how.how == "new"]
    amounts = [amount_line(one, how.target) for one, how in pairs if how.how == "amount" and how.target]
    there = [how.target for _one, how in pairs if how.how == "there" and how.target]
    unclear = [read_targets.line(one) for one, how in pairs if how.how == "alike"]
    parts = [
        part(ngettext("New targets: {count}", "New targets: {count}", len(new)), new),
        part(ngettext("With another amount: {count}", "With another amount: {count}", len(amounts)), amounts),
        part(
            ngettext("Targets that are there already: {count}", "Targets that are there already: {count}", len(there)),
            [read_targets.short(one.text) for one in there],
        ),
        part(ngettext("I ask about: {count}", "I ask about: {count}", len(unclear)), unclear),
    ]
    return "\n\n".join("\n".join(map(chat.words, lines)) for lines in parts if lines)


def amount_line(found: FoundTarget, target: Target) -> Text:
    """A target with its amounts before and after."""
    return _(
        "{text} ({before} → {after})",
        text=read_targets.short(found.text),
        before=read_targets.amounts([one.amount for one in target.figures]),
        after=read_targets.amounts([one.value for one in found.amounts]),
    )


def change_lines(decisions: TargetDecisions) -> list[Text | str]:
    """The targets that are taken, line by line."""
    lines: list[Text | str] = [
        _("+ {line}", line=read_targets.line(one.found))
        if one.of is None
        else _("↻ {line}", line=amount_line(one.found, one.of))
        for one in decisions.taken
    ]
    if len(lines) > LISTED:
        lines = [*lines[:LISTED], ngettext("and {count} more", "and {count} more", len(lines) - LISTED)]
    return lines


def plan_with(decisions: TargetDecisions, name: str, unit: Unit) -> Plan | None:
    """The year's plan with these decisions; None where its targets do not change."""
    if not decisions.changes:
        return None
    theme = decisions.base.theme if decisions.base is not None else "?"
    plan = Plan(year=decisions.year, name=name or "?", issuer=unit.name, theme=theme)
    return target_compare.merged(plan, decisions.taken, decisions.stay)
