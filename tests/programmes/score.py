"""Scores the reader of programmes: `python -m tests.programmes.score [FILE …]`; without a file the cases here.

A file is a JSON list of {"id", "year", "text", "expected": {"anniversaries", "targets", "periods"}}, maybe with
"score_fields"; a target's amounts and units are parallel lists, or a list of {"value", "unit"}. An anniversary is right
by its day, month, year and lunar; a target by the multiset of its amounts and of their kinds (%, đồng, something
counted); a period by its first and last day: a month as a start is its first day, as an end its last.
"""

from __future__ import annotations

import argparse
import json
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schedules.plan.reader import read

CASES = Path(__file__).with_name("cases.json")
LEAP_YEAR = 2000
FIELDS = ("anniversaries", "targets", "periods")
Json = dict[str, Any]
Amounts = tuple[tuple[float, str], ...]


@dataclass
class Score:
    """How many finds were right, too many, and missed; and which."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def kind(unit: str) -> str:
    """The kind of a unit."""
    return unit if unit in {"%", "đồng"} else "counted"


def keys(name: str, finds: list[Json]) -> Counter[Any]:
    """What finds are compared by."""
    if name == "anniversaries":
        return Counter((one["day"], one["month"], one["year"], bool(one.get("lunar"))) for one in finds)
    if name == "periods":
        return Counter((_day(one["start"], first=True), _day(one["end"], first=False)) for one in finds)
    found: Counter[Any] = Counter()
    for one in finds:
        pairs = (
            [(amount["value"], amount["unit"]) for amount in one["amounts"]]
            if one["amounts"] and isinstance(one["amounts"][0], dict)
            else list(zip(one["amounts"], one["units"], strict=True))
        )
        found[_amounts(pairs)] += 1
    return found


def _day(iso: str | None, *, first: bool) -> str | None:
    """An ISO day, or the first or last day of an ISO month ("--03" has no year: February has 29 days then)."""
    month = re.fullmatch(r"(\d{4}|-)-(\d\d)", iso or "")
    if month is None:
        return iso
    year = int(month[1]) if month[1] != "-" else LEAP_YEAR
    return f"{iso}-{1 if first else monthrange(year, int(month[2]))[1]:02}"


def _amounts(pairs: Iterable[Any]) -> Amounts:
    return tuple(sorted((float(value), kind(unit)) for value, unit in pairs))


def without_optional(made: Counter[Any], targets: list[Json]) -> Counter[Any]:
    """The targets found, without the amounts that a target may have or not have ("optional")."""
    for one in targets:
        if not one.get("optional"):
            continue
        wanted = keys("targets", [one])
        (needed,) = wanted
        longer = _amounts([*zip(one["amounts"], one["units"], strict=True), *one["optional"]])
        if made[needed] == 0 and made[longer]:
            made = made - Counter([longer]) + wanted
    return made


def score(passages: list[Json]) -> dict[str, Score]:
    """The reader's score for each kind of find."""
    scores = {name: Score() for name in FIELDS}
    for passage in passages:
        found = read(passage["text"], passage.get("year")).as_data()
        for name in passage.get("score_fields", FIELDS):
            made, wanted = keys(name, found[name]), keys(name, passage["expected"][name])
            if name == "targets":
                made = without_optional(made, passage["expected"][name])
            one = scores[name]
            one.right += (made & wanted).total()
            one.wrong += (made - wanted).total()
            one.missed += (wanted - made).total()
            one.notes += [f"{passage['id']}: + {key}" for key in made - wanted]
            one.notes += [f"{passage['id']}: - {key}" for key in wanted - made]
    return scores


def main() -> None:
    """Print the scores of the files named, or of the repository's cases."""
    parser = argparse.ArgumentParser(prog="python -m tests.programmes.score")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--notes", action="store_true", help="also what was wrong (+) and what was missed (-)")
    options = parser.parse_args()
    for file in options.files or [CASES]:
        print(file.name)
        for name, one in score(json.loads(file.read_text(encoding="utf-8"))).items():
            print(f"  {name:<14} found {one.recall:6.1%} of {one.right + one.missed:>3}, right {one.precision:6.1%}")
            for note in one.notes if options.notes else ():
                print(f"    {note}")


if __name__ == "__main__":
    main()
