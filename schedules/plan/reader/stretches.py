"""Moments that belong together: the two ends of a stretch, months or days in a row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from schedules.plan.reader.moments import Moment, moments
from schedules.plan.reader.openings import AND, TO


def times(text: str) -> Iterator[tuple[int, int]]:
    """Where a text says a day, a month or a stretch of them: no number in it counts anything."""
    row = list(moments(text))
    index = 0
    while index < len(row):
        members = belonging(text, row, index)
        if any(one.kind in {"month", "quarter", "hour"} or one.is_certain for one in members):
            yield members[0].start, members[-1].end
        index += len(members)


def belonging(text: str, row: list[Moment], index: int) -> list[Moment]:
    """A moment with those that belong to it: two ends, months in a row, or itself alone."""
    first = row[index]
    if index + 1 == len(row):
        return [first]
    second = row[index + 1]
    between = text[first.end : second.start]
    if TO.fullmatch(between) and _fit(first, second):
        return [first, second]
    return _in_a_row(text, row[index:])


def _in_a_row(text: str, row: list[Moment]) -> list[Moment]:
    """The first of some moments with those that count on from it: months, or days of which the last says its month."""
    members = row[:1]
    kinds = {"month", "number"} if members[0].kind == "month" else {"day", "number"}
    if members[0].kind not in {"month", "number"}:
        return members
    for one in takewhile(lambda one: one.kind in kinds, row[1:]):
        if (
            not AND.fullmatch(text[members[-1].end : one.start])
            or _counted(one, kinds) != _counted(members[-1], kinds) + 1
        ):
            break
        members.append(one)
    whole = members[0].kind == "month" or members[-1].kind == "day"  # "trong 2 ngày 05 và 06/10"
    return members if whole else members[:1]


def _counted(moment: Moment, kinds: set[str]) -> int:
    return moment.number or (moment.month if "month" in kinds else moment.day) or 0


def _fit(first: Moment, second: Moment) -> bool:
    """Whether two moments can be the two ends of one stretch."""
    kinds = (first.kind, second.kind)
    if kinds == ("number", "day"):
        return (first.number or 0) <= (second.day or 0)
    if kinds == ("month", "number"):
        return 0 < (second.number or 0) <= 12
    return "number" not in kinds and kinds != ("hour", "hour")
