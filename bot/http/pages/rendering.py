"""Pages as HTML: one frame, every word escaped, nothing from another site."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from handlers.engine.text import LANGUAGES
from handlers.page.public_words import page_words

HERE = Path(__file__).parent
STYLE, SCRIPT = "/trang.css", "/vi-tri.js"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}


def page(title: str, language: str, body: str, *, head: str = "", status: int = 200) -> Response:
    """A whole page; `body` and `head` are HTML in which all that people wrote is escaped already."""
    html = (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{STYLE}">\n{head}</head>\n'
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def gone(language: str) -> Response:
    """What every link that does not work leads to, whatever is wrong with it."""
    words = page_words(language)
    body = f"<h1>{escape(words['gone_title'])}</h1>\n<p>{escape(words['gone'])}</p>\n"
    return page(words["gone_title"], language, body, status=404)


def language_of(request: Request) -> str:
    """The language that a browser asks for first, of those that we speak; Vietnamese where it asks for neither."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        name = part.partition(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return "vi"


def assets() -> list[Route]:
    """The style and the script of the pages."""
    return [Route(STYLE, _asset("page.css", "text/css")), Route(SCRIPT, _asset("location.js", "text/javascript"))]


def _asset(name: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    content = HERE.joinpath(name).read_bytes()

    async def send(_request: Request) -> Response:
        return Response(content, media_type=media_type, headers={"cache-control": "max-age=3600"})

    return send
