"""Runs a conversation, and writes what its run left: late writes, the replies, where the conversation stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from handlers.engine.chat import Chat
from handlers.engine.conversation import Start
from handlers.engine.message import Choice, Edit, Incoming, Reply
from handlers.engine.outcomes import Bad, Ended, Goto, Paused, Refused, Rerun
from handlers.engine.said import Said, fewest, in_one
from handlers.engine.state import Asked, Shown
from storage.messages import chats, outbox
from storage.messages.records import Outgoing

Function = Callable[[Chat], None]


def run(chat: Chat, conversation: Function) -> Start | None:
    """Run the conversation under way from the top until it asks or ends; returns what it hands over to.

    What it wrote stays unless it was refused. A first run's writes are undone with the message's own savepoint; only
    one that was handed to needs another, so that what the run before wrote stays. A run that pauses has written
    nothing: the engine takes no question after a write.
    """
    said_before, chat.said = chat.said, []
    try:
        return _run_once(chat, conversation)
    finally:
        chat.said[:0] = said_before


def _run_once(chat: Chat, conversation: Function) -> Start | None:
    """One run, or two where an answer is corrected."""
    queued = len(chat.also)
    chat.written_before = chat.tx.written
    try:
        with chat.tx.savepoint() if chat.handed_over else nullcontext():
            start = _to_its_end(chat, conversation)
    except Paused:
        return None
    except Rerun:
        _undo(chat)
        return _run_once(chat, conversation)
    except (Refused, Bad) as refused:  # an answer that no question minds ends it as well, with its sentence
        _undo(chat)
        chat.said.clear()
        del chat.also[queued:]
        chat.say(refused.why)
        start = None
    if start is None:
        chat.state.running = None
    return start


def _to_its_end(chat: Chat, conversation: Function) -> Start | None:
    """Run it; an end of its own choosing keeps what it wrote."""
    try:
        conversation(chat)
    except Ended:
        return None
    except Goto as goto:
        return goto.start
    return None


def _undo(chat: Chat) -> None:
    """Undo what a first run wrote; the chat may have been opened by this very message."""
    if not chat.handed_over and chat.tx.written != chat.written_before:
        chat.tx.undo()
        chat.row = chats.find_or_open(chat.tx, chat.row.channel, chat.row.address, chat.row.language)


def finish(chat: Chat, message: Incoming, before: Asked | None) -> list[Outgoing]:
    """Write what the run left to the engine; `before` is the question that was open when the message came."""
    for write in chat.afterwards:
        write(chat.tx)
    _remember_offers(chat)
    _repeat_press(chat, message, before)
    rows = _changed_in_place(chat, message, before)
    if not rows:
        rows = queue_replies(chat, message) + _close(chat, message, before)
    save = chats.save_unheard if message.kind == "job_done" else chats.save
    save(chat.tx, chat.row.id, chat.state.model_dump_json(exclude_defaults=True))
    return rows + chat.also


def _repeat_press(chat: Chat, message: Incoming, before: Asked | None) -> None:
    """Say what was pressed, where the chat does not show it."""
    if chat.features.shows_presses or message.kind != "choice" or before is None or not chat.said:
        return
    question, _colon, which = message.choice.partition(":")
    if question == str(before.id) and which.isdecimal() and int(which) < len(before.choices):
        chat.said.insert(0, Said(Reply(text=f"› {before.choices[int(which)].label}")))


def _changed_in_place(chat: Chat, message: Incoming, before: Asked | None) -> list[Outgoing]:
    """Show the next question in the message whose button was pressed, where the conversation wants that."""
    now_open = chat.state.running.asked if chat.state.running else None
    merged = fewest(chat.said)
    wanted = chat.in_place and chat.features.in_place and message.kind == "choice"
    if not wanted or before is None or before.row is None or now_open is None or now_open is before:
        return []
    if len(merged) != 1:
        return []
    reply = merged[0].reply
    if reply.attachment is not None or reply.wants_location or reply.marks:  # what an edit cannot show
        return []
    row = outbox.queue(
        chat.tx,
        chat.row,
        key=f"{message.key}:0",
        kind="edit",
        body=Edit(row=before.row, text=reply.text, choices=reply.choices, question=reply.question).model_dump_json(),
        cause=message.key,
    )
    now_open.row = before.row
    return [row] if row else []


def _close(chat: Chat, message: Incoming, before: Asked | None) -> list[Outgoing]:
    """Take the buttons away from a question that is open no more."""
    now_open = chat.state.running.asked if chat.state.running else None
    if before is None or before.row is None or now_open is before or not (before.choices or before.nav):
        return []
    row = outbox.queue(
        chat.tx,
        chat.row,
        key=f"{message.key}:closed",
        kind="edit",
        body=Edit(row=before.row).model_dump_json(),
        cause=message.key,
    )
    return [row] if row else []


def _remember_offers(chat: Chat) -> None:
    """Keep the commands that were offered last, so that a number or a label picks one on any channel."""
    if chat.state.running is not None:
        chat.state.offers = None
        return
    offered: Sequence[Choice] = next((said.reply.choices for said in reversed(chat.said) if said.reply.choices), ())
    if offered:
        shown = [Shown(key=choice.id, label=choice.label) for choice in offered]
        chat.state.offers = Asked(id=0, step="", choices=shown)


def queue_replies(chat: Chat, message: Incoming) -> list[Outgoing]:
    """Queue what was said, under keys of the message's."""
    rows = []
    said_in_turn = in_one(chat.said) if chat.features.one_message else fewest(chat.said)
    for number, said in enumerate(said_in_turn):
        row = outbox.queue(
            chat.tx,
            chat.row,
            key=f"{message.key}:{number}",
            kind="reply",
            body=said.reply.model_dump_json(),
            cause=message.key,
        )
        if row is not None:
            rows.append(row)
            if said.after is not None:
                said.after(row.id)
    return rows
