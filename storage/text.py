"""Text as people type it on a phone: compared without case, diacritics, or the form of Unicode it came in."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans("đĐ", "dd")
_GAPS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no diacritics, words parted by one space: "Điểm  DANH!" and "diem danh" are the same."""
    plain = unicodedata.normalize("NFD", text.translate(_D)).encode("ascii", "ignore").decode()
    return _GAPS.sub(" ", plain.lower()).strip()


def tidy(text: str) -> str:
    """What a person typed, to be stored: composed Unicode (NFC), control characters out, white space as one space."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(composed.split())
