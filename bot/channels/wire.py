"""Small JSON calls over kept-alive HTTP/1.1 connections: a third of what a general client costs (see `make bench`).

Knows what a Bot API server answers with: a length, chunks, or the end of the connection. Follows no redirect, keeps no
cookie, asks for no compression.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from yarl import URL

IDLE_MOST = 15.0  # seconds after which a connection is not trusted to be open still
HEAD_MOST = 64 * 1024
_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})[ \r]")
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n")
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked[ \t]*\r\n")
_CLOSE = re.compile(rb"\r\nconnection:[ \t]*close[ \t]*\r\n")
_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n")


class NotHttpError(Exception):
    """What came is no answer in HTTP/1.1."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came; `keep` says that the connection can be used again."""

    status: int
    body: bytes
    keep: bool


def read_answer(received: bytes, *, ended: bool = False) -> Answer | None:
    """The answer that these bytes are (RFC 9112); None where more is to come. `ended`: nothing more will.

    Raises NotHttpError where they never will be one, or where more than one answer came.
    """
    while True:
        end = received.find(b"\r\n\r\n")
        if end < 0:
            if len(received) > HEAD_MOST or (ended and received):
                raise NotHttpError
            return None
        found = _STATUS.match(received)
        if found is None:
            raise NotHttpError
        status = int(found[2])
        if status >= 200:
            break
        received = received[end + 4 :]  # 1xx: the answer itself follows
    head, rest = received[: end + 2].lower(), received[end + 4 :]
    keep = found[1] == b"1" and _CLOSE.search(head) is None and not ended
    if _CHUNKED.search(head):
        body = _joined(rest)
    elif (length := _LENGTH.search(head)) is not None:
        body = _whole(rest, int(length[1]))
    else:
        body, keep = (rest if ended else None), False
    return None if body is None else Answer(status, body, keep)


def _whole(rest: bytes, length: int) -> bytes | None:
    if len(rest) > length:
        raise NotHttpError
    return rest if len(rest) == length else None


def _joined(rest: bytes) -> bytes | None:
    """The chunks as one; None where the last one has not come. What is said after it (trailers) is of no use here."""
    chunks: list[bytes] = []
    at = 0
    while (size := _SIZE.match(rest, at)) is not None:
        length = int(size[1], 16)
        if not length:
            return b"".join(chunks) if rest.endswith(b"\r\n\r\n") else None
        start = size.end()
        chunks.append(rest[start : start + length])
        at = start + length + 2
        if rest[at - 2 : at] not in {b"", b"\r", b"\r\n"}:
            raise NotHttpError
    if at <= len(rest) and b"\r\n" in rest[at:]:
        raise NotHttpError
    return None


class _Connection(asyncio.Protocol):
    """One connection, with at most one call under way."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiter: asyncio.Future[Answer] | None = None
        self.received = b""
        self.open = True
        self.idle_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Send a request; the future is its answer."""
        if self.transport is None or not self.open:
            raise ConnectionResetError
        self.received = b""
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.waiter

    def data_received(self, data: bytes) -> None:
        if self.waiter is None:  # nobody asked
            self.close()
            return
        self.received = self.received + data if self.received else data
        self._look(ended=False)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self.waiter is not None and not self.waiter.done():
            if exc is None and self.received:
                self._look(ended=True)
            if self.waiter is not None and not self.waiter.done():
                self.waiter.set_exception(ConnectionResetError())

    def _look(self, *, ended: bool) -> None:
        waiter = self.waiter
        if waiter is None or waiter.done():
            return
        try:
            answer = read_answer(self.received, ended=ended)
        except NotHttpError as error:
            self.close()
            waiter.set_exception(error)
            return
        if answer is not None:
            self.waiter = None
            if not answer.keep:
                self.close()
            waiter.set_result(answer)

    def close(self) -> None:
        """Hang up."""
        self.open = False
        if self.transport is not None:
            self.transport.abort()


class Wire:
    """A pool of connections to wherever the calls go. `most` at once; `connect` and `answer` in seconds."""

    def __init__(self, *, most: int, connect: float, answer: float, user_agent: str) -> None:
        self._slots = asyncio.Semaphore(most)
        self._connect = connect
        self._answer = answer
        self._user_agent = user_agent.encode()
        self._idle: dict[tuple[str, str, int], deque[_Connection]] = {}
        self._busy: set[_Connection] = set()

    async def post(self, url: URL, body: bytes) -> Answer:
        """Post JSON and return the answer.

        Raises TimeoutError, OSError (connecting or the connection failed) or NotHttpError.
        """
        origin = (url.scheme, url.raw_host or "", url.port or 0)
        async with self._slots:
            idle = self._idle.setdefault(origin, deque())
            connection = self._still_open(idle) or await self._connected(origin)
            self._busy.add(connection)
            timer = asyncio.get_running_loop().call_later(self._answer, _give_up, connection)
            try:
                answer = await connection.ask(self._request(url, body))
            except BaseException:
                connection.close()
                raise
            finally:
                timer.cancel()
                self._busy.discard(connection)
            if connection.open:
                connection.idle_since = asyncio.get_running_loop().time()
                idle.append(connection)
            return answer

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in [*self._busy, *(one for idle in self._idle.values() for one in idle)]:
            connection.close()
        self._idle.clear()

    def _still_open(self, idle: deque[_Connection]) -> _Connection | None:
        """The connection that was used last; those that have been idle for long, and may be half closed, go."""
        oldest = asyncio.get_running_loop().time() - IDLE_MOST
        while idle and (not idle[0].open or idle[0].idle_since < oldest):
            idle.popleft().close()
        while idle:
            connection = idle.pop()
            if connection.open:
                return connection
        return None

    async def _connected(self, origin: tuple[str, str, int]) -> _Connection:
        scheme, host, port = origin
        async with asyncio.timeout(self._connect):
            _transport, connection = await asyncio.get_running_loop().create_connection(
                _Connection, host, port, ssl=self._tls if scheme == "https" else None
            )
        return connection

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _request(self, url: URL, body: bytes) -> bytes:
        return (
            b"POST %b HTTP/1.1\r\nHost: %b\r\nUser-Agent: %b\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b"
        ) % (url.raw_path_qs.encode(), (url.host_port_subcomponent or "").encode(), self._user_agent, len(body), body)


def _give_up(connection: _Connection) -> None:
    """No answer in time."""
    if connection.waiter is not None and not connection.waiter.done():
        connection.waiter.set_exception(TimeoutError())
