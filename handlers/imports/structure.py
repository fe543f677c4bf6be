"""Walks through a table as it is laid out on the sheet: who stands under what, and what is nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.engine.outcomes import Bad
from handlers.imports import sections
from handlers.imports.columns import (
    BIRTH,
    NAME,
    NUMBER,
    PRESENT,
    UNIT,
    Columns,
    Layout,
    heads_a_table,
    heads_names,
    laid_out,
    understand,
    value,
)
from handlers.typed import people

RawRow = tuple[int, Sequence[Any]]
ABOVE = 20  # rows above a heading that may say whose table it is


@dataclass(frozen=True, slots=True)
class Person:
    """A row that tells of somebody: under which columns, in which section; `doubt` says why it may be nobody."""

    number: int
    cells: Sequence[Any]
    columns: Columns
    section: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that tells of nobody: the name of a unit ("section"), a heading, a total, signature or note ("tail").

    A "line" is some other text that stands alone.
    """

    number: int
    text: str
    kind: str


def walk(
    rows: Sequence[RawRow], heading: int, columns: Columns, is_unit: Callable[[str], bool]
) -> Iterator[Person | Aside]:
    """The rows below a heading, one by one; `is_unit` says of a line alone whether it names a unit."""
    yield from _Walk(rows, heading, columns, is_unit).through()


def people_name(text: str) -> str:
    """See `first_words`."""
    named = text.lstrip("0123456789. )-+*•")
    lower = named.lower()
    for address in ("đ/c ", "đ/c. ", "đ/c: ", "đc. ", "đồng chí ", "đ.c ", "bạn "):
        if lower.startswith(address):
            named = named[len(address) :]
            break
    own, dash, title = named.replace("–", "-").partition(" - ")
    if dash and sections.is_title(title):
        named = own
    before, bracket, _rest = named.partition("(")
    return before.strip() if bracket and before.strip() else named.strip()


