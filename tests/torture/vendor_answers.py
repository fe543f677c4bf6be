"""Every answer that may come from the vendor's address, times every call that the bot makes.

An answer is a status and a body, and with it stands what it *says*: that is Telegram's word by the Bot API ("Making
requests": an object with a Boolean `ok`, and a String `description` where that is false), or no word at all. What is
right for a call stands in a table below, which knows nothing of the program. `python -m tests.torture.vendor_answers`
plays all of it against the strict server on loopback and prints the figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.channels import AddressGone, MessageWrong, SendError, TryAgain
from bot.channels.telegram.channel import TelegramChannel
from bot.delivery.delivery import Delivery
from handlers.engine.message import Choice, Edit, MadeFile, Reply, StoredPhoto
from storage.messages import chats, outbox
from tests.bot.delivery.test_delivery import Desk
from tests.bot_api import BotApi
from tests.bot_api.channel import Taker, channel_to, connected, polling, until
from tests.bot_api.faults import Fault
from tests.support import world as worlds
from tests.support.world import World

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 5000
LAN, AN = 1, 2
LONGEST = 3601.0  # seconds that a channel may be held before somebody looks again


# The answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What comes back, and what it says.

    nothing: no word of the vendor's; pause: a 429; odd: it was done, but the result is not what the method gives;
    wrong, gone, forbidden, refused, not found, two pollers, too large, busy: the vendor's word, by its status and text;
    same: what was asked for is so already.
    """

    says: str
    status: int
    body: bytes | str
    content_type: str = "application/json"
    kind: str = "answer"  # else how the connection breaks (see `Fault`)

    def __str__(self) -> str:
        body = self.body if isinstance(self.body, str) else repr(self.body)
        return f"{self.says}: {self.kind} {self.status} {body[:100]}"

    def fault(self, method: str) -> Fault:
        """The server's fault that gives this answer to one call."""
        return Fault(
            self.kind,  # type: ignore[arg-type]
            method=method,
            status=self.status,
            body=self.body,
            content_type=self.content_type,
        )


TEXTS = json.loads((Path(__file__).parents[1] / "data" / "vendor_answers.json").read_text("utf-8"))
NO_WORDS: list[str | bytes] = [
    *TEXTS["no_words"],
    *("[" * 5000, '{"a":' * 5000, '\ufeff{"ok": false, "description": "Forbidden: bot was blocked by the user"}'),
    *(b"\xff\xfe\x00\x80", b'{"ok": false, "description": "Forbidden: \xff\xfe"}', b"\x1f\x8b\x08\x00\x00\x00\x00"),
]
ASKED = [*TEXTS["asked"], "1" + "0" * 400]
BREAKS = ("drop", "drop_after", "half")  # no answer, or half of one


def word(status: int, said: str, **more: Any) -> str:
    """Telegram's own way of refusing."""
    return json.dumps({"ok": False, "error_code": status, "description": said, **more}, ensure_ascii=False)


def answers() -> Iterator[Answer]:
    """All of them."""
    yield from _no_words()
    yield from _words()
    yield from _pauses()
    yield from (Answer("odd", 200, f'{{"ok": true, "result": {result}}}') for result in TEXTS["odd_results"])
    yield from (Answer("nothing", 0, "", kind=kind) for kind in BREAKS)


def _no_words() -> Iterator[Answer]:
    for status in TEXTS["statuses"]:
        says = "pause" if status == 429 else "nothing"
        yield from (Answer(says, status, page, "text/html") for page in TEXTS["pages"])
        yield from (Answer(says, status, body) for body in NO_WORDS)
        if status != 429:  # one that contradicts itself is nobody's
            yield Answer("nothing", status, '{"ok": true}')
            yield Answer("nothing", status, '{"ok": true, "description": "Forbidden: bot was blocked by the user"}')
            other = 403 if status != 403 else 400
            yield Answer("nothing", status, word(other, "Forbidden: bot was blocked by the user"))
        if not 200 <= status < 300 and status != 429:
            yield Answer("nothing", status, '{"ok": true, "result": {"message_id": 7}}')
        if status < 400:
            yield Answer("nothing", status, word(status, "Forbidden: bot was blocked by the user"))


