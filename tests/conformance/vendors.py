"""The vendors of the suite: a strict server each, how it posts what somebody writes, and how it says each row.

`says` is a table: for each row the answers that mean it, of a send that was not done; where a vendor has no such
thing, the reason in words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import aiohttp

from bot.channels import Channel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_oa.channel import ZaloOaChannel
from storage.messages.tariffs import Tariff
from tests.bot_api import TOKEN
from tests.bot_api.account import Account
from tests.bot_api.channel import channel_to, no_file
from tests.bot_api.server import BotApi
from tests.zalo_api import bot_server
from tests.zalo_api.bot_server import ZaloBotApi
from tests.zalo_api.oa_server import APP_ID, APP_SECRET, OA_ID, SECRET_KEY, ZaloOaApi, signed

Json = dict[str, Any]
ZALO_BOT_SECRET = "a-secret-of-the-tests"
ROWS = ("done without a name", "again later", "gone", "window closed", "message wrong", "quota")


@dataclass(frozen=True)
class Says:
    """An answer to a send: its HTTP status (0: none at all) and its body; `taken` says that it was done all the same.

    `times` is how often it is said until it is believed.
    """

    status: int
    body: Any
    taken: bool = False
    times: int = 1


@dataclass(frozen=True)
class At:
    """Where and when a channel runs."""

    database: Path
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]


class Vendor:
    """A vendor with its server, from `async with` to its end."""

    name: str
    says: ClassVar[dict[str, tuple[Says, ...] | str]]
    longest: int  # UTF-16 units of a message
    people: tuple[str, ...]  # addresses as this vendor writes them

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        self.server = await self._stack.enter_async_context(self._serve())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def _serve(self) -> Any:
        raise NotImplementedError

    def channel(self, at: At) -> Channel:
        """A channel to this vendor, which has a public address."""
        raise NotImplementedError

    def posted(self, who: str, text: str, number: int, at: datetime) -> tuple[str, bytes, dict[str, str]]:
        """The `number`th thing that is written, as it is posted: path, body, headers. The same number is the same."""
        raise NotImplementedError

    async def posts(self, port: int, who: str, text: str, number: int, at: datetime) -> int:
        """Post what somebody writes to a door; returns the status that this is answered with."""
        path, body, headers = self.posted(who, text, number, at)
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}{path}", data=body, headers=headers) as answer,
        ):
            return answer.status

    def will_say(self, said: Says, to: str, skip: int = 0) -> None:
        """The next sends to somebody, but for the first `skip`, are answered so."""
        raise NotImplementedError

    def is_well(self) -> None:
        """From now on all is answered as usual."""
        self.server.answers.clear()

    def got(self, who: str) -> list[str]:
        """What somebody has got, message by message."""
        raise NotImplementedError

    @contextmanager
    def watched(self, before: Callable[[], object], after: Callable[[], object]) -> Iterator[None]:
        """Call these when a message comes, before it is taken, and after that, before it is answered."""
        self.server.before, self.server.after = before, after
        yield
        self.server.before = self.server.after = lambda: None

    def check(self) -> None:
        """Raise where something was asked for that the vendor does not know."""
        self.server.check()


class Telegram(Vendor):
    """Telegram, by webhook."""

    name = "telegram"
    longest = 4096
    people = ("11", "12", "13")
    says: ClassVar = {
        "done without a name": "the Bot API always names a message: what does not is not its word",
        "again later": (
            Says(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
            Says(502, "<html>Bad Gateway</html>"),
            Says(200, ""),
            Says(0, ""),
        ),
        "gone": (
            Says(403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
            Says(400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}),
        ),
        "window closed": "the Bot API has no window",
        "message wrong": (Says(400, {"ok": False, "error_code": 400, "description": "Bad Request: text is odd"}),),
        "quota": (
            Says(429, {"ok": False, "error_code": 429, "description": "…", "parameters": {"retry_after": 40}}),
            Says(429, "<html>Too many</html>"),
        ),
    }

    def _serve(self) -> BotApi:
        return BotApi(Account(anybody=True))

    def channel(self, at: At) -> Channel:
        return channel_to(
            self.server, public_url="https://vi-du.invalid", clock=at.clock, monotonic=at.monotonic, read_file=no_file
        )

    def posted(self, who: str, text: str, number: int, at: datetime) -> tuple[str, bytes, dict[str, str]]:
        person = {"id": int(who), "is_bot": False, "first_name": "Lan", "language_code": "vi"}
        message = {
            "message_id": number,
            "from": person,
            "chat": {"id": int(who), "type": "private", "first_name": "Lan"},
            "date": int(at.timestamp()),
            "text": text,
        }
        body = json.dumps({"update_id": 740_000_000 + number, "message": message}).encode()
        secret = hashlib.sha256(b"webhook:" + TOKEN.encode()).hexdigest()
        return "/webhooks/telegram", body, {"X-Telegram-Bot-Api-Secret-Token": secret}

    def will_say(self, said: Says, to: str, skip: int = 0) -> None:
        about: Json = {"method": "sendMessage", "times": said.times, "skip": skip, "chat": int(to)}
        if said.status == 0 or said.taken:
            self.server.fails("drop_after" if said.taken else "drop", **about)
            return
        body = said.body if isinstance(said.body, str) else json.dumps(said.body)
        self.server.fails("answer", status=said.status, body=body, **about)

    def is_well(self) -> None:
        self.server.faults.clear()

    def got(self, who: str) -> list[str]:
        return [call.params["text"] for call in self.server.account.received(int(who), "sendMessage")]


class ZaloBot(Vendor):
    """A Zalo bot, by webhook."""

    name = "zalo_bot"
    longest = 2000
    people = ("b7c1d9e0f2a34c56d801", "b7c1d9e0f2a34c56d802", "b7c1d9e0f2a34c56d803")
    says: ClassVar = {
        "done without a name": (
            Says(200, {"ok": True}, taken=True),
            Says(200, {"ok": True, "result": None}, taken=True),
            Says(200, {"ok": True, "result": {"date": 1}}, taken=True),
            Says(201, {"ok": True, "result": {"message_id": None}}, taken=True),
        ),
        "again later": (
            Says(200, {"ok": False, "error_code": 403, "description": "Internal error"}),
            Says(200, {"ok": False, "error_code": "500", "description": "…"}),
            Says(408, {"ok": False, "error_code": 408, "description": "Request timeout"}),
            Says(502, "<html>Bad Gateway</html>"),
            Says(200, ""),
            Says(0, ""),
        ),
        "gone": (
            Says(404, {"ok": False, "error_code": 404, "description": "Not Found"}, times=2),
            Says(400, {"ok": False, "error_code": 400, "description": "Bad request: chat not found"}, times=2),
        ),
        "window closed": "the Zalo Bot API has no window",
        "message wrong": (Says(400, {"ok": False, "error_code": "400", "description": "Bad request"}),),
        "quota": (
            Says(200, {"ok": False, "error_code": 429, "description": "…"}),
            Says(429, "<html>Too many</html>"),
        ),
    }

    def _serve(self) -> ZaloBotApi:
        return ZaloBotApi()

    def channel(self, at: At) -> Channel:
        return ZaloBotChannel(
            bot_server.TOKEN,
            clock=at.clock,
            monotonic=at.monotonic,
            base_url=self.server.url,
            per_second=None,
            public_url="https://vi-du.invalid",
            secret=ZALO_BOT_SECRET,
            tariff=Tariff(windows=False, limit=3000, people=50),
        )

    def posted(self, who: str, text: str, number: int, at: datetime) -> tuple[str, bytes, dict[str, str]]:
        message = {
            "date": int(at.timestamp() * 1000),
            "chat": {"chat_type": "PRIVATE", "id": who},
            "message_id": f"m{number:06}",
            "from": {"id": who, "is_bot": False, "display_name": "Mây"},
            "text": text,
        }
        body = json.dumps({"event_name": "message.text.received", "message": message}).encode()
        return "/webhooks/zalo-bot", body, {"X-Bot-Api-Secret-Token": ZALO_BOT_SECRET}

    def will_say(self, said: Says, to: str, skip: int = 0) -> None:
        about = {"taken": said.taken, "times": said.times, "to": to, "skip": skip}
        self.server.will_answer("sendMessage", said.status, said.body, **about)

    def got(self, who: str) -> list[str]:
        return self.server.texts(who)


class ZaloOa(Vendor):
    """A Zalo Official Account."""

    name = "zalo_oa"
    longest = 2000
    people = ("2468013579135792468", "2468013579135792469", "2468013579135792470")
    says: ClassVar = {
        "done without a name": (
            Says(200, {"error": 0, "message": "Success"}, taken=True),
            Says(200, {"error": "0", "data": {}}, taken=True),
            Says(200, {"error": 0, "data": None}, taken=True),
            Says(200, {"data": {"sent_time": "1"}}, taken=True),
        ),
        "again later": (
            Says(200, {"error": -200, "message": "…"}),
            Says(200, {"error": "-99999", "message": "…"}),
            Says(200, {"data": None}),
            Says(500, {"error": -1, "message": "…"}),
            Says(502, "<html>Bad Gateway</html>"),
            Says(200, ""),
            Says(0, ""),
        ),
        "gone": tuple(Says(200, {"error": code, "message": "…"}) for code in ("-217", -244)),
        "window closed": tuple(Says(200, {"error": code, "message": "…"}) for code in (-213, "-227", -230, "-232")),
        "message wrong": tuple(Says(200, {"error": code, "message": "…"}) for code in (-201, "-210", -233, -248)),
        "quota": (
            *(Says(200, {"error": code, "message": "…"}) for code in (-32, "-218")),
            *(Says(200, {"error": code, "message": "…"}, times=2) for code in (-211, "-321")),
            Says(429, "<html>Too many</html>"),
        ),
    }

    def _serve(self) -> ZaloOaApi:
        return ZaloOaApi()

    def channel(self, at: At) -> Channel:
        return ZaloOaChannel(
            APP_ID,
            APP_SECRET,
            SECRET_KEY,
            database=at.database,
            clock=at.clock,
            monotonic=at.monotonic,
            read_file=no_file,
            given=("access-0", "refresh-0"),
            base_url=self.server.url,
            oauth_url=self.server.url,
            per_second=None,
            public_url="https://vi-du.invalid",
            tariff=Tariff(windows=True, price=55, limit=55_000),
        )

    def posted(self, who: str, text: str, number: int, at: datetime) -> tuple[str, bytes, dict[str, str]]:
        stamp = str(int(at.timestamp() * 1000))
        event = {
            "app_id": APP_ID,
            "event_name": "user_send_text",
            "timestamp": stamp,
            "sender": {"id": who},
            "recipient": {"id": OA_ID},
            "message": {"msg_id": f"m{number:06}", "text": text},
        }
        body = json.dumps(event, ensure_ascii=False).encode()
        return "/webhooks/zalo-oa", body, {"X-ZEvent-Signature": signed(body, stamp)}

    def will_say(self, said: Says, to: str, skip: int = 0) -> None:
        about = {"taken": said.taken, "times": said.times, "to": to, "skip": skip}
        self.server.will_answer("message/cs", said.status, said.body, **about)

    def got(self, who: str) -> list[str]:
        return self.server.texts(who)


VENDORS = {vendor.name: vendor for vendor in (Telegram, ZaloBot, ZaloOa)}
