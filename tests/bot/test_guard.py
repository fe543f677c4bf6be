"""Who may ask the web chat, as a table over everything that a browser says of a request; judged by plain rules here."""

from __future__ import annotations

from itertools import product

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.http.guard import Guard

PORT = 8080
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
SITES = (None, "none", "same-origin", "same-site", "cross-site", "Cross-Site", "nonsense", "")
MODES = (None, "navigate", "cors", "no-cors", "same-origin", "websocket")
DESTS = (None, "document", "iframe", "frame", "embed", "empty", "image")
ORIGINS = (None, "http://127.0.0.1:8080", "http://evil.example", "null", "http://127.0.0.1:1")
HOSTS = ("127.0.0.1:8080", "evil.example:8080", None)
PATHS = ("/", "/chat/lan", "/healthz")


async def asked(app, method: str, path: str, headers: list[tuple[str, str]]) -> int:
    """The status that the application answers with."""
    statuses = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "server": ("127.0.0.1", PORT),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    await app(scope, receive, send)
    return statuses[0]


async def answer(_request: Request) -> Response:
    return Response("yes")


GUARDED = Guard(
    Starlette(routes=[Route(path, answer, methods=list(METHODS)) for path in PATHS]),
    any_host=False,
)


def allowed(*, method, path, site, mode, dest, origin, host) -> bool:
    """What a reader of the rules says: our own name, no foreign origin, and of other sites a link to the page alone."""
    if host != "127.0.0.1:8080":
        return False
    if origin not in {None, "http://127.0.0.1:8080"}:
        return False
    if site in {None, "none", "same-origin"}:
        return True
    link = mode == "navigate" and dest in {None, "document"}
    return method in {"GET", "HEAD"} and path == "/" and link


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
async def test_who_may_ask(method, path):
    for site, mode, dest, origin, host in product(SITES, MODES, DESTS, ORIGINS, HOSTS):
        about = {"site": site, "mode": mode, "dest": dest, "origin": origin, "host": host}
        about |= {"method": method, "path": path}
        given = {
            "host": host,
            "origin": origin,
            "sec-fetch-site": site,
            "sec-fetch-mode": mode,
            "sec-fetch-dest": dest,
            "content-type": "multipart/form-data; boundary=x",
        }
        headers = [(name, value) for name, value in given.items() if value is not None]
        expected = 200 if allowed(**about) else 403
        assert await asked(GUARDED, method, path, headers) == expected, given


@pytest.mark.parametrize("name", ["host", "origin", "sec-fetch-site"])
async def test_a_header_that_comes_twice_helps_nobody(name):
    own = {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}
    foreign = {"host": "evil.example", "origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    for twice in ((own, foreign), (foreign, own)):
        headers = [("host", own["host"])] if name != "host" else []
        headers += [(name, which[name]) for which in twice]
        assert await asked(GUARDED, "POST", "/chat/lan", headers) == 403
