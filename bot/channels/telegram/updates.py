"""Telegram's updates as `Incoming`: a raw dictionary in, one understood message out (Bot API, Update)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from bot.files import file_name
from handlers.engine.message import Incoming, Location, UploadedFile

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
Json = dict[str, Any]
ChangedMembership = Literal["blocked", "unblocked"]
LEAST_ACCURATE = 1500  # metres (Bot API, Location, horizontal_accuracy)
FOR_EVER = 0x7FFFFFFF  # seconds that a live location lasts which does not end (Bot API, sendLocation, live_period)
MADE_ELSEWHERE = (  # what says that a message was not made by its person, there and then (Bot API, Message)
    "forward_origin",
    "forward_date",  # as it was before Bot API 7.0, for servers of one's own
    "is_automatic_forward",
    "via_bot",
    "sender_business_bot",
    "business_connection_id",
    "guest_bot_caller_user",
    "guest_bot_caller_chat",
    "sender_chat",
    "is_from_offline",
    "venue",
)
_MEMBERSHIP: dict[str, ChangedMembership] = {"kicked": "blocked", "member": "unblocked"}


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str


def understand(update: Json, me: Me, now: datetime) -> Incoming | None:
    """One update as a message; None for what is nobody's word to us: channel posts, and steps of a live location.

    Raises KeyError, TypeError, ValueError and the like where the update is not as the Bot API describes it.
    """
    if (message := update.get("message")) is not None:
        return _message(update, message, me, now)
    if (query := update.get("callback_query")) is not None:
        return _press(update, query, now)
    if (edited := update.get("edited_message")) is not None:
        return _edited(update, edited, now)
    if (change := update.get("my_chat_member")) is not None:
        return _membership(update, change, now)
    return None


def written_at(update: Json) -> datetime | None:
    """When Telegram says that this was written; None where it says nothing that can be understood, as of a press."""
    for kind, dated in (("message", "date"), ("edited_message", "edit_date"), ("my_chat_member", "date")):
        try:
            return datetime.fromtimestamp(update[kind][dated], UTC)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            continue
    return None


def not_understood(update: Json, now: datetime) -> Incoming | None:
    """What stands for an update that `understand` failed on, so that its person hears of it; None without a chat."""
    for part in update.values():
        if not isinstance(part, dict):
            continue
        for holder in (part, part.get("message")):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and _is_chat_id(chat.get("id")) and chat.get("type") != "channel":
                private = chat.get("type") == "private"
                return Incoming(
                    channel=CHANNEL,
                    address=str(chat["id"]),
                    key=f"{CHANNEL}:{update['update_id']}",
                    at=now,
                    kind="other",
                    private=private,
                    addressed=private,
                )
    return None


def _message(update: Json, message: Json, me: Me, now: datetime) -> Incoming | None:
    sender = message.get("from")
    at = _moment(message["date"], now)
    private = message["chat"]["type"] == "private"
    addressed = private or _speaks_to(message, me)
    text = message.get("text")
    if text is not None:
        if text.startswith("/start"):
            command, _space, payload = text.partition(" ")
            if command.partition("@")[0] == "/start":
                return _incoming(update, message, sender, at, kind="start", start=payload.strip(), addressed=addressed)
        return _incoming(update, message, sender, at, kind="text", text=text, addressed=addressed)
    return _incoming(update, message, sender, at, addressed=addressed, **_content(message))


# What the bot cannot take (Bot API, Message): told apart, because a kind word says why.
_MEDIA = {
    "voice": "voice",
    "audio": "voice",
    "video_note": "video",
    "video": "video",
    "animation": "sticker",
    "sticker": "sticker",
}


def _content(message: Json) -> Json:
    """What a message without text holds: a picture, a place, or something that we have no use for."""
    caption = message.get("caption", "")
    if sizes := message.get("photo"):
        largest = max(sizes, key=lambda size: size["width"] * size["height"])
        return {"kind": "photo", "text": caption, "file": _file(largest, "image/jpeg")}
    document = message.get("document")
    if document is not None and document.get("mime_type", "").startswith("image/"):
        return {"kind": "photo", "text": caption, "file": _file(document, document["mime_type"])}
    if document is not None:
        media_type = document.get("mime_type", "application/octet-stream")
        file = _file(document, media_type, file_name(document.get("file_name", "")))
        return {"kind": "document", "text": caption, "file": file}
    if (location := message.get("location")) is not None:
        point = _point(message, location)
        return {"kind": "other" if point is None else "location", "location": point}
    medium = next((medium for part, medium in _MEDIA.items() if part in message), "")
    return {"kind": "other", "text": caption, "medium": medium}


def _point(message: Json, location: Json) -> Location | None:
    """A place that was sent; None where it is no place on earth.

    Only the phone that is there can share a live location; one that came another way tells where somebody else is, or
    what a bot made up.
    """
    accuracy = location.get("horizontal_accuracy")
    known = accuracy is None or _is_number(accuracy, LEAST_ACCURATE)
    live = _is_number(location.get("live_period"), FOR_EVER, least=1)
    own = not any(message.get(mark) for mark in MADE_ELSEWHERE) and not (message.get("from") or {}).get("is_bot")
    if not (_is_number(location["latitude"], 90, least=-90) and _is_number(location["longitude"], 180, least=-180)):
        return None
    return Location(
        latitude=location["latitude"],
        longitude=location["longitude"],
        live=live and own and known,
        accuracy_m=accuracy if known else None,
    )


def _is_number(value: object, most: float, *, least: float = 0) -> bool:
    """Whether a part of an update is a number within these; neither infinite nor none is."""
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _press(update: Json, query: Json, now: datetime) -> Incoming | None:
    """A pressed button. Telegram says no time for it, so it is now."""
    message = query.get("message")
    if message is None:
        return None  # a message sent through inline mode, which this bot does not have
    data = query.get("data")
    kind: Literal["choice", "other"] = "other" if data is None else "choice"
    return _incoming(update, message, query["from"], now, kind=kind, choice=data or "", press=query["id"])


def _edited(update: Json, edited: Json, now: datetime) -> Incoming | None:
    if "location" in edited:
        return None
    at = _moment(edited["edit_date"], now)
    return _incoming(
        update, edited, edited.get("from"), at, kind="edited", addressed=edited["chat"]["type"] == "private"
    )


def _membership(update: Json, change: Json, now: datetime) -> Incoming | None:
    """Somebody blocked the bot or let it in again; what happens to it in groups concerns nobody's record."""
    kind = _MEMBERSHIP.get(change["new_chat_member"]["status"])
    if kind is None or change["chat"]["type"] != "private":
        return None
    return _incoming(update, change, change.get("from"), _moment(change["date"], now), kind=kind)


