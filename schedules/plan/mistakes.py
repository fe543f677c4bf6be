"""What is wrong with a plan's file, in words: the line, the item by its name, and what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

Lines = dict[tuple[int | str, ...], int]
_TITLE = re.compile(r"“(.+)”")


def line_numbers(text: str) -> Lines:
    """On which line each item begins, each of its fields, and, by its title, the last item called so."""
    numbers: Lines = {}
    counted: Counter[str] = Counter()
    item: tuple[int | str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\[\[\s*(\w+)\s*\]\]", line):
            item = (header[1], counted[header[1]])
            counted[header[1]] += 1
            numbers[item] = number
        elif field := re.match(r"(\w+)\s*=\s*(.*)", line):
            numbers[(*item, field[1])] = number
            if field[1] == "title":
                numbers[("title", field[2].strip("\"' "))] = number
    return numbers


def worded(where: tuple[int | str, ...], problem: str, raw: dict[str, Any], lines: Lines) -> str:
    """What is wrong, after its line and the item's number and name: `line 9: anniversaries, item 3 (“…”), month: …`."""
    words: list[str] = []
    value: Any = raw
    for step in where:
        value = _below(value, step)
        if isinstance(step, int):
            name = value.get("title") or value.get("number") if isinstance(value, dict) else None
            words.append(f"item {step + 1}" + (f" (“{name}”)" if name else ""))
        else:
            words.append(step)
    problem = problem.removeprefix("Value error, ")
    candidates = [lines.get(where[:depth]) for depth in range(len(where), 0, -1)]
    named = _TITLE.search(problem)
    candidates.append(lines.get(("title", named[1])) if named else None)
    line = next((f"line {number}" for number in candidates if number), "")
    return ": ".join(part for part in (line, ", ".join(words), problem) if part)


def _below(value: Any, step: int | str) -> Any:  # noqa: ANN401 (whatever the file holds there)
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None
