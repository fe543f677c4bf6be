"""Check-ins: who may check in where and when, and what proves that they are there."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import struct
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from pydantic import AwareDatetime

from storage.attendance.records import CheckIn
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Campaign, Shift
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.records import Asker, Record, records

sql = queries(__file__)

TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
# A guess is right twice in a million (two codes count). So many wrong ones in an hour close a shift's code, 400 and two
# for each person who is there by then, which is a chance of one in 1,250 an hour that somebody guesses it, however many
# accounts they have. 300 people who each mistype once before anybody is in are fewer, and each of them who then comes
# in adds two: of 1,000 people each may mistype twice.
SHIFT_TRIES, SHIFT_TRIES_EACH = 400, 2
MANY_TRIES, MANY_TRIES_EACH = 50, 1  # so many are a word to the leader: fifty, and one for each person who is there
SHIFT_WITHIN = timedelta(hours=1)
CODE_LASTS = timedelta(minutes=1)
_POSTER = struct.Struct(">BQH")  # version, shift, generation
_POSTER_VERSION = 1
_MAC_BYTES = 16

Admission = Literal["ok", "too_early", "over", "cancelled", "not_signed_up", "not_for_unit"]


class NextOpening(Record):
    """A shift that one has a seat on and whose check-in is still to open."""

    id: int
    title: str
    starts_at: AwareDatetime
    opens_at: AwareDatetime


def open_for(tx: Transaction, asker: Asker) -> list[Shift]:
    """The shifts that the asker could check in at now; those with a seat of theirs first."""
    rows = sql.open_for(tx.connection, member_id=asker.member_id, path=asker.unit_path, now=tx.now)
    return records(Shift, rows)


def next_opening(tx: Transaction, asker: Asker) -> NextOpening | None:
    """The asker's next shift whose check-in is not open yet."""
    return NextOpening.of(sql.next_opening(tx.connection, member_id=asker.member_id, now=tx.now))


def admission(tx: Transaction, asker: Asker, shift: Shift, campaign: Campaign) -> Admission:
    """Whether the asker may check in at a shift now, or what stands in the way."""
    if shift.state != "open" or campaign.state != "open":
        return "cancelled"
    if tx.now < shift.opens_at:
        return "too_early"
    if tx.now > shift.ends_at:
        return "over"
    if campaign.walk_ins and asker.unit_path.startswith(campaign.unit_path):
        return "ok"
    sign_up = sign_ups.mine(tx, asker, shift.id)
    if sign_up is not None and sign_up.state == "seated":
        return "ok"
    return "not_for_unit" if campaign.walk_ins else "not_signed_up"


def mine(tx: Transaction, asker: Asker, shift_id: int) -> CheckIn | None:
    """The asker's own check-in at a shift; one that a leader undid does not count."""
    own = CheckIn.of(sql.find(tx.connection, shift_id=shift_id, member_id=asker.member_id))
    return None if own is None or own.state == "undone" else own


def check_in(
    tx: Transaction, asker: Asker, shift: Shift, *, proof: str, weak: bool = False, distance_m: int | None = None
) -> CheckIn | None:
    """Check the asker in; None if they are already. Its verifier sees by what proof, and whether that was weak.

    The caller has made sure of `standing` and of the proof.
    """
    return CheckIn.of(
        sql.add(
            tx.connection,
            shift_id=shift.id,
            member_id=asker.member_id,
            unit_id=asker.unit_id,
            proof=proof,
            weak=int(weak),
            distance_m=distance_m,
            minutes=shift.minutes,
            now=tx.now,
        )
    )


# The code ---------------------------------------------------------------------------------------------------------


def minute_of(moment: datetime) -> int:
    """The minute that a moment lies in, counted from 1970."""
    return int(moment.timestamp()) // 60


def code_at(shift: Shift, moment: datetime) -> str:
    """The six digits that a shift's leader shows in the minute of this moment: an HMAC of the shift's own secret.

    Truncated as RFC 4226 (HOTP) does it.
    """
    return _code(shift.secret, minute_of(moment))


