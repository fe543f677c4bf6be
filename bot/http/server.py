"""The web server: the web chat's routes, health and metrics, on one listener. Who may ask is `Guard`'s to decide."""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.web.routes import WebChat
from bot.errors import OperatorError, RefusedError
from bot.http.guard import Guard
from bot.http.serving import serve
from bot.settings import is_loopback

log = logging.getLogger(__name__)

Health = Callable[[], Awaitable[dict[str, Any]]]
Metrics = Callable[[], Awaitable[bytes]]


def check_address(host: str, *, any_address: bool) -> None:
    """Make sure that the web chat may listen there.

    Raises:
        OperatorError: the address is not this machine's own, and nobody has said that this is meant.
    """
    if not is_loopback(host) and not any_address:
        raise OperatorError(
            f"The web chat has no passwords and will not listen on {host}: use 127.0.0.1, or say that you mean it "
            "with DIEMDANH_WEB_ANY_ADDRESS=yes-i-know."
        )


class WebServer:
    """Serves the web chat. `health` and `metrics` say what `/healthz` and `/metrics` answer."""

    def __init__(self, chat: WebChat, *, health: Health, metrics: Metrics, any_host: bool) -> None:
        self.reader = chat.reader
        self.health = health
        self.metrics = metrics
        self.app = Starlette(
            routes=[Route("/healthz", self.show_health), Route("/metrics", self.show_metrics), *chat.routes()],
            middleware=[Middleware(Guard, any_host=any_host)],
            exception_handlers={RefusedError: _refused, HTTPException: _http_error, Exception: _failed},
            lifespan=self._reading,
        )

    async def show_health(self, _request: Request) -> Response:
        """GET /healthz: 200 where all is well, 503 where somebody should look."""
        report = await self.health()
        return JSONResponse(report, status_code=200 if report.get("ok", True) else 503)

    async def show_metrics(self, _request: Request) -> Response:
        """GET /metrics: counts for Prometheus."""
        return Response(await self.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    @contextlib.asynccontextmanager
    async def _reading(self, _app: Starlette) -> AsyncGenerator[None, None]:
        await self.reader.open()
        try:
            yield
        finally:
            await self.reader.close()

    async def serve(self, sock: socket.socket) -> None:
        """Serve until cancelled; then requests under way are finished, readers that wait are answered, and it ends."""
        await serve(self.app, sock, stopping=self.reader.stop)


def _error(status: int, why: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": why}, status_code=status, headers=headers)


async def _refused(_request: Request, error: Exception) -> Response:
    return _error(error.status, error.why) if isinstance(error, RefusedError) else _error(400, str(error))


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    known = {404: f"There is nothing at {request.url.path}.", 405: f"{request.method} is not for {request.url.path}."}
    return _error(status, known.get(status, "That cannot be done."), headers)


async def _failed(_request: Request, error: Exception) -> Response:
    log.error("A web request failed (%s)", type(error).__name__)
    return _error(500, "That failed on our side; send it again with the same key.")