def _incoming(update: Json, holder: Json, sender: Json | None, at: datetime, **content: Any) -> Incoming | None:
    chat = holder["chat"]
    kind = chat["type"]
    if kind == "channel":
        return None
    if not _is_chat_id(chat["id"]):
        raise ValueError("chat.id is no number of a chat")
    language = sender.get("language_code") if sender is not None else None
    return Incoming(
        channel=CHANNEL,
        address=str(chat["id"]),
        key=f"{CHANNEL}:{update['update_id']}",
        at=at,
        private=kind == "private",
        language=language[:2].lower() if language else None,
        **content,
    )


def _is_chat_id(value: object) -> bool:
    """Whether this can be a chat's id, to which answers can go (Bot API, Chat: "at most 52 significant bits")."""
    return type(value) is int and 0 < abs(value) < 2**52


def _file(sent: Json, media_type: str, name: str = "") -> UploadedFile:
    return UploadedFile(
        media_type=media_type,
        name=name,
        size=sent.get("file_size"),
        vendor_id=sent["file_id"],
        unique_id=sent.get("file_unique_id"),
    )


def _moment(seconds: int, now: datetime) -> datetime:
    at = datetime.fromtimestamp(seconds, UTC)
    return min(at, now)


def _speaks_to(message: Json, me: Me) -> bool:
    """Whether a group's message is for the bot: a command of its own, a mention, or a reply to what it said."""
    if message.get("reply_to_message", {}).get("from", {}).get("id") == me.id:
        return True
    text = (message.get("text") or message.get("caption") or "").lower()
    name = me.username.lower()
    if text.startswith("/"):
        _command, at, to = text.split(maxsplit=1)[0].partition("@")
        return not at or to == name
    at = text.find(f"@{name}")
    after = text[at + len(name) + 1 : at + len(name) + 2]
    return at >= 0 and not (after.isalnum() or after == "_")