def _words() -> Iterator[Answer]:
    told = [("forbidden", 403, said) for said in TEXTS["forbidden"]]
    told += [("gone", 400, said) for said in TEXTS["no_chat"]]
    told += [("wrong", 400, said) for said in TEXTS["wrong"]]
    told += [("same", 400, "Bad Request: message is not modified: specified new message content is the same")]
    told += [("refused", 401, "Unauthorized"), ("not found", 404, "Not Found")]
    told += [("two pollers", 409, "Conflict: terminated by other getUpdates request")]
    told += [("too large", 413, "Request Entity Too Large")]
    told += [("busy", int(line[:3]), line[4:]) for line in TEXTS["busy"]]
    for says, status, said in told:
        yield Answer(says, status, word(status, said))
        yield Answer(says, status, json.dumps({"ok": False, "description": said}))  # `error_code` may change, it says
        yield Answer(says, status, word(status, said, parameters={}), "text/plain")
    migrated = word(400, "Bad Request: group chat was upgraded", parameters={"migrate_to_chat_id": -1001})
    yield Answer("gone", 400, migrated)


def _pauses() -> Iterator[Answer]:
    said = "Too Many Requests: retry later"
    begin = f'{{"ok": false, "error_code": 429, "description": "{said}"'
    yield Answer("pause", 429, begin + "}")
    yield Answer("pause", 429, '{"ok": false, "error_code": 429, "description": 7, "parameters": {"retry_after": 3}}')
    yield Answer("pause", 429, '{"ok": false, "description": "x", "parameters": {"retry_after": 3}}')
    for status in (429, 200, 503):  # an object that says 429 itself is one, whatever stands around it
        for asked in ASKED if status == 429 else ASKED[:4]:
            yield Answer("pause", status, begin + f', "parameters": {{"retry_after": {asked}}}}}')
    for parameters in TEXTS["odd_parameters"]:
        yield Answer("pause", 429, begin + f', "parameters": {parameters}}}')


# What is right -------------------------------------------------------------------------------------------------------

AGAIN, HELD, FAILED, BLOCKED, DONE = "again", "held", "failed", "blocked", "done"
LOST, LET_BE, SAID_REFUSED = "lost", "let be", "said to the operator"

MESSAGE = {
    **dict.fromkeys(("nothing", "odd", "two pollers", "busy"), AGAIN),
    **dict.fromkeys(("pause", "refused", "not found"), HELD),
    **dict.fromkeys(("wrong", "same", "too large"), FAILED),
    **dict.fromkeys(("gone", "forbidden"), BLOCKED),
}
EDIT = MESSAGE | {"same": DONE}
FILE = {
    **dict.fromkeys(("nothing", "odd", "two pollers", "busy", "forbidden"), AGAIN),
    **dict.fromkeys(("pause", "refused", "not found"), HELD),
    **dict.fromkeys(("wrong", "same", "too large", "gone"), LOST),
}
DOWNLOAD = FILE | {"not found": LOST}
BEST_EFFORT = dict.fromkeys(MESSAGE, LET_BE)
BESIDE = BEST_EFFORT | {"pause": HELD}  # what is let be, but a pause is one for messages too
POLL = dict.fromkeys(MESSAGE, AGAIN)
INTRODUCTION = POLL | {"refused": SAID_REFUSED, "not found": SAID_REFUSED}
NO_TOKEN = {"refused", "not found"}


# The calls -----------------------------------------------------------------------------------------------------------


