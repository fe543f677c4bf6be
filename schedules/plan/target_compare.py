"""Compares targets that were read in a programme with those of the plan, and makes one plan of both. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from schedules.plan.models import Figure, Plan, Target
from schedules.plan.reader.finds import FoundAmount, FoundTarget
from storage.text import fold

SAME = 0.85  # of all their words
CLOSE = 0.6
_NUMBERS = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class ComparedTarget:
    """How a target stands to the plan: "new", "there" already, with another "amount", or "alike", to be asked about."""

    how: Literal["new", "there", "amount", "alike"]
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class TakenTarget:
    """A target that is taken: in the place of the amounts of one that is there, or as a new one (None)."""

    found: FoundTarget
    of: Target | None = None


def all_compared(found: Sequence[FoundTarget], targets: Sequence[Target]) -> list[ComparedTarget]:
    """How each stands to those that are there, of which each is one at most: first what is there just so."""
    comparisons: dict[int, ComparedTarget] = {}
    left = list(targets)
    for exact in (True, False):
        for index, one in enumerate(found):
            if index in comparisons:
                continue
            comparison = compared(one, left)
            if comparison.how == "there" or not exact:
                comparisons[index] = comparison
                left = [target for target in left if target is not comparison.target]
    return [comparisons[index] for index in range(len(found))]


def compared(found: FoundTarget, targets: Iterable[Target]) -> ComparedTarget:
    """How a target that was read stands to those that are there; of those alike, to one of its own amounts first."""
    near = sorted(
        ((_likeness(found.text, target.text), target) for target in targets),
        key=lambda one: (-one[0], as_one(found, one[1]).how != "there"),
    )
    for likeness, target in near:
        if likeness >= SAME:
            return as_one(found, target)
    for likeness, target in near:
        if _fits(found, target) and (likeness >= CLOSE or _counts(found) & _counted(target)):
            return ComparedTarget("alike", target)
    return ComparedTarget("new")


def as_one(found: FoundTarget, target: Target) -> ComparedTarget:
    """The same, where the two are one target; whose amounts do not go together one by one stays as it is."""
    if not _fits(found, target):
        return ComparedTarget("there", target)
    return ComparedTarget("there" if _amounts(found) == [one.amount for one in target.figures] else "amount", target)


def merged(plan: Plan, taken: Sequence[TakenTarget], kept: Sequence[Target]) -> Plan:
    """A plan with the targets that stay and those that are taken.

    Who stays keeps its number and names; an amount changes in its place; new ones come after. What one figure counts,
    no later one does.
    """
    changed = {one.of.number: _with_amounts(one.of, one.found) for one in taken if one.of is not None}
    targets = [changed.get(target.number, target) for target in kept]
    counted = {what for target in targets for what in _counted(target)}
    number = max((target.number for target in targets), default=0)
    for one in taken:
        if one.of is not None:
            continue
        number += 1
        figures = []
        for amount in one.found.amounts:
            figures.append(_figure(amount, counted))
            counted |= set(figures[-1].counts)
        targets.append(Target(number=number, text=one.found.text, figures=tuple(figures)))
    return plan.model_copy(update={"targets": tuple(targets)})


def _figure(amount: FoundAmount, counted: set[str]) -> Figure:
    counts = (amount.counts,) if amount.counts and amount.counts not in counted else ()
    return Figure(amount=_whole(amount), unit=amount.unit, counts=counts)


def _with_amounts(target: Target, found: FoundTarget) -> Target:
    figures = [
        figure.model_copy(update={"amount": amount})
        for figure, amount in zip(target.figures, _amounts(found), strict=True)
    ]
    return target.model_copy(update={"figures": tuple(figures), "text": found.text})


def _fits(found: FoundTarget, target: Target) -> bool:
    """Whether the amounts of two targets go together one by one."""
    kinds = [figure.is_percentage for figure in target.figures]
    return [amount.unit == "%" for amount in found.amounts] == kinds


def _amounts(found: FoundTarget) -> list[int]:
    return [_whole(amount) for amount in found.amounts]


def _whole(amount: FoundAmount) -> int:
    return max(1, round(amount.value))


def _counts(found: FoundTarget) -> set[str]:
    return {amount.counts for amount in found.amounts if amount.counts}


def _counted(target: Target) -> set[str]:
    return {what for figure in target.figures for what in figure.counts}


def _likeness(one: str, other: str) -> float:
    words, others = _words(one), _words(other)
    return len(words & others) / len(words | others) if words | others else 0.0


def _words(text: str) -> set[str]:
    return set(fold(_NUMBERS.sub(" ", text)).split())
