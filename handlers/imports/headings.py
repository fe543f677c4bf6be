"""What the heading of a column says that the column is: an exact heading first, never a word inside another one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from handlers.imports.marks import heading_status
from storage.text import fold

_IN_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]")

# Headings as offices write them, folded.
KINDS: dict[str, set[str]] = {
    "full": {
        "ho va ten",
        "ho ten",
        "ho chu dem va ten",
        "ho dem va ten",
        "ho lot va ten",
        "ho ten dem va ten",
        "ho va chu dem va ten",
        "ten doan vien",
        "ten thanh vien",
        "ten hoc sinh",
        "ten sinh vien",
        "ten tinh nguyen vien",
        "ten tnv",
        "ten nguoi tham gia",
        "hoten",
        "full name",
        "fullname",
        "name",
    },
    "family": {
        "ho",
        "ho dem",
        "ho lot",
        "ho va dem",
        "ho va lot",
        "ho va ten dem",
        "ho va ten lot",
        "ho ten dem",
        "ho va chu dem",
        "ho va chu lot",
        "ho chu dem",
        "ho chu lot",
        "ho va ten chu lot",
        "family name",
        "last name",
        "surname",
    },
    "middle": {"dem", "ten dem", "chu dem", "lot", "ten lot", "chu lot", "dem va lot", "middle name"},
    "given": {"ten", "ten goi", "given name", "first name"},
    "birth": {
        "ngay sinh",
        "nam sinh",
        "ngay thang nam sinh",
        "ngay thang sinh",
        "ngay nam sinh",
        "thang nam sinh",
        "ngay sinh nam sinh",
        "sinh ngay",
        "sinh nam",
        "ngay thang nam",
        "ngaysinh",
        "namsinh",
        "ntns",
        "ntn sinh",
        "ns",
        "nsinh",
        "n sinh",
        "date of birth",
        "birth date",
        "birthdate",
        "birthday",
        "birth year",
        "year of birth",
        "dob",
    },
    "unit0": {"chi doan", "chi doan co so", "lien chi doan", "branch"},
    "unit1": {"lop", "lop hoc", "to", "class"},
    "unit2": {"don vi", "noi sinh hoat", "to chuc", "co so doan", "unit"},
    "unit3": {
        "doan xa",
        "xa",
        "phuong",
        "xa phuong",
        "xa phuong thi tran",
        "doan xa phuong",
        "doan phuong",
        "doan co so",
        "xa doan",
        "phuong doan",
        "commune",
        "ward",
    },
    "unit4": {"huyen doan", "huyen", "thi doan", "thanh doan", "quan huyen", "district"},
    "number": {"stt", "tt", "so tt", "so thu tu", "s tt", "so", "no", "sl"},
    "note": {"ghi chu", "ly do", "ly do vang", "nhan xet", "dien giai", "note", "notes", "remark", "remarks"},
    "signature": {"ky ten", "ky nhan", "chu ky", "ky", "ky xac nhan", "signature"},
    "day": {"ngay", "day"},
    "month": {"thang", "month"},
    "year": {"nam", "year"},
}
# Words that may stand around a heading and change nothing; any other word makes it another heading.
_AROUND = {
    "full": "cua nguoi tham gia du doan vien thanh hoc sinh sinh tnv tinh nguyen thanh nien can bo cac ban dong chi "
    "day du khai in hoa theo cccd cmnd doan hoi dang ky duoc nhan su uy duong viet co dau tap the ca nhan thi",
    "birth": "cua ngay thang nam doan vien dd mm yyyy duong lich ghi day du theo cccd",
    "unit": "ten thuoc tai noi dang sinh hoat cong tac hien truc nay nguoi doan vien quan ly hoc tap nop cu",
    "note": "khac them neu co vang",
    "signature": "cua nguoi doan vien xac nhan vao ra ghi ro ho ten",
}
# A heading's words, of more than three letters, with what they make it and what may stand around them.
_INSIDE = [
    (f" {words} ", kind, frozenset(_AROUND.get(kind.rstrip("01234"), "").split()))
    for kind, known in KINDS.items()
    for words in sorted(known)
    if len(words) > 3
]
LONGEST = 80
# "Nam" is a sex and "năm" a year; without its marks only its neighbours tell.
_SEXES = {"nam", "nữ", "nu", "male", "female"}


@lru_cache(maxsize=10_000)
def kind_of(heading: str) -> str:
    """What a heading says: "full", "birth", "unit0" …, "status:present" …; "" for anything else."""
    if len(heading) > LONGEST:
        return ""
    text = _IN_BRACKETS.sub(" ", heading)
    if unicodedata.normalize("NFC", text).strip().lower() in _SEXES:
        return "sex"
    key = fold(text)
    for kind, known in KINDS.items():
        if key in known:
            return kind
    said = f" {key} "
    for words, kind, around in _INSIDE:
        if words in said and set(said.replace(words, " ", 1).split()) <= around:
            return kind
    status = heading_status(key)
    return f"status:{status}" if status else ""


def stacked_kind(words: list[str], beside: list[str]) -> str:
    """What a column is whose heading has these words, one below the other; `beside` are its neighbours' lowest words.

    The lowest word counts first, but a part of a date is one of whatever stands above it.
    """
    below = kind_of(words[-1]) if words else ""
    above = [kind_of(word) for word in words[:-1]]
    if below == "sex" and _is_year(words[-1], beside):
        below = "year"
    if below in {"day", "month", "year", "sex"}:
        if "birth" in above:
            return "birth" if below == "sex" else f"birth:{below}"
        if any(words[:-1]) and any(fold(word) for word in words[:-1] if word != words[-1]):
            return ""  # the day of something else, the sex of nothing
        return f"part:{below}" if below != "sex" else ""
    for kind in [below, *reversed(above)]:
        if kind and kind != "sex":
            return kind
    return kind_of(" ".join(dict.fromkeys(words)))


def _is_year(word: str, beside: list[str]) -> bool:
    """Whether "NAM" without marks means a year: its neighbours are a day and a month, not the other sex."""
    kinds = {kind_of(one) for one in beside}
    return fold(word) == "nam" and bool(kinds & {"day", "month"}) and not any(fold(one) == "nu" for one in beside)
