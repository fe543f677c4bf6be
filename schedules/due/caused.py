"""When somebody is told of what another person has just done: at once, or in the morning where it is night for them."""

from __future__ import annotations

from datetime import datetime

from schedules import quiet_hours
from storage.database import Transaction
from storage.records import NoticeRecord
from storage.reminders import reminders


def due_at(tx: Transaction, member_id: int, notice: NoticeRecord) -> datetime:
    """When a notice to a member is due: now, or when their quiet hours are over, where it can wait so long."""
    over = quiet_until(tx, member_id)
    return tx.now if notice.cannot_wait(tx.now, over) else over


def quiet_until(tx: Transaction, member_id: int) -> datetime:
    """When a member's quiet hours are over; now, where they have none at this moment."""
    hours = reminders.hours_of(tx, member_id)
    return quiet_hours.over(hours, tx.now) if quiet_hours.covers(hours, tx.now) else tx.now
