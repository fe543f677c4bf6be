"""Programme prose with known answers: `python -m tests.programmes.generate --seed 1 --count 300 > made.json`.

Written from how such documents are written, and apart from the reader: it shares no table with it. A passage is a few
sentences (days, targets, periods, and what is none of them), put through what an office, a printer and a scanner do to
text. The score of what it makes is held by tests/programmes/test_generated.py.
"""

from __future__ import annotations

import argparse
import json
import re
import textwrap
import unicodedata
from random import Random
from typing import Any

from tests.programmes.says_days import say_days
from tests.programmes.says_days_apart import say_days_apart
from tests.programmes.says_periods import say_periods
from tests.programmes.says_targets import say_targets
from tests.programmes.says_targets_apart import say_targets_apart

APART = 0.25  # of the sentences, in forms that are less common
Json = dict[str, Any]
NOTHING = (
    "Căn cứ Kế hoạch số 12-KH/TĐTN ngày 5/1/{year} của Ban Thường vụ Tỉnh đoàn.",
    "Thực hiện Nghị quyết số 25-NQ/TW ngày 25 tháng 7 năm 2008 và Hướng dẫn số 07-HD/ĐTN ngày 12/02/{year}.",
    "Nghị quyết Đại hội Đoàn toàn tỉnh lần thứ XII, nhiệm kỳ 2022 - 2027 đã đề ra nhiều giải pháp.",
    "Chương trình “Rèn luyện đoàn viên” giai đoạn 2023 - 2027 tiếp tục được triển khai.",
    "Đồng chí Trần Văn Bình, sinh ngày 12/5/1990, Bí thư Đoàn xã, điện thoại 0912.345.678.",
    "Toàn xã hiện có 14 chi đoàn với 412 đoàn viên, sinh hoạt tại 9 ấp.",
    "Sáng ngày 12/3/{year}, Ban Thường vụ họp tại phòng 302 lúc 7 giờ 30 phút.",
    "Chương trình gồm 4 phần, 8 nhóm nhiệm vụ; thực hiện “3 liên kết” và 5 điều Bác Hồ dạy.",
    "Tổng kết 10 năm thực hiện Chỉ thị số 42-CT/TW ngày 24/3/2015 của Ban Bí thư.",
    "Mừng Đảng, mừng Xuân, các cấp bộ Đoàn đẩy mạnh thi đua.",
    "Hội nghị lần thứ 5 Ban Chấp hành khóa XIV đã họp ngày 10/7/{before}.",
    "Chiến dịch hè {year} có chủ đề “Tuổi trẻ chung tay xây dựng quê hương”.",
    "Năm {before}, tuổi trẻ toàn tỉnh đã trồng 45.000 cây xanh, đạt 112% kế hoạch.",
)


def passage(seed: int) -> Json:
    """A passage and its answers, in the scorer's form; the same for the same seed."""
    chance = Random(seed)
    year = chance.randint(2015, 2027)
    pieces: list[str] = []
    days: list[Any] = []
    targets: list[Any] = []
    periods: list[Any] = []
    kinds = chance.choices(("days", "targets", "periods", "nothing"), (3, 3, 3, 2), k=chance.randint(1, 3))
    for kind in dict.fromkeys(kinds):
        if kind == "days":
            said = (say_days_apart if chance.random() < APART else say_days)(chance, year)
            pieces.append(said.text)
            days += said.days
        elif kind == "targets":
            aims = (say_targets_apart if chance.random() < APART else say_targets)(chance, year)
            pieces.append(aims.text)
            targets += aims.targets
        elif kind == "periods":
            times = say_periods(chance, year)
            pieces.append(times.text)
            periods += times.periods
        else:
            pieces.append(chance.choice(NOTHING).format(year=year, before=year - 1))
    text = "\n".join(one[:1].upper() + one[1:] + ("" if one[-1] in ".;" else ".") for one in pieces)
    return {
        "id": f"seed {seed}",
        "year": year,
        "text": worn(chance, text),
        "expected": {
            "anniversaries": [
                {"title": "", "day": day, "month": month, "year": of, "lunar": lunar}
                for day, month, of, lunar in _once(days)
            ],
            "targets": [
                {"amounts": [value for value, _unit in one], "units": [unit for _value, unit in one]} for one in targets
            ],
            "periods": [{"title": "", "start": start, "end": end} for start, end in dict.fromkeys(periods)],
        },
    }


def _once(days: list[Any]) -> list[Any]:
    """Each day once, that of two events twice; what has no day is counted as often as it is said."""
    return list(dict.fromkeys(one for one in days if one[0] is not None)) + [one for one in days if one[0] is None]


def worn(chance: Random, text: str) -> str:
    """The text after a typist, a printer and a scanner."""
    if chance.random() < 0.15:
        text = re.sub(
            r"(?<=\d)/(?=\d)", lambda _slash: chance.choice(["/", "/ ", " /"]) if chance.random() < 0.2 else "/", text
        )
    if chance.random() < 0.2:
        text = "\n".join("\n".join(textwrap.wrap(line, 88, break_on_hyphens=False)) for line in text.split("\n"))
    if chance.random() < 0.1:
        text = re.sub(r"\b0(?=\d/)", "O", text, count=1)
    if chance.random() < 0.1:
        text = text.replace("ỷ niệm", "ỉ niệm").replace("Liệt sĩ", "Liệt sỹ")
    if chance.random() < 0.15:
        text = text.replace(" ", "\u00a0", 3).replace(", ", ",  ", 1)
    if chance.random() < 0.1:
        text = unicodedata.normalize("NFD", text)
    if chance.random() < 0.1:
        text = text.replace(" (", "(").replace("(", "( ")
    return text


def passages(count: int, first: int = 1) -> list[Json]:
    """So many passages."""
    return [passage(seed) for seed in range(first, first + count)]


def main() -> None:
    """Print passages as the scorer reads them."""
    parser = argparse.ArgumentParser(prog="python -m tests.programmes.generate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    print(json.dumps(passages(options.count, options.seed), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
