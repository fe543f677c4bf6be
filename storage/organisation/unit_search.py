"""Which unit people mean by what they type: no diacritics, abbreviations, slips, the names of units above it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from storage.organisation.records import FormerNames, Unit
from storage.text import fold

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


NamedUnits = tuple[tuple[int, str, str, str], ...]
"""Units as (id, name, path, what they were before as JSON)."""

Names = tuple[str, ...]
Way = tuple[tuple[Names, Names], ...]
"""The way up from a unit, the nearest first: what the next one is and was called, and what stood there before it."""


@dataclass(frozen=True, slots=True)
class UnitMatches:
    """The units that somebody may mean, most likely first.

    `certain` if it is the first and no other; `more` if others fit to the letter and are left out.
    """

    units: tuple[Unit, ...]
    certain: bool
    more: bool = False


def search(typed: str, units: Sequence[Unit]) -> UnitMatches:
    """Which of all units may be meant. What matches to the letter leaves no room for what is merely alike.

    To the letter means: but for diacritics, abbreviations, the words for its kind and the names of units above it.
    """
    ids, certain, more = _ranked(typed, _named(units))
    by_id = {unit.id: unit for unit in units}
    return UnitMatches(tuple(by_id[one] for one in ids), certain, more)


def get_ready(units: Sequence[Unit]) -> None:
    """Lay these units out for a search: some 50 ms for 3,000 that the first who types a name need not wait for."""
    _tree(_named(units))


def core_name(unit: Unit) -> str:
    """A unit's name without the words for its kind: "Mỹ Xuyên" of "Huyện đoàn Mỹ Xuyên"."""
    words = unit.name.split()
    core = len(_parted(unit.name)[1].split())
    return " ".join(words[-core:]) if 0 < core < len(words) else unit.name


def level_of(name: str) -> str | None:
    """The level that a unit's name tells: "Chi đoàn …" is a branch, "Phường đoàn …" a commune; None if none."""
    kind = _parted(name)[0]
    return _LEVELS.get(kind, kind) if kind else None


def _named(units: Sequence[Unit]) -> NamedUnits:
    return tuple((unit.id, unit.name, unit.path, unit.former) for unit in units)


@lru_cache(maxsize=256)  # a conversation that runs again asks the same again
def _ranked(typed: str, units: NamedUnits) -> tuple[tuple[int, ...], bool, bool]:
    """The ids of the units that may be meant, most likely first; whether there is no doubt; whether more fit."""
    raw, (kind, wanted) = _spelt(typed), _parted(typed)
    tree = _tree(units)
    if _only_kinds(raw):
        alone = tree.called_by_kind(raw)
        return alone[:MOST], len(alone) == 1, len(alone) > MOST
    scored = []
    for unit_id in tree.near(raw, wanted):
        names, way = tree.called[unit_id]
        score = max(_score(raw, kind, wanted, name, way) for name in names)
        if score >= ENOUGH:
            scored.append((-score, len(way), unit_id))
    exact = [one for one in scored if -one[0] == EXACT]
    ranked = sorted(exact or scored)
    return tuple(unit_id for _score, _depth, unit_id in ranked[:MOST]), len(exact) == 1, len(exact) > MOST


@lru_cache(maxsize=8)  # it is built once for each state of the tree, and for each part of it that somebody leads
def _tree(units: NamedUnits) -> _Index:
    return _Index(units)


class _Index:
    """All units of a search, laid out so that only the few that may be meant are scored one by one."""

    def __init__(self, units: NamedUnits) -> None:
        names: dict[int, Names] = {}  # what each is and was called
        below: dict[int, Names] = {}  # what stood above each before
        self.called: dict[int, tuple[Names, Way]] = {}  # all that somebody may call a unit, and the way up from it
        self._cores, self._names = _Phrases(), _Phrases()
        self._alone: defaultdict[str, list[int]] = defaultdict(list)  # units that are called by their kind alone
        parts: dict[int, Names] = {}
        for unit_id, name, _path, before in units:
            former = _former(before)
            names[unit_id], below[unit_id] = (name, *former.own), tuple(former.below)
            parts[unit_id] = tuple(former.parts)
        for unit_id, _name, path, _before in units:
            way = _way_up(path, names, below)
            self.called[unit_id] = ((*names[unit_id], *parts[unit_id]), way)
            for name in self.called[unit_id][0]:
                self._add(unit_id, name, way)

    def _add(self, unit_id: int, name: str, way: Way) -> None:
        own, spelt = _parted(name)[1], _spelt(name)
        if _only_kinds(spelt):
            self._alone[_kind_alone(spelt)].append(unit_id)
        self._cores.add(unit_id, own, _contexts(way))
        if (short := _HAMLET.sub("", own)) != own:
            self._cores.add(unit_id, short)
        self._names.add(unit_id, spelt)

    def called_by_kind(self, raw: str) -> tuple[int, ...]:
        """The units whose name is nothing but a word for their kind, such as "Tỉnh đoàn", and this one."""
        return tuple(dict.fromkeys(self._alone.get(_kind_alone(raw), ())))

    def near(self, raw: str, wanted: str) -> set[int]:
        """The units that may score enough, and few others."""
        return self._cores.near(wanted) | self._names.near(raw)


