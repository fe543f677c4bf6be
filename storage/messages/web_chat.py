"""What the web chat reads: the messages that stand in a chat, and who can be played in it."""

from __future__ import annotations

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.messages import outbox
from storage.records import Record, records

sql = queries(__file__)


class WebChatRow(Record):
    """A chat of the web chat; `state` is its conversation's stored state (JSON), `last` its newest number."""

    id: int
    language: str
    state: str
    last: int


class ShownRow(Record):
    """An outbox row that stands in a web chat under its number; `body` is JSON."""

    id: int
    number: int
    kind: str
    body: str
    sent_at: AwareDatetime


class Player(Record):
    """Somebody who has written in the web chat; `name` and `unit` are there once they have joined."""

    channel: str
    address: str
    name: str | None
    unit: str | None


class SamplePlace(Record):
    """Where a campaign is."""

    title: str
    place: str
    latitude: float
    longitude: float


def chat(tx: Transaction, channel: str, address: str) -> WebChatRow | None:
    """The chat of this address; None if it never wrote."""
    return WebChatRow.of(sql.chat(tx.connection, channel=channel, address=address))


def shown(tx: Transaction, chat_id: int, after: int) -> list[ShownRow]:
    """What a chat shows after this number, in order."""
    return records(ShownRow, outbox.sql.shown(tx.connection, chat_id=chat_id, after=after))


def caused(tx: Transaction, chat_id: int, cause: str) -> list[ShownRow]:
    """What the update of this key made the chat show, in order."""
    return records(ShownRow, sql.caused(tx.connection, chat_id=chat_id, cause=cause))


def number_of(tx: Transaction, chat_id: int, row_id: int) -> int | None:
    """The number under which a chat shows an outbox row; None if it does not."""
    row = sql.number_of(tx.connection, chat_id=chat_id, row_id=row_id)
    return None if row is None else int(row["number"])


def players(tx: Transaction) -> list[Player]:
    """Everybody who has written in the web chat. For sample data alone: nobody's name is shown otherwise."""
    return records(Player, sql.people(tx.connection))


def sample_places(tx: Transaction) -> list[SamplePlace]:
    """Where the sample's campaigns are; none without sample data."""
    return records(SamplePlace, sql.sample_places(tx.connection))


def version(tx: Transaction) -> int:
    """A figure that differs from the last one if another connection has committed meanwhile (SQLite)."""
    return int(sql.data_version(tx.connection)["data_version"])
