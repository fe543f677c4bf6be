"""What a mark on an attendance list says: there, there late, excused, absent; or that only its writer knows.

Nothing is taken for either side because it is unknown: a mark is sure, a guess that is shown, or asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from storage.text import fold

PRESENT, LATE, EXCUSED, ABSENT, UNCLEAR = "present", "late", "excused", "absent", "unclear"
STATUSES = (PRESENT, LATE, EXCUSED, ABSENT)
BLANK, CLOCK = "", "hh:mm"

_CLOCK = re.compile(r"\d{1,2}\s*(?::|h|g)\s*\d{0,2}(?::\d{2})?\s*(?:am|pm)?", re.IGNORECASE)
_QUOTES = "\"'“”‘’[](){}.,;:"
_TICKS = "✓✔√☑✅🗸●•⬤◉"
_CROSSES = "✗✘❌–—-−☐□_"
_SURE: dict[str, str] = {
    **dict.fromkeys(_TICKS, PRESENT),
    **dict.fromkeys(_CROSSES, ABSENT),
    **dict.fromkeys(("+", "1", "true", "yes", "y", "ok"), PRESENT),
    **dict.fromkeys(("0", "false", "no", "--", "---", "kp", "vkp", "vk"), ABSENT),
    **dict.fromkeys(("cp", "vp", "vcp"), EXCUSED),
}
# What most offices mean by it: taken, shown, and put right by one press.
_GUESSES: dict[str, str] = {
    "x": PRESENT,
    "p": EXCUSED,
    "k": ABSENT,
    "ü": PRESENT,  # Wingdings' ticks and crosses, as letters
    "þ": PRESENT,
    "\uf0fc": PRESENT,
    "\uf0fe": PRESENT,
    "û": ABSENT,
    "\uf0fb": ABSENT,
    "¨": ABSENT,
    "\uf0a8": ABSENT,
}
_SAME = str.maketrans({"×": "x", "✕": "✗", "⨯": "x", "─": "-", "＋": "+", "➕": "+", "➖": "-", "‐": "-", "‑": "-"})
_LATE = r"muon|den tre|di tre|tre(?= \d|$| gio| phut)|vao tre|late"
_EXCUSED = r"co phep|phep|co ly do|co xin|xin nghi|xin vang|excused|bao truoc"
_ABSENT = (
    r"vang|nghi|absent|khong (?:co mat|tham gia|tham du|phep|di|den|hoc|ly do|xin|du)|ko phep|k phep|bo buoi"
    r"|chua (?:den|co mat|tham gia|tham du|diem danh)"
)
_THERE = (
    r"co mat|tham gia|tham du|hien dien|dung gio|present|attended|attendance|da den|co den|co di|di hoc|day du|den du"
)
_WHOLE = {
    **dict.fromkeys(("co", "du", "dat", "di", "den", "cm", "da ky", "da diem danh", "da check in"), PRESENT),
    **dict.fromkeys(("khong", "ko", "khg", "n", "kg"), ABSENT),
    "tre": LATE,
    "phep": EXCUSED,
}
_NEAR_THERE = (
    "dung gio day du buoi sang chieu toi trua ca ngay roi da danh dau ghi neu la o thi khi cho vao tich doan vien ban "
    "dv hs sv hop le hoc va den tu dau cuoi het nguoi hoat dong sinh hoat"
)
_AROUND_THERE = frozenset(_NEAR_THERE.split())
_NEGATED = re.compile(r"\b(?:khong|chua|ko) (?:vang|nghi|muon|tre|den muon|di tre)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mark is taken for; None: ask. `guessed`: to be shown as a guess."""

    status: str | None
    guessed: bool = False


def mark_key(cell: object) -> str:
    """A mark as it is compared: small, without quotes and what nobody sees; any time of day is one mark."""
    if cell is None:
        return BLANK
    text = unicodedata.normalize("NFC", str(cell)).translate(_SAME).replace("\ufe0f", "")
    text = " ".join(text.lower().split())
    text = text.strip(_QUOTES + " ") or text
    return CLOCK if _CLOCK.fullmatch(text) else text[:40]


def words_say(text: str) -> str | None:  # noqa: PLR0911 - one for each thing that words may say
    """The status that words tell ("đi trễ 10 phút", "vắng (có phép)"); None where they tell none, or two."""
    key = fold(text)
    if key in _WHOLE:
        return _WHOLE[key] if key != "tre" or "ẻ" not in text.lower() else None
    if _NEGATED.search(key):
        return None
    if re.search(rf"\b(?:{_LATE})\b", key) and not re.search(r"\bvang\b|\bnghi\b", key):
        return LATE if "ẻ" not in text.lower() else None
    absent = re.search(rf"\b(?:{_ABSENT})\b", key)
    without = re.search(r"\b(?:khong|ko|k) (?:phep|co phep|ly do|co ly do|xin phep)\b", key)
    if without:
        return ABSENT
    if re.search(rf"\b(?:{_EXCUSED})\b", key):
        return EXCUSED
    rest = re.sub(rf"\b(?:{_ABSENT})\b", " ", key)
    there = re.search(rf"\b(?:{_THERE})\b", rest)
    if there and set(re.sub(rf"\b(?:{_THERE})\b", " ", rest).split()) - _AROUND_THERE:
        return None  # "tham gia BHYT", or a word that is spelt so that nobody knows whether it says not
    if absent and there:
        return None
    return ABSENT if absent else PRESENT if there else None


