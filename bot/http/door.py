"""The public door: what the whole world may ask, on a listener of its own, behind a proxy that does TLS.

It serves what vendors post to it and the pages that a signed link opens, and nothing of the web chat, which has no
passwords. What it defends against stands in docs/security.md.
"""

from __future__ import annotations

import logging
import socket
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import RefusedError
from bot.http.limits import PAUSE, Askers, Limits, Network, Purses
from bot.http.serving import Bounds, serve
from bot.http.webhooks import Webhook

log = logging.getLogger(__name__)

GREETING = "Điểm Danh"


class Door:
    """Serves these routes to everybody. `proxies` are believed when they say for whom they ask.

    `pause` is how many seconds somebody who asks too much waits until hearing so.
    """

    def __init__(
        self,
        routes: Iterable[Route],
        *,
        proxies: Sequence[Network] = (),
        bounds: Bounds | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        pause: float = PAUSE,
    ) -> None:
        routes = list(routes)
        self._bounds = bounds or Bounds()
        self._webhooks = {route.path: route for route in routes if isinstance(route, Webhook)}
        limits = Middleware(
            Limits,
            askers=Askers(proxies),
            purses=Purses(monotonic),
            vouched=self._vouched,
            posted=self._webhooks.keys(),
            pause=pause,
        )
        self.app = Starlette(
            routes=[Route("/", _greet), *routes],
            middleware=[limits, Middleware(_Caught)],
            exception_handlers={RefusedError: _refused, HTTPException: _nothing},
        )
        self.app.router.redirect_slashes = False

    def _vouched(self, path: str, headers: Headers) -> bool:
        webhook = self._webhooks.get(path)
        return webhook is not None and webhook.known is not None and webhook.known(headers)

    async def serve(self, sock: socket.socket) -> None:
        """Serve until cancelled; requests under way are finished."""
        await serve(self.app, sock, stopping=lambda: None, bounds=self._bounds)


async def _greet(_request: Request) -> Response:
    """GET /: that it is this door which answers, for the doctor and for proxies that look whether we are there."""
    return PlainTextResponse(GREETING)


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, RefusedError) else 400
    return JSONResponse({"error": str(error)}, status_code=status)


async def _nothing(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return JSONResponse({"error": "There is nothing here."}, status_code=status)


class _Caught:
    """Answers our own failures, and logs them without the address that was asked for, which may be a key."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io, HTTP connection scope."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - whatever it was
            log.error("A request to the public door failed: %s", _where(error))  # noqa: TRY400 - see the class
            if begun or scope["type"] != "http":
                raise _BrokenOffError from None
            await JSONResponse({"error": "That failed on our side."}, status_code=500)(scope, receive, send)


class _BrokenOffError(Exception):
    """An answer that had begun cannot be finished."""


def _where(error: Exception) -> str:
    """The kind of an error and the lines that led to it; not its text, which may hold anything."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    lines = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} ({lines})"
