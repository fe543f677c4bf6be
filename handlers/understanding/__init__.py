"""What people type in free words: a text, and what the bot knows of the chat → what they want, with what they named.

Pure and offline, a few milliseconds. A linear model that is learned from examples (`examples.txt` beside the
conversations) weighs what is said; plain rules read what is named, answers to the open question, and keep dangerous
wishes apart from talk about them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from handlers.understanding import guard
from handlers.understanding.answering import ASKS, Answer
from handlers.understanding.answers import answer
from handlers.understanding.context import Context
from handlers.understanding.features import CAMPAIGN, DAY, Reading, features, reading
from handlers.understanding.model import model
from handlers.understanding.slots import Slots, slots
from storage.records import Role

NONE, SMALLTALK, ASK_HUMAN, ANSWER, STOP, BACK = "none", "smalltalk", "ask_human", "answer", "stop", "back"
COMING = "coming"
CLEAR = 0.38  # a wish that is less likely is asked about
CLEAR_IN_QUESTION = 0.75
CERTAIN = 0.9  # one so likely stands, whatever else is said
_INDIFFERENT = re.compile(r"\b(?:nao|gi|chi|sao|rang|mo|dau) cung duoc\b|\b(?:any is fine|whatever|up to you)\b")
POSSIBLE = 0.12  # one that is less likely is not even offered
_CANCEL, _MANAGE = guard.CANCEL_SHIFT, "manage_campaigns"
_BESIDE_GIVING_UP = {_CANCEL, "my_shifts", "manage_campaigns", "broadcast", "help", ASK_HUMAN, NONE, "faq:contact"}
_FIRST_PERSON = {"toi", "em", "e", "minh", "tui", "t", "tao", "con", "i", "me", "my", "ten"}


class Predicts(Protocol):
    """What gives each intent its likelihood."""

    def likely(self, features: set[str]) -> dict[str, float]:
        """Each intent with its probability."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A message understood: what is wanted ("none" for nothing that is ours, or nothing sure), with what was named.

    `maybe` are intents that it may be, the likeliest first, where it was not sure.
    """

    intent: str
    slots: Slots = field(default_factory=Slots)
    chance: float = 1.0
    maybe: tuple[str, ...] = ()


def understand(text: str, context: Context, predicts: Predicts | None = None) -> Understood:
    """What somebody wants by a text."""
    known = reading(text, context)
    if not known.words:
        return Understood(SMALLTALK if known.said.pictures else NONE)
    if context.question is None and known.masked == (DAY,):  # a day alone asks what is on then
        return Understood(COMING, slots(COMING, known, context))
    said = answer(known, context) if context.question is not None else None
    chances = (predicts or model()).likely(set(features(known, context)))
    if context.question is not None and said is None and _wishes_nothing(known):
        return Understood(NONE)
    if context.question is not None and said is None and chances.get(STOP, 0.0) >= CLEAR_IN_QUESTION:
        return Understood(STOP)
    if said is not None and not _leaves(known, context, said, chances):
        return Understood(said.intent, _answer_slots(said, known))
    return _wish(known, context, chances)


def _wishes_nothing(known: Reading) -> bool:
    """Whether a message at a question says that any will do, or names a campaign and no more."""
    return _INDIFFERENT.search(known.said.plain) is not None or known.masked == (CAMPAIGN,)


def _leaves(known: Reading, context: Context, said: Answer, chances: dict[str, float]) -> bool:
    """Whether what could be an answer is a wish or a question of its own."""
    question = context.question
    if (
        question is None
        or said.intent != ANSWER
        or said.choice is not None
        or said.sure
        or question.expects in {"text", "code"}
    ):
        return False
    best = max(chances, key=lambda intent: chances[intent])
    asks = best.startswith("faq:") and ASKS.search(known.said.plain) is not None
    return (
        best not in {NONE, SMALLTALK}
        and (asks or chances[best] >= 0.8)
        and question.expects in {"choice", "name", "unit"}
    )


def _answer_slots(said: Answer, known: Reading) -> Slots:
    day = None
    if said.day is not None and known.days is not None:
        day = (known.days.first, known.days.last)
    campaign = known.campaign.title if known.campaign and said.choice == known.campaign.title else None
    return Slots(campaign=campaign, day=day, unit=said.unit, person=said.person, count=said.count, choice=said.choice)


def _wish(known: Reading, context: Context, chances: dict[str, float]) -> Understood:
    """The likeliest wish that may be begun; where none is clear, what it may be."""
    ranked = sorted(chances, key=lambda intent: -chances[intent])
    clear = CLEAR if context.question is None else CLEAR_IN_QUESTION
    likely = [intent for intent in ranked if chances[intent] >= POSSIBLE]
    best = _by_role(ranked[0], known, context)
    if (
        best not in _BESIDE_GIVING_UP
        and chances[best] < CERTAIN
        and guard.gives_up(known.said.plain)
        and context.question is None
    ):
        best = _CANCEL if chances.get(_CANCEL, 0.0) >= POSSIBLE and _has(known, context) else NONE
        return Understood(best, slots(best, known, context), chances.get(_CANCEL, 0.0), tuple(likely[:2]))
    chance = chances[ranked[0]]
    if chance >= clear and guard.allowed(best, known.said.plain, chance, has=_has(known, context)):
        return Understood(best, slots(best, known, context), chance, tuple(likely[1:3]))
    maybe = tuple(intent for intent in likely if intent not in {NONE, SMALLTALK, ANSWER})[:3]
    return Understood(NONE, chance=chances[best], maybe=maybe)


def _by_role(best: str, known: Reading, context: Context) -> str:
    """Who leads and has no such shift cancels a campaign, not a sign-up; who does not lead cancels no campaign."""
    leads = context.role is not None and context.role >= Role.LEADER
    mine = known.campaign is not None and any(shift.campaign == known.campaign.title for shift in context.my_shifts)
    ones_own = _FIRST_PERSON & set(known.words)
    if best == _CANCEL and leads and not mine and not ones_own and not _has(known, context):
        return _MANAGE
    if best == _MANAGE and not leads:
        return _CANCEL if mine and guard.gives_up(known.said.plain) else NONE
    return best


def _has(known: Reading, context: Context) -> bool:
    """Whether the person has the shift that a message speaks of."""
    if known.campaign is not None and any(shift.campaign == known.campaign.title for shift in context.my_shifts):
        return True
    return known.days is not None and any(
        known.days.first <= shift.start.date() <= known.days.last for shift in context.my_shifts
    )
