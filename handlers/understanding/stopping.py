"""Whether a message does no more than stop what is under way, or go back in it. Pure."""

from __future__ import annotations

import re

from handlers.understanding.answering import core, respelt, says_right
from handlers.understanding.context import OpenQuestion
from handlers.understanding.features import Reading
from handlers.understanding.words import read
from storage.text import fold

_STOP = re.compile(
    r"(?:thoi|khoi|huy|huy bo|bo|dung|dung lai|ngung|thoat|nghi|khoan|khoan da|stop|cancel|never mind|nevermind|quit|"
    r"exit|forget it|dep|dep di|met qua|"
    r"hoi gi hoi hoai|hoi hoai|bo di|de sau|de khi khac|luc khac|bua khac|lan khac|huy het|huy cai nay|"
    r"huy thao tac nay|dung cai nay|khong (?:\w+ ){0,4}nua|not now|maybe later|(?:maybe )?another time|"
    r"khong (?:lam|soan|them|tra lai|tra|dang ky|bao cao|muon|di|gui|can|tiep tuc)|chua (?:lam|can)|het|dau|nham|"
    r"bam nham|nham r|ua|now|i dont want to(?: do)?(?: this)?|do this|i don t want to|that)"
)
_BACK = re.compile(
    r"\b(?:lui|quay lui|quay lai|tro lai|back lai|chon lai|sua lai cau|cau truoc|cau hoi nay|"
    r"buoc truoc|previous|hoi nay)\b"
    r"|\b(?:go|step|get) back\b|^back\b"
)
_BACK_IN_TEXT = re.compile(
    r"^(?:cho (?:em|minh|toi|t) )?(?:quay|tro|lui|back) (?:lai |lui )?(?:mot )?(?:cau|buoc|cho|phan)\b"
)
_LATER = re.compile(r"\b(?:thoi|de|khoan)\b.*\b(?:sau|bua khac|khi khac|lan khac|luc khac|mai)\b")
_ASKS_TO_STOP = re.compile(
    r"\b(?:cho (?:minh|toi|em|t) dung|thoi (?:cho|em|minh|toi) (?:\w+ ){0,2}(?:dung|ngung|thoat|huy)|"
    r"dung (?:cai nay )?lai|khong (?:\w+ ){0,4}nua|forget it|never mind|khoi (?:di|lam|can)|huy (?:thao tac|cai) nay|"
    r"i don t want to|dep di|hoi hoai|(?:bo|dep|huy|ngung|nghi) (?:di|luon|ngang|cai|het)\b.*\b(?:nay|"
    r"luc khac|bua khac|"
    r"khi khac|lan khac|de sau)|(?:bo|huy|ngung|dep) (?:cai |viec )?(?:\w+ ){0,4}(?:dang|do) "
    r"(?:tao|soan|viet|lam|nhap|ghi|dang ky)|"
    r"(?:dung|huy|ngung|thoat|bo)(?: lai| luon| ngang)? "
    r"(?:viec|thao tac|qua trinh|buoc nay|phan nay|cai nay|tao|soan|nhap))\b"
)
SKIP_LABEL = re.compile(r"\b(?:bo qua|skip)\b")
_SKIP = re.compile(
    r"\b(?:bo qua|skip|khong can(?: them| gi)?(?: dau)?|"
    r"khoi can|khoi|khong co gi|khong co|khong gi|het roi|khong a|khong)\b"
)
_SURELY_STOPS = re.compile(
    r"\b(?:thoat ra|dep (?:cai|viec|di|luon|bao cao|soan)|(?:khong|khoi) (?:soan|lam cai nay|lam viec nay)(?: nua)?)\b"
)
_BESIDE_STOPPING = frozenset(
    [
        "het",
        "nay",
        "lai",
        "bo",
        "qua",
        "y",
        "lam",
        "da",
        "bao",
        "cao",
        "dang",
        "ky",
        "thao",
        "tac",
        "de",
        "sau",
        "don",
        "mai",
        "khac",
        "con",
        "chau",
        "now",
        "this",
        "to",
        "do",
        "i",
    ]
)
_DENIES = re.compile(
    r"(?:thoi|khong|khoi|dung|a|ua|khoan)(?: \w+){0,3}? (?:khong|dung|khoi|chua) (?:co )?"
    r"(?:huy|bo|nghi|xoa|rut|gui|doi|lam|di)\b.*"
)  # of the very thing that is asked about
_PLAIN_STOP = re.compile(r"\b(?:huy|bo|dung|ngung|thoat|stop|cancel|quit|exit)\b")
_AGREES_FIRST = re.compile(r"(?:da |vang )?(?:u|uh|um|uk|vang|ok|oke|dong y|co|yes|yeah|yep|sure) \w")
_CLAUSE = re.compile(r"[,.;!?\n]")
_FEW = 12  # words
_A_NAME = "Huy"  # with a capital, where something is typed: also a name


def goes_back(known: Reading, question: OpenQuestion) -> bool:
    """Whether a message asks for the question before this one; a text may speak of going back itself."""
    plain, short = " ".join(respelt(known.words)), " ".join(core(known.words))
    if question.expects != "text" and _BACK.search(plain):
        return True
    return _BACK.fullmatch(short) is not None or _BACK_IN_TEXT.match(plain) is not None


def stops(known: Reading, question: OpenQuestion) -> bool:
    """Whether a message asks to stop, and neither agrees nor is a name."""
    if question.yes and _AGREES_FIRST.match(known.said.plain):
        return False  # "ừ hủy giúp mình" says yes to a question whether to give up
    return _ends(known, question) and not _agrees(known) and known.said.text.strip() != _A_NAME


def _agrees(known: Reading) -> bool:
    """Whether "dung" says "đúng" (right), and not "dừng" or "đừng" (stop, do not)."""
    return says_right(known.said.text, " ".join(known.words))


def _ends(known: Reading, question: OpenQuestion) -> bool:
    """Whether a message does nothing but end what is under way; in a text to be sent, such words are its own."""
    plain, short = " ".join(respelt(known.words)), " ".join(core(known.words))
    short = "thoi" if not short and "thoi" in plain.split() else short
    pieces = [piece.strip() for piece in re.split(r"[,.;!\n]", short) if piece.strip()]
    alone = bool(short) and _only_stop_words(short)
    if len(plain.split()) <= _FEW and _SURELY_STOPS.search(plain) is not None:
        return True
    if question.expects == "text":
        skips = any(SKIP_LABEL.search(fold(label)) for label in question.choices) and _SKIP.fullmatch(short)
        return alone and len(short.split()) <= 6 and not skips
    if _SKIP.search(short) and any(SKIP_LABEL.search(fold(label)) for label in question.choices) and "bo qua" in short:
        return False
    return (
        alone
        or (question.expects != "name" and _begins_with_stopping(known))
        or _DENIES.fullmatch(plain) is not None
        or (bool(pieces) and (_LATER.search(plain) is not None or _ASKS_TO_STOP.search(plain) is not None))
    )


def _begins_with_stopping(known: Reading) -> bool:
    """Whether a message says first, and plainly, that it stops, and then perhaps why: "thôi bỏ đi, mình chưa tới"."""
    first = " ".join(core(read(_CLAUSE.split(known.said.text.strip())[0]).plain.split()))
    return _PLAIN_STOP.search(first) is not None and _only_stop_words(first) and not known.numbers


def _only_stop_words(short: str) -> bool:
    """Whether nothing is left of a message but what goes with words of stopping."""
    rest = _STOP.sub(" ", short)
    first = _STOP.search(short)
    left = [word for word in rest.split() if word not in _BESIDE_STOPPING]
    return first is not None and not left
