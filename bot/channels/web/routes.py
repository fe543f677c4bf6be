"""What the web chat answers over HTTP: its page and its API (docs/web-chat.md). The server is bot/http/server.py."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from bot.channels import Take
from bot.channels.web.channel import PERSON
from bot.channels.web.posts import read_post
from bot.channels.web.reader import WebReader
from bot.clock import Clock
from bot.errors import RefusedError
from bot.files import SPREADSHEET_TYPE, FileStore, picture_type
from handlers.engine.message import Chart, Sheet
from handlers.engine.text import LANGUAGES
from handlers.page.words import page_words

PAGE = Path(__file__).parent / "page"
PAGE_FILES = (
    "script.js",
    "code.js",
    "conversation.js",
    "dialogs.js",
    "elements.js",
    "glyphs.js",
    "pictures.js",
    "sending.js",
    "stops.js",
    "style.css",
    "icon.svg",
)
MEDIA_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
MADE_TYPES = {".xlsx": SPREADSHEET_TYPE, ".txt": "text/plain; charset=utf-8", ".json": "application/json"}
LONGEST_TAKE = 10.0  # seconds that a message waits to be committed, when the disk is full
LONGEST_WAIT = 25.0  # seconds: shorter than what proxies and browsers allow
SAMPLE_PERSONS = ("newcomer", "member", "leader", "organiser", "plain", "zalo", "zalo_oa")
Make = Callable[[Sheet | Chart, str], Awaitable[bytes | str]]
"""Makes the file of an attachment that holds facts only, in a language; or says why there is none."""


class WebChat:
    """The routes of the chat page and its API."""

    def __init__(
        self,
        reader: WebReader,
        take: Take,
        files: FileStore,
        clock: Clock,
        make: Make,
        *,
        sample: bool,
        longest_take: float = LONGEST_TAKE,
    ) -> None:
        self.reader = reader
        self.take = take
        self.files = files
        self.clock = clock
        self.make = make
        self.sample = sample
        self.longest_take = longest_take

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [
            Route("/", _page("index.html")),
            *(Route(f"/{name}", _page(name)) for name in PAGE_FILES),
            Route("/words/{language}", self.words),
            Route("/about", self.about),
            Route("/qr.svg", self.qr),
            Route("/files/{sha256}", self.file),
            Route("/chat", self.chats),
            Route("/chat/{person}", self.chat, methods=["GET"]),
            Route("/chat/{person}", self.post, methods=["POST"]),
            Route("/chat/{person}/made/{number}", self.made),
        ]

    async def chat(self, request: Request) -> Response:
        """GET /chat/<person>?after=<n>&wait=<seconds>: what this person was told after message n."""
        person = _person(request.path_params["person"])
        after = _number(request.query_params.get("after", "0"))
        chats = await self.reader.messages({person: after}, _wait(request))
        return JSONResponse(chats[person])

    async def chats(self, request: Request) -> Response:
        """GET /chat?after=<person>:<n>&after=…&wait=<seconds>: the same for several persons at once, for the page."""
        after = {}
        for position in request.query_params.getlist("after"):
            person, _colon, number = position.rpartition(":")
            after[_person(person)] = _number(number)
        return JSONResponse({"chats": await self.reader.messages(after, _wait(request))})

    async def post(self, request: Request) -> Response:
        """POST /chat/<person>: one message; answers once it is committed, with what it caused."""
        person = _person(request.path_params["person"])
        message, key = await read_post(request, person, self.clock(), self.files)
        try:
            async with asyncio.timeout(self.longest_take):
                await self.take([message])
        except TimeoutError:  # it is taken once it can be; the same key again is the same message
            raise RefusedError(503, f"Nothing can be written now; send it again with the key “{key}”.") from None
        return JSONResponse({"key": key, **await self.reader.caused(person, message.key)})

    async def about(self, _request: Request) -> Response:
        """GET /about: whether this is sample data, and with it who can be played and where its campaigns are."""
        persons = [{"person": name, "name": None, "unit": None} for name in SAMPLE_PERSONS] if self.sample else []
        places: list[dict[str, Any]] = []
        if self.sample:
            known = {one["address"]: one for one in await self.reader.players()}
            names = [*SAMPLE_PERSONS, *(name for name in known if name not in SAMPLE_PERSONS)]
            persons = [
                {"person": name, "name": known.get(name, {}).get("name"), "unit": known.get(name, {}).get("unit")}
                for name in names
            ]
            places = await self.reader.sample_places()
        return JSONResponse({"sample": self.sample, "persons": persons, "places": places, "languages": LANGUAGES})

    async def words(self, request: Request) -> Response:
        """GET /words/<language>: the page's own words."""
        language = request.path_params["language"]
        if language not in LANGUAGES:
            raise RefusedError(404, "The page speaks vi and en.")
        return JSONResponse(page_words(language))

    async def qr(self, request: Request) -> Response:
        """GET /qr.svg?link=<link>: that link as a QR code."""
        link = request.query_params.get("link", "")
        if not 0 < len(link) <= 500:
            raise RefusedError(400, "Give a link of up to 500 characters.")
        drawn = io.BytesIO()
        segno.make(link, error="m", micro=False).save(
            drawn, kind="svg", scale=8, border=4, light="white", xmldecl=False
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})

    async def file(self, request: Request) -> Response:
        """GET /files/<sha256>: a photo that was sent; who knows its hash has seen it."""
        try:
            data = await asyncio.to_thread(self.files.read, request.path_params["sha256"])
        except FileNotFoundError:
            raise RefusedError(404, "There is no such file.") from None
        return Response(data, media_type=picture_type(data) or "application/octet-stream")

    async def made(self, request: Request) -> Response:
        """GET /chat/<person>/made/<n>: the spreadsheet or chart of message n, made as its asker may see it now."""
        person = _person(request.path_params["person"])
        attachment = await self.reader.made(person, _number(request.path_params["number"]))
        if attachment is None:
            raise RefusedError(404, "There is no such file.")
        attached, language = attachment
        made = await self.make(attached, language)
        if isinstance(made, str):
            raise RefusedError(403, made)
        if isinstance(attached, Chart):
            return Response(made, media_type="image/png")
        named = {"content-disposition": f'attachment; filename="{attached.name}"'}
        return Response(made, media_type=MADE_TYPES[Path(attached.name).suffix], headers=named)


def _page(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def send(_request: Request) -> Response:
        path = PAGE / name
        return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers={"cache-control": "no-cache"})

    return send


def _person(name: str) -> str:
    if not PERSON.fullmatch(name):
        raise RefusedError(404, "A person's name is 1 to 40 lower-case letters, digits, - and _.")
    return name


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise RefusedError(400, "“after” must be the number of a message, 0 for all.")
    return int(text)


def _wait(request: Request) -> float:
    text = request.query_params.get("wait", "0")
    if not (text.isascii() and text.isdigit() and int(text) <= LONGEST_WAIT):
        raise RefusedError(400, "“wait” must be whole seconds from 0 to 25.")
    return float(text)
