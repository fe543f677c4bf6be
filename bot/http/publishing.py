"""Puts links to public pages into messages for chats that cannot send a location or show a file."""

from __future__ import annotations

from bot.http.pages.files import name_of
from bot.http.pages.looking import Looking
from handlers.engine.features import Features
from handlers.engine.message import Attachment, Chart, PictureAt, QrCode, Reply, StoredPhoto
from handlers.engine.text import say
from handlers.page.public_words import file_line, location_line
from storage.links import links
from storage.links.links import Link
from storage.messages.records import Outgoing

FETCHED = {"image/jpeg", "image/png"}  # what every phone shows; of other photos the link is told


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
        attachment = reply.attachment
        if (name := name_of(attachment)) is not None and not (features.shows_pictures and _is_picture(attachment)):
            key = await self._key(Link("file", row.id, row.chat_id))
            address = f"{self._public_url}/f/{key}/{name}"
            line = say(file_line(name, address), row.language)
            if features.fetches_pictures and _is_fetched(attachment):
                attachment = PictureAt(url=address, instead=line)
            else:
                lines.append(line)
                attachment = attachment if isinstance(attachment, QrCode) else None  # its link is told too
        return reply.model_copy(update={"text": "\n\n".join([reply.text, *lines]).strip(), "attachment": attachment})

    async def _key(self, link: Link) -> str:
        return await self._looking.look(lambda tx: links.token(tx, link))


def _is_picture(attachment: Attachment | None) -> bool:
    return isinstance(attachment, QrCode | StoredPhoto | Chart)


def _is_fetched(attachment: Attachment | None) -> bool:
    """Whether it is a picture that a vendor takes from an address."""
    if isinstance(attachment, StoredPhoto):
        return attachment.media_type in FETCHED
    return _is_picture(attachment)
