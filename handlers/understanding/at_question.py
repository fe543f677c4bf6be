"""Whether a message at an open question answers it, ends it, or leaves it for a wish of its own. Pure."""

from __future__ import annotations

import re

from handlers.understanding.answering import ASKS, Answer
from handlers.understanding.bare import A_NAME
from handlers.understanding.context import OpenQuestion
from handlers.understanding.features import CAMPAIGN, Reading
from handlers.understanding.intents import ANSWER, BACK, CERTAIN, NONE, SMALLTALK, STOP

ENDS, ENDS_SURELY = 0.5, 0.7  # what stops or goes back at a question; what stops where it could be the answer
LEAVES = 0.8  # a wish of its own, where a message could be the answer
LONGEST_END = 12  # words of what stops or goes back where it could be the answer
FEW = 4  # words: what is shorter and could agree or refuse asks nothing
_INDIFFERENT = re.compile(r"\b(?:nao|gi|chi|sao|rang|mo|dau) cung duoc\b|\b(?:any is fine|whatever|up to you)\b")


def wishes_nothing(known: Reading) -> bool:
    """Whether a message at a question says that any will do, or names a campaign and no more."""
    return _INDIFFERENT.search(known.said.plain) is not None or known.masked == (CAMPAIGN,)


def may_leave(said: Answer, known: Reading, question: OpenQuestion) -> bool:
    """Whether what could be an answer may be a wish of its own: at a question for a choice, a name or a unit.

    Where yes or no is asked, what agrees or refuses in several words may ask something.
    """
    return (
        said.intent == ANSWER
        and (said.choice is None or (bool(question.yes) and len(known.words) >= FEW))
        and not said.sure
        and question.expects in {"choice", "name", "unit"}
    )


def may_end(said: Answer, known: Reading, question: OpenQuestion) -> bool:
    """Whether what could be a text, or hours, may be a wish to stop or to go back: a short one that counts nothing."""
    return (
        said.intent == ANSWER
        and question.expects in {"text", "hours"}
        and said.choice is None
        and not (known.numbers and question.expects == "hours")
        and len(known.words) <= LONGEST_END
        and known.said.text.strip() != A_NAME
    )


def ending(said: Answer | None, chances: dict[str, float]) -> str | None:
    """Stopping or going back, where that is what a message most likely says; surely, where it could be an answer."""
    best = max(chances, key=lambda intent: chances[intent])
    clear = ENDS if said is None or best == BACK else ENDS_SURELY  # who goes back loses nothing
    return best if best in {STOP, BACK} and chances[best] >= clear else None


def leaves(known: Reading, chances: dict[str, float], *, chosen: bool) -> bool:
    """Whether what could be an answer is a wish or a question of its own."""
    best = max(chances, key=lambda intent: chances[intent])
    if best.startswith("faq:") and chances[best] >= CERTAIN:
        return True
    if chosen:
        return False
    asks = best.startswith("faq:") and ASKS.search(known.said.plain) is not None
    return best not in {NONE, SMALLTALK} and (asks or chances[best] >= LEAVES)
