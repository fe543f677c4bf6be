"""Short codes: what a link says, to be typed where a link carries nothing. Also how many wrong ones there may be."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Literal

from storage import codes
from storage.database import Transaction, queries
from storage.links import links
from storage.links.links import Link
from storage.messages.records import ChatRow
from storage.records import Record

sql = queries(__file__)
Kind = Literal["poster", "campaign"]
TRIES, TRIES_WITHIN = 5, timedelta(minutes=15)  # codes that are nobody's, of a person or from a chat
# Of everybody. Some 17,000 million codes pass the check: with a thousand posters about, so many tries in each hour find
# one in two years, and an invitation, which is longer, never. Who mistypes one symbol has not tried.
ALL_TRIES, ALL_WITHIN = 1000, timedelta(hours=1)


class ShortCode(Record):
    """What a code stands for: a shift's check-in or a campaign, by its number, and which generation of it."""

    kind: Kind
    subject: int
    generation: int


def of_poster(tx: Transaction, shift_id: int, generation: int) -> str:
    """The code of a shift's posters, made where they have none yet."""
    return _of(tx, "poster", shift_id, generation)


def of_campaign(tx: Transaction, campaign_id: int) -> str:
    """The code of a campaign's links, made where they have none yet."""
    return _of(tx, "campaign", campaign_id, links.generation(tx, Link("campaign", campaign_id)))


def known(tx: Transaction, kind: Kind, subject: int, generation: int) -> str | None:
    """The code of something, if it was shown somewhere before; nothing is made."""
    row = sql.of(tx.connection, kind=kind, subject=subject, generation=generation)
    return None if row is None else str(row["code"])


def find(tx: Transaction, code: str) -> ShortCode | None:
    """What a tidied code stands for; whether its generation still counts is for the caller to see."""
    return ShortCode.of(sql.find(tx.connection, code=code))


def tries_left(tx: Transaction, chat: ChatRow) -> int:
    """How many wrong codes may still come from this chat, and from its person; older than 15 minutes are forgiven."""
    row = sql.tries(tx.connection, chat_id=chat.id, member_id=chat.member_id, since=tx.now - TRIES_WITHIN)
    return max(0, TRIES - int(row["tries"]))


def is_closed(tx: Transaction) -> bool:
    """Whether so many wrong ones came from everybody that no code is taken for a while."""
    return int(sql.all_tries(tx.connection, since=tx.now - ALL_WITHIN)["tries"]) >= ALL_TRIES


def tried(tx: Transaction, chat: ChatRow) -> None:
    """Count a code that is nobody's."""
    sql.tried(tx.connection, chat_id=chat.id, member_id=chat.member_id, now=tx.now)


def forget_old(tx: Transaction, most: int = 500) -> int:
    """Forget wrong codes that count no more, so many at most; returns how many it was."""
    return int(sql.forget_tries(tx.connection, before=tx.now - ALL_WITHIN, most=most))


def _of(tx: Transaction, kind: Kind, subject: int, generation: int) -> str:
    """A code follows from this database's own secret: the same one however often it is asked for."""
    existing = known(tx, kind, subject, generation)
    if existing is not None:
        return existing
    numbers = _numbers(links.secret(tx), f"{kind}:{subject}:{generation}")
    while True:
        code = codes.made(numbers, codes.POSTER_LENGTH)
        if sql.add(tx.connection, code=code, kind=kind, subject=subject, generation=generation) is not None:
            return code


def _numbers(secret: bytes, what: str) -> Iterator[int]:
    for attempt in count():
        digest = hmac.digest(secret, f"short code:{what}:{attempt}".encode(), hashlib.sha256)
        yield int.from_bytes(digest, "big")
