"""The OA API and its OAuth on a loopback port: one Official Account, its people, and whatever answers a test wants.

As Zalo does it: errors come with status 200, numbers as texts, and a refresh token works once and kills the pair before
it. Stricter than Zalo: a field, a path or a method that it would ignore is a violation.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.zalo_api.answers import Answer, Answers

APP_ID, APP_SECRET, SECRET_KEY = "4107285316904827351", "app-secret-of-nobody", "oa-secret-KHONG-THAT-1a2b3c"
OA_ID, OA_NAME = "1357924680246813579", "Đoàn xã Ví Dụ"
BUTTON_TYPES = {"oa.query.show", "oa.query.hide", "oa.open.url", "oa.open.phone", "oa.open.sms"}
LARGEST_PICTURE = 1_000_000


@dataclass
class Sent:
    """A message that the server took. `buttons` are (title, payload); `picture` is an attachment_id."""

    to: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    picture: str = ""


class ZaloOaApi:
    """A server from `async with` to its end. `check()` raises where the bot did what the API does not know."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.access, self.refresh = "access-0", "refresh-0"
        self.used: list[str] = []  # refresh tokens that came, in their order
        self.sent: list[Sent] = []
        self.calls: list[str] = []
        self.violations: list[str] = []
        self.answer_ms = 0.0  # a message is taken first, and answered late
        self.uploads: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.recent: list[dict[str, Any]] = []  # the newest last
        self.codes: dict[str, str] = {}  # a consent's code -> its verifier
        self.refreshing = asyncio.Event()  # set where a refresh may be answered
        self.refreshing.set()
        self.answers = Answers()
        self.before: Callable[[], object] = lambda: None  # called when a message comes, and when it is taken
        self.after: Callable[[], object] = lambda: None
        self.silent: dict[str, int] = {}  # for how many hours somebody has been silent: their window
        self.charged: list[str] = []  # who was sent what costs something
        self._numbers = count(1)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=10_000_000)
        app.router.add_post("/v3.0/oa/message/cs", self._message)
        app.router.add_post("/v3.0/oa/group/message", self._message)
        app.router.add_post("/v2.0/oa/upload/image", self._upload)
        app.router.add_get("/v2.0/oa/getoa", self._getoa)
        app.router.add_get("/v2.0/oa/listrecentchat", self._recent)
        app.router.add_post("/v4/oa/access_token", self._tokens)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_route("*", "/{anything:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.refreshing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def media_host(self) -> str:
        return f"127.0.0.1:{self.port}"

    # What people do ---------------------------------------------------------------------------------------------------

    async def writes(self, who: str, text: str, door: str, *, at: int = 1_795_827_661_000) -> int:
        """Somebody writes, and Zalo posts it to a webhook; returns the status that this answers with."""
        number = f"m{next(self._numbers):06}"
        event = {
            "app_id": APP_ID,
            "event_name": "user_send_text",
            "timestamp": str(at),
            "sender": {"id": who},
            "recipient": {"id": OA_ID},
            "message": {"msg_id": number, "text": text},
        }
        self.silent.pop(who, None)
        self.lists(who, text, number, at)
        return await self.posts(event, door)

    def lists(self, who: str, text: str, number: str, at: int) -> None:
        """A message stands in the list of the latest ones."""
        row = {"src": 1, "time": at, "type": "text", "message": text, "message_id": number}
        self.recent.append(row | {"from_id": who, "to_id": OA_ID, "from_display_name": "Mây"})

    async def posts(self, event: dict[str, Any], door: str) -> int:
        """Zalo posts an event, signed."""
        raw = json.dumps(event, ensure_ascii=False).encode()
        return await self.posts_raw(raw, {"X-ZEvent-Signature": signed(raw, str(event["timestamp"]))}, door)

    @staticmethod
    async def posts_raw(raw: bytes, headers: dict[str, str], door: str) -> int:
        async with aiohttp.ClientSession() as session, session.post(door, data=raw, headers=headers) as answer:
            return answer.status

    # What tests want --------------------------------------------------------------------------------------------------

    def will_answer(self, call: str, status: int, body: Any, **about: Any) -> None:
        """The next calls of this kind ("message/cs", "access_token" …) are answered so; see `Answer`, and `times`."""
        self.answers.will(call, status, body, **about)

    def texts(self, who: str) -> list[str]:
        """What somebody has got."""
        return [sent.text for sent in self.sent if sent.to == who]

    def check(self) -> None:
        """Raise where the bot did what the API does not know."""
        assert not self.violations, self.violations

    # The API ----------------------------------------------------------------------------------------------------------

    async def _unknown(self, request: web.Request) -> web.Response:
        self.violations.append(f"there is no {request.method} {request.path}")
        return web.json_response({"error": 404, "message": "empty api"}, status=404)

    def _canned(self, call: str, to: str = "") -> Answer | None:
        self.calls.append(call)
        return self.answers.next(call, to)

    def _refuses(self, request: web.Request) -> web.Response | None:
        if "Authorization" in request.headers:
            self.violations.append("the token stands in its own header")
        if request.headers.get("access_token") != self.access:
            return _error(-216, "Access token is invalid")
        return None

    async def _message(self, request: web.Request) -> web.Response:
        body = await request.json()
        answer = self._canned(request.path.removeprefix("/v3.0/oa/"), str(body.get("recipient", {}).get("user_id", "")))
        if answer is not None and not answer.taken:
            return _as(answer)
        self.before()
        refused = self._refuses(request) or self._closed(body) or self._take(body, is_group="group" in request.path)
        charged = refused is None and self._charge(body)
        self.after()
        await asyncio.sleep(self.answer_ms / 1000)
        if answer is not None:
            return _as(answer)
        if refused is not None:
            return refused
        sent = {"message_id": f"s{next(self._numbers):06}", "user_id": body["recipient"], "sent_time": "1"}
        quota = {"quota_type": "sub_quota", "remain": "1", "total": "500"}
        return _done(sent | ({"quota": quota} if charged else {}))

    def _closed(self, body: dict[str, Any]) -> web.Response | None:
        """After seven days of silence nothing is taken."""
        if self.silent.get(body["recipient"].get("user_id", ""), 0) < 7 * 24:
            return None
        return _error(-230, "User has not interacted with the OA in the past 7 days")

    def _charge(self, body: dict[str, Any]) -> bool:
        """After two days each message costs something."""
        who = body["recipient"].get("user_id", "")
        costs = self.silent.get(who, 0) >= 48
        self.charged += [who] if costs else []
        return costs

    def _take(self, body: dict[str, Any], *, is_group: bool) -> web.Response | None:
        self._allow("a message", body, {"recipient", "message"})
        recipient, message = body["recipient"], body["message"]
        self._allow("recipient", recipient, {"group_id" if is_group else "user_id"})
        self._allow("message", message, {"text", "attachment", "quote_message_id"})
        (to,) = recipient.values()
        text = message.get("text", "")
        if not isinstance(to, str) or not (text or message.get("attachment")):
            self.violations.append(f"a message without a text or a person: {body}")
        if len(text.encode("utf-16-le")) // 2 > 2000:
            return _error(-210, "too long")
        if unicodedata.normalize("NFC", text) != text:
            self.violations.append("a text that is not NFC")
        if is_group and "[@" in text:
            self.violations.append("a mention that nobody of ours wrote")
        sent = Sent(to, text)
        attachment = message.get("attachment")
        if attachment is not None and (refused := self._attached(attachment, sent)) is not None:
            return refused
        self.sent.append(sent)
        return None

    def _attached(self, attachment: dict[str, Any], sent: Sent) -> web.Response | None:
        self._allow("attachment", attachment, {"type", "payload"})
        payload = attachment["payload"]
        if "buttons" in payload:
            self._allow("buttons", payload, {"buttons"})
            buttons = payload["buttons"]
            if not 1 <= len(buttons) <= 5 or not sent.text:
                return _error(-201, "Params is invalid")
            for button in buttons:
                self._allow("button", button, {"title", "type", "payload"})
                if not 0 < len(button["title"]) <= 100 or len(button["payload"]) > 1000:
                    return _error(-201, "Params is invalid")
                if button["type"] not in BUTTON_TYPES:
                    self.violations.append(f"no type of a button: {button}")
            sent.buttons = tuple((button["title"], button["payload"]) for button in buttons)
            return None
        self._allow("media", payload, {"template_type", "elements"})
        [element] = payload["elements"]
        self._allow("element", element, {"media_type", "attachment_id"})
        if element["attachment_id"] not in self.uploads:
            return _error(-100, "expired")
        sent.picture = element["attachment_id"]
        return None

    async def _upload(self, request: web.Request) -> web.Response:
        answer = self._canned("upload/image")
        parts = await request.post()
        if answer is not None:
            return _as(answer)
        if (refused := self._refuses(request)) is not None:
            return refused
        self._allow("an upload", dict(parts), {"file"})
        part = parts["file"]
        content = part.file.read() if isinstance(part, web.FileField) else b""
        if len(content) > LARGEST_PICTURE:
            return _error(-210, "too large")
        if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
            self.violations.append("no picture")
        number = f"att-{len(self.uploads)}"
        self.uploads[number] = content
        return _done({"attachment_id": number})

    async def _getoa(self, request: web.Request) -> web.Response:
        answer = self._canned("getoa")
        if answer is not None:
            return _as(answer)
        return self._refuses(request) or _done({"oaid": OA_ID, "name": OA_NAME, "package_name": "Growth"})

    async def _recent(self, request: web.Request) -> web.Response:
        answer = self._canned("listrecentchat")
        if answer is not None:
            return _as(answer)
        asked = json.loads(request.query["data"])
        self._allow("listrecentchat", asked, {"offset", "count"})
        if asked["count"] > 10:
            return _error(-210, "count")
        newest = sorted(self.recent, key=lambda row: -row["time"])
        return self._refuses(request) or _done(newest[asked["offset"] : asked["offset"] + asked["count"]])

    async def _file(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["name"])
        if content is None:
            return web.Response(status=404)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _tokens(self, request: web.Request) -> web.Response:
        answer = self._canned("access_token")
        form = dict(await request.post())
        self.used.append(str(form.get("refresh_token", "")))
        if answer is not None and not answer.taken:
            return _as(answer)
        if request.headers.get("secret_key") != APP_SECRET:
            return web.json_response({"error": 404, "message": "empty api"}, status=404)
        refused = self._renew(form)
        await self.refreshing.wait()
        if answer is not None:
            return _as(answer)
        return refused or web.json_response(
            {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        )

    def _renew(self, form: dict[str, Any]) -> web.Response | None:
        """What a refresh does is done, whether its answer arrives or not."""
        if form.get("app_id") != APP_ID:
            return web.json_response({"error": -14002, "error_name": "Invalid app id"})
        if form["grant_type"] == "authorization_code":
            self._allow("a code", form, {"app_id", "grant_type", "code", "code_verifier"})
            if self.codes.pop(form["code"], None) != form["code_verifier"]:
                return web.json_response({"error": -14003, "error_name": "Invalid code verifier"})
        else:
            self._allow("a refresh", form, {"app_id", "grant_type", "refresh_token"})
            if form["refresh_token"] != self.refresh:
                return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        number = next(self._numbers)
        self.access, self.refresh = f"access-{number}", f"refresh-{number}"
        return None

    def _allow(self, what: str, given: dict[str, Any], names: set[str]) -> None:
        if extra := set(given) - names:
            self.violations.append(f"{what} does not know {sorted(extra)}")


def signed(raw: bytes, stamp: str, key: str = SECRET_KEY) -> str:
    """The signature of what Zalo posts."""
    return f"mac={hashlib.sha256(APP_ID.encode() + raw + stamp.encode() + key.encode()).hexdigest()}"


def _as(answer: Answer) -> web.Response:
    if answer.status == 0:  # no answer at all
        raise ConnectionResetError
    return web.Response(status=answer.status, body=answer.body, content_type="application/json")


def _done(data: Any) -> web.Response:
    return web.json_response({"data": data, "error": 0, "message": "Success"})


def _error(code: int, said: str) -> web.Response:
    return web.json_response({"error": code, "message": said})
