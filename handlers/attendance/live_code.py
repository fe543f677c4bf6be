"""The code on a leader's screen: its words, and its renewal by editing the message while the minutes pass."""

from __future__ import annotations

from datetime import UTC, datetime

from handlers.attendance import ROSTER, SHOW_POSTER, VOID_POSTERS
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import CodeShown, Edit
from handlers.engine.text import Text, _, say
from handlers.reports import VERIFY
from storage.attendance import check_ins, live_codes
from storage.attendance.check_ins import CODE_LASTS, minute_of
from storage.attendance.live_codes import LiveCode
from storage.campaigns import campaigns
from storage.campaigns.records import Campaign, Shift
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.messages.records import Outgoing


def words(shift: Shift, now: datetime, *, renewed: bool = True) -> Text:
    """How people check in, until when the code of this minute counts, and last, where it is seen, the code."""
    code = check_ins.code_at(shift, now)
    facts: dict[str, object] = {
        "title": shift.title,
        "code": f"{code[:3]} {code[3:]}",
        "until": datetime.fromtimestamp((minute_of(now) + 1) * 60, UTC) + CODE_LASTS,
    }
    facts["how"] = _("People send /checkin and type this code. If somebody has no phone, tick them on the roster.")
    if renewed:
        return _("“{title}”\n{how}\nCounts until {until:time}. I renew it here every minute.\n\n🔢  {code}", **facts)
    return _("“{title}”\n{how}\nCounts until {until:time}. For the next one, send /code.\n\n🔢  {code}", **facts)


def shown(shift: Shift, now: datetime) -> CodeShown:
    """The code by itself, for a channel that can show it as large as the screen, and until when it is this one."""
    code = check_ins.code_at(shift, now)
    return CodeShown(digits=f"{code[:3]} {code[3:]}", until=datetime.fromtimestamp((minute_of(now) + 1) * 60, UTC))


def offers(shift: Shift, campaign: Campaign) -> list[Offer]:
    """What a leader may want beside the code."""
    named = Named(of=str(shift.id))
    qr = [Offer(SHOW_POSTER, named)] if "leader" not in campaign.proofs else []
    void = [Offer(VOID_POSTERS, named)] if "link" in campaign.proofs else []
    return [*qr, Offer(ROSTER, named), Offer(VERIFY), *void]


def due_edits(tx: Transaction) -> list[Outgoing]:
    """Queue an edit for each message whose code is of an earlier minute; the last one says that it has ended."""
    edits = [_edit(tx, live) for live in live_codes.due(tx)]
    return [edit for edit in edits if edit is not None]


def _edit(tx: Transaction, live: LiveCode) -> Outgoing | None:
    chat = chats.by_id(tx, live.chat_id)
    shift = campaigns.shift(tx, live.shift_id)
    goes_on = live.may and tx.now < live.until
    text = words(shift, tx.now) if goes_on else _over(shift, live, tx.now)
    (live_codes.renewed if goes_on else live_codes.ended)(tx, live)
    if chat is None:
        return None
    beside = offers(shift, campaigns.by_id(tx, shift.campaign_id)) if goes_on else []
    return outbox.queue(
        tx,
        chat,
        key=f"code:{live.outbox_id}:{minute_of(tx.now)}",
        kind="edit",
        body=Edit(
            row=live.outbox_id,
            text=say(text, chat.language),
            choices=tuple(offer.choice(chat.language) for offer in beside),
            code=shown(shift, tx.now) if goes_on else None,
        ).model_dump_json(),
    )


def _over(shift: Shift, live: LiveCode, now: datetime) -> Text:
    if not live.may or now >= shift.ends_at:
        return _("“{title}”: check-in is over.", title=shift.title)
    return _("“{title}”: this code is no longer renewed. To show it again, send /code.", title=shift.title)
