"""Whether it is Zalo that posts: the hash over what was posted, as it came. Pure.

It is a plain SHA-256 over app id, body, timestamp and the account's own secret key (never an HMAC). Some deployments
sign the body's timestamp, some the header's: either counts, for both are inside the hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping

from bot import json_as_sent

SIGNATURE, TIMESTAMP = "x-zevent-signature", "x-zevent-timestamp"
_MAC = re.compile(r"(?:mac\s*=\s*)?([0-9a-f]{64})", re.IGNORECASE)


def is_signed(raw: bytes, headers: Mapping[str, str], app_id: str, secret: str) -> bool:
    """Whether a body was signed with this secret. `headers` may be written in any case."""
    named = {name.lower(): value for name, value in headers.items()}
    given = _MAC.fullmatch(named.get(SIGNATURE, "").strip())
    if given is None:
        return False
    mac = given[1].lower().encode()
    fits = False
    for timestamp in _timestamps(raw, named.get(TIMESTAMP)):
        whole = app_id.encode() + raw + timestamp.encode() + secret.encode()
        fits |= hmac.compare_digest(mac, hashlib.sha256(whole).hexdigest().encode())
    return fits


def _timestamps(raw: bytes, header: str | None) -> Iterator[str]:
    """The timestamps that may have been signed: the body's, then the header's."""
    try:
        body = json_as_sent.read(raw)
    except ValueError:
        body = None
    stamp = body.get("timestamp") if isinstance(body, dict) else None
    if isinstance(stamp, str) or (isinstance(stamp, int) and not isinstance(stamp, bool)):
        yield str(stamp)
    if header is not None:
        yield header.strip()
