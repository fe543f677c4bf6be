"""One sheet as an office wrote it, and what is to come of it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from tests.support.office import Office

AN, THANG = "Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Đại Nghĩa Thắng"


@dataclass
class Case:
    """A sheet; the buttons pressed after its kind was said; then who is written (name → year, unit) and what is shown.

    `asked` is in the question that it ends with.
    """

    rows: list[list[Any]]
    press: tuple[str, ...] = ()
    attendance: bool = False
    written: dict[str, tuple[int | None, str]] | None = None
    shown: tuple[str, ...] = ()
    asked: str = ""
    merges: tuple[str, ...] = ()
    more: dict[str, list[list[Any]]] = field(default_factory=dict)


def people(*names: str, unit: str = AN, year: int | None = None) -> dict[str, tuple[int | None, str]]:
    return dict.fromkeys(names, (year, unit))


def ended(case: Case, world, *kind: str) -> None:
    office = Office(world)
    office.send(saved(case))
    first = () if case.more or not any(kind[0] in label for label in office.buttons) else kind
    for label in (*first, *case.press):
        office.press(label)
    if case.asked:
        assert case.asked in office.said.text
        assert not office.asks_for_the_yes
        return
    assert office.asks_for_the_yes, office.said.text
    for part in case.shown:
        assert part in office.said.text
    office.press(office.buttons[0])
    office.import_()
    assert office.entered() == case.written


def saved(case: Case) -> bytes:
    book = openpyxl.Workbook()
    for row in case.rows:
        book.active.append(row)
    for merged in case.merges:
        book.active.merge_cells(merged)
    for name, rows in case.more.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
