"""Telegram: long polling that acknowledges only what is committed, and sending through the Bot API's raw methods."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from urllib.request import getproxies

from telegram import Bot, InputFile
from telegram.error import BadRequest, Conflict, EndPointNotFound, Forbidden, InvalidToken, TelegramError

from bot.channels import MessageWrong, SendError, Take, TryAgain
from bot.channels.telegram.answers import (
    ODD,
    REFUSED,
    SHORTEST_PAUSE,
    NotFound,
    NotTelegram,
    ServerFailed,
    TooMany,
    failure,
    is_page,
    message_id,
)
from bot.channels.telegram.layout import NO_KEYBOARD, command_menu, entities, fits_caption, keyboard, pieces
from bot.channels.telegram.updates import CHANNEL, KINDS, Me, not_understood, understand, written_at
from bot.channels.telegram.uploads import Uploads
from bot.channels.telegram.wire import SPELLED, AiohttpRequest
from bot.health.signs import Reception
from handlers.engine.features import Features
from handlers.engine.message import Edit, Incoming, Reply, unmarked
from handlers.engine.text import LANGUAGES
from storage.records import Role

log = logging.getLogger(__name__)

BASE_URL = "https://api.telegram.org/bot"
BASE_FILE_URL = "https://api.telegram.org/file/bot"
TWO_POLLERS = (
    "Another program fetches this Telegram bot's messages, so each message reaches only one of the two. "
    "Stop the other one, or give it a token of its own."
)
LONGEST_REST = 60.0  # seconds between two polls that fail
MENUS_EVERY = 60.0  # seconds between two tries of setting the command menus
POLL_SECONDS = 30
POLL_MOST = 100
LARGEST_FILE = 20_000_000  # Bot API, getFile
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class TelegramChannel:
    """One bot account. `read_file` gives a kept photo's bytes by its hash; `first_rest` is the shortest backoff.

    `reception` is told how receiving goes.
    """

    name = CHANNEL
    pulled = False

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime],
        read_file: Callable[[str], bytes],
        base_url: str = BASE_URL,
        base_file_url: str = BASE_FILE_URL,
        per_second: float | None = 30,
        first_rest: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
        reception: Reception | None = None,
    ) -> None:
        self._reception = reception or Reception()
        self.per_second = per_second
        self.features = Features(link=self._link, menus=True)
        self._clock = clock
        self._first_rest = first_rest
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
        # Chats that show the location key. It hides itself once used, so forgetting this at a restart harms nobody.
        self._keyed: set[str] = set()
        self._uploads = Uploads(self._call, read_file)

    def _link(self, payload: str) -> str:
        if self._me is None:
            return payload
        return f"https://t.me/{self._me.username}" + (f"?start={payload}" if payload else "")

    # Connecting ------------------------------------------------------------------------------------------------------

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
        """Learn our own name, make sure that updates come by polling, and set the command menu of every language."""
        me = await self._who()
        await self._call("deleteWebhook")
        self._me = me
        await self._set_menus()
        return me

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

    # Receiving -------------------------------------------------------------------------------------------------------

    async def run(self, take: Take) -> None:
        """Poll until cancelled. An update is acknowledged by the poll after the one that `take` returned for.

        (Bot API, getUpdates: an update is confirmed when a later call has an offset above its id.)
        """
        offset: int | None = None
        failures = 0
        while True:
            try:
                me = self._me or await self._introduce()
                updates = await self._poll(offset)
                self._reception.works()
                if updates:
                    await self._hand_over(updates, me, take)
                    offset = max(update["update_id"] for update in updates) + 1
                else:
                    # All below the offset is confirmed. After a quiet week ids start anew, maybe lower: ask for any.
                    offset = None
                failures = 0
                await self._set_menus()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next poll brings the same updates again
                failures += 1
                await asyncio.sleep(self._rest(error, failures))

    async def _poll(self, offset: int | None) -> list[dict[str, Any]]:
        asked = {"timeout": POLL_SECONDS, "limit": POLL_MOST, "allowed_updates": KINDS, "offset": offset}
        updates = await self._call("getUpdates", asked, read_timeout=POLL_SECONDS + 10)
        if not isinstance(updates, list) or not all(map(_is_update, updates)):
            raise NotTelegram(ODD)
        return updates

    async def _hand_over(self, updates: Sequence[dict[str, Any]], me: Me, take: Take) -> None:
        for moment in filter(None, map(written_at, updates)):
            self._reception.dated(moment)
        now = self._clock()
        understood = [message for update in updates if (message := self._understand(update, me, now)) is not None]
        if understood:
            await take(understood)

    def _understand(self, update: dict[str, Any], me: Me, now: datetime) -> Incoming | None:
        try:
            return understand(update, me, now)
        except Exception:
            log.exception("Update %s is not as the Bot API describes it", update.get("update_id"))
            return not_understood(update, now)

    def _rest(self, error: Exception, failures: int) -> float:
        """Log what went wrong and say how long to wait: twice as long each time, never for all bots in step."""
        if isinstance(error, Conflict):
            self._reception.fails(TWO_POLLERS, needs_hand=True)
            log.error(TWO_POLLERS)
        elif isinstance(error, InvalidToken | EndPointNotFound):
            self._reception.fails(REFUSED, needs_hand=True)
            log.error(REFUSED)
        elif isinstance(error, TelegramError):
            self._reception.fails(f"{error} See that this machine reaches Telegram.")
            log.warning("Fetching messages from Telegram failed: %s I keep trying.", error)
        else:
            self._reception.fails(f"{type(error).__name__}. The log has the reason.")
            log.error("Messages from Telegram could not be taken; they will come again.", exc_info=error)
        if isinstance(error, TooMany) and error.after is not None:
            return error.after + random.random()  # noqa: S311 - spreads load, guards nothing
        longest = min(LONGEST_REST, self._first_rest * 2.0 ** min(failures - 1, 10))
        return longest * random.uniform(0.5, 1)  # noqa: S311

    # Sending ---------------------------------------------------------------------------------------------------------

    async def send(self, address: str, reply: Reply) -> str:
        """Send one message and return its message_id, the last one's where it takes several. Raises a SendError."""
        if not reply.text.strip() and reply.attachment is None:
            raise MessageWrong("There is nothing to send.")
        self._mind_pause()
        markup = keyboard(reply)
        sent: dict[str, Any] = {}
        try:
            if address in self._keyed and not reply.wants_location:
                markup = await self._take_key_away(address, markup)
            text = reply.text
            if reply.attachment is not None:
                text = "" if fits_caption(text) else text
                sent = await self._send_attached(address, reply, None if text else markup)
            if text:
                whole = len(pieces(text)) == 1
                *before, last = pieces(text if whole else unmarked(text, reply.marks))
                for piece in before:
                    await self._call("sendMessage", _text(address, piece, None))
                shown = _text(address, last, markup)
                if reply.marks and whole:
                    shown["entities"] = entities(reply.marks)
                sent = await self._call("sendMessage", shown)
            number = message_id(sent)
        except TelegramError as error:
            raise self._failure(error) from None
        await self._afterwards(address, reply)
        return number

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

    async def _afterwards(self, address: str, reply: Reply) -> None:
        """What a message that was sent changes beside it: the chat's menu, and whether it shows the location key."""
        if reply.menu:
            await self._set_menu(address, reply.menu)
        if reply.wants_location:
            self._keyed.add(address)
        elif self._keyed:
            self._keyed.discard(address)

    async def _set_menu(self, address: str, menu: str) -> None:
        """Give a chat its own command menu (Bot API, BotCommandScopeChat); else it has the one of everybody."""
        language, _colon, role = menu.partition(":")
        scope = {"type": "chat", "chat_id": int(address)}
        try:
            await self._call("setMyCommands", {"commands": command_menu(language, Role[role]), "scope": scope})
        except TelegramError as error:
            self._note_pause(error)
            log.debug("A chat keeps its command menu: %s", error)

    async def _send_attached(self, address: str, reply: Reply, markup: dict[str, Any] | None) -> dict[str, Any]:
        """Send a picture or a file, with the reply's text below it where that fits."""
        params: dict[str, Any] = {"chat_id": int(address), "reply_markup": markup}
        if reply.text and fits_caption(reply.text):
            params["caption"] = reply.text
            params["caption_entities"] = entities(reply.marks) if reply.marks else None
        return await self._uploads.send(reply, params)

    async def _take_key_away(self, address: str, markup: dict[str, Any] | None) -> dict[str, Any]:
        """Take the location key off the screen: by this message, or by one before it where this one has buttons.

        A message carries one `reply_markup` only, so the one before is sent in silence and deleted.
        """
        if markup is None:
            return NO_KEYBOARD
        try:
            sweep = {"chat_id": int(address), "text": "📍", "disable_notification": True, "reply_markup": NO_KEYBOARD}
            swept = message_id(await self._call("sendMessage", sweep))
            await self._call("deleteMessage", {"chat_id": int(address), "message_id": int(swept)})
        except TooMany:
            raise
        except TelegramError as error:
            log.debug("The location key of a chat stays until it is used: %s", error)
        return markup

    async def edit(self, address: str, vendor_id: str, edit: Edit) -> None:
        """Give a message the edit's buttons, or none, and another text where it has one. Raises a SendError."""
        self._mind_pause()
        about: dict[str, Any] = {"chat_id": int(address), "message_id": int(vendor_id)}
        try:
            if edit.text is None:
                message_id(await self._call("editMessageReplyMarkup", about))
                return
            if edit.choices:
                about["reply_markup"] = keyboard(Reply(text="", choices=edit.choices))
            try:
                message_id(await self._call("editMessageText", about | _shown(edit.text)))
            except BadRequest as error:
                if "there is no text in the message" not in error.message.lower():
                    raise
                message_id(await self._call("editMessageCaption", about | {"caption": edit.text}))
        except TelegramError as error:
            if not isinstance(error, BadRequest) or "message is not modified" not in error.message.lower():
                raise self._failure(error) from None

    async def acknowledge(self, press: str) -> None:
        """Stop a button's spinning. A failure is not worth a retry: Telegram stops it by itself after a while."""
        if self._monotonic() < self._paused_until:
            return
        try:
            await self._call("answerCallbackQuery", {"callback_query_id": press})
        except TelegramError as error:
            self._note_pause(error)
            log.debug("A button press was not answered: %s", error)

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


def _text(address: str, text: str, markup: dict[str, Any] | None) -> dict[str, Any]:
    params: dict[str, Any] = {"chat_id": int(address), **_shown(text)}
    if markup is not None:
        params["reply_markup"] = markup
    return params


def _shown(text: str) -> dict[str, Any]:
    return {"text": text, "link_preview_options": {"is_disabled": True}} if "http" in text else {"text": text}


def _is_update(update: object) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int
