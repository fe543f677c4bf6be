"""The reason that a leader gives for a no: a few words that the member reads."""

from __future__ import annotations

from handlers.engine.outcomes import Bad
from handlers.engine.text import _
from storage.text import tidy

SHORTEST, LONGEST = 3, 300


def reason_of(text: str) -> str:
    """A reason that somebody can do something with, without the full stop that the sentence around it has.

    Raises:
        Bad: it is too short or too long.
    """
    reason = tidy(text).rstrip(".")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise Bad(_("Please give a reason in a few words, at most {most} characters.", most=LONGEST))
    return reason
