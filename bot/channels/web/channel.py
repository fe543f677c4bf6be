"""The web chat: channels with buttons ("web"), without ("plain"), and as on Zalo's two. People fetch their messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from starlette.routing import Route

from bot.channels import MessageWrong, Take
from handlers.engine.features import Features
from handlers.engine.message import Edit, Reply

WEB, PLAIN, LIKE_ZALO, LIKE_ZALO_OA = "web", "plain", "web_zalo", "web_zalo_oa"
NAMES = (WEB, PLAIN, LIKE_ZALO, LIKE_ZALO_OA)
MOST_BUTTONS = 5  # as on an Official Account
PERSON = re.compile(r"[a-z0-9_-]{1,40}")


def channel_of(person: str) -> str:
    """The channel that a person of the web chat is on: names that begin with "plain" or "zalo" have no buttons.

    Those that begin with "zalo_oa" have five, as on an Official Account.
    """
    if person.startswith(("zalo_oa", "zalo-oa")):
        return LIKE_ZALO_OA
    if person.startswith("zalo"):
        return LIKE_ZALO
    return PLAIN if person.startswith(PLAIN) else WEB


class WebChatChannel:
    """One of the four channels; `page` is the page's address, so that links and QR codes lead back to it."""

    pulled = True
    per_second: float | None = None

    def __init__(self, name: str, page: str) -> None:
        self.name = name
        as_zalo, as_account = name in {LIKE_ZALO, LIKE_ZALO_OA}, name == LIKE_ZALO_OA
        self.features = Features(
            link=lambda payload: f"{page}?start={payload}" if payload else page,
            takes_files=name == WEB,
            buttons=name == WEB or as_account,
            edits=not as_zalo,
            in_place=not as_zalo,
            location=name != LIKE_ZALO,
            live_location=not as_zalo,
            one_message=as_zalo,
            payloads=not as_zalo,
            most_buttons=MOST_BUTTONS if as_account else None,
            shows_pictures=as_account,
            reads_documents=as_account,
            shows_presses=not as_account,
        )

    async def start(self) -> None:
        """Nothing to connect to."""

    async def run(self, take: Take) -> None:  # noqa: ARG002 - messages come in over HTTP, by routes.py
        """Wait: what people write comes in over HTTP."""
        await asyncio.Event().wait()

    def routes(self, take: Take) -> Sequence[Route]:  # noqa: ARG002
        """None: the web chat is not for everybody."""
        return []

    async def send(self, address: str, reply: Reply) -> str | None:  # noqa: ARG002
        """Never called for a channel that is pulled."""
        raise MessageWrong("the web chat is read by its people; nothing is sent to it")

    async def edit(self, address: str, vendor_id: str, edit: Edit) -> None:  # noqa: ARG002
        """Never called for a channel that is pulled."""
        raise MessageWrong("the web chat is read by its people; nothing is sent to it")

    async def acknowledge(self, press: str) -> None:
        """A press here needs no answer."""

    async def fetch(self, vendor_id: str) -> bytes:  # noqa: ARG002
        """Never called: photos of the web chat are stored before their message."""
        raise MessageWrong("the web chat's files are stored already")

    async def close(self) -> None:
        """Nothing to let go of."""
