"""Uvicorn on a socket that was opened before, until it is told to stop; with bounds for clients that take too long."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)
log.setLevel(logging.ERROR)  # what strangers send that is no HTTP fills no disk


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a listener that is open to everybody allows.

    `connections` are those that there may be at once; `head_within` and `answered_within` are the seconds that a
    request's head may take to come, and a request from there to its answer's last byte.
    """

    connections: int = 500
    head_within: float = 10.0
    answered_within: float = 120.0


async def serve(
    app: ASGIApp, sock: socket.socket, *, stopping: Callable[[], None], bounds: Bounds | None = None
) -> None:
    """Serve until cancelled; then requests under way are finished, `stopping` lets those that wait end, and it ends."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=5,
        http=_bounded(bounds) if bounds is not None else H11Protocol,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        stopping()
        await serving


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handling: signals are the wiring's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _bounded(within: Bounds) -> type[_Bounded]:
    """The protocol of one listener."""

    class Protocol(_Bounded):
        bounds = within
        idle: ClassVar[dict[_Bounded, None]] = {}

    return Protocol


class _Bounded(H11Protocol):
    """A connection that ends when its client takes too long. Uvicorn itself would wait for a head without end.

    Where there are too many, the one goes that has waited longest without a request; where each is at one, the newest.
    """

    bounds: ClassVar[Bounds]
    idle: ClassVar[dict[_Bounded, None]]  # those without a request, the one that has waited longest first

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.logger = log
        self.access_log = False  # addresses may be keys, and Uvicorn logs them wherever anybody listens
        self._late: asyncio.TimerHandle | None = None
        self._began = 0.0  # when the request under way began, or the last one did

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            next(iter(self.idle), self).transport.abort()
        self._wait()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        self._note_request(before)

    def on_response_complete(self) -> None:
        self._wait()
        before = self.cycle
        super().on_response_complete()  # the next request may have come already
        self._note_request(before)

    def connection_lost(self, exc: Exception | None) -> None:
        self.idle.pop(self, None)
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _note_request(self, before: object) -> None:
        if self.cycle is not before:
            self.idle.pop(self, None)
            self._began = self.loop.time()
            self._look_in(self.bounds.answered_within)

    def _wait(self) -> None:
        """Wait for a request's head."""
        self.idle[self] = None
        self._look_in(self.bounds.head_within)

    def _look_in(self, seconds: float) -> None:
        if self._late is not None:
            self._late.cancel()
        self._late = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """End the connection, unless what it was answered is still on its way and has time left."""
        left = self._began + self.bounds.answered_within - self.loop.time()
        if self._began and left > 0 and self.transport.get_write_buffer_size():
            self._look_in(left)
        else:
            self.transport.abort()
