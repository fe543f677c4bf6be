"""How a message picks one of the choices that were shown: by button, by number, or by its label as people type it."""

from __future__ import annotations

import re

from handlers.engine.message import Incoming
from handlers.engine.phrases import phrases
from handlers.engine.state import BACK, CANCEL, MORE, Asked
from handlers.engine.text import _
from storage.text import fold, tidy

YES = _("Yes")
NO = _("No")

_NUMBER = re.compile(r"[^\w]{0,2}(\d{1,2})[.)]?")  # "2", "#2", "2."; but "ấp 2" and "k2" are names
_NUMBER_IN_LIST = re.compile(_NUMBER.pattern.replace("{1,2})", "{1,3})"))
# A number in words, where choices alone are answers; "Ba" or "Năm" may be the name that one types elsewhere.
_IN_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "mot, one",
            "hai, two",
            "ba, three",
            "bon, tu, four",
            "nam, five",
            "sau, six",
            "bay, seven",
            "tam, eight",
            "chin, nine",
            "muoi, ten",
        ),
        start=1,
    )
    for word in words.split(", ")
}
_SO = re.compile(r"(?:so|muc|cau|chon|number|no) (?=\S)")
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")
_PLAIN_YES = {"co", "yes", "dong y"}
_YES = phrases(
    """
    co, c, yes, y, yep, yeah, sure, agree, agreed, i agree, of course, ok, oke, okay, oki, okie, okela, okla,
    dong y, dog y, nhat tri, dung, dung roi, dung r, chuan, u, uh, uk, um, uhm, uhuh, uh huh, vang, duoc, dc, dk,
    duoc roi, roi, chac, chac chan, chac chan roi, ok dong y, u dong y, um dong y, vang dong y, co dong y,
    chap nhan, tat nhien, chinh xac, dung het roi, u dung roi, ok dung roi, uh dung roi, vang dung roi
    """
)
_POLITE = phrases(
    """
    da, a, ah, ak, nha, nhe, nhen, nghe, luon, ban, bn, b, em, e, anh, chi, c, do, nghen, co, ad, admin, bot, minh,
    mik, toi, tui, t, thi, di, roi, r, please, thanks, nhi, hen, ha
    """
)
_BEFORE_YES = {"da", "minh", "toi", "tui", "em", "e", "a", "thi"}
_YES_AS_WRITTEN = re.compile(r"(?:dạ |dạ, )?ừa(?: ạ| nha| nhé)?|[👍👌✅🆗🙆](?:[🏻🏼🏽🏾🏿]|\ufe0f)*")
_WORDS = {
    "no": {"khong", "ko", "k", "hong", "no", "n", "sai", "thoi", "khong dong y", "chua"},
    "done": {"xong", "xong roi", "het", "het roi", "done", "bo qua", "skip"},
    MORE: {"xem them", "them", "more", "tiep"},
}
_NEGATIVE = {  # in labels as they are written: "đúng" is no "dừng"
    *{"thôi", "không", "tắt", "bỏ", "xóa", "hủy", "dừng", "ngừng", "gỡ", "trả", "rời", "nhường", "đóng", "rút", "chưa"},
    *{
        "no",
        "not",
        "stop",
        "off",
        "cancel",
        "delete",
        "erase",
        "remove",
        "leave",
        "decline",
        "return",
        "close",
        "don't",
    },
}
_NEGATIVE_TYPED = {fold(word) for word in _NEGATIVE}
BACK_WORDS = {"lui", "quay lai", "tro lai", "back"}
CANCEL_WORDS = {"huy", "huy bo", "dung lai", "cancel", "stop"}


def resolve(message: Incoming, asked: Asked) -> str | None:
    """The key of the shown choice that a message picks; None if it picks none."""
    if message.kind == "choice":
        question, _colon, which = message.choice.partition(":")
        if question != str(asked.id):
            return None
        if which.isdecimal() and int(which) < len(asked.choices):
            return asked.choices[int(which)].key
        return which if which == MORE else None
    return _typed(message.text, asked) if message.kind == "text" else None


