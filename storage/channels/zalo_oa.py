"""The tokens of a Zalo Official Account, how far it has heard, and consents under way."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.records import Record

sql = queries(__file__)
CONSENT_LASTS = timedelta(minutes=30)


class Pair(Record):
    """The tokens of an app. `until` is when the access token ends, where that is known."""

    app_id: str
    access_token: str
    refresh_token: str
    since: AwareDatetime
    until: AwareDatetime | None = None
    asked_at: AwareDatetime | None = None
    refused: str = ""
    refused_with: str = ""
    given: str = ""


class Heard(Record):
    """Up to when everything that people wrote is known."""

    app_id: str
    upto: AwareDatetime


def pair(tx: Transaction, app_id: str) -> Pair | None:
    """The tokens of an app; None before the first."""
    return Pair.of(sql.pair(tx.connection, app_id=app_id))


def keep(
    tx: Transaction,
    app_id: str,
    tokens: tuple[str, str],
    *,
    until: datetime | None,
    given: str | None = None,
) -> None:
    """Keep a new pair, access and refresh, in the place of the one before.

    `given` is the hash of the settings' pair that it is.
    """
    sql.keep(
        tx.connection,
        app_id=app_id,
        access_token=tokens[0],
        refresh_token=tokens[1],
        until=until,
        given=given,
        now=tx.now,
    )


def ask(tx: Transaction, app_id: str) -> None:
    """Note that a refresh is about to be sent: its answer kills the pair that is kept."""
    sql.ask(tx.connection, app_id=app_id, now=tx.now)


def answered(tx: Transaction, app_id: str) -> None:
    """Note that a refresh was answered, and the pair is as it was."""
    sql.answered(tx.connection, app_id=app_id)


def refuse(tx: Transaction, app_id: str, why: str, refused_with: str) -> None:
    """Note that Zalo refuses the pair, which stays as it is, and the hash of all that it was asked with."""
    sql.refuse(tx.connection, app_id=app_id, why=why, refused_with=refused_with)


def heard(tx: Transaction, app_id: str) -> Heard | None:
    """How far an app has heard; None before its first start."""
    return Heard.of(sql.heard(tx.connection, app_id=app_id))


def hear(tx: Transaction, app_id: str, upto: datetime) -> None:
    """What people wrote up to then is known."""
    sql.hear(tx.connection, app_id=app_id, upto=upto)


def is_seen(tx: Transaction, key: str) -> bool:
    """Whether an update of this key was received."""
    return sql.seen(tx.connection, key=key) is not None


def begin_consent(tx: Transaction, app_id: str, state: str, verifier: str) -> None:
    """Somebody is sent to Zalo to consent; `verifier` proves, when they come back, that it is we who asked."""
    sql.forget_consents(tx.connection, before=tx.now - CONSENT_LASTS)
    sql.begin_consent(tx.connection, state=state, app_id=app_id, verifier=verifier, now=tx.now)


def take_consent(tx: Transaction, app_id: str, state: str) -> str | None:
    """The verifier of a consent that somebody comes back with; None where none is under way. It counts once."""
    row = sql.take_consent(tx.connection, state=state, app_id=app_id, since=tx.now - CONSENT_LASTS)
    return None if row is None else str(row["verifier"])
