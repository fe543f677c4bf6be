"""What goes wrong on purpose: scripted faults, chats that refuse, and the pace that Telegram allows."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of a method (None: any that is no fetching), for one chat or all.

    The method "download" stands for fetching a file, "acknowledge" for a getUpdates that confirms an update.

    - flood: 429 with `retry_after`, of whatever kind
    - error: `status` with `description`
    - drop: the connection is closed, and the call is not done
    - drop_after: the call is done, and then the connection is closed without an answer
    - late: the call is done at once, and answered after `ms`: a time-out whose send was accepted all the same
    - slow: the call is done and answered after `ms`
    - garbage: the call is not done; the answer has `status` and `description` as its body, which is no JSON
    - answer: the call is not done; the answer has `status` and `body` to the byte, as something in between may have it
    - half: the call is done, and the connection is closed in the middle of the answer
    - kill: the caller, which is process `pid`, is killed, and the call is not done
    - kill_done: the call is done, and the caller is killed before it has the answer
    - kill_answered: the call is done and answered, and the caller is killed `ms` later
    """

    kind: Literal[
        "flood",
        "error",
        "drop",
        "drop_after",
        "late",
        "slow",
        "garbage",
        "answer",
        "half",
        "kill",
        "kill_done",
        "kill_answered",
    ]
    method: str | None = None
    chat: int | None = None
    times: int = 1
    skip: int = 0  # so many calls pass first
    retry_after: Any = 1
    status: int = 500
    description: str = "Internal Server Error"
    body: bytes | str = b""
    content_type: str = "application/json"
    ms: float = 0
    pid: int = 0

    def meets(self, method: str, chat: Any) -> bool:
        """Whether this call is one that it befalls; counts it if so."""
        if method != self.method and (self.method is not None or method in {"getUpdates", "acknowledge", "download"}):
            return False
        if self.times <= 0 or (self.chat is not None and chat != self.chat):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Pace:
    """How many messages are taken: `per_second` over all chats, and one a second per chat after a short `burst`."""

    per_second: int = 30
    per_chat: float = 1.0
    burst: int = 5
    sent: deque[float] = field(default_factory=deque)
    chats: dict[int, tuple[float, float]] = field(default_factory=dict)

    def count(self, chat: int) -> None:
        """Count a message. Raises a 429 when it comes too soon."""
        now = time.monotonic()
        while self.sent and self.sent[0] <= now - 1:
            self.sent.popleft()
        left, since = self.chats.get(chat, (float(self.burst), now))
        left = min(self.burst, left + (now - since) * self.per_chat)
        if len(self.sent) >= self.per_second:
            raise flood(1)
        if left < 1:
            raise flood(math.ceil((1 - left) / self.per_chat))
        self.sent.append(now)
        self.chats[chat] = (left - 1, now)


def flood(retry_after: Any) -> Refusal:
    """Telegram's 429."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = Refusal(403, "Forbidden: user is deactivated")
UNKNOWN = Refusal(400, "Bad Request: chat not found")
