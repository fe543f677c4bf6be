"""The connection to the Bot API: one account, its calls, the pauses that it asks for, and what everybody sees of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.request import getproxies

from telegram import Bot, InputFile
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, TelegramError

from bot.channels import SendError, TryAgain
from bot.channels.telegram.answers import ODD, REFUSED, SHORTEST_PAUSE, NotTelegram, TooMany, failure
from bot.channels.telegram.layout import command_menu
from bot.channels.telegram.updates import Me
from bot.channels.telegram.wire import SPELLED, AiohttpRequest
from handlers.engine.text import LANGUAGES

log = logging.getLogger(__name__)

BASE_URL = "https://api.telegram.org/bot"
BASE_FILE_URL = "https://api.telegram.org/file/bot"
MENUS_EVERY = 60.0  # seconds between two tries of setting the command menus
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class Connection:
    """One bot account on the wire."""

    def __init__(self, token: str, *, base_url: str, base_file_url: str, monotonic: Callable[[], float]) -> None:
        proxy = getproxies().get("https") if base_url.startswith("https:") else None
        self._monotonic = monotonic
        self._request = AiohttpRequest(connections=512, proxy=proxy, monotonic=monotonic)
        self._bot = Bot(
            token,
            base_url=base_url,
            base_file_url=base_file_url,
            request=self._request,
            get_updates_request=self._request,
        )
        self._can_be_a_token = _TOKEN.fullmatch(token) is not None
        self._me: Me | None = None
        self._menus_left: list[str | None] = [None, *LANGUAGES]  # the languages whose command menu is not set yet
        self._menus_at = float("-inf")
        self._paused_until = float("-inf")  # as a call beside the messages was told

    async def start(self) -> None:
        """Say who we are and set the command menus. What a bad network prevents now, `run` does later.

        Raises SendError with a sentence for the operator when the token is refused.
        """
        if not self._can_be_a_token:
            raise SendError(REFUSED)
        await self._request.initialize()
        try:
            await self._introduce()
        except (InvalidToken, EndPointNotFound):
            await self.close()
            raise SendError(REFUSED) from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet: %s I keep trying.", error)

    async def close(self) -> None:
        """Let go of connections."""
        await self._request.shutdown()

    async def _introduce(self) -> Me:
        """Learn our own name, settle how updates come, and set the command menu of every language."""
        me = await self._who()
        await self._settle_receiving()
        self._me = me
        await self._set_menus()
        return me

    async def _settle_receiving(self) -> None:
        """Make sure that updates come the way that we receive them: by polling."""
        await self._call("deleteWebhook")

    async def _who(self) -> Me:
        """Who we are (Bot API, getMe). Raises NotTelegram where the answer does not say it."""
        match await self._call("getMe"):
            case {"id": int(number), "username": str(username)}:
                return Me(number, username)
        raise NotTelegram(ODD)

    async def _set_menus(self) -> None:
        """Set the command menu of every language that it is not set for yet, and not too often."""
        if not self._menus_left or self._monotonic() - self._menus_at < MENUS_EVERY:
            return
        self._menus_at = self._monotonic()
        for language in tuple(self._menus_left):
            menu = {"commands": command_menu(language or "vi"), "scope": {"type": "all_private_chats"}}
            try:
                await self._call("setMyCommands", menu | ({"language_code": language} if language else {}))
            except BadRequest as error:
                log.warning("Telegram does not take our command menu: %s", error)
            except TelegramError as error:
                self._note_pause(error)
                log.warning("The command menu could not be set yet: %s I keep trying.", error)
                return
            self._menus_left.remove(language)

    async def _call(self, method: str, params: dict[str, Any] | None = None, **limits: float) -> Any:  # noqa: ANN401 - any JSON
        """Call a method; what holds a file goes through the library, which knows how to send one."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        if any(isinstance(value, InputFile) for value in given.values()):
            return await self._bot.do_api_request(SPELLED[method], given)
        return await self._request.call(f"{self._bot.base_url}/{method}", given, **limits)

    def _note_pause(self, error: TelegramError) -> None:
        """A pause that a call beside the messages is asked for is one for them too."""
        if isinstance(error, TooMany):
            self._paused_until = self._monotonic() + (error.after or SHORTEST_PAUSE)

    def _mind_pause(self) -> None:
        left = self._paused_until - self._monotonic()
        if left > 0:
            raise TryAgain("Telegram asks for a pause.", left, whole_channel=True)

    def _failure(self, error: TelegramError) -> SendError:
        return failure(error, silent=self._request.is_silent())
