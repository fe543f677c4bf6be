"""One sentence as different people type it: without diacritics, in raw Telex or VNI, in short forms, in capitals.

Written from how the input methods work; shares no code with the program.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

TONES = {"\u0301": ("s", "1"), "\u0300": ("f", "2"), "\u0309": ("r", "3"), "\u0303": ("x", "4"), "\u0323": ("j", "5")}
SHAPES = {
    ("a", "\u0302"): ("aa", "a6"),
    ("e", "\u0302"): ("ee", "e6"),
    ("o", "\u0302"): ("oo", "o6"),
    ("a", "\u0306"): ("aw", "a8"),
    ("o", "\u031b"): ("ow", "o7"),
    ("u", "\u031b"): ("uw", "u7"),
}
SHORT = {"không": "ko", "được": "dc", "rồi": "r", "gì": "j", "đăng ký": "dk", "em": "e", "mình": "mik", "với": "vs"}


def bare(text: str) -> str:
    """Without diacritics."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def keystrokes(text: str, method: int) -> str:
    """As it is typed where no input method is on: Telex (0) or VNI (1), the tone at the end of the word."""
    return " ".join(_keys(word, method) for word in text.split(" "))


def _keys(word: str, method: int) -> str:
    keys, tone = "", ""
    letters = unicodedata.normalize("NFD", word)
    at = 0
    while at < len(letters):
        letter, mark = letters[at], ""
        at += 1
        while at < len(letters) and unicodedata.combining(letters[at]):
            if letters[at] in TONES:
                tone = TONES[letters[at]][method]
            else:
                mark = letters[at]
            at += 1
        if letter in "đĐ":
            keys += ("dd", "d9")[method]
        else:
            keys += SHAPES[letter.lower(), mark][method] if mark else letter
    end = len(keys)
    while end and not keys[end - 1].isalnum():
        end -= 1
    return keys[:end] + tone + keys[end:]


def short(text: str) -> str:
    """With the short forms of chats."""
    for whole, form in SHORT.items():
        text = f" {text} ".replace(f" {whole} ", f" {form} ").strip()
    return text


def spellings(text: str) -> Iterator[str]:
    """The text in each spelling, each once."""
    ways = (text, bare(text), keystrokes(text, 0), keystrokes(text, 1), short(text), bare(short(text)), text.upper())
    yield from dict.fromkeys((*ways, unicodedata.normalize("NFD", text)))
