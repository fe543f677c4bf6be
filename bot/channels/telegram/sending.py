"""Sending: messages with their buttons and attachments, edits, and what stands beside a chat."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.channels import MessageWrong, TryAgain
from bot.channels.begun import Begun, BegunMessages
from bot.channels.telegram.answers import TooMany, message_id
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.layout import NO_KEYBOARD, command_menu, entities, fits_caption, keyboard, pieces
from bot.channels.telegram.uploads import Uploads
from handlers.engine.message import Edit, Reply, unmarked
from storage.records import Role

log = logging.getLogger(__name__)


class Sending(Connection):
    """The messages of an account. `_keyed` are the chats that show the location key."""

    _begun: BegunMessages
    _keyed: set[str]
    _uploads: Uploads

    async def send(self, address: str, reply: Reply) -> str:
        """Send one message and return its message_id, the last one's where it takes several. Raises a SendError."""
        if not reply.text.strip() and reply.attachment is None:
            raise MessageWrong("There is nothing to send.")
        self._mind_pause()
        begun = self._begun.of(address, reply)
        try:
            number = await self._send_pieces(address, reply, begun)
        except TelegramError as error:
            failed = self._failure(error)
            if not isinstance(failed, TryAgain):
                self._begun.over(begun)
            raise failed from None
        self._begun.over(begun)
        await self._afterwards(address, reply)
        return number

    async def _send_pieces(self, address: str, reply: Reply, begun: Begun) -> str:
        """Send what is not there yet: what is attached, then the text in pieces; the last has the buttons."""
        markup = keyboard(reply)
        if address in self._keyed and not reply.wants_location:
            markup = await self._take_key_away(address, markup)
        sends: list[Callable[[], Awaitable[dict[str, Any]]]] = []
        text = reply.text
        if reply.attachment is not None:
            text = "" if fits_caption(text) else text
            sends.append(partial(self._send_attached, address, reply, None if text else markup))
        if text:
            sends += [partial(self._call, "sendMessage", one) for one in _texts(address, reply, markup)]
        number = ""
        for send in sends[begun.pieces :]:
            number = message_id(await send())
            begun.pieces += 1
        return number

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


def _texts(address: str, reply: Reply, markup: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The messages of a text; one that takes several has its marks told in words."""
    whole = len(pieces(reply.text)) == 1
    *before, last = pieces(reply.text if whole else unmarked(reply.text, reply.marks))
    shown = _text(address, last, markup)
    if reply.marks and whole:
        shown["entities"] = entities(reply.marks)
    return [*(_text(address, piece, None) for piece in before), shown]


def _text(address: str, text: str, markup: dict[str, Any] | None) -> dict[str, Any]:
    params: dict[str, Any] = {"chat_id": int(address), **_shown(text)}
    if markup is not None:
        params["reply_markup"] = markup
    return params


def _shown(text: str) -> dict[str, Any]:
    return {"text": text, "link_preview_options": {"is_disabled": True}} if "http" in text else {"text": text}
