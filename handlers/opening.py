"""What opens something wherever it is written: a start link that is pasted, and the short code that stands for one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from handlers import starting
from handlers.engine.chat import Chat
from handlers.engine.message import Incoming
from handlers.engine.text import Text, _
from handlers.menu.menu import main_menu
from handlers.people import JOIN, Joining
from handlers.roles.redeem import no_longer
from handlers.typed.codes import TypedCode, typed_codes
from handlers.typed.links import StartLink, start_link
from storage import codes
from storage.attendance import check_ins
from storage.campaigns import campaigns
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.links import links, short_codes
from storage.links.links import Link
from storage.links.short_codes import ShortCode
from storage.organisation import grants

TOO_MANY = _("Too many wrong codes. Please wait a quarter of an hour, or open the link that came with the code.")
MISTYPED = _("There is a typing mistake in that code. Please look at it again and send it once more.")
NOBODYS = _("I don't know that code. Please look at it again, or ask whoever gave it to you.")
VOIDED = _("That code no longer works, as a new one was made. Please ask whoever gave it to you for that one.")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opens: the payload of the start link that it stands for; or what is to be said instead.

    `ours` is one that opened something once.
    """

    payload: str = ""
    refused: Text | None = None
    ours: bool = False


def opens(chat: Chat, message: Incoming) -> bool:
    """Do what a link of ours in a message, or a code, asks for; False where it holds neither.

    A message that is forwarded may hold it beside a picture.
    """
    if message.kind not in {"text", "photo", "start"}:
        return False
    asked = chat.state.running.asked if chat.state.running else None
    if asked is not None and message.kind == "photo":
        return False
    tells = asked is not None and asked.prose
    if (payload := _page(chat, message.text, tells=tells)) is not None:
        starting.begin(chat, JOIN, Joining(payload=payload))
        return True
    link = start_link(message.text, (chat.features.link(""), *chat.services.links()))
    if link is not None and (link.alone or not tells):
        _open(chat, link)
        return True
    return _opens_code(chat, message, tells=tells)


def _page(chat: Chat, text: str, *, tells: bool) -> str | None:
    """The start payload of a public page of ours whose address is pasted; None where there is none that opens."""
    home = chat.services.public_url
    found = re.search(rf"{re.escape(home)}/([dic])/([\w-]+)", text) if home else None
    if found is None or (tells and found[0] != text.strip()):
        return None
    kind, key = found.groups()
    if kind == "c":
        link = links.read(chat.tx, "campaign", key)
        return None if link is None else f"s{link.subject}"
    return key if kind == "d" else f"i{key}"


def _open(chat: Chat, link: StartLink) -> None:
    """Do what opening a link of ours does; of another bot's say that it is not ours, and go on."""
    if link.ours:
        starting.begin(chat, JOIN, Joining(payload=link.payload))
    else:
        _go_on(chat, _("That link is another bot's, so I cannot open it. Tap it to open it there."))


def _opens_code(chat: Chat, message: Incoming, *, tells: bool) -> bool:
    typed = typed_codes(message.start if message.kind == "start" else message.text)
    typed = [one for one in typed if one.alone or not tells]
    if not typed:
        return False
    opened = _looked_up(chat, typed)
    if opened is None:
        return False
    if opened.refused is not None:
        _go_on(chat, opened.refused)
    else:
        starting.begin(chat, JOIN, Joining(payload=opened.payload))
    return True


def _looked_up(chat: Chat, typed: list[TypedCode]) -> Opened | None:
    """What the first of these codes opens that opens anything; None where they may be something else.

    A code that is nobody's counts as a try, also where nothing is said of it; one that was ours is ours in any case.
    """
    fitting = [one for one in typed if one.fits]
    answers = chat.state.running is not None and chat.state.running.asked is not None
    plain = any(one.plain or (one.alone and not answers) for one in typed)
    if not fitting:
        return Opened(refused=MISTYPED) if plain else None
    if not short_codes.tries_left(chat.tx, chat.row):
        return Opened(refused=TOO_MANY) if plain else None
    refused: Opened | None = None
    for one in fitting:
        opened = _what_opens(chat, one.code)
        if opened.refused is None:
            return opened
        refused = opened if refused is None or opened.ours else refused
    return refused if refused is not None and (plain or refused.ours) else None


def _what_opens(chat: Chat, code: str) -> Opened:
    if len(code) == codes.INVITE_LENGTH:
        known = grants.find_invite(chat.tx, code) is not None
        return Opened(f"i{code}") if known else _guessed(chat, no_longer())
    if short_codes.is_closed(chat.tx):
        return Opened(refused=TOO_MANY)
    found = short_codes.find(chat.tx, code)
    if found is None:
        return _guessed(chat, NOBODYS)
    payload = _poster(chat.tx, found) if found.kind == "poster" else _campaign(chat.tx, found)
    return Opened(payload) if payload else Opened(refused=VOIDED, ours=True)


def _guessed(chat: Chat, said: Text) -> Opened:
    """What a code is that is nobody's: a try."""
    chat.afterwards.append(partial(short_codes.tried, chat=chat.row))
    return Opened(refused=said)


def _poster(tx: Transaction, code: ShortCode) -> str:
    """The start payload of a poster, while its generation counts."""
    try:
        shift = campaigns.shift(tx, code.subject)
    except OutOfScopeError:
        return ""
    return check_ins.poster_payload(shift) if shift.generation == code.generation else ""


def _campaign(tx: Transaction, code: ShortCode) -> str:
    current = links.generation(tx, Link("campaign", code.subject))
    return f"s{code.subject}" if current == code.generation else ""


def _go_on(chat: Chat, said: Text) -> None:
    """Say something about what was written, and go on where the chat stands."""
    chat.say(said)
    if chat.state.running is not None and chat.state.running.asked is not None:
        starting.present_again(chat)
    else:
        main_menu(chat, understood=True)
