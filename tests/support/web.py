"""A running web chat for tests, with the real inbox, engine and database behind it, and a client that talks to it."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from contextlib import asynccontextmanager

import aiohttp

from bot.channels.web.channel import NAMES, WebChatChannel, channel_of
from bot.channels.web.reader import WebReader
from bot.channels.web.routes import WebChat
from bot.files import FileStore
from bot.http.server import WebServer
from bot.inbox import Inbox
from bot.listening import address_of, listening
from bot.sandbox.attachments import Attachments
from handlers.engine.features import Services
from storage.database import open_database
from storage.messages import chats
from tests.support.world import World


def png(red: int = 30, width: int = 2, height: int = 2) -> bytes:
    """A real picture, small unless it is to be large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes((red, 120, 200)) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class Web:
    """A running web chat, and a client that talks to it."""

    def __init__(self, world: World, port: int, client: aiohttp.ClientSession, inbox: Inbox, files: FileStore) -> None:
        self.world = world
        self.port = port
        self.client = client
        self.inbox = inbox
        self.files = files

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def post(self, person: str, status: int = 200, headers: dict[str, str] | None = None, **message) -> dict:
        async with self.client.post(f"{self.base}/chat/{person}", json=message, headers=headers) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    async def get(self, path: str, status: int = 200, headers: dict[str, str] | None = None):
        async with self.client.get(self.base + path, headers=headers) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    async def photo(self, person: str, data: bytes, status: int = 200, key: str | None = None) -> dict:
        return await self._form(person, "photo", data, "anh.png", status=status, key=key)

    async def document(self, person: str, data: bytes, name: str, status: int = 200, key: str | None = None) -> dict:
        return await self._form(person, "file", data, name, status=status, key=key)

    async def _form(self, person: str, field: str, data: bytes, name: str, *, status: int, key: str | None) -> dict:
        form = aiohttp.FormData(quote_fields=False)  # names as browsers send them
        if key is not None:
            form.add_field("key", key)
        form.add_field(field, io.BytesIO(data), filename=name, content_type="application/octet-stream")
        async with self.client.post(f"{self.base}/chat/{person}", data=form) as answer:
            found = await answer.json()
            assert answer.status == status, found
            return found

    def member_of(self, person: str, name: str, language: str = "vi") -> None:
        """Let a person of the web chat be this member."""
        channel = channel_of(person)
        member = self.world.member(name)
        with self.world.change() as tx:
            row = chats.find_or_open(tx, channel, person, language)
            chats.set_member(tx, row.id, member.id)


@asynccontextmanager
async def running(world: World, folder, *, drawn: dict | None = None, **facts):
    """A web chat that runs on a world; `drawn` are charts that are drawn already, and keeps those that will be."""
    sock = listening("127.0.0.1", 0)
    port = sock.getsockname()[1]
    page = address_of("127.0.0.1", port)
    channels = {name: WebChatChannel(name, page) for name in NAMES}
    files = FileStore(folder / "files")

    async def metrics():
        return b""

    async def health():
        return {"ok": True}

    attachments = Attachments(world.path, files.folder, lambda: world.now)
    if drawn is not None:
        attachments._drawn = drawn

    async with open_database(world.path) as database, aiohttp.ClientSession() as client:
        inbox = Inbox(database, channels, lambda: world.now, services=Services(sample=True))
        working = asyncio.create_task(inbox.run())
        chat = WebChat(
            WebReader(world.path, lambda: world.now),
            facts.pop("take", inbox.take),
            files,
            lambda: world.now,
            attachments.file,
            sample=facts.pop("sample", True),
            longest_take=facts.pop("longest_take", 60),
        )
        server = WebServer(
            chat, health=facts.pop("health", health), metrics=facts.pop("metrics", metrics), any_host=False
        )
        serving = asyncio.create_task(server.serve(sock))
        try:
            yield Web(world, port, client, inbox, files)
        finally:
            await client.close()
            for task in (serving, working):
                task.cancel()
            await asyncio.gather(serving, working, return_exceptions=True)
