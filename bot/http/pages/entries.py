"""How one comes to the bot from a page: a button for each messenger, and the code to type where links carry nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bot.channels import Channel
from handlers.engine.text import Text, say
from handlers.page import public_words
from storage import codes

MESSENGERS = {"telegram": "Telegram", "zalo_oa": "Zalo", "zalo_bot": "Zalo"}
TYPED = "\0"


@dataclass(frozen=True, slots=True)
class Entry:
    """A messenger: its name, what opens the bot there, and the code that is then to be typed, if any."""

    name: str
    url: str
    typed: str = ""


Entries = Callable[[str, str], Sequence[Entry]]
"""The messengers for the payload of a start link, and for the code (tidied) that says the same."""


def entries(channels: Mapping[str, Channel], payload: str, code: str) -> list[Entry]:
    """How one comes to the bot by each messenger that it is on; of two Zalos the account that takes thousands."""
    found: dict[str, Entry] = {}
    for channel, name in MESSENGERS.items():
        if channel not in channels:
            continue
        features = channels[channel].features
        url = features.link(payload if features.payloads else "")
        typed = "" if features.payloads else codes.shown(code) if code else f"start {payload}"
        if url.startswith("https://"):
            found.setdefault(name, Entry(name, url, typed))
    return list(found.values())


def buttons(shown: Sequence[Entry], none: str, label: Callable[[str], Text], language: str) -> str:
    """A button for each messenger with the code below it, as HTML; `none` is said where there is no messenger."""
    if not shown:
        return f"<p>{escape(none)}</p>"
    parts = []
    for entry in shown:
        said = escape(say(label(entry.name), language))
        parts.append(f'<p><a class="press" href="{escape(entry.url)}" rel="noreferrer">{said}</a></p>')
        if entry.typed:
            typed = escape(say(public_words.to_type(TYPED), language))
            parts.append(f"<p>{typed.replace(TYPED, f'<code>{escape(entry.typed)}</code>')}</p>")
    return "\n".join(parts)
