"""How fast we may send: a limit over any sliding second, and a small reserve per chat that refills."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

SECOND = 1.02  # a little over a second: what leaves here evenly may arrive closer together
CHAT_BURST = 8.0
CHAT_PER_SECOND = 1.0


class SlidingSecond:
    """At most `most` sends in any second; None: no limit. Moments are seconds of a monotonic clock."""

    def __init__(self, most: float | None) -> None:
        self.most = int(most) if most else None
        self._sent: deque[float] = deque(maxlen=self.most or 1)

    def wait(self, now: float) -> float:
        """How many seconds until one more may leave; 0.0 for now."""
        if self.most is None or len(self._sent) < self.most:
            return 0.0
        return max(0.0, self._sent[0] + SECOND - now)

    def leave(self, now: float) -> None:
        """One leaves now."""
        if self.most is not None:
            self._sent.append(now)


@dataclass(slots=True)
class ChatReserve:
    """One chat's reserve: short bursts pass, after that about one message a second."""

    left: float = CHAT_BURST
    at: float = field(default=0.0)

    def wait(self, now: float) -> float:
        """How many seconds until one more may go to this chat."""
        self._refill(now)
        return 0.0 if self.left >= 1.0 else (1.0 - self.left) / CHAT_PER_SECOND

    def is_full(self, now: float) -> bool:
        """Whether nothing is left to remember of this chat."""
        self._refill(now)
        return self.left >= CHAT_BURST

    def leave(self, now: float) -> None:
        """One goes to this chat now."""
        self._refill(now)
        self.left -= 1.0

    def _refill(self, now: float) -> None:
        self.left = min(CHAT_BURST, self.left + (now - self.at) * CHAT_PER_SECOND)
        self.at = now
