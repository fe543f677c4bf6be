"""Which column of an office's table is what: its heading found below titles, in any order, merged or split in two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from storage.text import fold

Columns = dict[str, list[int]]
NAME, BIRTH, UNIT, PRESENT = "name", "birth", "unit", "present"

# Headings as offices write them, folded. Where several columns are one thing, they are joined in this order.
_NAMES = {
    "full": {
        "ho va ten",
        "ho ten",
        "ten doan vien",
        "ho ten doan vien",
        "ho va ten doan vien",
        "ho chu dem va ten",
        "ho va ten hoc sinh",
        "ho va ten sinh vien",
        "full name",
        "name",
    },
    "family": {
        "ho",
        "ho dem",
        "ho lot",
        "ho va dem",
        "ho va ten dem",
        "ho va chu dem",
        "ho va chu lot",
        "ho chu dem",
        "family name",
        "last name",
        "surname",
    },
    "given": {"ten", "given name", "first name"},
}
_BIRTHS = {
    "ngay sinh",
    "nam sinh",
    "ngay thang nam sinh",
    "ngay thang sinh",
    "sinh ngay",
    "sinh nam",
    "ntns",
    "ns",
    "date of birth",
    "birth date",
    "birthday",
    "birth year",
    "year of birth",
    "dob",
}
_UNITS = (
    {"chi doan", "chi doan co so", "ten chi doan", "branch"},
    {"lop", "lop hoc", "to", "class"},
    {"don vi", "don vi sinh hoat", "noi sinh hoat", "don vi cong tac", "unit"},
    {
        "doan xa",
        "xa",
        "phuong",
        "xa phuong",
        "doan xa phuong",
        "doan phuong",
        "doan co so",
        "xa doan",
        "commune",
        "ward",
    },
    {"huyen doan", "huyen", "thi doan", "thanh doan", "district"},
)
_PRESENTS = {"co mat", "diem danh", "hien dien", "tham gia", "tham du", "present", "attended", "attendance"}
_BELOW_A_HEADING = {"nam", "nu", "ho", "ten", "ho dem", "ho lot", "ho va dem", "ngay", "thang"}
_ABSENT = {"", "vang", "v", "k", "ko", "khong", "no", "n", "p", "vp", "kp", "0", "false", "nghi", "absent", "-"}
_IN_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's table is: the number of its (last) heading row, 0 for none; what each column is; its headings."""

    heading: int
    columns: Columns
    headings: tuple[str, ...]


def understand(head: Sequence[dict[str, Any]]) -> Layout | None:
    """The table in a sheet's first rows ({"number", "cells"}); None where no heading with a name's column is found."""
    for at, row in enumerate(head):
        if _names(row["cells"]):
            block = [row, *_below(head[at:])]
            return laid_out(block[-1]["number"], [one["cells"] for one in block])
    return None


def laid_out(heading: int, rows: Sequence[Sequence[Any]]) -> Layout:
    """What the columns are under these heading rows, which end at this row's number."""
    width = max((len(cells) for cells in rows), default=0)
    stacked = [[str(cells[at]) for cells in rows if at < len(cells) and cells[at] is not None] for at in range(width)]
    headings = tuple(" ".join(dict.fromkeys(words)) for words in stacked)
    kinds = [_kind(words) for words in stacked]
    columns: Columns = {}
    if name := _name_columns(kinds):
        columns[NAME] = name
    for field, chosen in ((BIRTH, _at(kinds, "birth")), (PRESENT, _at(kinds, "present")[:1]), (UNIT, _units(kinds))):
        if chosen:
            columns[field] = chosen
    return Layout(heading, columns, headings)


def without_heading(first: Sequence[Any]) -> Layout:
    """A table without headings; its first row is shown instead, so that the columns can be told apart."""
    return Layout(0, {}, tuple("" if cell is None else str(cell) for cell in first))


def value(cells: Sequence[Any], columns: Columns, field: str) -> str:
    """What a row says of a field, "" for nothing: parts of a name or unit joined, of birth dates the one given."""
    said = [str(cells[at]) for at in columns.get(field, []) if at < len(cells) and cells[at] is not None]
    return " ".join(dict.fromkeys(said)) if field in {NAME, UNIT} else next(iter(said), "")


def heads_names(text: str) -> bool:
    """Whether this heads a column of names, as on the next page of a long table."""
    return _kind_of(fold(_IN_BRACKETS.sub(" ", text))) in _NAMES


def is_absent(mark: str) -> bool:
    """Whether a mark on an attendance list says that somebody was not there."""
    return fold(mark) in _ABSENT or fold(mark).startswith(("vang", "khong", "nghi"))


def _kind(words: Sequence[str]) -> str:
    """What a column's heading, one word below the other, says that it is; the lowest counts first."""
    for text in [*reversed(words), " ".join(words)]:
        if kind := _kind_of(fold(_IN_BRACKETS.sub(" ", text))):
            return kind
    return ""


def _kind_of(key: str) -> str:
    for kind, known in _known():
        if key in known:
            return kind
    for kind, known in _known():  # "ho va ten nguoi tham gia"; a short word inside another says nothing
        if any(len(words) > 7 and f" {words} " in f" {key} " for words in known):
            return kind
    return ""


def _known() -> Iterator[tuple[str, set[str]]]:
    yield from _NAMES.items()
    yield "birth", _BIRTHS
    for at, words in enumerate(_UNITS):
        yield f"unit{at}", words
    yield "present", _PRESENTS


def _names(cells: Sequence[Any]) -> bool:
    """Whether a row heads a column of names: a title is one cell alone, or the same all over."""
    said = {str(cell) for cell in cells if cell is not None}
    kinds = {_kind_of(fold(_IN_BRACKETS.sub(" ", one))) for one in said}
    return len(said) > 1 and ("full" in kinds or {"family", "given"} <= kinds or ("given" in kinds and len(kinds) > 2))


def _below(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows right below a heading that belong to it: the rest of merged cells, "Nam" and "Nữ" under "Ngày sinh"."""
    for before, row in pairwise(rows):
        said = {fold(str(cell)) for cell in row["cells"] if cell is not None}
        above = {fold(str(cell)) for cell in rows[0]["cells"] if cell is not None}
        if row["number"] != before["number"] + 1 or not said <= above | _BELOW_A_HEADING:
            return
        yield row


def _at(kinds: Sequence[str], kind: str) -> list[int]:
    """The first column of a kind, with those of the same kind right beside it."""
    if kind not in kinds:
        return []
    first = kinds.index(kind)
    last = first
    while last + 1 < len(kinds) and kinds[last + 1] == kind:
        last += 1
    return list(range(first, last + 1))


def _name_columns(kinds: Sequence[str]) -> list[int]:
    family, given, full = _at(kinds, "family"), _at(kinds, "given"), _at(kinds, "full")
    if full:
        return full
    return [*family[:1], *given[:1]] if given else family


def _units(kinds: Sequence[str]) -> list[int]:
    """The columns that say the unit, the lowest first; of "chi đoàn", "lớp" and "đơn vị" the first that there is."""
    own = next((columns for at in range(3) if (columns := _at(kinds, f"unit{at}"))), [])
    return [*own[:1], *_at(kinds, "unit3")[:1], *_at(kinds, "unit4")[:1]]
