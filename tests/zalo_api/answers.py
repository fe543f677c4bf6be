"""The answers that a test wants in the place of those that a call would have had."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    """What a call is answered with instead; `taken` says that it was done all the same. Status 0 is no answer at all.

    `to` is whose message it is about, "" for anybody's; the first `skip` of those calls are answered as usual.
    """

    status: int
    body: bytes
    taken: bool = False
    to: str = ""
    skip: int = 0


class Answers(dict[str, deque[Answer]]):
    """What the next calls are answered with, by what is called."""

    def will(self, call: str, status: int, body: Any, *, times: int = 1, **about: Any) -> None:
        """The next calls of this kind are answered so; a body that is no text is JSON."""
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.setdefault(call, deque()).extend([Answer(status, content, **about)] * times)

    def next(self, call: str, to: str = "") -> Answer | None:
        """What this call is answered with; None: as usual."""
        waiting = self.get(call, deque())
        answer = next((one for one in waiting if one.to in {"", to}), None)
        if answer is None:
            return None
        if answer.skip:
            answer.skip -= 1
            return None
        waiting.remove(answer)
        return answer
