"""Compares an office's table with the records: who is new, who is there already, what cannot be taken and why.

Runs in the sandbox, over a connection that writes nothing, so that 50,000 rows keep nobody waiting. The
first thing yielded is what the conversation shows; then comes a line for each row, which the import works through:
["new", row, name, birth year, unit id], ["tick", row, member id], ["there", row], ["absent", row] or
["no", row, why, facts].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from handlers.engine.chat import Bad
from handlers.imports import columns as import_columns
from handlers.imports.columns import BIRTH, NAME, PRESENT, UNIT, Columns
from handlers.typed import people
from schedules.calendar import local_day
from storage.attendance import roster
from storage.campaigns import campaigns
from storage.database import Transaction
from storage.files.jobs import Match, MatchAttendance, MatchMembers
from storage.imports import imports
from storage.imports.imports import Candidate
from storage.organisation import units
from storage.organisation.records import Unit
from storage.organisation.unit_search import search
from storage.records import Asker, Role
from storage.text import fold

Line = list[Any]
RawRow = tuple[int, Sequence[Any]]
SHOWN = 4  # rows of each kind that the conversation sees
ONE_WORD = "one_word"  # why a row waits whose name may be whole although it is one word
_SERIAL_DAY_0 = date(1899, 12, 30)  # Excel's serial dates (ECMA-376, 18.17.4.1)


class Unclear(Exception):
    """A row that cannot be taken, and why: a key of handlers/imports/words.py."""

    def __init__(self, why: str, **facts: Any) -> None:
        super().__init__(why)
        self.why = why
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says about a person."""

    number: int
    name: str
    born: int | None
    unit: Unit | None

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return fold(self.name)


@dataclass
class Comparison:
    """A table's columns, the units that may be meant, and the people of the asker's units."""

    columns: Columns
    unit: Unit | None  # whose people these are where the table does not say
    mine: list[Unit]
    everybody: list[Unit]
    this_year: int
    short_names: bool = False  # whether somebody said that names of one word are whole ones
    people: dict[str, list[Candidate]] = field(default_factory=dict)
    _units: dict[str, Unit | Unclear] = field(default_factory=dict)

    def read(self, raw: RawRow) -> Row:
        """A row, read.

        Raises:
            Unclear: its name, year or unit is none.
        """
        number, cells = raw
        name = _name(import_columns.value(cells, self.columns, NAME))
        if people.needs_a_yes(name) and not self.short_names and fold(name) not in self.people:
            raise Unclear(ONE_WORD, name=name)
        born = birth_year(import_columns.value(cells, self.columns, BIRTH), self.this_year)
        said = import_columns.value(cells, self.columns, UNIT)
        return Row(number, name, born, self._unit_of(said) if said else self.unit)

    def _unit_of(self, said: str) -> Unit:
        if said not in self._units:
            try:
                self._units[said] = self._find_unit(said)
            except Unclear as unclear:
                self._units[said] = unclear
        meant = self._units[said]
        if isinstance(meant, Unclear):
            raise meant
        return meant

    def _find_unit(self, said: str) -> Unit:
        exact = [unit for unit in self.mine if unit.search_key == fold(said)]
        if len(exact) == 1:
            return exact[0]
        similar = search(said, self.mine)
        if similar.certain:
            return similar.units[0]
        if search(said, self.everybody).certain:
            raise Unclear("unit_not_yours", unit=said)
        if similar.units:
            raise Unclear("unit_unclear", unit=said, like=[unit.name for unit in similar.units[:3]])
        raise Unclear("unit_unknown", unit=said)


def members(tx: Transaction, asker: Asker, match: MatchMembers, table: Iterable[Line]) -> Iterator[Any]:
    """Compare a list of members."""
    comparison = _comparison(tx, asker, match)
    seen: dict[tuple[str, int], list[Row]] = {}

    def judge(raw: RawRow) -> Line:
        row = comparison.read(raw)
        if row.unit is None:
            raise Unclear("unit_missing")
        line = _in_unit(row, comparison.people.get(row.key, []))
        return _once(row, seen, line)

    return _judged(judge, _rows(match, comparison.columns, table))


def attendance(tx: Transaction, asker: Asker, match: MatchAttendance, table: Iterable[Line]) -> Iterator[Any]:
    """Compare a paper list of who was at a shift: those on its roster first, then all others."""
    comparison = _comparison(tx, asker, match)
    shift = campaigns.shift(tx, match.shift_id)
    on_roster: dict[str, list[roster.RosterPerson]] = {}
    for person in roster.people(tx, asker, shift):
        on_roster.setdefault(person.search_key, []).append(person)
    seen: dict[tuple[str, int], list[Row]] = {}
    marked = PRESENT in comparison.columns

    def judge(raw: RawRow) -> Line:
        if marked and import_columns.is_absent(import_columns.value(raw[1], comparison.columns, PRESENT)):
            return ["absent", raw[0]]
        row = comparison.read(raw)
        listed = _on_roster(row, on_roster.get(row.key, []))
        known = None if listed is not None else _known(row, comparison.people.get(row.key, []))
        if listed is not None and listed.there:
            return ["there", row.number]
        member_id = listed.member_id if listed is not None else known.id if known is not None else None
        if member_id == asker.member_id:
            raise Unclear("yourself")
        if member_id is not None:
            return _once(row, seen, ["tick", row.number, member_id])
        if row.unit is None:
            raise Unclear("unit_missing")
        return _once(row, seen, ["new", row.number, row.name, row.born, row.unit.id])

    return _judged(judge, _rows(match, comparison.columns, table))


