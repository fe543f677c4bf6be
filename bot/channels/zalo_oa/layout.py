"""How things look on an Official Account: a text in pieces, its buttons, and a picture (message/cs, API v3). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from bot.channels.zalo.cutting import cuts
from bot.channels.zalo_oa.presses import payload
from handlers.engine.message import Choice

MOST_BUTTONS = 5
LONGEST_TITLE = 100  # characters
ZERO_WIDTH_SPACE = "\u200b"
Json = dict[str, Any]


def texts(text: str, *, to_group: bool = False) -> list[str]:
    """A text as messages of at most 2,000 units. In a group "[@…]" would call somebody, so that is broken up."""
    if to_group:
        text = re.sub(r"\[@", f"[{ZERO_WIDTH_SPACE}@", text)
    text = unicodedata.normalize("NFC", text)
    return [text[begin:end] for begin, end in cuts(text)]


def buttons(choices: Sequence[Choice], address: str, key: bytes) -> Json:
    """The attachment that shows choices as buttons. A press sends what its button alone sends, and shows nothing."""
    return {
        "type": "template",
        "payload": {
            "buttons": [
                {"title": title(choice), "type": "oa.query.hide", "payload": payload(choice.id, address, key)}
                for choice in choices[:MOST_BUTTONS]
            ]
        },
    }


def title(choice: Choice) -> str:
    """What a button says."""
    said = unicodedata.normalize("NFC", choice.button).strip()
    return said if len(said) <= LONGEST_TITLE else f"{said[: LONGEST_TITLE - 1].rstrip()}…"


def picture(attachment_id: str) -> Json:
    """The attachment that shows a picture which was uploaded."""
    element = {"media_type": "image", "attachment_id": attachment_id}
    return {"type": "template", "payload": {"template_type": "media", "elements": [element]}}


def message(address: str, text: str, attachment: Json | None) -> Json:
    """The body of a message to a person or a group."""
    content = {**({"text": text} if text else {}), **({"attachment": attachment} if attachment else {})}
    return {"recipient": {"group_id" if is_group(address) else "user_id": address}, "message": content}


def is_group(address: str) -> bool:
    """Whether an address is a group's: people's are numbers."""
    return not address.isdecimal()
