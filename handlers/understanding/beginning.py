"""Whether a wish may be begun: said plainly enough for what it does, by who has or leads what it is about. Pure."""

from __future__ import annotations

from handlers.understanding import guard
from handlers.understanding.asking import plainly, spoken_against, stays_away
from handlers.understanding.context import Context
from handlers.understanding.features import Reading
from handlers.understanding.intents import NONE
from storage.records import Role

CANCEL, MANAGE = guard.CANCEL_SHIFT, "manage_campaigns"
BEYOND_DOUBT = 0.85  # giving up a shift that one has, in words that no table has
GIVES_UP_NONE_NAMED = 0.6  # giving up where neither day nor campaign of a shift that one has is named
_FIRST_PERSON = {"toi", "em", "e", "minh", "tui", "t", "tao", "con", "i", "me", "my", "ten"}


def may_begin(intent: str, known: Reading, context: Context, chance: float) -> bool:
    """Whether a wish is said plainly enough to be begun, however likely it is."""
    has = has_shift(known, context)
    if not guard.allowed(intent, known.said.told, chance, has=has, named=known.campaign is not None):
        return False
    if intent == CANCEL:
        beyond_doubt = has and chance >= BEYOND_DOUBT and not spoken_against(intent, known.said.text)
        return (gives_up(known) and (has or chance >= GIVES_UP_NONE_NAMED)) or beyond_doubt
    return plainly(intent, known.said.text, _title_words(known))


def gives_up(known: Reading) -> bool:
    """Whether somebody gives up a shift of theirs, plainly."""
    return plainly(CANCEL, known.said.text, _title_words(known)) or stays_away(known.said.text)


def _title_words(known: Reading) -> frozenset[str]:
    """The words that name a campaign."""
    return frozenset() if known.campaign is None else frozenset(known.words[at] for at in known.campaign.words)


def by_role(best: str, known: Reading, context: Context) -> str:
    """Who leads and has no such shift cancels a campaign, not a sign-up; who does not lead cancels no campaign."""
    leads = context.role is not None and context.role >= Role.LEADER
    mine = known.campaign is not None and any(shift.campaign == known.campaign.title for shift in context.my_shifts)
    ones_own = _FIRST_PERSON & set(known.words)
    if best == CANCEL and leads and not mine and not ones_own and not has_shift(known, context):
        return MANAGE
    if best == MANAGE and not leads:
        return CANCEL if mine and guard.gives_up(known.said.told) else NONE
    return best


def has_shift(known: Reading, context: Context) -> bool:
    """Whether the person has the shift that a message speaks of."""
    if known.campaign is not None and any(shift.campaign == known.campaign.title for shift in context.my_shifts):
        return True
    return known.days is not None and any(
        known.days.first <= shift.start.date() <= known.days.last for shift in context.my_shifts
    )
