"""Short codes in what people type: alone or in a sentence, with blanks or dashes between, in small letters. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from storage import codes

MOST = 3  # codes of one message that are looked up
LONGEST = 4096  # characters of a message that are searched, as many as a chat's text has
_PIECE = re.compile(r"\S+")
_OF_ADDRESSES = re.compile(r"://|\b(?:t|zalo)\.me/", re.IGNORECASE)  # what stands in a link is no code
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s\-–—‐‑‒−_.·:]{0,3}")
_DASHED = re.compile(r"[\w\-–—‐‑‒−]+")
_AROUND = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class TypedCode:
    """A code in a text: tidied; whether its check fits; whether it is plainly meant as one; whether it stands alone.

    Plain is one that dashes or nothing hold together; what blanks part may be a list of amounts.
    """

    code: str
    fits: bool
    plain: bool
    alone: bool


def typed_codes(text: str) -> list[TypedCode]:
    """The codes in a text, those first whose check fits, then those that are plainly meant as one; no two overlap."""
    shown = _readable(text)
    words = list(_WORD.finditer(shown))
    read = [one for first in range(len(words)) for one in _from(shown, words[first:])]
    taken: list[tuple[TypedCode, range]] = []
    for code, where in sorted(read, key=lambda one: (not one[0].fits, not one[0].plain)):
        if not any(where.start < other.stop and other.start < where.stop for _code, other in taken):
            taken.append((code, where))
    return [code for code, _where in taken][:MOST]


def _from(text: str, words: list[re.Match[str]]) -> Iterator[tuple[TypedCode, range]]:
    """What begins with the first of these words and is a code, or was meant as one; and where in the text it stands."""
    joined = ""
    for number, word in enumerate(words):
        if number and _GAP.fullmatch(text, words[number - 1].end(), word.start()) is None:
            break
        if not word[0].isascii() or len(joined := joined + codes.tidied(word[0])) > codes.INVITE_LENGTH:
            break
        if not codes.is_one(joined):
            continue
        begin, end = words[0].start(), word.end()
        alone = _AROUND.fullmatch(f"{text[:begin]} {text[end:]}") is not None
        fits, grouped = codes.fits(joined), _is_grouped(words[: number + 1])
        dashed = _DASHED.fullmatch(text, begin, end) is not None
        if fits or (grouped and (dashed or alone)):
            yield TypedCode(joined, fits, dashed, alone), range(begin, end)


def _is_grouped(words: list[re.Match[str]]) -> bool:
    """Whether these are the groups of a code as it is shown, or the whole of it in one: no list of amounts."""
    lengths = {len(word[0]) for word in words}
    return len(words) == 1 or (len(words) == 3 and len(lengths) == 1)


def _readable(text: str) -> str:
    """The text without what is not seen, in plain letters and digits, and without addresses."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    seen = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return _PIECE.sub(_hidden_address, seen)


def _hidden_address(piece: re.Match[str]) -> str:
    """What stands between blanks, as many strokes where it is an address."""
    return "/" * len(piece[0]) if _OF_ADDRESSES.search(piece[0]) else piece[0]
