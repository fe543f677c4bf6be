"""What something is called: a campaign, an item of the plan. Pure."""

from __future__ import annotations

from handlers.engine.outcomes import Bad
from handlers.engine.text import _
from storage.text import tidy

SHORTEST = 4


def title_of(text: str, *, most: int) -> str:
    """A title, of at most so many characters.

    Raises:
        Bad: it is too short or too long.
    """
    title = tidy(text)
    if not SHORTEST <= len(title) <= most:
        raise Bad(_("A name has {least} to {most} characters. What is it called?", least=SHORTEST, most=most))
    return title
