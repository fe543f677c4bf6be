"""What people see and send on each channel that is not Telegram: by the channel's own layout and its own reader.

So a scenario that is played there goes through what the channel itself does: a press on an Official Account comes as
the text of its button, a place as strings, and what is read on the screen is what was cut, numbered and composed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.plain_text import as_text, numbered, with_few_buttons
from bot.channels.zalo_bot import layout as bot_layout
from bot.channels.zalo_bot import updates as bot_updates
from bot.channels.zalo_oa import layout as oa_layout
from bot.channels.zalo_oa import updates as oa_updates
from handlers.engine.marked import units
from handlers.engine.message import Choice, Incoming, Reply

ME, NAME = "3e7d21aa90c4b8f6e5d1", "Bot Điểm Danh"
ACCOUNT = oa_updates.Account("1357924680246813579", "Đoàn xã Ví Dụ", b"the key of the tests' buttons")
LONGEST = 2000  # UTF-16 units, of either kind of Zalo
Content = Mapping[str, Any]  # fields of an `Incoming`


@dataclass(frozen=True)
class Screen:
    """A message as it stands in somebody's chat: its words, and the choices that are buttons below it."""

    text: str
    buttons: tuple[Choice, ...] = ()


class Wire:
    """A channel that says everything: what is sent is what comes, with buttons or without."""

    def __init__(self, *, buttons: bool) -> None:
        self._buttons = buttons

    def screen(self, reply: Reply, address: str, language: str) -> Screen:  # noqa: ARG002
        """A message as it is seen by whoever has this address."""
        return Screen(reply.text, reply.choices) if self._buttons else Screen(numbered(reply, language))

    def comes(self, plain: Incoming, number: int) -> Incoming:  # noqa: ARG002
        """What arrives when somebody sends this as the `number`th thing."""
        return plain


class ZaloBotWire(Wire):
    """The small bots: numbered lines, styles; texts, pictures, and what cannot be read."""

    def __init__(self) -> None:
        super().__init__(buttons=False)

    def screen(self, reply: Reply, address: str, language: str) -> Screen:  # noqa: ARG002
        shown = as_text(reply, language)
        pieces = bot_layout.pieces(shown.text, shown.marks)
        for text, styles in pieces:
            _see_that_it_fits(text)
            assert all(0 <= one["start"] < one["start"] + one["len"] <= units(text) for one in styles), styles
        return Screen("\n".join(text for text, _styles in pieces))

    def comes(self, plain: Incoming, number: int) -> Incoming:
        name, content = _bot_event(plain)
        chat = {"chat_type": "PRIVATE" if plain.private else "GROUP", "id": plain.address}
        message = {
            "date": _milliseconds(plain.at),
            "chat": chat,
            "message_id": f"m{number}",
            "from": {"id": plain.address, "is_bot": False, "display_name": "Mây"},
            **content,
        }
        event = {"event_name": f"message.{name}.received", "message": message}
        heard = bot_updates.understand(event, ME, NAME, plain.at)
        assert heard is not None, event
        return _as_expected(heard, plain)


class ZaloOaWire(Wire):
    """Official Accounts: five buttons, numbered lines beyond; presses are texts, places are strings."""

    def __init__(self) -> None:
        super().__init__(buttons=True)

    def screen(self, reply: Reply, address: str, language: str) -> Screen:
        shown = with_few_buttons(reply, language, oa_layout.MOST_BUTTONS)
        pieces = oa_layout.texts(shown.text)
        for text in pieces:
            _see_that_it_fits(text)
        if shown.choices:
            made = oa_layout.buttons(shown.choices, address, ACCOUNT.key)["payload"]["buttons"]
            assert pieces, "buttons want a text"
            assert len(made) == len(shown.choices) <= 5
            assert all(0 < len(one["title"]) <= 100 and len(one["payload"]) <= 1000 for one in made), made
        return Screen("\n".join(pieces), shown.choices)

    def comes(self, plain: Incoming, number: int) -> Incoming:
        name, about = _oa_event(plain, number)
        person = {"id": plain.address}
        event = {
            "event_name": name,
            "app_id": "1",
            "timestamp": str(_milliseconds(plain.at)),
            "sender": person,
            "recipient": {"id": ACCOUNT.id if plain.private else plain.address},
            **about,
        }
        if name in {"follow", "unfollow"}:
            del event["sender"], event["recipient"]
        heard = oa_updates.understand(event, ACCOUNT, plain.at)
        assert len(heard) == 1, event
        return _as_expected(heard[0], plain)


