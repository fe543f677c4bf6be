"""A draft plan (TOML) from what the reader found, for a person to review: each item under the sentence it stands in.

What is unsure is marked; `plan load` refuses a file in which a mark still stands, and says where.
"""

from __future__ import annotations

import json
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

MARK = "# ?"  # "# ? why": to be checked; whoever has checked takes the line out


def draft(programme: ReadProgramme, name: str, issuer: str = "?") -> str:
    """The plan's TOML, to be reviewed."""
    year = programme.year or date.min.year
    lines = [
        "# A draft: look each item over. A line beginning with “# ?” says what to look at; take it out once you have.",
        "# `counts` says what check-ins bring towards a figure; without it, figures are entered. It may be:",
        f"# {', '.join(OFFERED)}.",
        f"year = {year}",
        f"name = {_quoted(name)}",
        f"issuer = {_quoted(issuer)}",
        'theme = "?"',
        *([f"{MARK} the year is not stated"] if programme.year is None else []),
        f"{MARK} who issued it, and the year's theme",
    ]
    for number, target in enumerate(programme.targets, start=1):
        lines += ["", *_target(number, target)]
    titles: dict[str, int] = {}
    for anniversary in programme.anniversaries:
        lines += ["", *_anniversary(anniversary, _once(anniversary.title, titles))]
    for period in programme.periods:
        lines += ["", *_activity(period, _once(period.title, titles))]
    return "\n".join(lines) + "\n"


def marks(text: str) -> list[int]:
    """The numbers of the lines of a plan's TOML that are still to be checked."""
    return [number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(MARK)]


def _target(number: int, target: FoundTarget) -> Iterator[str]:
    yield from _source(target)
    figures = ", ".join(map(_figure, target.amounts))
    yield from ("[[targets]]", f"number = {number}", f"text = {_quoted(target.text)}", f"figures = [{figures}]")


def _figure(amount: FoundAmount) -> str:
    counts = f", counts = [{_quoted(amount.counts)}]" if amount.counts else ""
    return f"{{ amount = {max(1, round(amount.value))}, unit = {_quoted(amount.unit)}{counts} }}"


def _anniversary(anniversary: FoundAnniversary, title: str) -> Iterator[str]:
    yield from _source(anniversary)
    yield from ("[[anniversaries]]", f"title = {_quoted(title)}")
    if anniversary.day is not None:
        yield from (f"day = {anniversary.day}", f"month = {anniversary.month}")
    if anniversary.lunar:
        yield "lunar = true"
    if anniversary.year is not None:
        yield f"year = {anniversary.year}"


def _activity(period: FoundPeriod, title: str) -> Iterator[str]:
    yield from _source(period)
    starts, ends = period.days
    yield from ("[[activities]]", f"title = {_quoted(title)}", 'kind = "campaign"')
    if starts is not None:
        yield f"starts = {starts}"
        if ends is not None and ends > starts:
            yield f"ends = {ends}"


def _source(item: FoundItem) -> Iterator[str]:
    yield f"# {' '.join(item.sentence.split())}"
    if item.unsure:
        yield f"{MARK} {item.unsure}"


def _once(title: str, known: dict[str, int]) -> str:
    """A title that no item before it has."""
    name = title or "?"
    known[name.lower()] = known.get(name.lower(), 0) + 1
    return name if known[name.lower()] == 1 else f"{name} ({known[name.lower()]})"


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
