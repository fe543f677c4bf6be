"""A vendor's address at the public door: who may post there, and what was posted."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import json_as_sent
from bot.errors import RefusedError

LARGEST_BODY = 1_000_000  # bytes; a vendor's update has a few thousand
READ_WITHIN = 10.0  # seconds
COMMIT_WITHIN = 20.0  # seconds; then the vendor is told to send it again
Post = Callable[[Request], Awaitable[None]]


class Webhook(Route):
    """Where a vendor posts to. `post` takes a request and raises RefusedError; where it returns, 200 is answered.

    `known` says by the headers alone whether it is the vendor who posts: then no limit holds it up, and others are
    refused unread. Without it (a signature over the body) `post` has to see for itself.
    """

    def __init__(self, path: str, post: Post, *, known: Callable[[Headers], bool] | None = None) -> None:
        self.known = known

        async def answer(request: Request) -> Response:
            await post(request)
            return JSONResponse({"ok": True})

        super().__init__(path, answer, methods=["POST"])


def has_secret(headers: Headers, header: str, secret: str) -> bool:
    """Whether a header, which is there once, holds this secret; compared as bytes, in a time that tells nothing."""
    given = [value for name, value in headers.raw if name.lower() == header.lower().encode()]
    return len(given) == 1 and hmac.compare_digest(given[0], secret.encode())


async def body(request: Request, most: int = LARGEST_BODY, within: float = READ_WITHIN) -> bytes:
    """What was posted, to the byte.

    Raises:
        RefusedError: it is too large, takes too long, or breaks off.
    """
    content = bytearray()
    try:
        async with asyncio.timeout(within):
            async for part in request.stream():
                content += part
                if len(content) > most:
                    raise RefusedError(413, "That is too large.")
    except TimeoutError:
        raise RefusedError(408, "That took too long.") from None
    except ClientDisconnect:
        raise RefusedError(400, "That is not whole.") from None
    return bytes(content)


def read_json(content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """What a body says; None where it is blank. Raises RefusedError where it is no JSON."""
    if not content.strip():
        return None
    try:
        return json_as_sent.read(content)
    except ValueError:
        raise RefusedError(400, "That is not JSON.") from None
