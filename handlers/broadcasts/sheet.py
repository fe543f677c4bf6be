"""Who got a broadcast, as a spreadsheet."""

from __future__ import annotations

from typing import Any

from handlers import letterhead
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import Text, _, ngettext
from handlers.labels import CHANNELS
from handlers.typed.marks import plain
from storage.broadcasts import broadcasts
from storage.broadcasts.records import Recipient
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.records import Asker

LONGEST_ABOVE = 200
COLUMNS = (
    Column(_("No."), "ordinal", 6),
    Column(_("Full name"), width=22),
    Column(_("Unit"), width=22),
    Column(_("Over"), width=12),
    Column(_("Result"), width=16),
    Column(_("Sent at"), "moment", 17),
)
RESULTS: dict[str, Text] = {
    "sent": _("sent"),
    "failed": _("failed"),
    "missed": _("failed"),
    "cancelled": _("cancelled"),
    "waiting": _("waiting"),
    "held": _("waits for its price"),
    "closed": _("waits until they write"),
}
NOT_REACHED: dict[str, Text] = {"no_chat": _("has not written to me"), "blocked": _("has blocked me")}


def tab(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """The audience of the broadcast `facts["id"]`, if it is the asker's."""
    try:
        broadcast = broadcasts.by_id(tx, asker, facts["id"])
        people = broadcasts.people(tx, asker, broadcast.id)
    except OutOfScopeError:
        return None
    reached = sum(person.state == "sent" for person in people)
    counted = ngettext("Total: {count} person", "Total: {count} people", len(people))
    return Tab(
        name=_("Announcement"),
        above=(
            _("Announcement {number}, {unit}", number=broadcast.id, unit=broadcast.unit_name),
            plain(broadcast.says.text)[:LONGEST_ABOVE],
        ),
        columns=COLUMNS,
        rows=[row(number, one, cancelled=broadcast.state == "cancelled") for number, one in enumerate(people, start=1)],
        form=letterhead.form(tx, broadcast.unit_id, tx.now),
        total=_("{people}; sent: {sent}", people=counted, sent=reached),
    )


def row(number: int, person: Recipient, *, cancelled: bool) -> list[Value]:
    """One person's line."""
    over = CHANNELS.get(person.channel, person.channel) if person.channel else None
    return [number, person.name, person.unit, over, result(person, cancelled=cancelled), person.sent_at]


def result(person: Recipient, *, cancelled: bool) -> Text:
    """What became of a person's message."""
    if person.reach:
        return NOT_REACHED[person.reach]
    if person.state is None:
        return _("cancelled") if cancelled else _("not reached")
    if person.error is not None and person.error.startswith("blocked"):
        return _("has blocked me")
    return RESULTS[person.state]
