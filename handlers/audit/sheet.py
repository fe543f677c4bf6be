"""The log as a spreadsheet, for administrators."""

from __future__ import annotations

from typing import Any

from handlers import letterhead
from handlers.audit import words as audit_words
from handlers.engine.sheet import Column, Tab, Value
from handlers.engine.text import _
from storage import audit
from storage.audit import AuditEntry
from storage.database import Transaction
from storage.records import Asker, Role

MOST = 100_000
COLUMNS = (
    Column(_("When"), "moment", 17),
    Column(_("Who"), width=22),
    Column(_("What"), width=50),
    Column(_("Who it is about"), width=22),
    Column(_("Unit"), width=22),
)


def tab(tx: Transaction, asker: Asker, facts: dict[str, Any]) -> Tab | None:
    """The newest entries, of the person `facts["person_id"]` and the unit's `facts["path"]` if these are given."""
    if asker.rank < Role.ADMIN:
        return None
    entries = audit.page(tx, asker, most=MOST, person_id=facts.get("person_id", 0), path=facts.get("path", ""))
    return Tab(
        name=_("Log"),
        above=(_("Log of changes"),),
        columns=COLUMNS,
        rows=[row(entry) for entry in entries],
        form=letterhead.form(tx, asker.unit_id, tx.now),
    )


def row(entry: AuditEntry) -> list[Value]:
    """One entry."""
    return [entry.at, entry.actor or audit_words.ERASED, audit_words.done(entry), entry.member, entry.unit]
