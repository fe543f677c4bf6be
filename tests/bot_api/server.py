"""The server: tokens, methods, faults and pace on one loopback port, and the control API for other processes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web

from tests.bot_api.account import Account, Call
from tests.bot_api.calls import CALLS, PACED, as_json, get_updates
from tests.bot_api.control import control
from tests.bot_api.facts import METHODS, Upload, Wrong
from tests.bot_api.faults import Fault, Pace, Refusal, flood

MOST_OF_A_CALL = 60 * 2**20
HANG_MOST = 3600.0
_JSON = {"Content-Type": "application/json"}


class BotApi:
    """A Bot API server on 127.0.0.1, from `async with` to its end, for the tokens of its accounts.

    `violations` holds what the specification forbids and the bot did all the same; `check()` raises if there is any.
    `answer_ms` delays every answer: what a call asks for is done at once, as a vendor does it, and answered late.
    """

    def __init__(self, *accounts: Account, port: int = 0) -> None:
        self.accounts = {account.token: account for account in accounts or (Account(),)}
        self.port = port
        self.violations: list[str] = []
        self.faults: list[Fault] = []
        self.pace: Pace | None = None
        self.answer_ms = 0.0
        self.before: Callable[[], object] = lambda: None  # called when a message comes, and when it is taken
        self.after: Callable[[], object] = lambda: None
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        server = web.Server(self._answer, request_factory=_large_request, access_log=None, keepalive_timeout=3600)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1024)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        for account in self.accounts.values():
            if account.poll is not None and not account.poll.done():
                account.poll.set_result(True)
            if account.poster is not None:
                account.poster.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def account(self) -> Account:
        """The first account, the only one in most tests."""
        return next(iter(self.accounts.values()))

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What a bot takes as its base address."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What a bot takes as its base address for files."""
        return f"{self.url}/file/bot"

    def connections(self) -> int:
        """How many connections are open."""
        found = self._runner.server.connections if self._runner is not None and self._runner.server is not None else []
        return len(found)

    def fails(self, kind: Any, **about: Any) -> Fault:
        """Script a fault; see `Fault`."""
        fault = Fault(kind, **about)
        self.faults.append(fault)
        return fault

    def check(self) -> None:
        """Raise AssertionError if any call broke the specification."""
        if self.violations:
            raise AssertionError("calls that the Bot API's specification forbids:\n" + "\n".join(self.violations))

    # One request ------------------------------------------------------------------------------------------------------

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.raw_path
        if path.startswith("/bot"):
            token, _slash, name = path[4:].partition("/")
            return await self._call(request, token, name.partition("?")[0])
        if path.startswith("/file/bot"):
            return await self._download(request)
        if path.startswith("/control/"):
            return await control(self, request)
        return _refuse(Refusal(404, "Not Found"))

    async def _call(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        response = await self._taken(request, token, name)
        if self.answer_ms:
            await asyncio.sleep(self.answer_ms / 1000)
        return response

    async def _taken(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        """Do what a call asks for; returns the answer."""
        account = self.accounts.get(token)
        try:
            if account is None:
                number, _colon, secret = token.partition(":")
                raise Refusal(401, "Unauthorized") if number.isdigit() and secret else Refusal(404, "Not Found")
            params = await _parameters(request, name)
            if self.faults and (fault := self._fault_of(account, name, params)) is not None:
                return await self._befall(fault, request, partial(self._do, account, name, params))
            return web.Response(body=await self._do(account, name, params), headers=_JSON)
        except Wrong as wrong:
            self.violations.append(f"{name}: {wrong}")
            known = name in METHODS
            return _refuse(Refusal(400 if known else 404, f"Bad Request: {wrong}" if known else "Not Found"))
        except Refusal as refusal:
            return _refuse(refusal)

    async def _do(self, account: Account, name: str, params: dict[str, Any]) -> bytes:
        account.counts[name] += 1
        if name == "getUpdates":
            return await get_updates(account, params)
        chat = params.get("chat_id")
        if chat in account.refusing:
            raise account.refusing[chat]
        if self.pace is not None and name in PACED:
            self.pace.count(chat)
        if name in PACED:
            self.before()
        result = CALLS[name](account, params)
        account.calls.append(Call(len(account.calls) + 1, time.monotonic(), time.time(), name, params, result))
        answer = b'{"ok":true,"result":%b}' % as_json(result)
        if name in PACED:
            account.was_sent(chat, result)
            self.after()
        return answer

    def _fault_of(self, account: Account, name: str, params: dict[str, Any]) -> Fault | None:
        fault = self._fault(name, params.get("chat_id"))
        offset = params.get("offset", 0)
        if fault is None and name == "getUpdates" and next(iter(account.waiting), offset) < offset:
            return self._fault("acknowledge", None)
        return fault

    def _fault(self, method: str, chat: Any) -> Fault | None:
        found = next((fault for fault in self.faults if fault.meets(method, chat)), None)
        if found is not None and found.times <= 0:
            self.faults.remove(found)
        return found

    async def _befall(
        self, fault: Fault, request: web.BaseRequest, do: Callable[[], Awaitable[bytes]]
    ) -> web.StreamResponse:
        """Let a fault befall a call, which `do` does; returns the answer."""
        if fault.kind == "flood":
            raise flood(fault.retry_after)
        if fault.kind == "error":
            raise Refusal(fault.status, fault.description)
        if fault.kind == "garbage":
            return web.Response(status=fault.status, text=fault.description, content_type="text/html")
        if fault.kind == "answer":
            body = fault.body.encode() if isinstance(fault.body, str) else fault.body
            return web.Response(status=fault.status, body=body, headers={"Content-Type": fault.content_type})
        if fault.kind.startswith("kill"):
            return await self._kill(fault, request, do)
        return await self._break_off(fault, request, b"" if fault.kind == "drop" else await do())

    async def _kill(
        self, fault: Fault, request: web.BaseRequest, do: Callable[[], Awaitable[bytes]]
    ) -> web.StreamResponse:
        """Kill the caller before the call is done, before it is answered, or soon after that."""
        answer = b"" if fault.kind == "kill" else await do()
        if fault.kind == "kill_answered":
            asyncio.get_running_loop().call_later(fault.ms / 1000, _kill, fault.pid)
            return web.Response(body=answer, headers=_JSON)
        _kill(fault.pid)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _break_off(self, fault: Fault, request: web.BaseRequest, answer: bytes) -> web.StreamResponse:
        """Answer late, in part, or not at all."""
        if fault.kind in {"late", "slow"}:
            await asyncio.sleep(min(fault.ms / 1000, HANG_MOST))
            return web.Response(body=answer, headers=_JSON)
        if fault.kind == "half":
            response = web.StreamResponse(headers={**_JSON, "Content-Length": str(len(answer) + 10)})
            await response.prepare(request)
            await response.write(answer[: len(answer) // 2])
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _download(self, request: web.BaseRequest) -> web.StreamResponse:
        async def content() -> bytes:
            token, _slash, name = request.path.removeprefix("/file/bot").partition("/")
            account = self.accounts.get(token)
            found = account.files.get(name.removeprefix("photos/")) if account else None
            if found is None:
                raise Refusal(404, "Not Found")
            return found

        try:
            if (fault := self._fault("download", None)) is not None:
                return await self._befall(fault, request, content)
            return web.Response(body=await content(), content_type="application/octet-stream")
        except Refusal as refusal:
            return _refuse(refusal)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _large_request(*about: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(*about, loop, client_max_size=MOST_OF_A_CALL)


async def _parameters(request: web.BaseRequest, name: str) -> dict[str, Any]:
    """The parameters of a call: JSON, a form, multipart, or the query. Raises Wrong where they are not as specified."""
    method = METHODS.get(name)
    if method is None:
        raise Wrong(f"there is no method {name}")
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("application/json"):
        try:
            params = json.loads(await request.read() or b"{}")
        except ValueError:
            raise Wrong("the body is not JSON") from None
        if not isinstance(params, dict):
            raise Wrong("the body is no JSON object")
    elif kind.startswith("multipart/form-data"):
        params = method.read_form(dict([part async for part in _parts(request)]))
    else:
        form: Mapping[str, str] = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        params = method.read_form({**request.query, **form})
    chat = params.get("chat_id")
    if isinstance(chat, str) and chat.removeprefix("-").isdigit():
        params["chat_id"] = int(chat)
    method.check(params)
    return params


async def _parts(request: web.BaseRequest) -> AsyncIterator[tuple[str, str | Upload]]:
    form = await request.post()
    for name, value in form.items():
        if isinstance(value, web.FileField):
            yield name, Upload(value.filename, value.content_type, value.file.read())
        else:
            yield name, value if isinstance(value, str) else bytes(value).decode()


def _refuse(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.Response(body=as_json(body), status=refusal.status, headers=_JSON)


@contextlib.asynccontextmanager
async def serving(*accounts: Account) -> AsyncIterator[BotApi]:
    """A server that fails its test at the end if a call broke the specification."""
    async with BotApi(*accounts) as server:
        yield server
    server.check()
