"""What a broadcast looks like to one reader, made when it is sent; and its progress in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from handlers.broadcasts import BROADCAST, OneBroadcast
from handlers.engine.conversation import Offer
from handlers.engine.message import Choice, Edit, Mark, Reply, StoredPhoto
from handlers.engine.text import LANGUAGES, Text, _, ngettext, say
from handlers.typed.marks import filled
from schedules.due import caused
from storage.broadcasts import broadcasts
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.queue import BroadcastMessage
from storage.broadcasts.records import Broadcast, BroadcastBody, BroadcastCounts
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.messages.records import Outgoing

NAME_FIELDS = ("ten", "ho ten", "name")
UNIT_FIELDS = ("don vi", "chi doan", "unit")
FIELDS = {*NAME_FIELDS, *UNIT_FIELDS}
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
    facts = dict.fromkeys(NAME_FIELDS, message.name) | dict.fromkeys(UNIT_FIELDS, message.unit)
    text, marks = filled(text_for(_body(message.body), language), facts)
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


# Progress -----------------------------------------------------------------------------------------------------------


def progress(broadcast: Broadcast, sums: BroadcastCounts) -> Text:
    """How far a broadcast has come, as its message shows it."""
    looking = broadcast.state == "sending" and not broadcast.collected
    lines = [heading(broadcast), _("Looking up who gets it…") if looking else bar(sums), *ends(sums)]
    if broadcast.late and broadcast.state != "cancelled":
        lines.append(_("• whoever signs up from now on gets it too"))
    text = lines[0]
    for line in lines[1:]:
        text = Text("{text}\n{line}", facts={"text": text, "line": line})
    return text


def heading(broadcast: Broadcast) -> Text:
    """Which broadcast it is, and what it is doing."""
    facts = {"number": broadcast.id, "unit": broadcast.unit_name}
    match broadcast.state:
        case "paused":
            return _("⏸ Announcement {number}, {unit}: paused", **facts)
        case "cancelled":
            return _("✕ Announcement {number}, {unit}: cancelled", **facts)
        case "done":
            return _("✓ Announcement {number}, {unit}: sent", **facts)
    if (
        broadcast.at is not None
        and broadcast.said_at is not None
        and broadcast.at > broadcast.said_at
        and not broadcast.fed
    ):
        return _("🕒 Announcement {number}, {unit}: goes out at {at:moment}", at=broadcast.at, **facts)
    return _("▶ Announcement {number}, {unit}: going out", **facts)


def bar(sums: BroadcastCounts) -> Text:
    """How many of those who can be reached have it, as a bar and in numbers."""
    if not sums.reachable:
        return _("Nobody could be sent it so far.")
    share = sums.sent / sums.reachable
    full = round(10 * share)
    drawn = "▓" * full + "░" * (10 - full)
    return ngettext(
        "{bar} {sent} of {count} person", "{bar} {sent} of {count} people", sums.reachable, bar=drawn, sent=sums.sent
    )


def ends(sums: BroadcastCounts) -> list[Text]:
    """Who does not get it, and why; only where there is somebody."""
    lines = (
        ngettext("• {count} has blocked me", "• {count} have blocked me", sums.blocked + sums.blocked_before),
        ngettext("• {count} has no chat with me", "• {count} have no chat with me", sums.no_chat),
        ngettext("• {count} could not be sent", "• {count} could not be sent", sums.failed),
        ngettext("• {count} cannot be reached any more", "• {count} cannot be reached any more", sums.left_out),
        ngettext("• {count} not sent, as you wished", "• {count} not sent, as you wished", sums.cancelled),
    )
    return [line for line in lines if line.count]


def buttons(broadcast: Broadcast) -> tuple[Offer, ...]:
    """What can be done with a broadcast now."""

    def offer(action: str, label: Text) -> Offer:
        return Offer(BROADCAST, OneBroadcast(of=f"{broadcast.id} {action}"), label)

    match broadcast.state:
        case "sending":
            return (offer("tamdung", _("Pause")), offer("dung", _("Stop it for good")))
        case "paused":
            return (offer("tiep", _("Go on")), offer("dung", _("Stop it for good")))
    ended = [offer("excel", _("The list as Excel"))]
    if (broadcast.blocked or 0) + (broadcast.failed or 0):
        ended.append(offer("lai", _("Try the failed ones again")))
    return tuple(ended)


def due_edits(tx: Transaction, only: int | None = None) -> list[Outgoing]:
    """Update the messages that show running broadcasts, or the one of this id; those of ended ones show the result."""
    edits = [_edit(tx, broadcast, broadcasts.counts(tx, broadcast)) for broadcast in broadcast_queue.running(tx, only)]
    for broadcast, sums in broadcast_queue.finish(tx, only):
        state = "done" if broadcast.state == "sending" else "cancelled"
        ended = broadcast.model_copy(
            update={"state": state, "ended_at": tx.now, "blocked": sums.blocked, "failed": sums.failed}
        )
        edits.append(_edit(tx, ended, sums))
        edits.append(_tell_author(tx, ended, sums))
    return [edit for edit in edits if edit is not None]


def _edit(tx: Transaction, broadcast: Broadcast, sums: BroadcastCounts) -> Outgoing | None:
    """The edit that shows how far it has come; None where the message says so already."""
    chat = chats.of_row(tx, broadcast.progress_row) if broadcast.progress_row is not None else None
    if chat is None or broadcast.progress_row is None:
        return None
    text = say(progress(broadcast, sums), chat.language)
    if text == broadcast.progress:
        return None
    broadcast_queue.shown(tx, broadcast.id, text)
    choices = tuple(offer.choice(chat.language) for offer in buttons(broadcast))
    body = Edit(row=broadcast.progress_row, text=text, choices=choices).model_dump_json()
    key = f"broadcast:{broadcast.id}:progress:{tx.now.isoformat()}"
    return outbox.queue(tx, chat, key=key, kind="edit", body=body)


def _tell_author(tx: Transaction, broadcast: Broadcast, sums: BroadcastCounts) -> Outgoing | None:
    """A new message to the author: the one with the progress may be far up in the chat by now.

    Who had it sent at once waits for it; of one that was sent at a set time by night they hear in the morning.
    """
    chat = chats.reachable(tx, broadcast.author_id) if broadcast.author_id is not None else None
    if chat is None or broadcast.author_id is None:
        return None
    choices = tuple(offer.choice(chat.language) for offer in buttons(broadcast))
    reply = Reply(text=say(progress(broadcast, sums), chat.language), choices=choices)
    at_once = broadcast.at is None or broadcast.said_at is None or broadcast.at <= broadcast.said_at
    due_at = tx.now if at_once else caused.quiet_until(tx, broadcast.author_id)
    row = outbox.queue(
        tx,
        chat,
        key=f"broadcast:{broadcast.id}:ended",
        kind="reply",
        body=reply.model_dump_json(),
        lane=outbox.NOTICE,
        due_at=due_at,
    )
    return row if due_at <= tx.now else None


def languages_beside(language: str) -> list[str]:
    """The languages that a broadcast can have a text in, beside this one."""
    return [one for one in LANGUAGES if one != language]


def preview(body: BroadcastBody, name: str, unit: str, language: str) -> tuple[str, tuple[Mark, ...]]:
    """The text and marks as a reader of this name and unit will see them."""
    facts = dict.fromkeys(NAME_FIELDS, name) | dict.fromkeys(UNIT_FIELDS, unit)
    return filled(text_for(body, language), facts)
