"""Which of the two a leader means who asks for a shift's code in free words: the digits, or the QR poster. Pure."""

from __future__ import annotations

import re

from storage.text import fold

_POSTER = re.compile(
    r"\b(?:qr\w*|quet|poster|ap phich|to (?:giay |ma )?(?:dan|in|ma)|ma (?:de )?(?:dan|in|quet)|in (?:ra|ma|to|cai)|"
    r"in de|de (?:in|dan)|de (?:\w+ ){0,3}quet|print\w*|scan\w*)\b"
)
_DIGITS = re.compile(r"\b(?:6|sau) (?:chu )?so\b|\b(?:six|6)[ -]digits?\b|\bdigits\b")
_NOT_POSTER = re.compile(
    r"\b(?:khong|ko|k|hong|hok|dung|khoi|without|no|not)\b(?: \w+){0,2} (?:qr\w*|quet|poster|scan\w*)\b"
)


def wants_poster(text: str) -> bool:
    """Whether the QR poster is meant; where both are named, or neither, it is the code, which offers the poster too."""
    plain = fold(text)
    return _POSTER.search(plain) is not None and _DIGITS.search(plain) is None and _NOT_POSTER.search(plain) is None
