"""Who may ask the web chat: the page itself and programs on this machine, never another site in somebody's browser.

Host is checked against a name that was made to point here (DNS rebinding), Origin against a page of another site.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}


class Guard:
    """Refuses requests of a wrong Host or Origin, and puts the page's security headers on every answer."""

    def __init__(self, app: ASGIApp, *, any_host: bool) -> None:
        self.app = app
        self.any_host = any_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See https://asgi.readthedocs.io, HTTP connection scope."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        why = self._refusal(Headers(scope=scope), scope)
        answer = self.app if why is None else JSONResponse({"error": why}, status_code=403)
        await answer(scope, receive, send_with_headers)

    def _refusal(self, headers: Headers, scope: Scope) -> str | None:
        port = scope["server"][1]
        hosts = headers.getlist("host")
        host = hosts[0].lower() if len(hosts) == 1 else ""
        if not host or (not self.any_host and host not in _own_names(port)):
            return f"The Host header must name this machine, e.g. 127.0.0.1:{port}."
        origins = headers.getlist("origin")
        allowed = {f"http://{host}", f"https://{host}"} if self.any_host else {f"http://{host}"}
        if any(origin.lower() not in allowed for origin in origins):
            return "Requests from other web sites are refused."
        if not _from_here(headers) and not _opens_the_page(headers, scope):
            return "Requests from other web sites are refused."
        return None


def _from_here(headers: Headers) -> bool:
    """Whether no browser says that another site has caused this (Fetch Metadata, Sec-Fetch-Site)."""
    return all(site.strip().lower() in {"same-origin", "none"} for site in headers.getlist("sec-fetch-site"))


def _opens_the_page(headers: Headers, scope: Scope) -> bool:
    """Whether somebody follows a link to the page itself: what another site may cause, since it changes nothing."""
    return (
        scope["method"] in {"GET", "HEAD"}
        and scope["path"] == "/"
        and headers.getlist("sec-fetch-mode") == ["navigate"]
        and headers.getlist("sec-fetch-dest") in (["document"], [])
    )


def _own_names(port: int) -> set[str]:
    names = {"127.0.0.1", "localhost", "[::1]"}
    return {f"{name}:{port}" for name in names} | (names if port == 80 else set())
