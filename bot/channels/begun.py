"""Messages that take several sends: how far each has come, so that none of its pieces is sent twice when it is retried.

This is known in memory alone: what a crash cut off is said from its beginning.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from handlers.engine.message import Reply

REMEMBERED = 1000
LASTS = 7200.0  # seconds; delivery tries again within an hour, so what is older was given up


@dataclass(slots=True)
class Begun:
    """A message under way: how many of its pieces are there, and when it was tried last."""

    name: tuple[str, str]
    tried_at: float
    pieces: int = 0


class BegunMessages:
    """The messages of a channel that are under way."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._begun: OrderedDict[tuple[str, str], Begun] = OrderedDict()

    def of(self, address: str, reply: Reply) -> Begun:
        """How far this message has come, from now on under way."""
        name = (address, reply.text)
        now = self._monotonic()
        begun = self._begun.get(name)
        if begun is None or now - begun.tried_at > LASTS:
            begun = self._begun[name] = Begun(name, now)
        begun.tried_at = now
        self._begun.move_to_end(name)
        while len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)
        return begun

    def over(self, begun: Begun) -> None:
        """It is sent, or never will be."""
        self._begun.pop(begun.name, None)
