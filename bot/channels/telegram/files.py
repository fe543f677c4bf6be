"""Files that people sent, fetched from Telegram."""

from __future__ import annotations

from urllib.parse import quote

from telegram.error import Forbidden, TelegramError

from bot.channels import MessageWrong, TryAgain
from bot.channels.telegram.answers import ODD, NotFound, ServerFailed, is_page
from bot.channels.telegram.connection import Connection

LARGEST_FILE = 20_000_000  # Bot API, getFile


class Files(Connection):
    """The files of an account."""

    async def fetch(self, vendor_id: str) -> bytes:
        """The bytes of a file that a person sent, of at most 20 MB (Bot API, getFile). Raises a SendError."""
        self._mind_pause()
        try:
            file = await self._call("getFile", {"file_id": vendor_id})
            match file:
                case {"file_size": int(size)} if size > LARGEST_FILE:
                    raise MessageWrong("The file is larger than Telegram hands to bots.")
                case {"file_path": str(path), **more}:
                    return await self._download(path, more.get("file_size"))
        except Forbidden as error:  # of a person or a chat, and there is none here
            raise TryAgain(error.message, counts=False) from None
        except TelegramError as error:
            self._note_pause(error)
            failed = self._failure(error)
            if isinstance(failed, TryAgain) and not isinstance(error, ServerFailed):
                failed.counts = False  # Telegram has not said anything of the file
            raise failed from None
        if not isinstance(file, dict) or "file_id" not in file:
            raise TryAgain(ODD, counts=False)
        raise TryAgain("Telegram does not say where the file is.")  # `file_path` is optional (Bot API, File)

    async def _download(self, path: str, size: object) -> bytes:
        """The bytes of a file that has so many, where Telegram said that. A page in their place is not kept."""
        try:
            content = await self._request.retrieve(f"{self._bot.base_file_url}/{quote(path)}")
        except NotFound:  # the token was right a moment ago
            raise MessageWrong("Telegram does not have the file any more.") from None
        if len(content) != size if isinstance(size, int) else is_page(content):
            raise TryAgain(ODD, counts=False)
        return content
