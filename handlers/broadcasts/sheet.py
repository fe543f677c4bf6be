"""Who got a broadcast, as a spreadsheet."""

from __future__ import annotations

from typing import Any

from handlers.broadcasts.draft import CHANNELS
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import Text, _
from storage.broadcasts import broadcasts
from storage.broadcasts.records import Recipient
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.records import Asker

COLUMNS = (
    Column(_("No."), "number", 6),
    Column(_("Full name"), width=28),
    Column(_("Unit"), width=28),
    Column(_("Over"), width=14),
    Column(_("Result"), width=22),
    Column(_("Sent at"), "moment", 18),
)
RESULTS: dict[str, Text] = {
    "sent": _("sent"),
    "failed": _("failed"),
    "missed": _("failed"),
    "cancelled": _("cancelled"),
    "waiting": _("waiting"),
}


def tab(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """The audience of the broadcast `facts["id"]`, if it is the asker's."""
    try:
        found = broadcasts.by_id(tx, asker, facts["id"])
        people = broadcasts.people(tx, asker, found.id)
    except OutOfScopeError:
        return None
    return Tab(
        name=_("Announcement"),
        above=(_("Announcement {number}, {unit}", number=found.id, unit=found.unit_name), found.says.text[:200]),
        columns=COLUMNS,
        rows=[row(number, one, cancelled=found.state == "cancelled") for number, one in enumerate(people, start=1)],
    )


def row(number: int, one: Recipient, *, cancelled: bool) -> list[Value]:
    """One person's line."""
    over = CHANNELS.get(one.channel, one.channel) if one.channel else None
    return [number, one.name, one.unit, over, result(one, cancelled=cancelled), one.sent_at]


def result(one: Recipient, *, cancelled: bool) -> Text:
    """What became of a person's message."""
    if one.state is None:
        return _("cancelled") if cancelled else _("not reached")
    if one.error is not None and one.error.startswith("blocked"):
        return _("has blocked me")
    return RESULTS[one.state]
