"""The doctor at the public door: whether the world, and vendors' clients in it, reach it."""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bot.channels.zalo_bot.verification import CLOUDFLARE
from bot.commands.findings import Finding
from bot.errors import OperatorError
from bot.listening import listening
from bot.settings import Settings

GREETING = "Điểm Danh".encode()  # as the door greets; its module would load the web server
ASKS_AS = "Java/1.8.0_192"  # as Zalo's client does: what refuses it is found
WITHIN = 10.0  # seconds
TELEGRAMS_PORTS = {443, 80, 88, 8443}  # Bot API, setWebhook
LARGEST = 1000  # bytes


def examine(settings: Settings, *, running: bool) -> Iterator[Finding]:
    """Look at the door's own port and, where the bot runs, at the address as the world has it."""
    if not settings.public_url:
        text = "DIEMDANH_PUBLIC_URL is not set: messages are polled, and no pages are served; all else works"
        yield Finding("public door", ok=True, text=text)
        return
    yield _port(settings, running=running)
    if (wrong := _unfit(settings)) is not None:
        yield Finding("public address", ok=False, text=wrong)
    elif running:
        yield _reached(settings)
    else:
        text = f"{settings.public_url}: whether the world reaches it can be seen once the bot runs; ask me again then"
        yield Finding("public address", ok=True, text=text)


def _port(settings: Settings, *, running: bool) -> Finding:
    where = f"{settings.public_host}, port {settings.public_port}"
    if running:
        return Finding("public door", ok=True, text=f"the running bot listens on {where}")
    try:
        listening(settings.public_host, settings.public_port, "PUBLIC").close()
    except OperatorError as error:
        return Finding("public door", ok=False, text=str(error))
    return Finding("public door", ok=True, text=f"can listen on {where}")


def _unfit(settings: Settings) -> str | None:
    """Why nobody outside can use an address like this one; None where they may."""
    address = urlsplit(settings.public_url)
    host = address.hostname or ""
    if address.scheme != "https":
        return None  # this machine's own, which only tests and a Bot API server beside the bot can use
    if host == "localhost" or host.endswith((".local", ".localdomain", ".internal")) or "." not in host.strip("."):
        return f"{host} is a name that only your own network knows: DIEMDANH_PUBLIC_URL needs one that the world knows"
    try:
        if not ip_address(host).is_global:
            return f"{host} is an address of a private network: DIEMDANH_PUBLIC_URL needs one that the world reaches"
    except ValueError:
        pass
    theirs = settings.telegram_base_url.endswith("//api.telegram.org")
    if settings.telegram_token is not None and theirs and (address.port or 443) not in TELEGRAMS_PORTS:
        return (
            f"Telegram posts to the ports 443, 80, 88 and 8443 only, not to {address.port}: change DIEMDANH_PUBLIC_URL"
        )
    return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Vendors' clients follow none."""

    def redirect_request(self, *_about: Any, **_more: Any) -> None:
        return None


def _reached(settings: Settings) -> Finding:
    """Ask the address from here, as a vendor would."""
    request = urllib.request.Request(f"{settings.public_url}/", headers={"User-Agent": ASKS_AS})  # noqa: S310 - checked by the settings
    here = settings.public_url.startswith("http://")
    opener = urllib.request.build_opener(_NoRedirect, *([urllib.request.ProxyHandler({})] if here else []))
    try:
        with opener.open(request, timeout=WITHIN) as answer:
            content = answer.read(LARGEST)
    except urllib.error.HTTPError as error:
        return Finding("public address", ok=False, text=f"{settings.public_url}: {_answered(error.code, settings)}")
    except (OSError, ValueError) as error:
        return Finding("public address", ok=False, text=f"{settings.public_url}: {why_not_reached(error)}")
    if content != GREETING:
        text = f"another program answers at {settings.public_url}: {_passes_on(settings)}"
        return Finding("public address", ok=False, text=text)
    return Finding("public address", ok=True, text=f"{settings.public_url} leads to the public door")


def _passes_on(settings: Settings) -> str:
    return f"let the proxy pass it on to {settings.public_host}, port {settings.public_port} (deploy/Caddyfile does)"


def _answered(status: int, settings: Settings) -> str:
    """What an answer that is not the door's means."""
    if status == 403:
        return f"something before the bot refuses (403) what asks as Zalo does. {CLOUDFLARE}"
    if status in {301, 302, 303, 307, 308}:
        return "it sends on to another address, which vendors do not follow: set DIEMDANH_PUBLIC_URL to that one"
    if status in {502, 503, 504, 521, 522, 523, 530}:
        return f"the proxy answers ({status}), but does not reach the bot: {_passes_on(settings)}"
    if status == 429:
        return "the public door has had too many wrong requests from here; ask me again in a minute"
    return f"what answers there ({status}) is not the bot: {_passes_on(settings)}"


def why_not_reached(error: Exception) -> str:
    """Why there was no answer at all."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    match reason:
        case socket.gaierror():
            return "its name is not known: make a DNS record for it that leads to this machine"
        case ssl.SSLCertVerificationError():
            why = getattr(reason, "verify_message", "unknown")
            return f"its certificate is not trusted ({why}): let the proxy get one (Caddy does it alone)"
        case ssl.SSLError():
            return "no TLS is spoken there: a proxy has to, such as that of deploy/Caddyfile"
        case ConnectionRefusedError():
            return "nothing listens there: see that the proxy runs, and that its port is open"
        case TimeoutError():
            return "no answer within 10 s: see the firewall, and that the DNS record leads to this machine"
    return f"it cannot be reached ({type(reason).__name__}): see the proxy, the firewall and the DNS record"
