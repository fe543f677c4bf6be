"""Amounts in other spellings: with spaces, in words, so many of so many; and tables whose cells stand in a column."""

from __future__ import annotations

from random import Random

from tests.programmes.says_targets import SaidTargets, Target, whole
from tests.programmes.vocabulary import COUNTED, ORGANISATIONS, SHARES

WORDS = {
    200: "hai trăm",
    350: "ba trăm năm mươi",
    1200: "một nghìn hai trăm",
    25: "hai mươi lăm",
    115: "một trăm mười lăm",
}
SIMPLE = [one for one in COUNTED if not one[2] and " cho" not in one[0]]


def spaced(chance: Random, _year: int) -> SaidTargets:
    """Thousands with spaces between them."""
    verb, unit, rest, _least, _most = chance.choice(COUNTED)
    number = chance.choice([1, 2, 12, 150]) * 1000 + chance.choice([0, 250, 500])
    shown = f"{number:,}".replace(",", " ")
    return SaidTargets(f"Phấn đấu {verb} {shown} {unit} {rest}".strip(), (((number, "x"),),))


def spelled(chance: Random, _year: int) -> SaidTargets:
    """A larger number in words."""
    number, words = chance.choice(list(WORDS.items()))
    thing = chance.choice(["quyển sách", "suất quà", "bộ quần áo", "cây xanh"])
    verb = chance.choice(["quyên góp", "trao tặng", "vận động"])
    return SaidTargets(f"{verb.capitalize()} {words} {thing} cho các em học sinh.", (((number, "x"),),))


def of_all(chance: Random, _year: int) -> SaidTargets:
    """So many of so many; per cent in words."""
    number = chance.choice([42, 103, 126])
    share: Target = ((chance.choice([65, 70, 85]), "%"),)
    first = chance.choice(
        [f"Thành lập {number}/{number} đội hình tình nguyện", f"Có {number}/{number} cơ sở Đoàn ra quân"]
    )
    return SaidTargets(
        f"{first}; {chance.choice(['tỷ lệ', 'tỉ lệ'])} tập hợp thanh niên đạt {share[0][0]} phần trăm.",
        (((number, "x"),), share),
    )


def at_least_attending(chance: Random, _year: int) -> SaidTargets:
    """How many are to come to each."""
    number = chance.choice([30, 50, 120])
    unit = chance.choice(["đoàn viên", "học sinh", "thanh niên"])
    shares = f"100% {chance.choice(ORGANISATIONS)} {chance.choice(SHARES)}"
    return SaidTargets(
        f"Phấn đấu {shares}; mỗi diễn đàn có từ {number} {unit} trở lên tham dự.", (((100, "%"),), ((number, "x"),))
    )


def stacked(chance: Random, _year: int) -> SaidTargets:
    """A table whose cells came out one below the other."""
    headings = chance.choice(
        [["TT", "NỘI DUNG CHỈ TIÊU", "ĐVT", "CHỈ TIÊU NĂM"], ["STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng", "Ghi chú"]]
    )
    lines, targets = list(headings), []
    for number in range(1, chance.randint(3, 6)):
        verb, unit, _rest, least, most = chance.choice(SIMPLE)
        value = whole(chance, least, most)
        cells = [str(number), f"{verb.capitalize()} {unit}", unit, f"{value:,}".replace(",", ".")]
        lines += [*cells, *(["Cả năm"] if len(headings) > 4 else [])]
        targets.append(((value, "x"),))
    return SaidTargets("\n".join(lines), tuple(targets))


FORMS = (spaced, spelled, of_all, at_least_attending, stacked)


def say_targets_apart(chance: Random, year: int) -> SaidTargets:
    """A sentence or a table of any of these forms."""
    return chance.choice(FORMS)(chance, year)
