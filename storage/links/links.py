"""Signed links: each opens one page for one purpose, about one thing, for one chat or for everybody, until a moment.

The link is the key: there is no log-in. It is signed with a secret of this database's own and kept nowhere, so nobody
can make one, change one, or use it for anything else; all links of a chat or of a campaign are voided at once by the
next generation. Made anew it is another one each time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from storage.database import Transaction, queries

sql = queries(__file__)

Purpose = Literal["location", "file", "campaign"]
GOOD_FOR: dict[Purpose, timedelta] = {
    "location": timedelta(hours=1),
    "file": timedelta(hours=24),  # a messenger's servers fetch it again hours later
    "campaign": timedelta(days=366),
}
LENGTH = 56  # characters of a token
_VERSION = 1
_HEAD = struct.Struct(">BQQIH4s")  # version, subject, chat, second of its end, generation, chance
_MAC_BYTES = 15


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for: a question (its number), a row of the outbox or a campaign; `chat_id` is 0 for everybody."""

    purpose: Purpose
    subject: int
    chat_id: int = 0

    @property
    def holder(self) -> tuple[str, int]:
        """Whose generation counts."""
        return ("chat", self.chat_id) if self.chat_id else ("campaign", self.subject)


def get_ready(tx: Transaction) -> None:
    """See that there is a secret to sign with."""
    sql.set_secret(tx.connection, secret=secrets.token_bytes(32))


def token(tx: Transaction, link: Link) -> str:
    """The key of a new link, for an address: letters, digits, - and _. `get_ready` must have been called before."""
    until = int((tx.now + GOOD_FOR[link.purpose]).timestamp())
    chance = secrets.token_bytes(4)
    head = _HEAD.pack(_VERSION, link.subject, link.chat_id, until, generation(tx, link) % 65536, chance)
    return base64.urlsafe_b64encode(head + _mac(tx, link.purpose, head)).decode()


def read(tx: Transaction, purpose: Purpose, given: str) -> Link | None:
    """What a key opens; None where it is none of ours, none for this purpose, too old, or voided."""
    raw = _decoded(given)
    if raw is None:
        return None
    head = raw[: _HEAD.size]
    if not hmac.compare_digest(raw[_HEAD.size :], _mac(tx, purpose, head)):
        return None
    version, subject, chat_id, until, made_in, _chance = _HEAD.unpack(head)
    link = Link(purpose, subject, chat_id)
    current = version == _VERSION and tx.now < datetime.fromtimestamp(until, UTC)
    return link if current and made_in == generation(tx, link) % 65536 else None


def void(tx: Transaction, kind: Literal["chat", "campaign"], holder: int) -> None:
    """Make all links of a chat, or of a campaign, worthless that were made until now."""
    sql.void(tx.connection, kind=kind, holder=holder)


def generation(tx: Transaction, link: Link) -> int:
    """How often the links of its chat, or of its campaign, were voided."""
    kind, holder = link.holder
    row = sql.generation(tx.connection, kind=kind, holder=holder)
    return 0 if row is None else int(row["generation"])


def secret(tx: Transaction) -> bytes:
    """What links and codes are made with, where there is one; made where a change may be written."""
    row = sql.secret(tx.connection)
    if row is None:
        get_ready(tx)
        row = sql.secret(tx.connection)
    return bytes(row["secret"])


def use_key(given: str) -> str:
    """What a use of a link that works once goes by, as a message's key: it says nothing of the link."""
    return f"link:{hashlib.sha256(given.encode()).hexdigest()[:32]}"


def _decoded(given: str) -> bytes | None:
    """The bytes of a key; None where they are spelled in another way than ours, or are none."""
    if len(given) != LENGTH or not given.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(given)
    except (binascii.Error, ValueError):
        return None
    same = base64.urlsafe_b64encode(raw).decode() == given
    return raw if same and len(raw) == _HEAD.size + _MAC_BYTES else None


def _mac(tx: Transaction, purpose: Purpose, head: bytes) -> bytes:
    return hmac.digest(secret(tx), b"link:" + purpose.encode() + b":" + head, hashlib.sha256)[:_MAC_BYTES]
