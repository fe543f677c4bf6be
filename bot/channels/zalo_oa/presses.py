"""What a button of ours sends when it is pressed: nothing but a text, which a nonce tells from what somebody types.

The nonce is a MAC over chat and choice, so nothing has to be kept, and a button of weeks ago is still known as one.
"""

from __future__ import annotations

import hashlib
import hmac
import re

LONGEST_PAYLOAD = 1000
NONCE = 10  # hexadecimal digits
EARLIER = "c"  # of no question that is open: the button is taken for one of an earlier question
_PAYLOAD = re.compile(r"c:(/[^\n]+?|\d+:[\w-]+)(?::([0-9a-f]{10}))?")


def payload(choice: str, address: str, key: bytes) -> str:
    """What the button of a choice sends from a chat."""
    return f"c:{choice}:{_nonce(choice, address, key)}"


def pressed(text: str, address: str, key: bytes) -> str | None:
    """The choice whose button sent a text; EARLIER where it looks like one, and is none of ours; None for words."""
    match = _PAYLOAD.fullmatch(text)
    if match is None:
        return None
    nonce = match[2] or ""
    is_ours = hmac.compare_digest(nonce.encode(), _nonce(match[1], address, key).encode())
    return match[1] if is_ours else EARLIER


def _nonce(choice: str, address: str, key: bytes) -> str:
    return hmac.new(key, f"press\n{address}\n{choice}".encode(), hashlib.sha256).hexdigest()[:NONCE]
