"""Sending: texts, up to five buttons, pictures. The OA API knows no edits."""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels import AddressGone, Charged, MessageWrong, NothingLeft, SendError, TryAgain, WindowClosed
from bot.channels.zalo_oa.answers import (
    Expired,
    Failed,
    NoMoney,
    NotZalo,
    OutOfWindow,
    PersonGone,
    Resting,
    Sated,
    SetUp,
    TooMany,
    Wrong,
    ZaloOaError,
    is_charged,
    message_id,
)
from bot.channels.zalo_oa.calls import GROUP_MESSAGE, MESSAGE, Calls
from bot.channels.zalo_oa.layout import buttons, is_group, message, picture, texts
from bot.channels.zalo_oa.uploads import Uploads
from bot.health.signs import Sign
from handlers.engine.message import Edit, MadeFile, QrCode, Reply, StoredPhoto
from schedules.calendar import HOME

log = logging.getLogger(__name__)

PAUSE = 60.0  # seconds that nothing is sent after "too many"
HOURS = 3600.0  # seconds, as long as delivery waits at most
MORNING = 6  # o'clock, when what may not go out at night may
TRIES = 5  # of what fails without a reason
REMEMBERED = 1000
Json = dict[str, Any]


@dataclass(slots=True)
class _Begun:
    """A message that is sent in several pieces, or was tried in vain: how many pieces are there, and how many tries."""

    pieces: int = 0
    failures: int = 0
    charged: int = 0  # of those pieces


class Sending:
    """The messages of an account."""

    _account_sign: Sign
    _begun: OrderedDict[str, _Begun]
    _calls: Calls
    _clock: Callable[[], datetime]
    _key: bytes
    _uploads: Uploads

    async def send(self, address: str, reply: Reply) -> str | None:
        """Send one message and return its message_id, the last one's where it takes several. Raises a SendError."""
        name = hashlib.sha256(f"{address}\n{reply.model_dump_json(exclude={'attachment'})}".encode()).hexdigest()
        begun = self._begun.setdefault(name, _Begun())
        while len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)
        try:
            number = await self._send(address, reply, begun)
        except ZaloOaError as error:
            failed = self._failure(error, begun)
            if not isinstance(failed, TryAgain):
                self._begun.pop(name, None)
            raise failed from None
        self._begun.pop(name, None)
        self._account_sign.works()
        return number

    async def _send(self, address: str, reply: Reply, begun: _Begun) -> str | None:
        try:
            bodies = await self._bodies(address, reply, again=False)
            return await self._post(address, bodies, begun)
        except Expired:
            bodies = await self._bodies(address, reply, again=True)
            return await self._post(address, bodies, begun)

    async def _post(self, address: str, bodies: list[Json], begun: _Begun) -> str | None:
        """Send what is not there yet."""
        number: str | None = None
        for body in bodies[begun.pieces :]:
            sent = await self._calls.post(GROUP_MESSAGE if is_group(address) else MESSAGE, body)
            number = message_id(sent)
            begun.pieces += 1
            begun.charged += is_charged(sent)
        return Charged(number or "", begun.charged) if begun.charged else number

    @staticmethod
    def messages(address: str, reply: Reply) -> int:
        """As how many messages a person gets this; what a group gets is not counted."""
        if is_group(address):
            return 0
        both = reply.choices and isinstance(reply.attachment, QrCode | StoredPhoto | MadeFile)
        return max(1, len(texts(reply.text))) + bool(both)

    async def _bodies(self, address: str, reply: Reply, *, again: bool) -> list[Json]:
        """The messages of a reply: a picture stands with the first text, buttons stand with the last."""
        said = texts(reply.text, to_group=is_group(address)) or [""]
        shown = None
        if reply.attachment is not None:
            number = await self._uploads.attachment_id(reply, again=again)
            shown = None if number is None else picture(number)
        below = buttons(reply.choices, address, self._key) if reply.choices and not is_group(address) else None
        if shown is not None and below is not None:
            said = ["", *said]
        attachments: list[Json | None] = [shown, *[None] * (len(said) - 1)]
        if below is not None:
            attachments[-1] = below
        bodies = [message(address, text, one) for text, one in zip(said, attachments, strict=False)]
        if not any(body["message"] for body in bodies):
            raise Wrong("There is nothing to send.")
        return bodies

    async def edit(self, address: str, vendor_id: str, edit: Edit) -> None:
        """Nothing: a message that was sent cannot be changed, and its buttons stay."""

    async def acknowledge(self, press: str) -> None:
        """Nothing: a press is a message like others."""

    def _failure(self, error: ZaloOaError, begun: _Begun) -> SendError:  # noqa: PLR0911 - a table
        """What an error means for delivery."""
        why = str(error)
        match error:
            case OutOfWindow():
                return WindowClosed(why)
            case PersonGone():
                return AddressGone(why)
            case Wrong() | Expired():
                return MessageWrong(why)
            case SetUp() | NoMoney():
                return self._needs_a_hand(error)
            case TooMany():
                return TryAgain(why, PAUSE, whole_channel=True, refused=True)
            case Sated():
                return TryAgain(why, HOURS, refused=True)
            case Resting():
                return TryAgain(why, self._until_morning(), counts=False, refused=True)
        begun.failures += isinstance(error, Failed)
        if begun.failures >= TRIES:
            return MessageWrong(why)
        unknown = isinstance(error, NotZalo)
        return TryAgain(why, counts=not (unknown and self._calls.is_silent()), refused=not unknown)

    def _needs_a_hand(self, error: SetUp | NoMoney) -> TryAgain:
        """What a person must set right, or pay: without money only what costs something waits."""
        pays = isinstance(error, NoMoney)
        why = f"{error}: the account's quota or money for what costs something is used up" if pays else str(error)
        if self._account_sign.fails(why, needs_hand=True):
            log.error("Zalo does not send what the Official Account says: %s", why)
        failed = NothingLeft if pays else TryAgain
        return failed(why, HOURS, whole_channel=not pays, counts=False, refused=True)

    def _until_morning(self) -> float:
        """Seconds until Zalo lets everything out again."""
        here = self._clock().astimezone(HOME)
        morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        return ((morning if here < morning else morning + timedelta(days=1)) - here).total_seconds()
