"""Zalo's events as `Incoming`: a JSON object in, what it means out. Pure.

What an event is stands in its `event_name`; only those of `HEARD` mean something to us. All others, known today or not,
are nobody's word: receipts, reactions, the echoes of what we sent ourselves, tags, templates, quotas, groups' members.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from bot.channels.zalo.files import document_id
from bot.channels.zalo.values import id_of, text_of, written_at
from bot.channels.zalo_oa.presses import pressed
from handlers.engine.message import Incoming, Location, UploadedFile

CHANNEL = "zalo_oa"
Json = dict[str, Any]
HEARD = {
    "user_send_text": "text",
    "user_send_link": "link",
    "user_send_image": "photo",
    "user_send_location": "location",
    "user_send_file": "document",
    "user_send_gif": "other",
    "user_send_sticker": "other",
    "user_send_video": "other",
    "user_send_audio": "other",
    "user_send_business_card": "other",
    "user_submit_info": "other",  # personal data that we did not ask for: nothing of it is kept
    "follow": "start",
    "user_click_chatnow": "start",
    "unfollow": "blocked",
    "user_withdraw": "withdrawn",
    "user_send_group_text": "text",
    "user_send_group_link": "link",
    "user_send_group_image": "photo",
}
_MEDIA = {
    "user_send_gif": "sticker",
    "user_send_sticker": "sticker",
    "user_send_video": "video",
    "user_send_audio": "voice",
}
_PICTURES = {"jpg", "jpeg", "png", "webp"}
_START = re.compile(r"/?start(?:\s+(\S+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """The account that hears: its id and what groups call it, once known; `key` proves that a button is its own."""

    id: str = ""
    name: str = ""
    key: bytes = b""


def understand(event: object, account: Account, now: datetime) -> list[Incoming]:
    """One event as messages, of which each picture is one; none for what is nobody's word to us. Never raises."""
    event = _object(event)
    name = text_of(event.get("event_name"))
    kind = HEARD.get(name)
    writer = _who(event, name)
    if kind is None or not writer or writer in {account.id, id_of(event.get("oa_id"))}:
        return []
    group = id_of(_object(event.get("recipient")).get("id")) or id_of(event.get("group_id"))
    group = group if "_group_" in name else ""
    if "_group_" in name and not group:
        return []  # what is said in a group is nobody's own chat's
    address = group or writer
    message = _object(event.get("message"))
    key = f"{CHANNEL}:{_message_id(message) or _made_up_id(event, name, writer)}"
    contents = _contents(name, kind, message, account, address)
    return [
        Incoming(
            channel=CHANNEL,
            address=address,
            key=key if number == 0 else f"{key}/{number}",
            at=written_at(event.get("timestamp"), now),
            private=not group,
            addressed=not group or _speaks_to(content.get("text", ""), account.name),
            **content,
        )
        for number, content in enumerate(contents)
    ]


def _who(event: Json, name: str) -> str:
    """Whose event it is: it stands in another place for each kind."""
    sender = _object(event.get("sender")).get("id")
    if name not in {"follow", "unfollow", "user_click_chatnow", "user_withdraw"}:
        return id_of(sender)
    inside = (_object(event.get(part)).get("user_id") for part in ("data", "info"))
    candidates = (_object(event.get("follower")).get("id"), event.get("user_id"), *inside, sender)
    return next((found for one in candidates if (found := id_of(one))), "")


def _contents(name: str, kind: str, message: Json, account: Account, address: str) -> list[Json]:  # noqa: PLR0911 - a table
    """What an event holds, as the fields of one `Incoming` or several."""
    text = text_of(message.get("text"))
    match kind:
        case "text":
            return [_words(text, account, address)]
        case "link":
            return [_link(text, message)]
        case "photo":
            return list(_photos(text, message)) or [{"kind": "other", "text": text}]
        case "location":
            point = next((point for payload in _payloads(message) if (point := _point(payload)) is not None), None)
            return [{"kind": "other" if point is None else "location", "location": point, "text": text}]
        case "document":
            return list(_files(text, message)) or [{"kind": "other", "text": text}]
        case "other":
            return [{"kind": "other", "medium": _MEDIA.get(name, "")}]
    return [{"kind": kind}]