@dataclass
class Bench:
    """A server, and a channel that is connected to it."""

    server: BotApi
    channel: TelegramChannel
    edited: str = ""  # a text message of the bot's with buttons
    pictured: str = ""  # a picture of the bot's
    log: list[str] = field(default_factory=list)

    async def attempt(self, doing: Awaitable[Any], *, gone: str = FAILED, away: str = BLOCKED, done: str = DONE) -> str:
        """What became of a call, by what the channel says of it."""
        try:
            await doing
        except TryAgain as error:
            if not error.whole_channel:
                return AGAIN
            return HELD if error.after is None or 0 < error.after <= LONGEST else f"held for {error.after}"
        except AddressGone:
            return away
        except MessageWrong:
            return gone
        except Exception as error:  # noqa: BLE001 - it is what this looks for
            return f"raised {type(error).__name__}"
        return done


Play = Callable[[Bench, Callable[[], None]], Awaitable[str]]
"""Makes a call whose answer the given function arranges; returns what became of it."""


@dataclass(frozen=True)
class Call:
    """One call that the bot makes; `method` is what the server knows it as."""

    name: str
    method: str
    right: dict[str, str]
    play: Play

    def verdict(self, answer: Answer) -> str:
        """What is right."""
        if self.method == "download" and 200 <= answer.status < 300:
            return AGAIN  # these are bytes, and not those of the file
        if self.method == "getUpdates" and answer.says == "odd" and '"result": []' in str(answer.body):
            return DONE  # nothing came, and that is all
        return self.right[answer.says]


def _sends(reply: Reply) -> Play:
    async def play(bench: Bench, arrange: Callable[[], None]) -> str:
        arrange()
        return await bench.attempt(bench.channel.send(str(LAN), reply))

    return play


async def _edit_text(bench: Bench, arrange: Callable[[], None]) -> str:
    arrange()
    return await bench.attempt(bench.channel.edit(str(LAN), bench.edited, Edit(row=1, text=f"Mã {time.monotonic()}")))


async def _edit_caption(bench: Bench, arrange: Callable[[], None]) -> str:
    arrange()
    return await bench.attempt(bench.channel.edit(str(LAN), bench.pictured, Edit(row=1, text=f"Mã {time.monotonic()}")))


async def _edit_markup(bench: Bench, arrange: Callable[[], None]) -> str:
    arrange()
    return await bench.attempt(bench.channel.edit(str(LAN), bench.edited, Edit(row=1)))


async def _press(bench: Bench, arrange: Callable[[], None]) -> str:
    bench.server.account.presses["1"] = False
    arrange()
    if (verdict := await bench.attempt(bench.channel.acknowledge("1"))) != DONE:
        return verdict
    return await bench.attempt(bench.channel.send(str(LAN), Reply(text="x")), done=LET_BE)  # goes on, or is held


async def _menu(bench: Bench, arrange: Callable[[], None]) -> str:
    arrange()
    if (verdict := await bench.attempt(bench.channel.send(str(LAN), Reply(text="x", menu="vi:LEADER")))) != DONE:
        return verdict
    return await bench.attempt(bench.channel.send(str(LAN), Reply(text="x")), done=LET_BE)


async def _sweep(bench: Bench, arrange: Callable[[], None]) -> str:
    """A message with buttons after one with the location key: a message before it takes the key away."""
    await bench.channel.send(str(LAN), Reply(text="?", wants_location=True, location_label="Gửi vị trí"))
    arrange()
    reply = Reply(text="Đúng không?", choices=(Choice(id="7:0", label="Có"),))
    return await bench.attempt(bench.channel.send(str(LAN), reply), done=LET_BE)


async def _fetch(bench: Bench, arrange: Callable[[], None]) -> str:
    bench.server.account.files["photo"] = PNG
    arrange()
    return await bench.attempt(bench.channel.fetch("photo"), gone=LOST, away=LOST)


