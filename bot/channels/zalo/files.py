"""Files that people sent, fetched from Zalo's own hosts: an update names any URL, and we ask no other's.

What it is called says nothing: only what is a picture, or a document that some reader may know, is kept.
"""

from __future__ import annotations

import aiohttp
from yarl import URL

from bot.channels import FileRefused, MessageWrong, TryAgain
from bot.channels.zalo.kinds import is_document, is_picture
from bot.channels.zalo.pool import Pool, read

LARGEST_FILE = 20_000_000  # bytes
HOSTS = ("zdn.vn", "zadn.vn")
WITHIN = 60.0  # seconds


DOCUMENT = "document "


def document_id(url: str) -> str:
    """What a document is called until it is fetched; a picture is called by its URL alone."""
    return f"{DOCUMENT}{url}"


class Files:
    """What an account is sent. `_media_hosts` are further hosts, as `name:port`, over http too."""

    _media_hosts: tuple[str, ...]

    @property
    def _pool(self) -> Pool:
        """Where connections are kept."""
        raise NotImplementedError

    async def fetch(self, vendor_id: str) -> bytes:
        """The bytes of a picture, or of what `document_id` stands for. Raises a SendError."""
        address = vendor_id.removeprefix(DOCUMENT)
        if not self._may_fetch(address):
            raise MessageWrong("The file does not lie with Zalo.")
        content = await self._content(address)
        if not (is_picture(content) if address == vendor_id else is_picture(content) or is_document(content)):
            raise FileRefused("What was sent is of a kind that is not taken.")
        return content

    async def _content(self, address: str) -> bytes:
        session = await self._pool.open()
        try:
            async with session.get(
                URL(address), timeout=aiohttp.ClientTimeout(total=WITHIN), allow_redirects=False
            ) as answer:
                if answer.status in {404, 410}:
                    raise MessageWrong("Zalo does not have the file any more.")
                if answer.status != 200:
                    raise TryAgain(f"The file cannot be fetched (HTTP status {answer.status}).")
                content = await read(answer, LARGEST_FILE)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryAgain(f"The file cannot be fetched ({type(error).__name__}).", counts=False) from None
        except ValueError:
            raise MessageWrong("The file is larger than 20 MB.") from None
        if not content or content[:200].lstrip().lower().startswith((b"<!doctype", b"<html", b"{")):
            raise TryAgain("Something else came in place of the file.", counts=False)
        return content

    def _may_fetch(self, address: str) -> bool:
        """Whether an address is one of Zalo's, over https."""
        try:
            url = URL(address)
        except ValueError:
            return False
        host = (url.host or "").rstrip(".").lower()
        if f"{host}:{url.port}" in self._media_hosts:
            return url.scheme in {"http", "https"}
        return url.scheme == "https" and url.user is None and any(host == h or host.endswith(f".{h}") for h in HOSTS)