def _words(text: str, account: Account, address: str) -> Json:
    """What somebody writes, or the button that they press: both come as a text."""
    if not text:
        return {"kind": "other"}
    if (choice := pressed(text, address, account.key)) is not None:
        return {"kind": "choice", "choice": choice}
    if (start := _START.fullmatch(text)) is not None:
        return {"kind": "start", "start": start[1] or ""}
    return {"kind": "text", "text": text}


def _link(text: str, message: Json) -> Json:
    """A link is what was written with it, or its address; somebody's contact card comes as a link, too."""
    for payload in _payloads(message):
        if _is_card(payload.get("description")):
            return {"kind": "other"}
        text = text or text_of(payload.get("url"))
    return {"kind": "text", "text": text} if text else {"kind": "other"}


def _is_card(description: object) -> bool:
    try:
        card = from_json(description) if isinstance(description, str) else None
    except ValueError:
        return False
    return isinstance(card, dict)


def _photos(text: str, message: Json) -> Iterator[Json]:
    for payload in _payloads(message):
        if url := text_of(payload.get("url")) or text_of(payload.get("thumbnail")):
            yield {"kind": "photo", "text": text, "file": UploadedFile(media_type="image/jpeg", vendor_id=url)}
            text = ""


def _files(text: str, message: Json) -> Iterator[Json]:
    """Files; a picture that is sent as one is a photo."""
    for payload in _payloads(message):
        url = text_of(payload.get("url"))
        if not url:
            continue
        name = re.split(r"[/\\]", text_of(payload.get("name")))[-1][:200]
        ending = (text_of(payload.get("type")) or name.rpartition(".")[2]).lower()
        media_type = mimetypes.guess_type(f"x.{ending}")[0] or "application/octet-stream"
        size = _size(payload.get("size"))
        if ending in _PICTURES:
            yield {"kind": "photo", "text": text, "file": UploadedFile(media_type=media_type, size=size, vendor_id=url)}
        else:
            file = UploadedFile(media_type=media_type, name=name, size=size, vendor_id=document_id(url))
            yield {"kind": "document", "text": text, "file": file}


def _size(value: object) -> int | None:
    text = id_of(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _point(payload: Json) -> Location | None:
    """A place; never the phone's own, for one can pick any. None where it is no place on earth."""
    coordinates = _object(payload.get("coordinates"))
    try:
        return Location(latitude=coordinates.get("latitude"), longitude=coordinates.get("longitude"))
    except ValueError:
        return None


def _payloads(message: Json) -> list[Json]:
    attachments = message.get("attachments")
    return [_object(_object(one).get("payload")) for one in attachments] if isinstance(attachments, list) else []


def _speaks_to(text: str, name: str) -> bool:
    """Whether a group's message calls the account by its name."""
    called = re.escape(unicodedata.normalize("NFC", name)).replace(r"\ ", r"\s+")
    return bool(name) and re.search(rf"(?<!\w)@{called}(?!\w)", text, re.IGNORECASE) is not None


def _message_id(message: Json) -> str:
    return id_of(message.get("msg_id")) or id_of(message.get("message_id"))


def _made_up_id(event: Json, name: str, writer: str) -> str:
    """What stands for the id that an event has not: the same event has the same one, whoever posts it again."""
    stamp = id_of(event.get("timestamp"))
    unlike = [stamp, event.get("message")] if stamp else event
    return hashlib.sha256(f"{name}\n{writer}\n".encode() + to_json(unlike, inf_nan_mode="constants")).hexdigest()[:32]


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
