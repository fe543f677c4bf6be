"""Which of yes and no a message says, in whatever words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.engine import yes_no
from handlers.understanding.answering import ASKS, MOST_WORDS, core
from handlers.understanding.context import OpenQuestion
from handlers.understanding.words import read

_YES = frozenset(
    [
        "u",
        "uh",
        "um",
        "uk",
        "o",
        "ok",
        "oke",
        "okay",
        "okie",
        "co",
        "dong",
        "y",
        "dung",
        "phai",
        "vang",
        "da",
        "duoc",
        "roi",
        "chuan",
        "yes",
        "yep",
        "yeah",
        "sure",
        "gui",
        "xac",
        "nhan",
        "chot",
        "chap",
        "dk",
        "dang",
        "ky",
        "tat",
        "nhien",
        "hop",
        "ly",
        "chinh",
        "correct",
        "right",
        "go",
        "ahead",
        "do",
    ]
)
_YES_PHRASE = re.compile(
    r"\b(?:dong y|dung r?oi|chuan|chinh xac|cung duoc|duoc roi|duoc luon|tat nhien|u|uh|uk|ok|oke|okie|yes|yeah|sure|"
    r"gui di|chot|chap nhan|xac nhan|phai roi|vang|nhat tri|cho toi cho)\b"
)
_WHETHER = re.compile(r"\bco (?:\w+ ){1,9}(?:khong|chua)(?: (?:do|vay|a|ha|ta|nhi|ad|em|anh|chi|bot))*$")
NO_PHRASE = re.compile(
    r"\b(?:khong|khoi|thoi|thui|chua|khoan|dung (?:co )?(?:xoa|huy|bo|gui|lam|cho|gach)|no|nope|not|giu|van di|"
    r"di duoc|tu choi|de mai|doi)\b"
)


def agreed(
    text: str, said: Sequence[str], labels: Sequence[tuple[str, list[str]]], question: OpenQuestion, typed: str
) -> str | None:
    """The choice that a message means at a question of yes or no, which may have a third one.

    `typed` is the message as it came, `text` its words, `said` those without politeness.
    """
    if (third := _third(said, labels, question)) is not None:
        return third
    if yes_no.agrees(typed):
        return question.yes
    if yes_no.declines(typed):
        return question.no
    if _WHETHER.search(text) and len(text.split()) > MOST_WORDS // 2:
        return None
    if ASKS.search(text) and not _YES_PHRASE.match(" ".join(said)):
        return None
    return _yes_or_no(text, said, question)


def _third(said: Sequence[str], labels: Sequence[tuple[str, list[str]]], question: OpenQuestion) -> str | None:
    """The choice beside yes and no that a message names, such as to change something first."""
    others = {word for label in (question.yes, question.no) for word in read(label).plain.split()}
    fits = [
        label
        for label, words in labels
        if label not in {question.yes, question.no} and any(word in said for word in words if word not in others)
    ]
    return fits[0] if len(fits) == 1 and len(said) <= MOST_WORDS else None


def _yes_or_no(text: str, said: Sequence[str], question: OpenQuestion) -> str | None:
    """Which of yes and no; what could be both is neither."""
    label = core(read(question.yes).words[0].plain.split()) if read(question.yes).words else []
    no = NO_PHRASE.search(text) is not None or any(word in text.split() for word in _only_in(question.no, question.yes))
    yes = _YES_PHRASE.search(text) is not None or (bool(label) and label[0] in said)
    denied = (
        re.search(rf"\b(?:dung|khong|khoi|chua|don t|not)(?: co)? (?:{'|'.join(label) or '#'})\b", text) is not None
        and re.search(r"\bdung roi\b", text) is None
    )
    if denied or (no and not yes):
        return question.no
    if yes and not no:
        return question.yes
    if yes and no:
        return question.no if text.startswith(("thoi", "khong", "khoan", "khoi", "ua thoi", "dung")) else None
    return question.yes if len(said) <= 2 and said and all(word in _YES for word in said) else None


def _only_in(label: str, other: str) -> set[str]:
    """The words of a label that tell it from another."""
    return {
        word
        for word in set(read(label).plain.split()) - set(read(other).plain.split())
        if len(word) > 2 and word not in {"cho", "lai"}
    }