def _bot_event(plain: Incoming) -> tuple[str, Content]:
    """The name and the content of the event as which something comes to a small bot."""
    match plain.kind:
        case "text":
            return "text", {"text": plain.text if plain.private else f"@{NAME} {plain.text}"}
        case "start":
            return "text", {"text": f"start {plain.start}".strip()}
        case "photo":
            return "image", {"photo_url": _address_of(plain), "caption": plain.text, "message_type": "CHAT_PHOTO"}
    return {"voice": "voice", "sticker": "sticker"}.get(plain.medium, "unsupported"), {}


def _oa_event(plain: Incoming, number: int) -> tuple[str, Content]:  # noqa: PLR0911 - a table
    """The name of the event as which something comes to an account, and what is in it."""
    match plain.kind:
        case "choice":
            pressed = oa_layout.buttons([Choice(id=plain.choice, label="?")], plain.address, ACCOUNT.key)
            return "user_send_text", _message(number, pressed["payload"]["buttons"][0]["payload"])
        case "text" if not plain.private:
            return "user_send_group_text", _message(number, f"@{ACCOUNT.name} {plain.text}")
        case "text":
            return "user_send_text", _message(number, plain.text)
        case "start" if not plain.start:
            return "follow", {"follower": {"id": plain.address}, "oa_id": ACCOUNT.id}
        case "start":
            return "user_send_text", _message(number, f"start {plain.start}")
        case "blocked":
            return "unfollow", {"follower": {"id": plain.address}, "oa_id": ACCOUNT.id}
        case "photo":
            return "user_send_image", _message(number, plain.text, {"url": _address_of(plain)})
        case "location" if plain.location is not None:
            where = {"latitude": str(plain.location.latitude), "longitude": str(plain.location.longitude)}
            return "user_send_location", _message(number, "", {"coordinates": where})
        case "document" if plain.file is not None:
            file = {"url": _address_of(plain), "name": plain.file.name, "size": str(plain.file.size)}
            return "user_send_file", _message(number, "", {**file, "type": plain.file.name.rpartition(".")[2]})
    return {"voice": "user_send_audio", "video": "user_send_video"}.get(plain.medium, "user_send_sticker"), _message(
        number, ""
    )


def _message(number: int, text: str, payload: Content | None = None) -> Content:
    attached = {} if payload is None else {"attachments": [{"type": "?", "payload": payload}]}
    return {"message": {"msg_id": f"m{number}", "text": text, **attached}}


def _as_expected(heard: Incoming, plain: Incoming) -> Incoming:
    """What was heard, once it is what was sent, with what only the test knows: the language, and a file's bytes."""
    kind = "start" if re.match(r"/start\b", plain.text) else plain.kind
    assert (heard.kind, heard.address, heard.private) == (kind, plain.address, plain.private), (heard, plain)
    file = heard.file
    if file is not None and plain.file is not None and plain.file.sha256 is not None:
        file = file.model_copy(update={"sha256": plain.file.sha256})
    return heard.model_copy(update={"language": plain.language, "file": file})


def _address_of(plain: Incoming) -> str:
    """Where a file lies at Zalo; the same file at the same place."""
    assert plain.file is not None
    return f"https://f1.zdn.vn/{plain.file.unique_id or plain.file.sha256}"


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _see_that_it_fits(text: str) -> None:
    assert 0 < units(text) <= LONGEST, units(text)
    assert unicodedata.is_normalized("NFC", text), text


WIRES: dict[str, Wire] = {
    "web": Wire(buttons=True),
    "plain": Wire(buttons=False),
    "zalo_bot": ZaloBotWire(),
    "zalo_oa": ZaloOaWire(),
}
