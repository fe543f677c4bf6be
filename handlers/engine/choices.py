"""How a message picks one of the choices that were shown: by button, by number, or by its label as people type it."""

from __future__ import annotations

import re

from handlers.engine.message import Incoming
from handlers.engine.state import BACK, CANCEL, MORE, Asked
from handlers.engine.text import _
from handlers.engine.yes_no import agrees, begins, declines, written
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
_PLAIN_YES = ("có", "yes", "đồng ý")
_WORDS = {
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
    return _exactly(text, asked) or _in_part(text, asked)


def _exactly(text: str, asked: Asked) -> str | None:
    """The choice whose label or number a text is, or that it says in a word of its own: "ok", "xong", "thêm"."""
    typed = fold(text)
    keys = {choice.key for choice in asked.choices}
    for choice in asked.choices:
        if typed and fold(choice.label) == typed and ("yes" not in keys or written(text, choice.label)):
            return choice.key
    numbered = asked.listed or [choice.key for choice in asked.choices]
    if 1 <= (number := _number(text, asked)) <= len(numbered):
        return numbered[number - 1]
    if "yes" in keys and (_is_plain_yes(text) if asked.grave else agrees(text)):
        return "yes"
    if "no" in keys and declines(text):
        return "no"
    return next((key for key, words in _WORDS.items() if typed in words and (key in keys or key == MORE)), None)


def _is_plain_yes(text: str) -> bool:
    """Whether a text is a yes that nobody says in passing: where something goes for good."""
    return any(written(tidy(text).strip(" .!"), word) for word in _PLAIN_YES)


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


def _in_part(text: str, asked: Asked) -> str | None:
    """The one choice whose label begins with a text, or has it among its words; what turns something off needs more."""
    typed = fold(text)
    if len(typed) < 3 or typed.isdigit():
        return None
    for fits in (str.startswith, _has_words):
        fitting = [choice for choice in asked.choices if fits(fold(choice.label), typed)]
        if len(fitting) == 1:
            if any(choice.key == "yes" for choice in asked.choices) and not begins(text, fitting[0].label):
                return None  # "đừng" is no "đúng"
            refuses = not _NEGATIVE.isdisjoint(tidy(fitting[0].label).lower().split())
            says_so = not _NEGATIVE_TYPED.isdisjoint(typed.split())
            return fitting[0].key if says_so or not refuses else None
    return None


def _has_words(label: str, words: str) -> bool:
    return f" {words} " in f" {label} "


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
