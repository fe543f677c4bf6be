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


PLACES = ("Long Đức", "An Trường", "Trường THPT Dương Háo Học", "Vĩnh Hải")


def shared_out(chance: Random, _year: int) -> SaidTargets:
    """Below a heading, who has to reach how many."""
    unit = chance.choice(["đoàn viên", "cây xanh", "đơn vị máu"])
    numbers = [chance.randint(4, 900) for _place in PLACES]
    lines = [f"Đoàn {place}: {number} {unit}" for place, number in zip(PLACES, numbers, strict=True)]
    heading = chance.choice(["CHỈ TIÊU GIAO CÁC ĐƠN VỊ", "Phân bổ chỉ tiêu:", "CÁC ĐƠN VỊ ĐĂNG KÝ"])
    return SaidTargets("\n".join([heading, *lines]), tuple(((number, "x"),) for number in numbers))


def on_a_poster(chance: Random, _year: int) -> SaidTargets:
    """Pictures before the lines."""
    number, gifts = chance.randint(2, 90), chance.randint(2, 90)
    lines = [
        f"{number:02} sân chơi thiếu nhi",
        f"{gifts:02} suất quà, mỗi suất 300.000đ",
        "02 buổi sinh hoạt chuyên đề",
    ]
    targets: tuple[Target, ...] = (((number, "x"),), ((gifts, "x"), (300_000, "đồng")), ((2, "x"),))
    picture = chance.choice(["✅ ", "🌸 ", "☀️ ", "🛠️ ", "➡ "])
    return SaidTargets("\n".join(picture + line for line in lines), targets)


def beside_last_year(chance: Random, year: int) -> SaidTargets:
    """A table with a column of what was reached and one of what is aimed at."""
    done, aimed = chance.choice(
        [(f"Thực hiện {year - 1}", f"Kế hoạch {year}"), ("Kết quả", "Chỉ tiêu"), (f"Năm {year - 1}", f"Năm {year}")]
    )
    lines, targets = [f"TT | Nội dung | ĐVT | {done} | {aimed}"], []
    for number, (verb, unit, _rest, least, most) in enumerate(chance.sample(SIMPLE, 3), start=1):
        value = whole(chance, least, most)
        lines.append(f"{number} | {verb.capitalize()} {unit} | {unit} | {value + 1} | {value:,}".replace(",", "."))
        targets.append(((value, "x"),))
    return SaidTargets("\n".join(lines), tuple(targets))


def beside_who_there_is(chance: Random, _year: int) -> SaidTargets:
    """How many there are already, and what was done on a day, is no aim."""
    number = chance.choice([4, 12, 75])
    aim = f"hiến {number} đơn vị máu"
    return chance.choice(
        [
            SaidTargets(
                f"Phấn đấu có 85% đoàn viên hiện có đăng ký rèn luyện; {aim}.", (((85, "%"),), ((number, "x"),))
            ),
            SaidTargets(f"Đoàn xã Đại Sơn (thành lập {number} chi đoàn) dâng hoa tượng đài.", ()),
            SaidTargets(f"Huy động {number * 10} tình nguyện viên trực {number} điểm.", (((number * 10, "x"),),)),
        ]
    )


FORMS = (
    shared_out,
    on_a_poster,
    beside_last_year,
    beside_who_there_is,
    spaced,
    spelled,
    of_all,
    at_least_attending,
    stacked,
)


def say_targets_apart(chance: Random, year: int) -> SaidTargets:
    """A sentence or a table of any of these forms."""
    return chance.choice(FORMS)(chance, year)
