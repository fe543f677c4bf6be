"""What a broadcast looks like to one reader, made when it is sent; and its progress in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from handlers.broadcasts import BROADCAST, OneBroadcast
from handlers.engine.conversation import Offer
from handlers.engine.message import Choice, Edit, Mark, Reply, StoredPhoto
from handlers.engine.text import LANGUAGES, Text, _, ngettext, say
from handlers.typed.marks import filled
from storage.broadcasts import broadcasts
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.broadcasts import Body, Broadcast, Counts
from storage.broadcasts.queue import Message
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.records import Outgoing

NAME_FIELDS = ("ten", "ho ten", "name")
UNIT_FIELDS = ("don vi", "chi doan", "unit")
FIELDS = {*NAME_FIELDS, *UNIT_FIELDS}
Verdict = Literal["held", "over"]


def worded(tx: Transaction, row: Outgoing) -> Reply | Verdict:
    """The message of a broadcast's row for its reader.

    "held" while the broadcast is paused; "over" where it was cancelled, or its reader is nobody any more.
    """
    found = broadcast_queue.message(tx, row.id)
    if found is None or found.state == "cancelled":
        return "over"
    return "held" if found.state == "paused" else reply(found, row.language)


def reply(found: Message, language: str) -> Reply:
    """The message for one reader: their language where it has that, their name and unit, the photo, the button."""
    facts = dict.fromkeys(NAME_FIELDS, found.name) | dict.fromkeys(UNIT_FIELDS, found.unit)
    text, marks = filled(text_for(_body(found.body), language), facts)
    choices = [] if found.campaign_id is None else [button(found.campaign_id, language)]
    photo = None
    if found.sha256 is not None and found.media_type is not None:
        photo = StoredPhoto(sha256=found.sha256, media_type=found.media_type)
    return Reply(text=text, marks=marks, choices=tuple(choices), attachment=photo)


def button(campaign_id: int, language: str) -> Choice:
    """The button that leads to a broadcast's campaign."""
    return Choice(id=f"/chiendich {campaign_id}", label=say(_("See the campaign"), language))


@lru_cache(maxsize=32)
def _body(body: str) -> Body:
    return Body.model_validate_json(body)


def text_for(body: Body, language: str) -> str:
    """What a broadcast says to those who read this language."""
    return body.others.get(language, body.text)


# Progress -----------------------------------------------------------------------------------------------------------


def progress(found: Broadcast, sums: Counts) -> Text:
    """How far a broadcast has come, as its message shows it."""
    looking = found.state == "sending" and not found.collected
    lines = [heading(found), _("Looking up who gets it…") if looking else bar(sums), *ends(sums)]
    text = lines[0]
    for line in lines[1:]:
        text = Text("{text}\n{line}", facts={"text": text, "line": line})
    return text


def heading(found: Broadcast) -> Text:
    """Which broadcast it is, and what it is doing."""
    facts = {"number": found.id, "unit": found.unit_name}
    match found.state:
        case "paused":
            return _("⏸ Announcement {number}, {unit}: paused", **facts)
        case "cancelled":
            return _("✕ Announcement {number}, {unit}: cancelled", **facts)
        case "done":
            return _("✓ Announcement {number}, {unit}: sent", **facts)
    if found.at is not None and found.said_at is not None and found.at > found.said_at and not found.fed:
        return _("🕒 Announcement {number}, {unit}: goes out at {at:moment}", at=found.at, **facts)
    return _("▶ Announcement {number}, {unit}: going out", **facts)


def bar(sums: Counts) -> Text:
    """How many of how many have it, as a bar and in numbers."""
    share = sums.sent / sums.people if sums.people else 1.0
    full = round(10 * share)
    drawn = "▓" * full + "░" * (10 - full)
    return ngettext(
        "{bar} {sent} of {count} person", "{bar} {sent} of {count} people", sums.people, bar=drawn, sent=sums.sent
    )


def ends(sums: Counts) -> list[Text]:
    """Who does not get it, and why; only where there is somebody."""
    found = (
        ngettext("• {count} has blocked me", "• {count} have blocked me", sums.blocked),
        ngettext("• {count} could not be sent", "• {count} could not be sent", sums.failed),
        ngettext("• {count} cannot be reached any more", "• {count} cannot be reached any more", sums.left_out),
        ngettext("• {count} not sent, as you wished", "• {count} not sent, as you wished", sums.cancelled),
    )
    return [line for line in found if line.count]


def buttons(found: Broadcast) -> tuple[Offer, ...]:
    """What can be done with a broadcast now."""

    def offer(action: str, label: Text) -> Offer:
        return Offer(BROADCAST, OneBroadcast(of=f"{found.id} {action}"), label)

    match found.state:
        case "sending":
            return (offer("tamdung", _("Pause")), offer("dung", _("Stop it for good")))
        case "paused":
            return (offer("tiep", _("Go on")), offer("dung", _("Stop it for good")))
    ended = [offer("excel", _("The list as Excel"))]
    if (found.blocked or 0) + (found.failed or 0):
        ended.append(offer("lai", _("Try the failed ones again")))
    return tuple(ended)


def due_edits(tx: Transaction) -> list[Outgoing]:
    """Bring the messages that show running broadcasts up to date; those that have ended say what became of it."""
    edits = [_edit(tx, found, broadcasts.counts(tx, found)) for found in broadcast_queue.running(tx)]
    for found, sums in broadcast_queue.finish(tx):
        state = "done" if found.state == "sending" else "cancelled"
        ended = found.model_copy(
            update={"state": state, "ended_at": tx.now, "blocked": sums.blocked, "failed": sums.failed}
        )
        edits.append(_edit(tx, ended, sums))
        edits.append(_tell_author(tx, ended, sums))
    return [edit for edit in edits if edit is not None]


def _edit(tx: Transaction, found: Broadcast, sums: Counts) -> Outgoing | None:
    """The edit that shows how far it has come, where that is news to its message."""
    chat = chats.of_row(tx, found.progress_row) if found.progress_row is not None else None
    if chat is None or found.progress_row is None:
        return None
    text = say(progress(found, sums), chat.language)
    if text == found.progress:
        return None
    broadcast_queue.shown(tx, found.id, text)
    choices = tuple(offer.choice(chat.language) for offer in buttons(found))
    body = Edit(row=found.progress_row, text=text, choices=choices).model_dump_json()
    key = f"broadcast:{found.id}:progress:{tx.now.isoformat()}"
    return outbox.queue(tx, chat, key=key, kind="edit", body=body)


def _tell_author(tx: Transaction, found: Broadcast, sums: Counts) -> Outgoing | None:
    """A message of its own to whoever sent it: the one with the progress may stand far above by now."""
    chat = chats.reachable(tx, found.author_id) if found.author_id is not None else None
    if chat is None:
        return None
    choices = tuple(offer.choice(chat.language) for offer in buttons(found))
    reply = Reply(text=say(progress(found, sums), chat.language), choices=choices)
    return outbox.queue(
        tx, chat, key=f"broadcast:{found.id}:ended", kind="reply", body=reply.model_dump_json(), lane=outbox.NOTICE
    )


def languages_beside(language: str) -> list[str]:
    """The languages that a broadcast can have a text in, beside this one."""
    return [one for one in LANGUAGES if one != language]


def preview(body: Body, name: str, unit: str, language: str) -> tuple[str, tuple[Mark, ...]]:
    """The text and marks as a reader of this name and unit will see them."""
    facts = dict.fromkeys(NAME_FIELDS, name) | dict.fromkeys(UNIT_FIELDS, unit)
    return filled(text_for(body, language), facts)
