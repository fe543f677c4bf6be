"""What every channel is to the rest of the bot, and the ways in which a send can fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol, Self

from handlers.engine.features import Features
from handlers.engine.message import Edit, Incoming, Reply

if TYPE_CHECKING:  # a web server, for a word
    from starlette.routing import Route

Take = Callable[[Sequence[Incoming]], Awaitable[None]]
"""Hands over updates in their order and returns once they are committed: only then may they be acknowledged."""


class SendError(Exception):
    """A send that failed; which subclass it is says what delivery does. The text holds no secret.

    `refused` says that the vendor said itself that it did not take the message, so that nothing was paid for it.
    """

    refused = True


class TryAgain(SendError):
    """It may work later. `after` is how many seconds to wait, where the vendor said so.

    `whole_channel` says that everything on this channel must wait (a 429), not this message alone; without `after`
    ever longer. `counts` says whether the message was really tried: not where its channel is held or cannot be reached
    at all, nor where it waits for another message. What was really tried for long enough is given up.
    Unless the vendor `refused` it, the message may have arrived.
    """

    def __init__(
        self,
        why: str,
        after: float | None = None,
        *,
        whole_channel: bool = False,
        counts: bool = True,
        refused: bool = False,
    ) -> None:
        super().__init__(why)
        self.after = after
        self.whole_channel = whole_channel
        self.counts = counts and not whole_channel
        self.refused = refused


class NothingLeft(TryAgain):
    """The vendor's quota, or the money for it, is used up; what is free goes on."""


class AddressGone(SendError):
    """The person blocked us or the chat is no more: nothing goes there until they write again."""


class WindowClosed(AddressGone):
    """The vendor lets nothing through until this person writes, or follows: what is for them is held, not given up."""


class MessageWrong(SendError):
    """The vendor will never take this message."""


class FileRefused(MessageWrong):
    """A file that somebody sent is of a kind that is not taken; nothing of it is kept."""


class Charged(str):
    """What a vendor calls a message that it charged for: so many of its messages."""

    __slots__ = ("messages",)
    messages: int

    def __new__(cls, name: str, messages: int) -> Self:
        """A name with what it cost."""
        charged = super().__new__(cls, name)
        charged.messages = messages
        return charged


class Channel(Protocol):
    """One way to reach people."""

    @property
    def name(self) -> str:
        """What `chats.channel` calls it."""

    @property
    def features(self) -> Features:
        """What it can do."""

    @property
    def pulled(self) -> bool:
        """Whether people fetch their messages (the web chat), so that standing in the database is being sent."""

    @property
    def per_second(self) -> float | None:
        """How many sends it takes in any second over all chats; None: as many as we can."""

    async def start(self) -> None:
        """Connect. Raises `SendError` with a sentence for the operator where that fails for good."""

    async def run(self, take: Take) -> None:
        """Receive until cancelled."""

    def routes(self, take: Take) -> Sequence[Route]:
        """What its vendor asks for at the public door, where there is one; what comes by it goes to `take`."""

    async def send(self, address: str, reply: Reply) -> str | None:
        """Send one message and return what the vendor calls it. Raises a `SendError`."""

    async def edit(self, address: str, vendor_id: str, edit: Edit) -> None:
        """Change a message that was sent. Raises a `SendError`."""

    async def acknowledge(self, press: str) -> None:
        """Answer a button press so that it stops spinning. Best effort: never raises a `SendError`."""

    async def fetch(self, vendor_id: str) -> bytes:
        """The bytes of a file that a person sent. Raises a `SendError`."""

    async def close(self) -> None:
        """Let go of connections."""
