"""Pictures on their way to Zalo: uploaded once, and called by what Zalo calls them for as long as it keeps them."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable

import segno

from bot.channels import MessageWrong
from bot.channels.zalo_oa.answers import NotZalo
from bot.channels.zalo_oa.calls import UPLOAD_IMAGE, Calls
from handlers.engine.message import MadeFile, QrCode, Reply, StoredPhoto

LARGEST_PICTURE = 1_000_000  # bytes (upload/image)
KEPT_FOR = 6 * 86_400.0  # seconds, of the seven days that Zalo keeps an upload
REMEMBERED = 500
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class Uploads:
    """What was uploaded lately. `read_file` gives a kept photo's bytes by its hash."""

    def __init__(self, calls: Calls, read_file: Callable[[str], bytes], monotonic: Callable[[], float]) -> None:
        self._calls = calls
        self._read_file = read_file
        self._monotonic = monotonic
        self._uploaded: dict[str, tuple[str, float]] = {}  # a picture's hash -> its attachment_id, and since when
        self._uploading: dict[str, asyncio.Lock] = {}

    async def attachment_id(self, reply: Reply, *, again: bool = False) -> str | None:
        """What Zalo calls the picture of a reply; None where it cannot be shown there. Raises a ZaloOaError.

        `again` uploads it anew: what Zalo called it is not known there any more.
        """
        content = await asyncio.to_thread(self._picture, reply)
        if content is None or len(content) > LARGEST_PICTURE:
            return None
        media_type = next((kind for begins, kind in PICTURES.items() if content.startswith(begins)), None)
        if media_type is None:
            return None
        sha256 = hashlib.sha256(content).hexdigest()
        async with self._uploading.setdefault(sha256, asyncio.Lock()):
            known = self._uploaded.get(sha256)
            if known is not None and not again and self._monotonic() - known[1] < KEPT_FOR:
                return known[0]
            name = f"{sha256[:16]}.{media_type.partition('/')[2].replace('jpeg', 'jpg')}"
            match await self._calls.upload(UPLOAD_IMAGE, name, content, media_type):
                case {"attachment_id": str() | int() as number} if str(number):
                    self._remember(sha256, str(number))
                    return str(number)
        raise NotZalo("Zalo does not say what it calls a picture.")

    def _remember(self, sha256: str, number: str) -> None:
        if len(self._uploaded) >= REMEMBERED:
            oldest = next(iter(self._uploaded))
            del self._uploaded[oldest]
            self._uploading.pop(oldest, None)
        self._uploaded[sha256] = (number, self._monotonic())

    def _picture(self, reply: Reply) -> bytes | None:
        """The bytes of what a reply shows; None where it shows no picture. Drawing and reading want a thread."""
        match reply.attachment:
            case QrCode(link=link):
                drawn = io.BytesIO()
                segno.make(link, error="m", micro=False).save(drawn, kind="png", scale=10, border=4)
                return drawn.getvalue()
            case MadeFile(content=content, picture=True):
                return content
            case StoredPhoto(sha256=sha256):
                try:
                    return self._read_file(sha256)
                except OSError:
                    raise MessageWrong("The photo is not kept any more.") from None
        return None
