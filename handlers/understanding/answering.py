"""What readers of answers share: what an answer is, its words without those of politeness, whether it asks. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_FILLER = frozenset(
    [
        "da",
        "a",
        "ah",
        "em",
        "e",
        "anh",
        "chi",
        "ban",
        "bot",
        "minh",
        "toi",
        "t",
        "tui",
        "tao",
        "tau",
        "oi",
        "nhe",
        "nha",
        "nghe",
        "nghen",
        "ne",
        "ni",
        "di",
        "u",
        "vay",
        "z",
        "zay",
        "ha",
        "bac",
        "co",
        "chu",
        "ad",
        "quan",
        "tri",
        "vien",
        "cai",
        "gi",
        "do",
        "lun",
        "luon",
        "cho",
        "giup",
        "gium",
        "dum",
        "voi",
        "la",
        "thi",
        "roi",
        "r",
        "ak",
        "duoc",
        "cung",
        "thoi",
        "ta",
        "please",
        "just",
        "the",
        "an",
        "one",
        "i",
        "it",
        "for",
        "me",
        "nhen",
        "hen",
    ]
)
_SPELT = {
    "thui": "thoi",
    "hk": "khong",
    "hok": "khong",
    "hong": "khong",
    "k": "khong",
    "ko": "khong",
    "kg": "khong",
    "lm": "lam",
    "r": "roi",
    "hinh": "anh",
    "khog": "khong",
    "hem": "khong",
    "hum": "khong",
    "thuii": "thoi",
    "hoy": "thoi",
    "nx": "nua",
    "ik": "di",
    "dc": "duoc",
    "cug": "cung",
    "hog": "khong",
}
ASKS = re.compile(
    r"\b(?:o dau|la gi|la sao|de lam gi|lam gi|chi vay|may gio|bao nhieu tien|the nao|tai sao|vi sao|ai phu trach|"
    r"mang gi|where|what|why|how)\b|\?"
)
_RIGHT = re.compile(r"\bdung (?:r|roi|het r?oi|het r)\b")
MOST_WORDS = 8  # what is longer is more than the name of a choice


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the question: `intent` answer, stop or back, the choice that is meant and what else it tells."""

    intent: str
    choice: str | None = None
    count: float | None = None
    person: str | None = None
    unit: str | None = None
    day: str | None = None
    sure: bool = False


def says_right(text: str, plain: str) -> bool:
    """Whether "dung" says "đúng" (right), by its marks or by what stands behind it, and not "dừng" (stop)."""
    return "đúng" in unicodedata.normalize("NFC", text).lower() or _RIGHT.search(plain) is not None


def respelt(words: Sequence[str]) -> list[str]:
    """The words, with those that are typed in other ways as they are spelt."""
    return [_SPELT.get(word, word) for word in words]


def core(words: Sequence[str]) -> list[str]:
    """The words without those of politeness."""
    return [word for word in respelt(words) if word not in _FILLER]
