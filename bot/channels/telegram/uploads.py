"""Pictures and files on their way to Telegram; a photo's bytes go up once, however many people get it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import segno
from telegram import InputFile

from bot.channels import MessageWrong
from bot.channels.telegram.answers import message_id
from handlers.engine.message import MadeFile, QrCode, Reply, StoredPhoto, TextFile

LARGEST_PHOTO = 10_000_000  # Bot API, sendPhoto
METHODS = {"photo": "sendPhoto", "document": "sendDocument"}
REMEMBERED = 200
PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
Call = Callable[[str, dict[str, Any]], Awaitable[Any]]
"""Calls a method of the Bot API with parameters; returns its result."""


class Uploads:
    """Sends what messages have attached. `read_file` gives a kept photo's bytes by its hash."""

    def __init__(self, call: Call, read_file: Callable[[str], bytes]) -> None:
        self._call = call
        self._read_file = read_file
        self._uploaded: dict[str, tuple[str, str]] = {}  # a photo's hash -> the form it was sent in, and its file_id
        self._uploading: dict[str, asyncio.Lock] = {}

    async def send(self, reply: Reply, params: dict[str, Any]) -> dict[str, Any]:
        """Send a reply's attachment with the message's other parameters; returns the message.

        Raises NotTelegram where the answer is no message.
        """
        if isinstance(reply.attachment, StoredPhoto):
            return await self._send_photo(reply, reply.attachment.sha256, params)
        _what, sent = await self._send(reply, params)
        return sent

    async def _send(self, reply: Reply, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        what, file = await asyncio.to_thread(self._file, reply)
        sent: dict[str, Any] = await self._call(METHODS[what], params | {what: file})
        message_id(sent)
        return what, sent

    async def _send_photo(self, reply: Reply, sha256: str, params: dict[str, Any]) -> dict[str, Any]:
        """Send a photo: the first time its bytes, then what Telegram calls it, so that many get it at no cost.

        (Bot API, "Sending files": a file_id may be sent again, in the same form.)
        """
        async with self._uploading.setdefault(sha256, asyncio.Lock()):
            if sha256 not in self._uploaded:
                what, sent = await self._send(reply, params)
                self._remember(sha256, what, sent)
                return sent
        what, file_id = self._uploaded[sha256]
        again: dict[str, Any] = await self._call(METHODS[what], params | {what: file_id})
        return again

    def _remember(self, sha256: str, what: str, sent: dict[str, Any]) -> None:
        held = sent.get(what)
        uploaded = held[-1] if isinstance(held, list) and held else held
        if isinstance(uploaded, dict) and isinstance(uploaded.get("file_id"), str):
            if len(self._uploaded) >= REMEMBERED:
                oldest = next(iter(self._uploaded))
                del self._uploaded[oldest]
                self._uploading.pop(oldest, None)
            self._uploaded[sha256] = (what, uploaded["file_id"])

    def _file(self, reply: Reply) -> tuple[str, InputFile]:
        """What goes up with a reply: the parameter that takes it, and the file. Drawing and reading want a thread."""
        match reply.attachment:
            case QrCode(link=link):
                drawn = io.BytesIO()
                segno.make(link, error="m", micro=False).save(drawn, kind="png", scale=10, border=4)
                return "photo", InputFile(drawn.getvalue(), "qr.png")
            case MadeFile(name=name, content=made, picture=True):
                return "photo", InputFile(made, name)
            case MadeFile(name=name, content=made):
                return "document", InputFile(made, name)
            case TextFile(name=name, content=content):
                return "document", InputFile(content.encode(), name)
            case StoredPhoto(sha256=sha256, media_type=media_type):
                try:
                    content_bytes = self._read_file(sha256)
                except OSError:
                    raise MessageWrong("The photo is not kept any more.") from None
                is_photo = media_type in PICTURES and len(content_bytes) <= LARGEST_PHOTO
                name = f"photo.{PICTURES.get(media_type, media_type.rpartition('/')[2])}"
                return "photo" if is_photo else "document", InputFile(content_bytes, name)
        raise MessageWrong("Telegram has no form for this attachment.")
