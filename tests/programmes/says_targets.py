"""Sentences of programmes that set amounts to be reached, each with its targets."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.programmes.vocabulary import COUNTED, ORGANISATIONS, PEOPLE, SHARES, THINGS

Amount = tuple[float, str]
Target = tuple[Amount, ...]
IN_WORDS = {1: "một", 2: "hai", 3: "ba", 5: "năm"}


class SaidTargets(NamedTuple):
    """A sentence or a list, and the targets that it sets."""

    text: str
    targets: tuple[Target, ...]


class Clause(NamedTuple):
    """One thing that is aimed at, as words."""

    words: str
    amounts: Target


def figure(chance: Random, number: int) -> str:
    """A whole number as an office writes it."""
    if number < 10:
        return f"{number:02}" if chance.random() < 0.7 else str(number)
    return (
        f"{number:,}".replace(",", ".")
        if (number < 10_000 and chance.random() < 0.9) or number >= 10_000
        else str(number)
    )


def at_least(chance: Random) -> str:
    """How a number is said to be the least, or nothing."""
    return chance.choice(["", "", "", "ít nhất ", "tối thiểu ", "trên ", "hơn ", "khoảng ", "từ "])


def money(chance: Random) -> tuple[str, float]:
    """A sum, as it is written, and as a number of đồng."""
    millions = chance.choice([20, 30, 50, 70, 120, 250, 500])
    billions = chance.choice([1, 2, 3, 5, 12])
    return chance.choice(
        [
            (f"{millions} triệu đồng", millions * 1e6),
            (f"{millions}.000.000 đồng", millions * 1e6),
            (f"{millions}.000.000đ", millions * 1e6),
            (f"{billions} tỷ đồng", billions * 1e9),
            (f"{billions},5 tỷ đồng", billions * 1e9 + 5e8),
            (f"{billions:02} tỉ đồng", billions * 1e9),
            (f"{billions} tỷ {millions} triệu đồng", billions * 1e9 + millions * 1e6),
        ]
    )


def whole(chance: Random, least: int, most: int) -> int:
    """A number as a plan sets it: round where it is large, and never like a year."""
    number = chance.randint(least, most)
    step = 1 if number < 20 else 5 if number < 100 else 50 if number < 2000 else 500
    number = max(least, number // step * step)
    return number + 200 if 1900 <= number <= 2100 else number


def counted(chance: Random) -> Clause:
    """ "trồng mới ít nhất 5.000 cây xanh …", or what is counted first."""
    verb, unit, rest, least, most = chance.choice(COUNTED)
    number = whole(chance, least, most)
    if chance.random() < 0.15 and number > 10:
        high = number + max(1, number // 4)
        return Clause(
            f"{verb} từ {figure(chance, number)} đến {figure(chance, high)} {unit}", ((number, "x"), (high, "x"))
        )
    if chance.random() < 0.2 and verb.split()[0] in {"trồng", "tặng", "xây", "trao", "kết"} and not rest:
        return Clause(f"{at_least(chance)}{figure(chance, number)} {unit} được {verb}", ((number, "x"),))
    return Clause(f"{verb} {at_least(chance)}{figure(chance, number)} {unit} {rest}".strip(), ((number, "x"),))


def share(chance: Random) -> Clause:
    """ "100% chi đoàn …", maybe two shares of one predicate."""
    first, second = chance.sample(ORGANISATIONS + PEOPLE, 2)
    high, low = chance.choice([100, 98, 95, 90]), chance.choice([85, 80, 70, 60, 50])
    lead = chance.choice(["", "", "từ ", "có ", "trên "])
    up = " trở lên" if lead == "từ " else ""
    if chance.random() < 0.35:
        joined = chance.choice([", ", " và "])
        return Clause(
            f"{lead}{high}%{up} {first}{joined}{low}% {second} {chance.choice(SHARES)}", ((high, "%"), (low, "%"))
        )
    return Clause(f"{lead}{high}%{up} {first} {chance.choice(SHARES)}", ((high, "%"),))


def each(chance: Random) -> Clause:
    """ "mỗi chi đoàn đảm nhận ít nhất 01 công trình"; a small number may be a word."""
    verb, thing = chance.choice(THINGS)
    number = chance.choice([1, 1, 2, 3, 5])
    least = chance.choice(["", "ít nhất ", "tối thiểu "])
    shown = IN_WORDS[number] if least and chance.random() < 0.2 else figure(chance, number)
    if shown.isdigit() and chance.random() < 0.1:
        shown += f" ({IN_WORDS[number]})"
    return Clause(f"mỗi {chance.choice(ORGANISATIONS)} {verb} {least}{shown} {thing}", ((number, "x"),))


def worth(chance: Random) -> Clause:
    """A counted thing and its worth."""
    number = whole(chance, 2, 60)
    said, value = money(chance)
    unit, measure = chance.choice([("nhà nhân ái", "căn"), ("suất quà", "suất"), ("sân chơi thiếu nhi", "công trình")])
    form = chance.choice(
        [
            f"trao tặng {figure(chance, number)} {unit}, mỗi {measure} trị giá {said}",
            f"trao tặng {figure(chance, number)} {unit} ({said}/{measure})",
            f"trao tặng {figure(chance, number)} {unit} với tổng trị giá {said}",
            f"vận động {said} xây dựng {figure(chance, number)} {unit}",
        ]
    )
    return Clause(form, ((number, "x"), (value, "đồng")))


def raised(chance: Random) -> Clause:
    """A sum that is to be raised."""
    said, value = money(chance)
    return Clause(f"vận động {at_least(chance)}{said} cho Quỹ Vì người nghèo", ((value, "đồng"),))


def rate(chance: Random) -> Clause:
    """A rate that is to be reached, the figure last."""
    value = chance.choice([65, 70, 85, 90, 95])
    return Clause(f"tỷ lệ tập hợp thanh niên đạt {at_least(chance).replace('khoảng ', '')}{value}%", ((value, "%"),))


def scaled(chance: Random) -> Clause:
    """A number of thousands or of millions."""
    number = chance.choice([2, 5, 12, 20, 45, 150])
    return chance.choice(
        [
            Clause(f"trồng {number} nghìn cây xanh", ((number * 1e3, "x"),)),
            Clause(f"dạy nghề cho {number} ngàn thanh niên", ((number * 1e3, "x"),)),
            Clause(f"thu hút {number},5 triệu lượt truy cập", ((number * 1e6 + 5e5, "x"),)),
            Clause(f"trồng {number}00-{number + 2}00 cây xanh", ((number * 1e2, "x"), (number * 1e2 + 200, "x"))),
        ]
    )


def among_others(chance: Random) -> Clause:
    """An amount beside numbers that set none: where, when, for whom, by what document."""
    number = whole(chance, 20, 900)
    return Clause(
        chance.choice(
            [
                f"tặng {number} suất quà tại {chance.randint(2, 20)} xã khó khăn",
                f"tổ chức khám bệnh cho {number} người dân trong {chance.randint(2, 5)} ngày",
                f"tư vấn nghề cho {number} thanh niên từ 16 đến 30 tuổi",
                f"cài đặt định danh mức 2 cho {number} người dân theo Đề án 06",
                f"kết nạp {number} đoàn viên, không để chi đoàn nào trong 2 năm liền không kết nạp",
                f"tập huấn cho {number} cán bộ Đoàn khóa XII, nhiệm kỳ 2022 - 2027",
            ]
        ),
        ((number, "x"),),
    )


CLAUSES = (scaled, among_others, counted, counted, counted, share, share, each, worth, raised, rate)


def clause(chance: Random) -> Clause:
    """Any clause."""
    return chance.choice(CLAUSES)(chance)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def in_a_sentence(chance: Random, year: int) -> SaidTargets:
    """Aims after one verb of aiming, parted by semicolons."""
    clauses = [clause(chance) for _one in range(chance.randint(1, 4))]
    lead = chance.choice(
        [f"Năm {year} phấn đấu", "Phấn đấu", "Chỉ tiêu:", f"Mục tiêu năm {year}:", "Trong năm, toàn huyện phấn đấu"]
    )
    return SaidTargets(f"{lead} {'; '.join(one.words for one in clauses)}.", tuple(one.amounts for one in clauses))


def by_verbs(chance: Random, _year: int) -> SaidTargets:
    """Clauses with commas between them: each verb sets a target of its own, amounts that share one are one."""
    said, targets = [], []
    for verb, unit, _rest, least, most in chance.sample([one for one in COUNTED if one[0] != "thu hút"], 2):
        number = whole(chance, least, most)
        words, amounts = f"{verb} {at_least(chance)}{figure(chance, number)} {unit}", [(float(number), "x")]
        if chance.random() < 0.3:
            words += f", {figure(chance, 12)} {chance.choice(['sân chơi', 'tủ sách', 'xe đạp'])}"
            amounts.append((12.0, "x"))
        if chance.random() < 0.2:
            words += f", tổng trị giá {chance.choice([20, 50])} triệu đồng"
            amounts.append((20e6 if "giá 20" in words else 50e6, "đồng"))
        said.append(words)
        targets.append(tuple(amounts))
    return SaidTargets(f"Phấn đấu {', '.join(said)}.", tuple(targets))


def beside_decoys(chance: Random, _year: int) -> SaidTargets:
    """What there is already, conditions, how often and how large: beside an amount that is to be reached."""
    number, high = chance.choice([20, 35, 60]), chance.choice([75, 85, 95])
    return chance.choice(
        [
            SaidTargets(f"Nâng tỷ lệ tập hợp thanh niên lên {high}% (hiện đạt {high - 7}%).", (((high, "%"),),)),
            SaidTargets(f"Nâng tỷ lệ đoàn viên dùng VNeID từ {high - 20}% lên {high}%.", (((high, "%"),),)),
            SaidTargets(
                f"Chi đoàn có từ {number} đoàn viên trở lên thành lập phân đoàn; kết nạp {number * 2} đoàn viên.",
                (((number * 2, "x"),),),
            ),
            SaidTargets(
                f"Nội dung: Hội thi tin học trẻ. Quy mô: khoảng {number * 5} thí sinh.", (((number * 5, "x"),),)
            ),
            SaidTargets("Mỗi tuần đăng ít nhất 03 tin tốt, mỗi tháng sản xuất 01 video.", (((3, "x"),), ((1, "x"),))),
            SaidTargets("100% chi đoàn sinh hoạt định kỳ mỗi tháng 01 lần.", (((100, "%"), (1, "x")),)),
            SaidTargets(
                f"Mở 02 lớp tập huấn, mỗi lớp tối thiểu {number} học viên; duy trì ba tuyến đường tự quản.",
                (((2, "x"), (number, "x")), ((3, "x"),)),
            ),
        ]
    )


def in_lines(chance: Random, _year: int) -> SaidTargets:
    """A list of lines."""
    clauses = [clause(chance) for _one in range(chance.randint(2, 6))]
    style = chance.randrange(4)
    lines = []
    for number, one in enumerate(clauses, start=1):
        mark = ["- ", f"{number}. ", f"({number}). ", "+ "][style]
        lines.append(f"{mark}{_upper(one.words)}{chance.choice(['.', ';', ''])}")
    heading = chance.choice(
        ["II. CÁC CHỈ TIÊU CHỦ YẾU", "Một số chỉ tiêu cơ bản:", "2. Chỉ tiêu", "III. Chỉ tiêu phấn đấu"]
    )
    return SaidTargets(heading + "\n" + "\n".join(lines), tuple(one.amounts for one in clauses))


def labelled(chance: Random, _year: int) -> SaidTargets:
    """Lines of a label and its amount."""
    lines, targets = [], []
    for _one in range(chance.randint(2, 5)):
        verb, unit, _rest, least, most = chance.choice(COUNTED)
        value = whole(chance, least, most)
        label = f"{_upper(verb.removesuffix(' cho'))} {unit}"
        lines.append(f"{chance.choice(['- ', '+ ', '* ', ''])}{label}: {figure(chance, value)} {unit}")
        targets.append(((value, "x"),))
    return SaidTargets("Chỉ tiêu cụ thể:\n" + "\n".join(lines), tuple(targets))


def in_a_table(chance: Random, _year: int) -> SaidTargets:
    """A table whose cells a document's reader has put behind each other."""
    rows, targets = [], []
    style = chance.randrange(3)
    for number in range(1, chance.randint(3, 6)):
        verb, unit, _rest, least, most = chance.choice(COUNTED)
        value = whole(chance, least, most)
        things = f"{_upper(verb.removesuffix(' cho'))} {unit}"
        rows.append(
            [
                f"{number} {things} {unit} {figure(chance, value)}",
                f"{number} | {things} | {unit} | {figure(chance, value)}",
                f"{number} {things} {figure(chance, value)} {unit}",
            ][style]
        )
        targets.append(((value, "x"),))
    header = ["TT Nội dung Đơn vị tính Chỉ tiêu", "TT | Nội dung | ĐVT | Chỉ tiêu", "STT Nội dung Chỉ tiêu giao"][style]
    return SaidTargets(header + "\n" + "\n".join(rows), tuple(targets))


def after_results(chance: Random, year: int) -> SaidTargets:
    """What was reached last year, then what is aimed at."""
    done, aim, reached = counted(chance), counted(chance), chance.choice([103, 112, 98])
    text = chance.choice(
        [
            f"Năm {year - 1}, các cấp bộ Đoàn đã {done.words}. Năm {year} phấn đấu {aim.words}.",
            f"I. KẾT QUẢ NĂM {year - 1}\n- {_upper(done.words)}.\nII. NHIỆM VỤ NĂM {year}\n- {_upper(aim.words)}.",
            f"Phấn đấu {aim.words} (năm {year - 1} đã {done.words}).",
            f"Kết quả năm {year - 1}: {done.words}, đạt {reached}% kế hoạch. Chỉ tiêu năm {year}: {aim.words}.",
        ]
    )
    return SaidTargets(text, (aim.amounts,))


FORMS = (labelled, in_a_sentence, in_a_sentence, by_verbs, beside_decoys, in_lines, in_lines, in_a_table, after_results)


def say_targets(chance: Random, year: int) -> SaidTargets:
    """A sentence or a list of any form."""
    return chance.choice(FORMS)(chance, year)
