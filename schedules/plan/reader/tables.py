"""Rows of tables: what is counted in one cell, the amount in another, maybe the unit in a third.

A row comes with its cells parted ("1 | Trồng cây | cây | 5.000"), or, out of a .pdf, with its cells behind each other
("1 Trồng cây cây 5.000"): such a line is a row where its number is one more than the row's above, or below a table's
heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schedules.plan.reader.text import UPPER

_CELLS = re.compile(r"\s*\|\s*")
_SCALE = r"(?:nghìn|ngàn|triệu|tỷ|tỉ)"
_NUMBER = r"\d[\d.,]*\d|\d"
_CELL_OF_AN_AMOUNT = re.compile(rf"(?:≥|>=|>|từ|trên)?\s*(?:{_NUMBER})\s*(?:%|{_SCALE})?", re.IGNORECASE)
_CELL_OF_A_UNIT = re.compile(rf"(?:%|(?:{_SCALE}\s*)?đồng|[^\W\d_]+(?:[ /][^\W\d_]+){{0,3}})", re.IGNORECASE)
_UNIT = rf"(?:%|(?:{_SCALE}\s*)?(?:đồng|VNĐ)|{_SCALE})"
_TITLES = re.compile(r"^\s*(?:S?TT|Số TT|Stt)\b")
_ROW = re.compile(rf"^\s*(\d{{1,3}})\s+(?=[{UPPER}“\"])")
_LINES_OF_A_ROW = 5
_HEADING = re.compile(
    r"^\s*(?:S?TT|Số TT|Stt)\b.*(?:chỉ tiêu|số lượng|kế hoạch|đơn vị tính|đvt|nội dung)", re.IGNORECASE
)
# Like “1 Trồng cây xanh cây 5.000”, “2 Đoàn viên mới 650 đoàn viên” or “3 Tỷ lệ tập hợp % 65”.
_FLAT = re.compile(
    rf"^\s*(?P<row>\d{{1,3}})\s+(?P<name>[^\W\d_][^\d|]{{3,160}}?)\s+(?P<unit>{_UNIT}\s+)?(?P<amount>{_NUMBER})"
    rf"(?P<after>\s*%|\s+[^\W\d_][^\d.;:]{{0,60}})?\s*[.;]?$",
    re.IGNORECASE,
)


def parted(line: str) -> tuple[str, list[str]]:
    """A row with parted cells, as one sentence ("Trồng cây: 5.000 cây"), or "" and the cells that may be sentences."""
    cells = [one.strip(" .;") for one in _CELLS.split(line) if one.strip(" .;")]
    if len(cells) < 2:
        return "", []
    amounts = [one for one in cells[1:] if _CELL_OF_AN_AMOUNT.fullmatch(one)]
    names = [one for one in cells if not _CELL_OF_AN_AMOUNT.fullmatch(one)]
    if len(amounts) == 1 and names:
        unit = names[1] if len(names) > 1 and _CELL_OF_A_UNIT.fullmatch(names[1]) else ""
        return f"{names[0]}: {amounts[0]} {unit}".strip(), []
    return "", cells if not amounts else []


_PLANNED = re.compile(r"(?:kế hoạch|chỉ tiêu|mục tiêu|phấn đấu|giao|đăng ký)", re.IGNORECASE)
_REACHED = re.compile(r"(?:thực hiện|kết quả|đạt được|đã đạt)", re.IGNORECASE)
_OF_A_YEAR = re.compile(r"20\d\d")


def planned_column(line: str) -> int | None:
    """Which column of a table has what is aimed at, by its headings; None where no other one has what was reached.

    "TT | Nội dung | ĐVT | Thực hiện 2023 | Kế hoạch 2024"; of "Năm 2023 | Năm 2024" it is the later one.
    """
    cells = _CELLS.split(line.strip())
    reached = [at for at, cell in enumerate(cells) if _REACHED.search(cell)]
    planned = [at for at, cell in enumerate(cells) if _PLANNED.search(cell) and at not in reached]
    years = {int(named[0]): at for at, cell in enumerate(cells) if (named := _OF_A_YEAR.search(cell))}
    if reached and planned:
        return planned[-1]
    return years[max(years)] if len(years) > 1 else None


def with_column(line: str, column: int | None) -> str:
    """A row with the amount of one column alone, where it has several."""
    cells = _CELLS.split(line.strip(" .;"))
    if column is None or column >= len(cells) or not _CELL_OF_AN_AMOUNT.fullmatch(cells[column].strip()):
        return line
    kept = [cell for at, cell in enumerate(cells) if at == column or not _CELL_OF_AN_AMOUNT.fullmatch(cell.strip())]
    return " | ".join(kept)


def flat_rows(lines: list[str]) -> Iterator[str]:
    """For each line, the sentence of the row that it is, or "" where it is none."""
    expected, headed = 0, False
    for index, line in enumerate(lines):
        if _HEADING.match(line):
            expected, headed = 1, True
            yield ""
            continue
        row = _FLAT.match(line)
        number = int(row["row"]) if row else -1
        following = _FLAT.match(lines[index + 1]) if row and index + 1 < len(lines) else None
        begins = number == 1 and following is not None and int(following["row"]) == 2
        if row is not None and ((headed and number == expected) or (expected > 1 and number == expected) or begins):
            expected = number + 1
            yield _sentence(row)
        else:
            expected, headed = 0, False
            yield ""


def without_row_numbers(lines: list[str]) -> Iterator[str]:
    """Lines as they are, those below a table's heading without the number that counts them: it is no amount."""
    expected, since = 0, 0
    for line in lines:
        row = _ROW.match(line)
        since += 1
        if _TITLES.match(line):
            expected, since = 1, 0
        elif row is not None and int(row[1]) == expected and since <= _LINES_OF_A_ROW:
            expected, since = expected + 1, 0
            yield line[row.end() :]
            continue
        yield line


def _sentence(row: re.Match[str]) -> str:
    name, unit, after = row["name"], (row["unit"] or "").strip(), (row["after"] or "").strip()
    return f"{name}: {row['amount']} {after or unit or _unit_in(name)}".strip()


def _unit_in(name: str) -> str:
    """The unit at the end of a name's words: the longest that the name says twice, or its last words."""
    words = name.split()
    for many in range(min(5, len(words) // 2), 0, -1):
        unit = " ".join(words[-many:])
        if unit.lower() in " ".join(words[:-many]).lower():
            return unit
    return " ".join(words[-2:])
