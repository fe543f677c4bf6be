"""What a made sheet says, known before it is made: people, their years and units, who was there. Knows no reader."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from random import Random

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Thạch",
    "Sơn",
    "Kim",
    "Đoàn",
]
MIDDLE = ["Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thị Mỹ", "Quốc", "Thanh", "Hoàng", "Thị Kim", "Bá", "Đức"]
GIVEN = [
    "Ký",
    "Tổng",
    "Đức",
    "Hồng",
    "Phượng",
    "Ánh",
    "Yến",
    "Vũ",
    "Tú",
    "Mỹ",
    "Quỳnh",
    "Thủy",
    "Lượm",
    "Sĩ",
    "Nghĩa",
    "Trường",
    "Xuân",
    "Lộc",
    "Ghi",
    "Chú",
    "Phép",
    "Vắng",
    "Ngày",
    "Đủ",
    "Hiền",
    "Thư",
    "Ấn",
    "Duyệt",
    "Cường",
    "Ý",
    "Út",
    "Hợp",
    "Nữ",
    "Nam",
]
HERE_ALREADY = {"le van an", "nguyen thi lan", "tran van ut", "pham quang minh"}  # who would be taken for them, rightly
UNITS = ["Chi đoàn Ấp Đại Ân", "Chi đoàn Ấp Đại Nghĩa Thắng"]
PRESENT, LATE, EXCUSED, ABSENT = "present", "late", "excused", "absent"


@dataclass
class Somebody:
    name: str
    day: tuple[int, int, int]  # of birth: day, month, year
    unit: str
    status: str = PRESENT
    bad_day: bool = False  # a day of birth that is in no calendar


@dataclass
class Truth:
    """The people of a sheet in its order; `meanings` is what its marks mean, "" for an empty cell."""

    people: list[Somebody]
    attendance: bool
    one_unit: bool = True
    has_years: bool = True
    meanings: dict[str, str] = field(default_factory=dict)
    column: str = ""  # the letter of the column that says who was there; "" where all on the list were
    note: list[str] = field(default_factory=list)  # what the sheet is made of, for whoever reads a failure


def people(random: Random, count: int, *, units: list[str]) -> list[Somebody]:
    """So many people of different names, unit after unit."""
    names: dict[str, str] = {}
    while len(names) < count:
        name = f"{random.choice(FAMILY)} {random.choice(MIDDLE)} {random.choice(GIVEN)}"
        if bare(name) not in HERE_ALREADY:
            names.setdefault(bare(name), name)
    made = []
    for at, name in enumerate(names.values()):
        unit = units[at * len(units) // count]
        made.append(Somebody(name, (random.randint(1, 28), random.randint(1, 12), random.randint(1991, 2009)), unit))
    return made


def bare(text: str) -> str:
    """Without diacritics, small: two people whose names differ in these alone are not made."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in parts if not unicodedata.combining(one)).lower()
