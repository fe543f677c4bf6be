"""How much one address may ask of the public door, so that nobody takes the bot's time from everybody.

An address has a purse that fills slowly. A page costs little, and what is refused much more: whoever looks for what is
not there is soon refused unread. A vendor's post that shows its secret costs nothing and is never held up by others
that come from the same address, as behind one proxy.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PURSE = 300.0  # requests at once: a school on one address opens a campaign's page
A_SECOND = 10.0  # requests, after that
REFUSED_COSTS = 10.0  # requests
AT_ONCE = 50  # requests of one address
PAUSE = 1.0  # seconds until who asks too much hears so: who asks again at once, asks so often and no more
PAUSED = 400  # requests that wait for that, fewer than there may be connections; others are cut off
ADDRESSES = 10_000  # whose purses are remembered
NOT_FOUND_OR_FORBIDDEN = {400, 401, 403, 404, 405, 408, 410, 413}
HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
}


class Purses:
    """What each address may still ask, in requests."""

    def __init__(self, monotonic: Callable[[], float], most: int = ADDRESSES) -> None:
        self._monotonic = monotonic
        self._most = most
        self._purses: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what was left, and when

    def wait(self, address: str) -> float:
        """The seconds until this address may ask again; 0 where it may now."""
        return max(0.0, (1.0 - self._left(address)) / A_SECOND)

    def spend(self, address: str, cost: float) -> None:
        """Take so much out of an address's purse; it never owes more than one purse."""
        left = max(-PURSE, self._left(address) - cost)
        self._purses[address] = (left, self._monotonic())
        self._purses.move_to_end(address)
        if len(self._purses) > self._most:
            self._purses.popitem(last=False)

    def _left(self, address: str) -> float:
        left, at = self._purses.get(address, (PURSE, 0.0))
        return min(PURSE, left + (self._monotonic() - at) * A_SECOND)


class Askers:
    """Whose address a request comes from. Only `proxies` are believed when they say for whom they ask."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        self._proxies = proxies
        self._told = False

    def address(self, scope: Scope) -> str:
        """The address that asks; of IPv6 its network, since one line has a whole one.

        X-Forwarded-For is read from its end, where the nearest proxy has written: the last one that is no proxy's.
        """
        peer = scope["client"][0] if scope.get("client") else ""
        given = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
        nearest = peer
        for said in reversed(given.split(",") if given else ()):
            if not self._is_proxy(nearest):
                break
            if _parsed(said) is None:
                break
            nearest = said
        if given and not self._is_proxy(peer):
            self._tell(peer)
        return _shortened(nearest)

    def _is_proxy(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(
            parsed in network for network in self._proxies if network.version == parsed.version
        )

    def _tell(self, peer: str) -> None:
        if not self._told:
            self._told = True
            log.warning(
                "%s says for whom it asks (X-Forwarded-For) and is not believed. If it is your proxy, name it in "
                "DIEMDANH_PUBLIC_PROXIES: else all that it passes on counts as one address.",
                _shortened(peer),
            )


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address, also with a port or in brackets, as some proxies write it; None where it is none."""
    text = address.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        parsed = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def _shortened(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed) if parsed is not None else address


class Limits:
    """Refuses what is too much, and puts the headers on every answer.

    `vouched` says whether a vendor has shown its secret, which is then neither counted nor refused. `posted` are the
    paths of vendors' posts, which cost nothing as long as they are taken.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        askers: Askers,
        purses: Purses,
        vouched: Callable[[str, Headers], bool],
        posted: Collection[str],
        at_once: int = AT_ONCE,
        pause: float = PAUSE,
    ) -> None:
        self.app = app
        self._askers = askers
        self._purses = purses
        self._vouched = vouched
        self._posted = posted
        self._at_once = at_once
        self._pause = pause
        self._paused = 0
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io, HTTP connection scope."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self._vouched(scope["path"], Headers(scope=scope)):
            await self.app(scope, receive, _with_headers(send, lambda _status: None))
        else:
            await self._strangers(scope, receive, send)

    async def _strangers(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = self._askers.address(scope)

        def count(status: int) -> None:
            if status in NOT_FOUND_OR_FORBIDDEN:
                self._purses.spend(address, REFUSED_COSTS)
            elif scope["path"] not in self._posted:
                self._purses.spend(address, 1.0)

        if (wait := self._purses.wait(address)) > 0 or self._under_way[address] >= self._at_once:
            headers = _after(wait) | await self._let_wait()
            answer = JSONResponse({"error": "Too many."}, status_code=429, headers=headers)
            await answer(scope, receive, _with_headers(send, lambda _status: None))
            return
        self._under_way[address] += 1
        try:
            await self.app(scope, receive, _with_headers(send, count))
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]

    async def _let_wait(self) -> dict[str, str]:
        """Let who asks too much wait a moment, which costs us nothing; returns the headers of the answer."""
        if self._paused >= PAUSED:
            return {"connection": "close"}
        self._paused += 1
        try:
            await asyncio.sleep(self._pause)
        finally:
            self._paused -= 1
        return {}


def _after(wait: float) -> dict[str, str]:
    return {"retry-after": str(max(1, math.ceil(wait)))}


def _with_headers(send: Send, count: Callable[[int], None]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            count(message["status"])
        await send(message)

    return sending
