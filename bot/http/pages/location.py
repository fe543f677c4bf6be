"""The page that sends where its person is, for chats that cannot: once, as the answer to the question that is open."""

from __future__ import annotations

import asyncio
from html import escape

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels import Take
from bot.errors import RefusedError
from bot.http.pages.looking import Looking, asked_chat
from bot.http.pages.rendering import SCRIPT, gone, language_of, page
from bot.http.webhooks import COMMIT_WITHIN, body, read_json
from handlers.engine.message import Incoming, Location
from handlers.page.public_words import page_words
from storage.database import Transaction
from storage.links import links
from storage.links.links import Link
from storage.messages import outbox
from storage.messages.records import ChatRow

PATH = "/l/{key}"
LARGEST = 1000  # bytes


class LocationPage:
    """`take` commits what is sent."""

    def __init__(self, looking: Looking, take: Take) -> None:
        self._looking = looking
        self._take = take

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [Route(PATH, self.show, methods=["GET"]), Route(PATH, self.send, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """GET: the button. Messengers fetch links to preview them: nothing is used up by that."""
        chat = await self._chat(request.path_params["key"])
        if chat is None:
            return gone(language_of(request))
        words = page_words(chat.language)
        told = {name: words[f"location_{name}"] for name in ("waiting", "sent", "denied", "failed")} | {
            "gone": words["gone"]
        }
        data = " ".join(f'data-{name}="{escape(text)}"' for name, text in told.items())
        content = (
            f"<h1>{escape(words['location_title'])}</h1>\n<p>{escape(words['location_lead'])}</p>\n"
            f'<p><button type="button" class="press" {data}>{escape(words["location_send"])}</button></p>\n'
            '<p role="status"></p>\n'
            f"<noscript><p>{escape(words['location_no_script'])}</p></noscript>\n"
        )
        script = f'<script src="{SCRIPT}" defer></script>\n'
        return page(words["location_title"], chat.language, content, head=script)

    async def send(self, request: Request) -> Response:
        """POST: the answer to the question, committed before this is answered; the same link once more does nothing."""
        key = request.path_params["key"]
        chat = await self._chat(key)
        if chat is None:
            raise RefusedError(404, "This link does not work any more.")
        where = _where(read_json(await body(request, most=LARGEST)))
        message = Incoming(
            channel=chat.channel,
            address=chat.address,
            key=links.use_key(key),
            at=self._looking.clock(),
            kind="location",
            location=where,
            by_page=True,
        )
        try:
            async with asyncio.timeout(COMMIT_WITHIN):
                await self._take([message])
        except TimeoutError:
            raise RefusedError(503, "Nothing can be written now; press again.") from None
        return JSONResponse({"ok": True})

    async def _chat(self, key: str) -> ChatRow | None:
        """The chat that a link is of; None where it opens nothing, was used, or its question is answered."""

        def unused(tx: Transaction, link: Link) -> ChatRow | None:
            return None if outbox.was_seen(tx, links.use_key(key)) else asked_chat(tx, link)

        return await self._looking.opened("location", key, unused)


def _where(given: object) -> Location:
    """A browser's word of where it is, which is never more than that: anybody can make one say anything."""
    if not isinstance(given, dict):
        raise RefusedError(400, "Give latitude and longitude.")
    try:
        return Location(
            latitude=given.get("latitude"), longitude=given.get("longitude"), accuracy_m=given.get("accuracy")
        )
    except ValidationError:
        raise RefusedError(400, "Give latitude and longitude.") from None
