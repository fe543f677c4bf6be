"""What a notice offers, to whoever types its number or label: it may be the newest message in the chat.

Where there are buttons they say which message is meant. Elsewhere the newest list is the one that is read; while a
question is open a number may be meant for either, and is asked about.
"""

from __future__ import annotations

from handlers import notices
from handlers.engine.chat import Chat
from handlers.engine.choices import resolve_exactly
from handlers.engine.message import Choice, Incoming, Reply
from handlers.engine.state import Asked, Shown
from storage.messages import outbox

LONGEST = 80  # characters of a label


def picked(chat: Chat, message: Incoming) -> Choice | None:
    """What a message picks of the notice that is the newest message of the chat; None where it picks nothing of it."""
    if message.kind != "text" or not message.text.strip() or len(message.text) > LONGEST:
        return None
    row = outbox.told_last(chat.tx, chat.row.id)
    if row is None:
        return None
    worded = notices.worded_now(chat.tx, row)
    offered = [one for one in worded.choices if one.id.startswith("/")] if isinstance(worded, Reply) else []
    listed = Asked(id=0, step="", choices=[Shown(key=one.id, label=one.label) for one in offered])
    command = resolve_exactly(message, listed) if offered else None
    return next((one for one in offered if one.id == command), None)
