"""Sending: texts with their styles, pictures by their public address. No buttons, edits, files or uploads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from bot.channels import AddressGone, MessageWrong, SendError, TryAgain
from bot.channels.begun import BegunMessages
from bot.channels.zalo_bot.answers import (
    Empty,
    Missing,
    NotZalo,
    TokenRefused,
    TooMany,
    Wrong,
    ZaloError,
    message_id,
)
from bot.channels.zalo_bot.calls import Calls
from bot.channels.zalo_bot.layout import pieces
from handlers.engine.message import Edit, PictureAt, Reply

log = logging.getLogger(__name__)

PAUSE, LONGEST_PAUSE = 60.0, 3600.0  # seconds that nothing is sent after "too many": the month may be used up
REFUSED_REST = 60.0
LATELY = 600.0  # seconds
ASK_AGAIN = 5.0  # seconds until a chat that Zalo does not know is tried once more
NO_CHAT = ("chat not found", "user not found", "chat_id", "user_id", "recipient")
REMEMBERED = 1000


class Sending:
    """The messages of an account."""

    _begun: BegunMessages
    _calls: Calls
    _monotonic: Callable[[], float]
    _pauses: int  # "too many" in a row
    _sent_at: float  # when something was sent last, or Zalo said that it knows us
    _unknown: dict[str, None]  # the chats that Zalo did not know at the last try

    async def send(self, address: str, reply: Reply) -> str | None:
        """Send one message and return its message_id, the last one's where it takes several. Raises a SendError."""
        picture = reply.attachment if isinstance(reply.attachment, PictureAt) else None
        texts = pieces(reply.text, reply.marks)
        if not texts and picture is None:
            raise MessageWrong("There is nothing to send.")
        number: str | None = None
        begun = self._begun.of(address, reply)
        try:
            for text, styles in (texts if picture is None else texts[:-1])[begun.pieces :]:
                number = await self._say(address, text, styles)
                begun.pieces += 1
            if picture is not None:
                number = await self._show(address, picture, *(texts[-1] if texts else ("", [])))
        except ZaloError as error:
            failed = await self._failure(error, address)
            if not isinstance(failed, TryAgain):
                self._begun.over(begun)
            raise failed from None
        self._begun.over(begun)
        self._pauses = 0
        self._sent_at = self._monotonic()
        self._unknown.pop(address, None)
        return number

    async def _say(self, address: str, text: str, styles: list[dict[str, Any]]) -> str | None:
        return message_id(await self._calls.call("sendMessage", **_message(address, text, styles)))

    async def _show(self, address: str, picture: PictureAt, text: str, styles: list[dict[str, Any]]) -> str | None:
        """A picture with these words below it, which counts as one message; its words alone where it is not taken.

        Zalo fetches it later, and several times. A caption has no styles.
        """
        caption: dict[str, Any] = {"caption": text} if text else {}
        try:
            return message_id(await self._calls.call("sendPhoto", chat_id=address, photo=picture.url, **caption))
        except (Wrong, Missing) as error:
            log.warning("Zalo does not take a picture, its words go alone: %s", error)
            if not (text or picture.instead):
                raise
        said = pieces("\n\n".join(filter(None, [text, picture.instead])))
        number: str | None = None
        for piece, _styles in said:
            number = await self._say(address, piece, styles if len(said) == 1 else [])
        return number

    @staticmethod
    def messages(_address: str, reply: Reply) -> int:
        """As how many messages somebody gets this."""
        return max(1, len(pieces(reply.text, reply.marks)))

    async def edit(self, address: str, vendor_id: str, edit: Edit) -> None:
        """Nothing: a message that was sent cannot be changed, and what it asked is answered by what is typed."""

    async def acknowledge(self, press: str) -> None:
        """Nothing: there are no buttons."""

    async def _failure(self, error: ZaloError, address: str) -> SendError:
        """What an error means for delivery."""
        match error:
            case TokenRefused():
                return TryAgain(str(error), REFUSED_REST, whole_channel=True, refused=True)
            case TooMany():
                return TryAgain(str(error), self._longer_each_time(), whole_channel=True, refused=True)
            case Missing() if not await self._are_known():
                why = f"Zalo knows neither method nor chat: {error}"
                return TryAgain(why, REFUSED_REST, whole_channel=True, refused=True)
            case Missing() | Wrong():
                named = isinstance(error, Missing) or any(word in str(error).lower() for word in NO_CHAT)
                return self._no_such_chat(error, address) if named else MessageWrong(str(error))
        unknown = isinstance(error, NotZalo | Empty)
        silent = isinstance(error, NotZalo) and self._calls.is_silent()
        return TryAgain(str(error), counts=not silent, refused=not unknown)

    async def _are_known(self) -> bool:
        """Whether Zalo knows us and our path: else it is not the chat that it does not know.

        Where something was sent lately, it does; a chat of a quiet hour must not hold up all others.
        """
        if self._monotonic() - self._sent_at > LATELY:
            try:
                await self._calls.call("getMe")
            except ZaloError:
                return False
            self._sent_at = self._monotonic()
        return True

    def _longer_each_time(self) -> float:
        """Seconds: Zalo does not say for how long, and it may be the month's messages that are used up."""
        self._pauses += 1
        return min(LONGEST_PAUSE, PAUSE * 2.0 ** min(self._pauses - 1, 6))

    def _no_such_chat(self, error: ZaloError, address: str) -> SendError:
        """Believed the second time: how a block or a stranger shows is written nowhere."""
        if address in self._unknown:
            del self._unknown[address]
            return AddressGone(str(error))
        if len(self._unknown) >= REMEMBERED:
            del self._unknown[next(iter(self._unknown))]
        self._unknown[address] = None
        return TryAgain(str(error), ASK_AGAIN, refused=True)


def _message(address: str, text: str, styles: list[dict[str, Any]]) -> dict[str, Any]:
    return {"chat_id": address, "text": text, **({"text_styles": styles} if styles else {})}
