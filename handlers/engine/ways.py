"""The ways into this bot for somebody who is not here yet: addresses that open it, and a code to type."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.text import Text, _
from storage import codes

TELEGRAM = "https://t.me/"


def poster_page(payload: str) -> str:
    """Where the page of a shift's check-in is, below the public address."""
    return f"/d/{payload}"


def invitation_page(code: str) -> str:
    """Where the page of an invitation is."""
    return f"/i/{code}"


def or_type(code: str) -> Text:
    """What is said beside a link, for whom it does not bring all the way."""
    return _("Or one sends me this code, in any app: {code}", code=codes.shown(code))


def addresses(chat: Chat, payload: str, page: str) -> list[str]:
    """What opens what a start payload says: its page, which offers each messenger, where there is a public address.

    Else a link on Telegram, where the bot is there, and one on this chat's channel, where a link may carry nothing:
    then the code has to be typed. The first one is what a QR code shows.
    """
    if chat.services.public_url:
        return [f"{chat.services.public_url}{page}"]
    elsewhere = [f"{base}?start={payload}" for base in chat.services.links() if base.startswith(TELEGRAM)]
    here = chat.features.link(payload if chat.features.payloads else "")
    return [address for address in dict.fromkeys([*elsewhere, here]) if address]
