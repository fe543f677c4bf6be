"""Which column of an office's table is what: its heading found below titles, in any order, merged or split in two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from handlers.imports import sections
from handlers.imports.headings import KINDS, kind_of, stacked_kind
from storage.text import fold

Columns = dict[str, list[int]]
NAME, BIRTH, UNIT, PRESENT, NUMBER, NOTE = "name", "birth", "unit", "present", "number", "note"
UNSURE = "\ufffd"  # ends what two encodings read in two ways (bot/sandbox/documents/old_letters.py)
SECTIONS = [-1]  # of units: not a column, but the rows between the people
_NAMED = re.compile(r"t[eê]n|name|họ|\bho\b", re.IGNORECASE)  # what each heading of names has in it
PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's table is: the number of its (last) heading row, 0 for none; what each column is; its headings.

    `words` has the words of each heading, one below the other, with what stands over them; `kinds` what they say.
    """

    heading: int
    columns: Columns
    headings: tuple[str, ...]
    words: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()


def understand(head: Sequence[Mapping[str, Any]]) -> Layout | None:
    """The table in a sheet's first rows ({"number", "cells"}); None where no heading with a name's column is found."""
    for at, row in enumerate(head):
        if heads_a_table(row["cells"]):
            block = [row, *_below(head[at:])]
            over = [one["cells"] for one in head[max(0, at - 2) : at] if row["number"] - one["number"] <= 2]
            return laid_out(block[-1]["number"], [one["cells"] for one in block], over)
    return None


def laid_out(heading: int, rows: Sequence[Sequence[Any]], over: Sequence[Sequence[Any]] = ()) -> Layout:
    """What the columns are under these heading rows, which end at this row's number; `over` stands right above them."""
    width = max((len(cells) for cells in rows), default=0)
    texts = _spread([[_text(cells, at) for at in range(width)] for cells in rows])
    stacked = [list(dict.fromkeys(row[at] for row in texts if row[at])) for at in range(width)]
    lowest = [words[-1] if words else "" for words in stacked]
    kinds = [
        stacked_kind(words, [*lowest[max(0, at - 2) : at], *lowest[at + 1 : at + 3]])
        for at, words in enumerate(stacked)
    ]
    headings = tuple(" ".join(words) for words in stacked)
    above = [[_text(cells, at) for at in range(width)] for cells in over]
    above = [row for row in above if len(set(filter(None, row))) > 1 or sum(map(bool, row)) < max(2, width - 2)]
    words = tuple((*(row[at] for row in above if row[at]), *stacked[at]) for at in range(width))
    return Layout(heading, _columns(kinds, headings), headings, words, tuple(kinds))


def without_heading(first: Sequence[Any]) -> Layout:
    """A table without headings; its first row is shown instead, so that the columns can be told apart."""
    return Layout(0, {}, tuple(_text(first, at) for at in range(len(first))))


def value(cells: Sequence[Any], columns: Columns, field: str) -> str:
    """What a row says of a field, "" for nothing: parts of a name or unit joined, of others the first that is given."""
    said = [str(cells[at]) for at in columns.get(field, []) if 0 <= at < len(cells) and cells[at] is not None]
    return " ".join(dict.fromkeys(said)) if field in {NAME, UNIT} else next(iter(said), "")


def heads_names(text: str) -> bool:
    """Whether this heads a column of names, as on the next page of a long table."""
    return _NAMED.search(text) is not None and kind_of(text) in {"full", "family", "given"}


def heads_a_table(cells: Sequence[Any]) -> bool:
    """Whether a row heads a column of names: a title is one cell alone, or the same all over."""
    said = {str(cell) for cell in cells if cell is not None}
    if not any(map(_NAMED.search, said)):
        return False
    kinds = {kind_of(one) for one in said}
    return len(said) > 1 and ("full" in kinds or {"family", "given"} <= kinds or ("given" in kinds and len(kinds) > 2))


def side_by_side(cells: Sequence[Any]) -> int:
    """The column where a second table begins beside the first, by a row of headings; 0 where there is only one."""
    kinds = [kind_of(str(cell)) if cell is not None else "" for cell in cells]
    names = [at for at, kind in enumerate(kinds) if kind == "full" and fold(str(cells[at])) in KINDS["full"]]
    again = next((right for left, right in pairwise(names) if right > left + 1), 0)
    if not again or str(cells[again]) != str(cells[names[0]]):
        return 0
    start = again
    while start - 1 > names[0] and kinds[start - 1] == "number":
        start -= 1
    return start


