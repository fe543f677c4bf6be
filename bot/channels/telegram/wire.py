"""Telegram's wire: python-telegram-bot's `BaseRequest` on aiohttp, and no token in any error or log.

The Bot API puts the token into every URL, so nothing here lets a URL out: errors say the kind of what went wrong only.
"""

from __future__ import annotations

import logging
import os
import re
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast

import aiohttp
from pydantic_core import from_json, to_json
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels import AddressGone, MessageWrong, SendError, TryAgain

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: its RetryAfter then holds a timedelta
for _name in ("telegram.Bot", "telegram.request.BaseRequest", "httpx", "httpcore", "aiohttp.client"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write URLs, and what people say

REFUSED = "The Telegram token was refused. Copy it again from @BotFather into DIEMDANH_TELEGRAM_TOKEN."
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "group chat was upgraded", "chat_id is empty")
LONGEST_REST = 60.0
# `do_api_request` warns, at every call, about methods that the library has a typed function for; those build objects
# that nobody here looks at. Spelled with underscores, a method is called under its own name.
SPELLED = {"getUpdates": "get_Updates", "sendPhoto": "send_Photo", "sendDocument": "send_Document"}
_JSON = {"Content-Type": "application/json"}
_TOKEN = re.compile(rb"\d{3,}:[A-Za-z0-9_-]{10,}")


class AiohttpRequest(BaseRequest):
    """Calls over a pool of kept-alive connections. Timeouts are in seconds; None waits for ever."""

    __slots__ = ("_connections", "_defaults", "_proxy", "_session")

    def __init__(
        self,
        *,
        connections: int = 256,
        read: float | None = 15.0,
        write: float | None = 20.0,
        connect: float | None = 10.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._proxy = proxy
        self._defaults = (read, write, connect)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take (`BaseRequest.read_timeout`)."""
        return self._defaults[0]

    async def initialize(self) -> None:
        """Open the pool, once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - waiting for a connection counts as connecting
    ) -> tuple[int, bytes]:
        """Make one call and return its status and body (`BaseRequest.do_request`).

        Raises TimedOut, and NetworkError for whatever else went wrong below the answer.
        """
        read, write, connect = self._defaults
        timeout = _timeout(_given(read_timeout, read), _given(write_timeout, write), _given(connect_timeout, connect))
        body, headers = _body(request_data)
        return await self._exchange(method, url, body, headers, timeout)

    async def call(self, url: str, params: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Call a method with parameters that are JSON, and return its result.

        The same as the library's `post`, without the objects that it makes of parameters: a fifth of a send. Raises
        the TelegramError that the library makes of the answer.
        """
        status, content = await self._exchange("POST", url, to_json(params), _JSON, _timeout(*self._defaults))
        if not 200 <= status < 300:
            return await _Answered(status, content).post(url)
        answer = self.parse_json_payload(content)
        if "result" not in answer:
            raise NetworkError("Telegram's answer has no result; something between us and it may have answered.")
        return answer["result"]

    async def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | aiohttp.FormData | None,
        headers: dict[str, str] | None,
        limit: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("The connection to Telegram is not open.")
        try:
            async with self._session.request(
                method, _url(url), data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                status, content = answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the URL
            raise NetworkError(f"The connection to Telegram failed ({type(error).__name__}).") from None
        return status, content if 200 <= status < 300 else _safe(content)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON. Raises NetworkError where it is none (the library would log the whole of it)."""
        try:
            answer = from_json(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("Telegram's answer was no JSON; something between us and it may have answered.")
        return answer


class _Answered(AiohttpRequest):
    """An answer that is there already: its `post` makes of it what the library would have."""

    __slots__ = ("_answer",)

    def __init__(self, status: int, content: bytes) -> None:
        super().__init__()
        self._answer = (status, content)

    async def do_request(self, *_about: object, **_more: object) -> tuple[int, bytes]:
        """The answer."""
        return self._answer


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    """The body as JSON, the cheapest form that the Bot API takes; as multipart only where files go with it."""
    if data is None:
        return None, None
    if not data.contains_files:
        return to_json(data.parameters), _JSON
    form = aiohttp.FormData(quote_fields=False)  # names as they are, not as percent signs
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form, None


def _safe(content: bytes) -> bytes:
    """The body of an answer that is not ok, as far as an error may quote it: JSON, and without what may be a token."""
    return _TOKEN.sub(b"(token)", content) if content.startswith(b"{") else b""


@lru_cache(maxsize=256)
def _url(url: str) -> URL:
    return URL(url, encoded=True)


@lru_cache(maxsize=64)
def _timeout(read: float | None, write: float | None, connect: float | None) -> aiohttp.ClientTimeout:
    """The library's timeouts as one limit for the whole call: a timer for each would cost a tenth of a send."""
    if read is None or write is None or connect is None:
        return aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=read)
    return aiohttp.ClientTimeout(total=connect + max(read, write), sock_connect=connect)


def _given(value: object, default: float | None) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else cast("float | None", value)


def failure(error: TelegramError) -> SendError:
    """What an error of Telegram's means for delivery."""
    said = error.message.lower()
    match error:
        case RetryAfter():
            return TryAgain("Telegram asks for a pause.", seconds(error), whole_channel=True)
        case InvalidToken() | EndPointNotFound():
            return TryAgain(REFUSED, LONGEST_REST, whole_channel=True)
        case Forbidden() | ChatMigrated():
            return AddressGone(error.message)
        case BadRequest():
            return AddressGone(error.message) if any(gone in said for gone in GONE) else MessageWrong(error.message)
        case _ if "entity too large" in said:
            return MessageWrong(error.message)
    return TryAgain(error.message)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
