"""Telegram's wire: python-telegram-bot's `BaseRequest` on aiohttp, and no token in any error or log.

The Bot API puts the token into every URL, so nothing here lets a URL out: errors say the kind of what went wrong only.
What an answer says is for `answers.py` to judge.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import aiohttp
from pydantic_core import to_json
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.telegram import answers

for _name in ("telegram.Bot", "telegram.request.BaseRequest", "httpx", "httpcore", "aiohttp.client"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below it they write URLs, and what people say

LARGEST_ANSWER = 25_000_000  # bytes; a file has 20 MB at most (Bot API, getFile)
SILENT_AFTER = 90.0  # seconds; where polling works, something is heard every 30
# `do_api_request` warns, at every call, about methods that the library has a typed function for; those build objects
# that nobody here looks at. Spelled with underscores, a method is called under its own name.
SPELLED = {"sendPhoto": "send_Photo", "sendDocument": "send_Document"}
_JSON = {"Content-Type": "application/json"}


class AiohttpRequest(BaseRequest):
    """Calls over a pool of kept-alive connections. Timeouts are in seconds; None waits for ever."""

    __slots__ = ("_connections", "_defaults", "_heard_at", "_monotonic", "_proxy", "_session")

    def __init__(
        self,
        *,
        connections: int = 256,
        read: float | None = 15.0,
        write: float | None = 20.0,
        connect: float | None = 10.0,
        proxy: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._heard_at = float("-inf")  # when something that was asked was last done or refused
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
        status, content = await self._exchange(method, url, body, headers, timeout)
        if method != "GET" or not 200 <= status < 300:  # else it is a file
            self._heard(status, content)
        return status, content

    async def call(self, url: str, params: dict[str, Any], read_timeout: float | None = None) -> Any:  # noqa: ANN401 - any JSON
        """Call a method with parameters that are JSON, and return its result.

        The same as the library's `post`, without the objects that it makes of parameters: a fifth of a send. Raises
        the TelegramError that the answer stands for.
        """
        read, write, connect = self._defaults
        timeout = _timeout(read_timeout or read, write, connect)
        return self._heard(*await self._exchange("POST", url, to_json(params), _JSON, timeout))

    def is_silent(self) -> bool:
        """Whether nothing that was asked was done or refused for a while: Telegram cannot be reached just now."""
        return self._monotonic() - self._heard_at > SILENT_AFTER

    def _heard(self, status: int, content: bytes) -> Any:  # noqa: ANN401 - any JSON
        """The result of an answer. Raises the TelegramError that it stands for."""
        try:
            result = answers.result(status, content)
        except TelegramError as error:
            if not isinstance(error, answers.NotTelegram | answers.ServerFailed | answers.TooMany):
                self._heard_at = self._monotonic()
            raise
        self._heard_at = self._monotonic()
        return result

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
                status, content = answer.status, await _read(answer)
        except TimeoutError:
            raise TimedOut from None
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the URL
            raise NetworkError(f"The connection to Telegram failed ({type(error).__name__}).") from None
        return status, content


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    """The body of an answer. Raises ValueError where it is larger than any of Telegram's."""
    content = bytearray()
    async for part in answer.content.iter_any():
        content += part
        if len(content) > LARGEST_ANSWER:
            raise ValueError("too large")
    return bytes(content)


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
