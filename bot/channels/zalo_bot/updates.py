"""Zalo's updates as `Incoming`: a JSON object in, one understood message out. Pure.

What an update is stands in its `event_name`, never in which keys are there. Live updates are flat, documented ones
stand in `result`; ids are opaque; times are milliseconds, seconds here and there; nothing is sure to be there.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from bot.channels.zalo.values import id_of, text_of, written_at
from handlers.engine.message import Incoming, UploadedFile

CHANNEL = "zalo_bot"
Json = dict[str, Any]
HEARD = {
    "message.text.received": "text",
    "message.link.received": "text",
    "message.image.received": "photo",
    "message.sticker.received": "other",
    "message.voice.received": "other",
    "message.unsupported.received": "other",
}
_START = re.compile(r"/?start(?:\s+(\S+))?", re.IGNORECASE)


def understand(update: object, me: str, name: str, now: datetime) -> Incoming | None:
    """One update as a message; None for what is nobody's word to us. Never raises, whatever it is given.

    `me` is the bot's own id and `name` what it is called, with which messages to it in groups begin.
    """
    event = unwrapped(update)
    message = event.get("message")
    kind = HEARD.get(str(event.get("event_name")))
    if kind is None or not isinstance(message, dict):
        return None
    sender = message.get("from")
    writer = id_of(sender.get("id")) if isinstance(sender, dict) else ""
    if not isinstance(sender, dict) or not writer or writer == me or str(sender.get("is_bot")).lower() == "true":
        return None
    chat = _object(message.get("chat"))
    private = _is_private(chat, writer)
    address = id_of(chat.get("id")) or (writer if private else "")
    if not address:
        return None
    content = _content(kind, message, "" if private else name)
    return Incoming(
        channel=CHANNEL,
        address=address,
        key=f"{CHANNEL}:{id_of(message.get('message_id')) or _made_up_id(address, message)}",
        at=written_at(message.get("date"), now),
        private=private,
        # In a group Zalo hands on only what mentions the bot or answers it; a sticker there wants no answer.
        addressed=private or content["kind"] != "other",
        **content,
    )


def _is_private(chat: Json, writer: str) -> bool:
    """Whether a chat is somebody's own: it says so, or, where it says nothing that we know, is called as they are.

    Groups are called "zgr-…" whatever is said.
    """
    said, name = text_of(chat.get("chat_type")).upper(), id_of(chat.get("id")) or writer
    if said == "GROUP" or name.startswith("zgr-"):
        return False
    return said == "PRIVATE" or name == writer


def unwrapped(update: object) -> Json:
    """An update without the envelope that documents show around it; empty where it is none, or says that it is not."""
    update = _object(update)
    return update if "event_name" in update else _object(update.get("result"))


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _content(kind: str, message: Json, mentioned: str) -> Json:
    """What the message holds, as fields of an `Incoming`."""
    if kind == "photo":
        url = next((url for key in ("photo_url", "photo") if (url := text_of(message.get(key)))), "")
        said = without_mention(text_of(message.get("caption")), mentioned)
        if not url:
            return {"kind": "other", "text": said}
        return {"kind": "photo", "text": said, "file": UploadedFile(media_type="image/jpeg", vendor_id=url)}
    text = text_of(message.get("text")) if kind == "text" else ""
    if not text:
        return {"kind": "other"}
    said = without_mention(text, mentioned)
    if not said:  # the bot's name alone: whoever calls it wants to know what it can do
        return {"kind": "start"}
    if (start := _START.fullmatch(said)) is not None:
        return {"kind": "start", "start": start[1] or ""}
    return {"kind": "text", "text": said}


def without_mention(text: str, name: str) -> str:
    """A group's message without the "@Name" that calls the bot, which Zalo writes as plain text, wherever it stands."""
    if not name:
        return text
    called = re.escape(unicodedata.normalize("NFC", name)).replace(r"\ ", r"\s+")
    return re.sub(rf"\s*(?<!\w)@{called}(?!\w)\s*", " ", text, count=1, flags=re.IGNORECASE).strip()


def _made_up_id(address: str, message: Json) -> str:
    """What stands for the id that a message lacks: the same message has the same one."""
    return hashlib.sha256(address.encode() + to_json(message, inf_nan_mode="constants")).hexdigest()[:32]
