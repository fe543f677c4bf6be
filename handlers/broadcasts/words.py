"""What a broadcast looks like to one reader, made when it is sent."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from handlers.engine.message import Choice, Mark, Reply, StoredPhoto
from handlers.engine.text import LANGUAGES, _, say
from handlers.typed.marks import filled
from handlers.typed.people import given_name
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.queue import BroadcastMessage
from storage.broadcasts.records import BroadcastBody
from storage.database import Transaction
from storage.messages.records import Outgoing

GIVEN_NAME_FIELDS = ("ten", "name")
FULL_NAME_FIELDS = ("ho ten", "ho va ten", "full name")
UNIT_FIELDS = ("don vi", "chi doan", "unit")
FIELDS = {*GIVEN_NAME_FIELDS, *FULL_NAME_FIELDS, *UNIT_FIELDS}
Verdict = Literal["held", "over"]


def worded(tx: Transaction, row: Outgoing) -> Reply | Verdict:
    """The message of a broadcast's row for its reader.

    "held" while the broadcast is paused; "over" where it was cancelled, or its reader is nobody any more.
    """
    message = broadcast_queue.message(tx, row.id)
    if message is None or message.state == "cancelled":
        return "over"
    return "held" if message.state == "paused" else reply(message, row.language)


def reply(message: BroadcastMessage, language: str) -> Reply:
    """The message for one reader: their language where it has that, their name and unit, the photo, the button."""
    text, marks = preview(_body(message.body), message.name, message.unit, language)
    choices = [] if message.campaign_id is None else [button(message.campaign_id, language)]
    photo = None
    if message.sha256 is not None and message.media_type is not None:
        photo = StoredPhoto(sha256=message.sha256, media_type=message.media_type)
    return Reply(text=text, marks=marks, choices=tuple(choices), attachment=photo)


def button(campaign_id: int, language: str) -> Choice:
    """The button that leads to a broadcast's campaign."""
    return Choice(id=f"/chiendich {campaign_id}", label=say(_("See the campaign"), language))


@lru_cache(maxsize=32)
def _body(body: str) -> BroadcastBody:
    return BroadcastBody.model_validate_json(body)


def text_for(body: BroadcastBody, language: str) -> str:
    """What a broadcast says to those who read this language."""
    return body.others.get(language, body.text)


def languages_beside(language: str) -> list[str]:
    """The languages that a broadcast can have a text in, beside this one."""
    return [one for one in LANGUAGES if one != language]


def preview(body: BroadcastBody, name: str, unit: str, language: str) -> tuple[str, tuple[Mark, ...]]:
    """The text and marks as a reader of this name and unit will see them."""
    facts = {
        **dict.fromkeys(GIVEN_NAME_FIELDS, given_name(name)),
        **dict.fromkeys(FULL_NAME_FIELDS, name),
        **dict.fromkeys(UNIT_FIELDS, unit),
    }
    return filled(text_for(body, language), facts)
