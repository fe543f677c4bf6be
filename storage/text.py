"""Text as people type it on a phone: compared without case, diacritics, or the form of Unicode it came in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What stands in names such as K'Brêuh: an apostrophe, straight or curly, or a letter or an accent that looks like one.
APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u02bb\u02b9\u02bd\u02c8\u0060\u00b4\u2032\uff07\ua78c\u055a\u05f3"
_ASCII = str.maketrans("đĐ" + APOSTROPHES, "dd" + "'" * len(APOSTROPHES))
SHORT = 100  # characters: longer texts are not kept
_GAPS = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no diacritics, words parted by one space: "Điểm  DANH!" and "diem danh" are the same.

    "K’Brêuh" and "K' Brêuh" are the same too.
    """
    return _folded(text) if len(text) <= SHORT else _folded.__wrapped__(text)


@lru_cache(maxsize=8192)  # names, labels and words, which come again and again
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(_ASCII)).encode("ascii", "ignore").decode()
    return _GAPS.sub(" ", plain.lower()).strip()


def tidy(text: str) -> str:
    """What a person typed, to be stored: composed Unicode (NFC), control characters out, white space as one space."""
    composed = unicodedata.normalize("NFC", text)
    if not composed.isprintable():
        composed = "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(composed.split())
