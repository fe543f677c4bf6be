"""Start links that people paste where they could have opened them: our own, and those of other bots. Pure.

Some clients open the chat and lose what the link says, so people copy it, alone or with the message that it came in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlsplit

TELEGRAM = {"t.me", "telegram.me", "telegram.dog"}  # each also with www. before it, or the bot's name
_QUOTES = "<>\"“”„«»‘’'`*|…"
_URL = re.compile(
    rf"(?:https?://|tg:(?://)?resolve\?|(?<![\w@/.-])(?:[a-z0-9_-]+\.)*(?:t\.me|telegram\.me|telegram\.dog)/)"
    rf"[^\s{re.escape(_QUOTES)}]*",
    re.IGNORECASE,
)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what a start payload is made of (Bot API, deep linking)
_AROUND = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class StartLink:
    """A start link in a text: what opening it says, whose it is, and whether there is nothing else in the text."""

    payload: str
    ours: bool
    alone: bool


def start_link(text: str, ours: Iterable[str]) -> StartLink | None:
    """The start link in a text, one of ours before another's; `ours` are the addresses that open us, on any channel.

    A payload keeps its capital and small letters: a poster's are part of it.
    """
    shown = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")  # such as zero-width space
    homes = {home for address in ours if address and (home := _home(address)) is not None}
    links = [link for match in _URL.finditer(shown) if (link := _read(match, shown, homes)) is not None]
    return next((link for link in links if link.ours), links[0] if links else None)


def _read(match: re.Match[str], text: str, homes: set[str]) -> StartLink | None:
    """A link of a text as a start link; None where it is any other link."""
    address = unescape(match[0])
    payload = next((value for key, value in parse_qsl(_parts(address)[2]) if key.lower() == "start"), "")
    home, read = _home(address), _PAYLOAD.match(payload)
    if home is None or read is None:
        return None
    ours = home in homes
    if not ours and not home.startswith("telegram:"):
        return None  # somebody's page, where "start" may mean anything
    around = text[: match.start()] + text[match.end() :]
    return StartLink(read[0], ours, alone=_AROUND.fullmatch(around) is not None)


def _home(address: str) -> str | None:
    """Where a link leads, but for its payload: a bot by its name, or a page."""
    scheme, host, query, path = _parts(address)
    if scheme == "tg":
        named = next((value for key, value in parse_qsl(query) if key.lower() == "domain"), "")
        name = re.match(r"[A-Za-z0-9_]+", named)
        return None if name is None else f"telegram:{name[0].lower()}"
    for domain in TELEGRAM:
        if host in {domain, f"www.{domain}"}:
            return f"telegram:{path.strip('/').lower()}" if path.strip("/") else None
        if host.endswith(f".{domain}"):
            return f"telegram:{host.removesuffix(f'.{domain}').removeprefix('www.')}"
    return f"page:{host}{path.rstrip('/')}" if host else None


def _parts(address: str) -> tuple[str, str, str, str]:
    """Scheme, host with its port, query and path of a link, which may lack its scheme."""
    if "://" not in address:
        address = address.replace("tg:", "tg://", 1) if address[:3].lower() == "tg:" else f"https://{address}"
    try:
        parts = urlsplit(address)
    except ValueError:  # such as an IPv6 address that does not end
        return "", "", "", ""
    return parts.scheme.lower(), parts.netloc.lower(), parts.query, parts.path