class _Walk:
    def __init__(self, rows: Sequence[RawRow], heading: int, columns: Columns, is_unit: Callable[[str], bool]) -> None:
        self.above = [row for row in rows if row[0] <= heading]
        self.rows = [row for row in rows if row[0] > heading]
        self.columns = columns
        self.is_unit = is_unit
        self.first = self._first_layout(heading)
        self.numbered = self._is_numbered()
        self.section = self._section_above()
        self.ended = False  # below the signatures
        self.last = heading  # the number of the last row of the table

    def _first_layout(self, heading: int) -> Layout | None:
        head = [{"number": number, "cells": cells} for number, cells in self.above[-ABOVE:]]
        layout = understand(head)
        if layout is not None and layout.heading == heading:
            return layout
        return laid_out(heading, [self.above[-1][1]]) if heading and self.above else None

    def _is_numbered(self) -> bool:
        """Whether most rows with a name have a number of their own."""
        if NUMBER not in self.columns:
            return False
        named = [cells for _number, cells in self.rows if value(cells, self.columns, NAME)]
        counted = sum(map(self._number, named))
        others = [cells for cells in named if not self._number(cells) and len(sections.texts(cells)) > 1]
        return counted > sum(_is_name(value(cells, self.columns, NAME)) for cells in others)

    def _section_above(self) -> str:
        """The unit in the line right above the heading, where several tables stand one below another."""
        above = [cells for _number, cells in self.above[-ABOVE:]]
        heads = next((at for at, cells in enumerate(above) if heads_a_table(cells)), len(above) - 1)
        texts = sections.texts(above[heads - 1]) if heads > 0 else []
        named = sections.unit_text(texts[0]) if len(texts) == 1 else ""
        return named if self.is_unit(named) else ""

    def _number(self, cells: Sequence[Any]) -> bool:
        return value(cells, self.columns, NUMBER).strip(" .)").isdigit()

    def through(self) -> Iterator[Person | Aside]:
        skip = 0
        for at, (number, cells) in enumerate(self.rows):
            if skip:
                skip -= 1
                self.last = number
                yield Aside(number, "", "heading")
                continue
            if self._heads_again(cells):
                skip = self._lay_out(at)
                kind: Person | Aside = Aside(number, "", "heading")
                self.last, self.ended = number, False
            else:
                kind = self._judge(number, cells)
                self._note(number, kind)
            yield kind

    def _note(self, number: int, kind: Person | Aside) -> None:
        """Note where the table is by now; below a line that nobody knows, people are not of the unit before it."""
        if isinstance(kind, Person):
            self.last = number
            if kind.doubt and len(texts := sections.texts(kind.cells)) == 1:
                self.section = texts[0]
        elif kind.kind == "section":
            self.last, self.ended = number, False
        elif kind.kind == "line":
            self.section = kind.text

    def _heads_again(self, cells: Sequence[Any]) -> bool:
        return heads_a_table(cells) or heads_names(value(cells, self.columns, NAME))

    def _lay_out(self, at: int) -> int:
        """Take up the columns of another heading, which may stand elsewhere; returns how many rows of it follow."""
        head = [{"number": number, "cells": cells} for number, cells in self.rows[at : at + 4]]
        layout = understand(head)
        if layout is None or self.first is None or layout.headings == self.first.headings:
            return 0 if layout is None else layout.heading - self.rows[at][0]
        moved: Columns = {}
        for field, chosen in self.columns.items():
            names = [self.first.headings[one] if 0 <= one < len(self.first.headings) else None for one in chosen]
            same = [layout.headings.index(name) for name in names if name and name in layout.headings]
            found = chosen if chosen == [-1] else same if len(same) == len(chosen) else layout.columns.get(field, [])
            if found:
                moved[field] = found
        if NAME in moved:
            self.columns, self.first = moved, layout
        return layout.heading - self.rows[at][0]

    def _judge(self, number: int, cells: Sequence[Any]) -> Person | Aside:  # noqa: PLR0911 - one for each kind of row
        name = value(cells, self.columns, NAME)
        texts = sections.texts(cells)
        if sections.counts_columns(cells) and not _is_name(name):
            return Aside(number, "", "heading")
        born = self._born(cells)
        if len(texts) == 1 and not born and self.is_unit(sections.unit_text(texts[0])):
            self.section = sections.unit_text(texts[0])
            return Aside(number, self.section, "section")
        shown = texts[0] if texts else ""
        if (
            len(texts) == 1
            and not born
            and sections.is_group(shown, counted=sum(cell is not None for cell in cells) > 1)
        ):
            return Aside(number, shown, "group")
        if self.numbered and self._number(cells):
            if not name and not born and not texts:
                return Aside(number, "", "empty")
            self.ended = False
            return self._person(number, cells)
        if (kind := self._tail(name, self._beside_names(cells, texts), born=born)) is not None:
            self.ended = self.ended or kind == "signed"
            return Aside(number, shown, "tail")
        return self._unnumbered(number, cells, name, texts, born=born)

    def _unnumbered(  # noqa: PLR0911 - one for each kind of row
        self, number: int, cells: Sequence[Any], name: str, texts: list[str], *, born: bool
    ) -> Person | Aside:
        aside = Aside(number, texts[0] if texts else "", "line" if len(texts) == 1 and not self.ended else "tail")
        follows = number == self.last + 1
        if not name:
            if born and not self.ended:
                return self._person(number, cells)
            return aside
        if not texts:
            return aside
        named = _is_name(name)
        more = born or any(
            value(cells, self.columns, field) for field in (UNIT, PRESENT) if self.columns.get(field) != [-1]
        )
        if self.ended:
            return self._person(number, cells, "below") if named and (born or len(texts) > 3) else aside
        if self.numbered:
            if named and more and follows:
                return self._person(number, cells)
            return self._person(number, cells, "unnumbered") if named and (more or follows) else aside
        alone = len(texts) == 1 and sum(field in self.columns for field in (NAME, BIRTH, UNIT, PRESENT)) > 1
        merged = len(texts) == 1 and sum(cell is not None for cell in cells) > len(self.columns[NAME])
        if merged and len({str(cell) for cell in cells if cell is not None}) == 1:
            return aside
        if alone and not (follows and named) and not more:
            return aside
        return self._person(number, cells)

    def _person(self, number: int, cells: Sequence[Any], doubt: str = "") -> Person:
        return Person(number, cells, self.columns, self.section, doubt)

    def _born(self, cells: Sequence[Any]) -> bool:
        """Whether a figure stands where dates of birth do; the name of a unit may reach over that as well."""
        said = [str(cells[at]) for at in self.columns.get(BIRTH, []) if at < len(cells) and cells[at] is not None]
        return any(any(map(str.isdigit, text)) and not self.is_unit(sections.unit_text(text)) for text in said)

    def _beside_names(self, cells: Sequence[Any], texts: list[str]) -> list[str]:
        """The texts of a row but for those of its name: "Ký" may be somebody's, in a column of its own."""
        own = {str(cells[at]) for at in self.columns[NAME] if at < len(cells)}
        return [text for text in texts if text not in own]

    def _tail(self, name: str, texts: list[str], *, born: bool) -> str | None:
        """Whether a row that has no number stands below the people: "total", "signed"; None where it does not."""
        own = [name] if name else texts
        if any(map(sections.is_signed, own)) or (not born and any(map(sections.is_title, own))):
            return "signed"
        if not _is_name(name) and any(map(sections.is_signed, texts)):
            return "signed"
        if any(sections.is_total(text) or sections.is_note(text) for text in own) or (
            not _is_name(name) and any(map(sections.is_note, texts))
        ):
            return "total"
        return None


def _is_name(text: str) -> bool:
    try:
        return not people.needs_a_yes(people.any_name(people_name(text)))
    except Bad:
        return False