def heading_status(key: str) -> str | None:
    """The status that the heading of a column gives to a tick below it; `key` is folded."""
    if key in {
        "diem danh",
        "co mat",
        "tinh trang",
        "trang thai",
        "tinh hinh",
        "chuyen can",
        "ket qua diem danh",
        "check in",
    }:
        return PRESENT
    if key in {"vang", "vang mat", "nghi", "absent"}:
        return ABSENT
    words = key.split()
    if len(words) > 5 or {"so", "tong", "gio", "ly", "lan", "buoi", "ty", "ngay", "ngoi"} & set(words):
        return None  # a sum of them, the reason, the time
    return words_say(key)


def read(marks: Iterable[str], legend: Mapping[str, str]) -> dict[str, Reading]:
    """What each mark of a column says, by the sheet's own legend, by itself, or by its company."""
    keys = set(marks)
    told = {key: _alone(key, legend) for key in keys if key != BLANK}
    if {"v", "x"} <= keys and not {"v", "x"} <= set(legend):
        other = {mark: legend.get(mark) for mark in ("v", "x")}
        for mark in ("v", "x"):  # a tick beside a cross, or there beside "vắng"
            told[mark] = Reading(other[mark])
    if "x" in keys and "x" not in legend and len({mark for mark in keys if mark and mark in _TICKS}) == 1:
        told["x"] = Reading(None)  # a cross beside a tick; where people tick in many ways, one of them
    if "o" in keys and "o" not in legend:
        told["o"] = Reading(ABSENT, guessed=True) if "x" in keys or "+" in keys else Reading(None)
    if BLANK in keys:
        ticked = any(reading.status == PRESENT for reading in told.values())
        told[BLANK] = Reading(legend[BLANK]) if BLANK in legend else Reading(ABSENT if ticked else None, guessed=ticked)
    return told


def _alone(key: str, legend: Mapping[str, str]) -> Reading:
    if key in legend:
        return Reading(legend[key])
    if key in _SURE:
        return Reading(_SURE[key])
    if key in _GUESSES:
        return Reading(_GUESSES[key], guessed=True)
    return Reading(words_say(key)) if len(key) > 1 else Reading(None)


def ticks(key: str) -> bool | None:
    """Whether a mark in a column that is headed by a status says that it is so; None where that is not known."""
    if key == BLANK or _SURE.get(key) == ABSENT:
        return False
    if _SURE.get(key) == PRESENT or key in {"x", "v", "ü", "þ", "p", "m", "k", "t"}:
        return True
    said = words_say(key)
    return None if said is None else said == PRESENT or key not in {"khong", "không", "ko", "k"}


# The sheet's own key --------------------------------------------------------------------------------------------------

_KEY_BEGINS = re.compile(
    r"^\s*(?:ghi chú|ký hiệu|kí hiệu|chú thích|chú giải|quy ước|lưu ý|chú ý|note)\s*[:：.]?\s*", re.IGNORECASE
)
_SEGMENT = re.compile(r"[,;|\n()/]|\.\s|\s{3,}|\s(?=[\"'“]?(?:[A-Za-z01]{1,2}|[A-Z]{3}|[^\w\s])[\"'”]?\s*[:=])")
_TOKEN = re.compile(r"[\"'“”‘’\[\]{}\s:=→.]+")
_MARK_FIRST = re.compile(r"[\s,;]*[(\[]\s*([^\s()\[\]]{1,3})\s*[)\]]\s*[:=-]?\s*(?=\w)")
_NO_MARKS = frozenset(
    [
        "là",
        "la",
        "có",
        "co",
        "đi",
        "di",
        "ô",
        "ở",
        "vì",
        "thì",
        "mà",
        "đủ",
        "du",
        "ko",
        "hs",
        "đv",
        "sv",
        "tv",
        "bạn",
        "khi",
        "cho",
        "vào",
        "nếu",
        "số",
    ]
)
_BLANKS = re.compile(r"để trống|bỏ trống|ô trống|không đánh dấu|không ghi|trống")


def legend(lines: Iterable[str]) -> dict[str, str]:
    """What a sheet itself says about its marks ("Ghi chú: x: có mặt, v: vắng, P: phép"), mark by mark."""
    told: dict[str, str] = {}
    doubted: set[str] = set()
    for line in lines:
        text = _KEY_BEGINS.sub("", line)[:400]
        if _MARK_FIRST.match(text):
            text = _MARK_FIRST.sub(r";\1: ", text)
        segments = [part.strip() for part in _SEGMENT.split(text) if part.strip()]
        for words in [*segments, *(f"{before} {mark}" for before, mark in pairwise(segments) if len(mark) <= 2)]:
            if (pair := _pair(words)) is not None and told.setdefault(*pair) != pair[1]:
                doubted.add(pair[0])
    return {mark: status for mark, status in told.items() if mark not in doubted}


def _pair(segment: str) -> tuple[str, str] | None:
    """The one mark in a piece of a key, and what the other words say of it."""
    if _BLANKS.search(segment.lower()):
        status = words_say(_BLANKS.sub(" ", segment.lower()))
        return (BLANK, status) if status is not None else None
    tokens = [token for token in _TOKEN.split(segment) if token]
    if len(tokens) > 1 and tokens[0] not in {"-", "–"}:
        tokens = [token for token in tokens if token not in {"-", "–"}]
    marks = [token for token in tokens if _may_be_mark(token)]
    if len(marks) != 1 or len(tokens) > 9:
        return None
    status = words_say(" ".join(token for token in tokens if token != marks[0]))
    return (mark_key(marks[0]), status) if status is not None else None


def _may_be_mark(token: str) -> bool:
    """One sign or letter, or a short code in capitals; no word and no count."""
    if not token.isalnum():
        return len(token) <= 2
    if not token.isascii() or token.lower() in _NO_MARKS:
        return False
    return (
        token in {"0", "1"}
        or (len(token) == 1 and token.isalpha())
        or (len(token) <= 3 and token.isupper() and token.isalpha())
    )