@asynccontextmanager
async def _fresh(bench: Bench) -> AsyncIterator[tuple[TelegramChannel, list[float]]]:
    """A channel that has not started; what it rests is noted, and not waited for."""
    channel, rests = channel_to(bench.server), []
    original = channel._rest
    channel._rest = lambda *about: rests.append(original(*about)) or 0.0  # type: ignore[method-assign]
    try:
        yield channel, rests
    finally:
        await channel.close()


async def _serves(bench: Bench, channel: TelegramChannel, rests: list[float], good: str) -> str:
    """Whether a message comes through in the end, and no rest is longer than it may be."""
    bench.server.account.waiting.clear()
    bench.server.account.says(LAN, "một")
    take = Taker()
    async with polling(channel, take):
        await take.come(1)
    if not all(0 <= rest <= LONGEST for rest in rests):
        return f"rests {rests}"
    return good if len(take.messages) == 1 else f"came {len(take.messages)} times"


async def _poll(bench: Bench, arrange: Callable[[], None]) -> str:
    async with _fresh(bench) as (channel, rests):
        await channel.start()
        arrange()
        verdict = await _serves(bench, channel, rests, AGAIN)
        return DONE if verdict == AGAIN and not rests else verdict  # without a rest it would ask as fast as it can


async def _start(bench: Bench, arrange: Callable[[], None]) -> str:
    async with _fresh(bench) as (channel, rests):
        arrange()
        try:
            await channel.start()
        except SendError as error:
            return SAID_REFUSED if "token was refused" in str(error) else f"raised {error}"
        return await _serves(bench, channel, rests, AGAIN)


async def _start_menus(bench: Bench, arrange: Callable[[], None]) -> str:
    verdict = await _start(bench, arrange)
    return LET_BE if verdict == AGAIN else verdict


PHOTO = Reply(text="x", attachment=StoredPhoto(sha256="kept", media_type="image/png"))
SENDS = {
    "a text": ("sendMessage", Reply(text="x")),
    "a text with buttons": ("sendMessage", Reply(text="x", choices=(Choice(id="7:0", label="Có"),))),
    "a picture": ("sendPhoto", Reply(text="x", attachment=MadeFile(name="a.png", content=PNG, picture=True))),
    "a picture once more": ("sendPhoto", PHOTO),
    "a file": ("sendDocument", Reply(text="x", attachment=MadeFile(name="a.xlsx", content=b"PK"))),
}
CALLS = (
    *(Call(f"send {name}", method, MESSAGE, _sends(reply)) for name, (method, reply) in SENDS.items()),
    Call("edit a text", "editMessageText", EDIT, _edit_text),
    Call("edit a caption", "editMessageCaption", EDIT, _edit_caption),
    Call("take buttons away", "editMessageReplyMarkup", EDIT, _edit_markup),
    Call("answer a press", "answerCallbackQuery", BESIDE, _press),
    Call("a chat's menu", "setMyCommands", BESIDE, _menu),
    Call("take the key away", "sendMessage", BESIDE, _sweep),
    Call("delete what took it away", "deleteMessage", BESIDE, _sweep),
    Call("where a file is", "getFile", FILE, _fetch),
    Call("a file's bytes", "download", DOWNLOAD, _fetch),
    Call("poll", "getUpdates", POLL, _poll),
    Call("who we are", "getMe", INTRODUCTION, _start),
    Call("no webhook", "deleteWebhook", INTRODUCTION, _start),
    Call("everybody's menu", "setMyCommands", BEST_EFFORT, _start_menus),
)


class Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@asynccontextmanager
async def bench() -> AsyncIterator[tuple[Bench, Heard]]:
    """A server, a channel with messages to edit, and what is logged."""
    heard, log = Heard(), logging.getLogger("bot")
    log.addHandler(heard)
    try:
        async with BotApi() as server:
            server.account.room(LAN)
            async with connected(server, read_file={"kept": PNG}.__getitem__) as channel:
                made = Bench(server, channel)
                made.edited = await channel.send(str(LAN), Reply(text="x", choices=(Choice(id="7:0", label="Có"),)))
                made.pictured = await channel.send(str(LAN), SENDS["a picture"][1])
                await channel.send(str(LAN), PHOTO)
                yield made, heard
            server.check()
    finally:
        log.removeHandler(heard)


