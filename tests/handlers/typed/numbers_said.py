"""Numbers in every common way of writing and saying them, made from their value: the reference for what reads them.

Shares no code with the program.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

ASK = None
UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
ENGLISH_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


class Form(NamedTuple):
    """What is typed, and the number that it is; None where it is to be asked again."""

    typed: str
    value: float | None


def bare(text: str) -> str:
    """A text without its diacritics."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


# Words ----------------------------------------------------------------------------------------------------------------


def tens(n: int, chance: random.Random) -> str:
    """0–99 in Vietnamese words."""
    if n < 10:
        return UNITS[n]
    ten, one = divmod(n, 10)
    last = {1: "mốt" if ten > 1 else "một", 4: chance.choice(["tư", "bốn"]) if ten > 1 else "bốn", 5: "lăm"}
    if ten == 1:
        return "mười" + (f" {last.get(one, UNITS[one])}" if one else "")
    if not one:
        return f"{UNITS[ten]} {chance.choice(['mươi', 'mươi', 'chục'])}"
    ways = [f"{UNITS[ten]} mươi {last.get(one, UNITS[one])}"]
    if one in {1, 4, 5}:
        ways.append(f"{UNITS[ten]} {'tư' if one == 4 else last[one]}")
    if ten == 2:
        ways.append(f"hăm {last.get(one, UNITS[one])}")
    return chance.choice(ways)


def hundreds(n: int, chance: random.Random, *, all_of_it: bool = False) -> str:
    """0–999 in words; `all_of_it` says that there are no hundreds as well."""
    hundred, rest = divmod(n, 100)
    if not hundred and not all_of_it:
        return tens(rest, chance)
    head = f"{UNITS[hundred]} trăm"
    if not rest:
        return head
    if rest < 10:
        return f"{head} {chance.choice(['lẻ', 'linh'])} {UNITS[rest]}"
    if rest == 50 and chance.random() < 0.3:
        return f"{head} rưỡi"
    if rest % 10 == 0 and rest not in {50, 10} and chance.random() < 0.2:
        return f"{head} {UNITS[rest // 10]}"
    return f"{head} {tens(rest, chance)}"


