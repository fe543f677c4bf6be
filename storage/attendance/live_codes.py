"""Check-in codes on leaders' screens: which shifts a leader may show, and which messages are to be renewed."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from storage import audit
from storage.attendance.check_ins import minute_of
from storage.campaigns.records import Shift
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.records import Asker, Record, records

sql = queries(__file__)
SHOWN_BEFORE_OPENING = timedelta(hours=12)
RENEWED_FOR = timedelta(minutes=15)


class LiveCode(Record):
    """A message that shows a code; `may` is whether its reader still leads there, and the shift still stands."""

    outbox_id: int
    chat_id: int
    shift_id: int
    until: AwareDatetime
    may: bool


def to_show(tx: Transaction, asker: Asker) -> list[Shift]:
    """The shifts whose check-in is open or opens within 12 hours, and that the asker leads."""
    rows = sql.to_show(tx.connection, asker_id=asker.member_id, now=tx.now, opens_before=tx.now + SHOWN_BEFORE_OPENING)
    return records(Shift, rows)


def void_posters(tx: Transaction, asker: Asker, shift: Shift) -> None:
    """Make every poster of a shift worthless; the next one shown is of a new generation.

    Raises:
        OutOfScopeError: the asker does not lead it, or it is over.
    """
    if shift.id not in {one.id for one in to_show(tx, asker)}:
        raise OutOfScopeError(f"no shift {shift.id} for member {asker.member_id}")
    sql.void_posters(tx.connection, shift_id=shift.id)
    audit.note(
        tx,
        asker.member_id,
        "void_posters",
        f"shift:{shift.id}",
        unit_id=shift.host_unit_id,
        title=shift.title,
        generation=shift.generation + 1,
    )


def until(tx: Transaction, shift: Shift) -> datetime:
    """Until when a message that shows the code from now on is renewed."""
    return min(tx.now + RENEWED_FOR, shift.ends_at)


def add(tx: Transaction, outbox_id: int, shift: Shift) -> None:
    """Renew this message's code from now on, for a quarter of an hour or to the shift's end; older ones no more."""
    sql.add(tx.connection, outbox_id=outbox_id, shift_id=shift.id, minute=minute_of(tx.now), until=until(tx, shift))
    sql.supersede(tx.connection, outbox_id=outbox_id, shift_id=shift.id, now=tx.now)


def due(tx: Transaction) -> list[LiveCode]:
    """The messages whose code is of an earlier minute, or whose time is over."""
    return records(LiveCode, sql.due(tx.connection, minute=minute_of(tx.now), now=tx.now))


def renewed(tx: Transaction, live: LiveCode) -> None:
    """The message shows the code of this minute now."""
    sql.shown(tx.connection, outbox_id=live.outbox_id, minute=minute_of(tx.now))


def ended(tx: Transaction, live: LiveCode) -> None:
    """The message is renewed no more."""
    sql.remove(tx.connection, outbox_id=live.outbox_id)
