"""What everybody with a seat was told before a campaign, for those who get a seat later."""

from __future__ import annotations

from datetime import datetime

from handlers.engine.chat import Chat
from storage.broadcasts import queue as broadcast_queue
from storage.campaigns.records import Shift, SignUp


def tell(chat: Chat, seat: SignUp, shift: Shift, *, due_at: datetime | None = None) -> None:
    """Queue the campaign's last instructions for whoever has this seat now, where its organiser wants that; once.

    They are due at once, or when whoever got the seat by night hears of it.
    """
    if seat.state == "seated":
        row = broadcast_queue.late(chat.tx, seat.member_id, shift.campaign_id, due_at or chat.tx.now)
        chat.also += [row] if row is not None else []
