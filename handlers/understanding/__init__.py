"""What people type in free words: a text, and what the bot knows of the chat → what they want, with what they named.

Pure and offline, a few milliseconds. A linear model that is learned from examples (`examples.txt` beside the
conversations) weighs what is said; plain rules read what is named, answers to the open question, and keep dangerous
wishes apart from talk about them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Protocol

from handlers.understanding import at_question, guard
from handlers.understanding.answering import ASKS, Answer
from handlers.understanding.answers import answer
from handlers.understanding.beginning import CANCEL, by_role, gives_up, has_shift, may_begin
from handlers.understanding.context import Context, OpenQuestion
from handlers.understanding.features import CAMPAIGN, DAY, Reading, features, reading
from handlers.understanding.intents import ANSWER, ASK_HUMAN, BACK, CERTAIN, NONE, SMALLTALK, STOP
from handlers.understanding.model import model
from handlers.understanding.several import parts
from handlers.understanding.slots import Slots, slots
from handlers.understanding.words import read

COMING, CAMPAIGNS = "coming", "campaigns"
CLEAR = 0.38  # a wish that is less likely is asked about
CLEAR_IN_QUESTION = 0.75
CLEAR_OF_A_CAMPAIGN = 0.25  # one about a campaign that is named
CLEAR_ASKED = 0.5  # a question of somebody's own, in words that ask
LONGEST_STOP = 8  # words: where nothing is under way, a longer message does not just stop
SHORT = 9  # words: what is longer before a wish is the story of it
SURELY_SECOND = 0.75  # where the whole message says the second of two wishes, and the first is but told
FIRST, SECOND = 0.7, 0.5  # of two wishes in one message each is at least so likely; the second is only offered
_IS_PAST = re.compile(
    r"\b(?:hoi nay|hom qua|hom truoc|bua truoc|hoi sang|hom bua|yesterday)\b(?: \w+)*? ?(?:roi)?$|\broi$"
)
_AMOUNT_ALONE = re.compile(
    r"(?:khoang |tam |da )*(?:\d+(?:[.,]\d+)?|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
    r" (?:tieng|gio|phut|cay|kg|ky|hours?)(?: ruoi)?(?: (?:a|nha|nhe))?"
)  # which answers nothing where nothing was asked: "4 tiếng" is no language
POSSIBLE = 0.12  # one that is less likely is not even offered
_SIX_DIGITS = re.compile(r"\d{3}[ .-]?\d{3}")
_CHECK_IN, _REPORT = "check_in", "report"
_BESIDE_GIVING_UP = {
    CANCEL,
    "my_shifts",
    "manage_campaigns",
    "broadcast",
    "help",
    ASK_HUMAN,
    NONE,
    "faq:contact",
}
_NO_WISH = {NONE, SMALLTALK, ANSWER, STOP, BACK}
_POLITE = frozenset({"nha", "nhe", "a", "luon", "nua", "voi", "di", "giup", "dum", "too", "please"})


class Predicts(Protocol):
    """What gives each intent its likelihood."""

    def likely(self, features: set[str]) -> dict[str, float]:
        """Each intent with its probability."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A message understood: what is wanted ("none" for nothing that is ours, or nothing sure), with what was named.

    `maybe` are intents that it may be, the likeliest first, where it was not sure. `then` is a second wish in the same
    message, which comes after this one.
    """

    intent: str
    slots: Slots = field(default_factory=Slots)
    chance: float = 1.0
    maybe: tuple[str, ...] = ()
    then: Understood | None = None


def understand(text: str, context: Context, predicts: Predicts | None = None) -> Understood:
    """What somebody wants by a text; where it says two things, the first, and then the second."""
    whole = _understood(text, context, predicts)
    if whole.intent in {STOP, BACK, ANSWER}:
        return whole
    return _two(text, whole, context, predicts) or whole


def _understood(text: str, context: Context, predicts: Predicts | None) -> Understood:
    """What a text that says one thing wants."""
    known = reading(text, context)
    if not known.words:
        return Understood(SMALLTALK if known.said.pictures else NONE)
    if context.question is None:
        return _unasked(known, context, predicts)
    return _at_question(known, context, context.question, predicts)


def _unasked(known: Reading, context: Context, predicts: Predicts | None) -> Understood:
    """What a text wants where nothing was asked; a day alone asks what is on then."""
    if known.masked == (DAY,):
        return Understood(COMING, slots(COMING, known, context))
    if known.campaign is not None and not set(known.masked) - {CAMPAIGN, *_POLITE}:
        return Understood(CAMPAIGNS, slots(CAMPAIGNS, known, context))
    if _SIX_DIGITS.fullmatch(known.said.text.strip()):
        return Understood(_CHECK_IN, slots(_CHECK_IN, known, context))
    if _is_amount(known):
        reports = _may_report(known, context)
        return Understood(_REPORT, slots(_REPORT, known, context)) if reports else Understood(NONE)
    return _wish(known, context, (predicts or model()).likely(set(features(known, context))))


def _is_amount(known: Reading) -> bool:
    """Whether a text is hours, trees or the like and no more, but for the campaign that they were of."""
    title = known.campaign.words if known.campaign is not None else frozenset()
    rest = " ".join(word for at, word in enumerate(known.words) if at not in title)
    return _AMOUNT_ALONE.fullmatch(rest) is not None


def _may_report(known: Reading, context: Context) -> bool:
    """Whether somebody has a shift to report of: one of the campaign, where a text names it."""
    open_ = {shift.campaign for shift in context.my_shifts if shift.checked_in and not shift.reported}
    return bool(open_) and (known.campaign is None or known.campaign.title in open_)


def _at_question(known: Reading, context: Context, question: OpenQuestion, predicts: Predicts | None) -> Understood:
    """What a text says to the open question, or wants instead; the model is weighed only where that can matter."""
    said = answer(known, context)
    may_leave = said is not None and at_question.may_leave(said, known, question)
    may_end = said is None or at_question.may_end(said, known, question)
    if said is not None and not (may_leave or may_end):
        return Understood(said.intent, _answer_slots(said, known))
    if said is None and at_question.wishes_nothing(known):
        return Understood(NONE)
    chances = (predicts or model()).likely(set(features(known, context)))
    if may_end and (ending := at_question.ending(said, chances)) is not None:
        if ending == STOP and question.no:
            return Understood(ANSWER, Slots(choice=question.no))
        return Understood(ending, chance=chances[ending])
    if said is not None and not (may_leave and at_question.leaves(known, chances, chosen=said.choice is not None)):
        return Understood(said.intent, _answer_slots(said, known))
    return _wish(known, context, chances)


def _two(text: str, whole: Understood, context: Context, predicts: Predicts | None) -> Understood | None:
    """Two wishes that a text says one after the other, each plainly; None where it says one."""
    best: Understood | None = None
    sure = 0.0
    for before, behind in parts(text):
        first = _understood(before, context, predicts)
        if first.intent in _NO_WISH or first.chance < FIRST or reading(before, context).masked == (DAY,):
            continue  # a day is that of what comes behind it
        second = _understood(behind, context, predicts)
        if (
            second.intent in {*_NO_WISH, CAMPAIGNS}
            and (more := _the_same_of_another(behind, first, context)) is not None
        ):
            second = more
        if second.intent in _NO_WISH or second.chance < SECOND or _same(first, second):
            continue
        surest = min(first.chance, second.chance)
        if surest < sure or (whole.intent not in {first.intent, second.intent, NONE} and surest < CERTAIN):
            continue
        if whole.intent == first.intent and whole.slots.count not in {None, first.slots.count}:
            continue  # its numbers stand in both parts
        story = first.chance < CERTAIN or len(before.split()) > SHORT or _IS_PAST.search(read(before).plain)
        if whole.intent == second.intent != first.intent and whole.chance >= SURELY_SECOND and story:
            continue  # what comes before it tells why
        if first.intent in guard.HARMFUL and whole.intent != first.intent:
            continue  # what dangerous words are beside may take them back
        if whole.intent == first.intent:
            first = replace(first, slots=first.slots.filled(whole.slots, second.slots))
        best, sure = replace(first, then=second), surest
    return best


def _same(first: Understood, second: Understood) -> bool:
    """Whether two wishes are one, said in two parts."""
    campaigns = {first.slots.campaign, second.slots.campaign}
    return first.intent == second.intent and (len(campaigns) == 1 or None in campaigns)


def _the_same_of_another(text: str, first: Understood, context: Context) -> Understood | None:
    """The first wish, of the campaign that a text names and no more: "đăng ký trồng cây với hiến máu"."""
    known = reading(text, context)
    if known.campaign is None or first.slots.campaign is None or set(known.masked) - {CAMPAIGN, *_POLITE}:
        return None
    return Understood(first.intent, slots(first.intent, known, context), first.chance)


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
    if ranked[0].startswith("faq:") and (known.said.asks or ASKS.search(known.said.plain)):
        clear = min(clear, CLEAR_ASKED if known.campaign is None else CLEAR_OF_A_CAMPAIGN)
    likely = [intent for intent in ranked if chances[intent] >= POSSIBLE]
    best = by_role(ranked[0], known, context)
    if (
        best not in _BESIDE_GIVING_UP
        and chances[best] < CERTAIN
        and guard.gives_up(known.said.told)
        and context.question is None
    ):
        meant = chances.get(CANCEL, 0.0) >= POSSIBLE and has_shift(known, context) and gives_up(known)
        best = CANCEL if meant else NONE
        return Understood(best, slots(best, known, context), chances.get(CANCEL, 0.0), tuple(likely[:2]))
    chance = chances[ranked[0]]
    if best in {STOP, BACK} and context.question is None and len(known.words) > LONGEST_STOP:
        return Understood(NONE, chance=chance)
    if chance >= clear and may_begin(best, known, context, chance):
        return Understood(best, slots(best, known, context), chance, tuple(likely[1:3]))
    maybe = tuple(intent for intent in likely if intent not in {NONE, SMALLTALK, ANSWER})[:3]
    return Understood(NONE, chance=chances[best], maybe=maybe)
