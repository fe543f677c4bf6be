"""A pool of kept-alive connections to one of Zalo's servers: one request, one answer, no secret in any error."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import aiohttp

LARGEST_ANSWER = 5_000_000  # bytes
CONNECT_WITHIN = ANSWER_WITHIN = 15.0  # seconds


class NoAnswer(Exception):
    """There was no answer, or none that could be read; the text holds neither an address nor a token."""


class Pool:
    """The connections of one account, opened once. `silent_after` is in seconds."""

    def __init__(self, silent_after: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._silent_after = silent_after
        self._monotonic = monotonic
        self._heard_at = float("-inf")
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> aiohttp.ClientSession:
        """The session, opened once."""
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
        return self._monotonic() - self._heard_at > self._silent_after

    def heard(self) -> None:
        """Zalo itself has answered."""
        self._heard_at = self._monotonic()

    async def exchange(
        self, method: str, url: str, *, within: float = ANSWER_WITHIN, **content: Any
    ) -> tuple[int, bytes]:
        """Make a request, with what aiohttp takes as its content; its HTTP status and body. Raises NoAnswer."""
        session = await self.open()
        timeout = aiohttp.ClientTimeout(total=CONNECT_WITHIN + within, sock_connect=CONNECT_WITHIN)
        try:
            async with session.request(method, url, timeout=timeout, allow_redirects=False, **content) as answer:
                return answer.status, await read(answer, LARGEST_ANSWER)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold a secret
            raise NoAnswer(f"The connection to Zalo failed ({type(error).__name__}).") from None


async def read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body of an answer. Raises ValueError where it is larger than that."""
    content = bytearray()
    async for part in answer.content.iter_any():
        content += part
        if len(content) > most:
            raise ValueError("too large")
    return bytes(content)
