"""A message for a channel without buttons and marks: its choices become numbered lines, links keep their address.

The numbers are those that `handlers/engine/choices.py` reads: n picks the n-th choice that was shown, 0 goes back.
"""

from __future__ import annotations

from handlers.engine.message import Choice, Reply, unmarked
from handlers.engine.navigation import NAVIGATION, NAVIGATION_WHERE_ONE_TYPES
from handlers.engine.state import BACK, CANCEL, MORE
from handlers.engine.text import say


def numbered(reply: Reply, language: str) -> str:
    """The whole message as text: what it says, a numbered line for each choice, then how to go back or stop.

    Suggestions have no number: each is something to type as it stands.
    """
    choices = [choice for choice in reply.choices if not choice.nav]
    blocks = [
        unmarked(reply.text, reply.marks),
        "\n".join(
            f"– {choice.label}" if choice.hint else f"{number}. {choice.label}"
            for number, choice in enumerate(choices, start=1)
        ),
        _navigation([choice for choice in reply.choices if choice.nav], reply.free, language),
    ]
    return "\n\n".join(block for block in blocks if block)


def _navigation(choices: list[Choice], free: bool, language: str) -> str:
    """One line for back, more and cancel, in the words that the question understands."""
    offered = {choice.id.partition(":")[2] for choice in choices}
    words = NAVIGATION_WHERE_ONE_TYPES if free else NAVIGATION
    line = " · ".join(say(words[name], language) for name in (MORE, BACK, CANCEL) if name in offered)
    return line[:1].upper() + line[1:]
