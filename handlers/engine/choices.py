"""How a message picks one of the choices that were shown: by button, by number, or by its label as people type it."""

from __future__ import annotations

import re

from handlers.engine.message import Incoming
from handlers.engine.state import BACK, CANCEL, MORE, Asked
from handlers.engine.text import _
from storage.text import fold, tidy

YES = _("Yes")
NO = _("No")

_NUMBER = re.compile(r"[^\w]{0,2}(\d{1,2})[.)]?")  # "2", "#2", "2."; but "ấp 2" and "k2" are names
_WORDS = {
    "yes": {
        "co",
        "c",
        "yes",
        "y",
        "ok",
        "oke",
        "okay",
        "dong y",
        "dung",
        "dung roi",
        "u",
        "uh",
        "vang",
        "da",
        "duoc",
        "roi",
        "da roi",
    },
    "no": {"khong", "ko", "k", "hong", "no", "n", "sai", "thoi", "khong dong y", "chua"},
    "done": {"xong", "xong roi", "het", "het roi", "done", "bo qua", "skip"},
    MORE: {"xem them", "them", "more", "tiep"},
}
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


def _typed(text: str, asked: Asked) -> str | None:
    typed = fold(text)
    labels = [(fold(choice.label), choice.key) for choice in asked.choices]
    for label, key in labels:
        if typed and label == typed:
            return key
    number = _NUMBER.fullmatch(text.strip())
    if number and 1 <= int(number[1]) <= len(asked.choices):
        return asked.choices[int(number[1]) - 1].key
    keys = {choice.key for choice in asked.choices}
    for key, words in _WORDS.items():
        if typed in words and (key in keys or key == MORE):
            return key
    if len(typed) >= 3 and not typed.isdigit():
        for matches in (lambda label: label.startswith(typed), lambda label: f" {typed} " in f" {label} "):
            fitting = [key for label, key in labels if matches(label)]
            if len(fitting) == 1:
                return fitting[0]
    return None


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
