"""How a run ends, and how an answer fails: exceptions that steer a conversation."""

from __future__ import annotations

from collections.abc import Callable

from handlers.engine.text import Text
from storage.database import Transaction


class Bad(Exception):
    """An answer that does not do, and the sentence that says why. `then` is written although the run wrote nothing."""

    def __init__(self, why: Text, then: Callable[[Transaction], None] | None = None) -> None:
        super().__init__(why.message)
        self.why = why
        self.then = then


class Refused(Exception):
    """What was asked cannot be done; the sentence says why and what can. Ends the run; nothing it wrote stays."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.message)
        self.why = why


class QuestionAfterWriteError(Exception):
    """A conversation wrote and then asked: its write would be done again at the next message."""


class Paused(Exception):
    """The run ends here: a question is open."""


class Ended(Exception):
    """The conversation ends here."""


class Goto(Exception):
    """The conversation ends here and the next one starts."""

    def __init__(self, name: str, args: dict[str, str]) -> None:
        super().__init__(name)
        self.name = name
        self.given = args  # not `args`, which an exception makes a tuple


class Rerun(Exception):
    """Run again from the top with the answers as they are now."""
