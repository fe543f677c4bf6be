"""What all rows of a sheet tell of it, made beside the reading: the conversation itself sees the first rows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from handlers.imports import marks, sections
from handlers.imports.columns import NAME, UNIT, Columns, understand, value
from handlers.imports.structure import Aside, Person, RawRow, walk

HEAD = 20
MOST_MARKS = 40  # different ones in a column: a column of more holds something else
LONGEST_MARK = 30
LISTED = 30
NOTHING = {"people": 0, "values": {}, "sections": [], "lines": [], "gaps": 0, "above": [], "legend": {}}


def survey(rows: Sequence[RawRow], name: str) -> dict[str, Any]:
    """The facts of a sheet, as JSON.

    "people" is how many rows tell of somebody; "values" has how often each mark (`marks.mark_key`) stands in a column;
    "sections" the names of units between the people, "lines" other lines that stand alone; "above" the texts over the
    table, "legend" what it says of its own marks; "gaps" how many people have no unit beside them although somebody
    above has.
    """
    layout = understand([{"number": number, "cells": cells} for number, cells in rows[:HEAD]])
    above = _texts(rows, lambda number: layout is not None and number < layout.heading)
    facts: dict[str, Any] = {**NOTHING, "above": [name, *above]}
    if layout is None:
        return facts
    read = list(walk(rows, layout.heading, layout.columns, sections.unit_like))
    people = [one for one in read if isinstance(one, Person)]
    asides = [one for one in read if isinstance(one, Aside)]
    kept = dict(rows)
    notes = [line for one in asides if one.kind in {"tail", "line"} for line in _lines(kept[one.number])]
    names = set(layout.columns.get(NAME, []))
    return facts | {
        "people": len(people),
        "values": _values(people, [at for at in range(len(layout.headings) + 2) if at not in names]),
        "sections": list(dict.fromkeys(one.text for one in asides if one.kind == "section"))[:LISTED],
        "lines": [*(one.text for one in asides if one.kind in {"tail", "line"}), *_alone(people)][:LISTED],
        "gaps": _gaps(people, layout.columns),
        "legend": marks.legend(
            [*(line for row in rows if row[0] <= layout.heading for line in _lines(row[1])), *notes]
        ),
    }


def _texts(rows: Sequence[RawRow], wanted: Any) -> list[str]:  # noqa: ANN401 - a condition on row numbers
    return [text for number, cells in rows[:HEAD] if wanted(number) for text in sections.texts(cells)]


def _lines(cells: Sequence[Any]) -> list[str]:
    """The texts of a row, alone, and each mark with the words in the cell beside it."""
    said = list(dict.fromkeys(str(cell) for cell in cells if cell is not None))
    return [*said, *(f"{left}: {right}" for left, right in pairwise(said) if len(left) <= 3)]


def _values(people: Sequence[Person], columns: Sequence[int]) -> dict[str, dict[str, int]]:
    told = {}
    for at in columns:
        counts: Counter[str] = Counter()
        for person in people:
            counts[marks.mark_key(person.cells[at] if at < len(person.cells) else None)] += 1
            if len(counts) > MOST_MARKS:
                break
        if len(counts) <= MOST_MARKS and not all(len(key) > LONGEST_MARK for key in counts):
            told[str(at)] = dict(counts.most_common())
    return told


def _alone(people: Sequence[Person]) -> list[str]:
    """The names that stand alone in their rows, which may be units of which nothing says so."""
    return [value(one.cells, one.columns, NAME) for one in people if sum(cell is not None for cell in one.cells) == 1]


def _gaps(people: Sequence[Person], columns: Columns) -> int:
    gaps, filled = 0, False
    for person in people:
        said = bool(value(person.cells, person.columns, UNIT)) if UNIT in columns else True
        filled = filled or said
        gaps += filled and not said
    return gaps
