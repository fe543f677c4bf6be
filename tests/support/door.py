"""A public door on a loopback port, for tests, and raw connections to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterable
from typing import Any

from starlette.routing import Route

from bot.http.door import Door
from bot.listening import listening


@contextlib.asynccontextmanager
async def served(routes: Iterable[Route], port: int = 0, **about: Any) -> AsyncIterator[int]:
    """A door with these routes, served until the block ends; gives its port."""
    sock = listening("127.0.0.1", port, "PUBLIC")
    task = asyncio.create_task(Door(routes, **{"pause": 0.0, **about}).serve(sock))
    try:
        yield sock.getsockname()[1]
        if task.done():
            task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        sock.close()


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


async def heard(port: int, *parts: bytes, between: float = 0.0) -> bytes:
    """All that is answered to these bytes, until the door closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(between)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        await closed(writer)


async def closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection, however the other end took its leave."""
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


def request(path: str, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire, after which the connection ends."""
    lines = {"Host": "x", "Connection": "close", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return head.encode() + b"\r\n" + body


def status(answer: bytes) -> int:
    """The status of an answer; 0 where there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