def _text(cells: Sequence[Any], at: int) -> str:
    return str(cells[at]).rstrip(UNSURE) if at < len(cells) and cells[at] is not None else ""


def _spread(rows: list[list[str]]) -> list[list[str]]:
    """Headings over several columns whose merging is lost, as in a .csv, stand over all that has a word below it."""
    for upper, lower in pairwise(rows):
        for at in range(1, len(upper)):
            if not upper[at] and lower[at] and upper[at - 1] and lower[at - 1] and lower[at - 1] != upper[at - 1]:
                upper[at] = upper[at - 1]
    return rows


def _below(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows right below a heading that belong to it: they say nothing new where names and numbers stand."""
    first = rows[0]["cells"]
    fixed = [at for at, cell in enumerate(first) if kind_of(str(cell or "")) in {"full", "number"}]
    parts = [at for at, cell in enumerate(first) if kind_of(str(cell or "")) in {"family", "given"}]
    for before, row in pairwise(rows[:4]):
        cells = row["cells"]
        new = [at for at in [*fixed, *parts] if _text(cells, at) not in {"", _text(first, at)}]
        named = all(kind_of(_text(cells, at)) in {"family", "given"} for at in new)
        filled = {_text(cells, at) for at in range(len(cells))} - {""}
        if len(filled) == 1 and sections.unit_like(*filled):
            return  # the unit of those below it
        if row["number"] != before["number"] + 1 or not named or not filled or _blank_person(cells, first):
            return
        yield row


def _blank_person(cells: Sequence[Any], first: Sequence[Any]) -> bool:
    """Whether a row without a name is no heading: what it adds is as long as a text, or a year."""
    added = [_text(cells, at) for at in range(len(cells)) if _text(cells, at) not in {"", _text(first, at)}]
    return any(len(text) > 30 or (text.isdigit() and int(text) > 31 and len(text) != 5) for text in added)


def _columns(kinds: Sequence[str], headings: Sequence[str]) -> Columns:
    exact = [bool(kind) and fold(heading) in KINDS.get(kind, ()) for kind, heading in zip(kinds, headings, strict=True)]

    def at(kind: str) -> list[int]:
        """The columns of a kind: the first whose heading is that exactly, with those of the same kind beside it."""
        if kind not in kinds:
            return []
        first = next((at for at, one in enumerate(kinds) if one == kind and exact[at]), kinds.index(kind))
        last = first
        while (
            last + 1 < len(kinds)
            and kinds[last + 1] == kind
            and (headings[last + 1] == headings[first] or kind == "birth")
        ):
            last += 1
        return list(range(first, last + 1))

    columns: Columns = {}
    found = {
        NAME: _name_columns(at),
        BIRTH: _births(at, kinds),
        PRESENT: _present(kinds),
        UNIT: _units(at),
        NUMBER: at("number")[:1],
        NOTE: at("note")[:1],
    }
    for field, chosen in found.items():
        if chosen:
            columns[field] = chosen
    return columns


def _name_columns(at: Any) -> list[int]:  # noqa: ANN401 - a function of kinds
    family, given, full = at("family"), at("given"), at("full")
    if full:
        return list(full)
    return [*family[:1], *at("middle")[:1], *given[:1]] if given else list(family)


def _births(at: Any, kinds: Sequence[str]) -> list[int]:  # noqa: ANN401
    """One column, one for each sex, or day, month and year side by side, which need no heading over them."""
    if "birth:year" in kinds:
        return [kinds.index(f"birth:{part}") for part in PARTS if f"birth:{part}" in kinds]
    if whole := at("birth"):
        return list(whole)
    parts = [kinds.index(f"part:{part}") for part in PARTS if f"part:{part}" in kinds]
    return parts if len(parts) == 3 and max(parts) - min(parts) == 2 else []


def _present(kinds: Sequence[str]) -> list[int]:
    """The column of marks, with those beside it that are headed by another status ("Vắng", "Có phép")."""
    statuses = [at for at, kind in enumerate(kinds) if kind.startswith("status:")]
    general = [at for at in statuses if kinds[at] == "status:present"]
    if len(general) > 1:
        return general[:1] if len(statuses) == len(general) == 1 else []
    return statuses


def _units(at: Any) -> list[int]:  # noqa: ANN401
    """The columns that say the unit, the lowest first; of "chi đoàn", "lớp" and "đơn vị" the first that there is."""
    own: list[int] = next((columns for level in range(3) if (columns := at(f"unit{level}"))), [])
    return [*own[:1], *at("unit3")[:1], *at("unit4")[:1]]