@lru_cache(maxsize=1024)  # a crowd types the same code in the same minute
def _code(secret: bytes, minute: int) -> str:
    digest = hmac.digest(secret, minute.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def code_counts(shift: Shift, code: str, moment: datetime) -> bool:
    """Whether a typed code is that of this minute or of the one before."""
    known = [code_at(shift, moment), code_at(shift, moment - CODE_LASTS)]
    return any(hmac.compare_digest(one.encode(), code.encode()) for one in known)


class ShiftTries(Record):
    """The wrong codes of a shift's last hour, and how many people are there."""

    tries: int
    there: int

    @property
    def closed(self) -> bool:
        """Whether the shift takes no code for now."""
        return self.tries >= SHIFT_TRIES + SHIFT_TRIES_EACH * self.there

    @property
    def many(self) -> bool:
        """Whether it is more than a crowd mistypes."""
        return self.tries >= MANY_TRIES + MANY_TRIES_EACH * self.there


def tries_left(tx: Transaction, asker: Asker, shift_id: int, chat_id: int | None = None) -> int:
    """How many wrong codes the asker may still try at a shift; older than 15 minutes are forgiven.

    Those of the chat count too, whoever wrote from there: who is erased and joins anew has no more.
    """
    row = sql.tries(
        tx.connection, shift_id=shift_id, member_id=asker.member_id, chat_id=chat_id, since=tx.now - TRIES_WITHIN
    )
    return max(0, TRIES - int(row["tries"]))


def shift_tries(tx: Transaction, shift_id: int) -> ShiftTries:
    """How many wrong codes came for a shift in the last hour, from everybody."""
    return ShiftTries.model_validate(sql.shift_tries(tx.connection, shift_id=shift_id, since=tx.now - SHIFT_WITHIN))


def record_try(tx: Transaction, asker: Asker, shift_id: int, chat_id: int | None = None) -> None:
    """Count a wrong code, and the chat that it came from."""
    sql.add_try(tx.connection, shift_id=shift_id, member_id=asker.member_id, chat_id=chat_id, now=tx.now)


# The poster -------------------------------------------------------------------------------------------------------


def poster_payload(shift: Shift) -> str:
    """The start payload of a shift's poster: "c" and, in base64url, version, shift, generation and a 16-byte MAC.

    37 characters; Telegram allows 64 of A-Za-z0-9_- (Bot API, deep linking).
    """
    head = _POSTER.pack(_POSTER_VERSION, shift.id, shift.generation)
    return "c" + base64.urlsafe_b64encode(head + _mac(shift, head)).rstrip(b"=").decode()


def read_poster(tx: Transaction, payload: str) -> Shift | None:
    """The shift that a poster's payload invites to; None if it was forged, altered or voided."""
    try:
        raw = base64.b64decode(payload[1:] + "=" * (-len(payload[1:]) % 4), altchars=b"-_", validate=True)
        version, shift_id, generation = _POSTER.unpack(raw[: _POSTER.size])
    except (ValueError, struct.error):
        return None
    if version != _POSTER_VERSION or len(raw) != _POSTER.size + _MAC_BYTES or shift_id >= 2**63:
        return None
    try:
        shift = campaigns.shift(tx, shift_id)
    except OutOfScopeError:
        return None
    genuine = hmac.compare_digest(raw[_POSTER.size :], _mac(shift, raw[: _POSTER.size]))
    return shift if genuine and generation == shift.generation else None


def _mac(shift: Shift, head: bytes) -> bytes:
    return hmac.digest(shift.secret, b"poster" + head, hashlib.sha256)[:_MAC_BYTES]


# The place --------------------------------------------------------------------------------------------------------


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """The distance of two points (degrees, WGS 84) on a sphere, in metres: the haversine formula."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    half_north = (other_north - north) / 2
    half_east = math.radians(other_longitude - longitude) / 2
    chord = math.sin(half_north) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(half_east) ** 2
    return round(2 * 6_371_000 * math.asin(math.sqrt(min(1.0, chord))))  # opposite points come to a little more than 1
