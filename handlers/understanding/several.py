"""Where a message that says two things may be parted: "hủy ca chủ nhật rồi đăng ký thứ bảy". Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from storage.text import fold

_LINKS = "roi|va|xong|sau do|con nua|voi lai|tien the|nhan tien|luon tien|dong thoi|a ma|con|then|and|also"
_BETWEEN = re.compile(
    rf"[.;!?,\n]+\s*(?:(?:{_LINKS})\b\s*)*|\b(?:(?:roi|xong|va|and) )?(?:{_LINKS}|voi|va lai|plus|then also)\b\s*"
)
MOST = 3  # places where a message is parted; what is longer is a story, not two wishes
LONGEST = 160  # characters


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Each way to read a text as two, both as they were typed."""
    whole = unicodedata.normalize("NFC", text).strip()
    if len(whole) > LONGEST:
        return
    plain = "".join(_letter(letter) for letter in whole)
    places = [
        match for match in _BETWEEN.finditer(plain) if plain[: match.start()].strip() and plain[match.end() :].strip()
    ]
    for match in places[:MOST]:
        yield whole[: match.start()].strip(), whole[match.end() :].strip()


def _letter(letter: str) -> str:
    """A character without case or diacritics, always one, so that places in the two texts are the same."""
    if letter.isspace():
        return "\n" if letter == "\n" else " "
    folded = fold(letter)
    return folded if len(folded) == 1 else letter if not letter.isalnum() else "x"
