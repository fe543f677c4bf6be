"""A tree of units from a .csv or .xlsx file, as offices keep them: read whole, checked whole, then written at once.

Two shapes are understood. One unit a line, with the columns name, level (may be left out where the name tells) and
parent; or one column a level, where each line is a path from the top and an empty cell repeats the one above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.documents import tables
from bot.settings import OperatorError
from handlers.engine import document_words
from handlers.engine.text import say
from storage.database import Transaction
from storage.errors import UnreadableError
from storage.organisation import units
from storage.organisation.records import Unit
from storage.organisation.unit_search import search
from storage.text import fold, tidy

MOST_ERRORS = 10
HEADING_WITHIN = 10  # an office's file begins with a title or two
STEP = ">"
SUFFIXES = {".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"}

_COLUMNS = {
    "name": {"ten", "ten don vi", "don vi", "name", "unit", "unit name"},
    "level": {"cap", "cap don vi", "loai", "level"},
    "parent": {"thuoc", "truc thuoc", "don vi cap tren", "cap tren", "don vi truc thuoc", "parent"},
}
_LEVELS = {
    "province": {"tinh", "tinh doan", "cap tinh", "province"},
    "district": {"huyen", "huyen doan", "cap huyen", "thi doan", "thanh doan", "huyen thi thanh doan", "district"},
    "commune": {"xa", "doan xa", "cap xa", "phuong", "xa phuong", "doan xa phuong", "doan co so", "commune", "ward"},
    "branch": {"chi doan", "cap chi doan", "ap", "khom", "branch"},
}
_PREFIXES = (
    ("chi doan", "branch"),
    ("doan xa", "commune"),
    ("doan phuong", "commune"),
    ("doan thi tran", "commune"),
    ("huyen doan", "district"),
    ("thi doan", "district"),
    ("thanh doan", "district"),
    ("quan doan", "district"),
    ("tinh doan", "province"),
)
_IGNORED = {"", "stt", "so tt", "so thu tu", "tt", "no", "ghi chu", "note", "notes"}
_HELP = (
    "It needs the columns tên, cấp and thuộc (name, level, parent), or one column for each level "
    "(tỉnh đoàn, huyện đoàn, đoàn xã, chi đoàn)."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A unit as a line of the file wants it; `parent` names the units above it, the nearest last, as far as given."""

    line: int
    name: str
    level: str
    parent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: how many units are new, and how many stood there already."""

    added: int
    known: int


class UnitFileError(OperatorError):
    """The file cannot be loaded; each line of the message says where and what to do. Nothing was written."""

    def __init__(self, problems: Iterable[str]) -> None:
        found = list(problems)
        more = [f"… and {len(found) - MOST_ERRORS} more."] if len(found) > MOST_ERRORS else []
        super().__init__("\n".join([*found[:MOST_ERRORS], *more]))


class _Tree:
    """The units that are known by now, found by the end of their path of names."""

    def __init__(self, tx: Transaction) -> None:
        self.by_id: dict[int, Unit] = {}
        self._by_name: dict[str, list[tuple[tuple[str, ...], Unit]]] = {}
        for unit in units.all_open(tx):
            self.add(unit)

    def add(self, unit: Unit) -> None:
        """Take in a unit whose parent is known."""
        if unit.id not in self.by_id:
            self.by_id[unit.id] = unit
            keys = tuple(one.search_key for one in self.down_to(unit))
            self._by_name.setdefault(unit.search_key, []).append((keys, unit))

    def down_to(self, unit: Unit) -> list[Unit]:
        """The units above one, from the top, and itself."""
        return [self.by_id[int(at)] for at in unit.path.split(".")[:-1]]

    def called(self, names: tuple[str, ...]) -> list[Unit]:
        """The units whose path ends in these names."""
        keys = tuple(fold(name) for name in names)
        return [unit for path, unit in self._by_name.get(keys[-1], ()) if path[-len(keys) :] == keys]


def load(tx: Transaction, wanted: list[Wanted], under: Unit | None = None) -> Loaded:
    """Write the units, parents before children in whatever order they came; twice is once.

    `under` is the unit that those without a parent stand below.

    Raises:
        UnitFileError: a parent is nowhere, or it is not clear which one is meant. The caller's transaction undoes all.
    """
    tree = _Tree(tx)
    before = len(tree.by_id)
    met: set[int] = set()
    left = list(wanted)
    while left:
        now, to_come = left, Counter(fold(one.name) for one in left)
        left = []
        for one in now:
            parents = _parents(one, tree, to_come) if one.parent else [under]
            if len(parents) == 1:
                unit = units.add(tx, parents[0], one.level, one.name)
                tree.add(unit)
                met.add(unit.id)
                to_come[fold(one.name)] -= 1
            else:
                left.append(one)
        if len(left) == len(now):
            raise UnitFileError(_why(one, tree, to_come) for one in _to_blame(left, tree, to_come))
    added = len(tree.by_id) - before
    return Loaded(added, known=len(met) - added)


def _parents(one: Wanted, tree: _Tree, to_come: Counter[str]) -> Sequence[Unit | None]:
    """The units that may be meant as the parent; none while one of that name is still to come."""
    return () if to_come[fold(one.parent[-1])] else tree.called(one.parent)


def _to_blame(left: list[Wanted], tree: _Tree, to_come: Counter[str]) -> list[Wanted]:
    """Of those that cannot be placed, the ones that do not merely wait for another of them."""
    return [one for one in left if not to_come[fold(one.parent[-1])] or len(tree.called(one.parent)) > 1] or left


def _why(one: Wanted, tree: _Tree, to_come: Counter[str]) -> str:
    parent = one.parent[-1]
    found = tree.called(one.parent)
    if len(found) > 1:
        named = f" {STEP} ".join(unit.name for unit in tree.down_to(found[0])[-2:])
        return (
            f"Line {one.line}: {len(found)} units are called “{parent}”. Say which one is above “{one.name}” by naming "
            f"its own parent too, such as “{named}”."
        )
    if to_come[fold(parent)]:
        return f"Line {one.line}: “{one.name}” and “{parent}” stand above each other. Mend the column of parents."
    near = search(parent, [*tree.by_id.values()]).units
    hint = f" Did you mean “{near[0].name}”?" if near else ""
    return f"Line {one.line}: no unit is called “{parent}”. Add a line for it, or mend its spelling.{hint}"


# Reading ----------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Wanted]:
    """The units that a .csv or .xlsx file wants, in its order.

    Raises:
        UnitFileError: it cannot be read, has other columns, or a line says too little.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnitFileError([f"{path.name} is neither .csv nor .xlsx: save it as one of these in your spreadsheet."])
    try:
        rows = _rows(path.read_bytes(), path.name)
    except OSError as error:
        raise UnitFileError([f"{path} cannot be read: {error.strerror}."]) from error
    start, columns = _heading(rows, path.name)
    lines = [(number, [tidy(cell) for cell in row]) for number, row in enumerate(rows[start:], start=start + 1)]
    filled = [(number, row) for number, row in lines if any(row)]
    wanted, problems = (_by_line if "name" in columns else _by_level)(filled, columns)
    if not wanted and not problems:
        problems = [f"{path.name} has no line below its heading."]
    if problems:
        raise UnitFileError(problems)
    return wanted


