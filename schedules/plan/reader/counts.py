"""What check-ins bring towards a target, proposed from its own words; a person sees it and may change it.

Pure: a rule says what a unit means, and in what sentence. What no rule is sure of goes by figures that are entered: so
do percentages, money, days of work, people who were told or taught something, and ideas. Each thing is proposed once in
a programme: the first target that speaks of it has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from schedules.plan.reader.finds import FoundAmount, FoundTarget
from storage.text import fold


class CountRule(NamedTuple):
    """A measure is meant where the unit begins so, and the sentence has (and has not) these words; all folded."""

    measure: str
    unit: str
    having: str = ""
    lacking: str = ""


_HELPED = r"\b(giup|ho tro|cham lo|tang|trao|do dau|nhan nuoi|kho khan|mo coi|ngheo)\b"
RULES: tuple[CountRule, ...] = (
    CountRule(
        "trees", r"cay(?: xanh| giong| phan tan| bong mat| an trai| lam nghiep| dua| rung| ngap man| moi)?$|cay xanh\b"
    ),
    CountRule("hours", r"gio\b", having=r"\btinh nguyen\b"),
    CountRule("turns", r"luot\b", having=r"\btinh nguyen\b", lacking=r"\b(hien mau|tu van|kham|tap huan|thieu nhi)\b"),
    CountRule("visits", r"luot tham\b"),
    CountRule(
        "children_helped", r"(?:em |chau )?(?:thieu nhi|tre em|tre|hoc sinh|thieu nien nhi dong)\b", having=_HELPED
    ),
    CountRule("households_helped", r"(?:ho|gia dinh)\b", having=_HELPED),
    CountRule("people_helped", r"nguoi (?:dan|ngheo|gia|khuyet tat|cao tuoi)\b", having=_HELPED),
    CountRule("gifts", r"(?:suat|phan|mon) qua\b"),
    CountRule("blood_units", r"don vi mau\b"),
    CountRule("rubbish_kg", r"(?:kg|ky|kilogam) rac\b"),
    CountRule("road_metres", r"(?:m|met) (?:duong|lo)\b"),
)
EXAMPLES: dict[str, list[list[str]]] = {
    "255.000 cây xanh được đoàn viên, thanh niên tham gia trồng mới": [["trees"]],
    "85.000 lượt đoàn viên, thanh niên được tham gia các hoạt động tình nguyện": [["turns"]],
    "10.000 thiếu nhi có hoàn cảnh khó khăn được tổ chức Đoàn các cấp hỗ trợ": [["children_helped"]],
    "Đóng góp 200.000 giờ tình nguyện": [["hours"]],
    "Vận động 2.000 đơn vị máu": [["blood_units"]],
    "Trao 500 suất quà cho thiếu nhi": [["gifts"]],
    "Hỗ trợ 120 hộ gia đình khó khăn": [["households_helped"]],
    "Thu gom 3.000 kg rác": [["rubbish_kg"]],
    "Tổ chức 300 lượt thăm gia đình chính sách": [["visits"]],
    "79.000 lượt thanh thiếu niên được tư vấn hướng nghiệp": [[]],
    "14.000 lượt thanh thiếu nhi tham gia các hoạt động nâng cao năng lực ngoại ngữ": [[]],
    "1.000 lượt thanh niên tham gia hiến máu tình nguyện": [[]],
    "134 ý tưởng, sáng kiến của thanh niên được hỗ trợ triển khai": [[]],
    "Huy động 10.000 ngày công tình nguyện": [[]],
    "Xây mới 3 cây cầu giao thông nông thôn": [[]],
    "80% đoàn viên tham gia ít nhất 01 hoạt động tình nguyện": [[], []],
    "02 tỷ đồng được hỗ trợ cho thanh niên vay vốn": [[]],
}


def proposed(targets_read: Iterable[FoundTarget]) -> tuple[FoundTarget, ...]:
    """The targets with what each of their amounts counts, in their order."""
    seen: set[str] = set()
    targets = []
    for target in targets_read:
        amounts = []
        for amount in target.amounts:
            measure = measure_of(amount, target.text)
            amounts.append(amount.model_copy(update={"counts": measure if measure not in seen else ""}))
            seen.add(measure)
        targets.append(target.model_copy(update={"amounts": tuple(amounts)}))
    return tuple(targets)


def measure_of(amount: FoundAmount, text: str) -> str:
    """What check-ins bring towards an amount of a sentence; "" where nothing is sure."""
    unit, sentence = fold(amount.unit), fold(text)
    for rule in RULES:
        if (
            re.match(rule.unit, unit)
            and (not rule.having or re.search(rule.having, sentence))
            and not (rule.lacking and re.search(rule.lacking, sentence))
        ):
            return rule.measure
    return ""