def matched(tx: Transaction, asker: Asker, match: Match, table: Iterable[Line]) -> Iterator[Any]:
    """Compare a table, whatever it is a list of."""
    if isinstance(match, MatchAttendance):
        return attendance(tx, asker, match, table)
    return members(tx, asker, match, table)


def _comparison(tx: Transaction, asker: Asker, match: Match) -> Comparison:
    everybody = units.all_open(tx)
    mine = [unit for unit in everybody if asker.may(Role.LEADER, unit.path)]
    own = next((unit for unit in mine if unit.id == match.unit_id), None)
    comparison = Comparison(match.columns, own, mine, everybody, local_day(tx.now).year, match.short_names)
    for person in imports.people(tx, asker):
        comparison.people.setdefault(person.search_key, []).append(person)
    return comparison


def _rows(match: Match, columns: Columns, table: Iterable[Line]) -> Iterator[RawRow]:
    """The rows below the heading that tell of somebody: no empty ones, no headings again, no signatures at the end."""
    last = match.heading
    for sheet, number, cells in table:
        if sheet == match.sheet and number > match.heading and _tells(cells, columns, follows=number == last + 1):
            yield number, cells
            last = number


def _tells(cells: Sequence[Any], columns: Columns, *, follows: bool) -> bool:
    """Whether a row is one of the table's: it has a name and is not one merged cell, or a year and no name.

    A name alone is one if it follows right on the row before; below a gap it is a signature.
    """
    name = import_columns.value(cells, columns, NAME)
    filled = [cell for cell in cells if cell is not None]
    if not name:
        born = import_columns.value(cells, columns, BIRTH)
        return bool(born) and any(letter.isdigit() for letter in born)
    merged = len(filled) > 1 and len(set(map(str, filled))) == 1
    alone = len(filled) == 1 and len(columns) > 1 and not (follows and _is_a_name(name))
    return not merged and not alone and not import_columns.heads_names(name)


def _is_a_name(text: str) -> bool:
    with suppress(Unclear):
        return not people.needs_a_yes(_name(text))
    return False


def _judged(judge: Callable[[RawRow], Line], rows: Iterable[RawRow]) -> Iterator[Any]:
    """How many rows are what, then a line for each row."""
    lines = []
    for raw in rows:
        try:
            lines.append(judge(raw))
        except Unclear as unclear:
            lines.append(["no", raw[0], unclear.why, unclear.facts])
    counts = Counter(line[0] for line in lines)
    counts.update(ONE_WORD for line in lines if line[0] == "no" and line[2] == ONE_WORD)
    shown = {kind: [line for line in lines if line[0] == kind][:SHOWN] for kind in ("new", "no")}
    yield {"counts": counts, "shown": shown}
    yield from lines


def _once(row: Row, seen: dict[tuple[str, int], list[Row]], line: Line) -> Line:
    """The line of a row, unless a row before it tells of the same person."""
    before = seen.setdefault((row.key, row.unit.id if row.unit else 0), [])
    twin = next((one for one in before if row.born is None or one.born in {None, row.born}), None)
    if twin is not None:
        raise Unclear("twice", row=twin.number)
    before.append(row)
    return line


def _in_unit(row: Row, candidates: list[Candidate]) -> Line:
    """Whether somebody is in their unit already, or new there."""
    unit_id = row.unit.id if row.unit else 0
    here = [one for one in _fitting(row, candidates) if one.unit_id == unit_id]
    if any(one.birth_year == row.born for one in here) or len(here) == 1:
        return ["there", row.number]
    if here:
        raise Unclear("several", unit=here[0].unit_name)
    elsewhere = [one for one in candidates if one.birth_year is not None and one.birth_year == row.born]
    if elsewhere:
        raise Unclear("elsewhere", unit=elsewhere[0].unit_name)
    return ["new", row.number, row.name, row.born, unit_id]


def _fitting(row: Row, candidates: list[Candidate]) -> list[Candidate]:
    """Those whose birth year is that of the row, or where either is not known."""
    return [one for one in candidates if row.born is None or one.birth_year in {None, row.born}]


def _known(row: Row, candidates: list[Candidate]) -> Candidate | None:
    """Who of the asker's people a row of an attendance list means.

    Raises:
        Unclear: it may be several.
    """
    fits = _fitting(row, candidates)
    near = [one for one in fits if row.unit is not None and one.unit_id == row.unit.id] or fits
    exact = [one for one in near if row.born is not None and one.birth_year == row.born] or near
    if len(exact) > 1:
        raise Unclear("which", units=[one.unit_name for one in exact[:3]])
    return exact[0] if exact else None


def _on_roster(row: Row, listed: list[roster.RosterPerson]) -> roster.RosterPerson | None:
    """Who on the roster a row means, if their name alone says it or their unit does."""
    near = [one for one in listed if row.unit is not None and fold(one.unit) == row.unit.search_key] or listed
    return near[0] if len(near) == 1 else None


def _name(text: str) -> str:
    try:
        return people.any_name(text.lstrip("0123456789. )-"))
    except Bad:
        raise Unclear("no_name", name=text[:60]) if text else Unclear("name_missing") from None


def birth_year(text: str, this_year: int) -> int | None:
    """The year in a cell: "2004", "2/9/2004", "2004-09-02", or a day as Excel counts them; None where it is empty.

    Raises:
        Unclear: it is none.
    """
    if not text:
        return None
    if text.isdigit() and len(text) == 5:
        text = str((_SERIAL_DAY_0 + timedelta(days=int(text))).year)
    elif len(parts := text.split("-")) == 3 and len(parts[0]) == 4:
        text = parts[0]
    try:
        return people.birth_year(text, this_year=this_year)
    except Bad:
        raise Unclear("no_year", year=text[:30]) from None
