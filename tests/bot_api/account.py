"""One bot's side of Telegram: updates that wait, chats and what was sent to them, presses, files; people who write."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.bot_api.faults import Refusal
from tests.bot_api.webhook import Poster

TOKEN = "123456789:AAF-a-token_for-tests-0123456789abc"
Step = str | dict[str, Any]


@dataclass(slots=True)
class Call:
    """A call that was taken: when (seconds of time.monotonic and of time.time), which, with what, what it gave."""

    number: int
    at: float
    wall: float
    method: str
    params: dict[str, Any]
    result: Any


@dataclass(slots=True)
class Room:
    """A chat: its messages by id as they stand now (those of both sides), and what a scripted person does next."""

    about: dict[str, Any]
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    script: deque[Step] = field(default_factory=deque)


class Account:
    """The state of one token. `anybody` lets the bot write to chats that never wrote to it."""

    def __init__(self, token: str = TOKEN, username: str = "diem_danh_test_bot", *, anybody: bool = False) -> None:
        self.token = token
        self.anybody = anybody
        self.me: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Điểm Danh",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.waiting: dict[int, bytes] = {}
        self.confirmed = 0
        self.withheld = 0
        self.allowed: frozenset[str] | None = None
        self.poll: asyncio.Future[bool] | None = None
        self.poster: Poster | None = None
        self.overlaps = False  # whether one chat's updates are posted side by side
        self.jumble = 0.0  # seconds at most by which posts are delayed, each by a chance
        self.rooms: dict[int, Room] = {}
        self.refusing: dict[int, Refusal] = {}
        self.presses: dict[str, bool] = {}
        self.files: dict[str, bytes] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self._updates = itertools.count(740_000_001)
        self._messages = itertools.count(1)
        self._presses = itertools.count(4_000_000_000_000_000_001)

    # What the bot did ------------------------------------------------------------------------------------------------

    def received(self, chat: int | None = None, method: str | None = None) -> list[Call]:
        """The calls that were taken, of one chat or method or all; without the polling."""
        return [
            call
            for call in self.calls
            if (chat is None or call.params.get("chat_id") == chat) and (method is None or call.method == method)
        ]

    def texts(self, chat: int) -> list[str]:
        """What the bot wrote into a chat, as it stands there now."""
        own = (message for message in self.rooms[chat].messages.values() if message["from"]["id"] == self.me["id"])
        return [message.get("text") or message.get("caption") or "" for message in own]

    # What people do --------------------------------------------------------------------------------------------------

    def room(self, chat: int, kind: str = "private") -> Room:
        """The chat of this id, opened if it is new."""
        found = self.rooms.get(chat)
        if found is None:
            name = {"first_name": "Lan", "last_name": str(chat)} if kind == "private" else {"title": f"Nhóm {chat}"}
            found = self.rooms[chat] = Room({"id": chat, "type": kind, **name})
        return found

    def push(self, update: dict[str, Any]) -> int | None:
        """Let an update wait for the bot; returns its id, or None where the bot did not ask for its kind."""
        kind = next(name for name in update if name != "update_id")
        if self.allowed is not None and kind not in self.allowed:
            self.withheld += 1
            return None
        number = update.get("update_id") or next(self._updates)
        self.waiting[number] = json.dumps({"update_id": number, **update}).encode()
        self.wake()
        return number

    def wake(self) -> None:
        """Something waits for whoever polls, or is to be posted."""
        if self.poll is not None and not self.poll.done():
            self.poll.set_result(True)
        if self.poster is not None:
            self.poster.wake()

    def forces(self, number: int, update: str) -> None:
        """Let this text wait as an update, whatever it holds, for a bot that did not ask for its kind either."""
        self.waiting[number] = update.encode()
        self.wake()

    def message(self, chat: int, *, kind: str = "private", person: int | None = None, **content: Any) -> dict[str, Any]:
        """A message of a person's with this content, kept in the chat but pushed nowhere."""
        room = self.room(chat, kind)
        message = {
            "message_id": next(self._messages),
            "from": self.person(person or abs(chat)),
            "chat": room.about,
            "date": int(time.time()),
            **content,
        }
        room.messages[message["message_id"]] = message
        return message

    def person(self, number: int, language: str = "vi") -> dict[str, Any]:
        """A person, as `from` shows them."""
        return {
            "id": number,
            "is_bot": False,
            "first_name": "Lan",
            "last_name": str(number),
            "language_code": language,
        }

    def says(self, chat: int, text: str, **more: Any) -> int | None:
        """Write a text; a command is marked as one."""
        if text.startswith("/"):
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        return self.push({"message": self.message(chat, text=text, **more)})

    def presses_button(self, chat: int, data: str, message: int | None = None) -> int | None:
        """Press the inline button with this data, of a message of the bot's (the last one that has buttons)."""
        room = self.room(chat)
        shown = room.messages.get(message) if message else self._last_with_buttons(room)
        press = str(next(self._presses))
        self.presses[press] = False
        shown = shown or {"message_id": message or 1, "chat": room.about, "date": 0}
        query = {
            "id": press,
            "from": self.person(abs(chat)),
            "chat_instance": str(chat),
            "data": data,
            "message": shown,
        }
        return self.push({"callback_query": query})

    def sends_location(self, chat: int, latitude: float, longitude: float, *, live: bool = False) -> int | None:
        """Send a place, or share a live one."""
        place: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
        if live:
            place |= {"live_period": 900, "horizontal_accuracy": 12.0}
        return self.push({"message": self.message(chat, location=place)})

    def sends_photo(self, chat: int, content: bytes, **more: Any) -> int | None:
        """Send a photo; Telegram keeps it in two sizes."""
        sizes = []
        for edge, part in ((90, content[:64]), (1280, content)):
            name = f"AgAC-{len(self.files)}-{edge}"
            self.files[name] = part
            sizes.append(
                {
                    "file_id": name,
                    "file_unique_id": f"u{name}",
                    "width": edge,
                    "height": edge,
                    "file_size": len(part),
                }
            )
        return self.push({"message": self.message(chat, photo=sizes, **more)})

    def sends_document(self, chat: int, content: bytes, media_type: str, name: str = "anh.png") -> int | None:
        """Send a file as it is."""
        file_id = f"BQAC-{len(self.files)}"
        self.files[file_id] = content
        document = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "mime_type": media_type,
            "file_size": len(content),
        }
        return self.push({"message": self.message(chat, document=document)})

    def edits(self, message: dict[str, Any], **content: Any) -> int | None:
        """Change an earlier message of a person's."""
        message.update(content, edit_date=int(time.time()))
        return self.push({"edited_message": message})

    def blocks(self, chat: int, refusal: Refusal | None) -> int | None:
        """Block the bot (with what it then hears), or unblock it (None)."""
        if refusal is None:
            self.refusing.pop(chat, None)
        else:
            self.refusing[chat] = refusal
        user = self.me
        old, new = ({"status": "member", "user": user}, {"status": "kicked", "user": user, "until_date": 0})
        if refusal is None:
            old, new = new, old
        change = {
            "chat": self.room(chat).about,
            "from": self.person(abs(chat)),
            "date": int(time.time()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        return self.push({"my_chat_member": change})

    # People who follow a script ---------------------------------------------------------------------------------------

    def plays(self, chat: int, steps: Iterable[Step]) -> None:
        """Let a person do these steps, the first now and each next one when the bot has answered the one before.

        A step is a text, or {"press": n} or {"press": label}: a button of the message that came; or {"photo": its bytes
        in base64}; with "after", it waits for a message that holds those words.
        """
        room = self.room(chat)
        room.script.extend(steps)
        self._play(chat, room, None)

    def was_sent(self, chat: int, message: dict[str, Any]) -> None:
        """Go on with the chat's script, now that the bot has sent this."""
        room = self.rooms[chat]
        if room.script:
            self._play(chat, room, message)

    def _play(self, chat: int, room: Room, message: dict[str, Any] | None) -> None:
        step = room.script[0]
        if isinstance(step, str):
            step = {"text": step}
        if "after" in step and (
            message is None or step["after"] not in message.get("text", message.get("caption", ""))
        ):
            return
        if "text" in step:
            room.script.popleft()
            self.says(chat, step["text"])
        elif "photo" in step:
            room.script.popleft()
            self.sends_photo(chat, base64.b64decode(step["photo"]))
        elif message is not None and (data := _button(message, step["press"])) is not None:
            room.script.popleft()
            self.presses_button(chat, data, message["message_id"])

    def next_message_id(self) -> int:
        """A message's id that was never used."""
        return next(self._messages)

    def _last_with_buttons(self, room: Room) -> dict[str, Any] | None:
        return next((shown for shown in reversed(room.messages.values()) if "reply_markup" in shown), None)


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    """The inline buttons of a message, row after row."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for button in row]


def _button(message: dict[str, Any], which: int | str) -> str | None:
    found = buttons(message)
    if isinstance(which, int):
        return found[which]["callback_data"] if which < len(found) else None
    return next((button["callback_data"] for button in found if which in button["text"]), None)
