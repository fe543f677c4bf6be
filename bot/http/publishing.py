"""Puts links to public pages into messages for chats that cannot send a location or show a file."""

from __future__ import annotations

from bot.http.pages.files import name_of
from bot.http.pages.looking import Looking
from handlers.engine.features import Features
from handlers.engine.message import Chart, QrCode, Reply, StoredPhoto
from handlers.engine.text import say
from handlers.page.public_words import file_line, location_line
from storage.links import links
from storage.links.links import Link
from storage.messages.records import Outgoing


class Publishing:
    """Makes links below this address."""

    def __init__(self, public_url: str, looking: Looking) -> None:
        self._public_url = public_url
        self._looking = looking

    async def with_links(self, row: Outgoing, reply: Reply, features: Features) -> Reply:
        """The message with a line for each thing that its chat cannot do but a page can."""
        if not features.pages:
            return reply
        lines = []
        if reply.wants_location and reply.question is not None:
            key = await self._key(Link("location", reply.question, row.chat_id))
            lines.append(say(location_line(f"{self._public_url}/l/{key}"), row.language))
        shown = features.shows_pictures and isinstance(reply.attachment, QrCode | StoredPhoto | Chart)
        if not shown and (name := name_of(reply.attachment)) is not None:
            key = await self._key(Link("file", row.id, row.chat_id))
            lines.append(say(file_line(name, f"{self._public_url}/f/{key}/{name}"), row.language))
        if not lines:
            return reply
        kept = reply.attachment if shown or isinstance(reply.attachment, QrCode) else None  # its link is told too
        return reply.model_copy(update={"text": "\n\n".join([reply.text, *lines]).strip(), "attachment": kept})

    async def _key(self, link: Link) -> str:
        return await self._looking.look(lambda tx: links.token(tx, link))
