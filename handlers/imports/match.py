"""Compares an office's table with the records: who is new, who is there already, what cannot be taken and why.

Runs in the sandbox, over a connection that writes nothing, so that 50,000 rows keep nobody waiting. The
first thing yielded is what the conversation shows; then comes a line for each row, which the import works through:
["new", row, name, birth year, unit id], ["tick", row, member id], ["there", row], ["absent", row], ["excused", row] or
["no", row, why, facts]. Who came late has that at the end of their line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from handlers.engine.chat import Bad
from handlers.engine.text import shortened
from handlers.imports import births, marks, presence, structure
from handlers.imports import columns as import_columns
from handlers.imports.columns import BIRTH, NAME, SECTIONS, UNIT, Columns
from handlers.imports.structure import Aside, Person
from handlers.imports.unit_lines import naming_units
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
SHOWN = 4  # rows of each kind that the conversation sees
ONE_WORD = "one_word"  # why a row waits whose name may be whole although it is one word
_DITTO = {'"', "''", "”", "“", "nt", "-nt-", "như trên", "//", "-//-", "〃"}


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
    fill_down: bool = False
    short_names: bool = False  # whether somebody said that names of one word are whole ones
    people: dict[str, list[Candidate]] = field(default_factory=dict)
    _units: dict[str, Unit | Unclear] = field(default_factory=dict)
    _above: str = ""  # the unit of the row before

    def read(self, person: Person) -> Row:
        """A row, read.

        Raises:
            Unclear: it may be nobody, or its name, year or unit is none.
        """
        if person.doubt:
            raise Unclear(person.doubt, name=import_columns.value(person.cells, person.columns, NAME)[:60])
        unit = self.unit_said(person)
        name = _name(import_columns.value(person.cells, person.columns, NAME))
        if people.needs_a_yes(name) and not self.short_names and fold(name) not in self.people:
            raise Unclear(ONE_WORD, name=name)
        try:
            born = births.in_cells(person.cells, person.columns.get(BIRTH, []), self.this_year)
        except births.NoSuchDay as day:
            raise Unclear("no_day", day=str(day)[:30]) from None
        except births.NoYear as year:
            raise Unclear("no_year", year=str(year)[:30]) from None
        return Row(person.number, name, born, self._unit_of(unit) if unit else self.unit)

    def unit_said(self, person: Person) -> str:
        """What a row says of its unit: in its column, in the row above where that is meant, or in its section."""
        if self.columns.get(UNIT) == SECTIONS:
            return person.section
        said = import_columns.value(person.cells, person.columns, UNIT)
        if said.strip().lower() in _DITTO or (not said and self.fill_down):
            return self._above
        self._above = said
        return said

    def _unit_of(self, said: str) -> Unit:
        if import_columns.UNSURE in said:
            raise Unclear("old_letters", text=said.rstrip(import_columns.UNSURE)[:60])
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

    def judge(person: Person) -> Line:
        row = comparison.read(person)
        if row.unit is None:
            raise Unclear("unit_missing")
        line = _in_unit(row, comparison.people.get(row.key, []))
        return _once(row, seen, line)

    return _judged(judge, _rows(match, comparison, table))


def attendance(tx: Transaction, asker: Asker, match: MatchAttendance, table: Iterable[Line]) -> Iterator[Any]:
    """Compare a paper list of who was at a shift: those on its roster first, then all others."""
    comparison = _comparison(tx, asker, match)
    shift = campaigns.shift(tx, match.shift_id)
    on_roster: dict[str, list[roster.RosterPerson]] = {}
    for person in roster.people(tx, asker, shift):
        on_roster.setdefault(person.search_key, []).append(person)
    seen: dict[tuple[str, int], list[Row]] = {}

    def judge(person: Person) -> Line:
        status, mark = presence.of_row(person.cells, person.columns, match.says, match.marks)
        if status in {marks.ABSENT, marks.EXCUSED} and not person.doubt:
            comparison.unit_said(person)
            return [status, person.number]
        row = comparison.read(person)
        if status == marks.UNCLEAR:
            raise Unclear("mark_unclear", mark=mark)
        return with_late(identify(row), row, late=status == marks.LATE)

    def identify(row: Row) -> Line:
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

    return _judged(judge, _rows(match, comparison, table))


def with_late(line: Line, row: Row, *, late: bool) -> Line:
    """The line of somebody who came late: there, and named where that is shown."""
    return [*line, {"late": row.name}] if late and line[0] in {"tick", "new"} else line


def matched(tx: Transaction, asker: Asker, match: Match, table: Iterable[Line]) -> Iterator[Any]:
    """Compare a table, whatever it is a list of."""
    if isinstance(match, MatchAttendance):
        return attendance(tx, asker, match, table)
    return members(tx, asker, match, table)


def _comparison(tx: Transaction, asker: Asker, match: Match) -> Comparison:
    everybody = units.all_open(tx)
    mine = [unit for unit in everybody if asker.may(Role.LEADER, unit.path)]
    own = next((unit for unit in mine if unit.id == match.unit_id), None)
    year = local_day(tx.now).year
    comparison = Comparison(match.columns, own, mine, everybody, year, match.fill_down, match.short_names)
    for person in imports.people(tx, asker):
        comparison.people.setdefault(person.search_key, []).append(person)
    return comparison


def _rows(match: Match, comparison: Comparison, table: Iterable[Line]) -> Iterator[Person | Aside]:
    """The rows of the sheet below its heading, told apart: people, and what is nobody."""
    rows = [(number, cells) for sheet, number, cells in table if sheet == match.sheet]
    return structure.walk(rows, match.heading, match.columns, naming_units(comparison.everybody))


def _judged(judge: Callable[[Person], Line], rows: Iterable[Person | Aside]) -> Iterator[Any]:
    """How many rows are what, then a line for each row."""
    lines = []
    passed: list[str] = []
    for row in rows:
        if isinstance(row, Aside):
            passed += [row.text] if row.kind in {"tail", "line"} and row.text else []
            continue
        try:
            lines.append(judge(row))
        except Unclear as unclear:
            lines.append(["no", row.number, unclear.why, unclear.facts])
    counts = Counter(line[0] for line in lines)
    counts.update(ONE_WORD for line in lines if line[0] == "no" and line[2] == ONE_WORD)
    late = [line.pop()["late"] for line in lines if isinstance(line[-1], dict) and "late" in line[-1]]
    shown: dict[str, Any] = {kind: [line for line in lines if line[0] == kind][:SHOWN] for kind in ("new", "no")}
    shown |= {
        "late": late[:SHOWN],
        "passed": [shortened(text.rstrip(import_columns.UNSURE), 40) for text in passed[:3]],
    }
    yield {"counts": counts | Counter({"late": len(late), "passed": len(passed)}), "shown": shown}
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
    if import_columns.UNSURE in text:
        raise Unclear("old_letters", text=text.rstrip(import_columns.UNSURE)[:60])
    try:
        return people.any_name(structure.people_name(text))
    except Bad:
        raise Unclear("no_name", name=text[:60]) if text else Unclear("name_missing") from None
