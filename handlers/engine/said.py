"""What a run says, before it is queued: messages to be, and how few they become. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.engine.marked import Marked
from handlers.engine.message import Chart, QrCode, Reply, Sheet, StoredPhoto, TextFile
from handlers.engine.text import _

ONE_MESSAGE = 900  # characters: also fits a picture's caption (Bot API, sendPhoto: 1024)
NO_FILES = _("Files do not go through here. Write to me on Telegram or in the web chat for that.")
PHOTO_ELSEWHERE = _("(A photo belongs here. It is shown on Telegram and in the web chat.)")
Attached = QrCode | TextFile | StoredPhoto | Sheet | Chart


@dataclass(slots=True)
class Said:
    """A message to be, with what is to be done once its outbox row is known. `alone`: no other is put into it."""

    reply: Reply
    after: Callable[[int], None] | None = None
    alone: bool = False


def fewest(said: Sequence[Said]) -> list[Said]:
    """What is said in a row, as few messages: a bare sentence goes in front of what follows it.

    Not in front of a photo: what stands with it is about whoever is on it.
    """
    merged: list[Said] = []
    for message in said:
        before = merged[-1].reply if merged and not merged[-1].alone and not message.alone else None
        bare = before is not None and merged[-1].after is None and not before.choices and before.attachment is None
        bare = bare and not isinstance(message.reply.attachment, StoredPhoto)
        if bare and before is not None and len(before.text) + len(message.reply.text) <= ONE_MESSAGE:
            whole = Marked(before.text, before.marks) + "\n\n" + Marked(message.reply.text, message.reply.marks)
            both = message.reply.model_copy(update={"text": whole.text, "marks": whole.marks})
            merged[-1] = replace(message, reply=both)
        else:
            merged.append(message)
    return merged


def in_one(said: Sequence[Said]) -> list[Said]:
    """What is said in a turn as one message, where each is counted. Only the last choices can be answered."""
    if not said:
        return []
    whole = Marked("")
    for message in said:
        whole = whole + ("\n\n" if whole.text and message.reply.text else "")
        whole = whole + Marked(message.reply.text, message.reply.marks)
    asks = next((message.reply for message in reversed(said) if message.reply.choices), said[-1].reply)
    shown = next((message.reply.attachment for message in said if message.reply.attachment is not None), None)
    reply = asks.model_copy(update={"text": whole.text, "marks": whole.marks, "attachment": shown})
    return [Said(reply, after=_each(said), alone=True)]


def _each(said: Sequence[Said]) -> Callable[[int], None]:
    """What is to be done with the row of each, with the one row that they have."""

    def after(row: int) -> None:
        for message in said:
            if message.after is not None:
                message.after(row)

    return after
