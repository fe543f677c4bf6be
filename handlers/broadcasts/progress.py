"""How far a broadcast has come: in words, and in the one message of each chat that shows it, changed to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.broadcasts import BROADCAST, OneBroadcast
from handlers.engine.conversation import Offer
from handlers.engine.message import Edit, Reply
from handlers.engine.state import fingerprint
from handlers.engine.text import Text, _, ngettext, say
from schedules.due import caused
from storage.broadcasts import progress as broadcast_sums
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts import screens
from storage.broadcasts.records import Broadcast, BroadcastCounts, Screen, Standing
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.messages.records import ChatRow, Outgoing

LOOKS_ON_FOR = timedelta(minutes=10)  # so long its author looks at the message; later they are told in a new one
STATES: dict[Standing, Text] = {
    "draft": _("draft"),
    "scheduled": _("scheduled"),
    "sending": _("going out"),
    "paused": _("paused"),
    "stopped": _("stopped"),
    "cancelled": _("cancelled"),
    "done": _("sent"),
}


def progress(broadcast: Broadcast, sums: BroadcastCounts, now: datetime) -> Text:
    """How far a broadcast has come, as its message shows it."""
    looking = broadcast.state == "sending" and not broadcast.collected
    lines = [heading(broadcast, now), *([_("Looking up who gets it…")] if looking else [bar(sums), *ends(sums)])]
    if broadcast.late and broadcast.state != "cancelled":
        lines.append(_("• whoever signs up from now on gets it too"))
    text = lines[0]
    for line in lines[1:]:
        text = Text("{text}\n{line}", facts={"text": text, "line": line})
    return text


def heading(broadcast: Broadcast, now: datetime) -> Text:
    """Which broadcast it is, and where it stands."""
    facts = {"number": broadcast.id, "unit": broadcast.unit_name}
    match broadcast.stands(now):
        case "scheduled":
            return _("🕒 Announcement {number}, {unit}: scheduled for {at:moment}", at=broadcast.at, **facts)
        case "paused":
            return _("⏸ Announcement {number}, {unit}: paused", **facts)
        case "stopped":
            return _("✕ Announcement {number}, {unit}: stopped", **facts)
        case "cancelled":
            return _("✕ Announcement {number}, {unit}: cancelled", **facts)
        case "done":
            return _("✓ Announcement {number}, {unit}: sent", **facts)
    return _("▶ Announcement {number}, {unit}: going out", **facts)


def bar(sums: BroadcastCounts) -> Text:
    """How many of those who were to get it have it, as a bar and in numbers."""
    if not sums.reachable:
        return _("Nobody could be sent it so far.")
    share = sums.sent / sums.reachable
    full = int(10 * share)
    drawn = "▓" * full + "░" * (10 - full)
    return ngettext(
        "{bar} {sent} of {count} person", "{bar} {sent} of {count} people", sums.reachable, bar=drawn, sent=sums.sent
    )


def ends(sums: BroadcastCounts) -> list[Text]:
    """Who does not get it, and why; only where there is somebody. The last two are no part of the number above."""
    lines = (
        ngettext("• {count} has blocked me meanwhile", "• {count} have blocked me meanwhile", sums.blocked),
        ngettext(
            "• {count} waits: it would cost more than is given; it goes out when they write",
            "• {count} wait: it would cost more than is given; it goes out when they write",
            sums.held,
        ),
        ngettext(
            "• {count} cannot be reached on Zalo until they write; it goes out then",
            "• {count} cannot be reached on Zalo until they write; it goes out then",
            sums.closed,
        ),
        ngettext("• {count} could not be sent", "• {count} could not be sent", sums.failed),
        ngettext("• {count} cannot be reached any more", "• {count} cannot be reached any more", sums.left_out),
        ngettext("• {count} not sent, as you wished", "• {count} not sent, as you wished", sums.cancelled),
        ngettext(
            "• {count} signed up later and is sent it too",
            "• {count} signed up later and are sent it too",
            sums.joined_later,
        ),
        ngettext(
            "• {count} has not written to me yet, so did not get it",
            "• {count} have not written to me yet, so did not get it",
            sums.no_chat,
        ),
        ngettext(
            "• {count} had blocked me before, so did not get it",
            "• {count} had blocked me before, so did not get it",
            sums.blocked_before,
        ),
    )
    cost = [_("• cost so far: {cost}đ", cost=sums.cost)] if sums.cost else []
    return [*(line for line in lines if line.count), *cost]


def buttons(broadcast: Broadcast, now: datetime) -> tuple[Offer, ...]:
    """What can be done with a broadcast now."""

    def offer(action: str, label: Text) -> Offer:
        return Offer(BROADCAST, OneBroadcast(of=f"{broadcast.id} {action}"), label)

    back = [offer("nhap", _("Take it back to change it"))] if broadcast.may_be_taken_back(now) else []
    match broadcast.state:
        case "sending":
            return (*back, offer("tamdung", _("Pause")), offer("dung", _("Stop it for good")))
        case "paused":
            return (*back, offer("tiep", _("Go on")), offer("dung", _("Stop it for good")))
    ended = [offer("excel", _("The list as Excel"))]
    if (broadcast.blocked or 0) + (broadcast.failed or 0) + broadcast.no_chat + broadcast.blocked_before:
        ended.append(offer("lai", _("Send it to those who did not get it")))
    return tuple(ended)


# The message that shows it -------------------------------------------------------------------------------------------


def shows_from_now_on(tx: Transaction, broadcast: Broadcast, chat: ChatRow, row: int, text: str) -> list[Outgoing]:
    """Let a chat's message of this outbox row show a broadcast; the one before it says so, and has no buttons more."""
    before = screens.in_chat(tx, broadcast.id, chat.id)
    if broadcast.ended_at is None:
        shown = _mark(broadcast, text, tx.now)
        screens.put(tx, Screen(broadcast_id=broadcast.id, chat_id=chat.id, row_id=row, shown=shown))
    if before is None or before.row_id == row:
        return []
    moved = say(_("Announcement {number}: see the newer message below.", number=broadcast.id), chat.language)
    edit = _queue_edit(tx, chat, broadcast, Edit(row=before.row_id, text=moved))
    return [] if edit is None else [edit]


