"""What each method does, once its parameters were found to be right."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Any

from tests.bot_api.account import Account
from tests.bot_api.facts import UPDATE_KINDS, Upload, Wrong
from tests.bot_api.faults import UNKNOWN, Refusal
from tests.bot_api.webhook import ACTIVE, delete_webhook, set_webhook, webhook_info

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
MOST_OF_A_FILE = 20_000_000
MOST_OF_A_PHOTO = 10_000_000


async def get_updates(account: Account, params: dict[str, Any]) -> bytes:
    """The updates that wait, at least one if one comes in time. Raises the 409 of an older poller."""
    if account.poster is not None:
        raise Refusal(409, ACTIVE)
    if "allowed_updates" in params:
        if unknown := set(params["allowed_updates"]) - UPDATE_KINDS:
            raise Wrong(f"getUpdates.allowed_updates: there is no {', '.join(sorted(unknown))}")
        account.allowed = frozenset(params["allowed_updates"]) or None
    _confirm(account, params.get("offset", 0))
    if account.poll is not None and not account.poll.done():
        account.poll.set_result(False)
    wait = params.get("timeout", 0)
    if not account.waiting and wait > 0:
        account.poll = asyncio.get_running_loop().create_future()
        try:
            goes_on = await asyncio.wait_for(account.poll, wait)
        except TimeoutError:
            goes_on = True
        if not goes_on:
            raise Refusal(409, CONFLICT)
    return b'{"ok":true,"result":[%b]}' % b",".join(islice(account.waiting.values(), params.get("limit", 100)))


def _confirm(account: Account, offset: int) -> None:
    waiting = account.waiting
    if offset < 0:
        gone = list(islice(waiting, max(0, len(waiting) + offset)))
    else:
        gone = []
        for number in waiting:
            if number >= offset:
                break
            gone.append(number)
    for number in gone:
        del waiting[number]
    account.confirmed += len(gone)


def send_message(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Keep a text."""
    if not params["text"].strip():
        raise Refusal(400, "Bad Request: message text is empty")
    return _send(account, params, {"text": params["text"]})