def words(n: int, chance: random.Random) -> str:
    """Any number in words."""
    parts: list[str] = []
    for size, name in ((10**9, ["tỷ", "tỉ"]), (10**6, ["triệu"]), (10**3, ["nghìn", "ngàn"])):
        count, n = divmod(n, size)
        if count:
            parts.append(f"{hundreds(count, chance, all_of_it=bool(parts))} {chance.choice(name)}")
            if n == size // 2 and chance.random() < 0.5:
                return " ".join([*parts, "rưỡi"])
            if n and n % (size // 10) == 0 and n // (size // 10) != 5 and chance.random() < 0.3:
                return " ".join([*parts, UNITS[n // (size // 10)]])
    if n:
        parts.append(hundreds(n, chance, all_of_it=bool(parts)))
    return " ".join(parts)


def english(n: int) -> str:
    """0–999 999 in English words."""
    if n < 20:
        return ENGLISH[n]
    if n < 100:
        return ENGLISH_TENS[n // 10] + (f"-{ENGLISH[n % 10]}" if n % 10 else "")
    if n < 1000:
        rest = f" and {english(n % 100)}" if n % 100 else ""
        return f"{ENGLISH[n // 100]} hundred{rest}"
    rest = "" if not n % 1000 else f" {'and ' if n % 1000 < 100 else ''}{english(n % 1000)}"
    return f"{english(n // 1000)} thousand{rest}"


# Digits ---------------------------------------------------------------------------------------------------------------


def grouped(n: int, sign: str) -> str:
    """A number with its thousands parted."""
    digits = str(n)
    first = len(digits) % 3 or 3
    return sign.join([digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))])


def short(n: int, chance: random.Random) -> Iterator[str]:
    """Thousands and millions as they are written short."""
    for size, names in ((10**9, ["tỷ", "ty"]), (10**6, ["tr", "triệu", "Tr"]), (10**3, ["k", "K", "nghìn", "ngàn"])):
        if n < size or n >= size * 1000:
            continue
        whole, rest = divmod(n, size)
        name = chance.choice(names)
        glue = "" if len(name) < 3 else " "
        if not rest:
            yield f"{whole}{glue}{name}"
            return
        for digits in (1, 2, 3):
            part, left = divmod(rest * 10**digits, size)
            if left:
                continue
            behind = f"{part:0{digits}}"
            if digits < 3:
                yield f"{whole},{behind.rstrip('0')}{glue}{name}"
            if digits == 1:
                yield f"{whole}{glue}{name}{glue}{behind}"
            if digits == 3 or (digits == 2 and not glue and part > 9 and part % 10):
                yield f"{whole}{glue}{name}{glue}{behind}"
            if digits == 1 and part == 5:
                yield f"{whole}{glue}{name} rưỡi"
            break
        return


def ways(n: int, chance: random.Random) -> Iterator[str]:
    """Ways to write or say a number."""
    yield str(n)
    if n >= 1000:
        yield from (grouped(n, sign) for sign in ".,")
        yield grouped(n, " ")
        yield from short(n, chance)
    if n:
        said = words(n, chance)
        yield said
        yield bare(said)
        if 100 <= n < 200 and n > 100:
            yield said.removeprefix("một ")
        if 1000 <= n < 2000 and n % 1000 and said.startswith("một "):
            yield said.removeprefix("một ")
    if 10 < n < 100 and n % 10 == 0:
        yield f"{n // 10} chục"
    if 10 <= n < 100 and n % 10 == 5 and n > 10:
        yield f"{UNITS[n // 10]} chục rưỡi" if n > 20 else "chục rưỡi"
    if n and n % 100 == 0 and n < 1000:
        yield f"{n // 100} trăm"
    if 0 < n < 10**6:
        yield english(n)


BEFORE = (
    "",
    "",
    "",
    "khoảng ",
    "tầm ",
    "~",
    "chừng ",
    "cỡ ",
    "dạ ",
    "dạ khoảng ",
    "được ",
    "em trồng được ",
    "tụi em làm được ",
    "đâu khoảng ",
    "about ",
    "gần ",
    "tổng cộng ",
    "cả nhóm được ",
    "nay em được tầm ",
)
BEHIND = ("", "", "", " ạ", " nha", " thôi ạ", " nhé", " luôn", " á", " ạ.", "!", " nha bot")
UNIT = ("", "", " cây", " cây xanh", " gốc", " cay")


def dressed(way: str, chance: random.Random) -> str:
    """A way to say a number as it stands in an answer about trees."""
    behind = chance.choice(BEHIND).replace("á", "ạ")
    text = chance.choice(BEFORE) + way + chance.choice(UNIT) + behind
    return chance.choice([text, text, text.capitalize(), unicodedata.normalize("NFD", text)])


def _may_be_about(way: str) -> bool:
    """Whether a way without marks may say "tầm" (about) where it says "tám" (eight)."""
    return way.startswith("tam ")


def forms(count: int, seed: int) -> Iterator[Form]:
    """So many forms of numbers up to some millions, each with its value."""
    chance = random.Random(seed)
    while count > 0:
        top = chance.choice([30, 100, 300, 1000, 3000, 20_000, 1_000_000, 9_000_000])
        n = chance.randint(1, top)
        if top >= 1000 and chance.random() < 0.7:
            n -= n % 10 ** max(0, len(str(n)) - chance.choice([1, 2, 2]))
        for way in ways(n, chance):
            yield Form(dressed(way, chance), ASK if _may_be_about(way) else n)
            count -= 1
            if not count:
                return


# What is no one number ---------------------------------------------------------------------------------------------


def unclear(count: int, seed: int) -> Iterator[Form]:
    """So many texts that tell two numbers, about how many, or another number than a whole one from nought."""
    chance = random.Random(seed)
    for _time in range(count):
        until = chance.choice(["-", " - ", "–", " đến ", " tới ", " hay ", " hoặc ", "~", " den "])
        low = chance.randint(2, 75)
        high = low + chance.randint(1, 20)
        unit = chance.choice([" cây", "", " cay"])
        digit = chance.randint(1, 8)
        way = chance.choice(
            [
                f"{low}{until}{high}{unit}",
                f"{low}{unit or ' cây'} {chance.choice(['đến', 'hoặc', 'hay', 'tới'])} {high}{unit or ' cây'}",
                f"từ {low} đến {high}{unit}",
                f"{words(low, chance)} đến {words(high, chance)}{unit}",
                f"{low} mấy{unit}",
                f"{UNITS[chance.randint(2, 9)]} mươi mấy{unit}",
                f"{chance.choice(['mấy', 'vài', 'hàng', 'vài ba'])} {chance.choice(['chục', 'trăm'])}{unit}",
                f"{UNITS[digit]} {UNITS[digit + 1]}{unit or ' cây'}",
                f"{UNITS[digit]} {UNITS[digit + 1]} chục{unit}",
                f"{chance.choice(['trên', 'dưới', 'ít nhất', 'không quá', 'chưa tới'])} {low}{unit}",
                f"{low}{unit} {chance.choice(['trở lên', 'trở xuống', 'hơn'])}",
                f"-{low}{unit}",
                f"{low},5{unit}",
                f"{low}.5{unit}",
                f"{low}/{high}",
                f"{low} x {digit}",
                f"{low} + {high}",
                f"{low} {high}",
                f"{digit},{chance.randint(101, 999)} triệu",
                f"{digit},{chance.randint(101, 999)}k",
                f"{digit} nghìn {chance.randint(10, 99)}",
                f"{low}{unit} rưỡi",
                f"{low}%",
                "một ít",
                "nhiều lắm",
                "vài cây",
                "mấy cây",
                "không nhớ",
                "không biết",
            ]
        )
        yield Form(chance.choice(["", "dạ ", "khoảng ", "em trồng "]) + way if way[0] != "-" else way, ASK)


# Lengths of time -----------------------------------------------------------------------------------------------------


def lengths(count: int, seed: int) -> Iterator[Form]:
    """So many lengths of time, each with its minutes."""
    chance = random.Random(seed)
    while count > 0:
        hours, minutes = chance.randint(0, 12), chance.choice([0, 0, 30, 30, 15, 45, 20, 10])
        if not hours and minutes < 15:
            continue
        for way in _lengths(hours, minutes, chance):
            before = chance.choice(["", "", "dạ ", "khoảng ", "tầm ", "em làm ", "được ", "dạ em ở đó khoảng "])
            behind = chance.choice(["", "", " ạ", " nha", " thôi"])
            unmarked = way.startswith(("tam tieng ruoi", "tam gio ruoi"))  # "tầm tiếng rưỡi", or "tám"
            yield Form(before + way + behind, ASK if unmarked else 60 * hours + minutes)
            count -= 1
            if not count:
                return


def _lengths(hours: int, minutes: int, chance: random.Random) -> Iterator[str]:
    unit = chance.choice([" tiếng", " giờ", " tieng", "h", " gio", " tiếng đồng hồ", "g"])
    spoken = chance.choice([" tiếng", " giờ"])
    total = 60 * hours + minutes
    if total <= 300:
        yield f"{total}{chance.choice(['p', ' phút', ' phut', ' minutes', 'ph'])}"
    if not hours:
        if minutes == 30:
            yield from ("nửa tiếng", "nua tieng", "half an hour", "nửa giờ")
        return
    in_words = words(hours, chance)
    if minutes == 30:
        yield f"{hours}{unit if unit != 'g' else ' tiếng'} rưỡi"
        yield f"{hours},5{chance.choice(['', unit])}"
        yield f"{hours}.5{chance.choice(['', unit])}"
        yield f"{in_words}{spoken} rưỡi"
        yield bare(f"{in_words}{spoken} rưỡi")
        yield f"{hours} and a half hours"
        if hours == 1:
            yield from ("tiếng rưỡi", "an hour and a half", "tieng ruoi")
    if minutes:
        yield f"{hours}h{minutes}"
        yield f"{hours}:{minutes}"
        yield f"{hours}h{minutes}p"
        yield f"{hours}{spoken} {minutes} phút"
        yield f"{hours}{spoken} {minutes}"
        yield f"{in_words}{spoken} {words(minutes, chance)} phút"
        yield f"{hours} hours {minutes} minutes"
        return
    yield f"{hours}{unit}"
    yield str(hours)
    yield f"{in_words}{spoken}"
    yield bare(f"{in_words}{spoken}")
    yield f"{english(hours)} hours"
    begins = chance.randint(6, 11)
    if hours > 1:
        yield f"{begins}h{chance.choice(['-', ' - ', ' đến ', ' tới '])}{begins + hours}h"


def unclear_lengths(count: int, seed: int) -> Iterator[Form]:
    """So many texts that tell two lengths, or none."""
    chance = random.Random(seed)
    for _time in range(count):
        low = chance.randint(1, 4)
        high = low + chance.randint(1, 3)
        unit = chance.choice([" tiếng", " giờ", " tieng"])
        yield Form(
            chance.choice(["", "dạ ", "em làm "])
            + chance.choice(
                [
                    f"{low}-{high}{unit}",
                    f"{low} đến {high}{unit}",
                    f"{low} tiếng đến {high} tiếng",
                    f"{low} hay {high}{unit}",
                    f"{UNITS[low]} {UNITS[low + 1]}{unit}",
                    f"{low}{unit} mấy",
                    f"{low}{unit} hơn",
                    f"mấy{unit}",
                    f"{low} cây",
                    f"{low} buổi",
                    f"{low} ngày",
                    f"sáng {low}{unit} chiều {high}{unit}",
                    f"{low}h75",
                    f"{low}{unit} 90 phút",
                    "cả buổi",
                    "không nhớ",
                    "lâu lắm",
                    "nửa ngày",
                ]
            ),
            ASK,
        )