def change(tx: Transaction, broadcast: Broadcast, screen: Screen, sums: BroadcastCounts) -> Outgoing | None:
    """Let a chat's message say how far a broadcast has come; None where it says so already."""
    chat = chats.by_id(tx, screen.chat_id)
    if chat is None:
        return None
    text = say(progress(broadcast, sums, tx.now), chat.language)
    choices = tuple(offer.choice(chat.language) for offer in buttons(broadcast, tx.now))
    shown = _mark(broadcast, text, tx.now)
    if shown == screen.shown:
        return None
    screens.put(tx, screen.model_copy(update={"shown": shown}))
    return _queue_edit(tx, chat, broadcast, Edit(row=screen.row_id, text=text, choices=choices))


def show_no_more(tx: Transaction, broadcast: Broadcast) -> list[Outgoing]:
    """Let the messages that show a broadcast say that it was taken back: without buttons, for the last time."""
    edits: list[Outgoing | None] = []
    for screen in screens.of(tx, broadcast.id):
        chat = chats.by_id(tx, screen.chat_id)
        if chat is None:
            continue
        text = say(_("✎ Announcement {number}: taken back, a draft again.", number=broadcast.id), chat.language)
        edits.append(_queue_edit(tx, chat, broadcast, Edit(row=screen.row_id, text=text)))
    screens.drop(tx, broadcast.id)
    return [edit for edit in edits if edit is not None]


def _mark(broadcast: Broadcast, text: str, now: datetime) -> str:
    """A mark of what a message says, and of its buttons."""
    return fingerprint("\n".join([text, *(offer.command for offer in buttons(broadcast, now))]))


def _queue_edit(tx: Transaction, chat: ChatRow, broadcast: Broadcast, edit: Edit) -> Outgoing | None:
    body = edit.model_dump_json()
    key = f"broadcast:{broadcast.id}:progress:{edit.row}:{tx.now.isoformat()}:{fingerprint(body)}"
    return outbox.queue(tx, chat, key=key, kind="edit", body=body)


def due_edits(tx: Transaction, only: int | None = None) -> list[Outgoing]:
    """Change the messages that show broadcasts which are under way, or the one of this id; ended ones a last time."""
    changes: list[Outgoing | None] = []
    for broadcast, sums in broadcast_queue.finish(tx, only):
        state = "done" if broadcast.state == "sending" else "cancelled"
        ended = broadcast.model_copy(
            update={"state": state, "ended_at": tx.now, "blocked": sums.blocked, "failed": sums.failed}
        )
        shown = screens.of(tx, ended.id)
        changes += [change(tx, ended, screen, sums) for screen in shown]
        screens.drop(tx, ended.id)
        if not _looks_on(tx, ended, shown):
            changes.append(_tell_author(tx, ended, sums))
    for broadcast in broadcast_queue.running(tx, only):
        sums = broadcast_sums.counts(tx, broadcast)
        changes += [change(tx, broadcast, screen, sums) for screen in screens.of(tx, broadcast.id)]
    return [one for one in changes if one is not None]


def _looks_on(tx: Transaction, broadcast: Broadcast, shown: Sequence[Screen]) -> bool:
    """Whether its author still looks at a message that shows it: where messages cannot be changed there is none."""
    if broadcast.said_at is None or tx.now - broadcast.said_at >= LOOKS_ON_FOR:
        return False
    looking = [chats.by_id(tx, screen.chat_id) for screen in shown]
    return any(chat is not None and chat.member_id == broadcast.author_id for chat in looking)


def _tell_author(tx: Transaction, broadcast: Broadcast, sums: BroadcastCounts) -> Outgoing | None:
    """Tell the author in a line that it has ended; in their quiet hours it waits until these are over."""
    chat = chats.reachable(tx, broadcast.author_id) if broadcast.author_id is not None else None
    if chat is None or broadcast.author_id is None:
        return None
    text = _("{heading}, {sent}/{people}", heading=heading(broadcast, tx.now), sent=sums.sent, people=sums.reachable)
    see = Offer(BROADCAST, OneBroadcast(of=str(broadcast.id)), _("How it stands"))
    reply = Reply(text=say(text, chat.language), choices=(see.choice(chat.language),))
    due_at = caused.quiet_until(tx, broadcast.author_id)
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
