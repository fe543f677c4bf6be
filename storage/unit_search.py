"""Which unit people mean by what they type: no diacritics, abbreviations, slips, the names of units above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from storage.matching import fold
from storage.records import Unit

MOST = 8
EXACT = 100.0
PARTLY = 90.0  # all that was typed stands in the name, but not the whole name
ENOUGH = 78.0
OTHER_KIND = 12.0  # "xã" for what is a "thị trấn": possible, since towns and communes were merged, but less likely

# What a name begins with, as it is written and abbreviated, and what kind of unit that makes it.
_KINDS = {
    "branch": ("chi doan co so", "chi doan", "cdcs", "cd"),
    "ward": ("doan phuong", "phuong doan", "phuong", "p"),
    "township": ("doan thi tran", "thi tran", "tt"),
    "commune": ("doan xa", "xa doan", "xa", "x"),
    "district": ("huyen doan", "doan huyen", "huyen", "h"),
    "city": ("thanh doan", "doan thanh pho", "thanh pho", "tp doan", "doan tp", "tp"),
    "town": ("thi doan", "doan thi xa", "thi xa", "tx doan", "doan tx", "tx"),
    "province": ("tinh doan", "doan tinh", "tinh"),
}
_LEADING = sorted(((words, kind) for kind, all_of in _KINDS.items() for words in all_of), key=lambda one: -len(one[0]))
_LEVELS = {"ward": "commune", "township": "commune", "city": "district", "town": "district"}
# Inside what was typed ("ap 3 xa dai tam huyen my xuyen"); single letters may belong to a name there.
_INSIDE = re.compile(r"\b(" + "|".join(words for words, _kind in _LEADING if len(words) > 1) + r")\b")
_WORDS_FOR_KINDS = {word for words, _kind in _LEADING for word in words.split()}
_HAMLET = re.compile(r"^(ap|khom|khu pho|khu vuc|thon|buon|to dan pho) (?=[a-z]{2})")  # often left out
_DIGITS_APART = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Found:
    """The units that somebody may mean, the likeliest first.

    `certain` if it is the first and no other; `more` if others fit to the letter and are left out.
    """

    units: tuple[Unit, ...]
    certain: bool
    more: bool = False


def search(typed: str, units: Sequence[Unit]) -> Found:
    """Which of all units may be meant. What matches to the letter leaves no room for what is merely alike.

    To the letter means: but for diacritics, abbreviations, the words for its kind and the names of units above it.
    """
    ids, certain, more = _ranked(typed, tuple((unit.id, unit.name, unit.path) for unit in units))
    by_id = {unit.id: unit for unit in units}
    return Found(tuple(by_id[one] for one in ids), certain, more)


def core_name(unit: Unit) -> str:
    """A unit's name without the words for its kind: "Mỹ Xuyên" of "Huyện đoàn Mỹ Xuyên"."""
    words = unit.name.split()
    core = len(_parted(unit.name)[1].split())
    return " ".join(words[-core:]) if 0 < core < len(words) else unit.name


def level_of(name: str) -> str | None:
    """The level that a unit's name tells: "Chi đoàn …" is a branch, "Phường đoàn …" a commune; None if none."""
    kind = _parted(name)[0]
    return _LEVELS.get(kind, kind) if kind else None


@lru_cache(maxsize=256)  # a conversation that runs again asks the same again
def _ranked(typed: str, units: tuple[tuple[int, str, str], ...]) -> tuple[tuple[int, ...], bool, bool]:
    """The ids of the units that may be meant, the likeliest first; whether there is no doubt; whether more fit."""
    raw, (kind, wanted) = _spelt(typed), _parted(typed)
    if set(raw.split()) <= _WORDS_FOR_KINDS:
        return (), False, False
    names = {unit_id: name for unit_id, name, _path in units}
    scored = []
    for unit_id, _name, path in units:
        above = [names[int(at)] for at in reversed(path.split(".")[:-2]) if int(at) in names]
        score = _score(raw, kind, wanted, names[unit_id], above)
        if score >= ENOUGH:
            scored.append((-score, path.count("."), unit_id))
    exact = [one for one in scored if -one[0] == EXACT]
    ranked = sorted(exact or scored)
    return tuple(unit_id for _score, _depth, unit_id in ranked[:MOST]), len(exact) == 1, len(exact) > MOST


def _score(raw: str, kind: str | None, wanted: str, name: str, above: list[str]) -> float:
    """How likely somebody who typed this means the unit of this name below those above, nearest first."""
    own_kind, own = _parted(name)
    score = max(_likeness(wanted, own, parents) for parents in _contexts(above))
    if short := _HAMLET.sub("", own):
        score = max(score, _likeness(wanted, short))
    if kind and own_kind and kind != own_kind:
        score -= OTHER_KIND
    return max(score, _likeness(raw, _spelt(name)))


def _contexts(above: list[str]) -> Iterator[str]:
    """What may stand behind a unit's name: nothing, any one unit above it, or all up to one of them."""
    yield ""
    so_far = ""
    for name in above:
        core = _parted(name)[1]
        so_far = f"{so_far} {core}".strip()
        yield so_far
        if so_far != core:
            yield core


def _likeness(wanted: str, own: str, parents: str = "") -> float:
    phrase = f"{own} {parents}".strip()
    if wanted == phrase:
        return EXACT
    asked = set(wanted.split())
    numbers, numbers_there = _numbers(wanted), _numbers(phrase)
    if not numbers <= numbers_there:
        return 0.0  # "ấp 3" and "ấp 13" look alike and are not
    of_own = asked - set(parents.split())
    if sum(map(len, of_own)) >= 4 and of_own <= set(own.split()):
        return PARTLY
    if numbers != numbers_there:
        return 0.0
    return min(fuzz.token_sort_ratio(wanted, phrase), EXACT - 1)


def _numbers(text: str) -> set[str]:
    return {word for word in text.split() if word.isdigit()}


@lru_cache(maxsize=50_000)
def _spelt(name: str) -> str:
    """A name as it is compared: folded, and "ấp3" as "ap 3"."""
    return _DIGITS_APART.sub(" ", fold(name))


@lru_cache(maxsize=50_000)
def _parted(name: str) -> tuple[str | None, str]:
    """The kind of unit that a name begins with, if any, and what is left of it without words for kinds."""
    folded = _spelt(name)
    for words, kind in _LEADING:
        if folded.startswith(f"{words} "):
            return kind, _without_kinds(folded.removeprefix(f"{words} "))
    return None, _without_kinds(folded)


def _without_kinds(text: str) -> str:
    return " ".join(_INSIDE.sub(" ", text).split()) or text
