"""Whom and what unit a message names, as it was typed: "Chi đoàn ấp 4", "đ/c Mai". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.understanding.context import Context
from handlers.understanding.features import Reading
from handlers.understanding.tables import every
from storage.text import fold

_KINDS = (
    "chi đoàn|chi doan|cđ|liên chi đoàn|đoàn trường|doan truong|đoàn xã|doan xa|đoàn phường|doan phuong|"
    "thành đoàn|thanh doan|thị đoàn|thi doan|huyện đoàn|huyen doan|xã|xa|phường|phuong|"
    "thị trấn|thi tran|thị xã|huyện|huyen|ấp|ap|khóm|khom"
)
_KIND = f"(?:{_KINDS})"
_UNIT_TEXT = re.compile(rf"(?<!\w)({_KIND}(?:\s+{_KIND})*)\s+((?:[^\W_]+\s?){{1,4}})", re.IGNORECASE)
_UNIT_ENDS = every("""
    roi doi giup muon thanh vao dang ngung cho ten lai ra di nha a nhe bot ben moi thay gui dat bao la ma de
    trong cac may duoc hong khong xin minh em toi nguoi chuc tuan thang hom nam nay sang chieu nua voi va co
""")
_NO_NAME = every("""
    doan xa chi huyen thanh thi tinh phuong ap khom truong lop bt bi thu pho cd tb kh qr ma hs dv so bch btv
    ubnd thcs thpt cong nghe excel file toi minh de nghi cho nho xin duyet gui them ghi danh dau chu nhat bay
    hai ba tu nam sau kinh dang ky cap hoi go mark tick who the i please check add give make grant revoke remove
    approve send reports report qua ngay
""")
_UNIT_WORDS = every("doan xa huyen tinh phuong ap khom truong lop thcs thpt excel zalo facebook qr o tai")
_A_SURNAME = "trương"  # with its marks no "trường"
_PIECE = re.compile(r"[^\W\d_]+(?:[/'’][^\W\d_]+)*|[^\w\s]|\d+")
_BEFORE_PERSON = every("dong ban anh chi em dc chu bac co thay o be chau thang con")


def unit(known: Reading) -> str | None:
    """The unit that is named, as it was typed, up to where the sentence goes on."""
    for match in _UNIT_TEXT.finditer(known.said.text):
        words: list[str] = []
        for word in match[2].split():
            if fold(word) in _UNIT_ENDS and not word[0].isupper():
                break
            if words and words[-1][0].isupper() and not word[0].isupper() and not word.isdigit():
                break
            words.append(word)
        if words:
            return f"{match[1]} {' '.join(words)}".strip()
    return None


def person(known: Reading, context: Context) -> str | None:
    """The person that is named: one who is known by the words, else a name in capitals."""
    plain = f" {fold(known.said.text)} "
    fits = [name for name in context.people if f" {fold(name)} " in plain or f" {fold(name).split()[-1]} " in plain]
    if len(fits) == 1:
        return fits[0]
    named = set() if known.campaign is None else set(fold(known.campaign.title).split())
    names = [
        (before, name) for before, name in _names(known.said.text) if not set(fold(" ".join(name)).split()) <= named
    ]
    whole = next((name for _before, name in names if len(name) >= 2), None)
    called = next((name for before, name in names if before in _BEFORE_PERSON), None)
    found = whole or called
    return None if found is None else " ".join(found)


def _names(text: str) -> Iterable[tuple[str, list[str]]]:
    """Each row of capitalised words that may be a name, with the word before it ("đ/c" as "dc")."""
    row: list[str] = []
    before, last, first = "", "", True
    for word in _PIECE.findall(text):
        plain = fold(word).replace("/", "").replace(" ", "")
        capital = word[0].isupper() and not (len(word) > 1 and word.isupper())
        capital = capital and not (first and plain in _BEFORE_PERSON)
        unit_word = plain in _UNIT_WORDS and word.lower() != _A_SURNAME
        if capital and not unit_word and (row or not first or plain not in _NO_NAME):
            before = before if row else last
            row.append(word)
        else:
            if row and before not in _UNIT_WORDS:
                yield before, row
            row = []
        first = word in {".", "!", "?", ":"} or (first and plain in _BEFORE_PERSON and not row)
        last = plain
    if row and before not in _UNIT_WORDS:
        yield before, row