def _rows(data: bytes, name: str) -> list[list[str]]:
    """The cells of the first sheet that has any; where a row is empty, so is its list."""
    try:
        table = next((one for one in tables.tables(data, name) if one.rows), None)
    except UnreadableError as error:
        raise UnitFileError([say(document_words.sentence(error.key, error.facts), "en")]) from error
    rows: list[list[str]] = []
    for row in table.rows if table else ():
        rows += [[] for _number in range(row.number - len(rows) - 1)]
        rows.append(["" if cell is None else str(cell) for cell in row.cells])
    return rows


def _heading(rows: list[list[str]], name: str) -> tuple[int, dict[str, int]]:
    """Where the lines begin, and which column is what: name, level and parent, or each level by its key."""
    for number, row in enumerate(rows[:HEADING_WITHIN], start=1):
        found = [_column(cell) for cell in row]
        known = {key: at for at, key in enumerate(found) if key}
        if "name" not in known and len(known.keys() & _LEVELS.keys()) < 2:
            continue
        strange = [cell for cell, key in zip(row, found, strict=True) if not key and fold(cell) not in _IGNORED]
        twice = [key for key, times in Counter(key for key in found if key).items() if times > 1]
        if twice:
            raise UnitFileError([f"Line {number}: two columns are both the {twice[0]}: rename or remove one. {_HELP}"])
        if strange and "name" not in known:
            raise UnitFileError([f"Line {number}: the column “{strange[0]}” is no level: remove it. {_HELP}"])
        return number, known
    raise UnitFileError([f"{name} has no heading that I know. {_HELP}"])


def _column(heading: str) -> str | None:
    key = fold(heading)
    return next((name for name, words in {**_COLUMNS, **_LEVELS}.items() if key in words), None)


def _by_line(lines: list[tuple[int, list[str]]], columns: dict[str, int]) -> tuple[list[Wanted], list[str]]:
    """One unit a line."""
    wanted, problems = [], []
    for number, row in lines:
        cells = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        name = cells["name"]
        level = _level(cells.get("level", ""), name)
        parent = tuple(part for part in map(str.strip, cells.get("parent", "").split(STEP)) if part)
        if not fold(name):
            problems.append(f"Line {number}: the name is missing. Fill it in, or remove the line.")
        elif not level:
            problems.append(
                f"Line {number}: which level is “{name}”? Fill in the column cấp (level), such as “chi đoàn”."
            )
        else:
            wanted.append(Wanted(number, name, level, parent))
    return wanted, problems


def _level(given: str, name: str) -> str:
    """The level's key: as given (one that we do not know stays as it is), or as the name tells."""
    if given:
        return next((key for key, words in _LEVELS.items() if fold(given) in words), given)
    folded = f"{fold(name)} "
    return next((key for words, key in _PREFIXES if folded.startswith(f"{words} ")), "")


def _by_level(lines: list[tuple[int, list[str]]], columns: dict[str, int]) -> tuple[list[Wanted], list[str]]:
    """One column a level, the highest on the left; an empty cell left of a filled one repeats the one above it."""
    levels = sorted((at, key) for key, at in columns.items() if key in _LEVELS)
    wanted: dict[tuple[str, ...], Wanted] = {}
    problems = []
    last: list[str] = [""] * len(levels)
    for number, row in lines:
        cells = [row[at] if at < len(row) else "" for at, _key in levels]
        filled = [at for at, cell in enumerate(cells) if cell]
        if not filled:
            continue
        cells[: filled[0]] = last[: filled[0]]
        last = cells
        path = tuple(cells[: filled[-1] + 1])
        if not all(fold(name) for name in path):
            problems.append(f"Line {number}: a level above “{path[-1]}” is empty. Fill it in.")
            continue
        for depth, (_at, key) in enumerate(levels[: len(path)]):
            wanted.setdefault(path[: depth + 1], Wanted(number, path[depth], key, path[:depth]))
    return list(wanted.values()), problems
