"""The columns of a made sheet: their headings, and what stands below them for each person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from tests.sheets.truth import ABSENT, EXCUSED, LATE, PRESENT, Somebody, Truth

Grid = dict[tuple[int, int], Any]  # (row, column), from 1
DAY = date(2026, 11, 22)  # a Sunday: the day of the shift

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NAMES = [
    "Họ và tên",
    "HỌ VÀ TÊN",
    "Họ tên",
    "Họ và tên đoàn viên",
    "Họ và tên (in hoa)",
    "Họ tên người tham gia",
    "Ho va ten",
]
SPLIT = [("Họ", "Tên"), ("Họ đệm", "Tên"), ("Họ và tên đệm", "Tên"), ("Họ lót", "TÊN")]
YEARS = ["Năm sinh", "NĂM SINH", "Sinh năm", "Nam sinh"]
BIRTHDAYS = ["Ngày sinh", "Ngày tháng năm sinh", "NTNS", "Ngày, tháng, năm sinh", "Ngày sinh (dd/mm/yyyy)"]
UNIT_HEADINGS = ["Chi đoàn", "Đơn vị", "Lớp", "Đơn vị công tác", "Chi đoàn sinh hoạt", "Tên chi đoàn"]
NUMBERS = ["STT", "TT", "Số TT", "stt"]
DECOYS: list[tuple[str, Callable[[Random], Any]]] = [
    ("Chức vụ trong chi đoàn", lambda random: random.choice(["Đoàn viên", "Bí thư", "Ủy viên"])),
    ("Số điện thoại", lambda random: f"09{random.randint(10000000, 99999999)}"),
    ("Ngày vào Đoàn", lambda random: f"26/03/{random.randint(2015, 2022)}"),
    ("Nơi sinh", lambda random: random.choice(["Sóc Trăng", "Mỹ Xuyên, Sóc Trăng"])),
    ("Họ và tên cha", lambda random: f"Trần Văn {random.choice(['Cha', 'Ba', 'Tía'])}"),
    ("Dân tộc", lambda random: random.choice(["Kinh", "Khmer", "Hoa"])),
    ("Giới tính", lambda random: random.choice(["Nam", "Nữ"])),
    ("Email", lambda _random: "a@example.vn"),
    ("Đối tượng đoàn viên", lambda random: random.choice(["Nông thôn", "Học sinh"])),
    ("Số CCCD", lambda random: f"0942{random.randint(10000000, 99999999)}"),
    ("Năm vào Đoàn", lambda random: random.randint(2015, 2022)),
    ("Xếp loại", lambda random: random.choice(["Tốt", "Khá"])),
]
# A vocabulary: what each status is marked by, and whether anybody can know it without being told.
VOCABULARIES: list[dict[str, list[str]]] = [
    {PRESENT: ["x", "X"], ABSENT: [""]},
    {PRESENT: ["✓", "✔", "√"], ABSENT: ["✗", "✘", ""]},
    {
        PRESENT: ["có mặt", "Có mặt"],
        ABSENT: ["vắng", "Vắng mặt"],
        LATE: ["đi trễ", "muộn 10 phút"],
        EXCUSED: ["có phép", "Vắng có phép"],
    },
    {PRESENT: ["1"], ABSENT: ["0"]},
    {PRESENT: ["+"], ABSENT: ["-", "–"]},
    {PRESENT: ["Có"], ABSENT: ["Không"]},
    {PRESENT: ["đủ"], ABSENT: ["nghỉ"], EXCUSED: ["phép"]},
    {PRESENT: ["x"], ABSENT: ["v"], EXCUSED: ["p"]},
    {PRESENT: ["v", "V"], ABSENT: ["x"]},
    {PRESENT: ["v"], ABSENT: [""]},
    {PRESENT: [""], ABSENT: ["v", "V"], EXCUSED: ["P"]},
    {PRESENT: [""], ABSENT: ["x"]},
    {PRESENT: [""], ABSENT: ["K", "KP"], EXCUSED: ["P", "CP"]},
    {PRESENT: ["x"], ABSENT: ["o"], LATE: ["M"]},
    {PRESENT: ["◊"], ABSENT: ["◆"]},
    {PRESENT: ["●"], ABSENT: ["–"], LATE: ["T"]},
    {PRESENT: [""], LATE: ["M"], ABSENT: ["K"]},
    {PRESENT: ["✅"], ABSENT: ["❌"]},
    {PRESENT: ["TRUE"], ABSENT: ["FALSE"]},
    {PRESENT: ["tham gia"], ABSENT: ["không tham gia"]},
    {PRESENT: ["T"], ABSENT: ["N"]},
]
SAID = {PRESENT: "có mặt", LATE: "đi trễ", EXCUSED: "vắng có phép", ABSENT: "vắng"}
DAY_HEADINGS: list[Callable[[date], Any]] = [
    lambda day: f"{day.day}/{day.month}",
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: day,
    lambda day: f"Ngày {day.day}",
    lambda day: day.day,
    lambda day: f"{_weekday(day)} {day.day}",
    lambda day: f"{_weekday(day)}\n{day.day}/{day.month}",
    lambda day: f"{day:%d-%m}",
    lambda day: f"{day.day}.{day.month}",
]


def _weekday(day: date) -> str:
    return "CN" if day.weekday() == 6 else f"T{day.weekday() + 2}"


@dataclass
class Column:
    """A column to be: its heading from the top row down, and what stands in it for somebody."""

    heading: list[Any]
    cell: Callable[[Somebody, int], Any]
    names: bool = False
    marks: bool = False
    unit: bool = False


@dataclass
class Maker:
    random: Random
    truth: Truth
    grid: Grid = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    structure: str = "asked"
    legend: str = ""
    numbered: bool = True
    row: int = 1

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def put(self, at: int, value: Any) -> None:
        if value not in {None, ""}:
            self.grid[self.row, at] = value


def choose_columns(maker: Maker) -> None:
    random = maker.random
    names = _names(maker)
    births = _births(maker)
    unit = [Column([random.choice(UNIT_HEADINGS)], lambda one, _at: one.unit, unit=True)]
    decoys = [
        Column([heading], lambda _one, _at, cell=cell: cell(random))
        for heading, cell in random.sample(DECOYS, random.randint(0, 4))
    ]
    rest = [births, decoys[:2], unit if maker.structure in {"column", "merged", "filled"} else [], decoys[2:]]
    if maker.truth.attendance:
        rest.append(_marks(maker))
    random.shuffle(rest)
    if maker.chance(0.15) and not maker.numbered:
        rest.insert(random.randint(0, len(rest)), names)
        maker.columns = [column for part in rest for column in part]
    else:
        maker.columns = [*names, *(column for part in rest for column in part)]
    if maker.structure == "merged" and maker.chance(0.3) and not maker.numbered:
        maker.columns = [*unit, *(column for column in maker.columns if not column.unit)]
    if maker.numbered:
        maker.columns.insert(0, Column([random.choice(NUMBERS)], lambda _one, at: at + 1))


def _names(maker: Maker) -> list[Column]:
    random = maker.random
    address = random.choice(["", "", "", "", "Đ/c ", "Đồng chí "])
    if maker.chance(0.3):
        first, last = random.choice(SPLIT)
        return [
            Column([first], lambda one, _at: one.name.rpartition(" ")[0], names=True),
            Column([last], lambda one, _at: one.name.rpartition(" ")[2], names=True),
        ]
    return [Column([random.choice(NAMES)], lambda one, _at: address + one.name, names=True)]


def _births(maker: Maker) -> list[Column]:
    random, truth = maker.random, maker.truth
    way = random.choice(["none", "year", "day", "day", "text", "three", "three merged", "sexes", "english", "serial"])
    truth.note.append(f"birth:{way}")
    truth.has_years = way != "none"
    if way == "none":
        return []
    if way == "year":
        return [Column([random.choice(YEARS)], lambda one, _at: one.day[2])]
    if maker.chance(0.15):
        truth.people[0].bad_day = True
        truth.people[0].day = (31, random.choice([2, 4, 6, 9, 11]), 2000)
    if way.startswith("three"):
        parts = ["Ngày", "Tháng", "Năm"]
        over = [
            [random.choice(["Ngày sinh", "Ngày tháng năm sinh"]), part] if way == "three merged" else [part]
            for part in parts
        ]
        return [Column(heading, lambda one, _at, at=at: one.day[at]) for at, heading in enumerate(over)]
    if way == "sexes":
        sexes = {one.name: random.choice(["Nam", "Nữ"]) for one in truth.people}
        return [
            Column(["Ngày sinh", sex], lambda one, _at, sex=sex: _slashed(one) if sexes[one.name] == sex else None)
            for sex in ("Nam", "Nữ")
        ]
    forms: dict[str, Callable[[Somebody], Any]] = {
        "day": lambda one: _slashed(one) if one.bad_day else date(*reversed(one.day)),
        "text": random.choice(
            [
                _slashed,
                lambda one: f"{one.day[0]}-{one.day[1]}-{one.day[2]}",
                _short,
                _iso,
                lambda one: f"{one.day[0]:02}.{one.day[1]:02}.{one.day[2]}",
            ]
        ),
        "english": lambda one: f"{one.day[0]:02}-{MONTHS[one.day[1] - 1]}-{one.day[2] % 100:02}",
        "serial": lambda one: (
            _slashed(one) if one.bad_day else str((date(*reversed(one.day)) - date(1899, 12, 30)).days)
        ),
    }
    return [Column([random.choice(BIRTHDAYS)], lambda one, _at: forms[way](one))]


def _slashed(one: Somebody) -> str:
    return f"{one.day[0]:02}/{one.day[1]:02}/{one.day[2]}"


def _short(one: Somebody) -> str:
    return f"{one.day[0]}/{one.day[1]}/{one.day[2] % 100:02}"


def _iso(one: Somebody) -> str:
    return f"{one.day[2]}-{one.day[1]:02}-{one.day[0]:02}"


def _marks(maker: Maker) -> list[Column]:
    random, truth = maker.random, maker.truth
    way = random.choice(["column", "column", "days", "days", "statuses", "note", "nothing"])
    words = random.choice(VOCABULARIES)
    if way == "note":
        words = {PRESENT: [""], ABSENT: ["vắng", "Vắng mặt"], LATE: ["đến muộn"], EXCUSED: ["có phép"]}
    truth.note.append(f"marks:{way}:{words}")
    for one in truth.people:
        one.status = PRESENT if way == "nothing" else random.choice(list(words))
    if way == "nothing":
        return []
    if way == "statuses":
        kinds = [PRESENT, ABSENT, EXCUSED] if maker.chance(0.5) else [PRESENT, LATE, EXCUSED, ABSENT]
        for one in truth.people:
            one.status = random.choice(kinds)
        tick = random.choice(["x", "✓", "X"])
        truth.meanings = {"": ABSENT, "x": PRESENT}
        heads = {
            PRESENT: "Có mặt",
            LATE: "Đi trễ",
            EXCUSED: "Vắng có phép",
            ABSENT: random.choice(["Vắng", "Vắng không phép"]),
        }
        over = ["Điểm danh"] if maker.chance(0.5) else []
        return [
            Column([*over, heads[kind]], lambda one, _at, kind=kind: tick if one.status == kind else None, marks=True)
            for kind in kinds
        ]
    truth.meanings = {mark.lower(): status for status, marks in words.items() for mark in marks}
    if way != "note" and maker.chance(0.4):
        told = [
            f"{mark or 'để trống'}: {SAID[status]}"
            for status, marks in words.items()
            for mark in marks[:1]
            if mark.lower() != SAID[status]
        ]
        maker.legend = f"{random.choice(['Ghi chú', 'Ký hiệu', 'Quy ước'])}: {', '.join(told)}"

    def marked(one: Somebody, _at: int) -> str:
        return random.choice(words[one.status])

    if way == "note":
        return [Column(["Ghi chú"], marked, marks=True)]
    if way == "column":
        return [
            Column(
                [random.choice(["Có mặt", "Điểm danh", "Tham gia", "Tình trạng", "Kiểm tra", "Đi"])], marked, marks=True
            )
        ]
    return _day_columns(maker, words, marked)


def _day_columns(maker: Maker, words: dict[str, list[str]], marked: Any) -> list[Column]:
    random = maker.random
    heading = random.choice(DAY_HEADINGS)
    days = sorted(
        {*random.sample(range(1, 29), random.randint(1, 6)), *([22] if maker.chance(0.8) else [])}
        - ({22} if maker.chance(0.1) else set())
    )
    maker.truth.note.append(f"days:{days}")
    if not days:
        days = [20]
    bare_number = heading(DAY) in {22, "Ngày 22"} or str(heading(DAY)).startswith("CN 22")
    over = [f"Tháng 11/{DAY.year}"] if maker.chance(0.3) else []
    if bare_number and not over:
        maker.truth.note.append("month in the title")
    made = []
    for day in days:
        of = date(2026, 11, day)
        own = (
            marked
            if day == DAY.day
            else lambda _one, _at: random.choice([mark for marks in words.values() for mark in marks])
        )
        weekday = [_weekday(of)] if over and maker.chance(0) else []
        made.append(Column([*over, heading(of), *weekday], own, marks=day == DAY.day))
    return made
