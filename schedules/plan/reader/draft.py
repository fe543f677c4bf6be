"""A draft plan (TOML) from what the reader found, for a person to review: each find under the sentence it stands in.

What is unsure is marked; `plan load` refuses a file in which a mark still stands, and says where.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from schedules.plan.measures import OFFERED
from schedules.plan.reader.finds import (
    FoundAmount,
    FoundAnniversary,
    FoundItem,
    FoundPeriod,
    FoundTarget,
    ReadProgramme,
)

MARK = "# ?"  # "# ? why": to be looked at; whoever has looked takes the line out
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def draft(found: ReadProgramme, name: str, issuer: str = "?") -> str:
    """The plan's TOML, to be reviewed."""
    year = found.year or date.min.year
    lines = [
        "# A draft: look each item over. A line beginning with “# ?” says what to look at; take it out once you have.",
        "# `counts` says what check-ins bring towards a figure; without it, figures are entered. It may be:",
        f"# {', '.join(OFFERED)}.",
        f"year = {year}",
        f"name = {_quoted(name)}",
        f"issuer = {_quoted(issuer)}",
        'theme = "?"',
        *([f"{MARK} the year is not stated"] if found.year is None else []),
        f"{MARK} who issued it, and the year's theme",
    ]
    for number, target in enumerate(found.targets, start=1):
        lines += ["", *_target(number, target)]
    titles: dict[str, int] = {}
    for anniversary in found.anniversaries:
        lines += ["", *_anniversary(anniversary, _once(anniversary.title, titles))]
    for period in found.periods:
        lines += ["", *_activity(period, _once(period.title, titles))]
    return "\n".join(lines) + "\n"


def marks(text: str) -> list[int]:
    """The numbers of the lines of a plan's TOML that are still to be looked at."""
    return [number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(MARK)]


def _target(number: int, one: FoundTarget) -> Iterator[str]:
    yield from _looked_at(one)
    figures = ", ".join(map(_figure, one.amounts))
    yield from ("[[targets]]", f"number = {number}", f"text = {_quoted(one.text)}", f"figures = [{figures}]")


def _figure(one: FoundAmount) -> str:
    counts = f", counts = [{_quoted(one.counts)}]" if one.counts else ""
    return f"{{ amount = {max(1, round(one.value))}, unit = {_quoted(one.unit)}{counts} }}"


def _anniversary(one: FoundAnniversary, title: str) -> Iterator[str]:
    yield from _looked_at(one)
    yield from ("[[anniversaries]]", f"title = {_quoted(title)}")
    if one.day is not None:
        yield from (f"day = {one.day}", f"month = {one.month}")
    if one.lunar:
        yield "lunar = true"
    if one.year is not None:
        yield f"year = {one.year}"


def _activity(one: FoundPeriod, title: str) -> Iterator[str]:
    yield from _looked_at(one)
    whole = one.start is not None and _DAY.fullmatch(one.start) is not None
    if not whole:
        yield f"{MARK} its days: {one.start or '…'} to {one.end or '…'}"
    yield from ("[[activities]]", f"title = {_quoted(title)}", 'kind = "campaign"')
    if whole:
        yield f"starts = {one.start}"
        if one.end is not None and _DAY.fullmatch(one.end):
            yield f"ends = {one.end}"


def _looked_at(one: FoundItem) -> Iterator[str]:
    yield f"# {' '.join(one.sentence.split())}"
    if one.unsure:
        yield f"{MARK} {one.unsure}"


def _once(title: str, known: dict[str, int]) -> str:
    """A title that no item before it has."""
    name = title or "?"
    known[name.lower()] = known.get(name.lower(), 0) + 1
    return name if known[name.lower()] == 1 else f"{name} ({known[name.lower()]})"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