def resolve_exactly(message: Incoming, asked: Asked) -> str | None:
    """The key of the shown choice that a message picks by button, number, whole label, or a word that means it."""
    return resolve(message, asked) if message.kind == "choice" else _exactly(message.text, asked)


def _typed(text: str, asked: Asked) -> str | None:
    return _exactly(text, asked) or _in_part(fold(text), asked)


def _exactly(text: str, asked: Asked) -> str | None:
    """The choice whose label or number a text is, or that it says in a word of its own: "ok", "xong", "thêm"."""
    typed = fold(text)
    for choice in asked.choices:
        if typed and fold(choice.label) == typed:
            return choice.key
    numbered = asked.listed or [choice.key for choice in asked.choices]
    if 1 <= (number := _number(text, asked)) <= len(numbered):
        return numbered[number - 1]
    keys = {choice.key for choice in asked.choices}
    if "yes" in keys and (typed in _PLAIN_YES if asked.grave else agrees(text)):
        return "yes"
    return next((key for key, words in _WORDS.items() if typed in words and (key in keys or key == MORE)), None)


def _number(text: str, asked: Asked) -> int:
    """The number that a text is: "2", "2.", "số 2", "hai"; 0 for none."""
    typed = text.strip().translate(_KEYCAP)
    pattern = _NUMBER_IN_LIST if asked.listed else _NUMBER
    if match := pattern.fullmatch(typed):
        return int(match[1])
    if asked.free:
        return 0
    words = _SO.sub("", fold(typed), count=1)
    match = pattern.fullmatch(words)
    return int(match[1]) if match else _IN_WORDS.get(words, 0)


def _in_part(typed: str, asked: Asked) -> str | None:
    """The one choice whose label begins with a text, or has it among its words; what turns something off needs more."""
    if len(typed) < 3 or typed.isdigit():
        return None
    for fits in (str.startswith, _has_words):
        fitting = [choice for choice in asked.choices if fits(fold(choice.label), typed)]
        if len(fitting) == 1:
            refuses = not _NEGATIVE.isdisjoint(tidy(fitting[0].label).lower().split())
            says_so = not _NEGATIVE_TYPED.isdisjoint(typed.split())
            return fitting[0].key if says_so or not refuses else None
    return None


def _has_words(label: str, words: str) -> bool:
    return f" {words} " in f" {label} "


def agrees(text: str) -> bool:
    """Whether a text says yes and no more, with words of politeness around it or without."""
    words = fold(text).split()
    if words == ["da"] or _YES_AS_WRITTEN.fullmatch(tidy(text).lower()):
        return True
    while words and " ".join(words) not in _YES:
        if words[-1] in _POLITE:
            words.pop()
        elif words[0] in _BEFORE_YES:
            words.pop(0)
        else:
            return False
    return bool(words)


def declines(text: str) -> bool:
    """Whether a text says no and no more."""
    return fold(text) in _WORDS["no"]


def wants_back(message: Incoming, asked: Asked) -> bool:
    """Whether the message asks for the question before; a free answer must say it with a slash or in full."""
    if message.kind == "choice":
        return message.choice == f"{asked.id}:{BACK}"
    text = tidy(message.text)
    if asked.free:
        return text.lower() in {"/lui", "/back", "‹ quay lại", "quay lại", "‹ back"}
    return fold(text) in BACK_WORDS or (text == "0" and not any(choice.label == "0" for choice in asked.choices))


def wants_cancel(message: Incoming, asked: Asked) -> bool:
    """Whether the message ends the conversation. "Huy" is also a name: where one types freely it takes the slash."""
    if message.kind == "choice":
        return message.choice == f"{asked.id}:{CANCEL}"
    text = tidy(message.text)
    if asked.free:
        return text.lower() in {"/huy", "/cancel", "hủy", "huỷ", "cancel"}
    return fold(text) in CANCEL_WORDS