async def play(made: Bench, heard: Heard, call: Call, answer: Answer) -> str | None:
    """Play one cell of the table; returns what is wrong, None where all is right."""
    made.server.faults.clear()
    made.channel._keyed.clear()
    made.channel._paused_until = float("-inf")  # nobody waits for an hour here
    heard.lines.clear()
    if call.name == "take buttons away":  # an edit that changes nothing would be refused for that
        made.server.account.rooms[LAN].messages[int(made.edited)]["reply_markup"] = {"inline_keyboard": [[]]}
    verdict = await call.play(made, lambda: made.server.faults.append(answer.fault(call.method)))
    right = call.verdict(answer)
    if call.method == "download" and answer.kind != "answer" and verdict == DONE:
        return None  # what is only read may be asked for again at once, where a kept connection breaks
    if verdict != right:
        return f"{call.name}, {answer}: {verdict}, where {right} is right"
    if answer.says not in NO_TOKEN and any("token was refused" in line for line in heard.lines):
        return f"{call.name}, {answer}: the log says that the token was refused"
    return None


# The same through delivery -------------------------------------------------------------------------------------------


@asynccontextmanager
async def delivering(world: World) -> AsyncIterator[tuple[BotApi, Delivery]]:
    """A delivery over a channel to a server; it waits a thousandth of what it should between two tries."""
    async with BotApi() as server:
        server.account.anybody = True
        async with connected(server, read_file={"kept": PNG}.__getitem__) as channel:
            desk = Desk(world, lambda: world.now)
            delivery = Delivery(
                desk, {channel.name: channel}, lambda: world.now, jitter=lambda: -0.499, prepare=_prepared
            )
            running = asyncio.create_task(delivery.run())
            try:
                yield server, delivery
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
        server.check()


class Row:
    """A message in the outbox."""

    def __init__(self, world: World, delivery: Delivery, chat: int, kind: str, body: str, *, old: bool) -> None:
        self.world = world
        with world.change() as tx:
            found = chats.find_or_open(tx, "telegram", str(chat), "vi")
            due = world.now - timedelta(days=3) if old else world.now
            key = f"{time.monotonic_ns()}"
            row = outbox.queue(tx, found, key=key, kind=kind, body=body, due_at=due)  # type: ignore[arg-type]
        assert row is not None
        self.id = row.id
        delivery.enqueue([row])

    def state(self) -> str:
        return str(self.world.one("SELECT state FROM outbox WHERE id = ?", self.id))

    def error(self) -> str | None:
        return self.world.one("SELECT error FROM outbox WHERE id = ?", self.id)

    def blocked(self) -> bool:
        found = self.world.one(
            "SELECT blocked_at IS NOT NULL FROM chats JOIN outbox ON chats.id = outbox.chat_id WHERE outbox.id = ?",
            self.id,
        )
        return bool(found)


THROUGH = {name: (method, MESSAGE) for name, (method, _reply) in SENDS.items() if name != "a picture once more"}
THROUGH |= {"an edit": ("editMessageText", EDIT)}


async def _prepared(reply: Reply, _language: str) -> Reply:
    """What a row stands for: one with a file that is made when it is sent."""
    return SENDS.get(reply.text, ("", reply))[1]


