"""Makes sheets as offices do, with known truth: headers, headings, merges, units, marks, dates, signatures, blanks."""

from __future__ import annotations

import csv
import io
from datetime import date
from itertools import pairwise
from random import Random

import openpyxl
from openpyxl.utils import get_column_letter

from tests.sheets import letters
from tests.sheets.made_columns import DAY, VOCABULARIES, Column, Grid, Maker, choose_columns
from tests.sheets.truth import UNITS, Somebody, Truth, people


def make(random: Random, *, attendance: bool | None = None) -> tuple[bytes, str, Truth]:
    """A file, its name, and what it says."""
    wants = random.random() < 0.5 if attendance is None else attendance
    structure = random.choice(["asked", "title", "column", "merged", "filled", "sections", "tables"])
    units = UNITS if structure in {"column", "merged", "filled", "sections", "tables"} else [random.choice(UNITS)]
    truth = Truth(people(random, random.randint(2, 9), units=units), wants, one_unit=len(units) == 1)
    maker = Maker(random, truth, structure=structure, numbered=random.random() < 0.8)
    truth.note += [structure, "numbered" if maker.numbered else "unnumbered"]
    choose_columns(maker)
    _above(maker)
    _table(maker)
    _below(maker)
    return _saved(maker)


# The sheet ------------------------------------------------------------------------------------------------------------


def _above(maker: Maker) -> None:
    random, truth = maker.random, maker.truth
    unit = truth.people[0].unit
    if maker.chance(0.5):
        maker.put(1, "ĐOÀN XÃ ĐẠI TÂM")
        maker.put(max(4, len(maker.columns) - 1), "ĐOÀN TNCS HỒ CHÍ MINH")
        maker.row += 1
    if maker.structure == "title" and maker.chance(0.5):
        maker.put(1, random.choice([unit.upper(), unit]))
        maker.row += 1
        unit = ""
    titled = any("month in the title" in one for one in truth.note)
    if titled or maker.chance(0.6):
        title = f"BẢNG ĐIỂM DANH THÁNG 11/{DAY.year}" if titled or truth.attendance else "DANH SÁCH ĐOÀN VIÊN"
        maker.put(1, title)
        if maker.chance(0.6):
            maker.merges.append((maker.row, 1, maker.row, len(maker.columns)))
        maker.row += 1
    if maker.structure == "title" and unit:
        maker.put(1, random.choice([f"Chi đoàn: {unit.removeprefix('Chi đoàn ')}", f"Đơn vị: {unit}", unit]))
        maker.row += 1
    if maker.legend and maker.chance(0.4):
        maker.put(1, maker.legend)
        maker.legend = ""
        maker.row += 1
    if maker.chance(0.4):
        maker.row += 1


def _heading(maker: Maker) -> None:
    """The headings: what several columns share stands over all of them; one alone is as deep as the others."""
    depth = max(len(column.heading) for column in maker.columns)
    top = maker.row
    for at, column in enumerate(maker.columns, start=1):
        shared = _shares(maker.columns, at - 1, at)
        for down, word in enumerate(column.heading):
            if not (shared and down == 0):
                maker.grid[top + down, at] = word
        if len(column.heading) < depth:
            maker.merges.append((top, at, top + depth - 1, at))
        elif not shared and depth > 1:
            last = at
            while _shares(maker.columns, last, last + 1):
                last += 1
            if last > at:
                maker.merges.append((top, at, top, last))
    maker.row += depth
    if maker.chance(0.15) and len(maker.columns) > 2:
        for at in range(1, len(maker.columns) + 1):
            maker.put(at, f"({at})")
        maker.row += 1


def _shares(columns: list[Column], left: int, right: int) -> bool:
    """Whether two columns beside each other, counted from 1, have one heading over both."""
    if left < 1 or right > len(columns):
        return False
    one, other = columns[left - 1].heading, columns[right - 1].heading
    return len(one) > 1 and len(other) > 1 and one[0] == other[0]


def _table(maker: Maker) -> None:
    random, truth = maker.random, maker.truth
    if maker.structure == "tables":
        for number, unit in enumerate(UNITS):
            maker.put(
                1,
                random.choice(
                    [unit, f"{'I' * (number + 1)}. {unit.upper()}", f"Chi đoàn: {unit.removeprefix('Chi đoàn ')}"]
                ),
            )
            maker.row += 1
            _heading(maker)
            _people(maker, [one for one in truth.people if one.unit == unit])
            if maker.chance(0.5):
                maker.put(2, "Cộng: 3")
                maker.row += 1
            maker.row += random.randint(0, 2)
        return
    _heading(maker)
    if maker.structure == "sections":
        for number, unit in enumerate(UNITS):
            maker.put(
                random.choice([1, 2]),
                random.choice(
                    [unit, f"{'I' * (number + 1)}. {unit}", unit.upper(), f"{unit} (05 đ/c)", f"{number + 1}. {unit}:"]
                ),
            )
            if maker.chance(0.4):
                value = maker.grid.pop((maker.row, 1), None) or maker.grid.pop((maker.row, 2), None)
                maker.put(1, value)
                maker.merges.append((maker.row, 1, maker.row, len(maker.columns)))
            maker.row += 1
            _people(maker, [one for one in truth.people if one.unit == unit])
    else:
        _people(maker, truth.people)


