"""The audit: what was changed, and by whom. Entries are only ever added; an erased person is in none of them.

An entry points to people by id alone: who did it, whom it is about. Erasing somebody cuts these threads, and the words
of an entry, which nobody can change, have no name of a person in them. See docs/decisions/audit.md.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.records import Asker, Record, records

sql = queries(__file__)
NEWEST = 2**62


class AuditEntry(Record):
    """One change, as its reader sees it: `actor` and `member` are None for who is erased, or where there is nobody."""

    id: int
    at: AwareDatetime
    action: str
    subject: str
    detail: str
    actor_id: int | None
    actor: str | None
    member_id: int | None
    member: str | None
    unit: str | None

    @property
    def facts(self) -> dict[str, Any]:
        """What else is known: `before` and `after` where something was changed."""
        facts: dict[str, Any] = json.loads(self.detail)
        return facts


class AuditPerson(Record):
    """Somebody whom entries are about."""

    id: int
    name: str
    unit: str


def note(
    tx: Transaction,
    actor_id: int | None,
    action: str,
    subject: str,
    *,
    unit_id: int | None = None,
    member_id: int | None = None,
    **detail: object,
) -> None:
    """Write down that the actor did this to that: `note(tx, 7, "verify", "check_in:12", member_id=3, minutes=240)`.

    `unit_id` says whose administrators may read it, unless that is the unit of the person it is about; `detail` has no
    person's name in it.
    """
    sql.note(
        tx.connection,
        now=tx.now,
        actor_id=actor_id,
        action=action,
        subject=subject,
        unit_id=unit_id,
        member_id=member_id,
        detail=json.dumps(detail, ensure_ascii=False),
    )


def forget(tx: Transaction, member_id: int) -> None:
    """Take a person out who is erased, or whose record was merged into another. What was done stays."""
    sql.forget_actor(tx.connection, member_id=member_id)
    sql.forget_member(tx.connection, member_id=member_id)


def page(
    tx: Transaction, asker: Asker, *, most: int, upto: int = NEWEST, person_id: int = 0, path: str = ""
) -> list[AuditEntry]:
    """The newest entries that the asker, as an administrator, may read; of one person or one unit if given."""
    rows = sql.page(tx.connection, asker_id=asker.member_id, person_id=person_id, path=path, upto=upto, most=most)
    return records(AuditEntry, rows)


def people(tx: Transaction, asker: Asker, search_key: str) -> list[AuditPerson]:
    """Whom the entries that the asker may read are about, or who did what is in them, by a part of their name."""
    return records(AuditPerson, sql.people(tx.connection, asker_id=asker.member_id, search_key=search_key))