async def through_delivery(
    world: World, server: BotApi, delivery: Delivery, *, chat: int, name: str, answer: Answer
) -> str | None:
    """Queue a message that this answer befalls once; returns what is wrong with its end, None where all is right."""
    method, table = THROUGH[name]
    wanted = table[answer.says]
    server.faults.clear()
    sender = delivery.senders["telegram"]
    kind, body = "reply", Reply(text=name).model_dump_json()
    if name == "an edit":
        edited = Row(world, delivery, chat, "reply", Reply(text="x").model_dump_json(), old=False)
        await until(lambda: edited.state() == "sent")
        kind, body = "edit", Edit(row=edited.id, text="y").model_dump_json()
    server.faults.append(answer.fault(method))
    row = Row(world, delivery, chat, kind, body, old=chat % 2 == 0)
    await until(lambda: not server.faults and (row.state() != "waiting" or row.error() is not None))
    verdict = row.state()
    if wanted == HELD:
        held = sender._hold.until - time.monotonic()
        other = Row(world, delivery, chat + 1_000_000, "reply", Reply(text="x").model_dump_json(), old=False)
        await asyncio.sleep(0.002)
        if held > 0.5 and other.state() != "waiting":
            return f"{name}, {answer}: another message went out during the pause"
        if held > LONGEST or (row.state() == "failed"):
            return f"{name}, {answer}: {row.state()}, held for {held:.0f} s"
        sender._hold.until = 0.0  # nobody waits for an hour here
        sender._wake.set()
        await until(lambda: other.state() == "sent")
    if wanted in {HELD, AGAIN}:
        await until(lambda: row.state() != "waiting")
        verdict = row.state()
    right = {HELD: "sent", AGAIN: "sent", DONE: "sent", FAILED: "failed", BLOCKED: "failed"}[wanted]
    if verdict != right or row.blocked() is not (wanted == BLOCKED):
        return f"{name}, {answer}: {verdict}{', blocked' if row.blocked() else ''}, where {wanted} is right"
    return None


# Playing -------------------------------------------------------------------------------------------------------------


def slice_of() -> list[tuple[Call, Answer]]:
    """Some cells of every call and every kind of answer; of what is no word, half the bodies, each with one status.

    Other answers and statuses for each call.
    """
    kinds: dict[tuple[str, bytes | str], list[Answer]] = {}
    for answer in answers():
        kinds.setdefault((answer.says, answer.body if answer.says == "nothing" else ""), []).append(answer)
    cells = []
    for number, call in enumerate(CALLS):
        for index, ((says, _body), found) in enumerate(kinds.items()):
            if says == "nothing":
                cells += [(call, found[(number * 5 + index) % len(found)])] * ((number + index) % 2)
            else:
                step = max(1, len(found) // (4 if says == "pause" else 2))
                cells += [(call, answer) for answer in found[(number * 5) % step :: step]]
    return cells


async def play_channel(cells: Iterable[tuple[Call, Answer]]) -> list[str]:
    """Play cells of the table on the channel; returns what is wrong."""
    wrong = []
    async with bench() as (made, heard):
        for call, answer in cells:
            found = await play(made, heard, call, answer)
            if found is not None:
                wrong.append(found)
    return wrong


async def play_delivery(world: World, chosen: Sequence[Answer]) -> list[str]:
    """Send a message for each of these answers, and see how it ends; returns what is wrong."""
    wrong = []
    names = tuple(THROUGH)
    async with delivering(world) as (server, delivery):
        for number, answer in enumerate(chosen):
            found = await through_delivery(
                world, server, delivery, chat=1000 + number, name=names[number % len(names)], answer=answer
            )
            if found is not None:
                wrong.append(found)
    return wrong


def main() -> int:
    """Play all of it and print the figures; 1 where anything is wrong."""
    logging.getLogger("bot").propagate = False
    every = tuple(answers())
    cells = [(call, answer) for call in CALLS for answer in every]
    begun = time.monotonic()
    wrong = asyncio.run(play_channel(cells))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.db"
        worlds.build(path)
        world = World(path)
        wrong += asyncio.run(play_delivery(world, every))
    figures = {
        "answers": len(every),
        "calls": len(CALLS),
        "cells": len(cells),
        "messages": len(every),
        "wrong": len(wrong),
        "seconds": round(time.monotonic() - begun, 1),
    }
    print(json.dumps(figures))
    for line in wrong[:40]:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