def send_photo(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Keep a photo, if it is one."""
    photo = params["photo"]
    if isinstance(photo, Upload) and not photo.content.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
        raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
    if isinstance(photo, Upload) and len(photo.content) > MOST_OF_A_PHOTO:
        raise Refusal(413, "Request Entity Too Large")
    name = _keep(account, photo)
    size = {"file_id": name, "file_unique_id": f"u{name}", "width": 512, "height": 512}
    return _send(account, params, {"photo": [size], **_caption(params)})


def send_document(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Keep a file."""
    name = _keep(account, params["document"])
    document: dict[str, Any] = {"file_id": name, "file_unique_id": f"u{name}"}
    if isinstance(params["document"], Upload):
        document |= {"file_name": params["document"].name, "mime_type": params["document"].media_type}
    return _send(account, params, {"document": document, **_caption(params)})


def _caption(params: dict[str, Any]) -> dict[str, str]:
    return {"caption": params["caption"]} if params.get("caption") else {}


def _keep(account: Account, file: Upload | str) -> str:
    if isinstance(file, str):
        if file not in account.files:
            raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return file
    name = f"out-{hashlib.sha256(file.content).hexdigest()[:16]}"
    account.files[name] = file.content
    return name


def _send(account: Account, params: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    chat = params["chat_id"]
    room = account.rooms.get(chat)
    if room is None:
        if not account.anybody or not isinstance(chat, int):
            raise UNKNOWN
        room = account.room(chat)
    markup = params.get("reply_markup")
    if markup and room.about["type"] != "private" and "request_location" in str(markup.get("keyboard")):
        raise Refusal(400, "Bad Request: location can be requested in private chats only")
    message = {
        "message_id": account.next_message_id(),
        "from": account.me,
        "chat": room.about,
        "date": int(time.time()),
        **content,
    }
    room.messages[message["message_id"]] = message
    if not markup:
        return message
    if "inline_keyboard" in markup:
        message["reply_markup"] = markup
        return message
    shown = dict(message)
    message["other_markup"] = markup
    return shown


def edit_text(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Change a text and its buttons."""
    return _edit(account, params, "text")


def edit_caption(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Change a caption and the buttons."""
    return _edit(account, params, "caption")


def edit_markup(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Change the buttons."""
    return _edit(account, params, None)


def _edit(account: Account, params: dict[str, Any], what: str | None) -> dict[str, Any]:
    if "chat_id" not in params or "message_id" not in params:
        raise Wrong("chat_id and message_id are required where there is no inline_message_id")
    room = account.rooms.get(params["chat_id"])
    if room is None:
        raise UNKNOWN
    message = room.messages.get(params["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to edit not found")
    if message["from"] is not account.me or "other_markup" in message:
        raise Refusal(400, "Bad Request: message can't be edited")
    if what == "text" and "text" not in message:
        raise Refusal(400, "Bad Request: there is no text in the message to edit")
    if what == "caption" and "text" in message:
        raise Refusal(400, "Bad Request: there is no caption in the message to edit")
    new = {what: params.get(what, "")} if what else {}
    if (markup := params.get("reply_markup")) and markup["inline_keyboard"]:
        new["reply_markup"] = markup
    if new.get("reply_markup") == message.get("reply_markup") and all(message.get(at) == new[at] for at in new):
        raise Refusal(400, NOT_MODIFIED)
    message.pop("reply_markup", None)
    message.update(new, edit_date=int(time.time()))
    return message


def delete_message(account: Account, params: dict[str, Any]) -> bool:
    """Take a message away."""
    room = account.rooms.get(params["chat_id"])
    if room is None:
        raise UNKNOWN
    if room.messages.pop(params["message_id"], None) is None:
        raise Refusal(400, "Bad Request: message to delete not found")
    return True


def answer_press(account: Account, params: dict[str, Any]) -> bool:
    """Stop a button's spinning, once."""
    if account.presses.get(params["callback_query_id"]) is not False:
        raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    account.presses[params["callback_query_id"]] = True
    return True


def get_file(account: Account, params: dict[str, Any]) -> dict[str, Any]:
    """Where a file can be downloaded."""
    content = account.files.get(params["file_id"])
    if content is None:
        raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if len(content) > MOST_OF_A_FILE:
        raise Refusal(400, "Bad Request: file is too big")
    name = params["file_id"]
    return {
        "file_id": name,
        "file_unique_id": f"u{name}",
        "file_size": len(content),
        "file_path": f"photos/{name}",
    }


def set_commands(account: Account, params: dict[str, Any]) -> bool:
    """Keep the menu of a scope and a language."""
    account.commands[_menu(params)] = params["commands"]
    return True


def get_commands(account: Account, params: dict[str, Any]) -> list[dict[str, str]]:
    """The menu of a scope and a language."""
    return account.commands.get(_menu(params), [])


def delete_commands(account: Account, params: dict[str, Any]) -> bool:
    """Forget the menu of a scope and a language."""
    account.commands.pop(_menu(params), None)
    return True


def _menu(params: dict[str, Any]) -> tuple[str, str]:
    return params.get("scope", {"type": "default"})["type"], params.get("language_code", "")


def chat_action(account: Account, params: dict[str, Any]) -> bool:
    """Show "typing"."""
    if params["chat_id"] not in account.rooms:
        raise UNKNOWN
    return True


Does = Callable[[Account, dict[str, Any]], Any]
CALLS: dict[str, Does] = {
    "getMe": lambda account, params: account.me,  # noqa: ARG005
    "getWebhookInfo": webhook_info,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getMyCommands": get_commands,
    "setMyCommands": set_commands,
    "deleteMyCommands": delete_commands,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": chat_action,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_press,
    "getFile": get_file,
}
POLL: Callable[[Account, dict[str, Any]], Awaitable[bytes]] = get_updates
PACED = frozenset({"sendMessage", "sendPhoto", "sendDocument"})


_encode = json.JSONEncoder(default=lambda file: f"<{len(file.content)} bytes of {file.name}>").encode


def as_json(value: Any) -> bytes:
    """An object for the wire; a file as a note of its size."""
    return _encode(value).encode()
