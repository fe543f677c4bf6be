"""How things look on Telegram: a text in pieces, choices as a keyboard (Bot API, sendMessage), the command menu."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels import MessageWrong
from handlers.contents import RUNS
from handlers.engine.message import CALL, Choice, Mark, Reply
from handlers.engine.text import say
from handlers.menu.menu import listed
from storage.records import Role

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_DATA = 64  # bytes
COLUMNS = 2
SHORT = 18  # characters: labels of so many stand side by side on a narrow phone
NO_KEYBOARD = {"remove_keyboard": True}


def keyboard(reply: Reply) -> dict[str, Any] | None:
    """The `reply_markup` of a reply: its choices below the message, or the key that sends the phone's location.

    Raises MessageWrong for a choice whose id is longer than Telegram takes.
    """
    if reply.wants_location:
        rows = [[{"text": reply.location_label or "📍", "request_location": True}]]
        rows += [[{"text": choice.label}] for choice in reply.choices]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    return {"inline_keyboard": list(_rows(reply.choices))} if reply.choices else None


def _rows(choices: tuple[Choice, ...]) -> Iterator[list[dict[str, str]]]:
    """Long labels have a row of their own, short ones stand in pairs; back, cancel and more share the last row."""
    last: list[dict[str, str]] = []
    waiting: list[dict[str, str]] = []
    for choice in choices:
        button = {"text": choice.button, "callback_data": _data(choice)}
        if choice.nav:
            last.append(button)
            continue
        short = len(choice.button) <= SHORT
        if waiting and not short:
            yield waiting
            waiting = []
        waiting.append(button)
        if not short or len(waiting) == COLUMNS:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
    if last:
        yield last


def _data(choice: Choice) -> str:
    if len(choice.id) > LONGEST_DATA or (not choice.id.isascii() and len(choice.id.encode()) > LONGEST_DATA):
        raise MessageWrong(f"A button's id is longer than Telegram's {LONGEST_DATA} bytes: {choice.id}")
    return choice.id


def entities(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Marks as Telegram has them (Bot API, MessageEntity).

    It finds telephone numbers by itself, and takes no links to them.
    """
    return [
        {"type": "text_link", "offset": one.offset, "length": one.length, "url": one.url}
        if one.style == "link"
        else {"type": one.style, "offset": one.offset, "length": one.length}
        for one in marks
        if not one.url.startswith(CALL)
    ]


def pieces(text: str, most: int = LONGEST_TEXT) -> list[str]:
    """A text in parts of at most so many UTF-16 units, cut at a line's end where there is one, else at a space."""
    if len(text) <= most // 2:
        return [text]
    before = []
    while _units(text) > most:
        part = text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
        cut = next((at for mark in ("\n", " ") if (at := part.rfind(mark)) > len(part) // 2), len(part))
        before.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in (*before, text) if part]


def fits_caption(text: str) -> bool:
    """Whether a text can stand below a picture or a file."""
    return len(text) <= LONGEST_CAPTION // 2 or _units(text) <= LONGEST_CAPTION


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def command_menu(language: str, role: Role = Role.MEMBER) -> list[dict[str, str]]:
    """What Telegram's menu button lists: the commands that a role may use, in our own menu's order."""
    return [{"command": one.commands[0], "description": say(one.title, language)} for one in listed(role, RUNS)]
