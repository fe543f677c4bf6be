"""The audit: what was changed by whose word. Rows are only ever added; an erased person is no longer named in them."""

from __future__ import annotations

import json

from storage.database import Transaction, queries

sql = queries("audit")


def note(tx: Transaction, actor_id: int | None, action: str, subject: str, **detail: object) -> None:
    """Write down that the actor did this to that: `note(tx, 7, "verify", "check_in:12", minutes=240)`."""
    sql.note(
        tx.connection, now=tx.now, actor_id=actor_id, action=action, subject=subject,
        detail=json.dumps(detail, ensure_ascii=False),
    )  # fmt: skip


def forget_actor(tx: Transaction, actor_id: int) -> None:
    """Let go of who did things: that person has asked to be erased. What was done stays."""
    sql.forget_actor(tx.connection, actor_id=actor_id)
