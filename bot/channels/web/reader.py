"""What a web chat shows, read over a connection of its own and shaped as JSON. Documented in docs/web-chat.md."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from bot.channels.plain_text import numbered, with_few_buttons
from bot.channels.web.channel import LIKE_ZALO_OA, MOST_BUTTONS, WEB, channel_of
from bot.clock import Clock
from handlers.engine.message import (
    Attachment,
    Chart,
    Choice,
    CodeShown,
    Edit,
    MadeFile,
    PictureAt,
    QrCode,
    Reply,
    Sheet,
    StoredPhoto,
    TextFile,
)
from handlers.engine.state import State
from storage.database import Database, Transaction, open_database, reading
from storage.messages import web_chat

T = TypeVar("T")
LOOK_EVERY = 0.15  # seconds between two looks while a reader waits
Json = dict[str, Any]


class WebReader:
    """Reads chats; `stop` wakes whoever waits for news, so that the server can end."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._database: Database | None = None
        self._stopping = asyncio.Event()

    async def open(self) -> None:
        """Open the connection. Raises `DatabaseError`."""
        self._database = await open_database(self.path, read_only=True)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._database is not None:
            await self._database.close()
            self._database = None

    def stop(self) -> None:
        """Answer everybody who waits, now."""
        self._stopping.set()

    async def messages(self, after: Mapping[str, int], wait: float = 0) -> dict[str, Json]:
        """What each person's chat shows after a number; waits up to `wait` seconds until any of them has something.

        It does not wait either where a number is higher than a chat's last: whoever asks knows another database.
        """
        until = asyncio.get_running_loop().time() + wait
        while True:
            version, chats = await self._read(lambda tx: (web_chat.version(tx), _views(tx, after)))
            if any(view["messages"] or view["edits"] or view["last"] < after[who] for who, view in chats.items()):
                return chats
            if not await self._news(version, until):
                return chats

    async def caused(self, person: str, cause: str) -> Json:
        """What the update of this key made a person's chat show."""
        return await self._read(lambda tx: _caused(tx, person, cause))

    async def made(self, person: str, number: int) -> tuple[Sheet | Chart, str] | None:
        """What is to be made of a message of a person's chat, and the chat's language; None if it is nothing."""
        return await self._read(lambda tx: _made(tx, person, number))

    async def players(self) -> list[Json]:
        """Who has written in the web chat."""
        players = await self._read(web_chat.players)
        return [one.model_dump() for one in players]

    async def sample_places(self) -> list[Json]:
        """Where the sample's campaigns are."""
        places = await self._read(web_chat.sample_places)
        return [one.model_dump() for one in places]

    async def _news(self, version: int, until: float) -> bool:
        """Wait until somebody has committed something (True), the time is over, or the server stops (False)."""
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set() and loop.time() < until:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._stopping.wait()
            if await self._read(web_chat.version) != version:
                return True
        return False

    async def _read(self, job: Callable[[Transaction], T]) -> T:
        if self._database is None:
            raise RuntimeError("the web chat is not open")
        return await self._database.run(lambda connection: self._look(connection, job))

    def _look(self, connection: sqlite3.Connection, job: Callable[[Transaction], T]) -> T:
        """Run a job that reads, so that all it sees is of one moment."""
        with reading(connection, self.clock()) as tx:
            return job(tx)


def _views(tx: Transaction, after: Mapping[str, int]) -> dict[str, Json]:
    return {person: _view(tx, person, number) for person, number in after.items()}


def _view(tx: Transaction, person: str, after: int) -> Json:
    chat = web_chat.chat(tx, channel_of(person), person)
    if chat is None:
        return {"person": person, "last": 0, "question": None, "messages": [], "edits": []}
    shaped = _Shaped(tx, chat, person)
    shaped.add(web_chat.shown(tx, chat.id, after))
    return {
        "person": person,
        "last": chat.last,
        "question": shaped.question,
        "messages": shaped.messages,
        "edits": shaped.edits,
    }


def _caused(tx: Transaction, person: str, cause: str) -> Json:
    chat = web_chat.chat(tx, channel_of(person), person)
    if chat is None:
        return {"person": person, "number": 0, "question": None, "replies": [], "edits": []}
    rows = web_chat.caused(tx, chat.id, cause)
    shaped = _Shaped(tx, chat, person)
    shaped.add(rows)
    number = rows[0].number - 1 if rows else chat.last
    return {
        "person": person,
        "number": number,
        "question": shaped.question,
        "replies": shaped.messages,
        "edits": shaped.edits,
    }


