"""The wire of the Zalo Bot API: one call, one JSON answer, and the token, which stands in every URL, in no error."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import aiohttp
from pydantic_core import to_json

from bot.channels.zalo_bot import answers
from bot.channels.zalo_bot.answers import NotZalo, ZaloError

LARGEST_ANSWER = 5_000_000  # bytes
SILENT_AFTER = 90.0  # seconds; where polling works, something is heard every half a minute
CONNECT_WITHIN = ANSWER_WITHIN = 15.0  # seconds


class Calls:
    """The calls of one bot account over a pool of kept-alive connections."""

    def __init__(self, token: str, base_url: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._root = f"{base_url.rstrip('/')}/bot{token}"
        self._monotonic = monotonic
        self._heard_at = float("-inf")
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> aiohttp.ClientSession:
        """The pool, opened once."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=64, keepalive_timeout=30, ttl_dns_cache=300),
                trust_env=True,
            )
        return self._session

    async def close(self) -> None:
        """Let go of connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def is_silent(self) -> bool:
        """Whether Zalo has said nothing for a while: it cannot be reached just now."""
        return self._monotonic() - self._heard_at > SILENT_AFTER

    async def call(self, method: str, /, *, within: float = ANSWER_WITHIN, **params: Any) -> Any:  # noqa: ANN401 - any JSON
        """Call a method and return its result. Raises the `ZaloError` that its answer, or its absence, stands for."""
        status, content = await self._exchange(f"{self._root}/{method}", to_json(params), within)
        try:
            given = answers.result(status, content)
        except ZaloError as error:
            if not isinstance(error, NotZalo):
                self._heard_at = self._monotonic()
            raise
        self._heard_at = self._monotonic()
        return given

    async def _exchange(self, url: str, body: bytes, within: float) -> tuple[int, bytes]:
        session = await self.open()
        timeout = aiohttp.ClientTimeout(total=CONNECT_WITHIN + within, sock_connect=CONNECT_WITHIN)
        headers = {"Content-Type": "application/json"}
        try:
            async with session.post(url, data=body, headers=headers, timeout=timeout, allow_redirects=False) as answer:
                return answer.status, await read(answer, LARGEST_ANSWER)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the URL
            raise NotZalo(f"The connection to Zalo failed ({type(error).__name__}).") from None


async def read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body of an answer. Raises ValueError where it is larger than that."""
    content = bytearray()
    async for part in answer.content.iter_any():
        content += part
        if len(content) > most:
            raise ValueError("too large")
    return bytes(content)
