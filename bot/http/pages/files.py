"""Files behind a link, for chats that cannot show them: calendars, spreadsheets, pictures, alive for hours.

A messenger's servers fetch them too, several times and HEAD first: type and length are right, and there is no redirect.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import PurePosixPath
from urllib.parse import quote

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.files import SPREADSHEET_TYPE, FileStore, picture_type
from bot.http.pages.looking import Looking, message_of
from bot.http.pages.rendering import gone, language_of
from handlers.engine.message import Chart, MadeFile, PictureAt, QrCode, Reply, Sheet, StoredPhoto, TextFile
from storage.database import Transaction
from storage.links.links import Link

PATH = "/f/{key}/{name}"
TYPES = {".xlsx": SPREADSHEET_TYPE, ".txt": "text/plain; charset=utf-8", ".json": "application/json"}
KEPT_FOR = 60.0  # seconds that what was made is given again: whoever may see it may not for that long
KEPT = 20  # files
Make = Callable[[Sheet | Chart, str], Awaitable[bytes | str]]
Made = tuple[bytes, str]  # the bytes and their media type


def name_of(attached: object) -> str | None:
    """What the file of an attachment is called; None where there is none to fetch."""
    match attached:
        case QrCode():
            return "qr.png"
        case TextFile(name=name) | Sheet(name=name):
            return name
        case StoredPhoto(media_type=media_type):
            return f"anh.{media_type.rpartition('/')[2]}"
        case Chart():
            return "bieu-do.png"
    return None


class FilePage:
    """`make` makes what an attachment holds as facts only, as its asker may see it now."""

    def __init__(
        self, looking: Looking, files: FileStore, make: Make, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._looking = looking
        self._files = files
        self._make = make
        self._monotonic = monotonic
        self._kept: OrderedDict[int, tuple[float, Made]] = OrderedDict()
        self._making = asyncio.Lock()  # one at a time: each takes a process of its own

    def routes(self) -> list[Route]:
        """What can be asked for, also by HEAD."""
        return [Route(PATH, self.fetch, methods=["GET"])]

    async def fetch(self, request: Request) -> Response:
        """GET, HEAD: the file, however often."""

        def found(tx: Transaction, link: Link) -> tuple[int, Reply, str] | None:
            message = message_of(tx, link)
            return None if message is None else (link.subject, *message)

        opened = await self._looking.opened("file", request.path_params["key"], found)
        if opened is None:
            return gone(language_of(request))
        row, reply, language = opened
        name = name_of(reply.attachment)
        made = await self._content(row, reply, language) if name == request.path_params["name"] else None
        if made is None or name is None:
            return gone(language)
        content, media_type = made
        shown = "inline" if media_type.startswith("image/") else "attachment"
        named = f"{shown}; filename*=UTF-8''{quote(name)}"
        return Response(content, media_type=media_type, headers={"content-disposition": named})

    async def _content(self, row: int, reply: Reply, language: str) -> Made | None:
        match reply.attachment:
            case TextFile(content=content, media_type=media_type):
                return content.encode(), media_type
            case QrCode(link=link):
                return qr_picture(link), "image/png"
            case StoredPhoto(sha256=sha256):
                return await self._photo(sha256)
            case Sheet() | Chart() as attached:
                return await self._made(row, attached, language)
            case MadeFile() | PictureAt() | None:
                return None

    async def _photo(self, sha256: str) -> Made | None:
        try:
            data = await asyncio.to_thread(self._files.read, sha256)
        except FileNotFoundError:
            return None
        return data, picture_type(data) or "application/octet-stream"

    async def _made(self, row: int, attached: Sheet | Chart, language: str) -> Made | None:
        async with self._making:
            at, kept = self._kept.get(row, (float("-inf"), None))
            if kept is not None and self._monotonic() - at < KEPT_FOR:
                return kept
            content = await self._make(attached, language)
            if isinstance(content, str):
                return None
            ending = PurePosixPath(attached.name).suffix if isinstance(attached, Sheet) else ".png"
            made = (content, TYPES.get(ending, "image/png"))
            self._kept[row] = (self._monotonic(), made)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return made


def qr_picture(link: str) -> bytes:
    """A link as a QR code (PNG)."""
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="png", scale=10, border=4)
    return drawn.getvalue()
