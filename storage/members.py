"""Members: people who joined with consent, and people a leader wrote down."""

from __future__ import annotations

from storage.database import Transaction, queries
from storage.matching import fold, tidy
from storage.records import Asker, Member

sql = queries("members")
CONSENT = "2026-01"  # the version of the text that a person agrees to


def by_id(tx: Transaction, member_id: int) -> Member | None:
    """One member, or None. For the person themselves and for the engine: whoever asks about others goes by a scope."""
    return Member.of(sql.by_id(tx.connection, member_id=member_id))


def join(
    tx: Transaction, *, name: str, birth_year: int, guardian: str | None, unit_id: int, language: str
) -> Member:
    """Keep a person who has just given consent, and return them."""
    row = sql.join_in(
        tx.connection, name=tidy(name), search_key=fold(name), birth_year=birth_year, guardian=guardian,
        unit_id=unit_id, language=language, consent_version=CONSENT, now=tx.now,
    )  # fmt: skip
    return Member.model_validate(sql.by_id(tx.connection, member_id=row["id"]))


def enter(tx: Transaction, asker: Asker | None, *, name: str, unit_id: int, birth_year: int | None = None) -> Member:
    """Write down a person who has not joined; nothing is sent to them until they do."""
    row = sql.enter(
        tx.connection, name=tidy(name), search_key=fold(name), birth_year=birth_year, unit_id=unit_id,
        entered_by=asker.member_id if asker else None, now=tx.now,
    )  # fmt: skip
    return Member.model_validate(sql.by_id(tx.connection, member_id=row["id"]))


def set_language(tx: Transaction, member_id: int, language: str) -> None:
    """The language in which a member is written to."""
    sql.set_language(tx.connection, member_id=member_id, language=language)