class _Shaped:
    """A chat's rows as JSON: messages, and edits of earlier ones."""

    def __init__(self, tx: Transaction, chat: web_chat.WebChatRow, person: str) -> None:
        self.tx = tx
        self.chat = chat
        self.person = person
        self.few = channel_of(person) == LIKE_ZALO_OA
        self.buttons = channel_of(person) == WEB or self.few
        running = State.model_validate_json(chat.state).running
        self.question = running.asked.id if running and running.asked else None
        self.messages: list[Json] = []
        self.edits: list[Json] = []

    def add(self, rows: list[web_chat.ShownRow]) -> None:
        """Shape these rows, in their order."""
        for row in rows:
            if row.kind == "edit":
                self._add_edit(row)
            else:
                self.messages.append(self._message(row))

    def _add_edit(self, row: web_chat.ShownRow) -> None:
        edit = Edit.model_validate_json(row.body)
        of = web_chat.number_of(self.tx, self.chat.id, edit.row)
        if of is not None:
            choices = _choices(edit.choices) if self.buttons else []
            self.edits.append(
                {
                    "number": row.number,
                    "edits": of,
                    "text": edit.text,
                    "choices": choices,
                    "code": _code(edit.code) if self.buttons else None,
                    "question": edit.question,
                    "at": row.sent_at.isoformat(),
                }
            )

    def _message(self, row: web_chat.ShownRow) -> Json:
        reply = Reply.model_validate_json(row.body)
        if self.few:
            reply = with_few_buttons(reply, self.chat.language, MOST_BUTTONS)
        return {
            "number": row.number,
            "at": row.sent_at.isoformat(),
            "text": reply.text if self.buttons else numbered(reply, self.chat.language),
            "marks": [mark.model_dump() for mark in reply.marks] if self.buttons else [],
            "question": reply.question,
            "open": reply.question is not None and reply.question == self.question,
            "choices": _choices(reply.choices) if self.buttons else [],
            "wants_location": reply.wants_location,
            "code": _code(reply.code) if self.buttons else None,
            "attachment": _attachment(reply.attachment, f"/chat/{self.person}/made/{row.number}"),
        }


def _code(code: CodeShown | None) -> Json | None:
    return None if code is None else {"digits": code.digits, "until": code.until.isoformat()}


def _choices(choices: Sequence[Choice]) -> list[Json]:
    return [{"id": choice.id, "label": choice.button, "nav": choice.nav} for choice in choices]


def _made(tx: Transaction, person: str, number: int) -> tuple[Sheet | Chart, str] | None:
    chat = web_chat.chat(tx, channel_of(person), person)
    rows = web_chat.shown(tx, chat.id, number - 1) if chat is not None else []
    if chat is None or not rows or rows[0].number != number or rows[0].kind == "edit":
        return None
    attached = Reply.model_validate_json(rows[0].body).attachment
    return (attached, chat.language) if isinstance(attached, Sheet | Chart) else None


def _payload(link: str) -> str:
    """What scanning a QR code begins with: a start link's payload, or that of a page at the public door."""
    parts = urlsplit(link)
    kind, _slash, key = parts.path.lstrip("/").partition("/")
    of_page = {"d": key, "i": f"i{key}"}.get(kind, "")
    return parse_qs(parts.query).get("start", [of_page])[0]


def _attachment(attached: Attachment | None, made_url: str) -> Json | None:
    match attached:
        case QrCode(link=link):
            return {
                "type": "qr",
                "link": link,
                "start": _payload(link),
                "image": f"/qr.svg?link={quote(link, safe='')}",
            }
        case StoredPhoto(sha256=sha256, media_type=media_type):
            return {"type": "photo", "media_type": media_type, "url": f"/files/{sha256}"}
        case TextFile():
            return attached.model_dump()
        case Chart():
            return {"type": "chart", "url": made_url, "alt": attached.title}
        case Sheet(name=name):
            return {"type": "sheet", "name": name, "url": made_url}
        case MadeFile() | PictureAt() | None:
            return None