def _people(maker: Maker, somebodies: list[Somebody]) -> None:
    first: dict[str, int] = {}
    for at, one in enumerate(somebodies):
        for number, column in enumerate(maker.columns, start=1):
            value = column.cell(one, at)
            if column.unit and maker.structure in {"merged", "filled"} and one.unit in first:
                value = None
            maker.put(number, value)
        first.setdefault(one.unit, maker.row)
        maker.row += 1
    unit = next((number for number, column in enumerate(maker.columns, start=1) if column.unit), 0)
    if maker.structure == "merged" and unit:
        starts = [*sorted(first.values()), maker.row]
        maker.merges += [(top, unit, bottom - 1, unit) for top, bottom in pairwise(starts) if bottom - top > 1]


def _below(maker: Maker) -> None:
    random = maker.random
    name = next(at for at, column in enumerate(maker.columns, start=1) if column.names)
    if maker.chance(0.4):
        maker.row += random.randint(0, 1)
        maker.put(
            random.choice([1, name]),
            random.choice(
                [f"Tổng cộng: {len(maker.truth.people)} đoàn viên", "Tổng số", "Cộng", "Danh sách này có 05 người./."]
            ),
        )
        maker.row += 1
    if maker.legend:
        maker.put(random.choice([1, name]), maker.legend)
        maker.row += 1
    if maker.chance(0.5):
        at = random.choice([name, name, len(maker.columns)])
        maker.row += random.randint(0, 2)
        for line in (
            "Đại Tâm, ngày 20 tháng 11 năm 2026",
            random.choice(["NGƯỜI LẬP BIỂU", "Người lập", "TM. BCH CHI ĐOÀN", "BÍ THƯ"]),
            "(Ký, ghi rõ họ tên)",
            None,
            "Lý Thị Lập",
        ):
            if line and (maker.chance(0.85) or line.startswith(("NGƯỜI", "Người", "TM", "BÍ"))):
                maker.put(at, line)
            maker.row += 1
    if maker.chance(0.2):
        maker.row += random.randint(1, 300)
        maker.grid[maker.row, random.randint(1, len(maker.columns) + 5)] = random.choice([" ", "\u00a0", "\u200b"])


# The file -------------------------------------------------------------------------------------------------------------


def _saved(maker: Maker) -> tuple[bytes, str, Truth]:
    random, truth = maker.random, maker.truth
    column = next((at for at, one in enumerate(maker.columns, start=1) if one.marks), 0)
    truth.column = get_column_letter(column) if column else ""
    way = random.choice(["unicode"] * 6 + list(letters.WAYS))
    kind = random.choice(["xlsx", "xlsx", "xlsx", "csv"])
    truth.note += [way, kind]
    grid = {
        at: letters.WAYS[way](value) if isinstance(value, str) and not _is_mark(value) else value
        for at, value in maker.grid.items()
    }
    if kind == "xlsx":
        return _xlsx(grid, maker.merges), "danh-sach.xlsx", truth
    return _csv(random, grid, way, truth), "danh-sach.csv", truth


def _is_mark(value: str) -> bool:
    return value in {mark for words in VOCABULARIES for marks in words.values() for mark in marks}


def _xlsx(grid: Grid, merges: list[tuple[int, int, int, int]]) -> bytes:
    book = openpyxl.Workbook()
    for (row, at), value in grid.items():
        book.active.cell(row, at, value)
    for top, left, bottom, right in merges:
        book.active.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _csv(random: Random, grid: Grid, way: str, truth: Truth) -> bytes:
    """As a spreadsheet saves it: merges are lost, days are written out."""
    height, width = max(row for row, _at in grid), max(at for _row, at in grid)
    made = io.StringIO()
    separator = random.choice([",", ";", "\t"])
    writer = csv.writer(made, delimiter=separator)
    for row in range(1, height + 1):
        cells = [grid.get((row, at), "") for at in range(1, width + 1)]
        writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in cells])
    text = made.getvalue()
    encodings = ["utf-8", "utf-8-sig", "utf-16"]
    if way in {"tcvn3", "vni"}:
        try:
            text.encode("latin-1")
            encodings.append("latin-1")
        except UnicodeEncodeError:
            pass
    encoding = random.choice(encodings)
    truth.note.append(f"{encoding} {separator!r}")
    return text.encode(encoding)
