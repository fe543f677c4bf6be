"""A channel on paper: it writes down what is sent, takes its time, and fails as it is told."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from itertools import count

from bot.channels import SendError
from handlers.engine.features import Features
from handlers.engine.message import Edit, Reply


@dataclass(frozen=True)
class Sent:
    """A send that was begun, and when (in the loop's time)."""

    at: float
    address: str
    text: str


@dataclass
class PaperChannel:
    """Stands for a vendor in tests of the shell."""

    name: str = "telegram"
    pulled: bool = False
    per_second: float | None = None
    takes: float = 0.0  # seconds from a send until it is answered
    features: Features = field(default_factory=Features)
    begun: list[Sent] = field(default_factory=list)
    done: list[Sent] = field(default_factory=list)
    edits: list[tuple[str, str, Edit]] = field(default_factory=list)
    failures: dict[str, deque[SendError | Exception]] = field(default_factory=dict)
    most_at_once: int = 0
    busy: dict[str, int] = field(default_factory=dict)
    most_in_a_chat: int = 0
    pressed: list[str] = field(default_factory=list)
    numbers: count = field(default_factory=lambda: count(100))

    def fails(self, address: str, *errors: Exception) -> None:
        """The next sends to this address fail so, one after another."""
        self.failures.setdefault(address, deque()).extend(errors)

    async def start(self) -> None:
        """Nothing to connect to."""

    async def send(self, address: str, reply: Reply) -> str | None:
        await self._take_time(address, reply.text)
        return str(next(self.numbers))

    async def edit(self, address: str, vendor_id: str, edit: Edit) -> None:
        await self._take_time(address, f"~{vendor_id}")
        self.edits.append((address, vendor_id, edit))

    async def _take_time(self, address: str, text: str) -> None:
        sent = Sent(asyncio.get_running_loop().time(), address, text)
        self.begun.append(sent)
        self.busy[address] = self.busy.get(address, 0) + 1
        self.most_in_a_chat = max(self.most_in_a_chat, self.busy[address])
        self.most_at_once = max(self.most_at_once, sum(self.busy.values()))
        taken = not self.failures.get(address)
        if taken:
            self.done.append(sent)  # a vendor takes a message first, and says so late
        try:
            await asyncio.sleep(self.takes)
            if not taken:
                raise self.failures[address].popleft()
        finally:
            self.busy[address] -= 1

    async def acknowledge(self, press: str) -> None:
        self.pressed.append(press)

    async def close(self) -> None:
        """Nothing to let go of."""

    def texts(self, address: str | None = None) -> list[str]:
        """What arrived, of one address or of all, in its order."""
        return [sent.text for sent in self.done if address in (None, sent.address)]