class _Phrases:
    """What units may be called, to be found by what is alike and by what is a part of it."""

    def __init__(self) -> None:
        # The numbers in a phrase -> the phrase, its words sorted -> the units that may be called so.
        self._alike: defaultdict[frozenset[str], defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._own: defaultdict[str, set[int]] = defaultdict(set)  # a word -> the units in whose own name it stands
        self._around: defaultdict[str, set[int]] = defaultdict(set)  # … in whose name, or in one above, it stands

    def add(self, unit_id: int, own: str, contexts: Sequence[str] = ("",)) -> None:
        """A unit may be called this, with any of these names of units above it behind."""
        for parents in contexts:
            phrase = f"{own} {parents}"
            self._alike[_numbers(phrase)][_in_order(phrase)].add(unit_id)
        for word in _words(own):
            self._own[word].add(unit_id)
        for word in _words(own).union(*map(_words, contexts)):
            self._around[word].add(unit_id)

    def near(self, typed: str) -> set[int]:
        """The units whose `_likeness` to what was typed may be enough."""
        phrases: Mapping[str, set[int]] = self._alike.get(_numbers(typed), {})
        asked = _words(typed)
        alike = process.extract(_in_order(typed), phrases.keys(), scorer=fuzz.ratio, score_cutoff=ENOUGH, limit=None)
        unit_ids = set().union(*(phrases[phrase] for phrase, _likeness, _place in alike))
        if _say_enough(asked):
            in_own = set().union(*(self._own.get(word, ()) for word in asked))
            unit_ids |= in_own.intersection(*(self._around.get(word, ()) for word in asked))
        return unit_ids


def _score(raw: str, kind: str | None, wanted: str, name: str, way: Way) -> float:
    """How likely somebody who typed this means the unit of this name from which this way leads up."""
    own_kind, own = _parted(name)
    score = max(_likeness(wanted, own, parents) for parents in _contexts(way))
    if short := _HAMLET.sub("", own):
        score = max(score, _likeness(wanted, short))
    if kind and own_kind and kind != own_kind:
        score -= OTHER_KIND
    return max(score, _likeness(raw, _spelt(name)))


@lru_cache(maxsize=10_000)  # what stands below the same unit has the same ones above
def _contexts(way: Way) -> tuple[str, ...]:
    """What may stand behind a unit's name: nothing, any one unit above it, or all up to one of them; and once did."""
    contexts, so_far = [""], ""
    today = [_parted(names[0])[1] for names, _before in way]
    for at, (names, before) in enumerate(way):
        once = [_parted(name)[1] for name in before]
        for called in (*(_parted(name)[1] for name in names), *once):
            contexts += [called, *_further(f"{so_far} {called}", today[at + 1 :])]
        contexts += [one for start in range(len(once)) for one in _further(so_far, once[start:])]
        so_far = f"{so_far} {today[at]}"
    return tuple(dict.fromkeys(" ".join(context.split()) for context in contexts))


def _further(beginning: str, names: Sequence[str]) -> Iterator[str]:
    """A beginning, and it with the first of these names behind it, the first two, and so on."""
    yield beginning
    for name in names:
        beginning = f"{beginning} {name}"
        yield beginning


def _way_up(path: str, names: Mapping[int, Names], below: Mapping[int, Names]) -> Way:
    """The way up from the unit of a path, as far as the units above it are known."""
    ids = [int(at) for at in reversed(path.split(".")[:-1])]
    return tuple((names[above], below.get(unit_id, ())) for unit_id, above in pairwise(ids) if above in names)


@lru_cache(maxsize=4096)
def _former(before: str) -> FormerNames:
    return FormerNames.model_validate_json(before)


def _only_kinds(raw: str) -> bool:
    """Whether words name nothing but a kind of unit, if anything."""
    return set(raw.split()) <= _WORDS_FOR_KINDS


def _kind_alone(raw: str) -> str:
    """What a name that is nothing but words for kinds says: its kind if they are one's, else the words themselves."""
    return next((kind for words, kind in _LEADING if words == raw), raw)


def _likeness(wanted: str, own: str, parents: str = "") -> float:
    """How much alike what was typed and a phrase are, in per cent; 0 where that is not `ENOUGH`."""
    phrase = f"{own} {parents}" if parents else own
    if wanted == phrase:
        return EXACT
    numbers, numbers_there = _numbers(wanted), _numbers(phrase)
    if not numbers <= numbers_there:
        return 0.0  # "ấp 3" and "ấp 13" look alike and are not
    of_own = _words(wanted) - _words(parents)
    if of_own <= _words(own) and _say_enough(of_own):
        return PARTLY
    if numbers != numbers_there:
        return 0.0
    return min(fuzz.ratio(_in_order(wanted), _in_order(phrase), score_cutoff=ENOUGH), EXACT - 1)


def _say_enough(words: Iterable[str]) -> bool:
    """Whether a part of a name is long enough to find a unit by."""
    return sum(map(len, words)) >= 4


@lru_cache(maxsize=50_000)
def _words(phrase: str) -> frozenset[str]:
    return frozenset(phrase.split())


@lru_cache(maxsize=50_000)
def _numbers(phrase: str) -> frozenset[str]:
    return frozenset(word for word in phrase.split() if word.isdigit())


@lru_cache(maxsize=50_000)
def _in_order(phrase: str) -> str:
    return " ".join(sorted(phrase.split()))


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
