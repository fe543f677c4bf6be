"""The code on a leader's screen: its words, and its renewal by editing the message while the minutes pass."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.engine.message import Edit
from handlers.engine.text import Text, _, say
from storage.attendance import check_ins, live_codes
from storage.attendance.check_ins import CODE_LASTS, minute_of
from storage.attendance.live_codes import LiveCode
from storage.campaigns import campaigns
from storage.campaigns.records import Shift
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.messages.records import Outgoing


def words(shift: Shift, now: datetime, *, renewed: bool = True) -> Text:
    """The code of this minute, large, and until when it counts."""
    code = check_ins.code_at(shift, now)
    facts = {
        "title": shift.title,
        "code": f"{code[:3]} {code[3:]}",
        "until": datetime.fromtimestamp((minute_of(now) + 1) * 60, UTC) + CODE_LASTS,
    }
    if renewed:
        return _("“{title}”\n\n🔢  {code}\n\nCounts until {until:time}. I renew it here every minute.", **facts)
    return _("“{title}”\n\n🔢  {code}\n\nCounts until {until:time}. For the next one, send /ma.", **facts)


def due_edits(tx: Transaction) -> list[Outgoing]:
    """Queue an edit for each message whose code is of an earlier minute; the last one says that it has ended."""
    edits = [_edit(tx, live) for live in live_codes.due(tx)]
    return [edit for edit in edits if edit is not None]


def _edit(tx: Transaction, live: LiveCode) -> Outgoing | None:
    chat = chats.by_id(tx, live.chat_id)
    shift = campaigns.shift(tx, live.shift_id)
    if live.may and tx.now < live.until:
        text = words(shift, tx.now)
        live_codes.renewed(tx, live)
    else:
        text = _over(shift, live, tx.now)
        live_codes.ended(tx, live)
    if chat is None:
        return None
    return outbox.queue(
        tx,
        chat,
        key=f"code:{live.outbox_id}:{minute_of(tx.now)}",
        kind="edit",
        body=Edit(row=live.outbox_id, text=say(text, chat.language)).model_dump_json(),
    )


def _over(shift: Shift, live: LiveCode, now: datetime) -> Text:
    if not live.may or now >= shift.ends_at:
        return _("“{title}”: check-in is over.", title=shift.title)
    return _("“{title}”: this code is no longer renewed. To show it again, send /ma.", title=shift.title)
