"""The Zalo Bot API on a loopback port: one bot, its people, and whatever answers a test wants.

As Zalo does it: a poll brings one update, which is gone with that; nobody else's words are replayed; a message is taken
first and answered late. With a webhook set, each update is posted once as it comes, and polls stay empty; setWebhook
looks at the address itself, and takes no more than so many a day. Stricter than Zalo: a field or method that it would
ignore is a violation, and what is not answered with 200 is lost.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.zalo_api.answers import Answers

TOKEN = "1234567890:an-invented-token-of-zalo"
STYLES = {"b", "i", "u", "s", "lst_1", "lst_2", *(f"f_{size}" for size in (13, 15, 18, 20))}
POLL_AT_MOST = 30
WEBHOOKS_A_DAY = 10
ASKS_AS = "Java/1.8.0_192"


@dataclass
class Sent:
    """A message that the server took."""

    chat_id: str
    text: str
    styles: list[dict[str, Any]] = field(default_factory=list)
    photo: str = ""

    @property
    def bold(self) -> list[str]:
        """The parts that are shown in bold."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * style["start"] : 2 * (style["start"] + style["len"])].decode("utf-16-le")
            for style in self.styles
            if "b" in style["st"]
        ]


class ZaloBotApi:
    """A server from `async with` to its end. `check()` raises where the bot did what the API does not know.

    `answer_ms` delays every answer. `polls` hands out one update each; `webhook` is the address that is set.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.sent: list[Sent] = []
        self.calls: list[str] = []
        self.violations: list[str] = []
        self.answers = Answers()
        self.webhook = ""
        self.secret = ""
        self.wrapped = False  # whether updates are posted as documents show them, in `result`
        self.posted: list[int] = []  # what posts were answered with; 0 where there was no answer
        self.webhooks_today = 0
        self._posts: set[asyncio.Task[None]] = set()
        self.answer_ms = 0.0
        self.before: Callable[[], object] = lambda: None  # called when a message comes, and when it is taken
        self.after: Callable[[], object] = lambda: None
        self.pictures: dict[str, bytes] = {}
        self._updates: deque[Any] = deque()
        self._came = asyncio.Event()
        self._impatient = False
        self._numbers = count(1)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        app.router.add_get("/pictures/{name}", self._picture)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._came.set()
        for post in self._posts:
            post.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def media_host(self) -> str:
        return f"127.0.0.1:{self.port}"

    # What people do ---------------------------------------------------------------------------------------------------

    def writes(self, who: str, text: str, *, name: str = "Mây") -> str:
        """Somebody writes to the bot; returns the message's id."""
        return self._message(who, name, "message.text.received", text=text)

    def shows(self, who: str, picture: bytes, caption: str = "") -> str:
        """Somebody sends a picture."""
        path = f"{len(self.pictures)}.jpg"
        self.pictures[path] = picture
        url = f"{self.url}/pictures/{path}"
        return self._message(who, "Mây", "message.image.received", photo_url=url, caption=caption)

    def comes(self, update: Any) -> None:
        """An update of any shape comes; it is posted where a webhook is set."""
        if self.webhook:
            content = json.dumps({"ok": True, "result": update} if self.wrapped else update).encode()
            post = asyncio.create_task(self._post_and_note(content))
            self._posts.add(post)
            post.add_done_callback(self._posts.discard)
            return
        self._updates.append(update)
        self._came.set()

    async def _post_and_note(self, content: bytes) -> None:
        self.posted.append(await self._post(self.webhook, self.secret, content))

    async def _post(self, url: str, secret: str, content: bytes) -> int:
        headers = {"X-Bot-Api-Secret-Token": secret, "User-Agent": ASKS_AS}
        if content:
            headers["Content-Type"] = "application/json"
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url, data=content, headers=headers, allow_redirects=False) as answer,
            ):
                return answer.status
        except aiohttp.ClientError:
            return 0

    def ends_polls(self) -> None:
        """Polls end at once from now on, with nothing if nothing has come: nobody waits for them at a stop."""
        self._impatient = True
        self._came.set()

    def _message(self, who: str, name: str, event: str, **content: Any) -> str:
        number = f"m{next(self._numbers):06}"
        self.comes(
            {
                "event_name": event,
                "message": {
                    "date": 1_795_827_600_000,
                    "chat": {"chat_type": "PRIVATE", "id": who},
                    "message_id": number,
                    "from": {"id": who, "is_bot": False, "display_name": name},
                    **content,
                },
            }
        )
        return number

    # What tests want --------------------------------------------------------------------------------------------------

    def will_answer(self, method: str, status: int, body: Any, **about: Any) -> None:
        """The next calls of a method are answered so; see `Answer`, and `times`."""
        self.answers.will(method, status, body, **about)

    def texts(self, who: str) -> list[str]:
        """What somebody has got."""
        return [sent.text for sent in self.sent if sent.chat_id == who]

    def check(self) -> None:
        """Raise where the bot did what the API does not know."""
        assert not self.violations, self.violations

    # The API ----------------------------------------------------------------------------------------------------------

    async def _picture(self, request: web.Request) -> web.Response:
        picture = self.pictures.get(request.match_info["name"])
        if picture is None:
            return web.Response(status=404)
        return web.Response(body=picture, content_type="application/octet-stream")

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls.append(method)
        params = await request.json()
        known: dict[str, Callable[[dict[str, Any]], Awaitable[web.Response]]] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "getWebhookInfo": self._get_webhook_info,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
        }
        if request.match_info["token"] != TOKEN:
            return _refused(401, "Unauthorized")
        if method not in known:
            self.violations.append(f"there is no {method}")
            return _refused(404, "Not Found")
        answer = self.answers.next(method, str(params.get("chat_id", "")))
        if answer is not None:
            if answer.taken:
                await known[method](params)
            if answer.status == 0:
                raise ConnectionResetError
            return web.Response(status=answer.status, body=answer.body, content_type="application/json")
        if method == "sendMessage":
            self.before()
        response = await known[method](params)
        if method == "sendMessage":
            self.after()
        await asyncio.sleep(self.answer_ms / 1000)
        return response

    async def _get_me(self, params: dict[str, Any]) -> web.Response:
        self._allow("getMe", params, set())
        return _done({"id": "3e7d21aa90c4b8f6e5d1", "account_name": "bot.ViDu", "display_name": "Bot Điểm Danh"})

    async def _get_webhook_info(self, params: dict[str, Any]) -> web.Response:
        self._allow("getWebhookInfo", params, set())
        return _done({"url": self.webhook, "updated_at": 0}) if self.webhook else _refused(404, "Not Found")

    async def _set_webhook(self, params: dict[str, Any]) -> web.Response:
        self._allow("setWebhook", params, {"url", "secret_token"})
        url, secret = params.get("url"), params.get("secret_token")
        if not isinstance(url, str) or not isinstance(secret, str) or not 8 <= len(secret) <= 256:
            self.violations.append(f"a webhook of {params}")
            return _refused(400, "Bad request")
        self.webhooks_today += 1
        if self.webhooks_today > WEBHOOKS_A_DAY:
            return _refused(426, "…")
        self.webhook, self.secret = url, secret
        status = await self._post(url, secret, b"")
        outcome = "webhook.ok" if status == 200 else f"webhook.http.{status}" if status else "webhook.err.conn"
        looked = {"ok": status == 200, "url": url, "outcome": outcome, "status_code": status, "hint": ""}
        return _done({"url": url, "updated_at": 1_795_827_600_000, "verification": looked})

    async def _delete_webhook(self, params: dict[str, Any]) -> web.Response:
        self._allow("deleteWebhook", params, set())
        self.webhook = ""
        return _done({"url": "", "updated_at": 0})

    async def _get_updates(self, params: dict[str, Any]) -> web.Response:
        self._allow("getUpdates", params, {"timeout"})
        seconds = params.get("timeout")
        if not isinstance(seconds, int) or not 0 < seconds <= POLL_AT_MOST:
            self.violations.append(f"a poll of {seconds!r} s")
        with suppress(TimeoutError):
            async with asyncio.timeout(float(seconds or 1)):
                while not self._impatient and (not self._updates or self.webhook):
                    self._came.clear()
                    await self._came.wait()
        if not self._updates or self.webhook:
            return web.json_response({"ok": False, "description": "Request timeout"}, status=408)
        return _done(self._updates.popleft())

    async def _send_message(self, params: dict[str, Any]) -> web.Response:
        self._allow("sendMessage", params, {"chat_id", "text", "text_styles"})
        text, styles = params.get("text"), params.get("text_styles", [])
        if not isinstance(params.get("chat_id"), str) or not isinstance(text, str) or not text.strip():
            self.violations.append(f"a message without a text or a chat: {params}")
            return _refused(400, "Bad request")
        long = len(text.encode("utf-16-le")) // 2
        if long > 2000:
            return _refused(400, "Bad request")
        if unicodedata.normalize("NFC", text) != text:
            self.violations.append("a text that is not NFC")
        for style in styles:
            if not (style["start"] >= 0 and style["len"] > 0 and style["start"] + style["len"] <= long):
                self.violations.append(f"a style beyond the text: {style}")
            if set(style["st"]) - STYLES:
                self.violations.append(f"styles that do not exist: {style}")
        self.sent.append(Sent(params["chat_id"], text, styles))
        return _done({"message_id": f"s{next(self._numbers):06}", "date": 1_795_827_600_000})

    async def _send_photo(self, params: dict[str, Any]) -> web.Response:
        self._allow("sendPhoto", params, {"chat_id", "photo", "caption"})
        photo, caption = params.get("photo"), params.get("caption", "")
        if not isinstance(photo, str) or not photo.startswith(("https://", "http://127.0.0.1")) or caption is None:
            self.violations.append(f"a picture that is nowhere: {params}")
            return _refused(400, "Bad request")
        if len(caption.encode("utf-16-le")) // 2 > 2000:
            return _refused(400, "Bad request")
        if unicodedata.normalize("NFC", caption) != caption:
            self.violations.append("a caption that is not NFC")
        self.sent.append(Sent(params["chat_id"], caption, photo=photo))
        return _done({"message_id": f"s{next(self._numbers):06}", "date": 1_795_827_600_000})

    async def fetches(self, photo: str) -> tuple[int, str, bytes]:
        """A picture as Zalo fetches it: it asks for the head first, then for the whole, and follows no redirect."""
        async with aiohttp.ClientSession(headers={"User-Agent": ASKS_AS}) as session:
            async with session.head(photo, allow_redirects=False) as head:
                length = int(head.headers.get("Content-Length", "-1"))
            async with session.get(photo, allow_redirects=False) as answer:
                content = await answer.read()
                if (head.status, length) != (answer.status, len(content)):
                    self.violations.append(f"HEAD says {head.status}, {length}; GET {answer.status}, {len(content)}")
                return answer.status, answer.content_type, content

    def _allow(self, method: str, params: dict[str, Any], names: set[str]) -> None:
        if extra := set(params) - names:
            self.violations.append(f"{method} does not know {sorted(extra)}")


def _done(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refused(code: int, said: str) -> web.Response:
    """As Zalo was seen to do it: a refusal may have the status 200."""
    status = code if code in {404, 408} else 200
    return web.json_response({"ok": False, "description": said, "error_code": code}, status=status)
