"""Sentences of programmes that say from when to when something goes on."""

from __future__ import annotations

import calendar
from random import Random
from typing import NamedTuple

from tests.programmes.says_periods_apart import APART, Period, SaidPeriods
from tests.programmes.vocabulary import CAMPAIGNS

QUARTERS = ("I", "II", "III", "IV")


class Stretch(NamedTuple):
    """A stretch of time in words, and as ISO days or months."""

    words: str
    period: Period
    opens: bool = False  # it can begin a line: "Tháng 6, 7, 8: …"


def _day(day: int, month: int, year: int) -> str:
    return f"{year}-{month:02}-{day:02}"


def _written(chance: Random, day: int, month: int) -> str:
    return f"{day:02}/{month}" if chance.random() < 0.5 else f"{day}/{month:02}" if month < 3 else f"{day}/{month}"


def days(chance: Random, year: int) -> Stretch:
    """From a day to a day, of one year or over its end."""
    first_month = chance.randint(1, 11)
    last_month = chance.randint(first_month, min(12, first_month + 3))
    first = chance.randint(1, 12)
    last = chance.randint(15, calendar.monthrange(year, last_month)[1])
    a, b = _written(chance, first, first_month), _written(chance, last, last_month)
    period = (_day(first, first_month, year), _day(last, last_month, year))
    if chance.random() < 0.15:
        a, b = f"20/12/{year}", f"{chance.choice(['05/01', '15/2'])}/{year + 1}"
        end = _day(5, 1, year + 1) if b.startswith("05") else _day(15, 2, year + 1)
        return Stretch(f"từ ngày {a} đến ngày {b}", (_day(20, 12, year), end))
    forms = [
        f"từ ngày {a} đến ngày {b}/{year}",
        f"từ {a} đến hết {b}/{year}",
        f"từ {a} - {b}/{year}",
        f"từ ngày {a}/{year} đến {b}/{year}",
        f"{a} - {b}/{year}",
        f"từ {a}/{year} – {b}/{year}",
        f"từ ngày {a} đến {b}",
        f"từ ngày {first} tháng {first_month} đến ngày {last} tháng {last_month} năm {year}",
        f"bắt đầu từ ngày {a} và kết thúc vào ngày {b}/{year}",
        f"từ {a} tới {b}",
    ]
    if first_month == last_month:
        forms += [f"từ {first} đến {b}/{year}", f"từ ngày {first} - {b}/{year}", f"từ ngày {first} đến hết ngày {b}"]
    return Stretch(chance.choice(forms), period)


def months(chance: Random, year: int) -> Stretch:
    """From a month to a month."""
    first = chance.randint(1, 10)
    last = chance.randint(first + 1, min(12, first + 5))
    if chance.random() < 0.15:
        return Stretch(f"từ tháng 11/{year} đến hết tháng 02/{year + 1}", (f"{year}-11", f"{year + 1}-02"))
    if chance.random() < 0.25 and first <= 9:
        named = ", ".join(str(one) for one in range(first, first + 3))
        period = (f"{year}-{first:02}", f"{year}-{first + 2:02}")
        spaced = chance.choice([named, named.replace(", ", ","), f"{first}, {first + 1} và {first + 2}"])
        return Stretch(f"{chance.choice(['trong các tháng', 'tháng'])} {spaced}/{year}", period, opens=True)
    period = (f"{year}-{first:02}", f"{year}-{last:02}")
    return Stretch(
        chance.choice(
            [
                f"từ tháng {first} đến tháng {last}/{year}",
                f"từ tháng {first}/{year} đến hết tháng {last}/{year}",
                f"từ tháng {first:02} đến tháng {last:02} năm {year}",
                f"tháng {first} - tháng {last}/{year}",
                f"tháng {first} – {last}/{year}",
                f"từ tháng {first} - {last}/{year}",
                f"từ tháng {first} đến hết tháng {last}",
                f"từ đầu tháng {first} đến cuối tháng {last}/{year}",
            ]
        ),
        period,
    )


def one_month(chance: Random, year: int) -> Stretch:
    """Within a month, or a part of it."""
    month = chance.randint(1, 12)
    period = (f"{year}-{month:02}", f"{year}-{month:02}")
    return Stretch(
        chance.choice(
            [
                f"trong tháng {month}/{year}",
                f"tháng {month:02}/{year}",
                f"trong tháng {month}",
                f"tháng {month} năm {year}",
            ]
        ),
        period,
    )


def quarters(chance: Random, year: int) -> Stretch:
    """A quarter or two."""
    first = chance.randrange(4)
    if first < 3 and chance.random() < 0.3:
        joined = chance.choice([" - ", " và ", ", "])
        return Stretch(
            f"quý {QUARTERS[first]}{joined}{QUARTERS[first + 1]}/{year}",
            (f"{year}-{first * 3 + 1:02}", f"{year}-{first * 3 + 6:02}"),
        )
    period = (f"{year}-{first * 3 + 1:02}", f"{year}-{first * 3 + 3:02}")
    name = QUARTERS[first]
    return Stretch(chance.choice([f"trong quý {name}", f"quý {name}/{year}", f"Quý {name} năm {year}"]), period)


def until(chance: Random, year: int) -> Stretch:
    """From now, or from nowhere stated, to a day."""
    day, month = chance.randint(1, 28), chance.randint(3, 12)
    date = _written(chance, day, month)
    said = chance.choice(
        [
            f"từ nay đến hết ngày {date}/{year}",
            f"từ nay đến {date}",
            f"từ nay đến ngày {date}/{year}",
            f"đến hết ngày {date}",
        ]
    )
    return Stretch(said, (None, _day(day, month, year)))


def hours(chance: Random, year: int) -> Stretch:
    """From an hour of a day to an hour of another; or two days that are listed."""
    month, first = chance.randint(1, 12), chance.randint(1, 24)
    days_after = chance.randint(1, 3)
    last = first + days_after
    period = (_day(first, month, year), _day(last, month, year))
    forms = [
        f"từ 7h30 ngày {first}/{month} đến 17h00 ngày {last}/{month}/{year}",
        f"từ 07 giờ 00 ngày {first}/{month}/{year} đến 21 giờ 30 ngày {last}/{month}/{year}",
        f"trong {days_after + 1:02} ngày, từ {first} đến {last}/{month}/{year}",
        f"trong {days_after + 1} ngày {first} - {last}/{month}/{year}",
    ]
    if days_after == 1:
        forms.append(f"trong 02 ngày {first} và {last}/{month}/{year}")
    if days_after == 2:
        forms.append(f"trong các ngày {first}, {first + 1} và {last}/{month}/{year}")
    return Stretch(chance.choice(forms), period)


def parts_of_months(chance: Random, year: int) -> Stretch:
    """From a part of a month to a part of another, or to the end of one, as such things are said loosely."""
    first = chance.randint(1, 9)
    last = first + chance.randint(1, 3)
    end = calendar.monthrange(year, last)[1]
    said, days_of_it = chance.choice(
        [
            (f"từ giữa tháng {first} đến cuối tháng {last}/{year}", (11, end)),
            (f"từ đầu tháng {first}/{year} đến giữa tháng {last}/{year}", (1, 20)),
            (f"từ cuối tháng {first} đến hết tháng {last} năm {year}", (21, end)),
            (f"từ tháng {first} năm {year} cho đến tháng {last} năm {year}", (1, end)),
            (f"từ trung tuần tháng {first} đến đầu tháng {last}/{year}", (11, 10)),
        ]
    )
    period: Period = (_day(days_of_it[0], first, year), _day(days_of_it[1], last, year))
    if chance.random() < 0.3:
        return Stretch(f"từ nay đến hết tháng {last}/{year}", (None, f"{year}-{last:02}"))
    return Stretch(said, period)


def thirds(chance: Random, year: int) -> Stretch:
    """A part of one month."""
    month = chance.randint(1, 12)
    end = calendar.monthrange(year, month)[1]
    name, first, last = chance.choice(
        [
            ("đầu", 1, 10),
            ("giữa", 11, 20),
            ("cuối", 21, end),
            ("thượng tuần", 1, 10),
            ("trung tuần", 11, 20),
            ("hạ tuần", 21, end),
        ]
    )
    said = chance.choice([f"trong {name} tháng {month}", f"{name} tháng {month}/{year}", f"vào {name} tháng {month}"])
    return Stretch(said, (_day(first, month, year), _day(last, month, year)))


def halves(chance: Random, year: int) -> Stretch:
    """The first or the last months of a year."""
    many = chance.choice([3, 6, 9])
    first, last, side = chance.choice([(1, many, "đầu"), (13 - many, 12, "cuối")])
    end = chance.choice(["", f" {year}"])
    return Stretch(f"trong {many} tháng {side} năm{end}", (f"{year}-{first:02}", f"{year}-{last:02}"))


STRETCHES = (thirds, halves, hours, parts_of_months, days, days, days, months, months, one_month, quarters, until)


def of_a_campaign(chance: Random, year: int) -> SaidPeriods:
    """A campaign and its time, in one of the ways that a sentence holds both."""
    stretch, name = chance.choice(STRETCHES)(chance, year), chance.choice(CAMPAIGNS)
    upper = stretch.words[:1].upper() + stretch.words[1:]
    forms = [f"Thời gian: {stretch.words}.", f"{name}: {stretch.words}.", f"{name} ({stretch.words})."]
    if not stretch.words.startswith(("quý", "Quý")):
        forms += [
            f"{name} diễn ra {stretch.words}.",
            f"Thời gian thực hiện: {upper}.",
            f"- {name}: thực hiện {stretch.words};",
        ]
    if stretch.words.startswith(("từ", "trong")) or stretch.opens:
        forms += [f"{upper}: {name}.", f"{upper}, tổ chức {name}."]
    return SaidPeriods(chance.choice(forms), (stretch.period,))


def in_stages(chance: Random, year: int) -> SaidPeriods:
    """A list of stages."""
    lines, periods = [], []
    kinds = chance.choice([(days,), (months,), (days, months)])
    for number in range(1, chance.randint(3, 4)):
        stretch = chance.choice(kinds)(chance, year)
        if stretch.period in periods:
            continue
        lines.append(f"{chance.choice(['Đợt', 'Giai đoạn'])} {number} ({stretch.words}): {chance.choice(CAMPAIGNS)}")
        periods.append(stretch.period)
    return SaidPeriods("\n".join(lines), tuple(periods))


def at_heads(chance: Random, year: int) -> SaidPeriods:
    """What is done in each month or quarter, below its head; what is only spoken of, and deadlines, are none."""
    lines, periods = [], []
    quarterly, mark = chance.random() < 0.4, chance.choice(["", "- ", "* "])
    for number in sorted(chance.sample(range(1, 5 if quarterly else 13), 2)):
        first, last = (number * 3 - 2, number * 3) if quarterly else (number, number)
        head = f"Quý {QUARTERS[number - 1]}" if quarterly else f"Tháng {number}"
        what = chance.choice(
            [
                "Hội nghị sơ kết quý I, triển khai nhiệm vụ quý II",
                f"hoàn thành báo cáo trước ngày 15/6/{year}",
                f"gửi đăng ký chậm nhất ngày 20/5/{year}",
                "sơ kết 6 tháng đầu năm, tổng kết năm học",
                *CAMPAIGNS[-3:],
            ]
        )
        below = f":\n+ {what}." if chance.random() < 0.3 else f": {what}."
        lines.append(f"{mark}{head}{below}")
        periods.append((f"{year}-{first:02}", f"{year}-{last:02}"))
    return SaidPeriods("\n".join(lines), tuple(periods))


def in_a_table(chance: Random, year: int) -> SaidPeriods:
    """A table of what is done when, its cells parted by signs, tabs or nothing."""
    cells = chance.choice([" | ", "\t", " "])
    lines, periods = [cells.join(["TT", "Nội dung", "Thời gian", "Đơn vị thực hiện"])], []
    for number, name in enumerate(chance.sample(CAMPAIGNS, 3), start=1):
        first = chance.randrange(4)
        if chance.random() < 0.5:
            when, months_of_it = f"Quý {QUARTERS[first]}/{year}", (first * 3 + 1, first * 3 + 3)
        else:
            when, months_of_it = f"Tháng {first + 2:02}/{year}", (first + 2, first + 2)
        lines.append(cells.join([str(number), name, when, "Ban Phong trào"]))
        periods.append((f"{year}-{months_of_it[0]:02}", f"{year}-{months_of_it[1]:02}"))
    return SaidPeriods("\n".join(lines), tuple(periods))


def say_periods(chance: Random, year: int) -> SaidPeriods:
    """A sentence or a list of any form."""
    forms = (of_a_campaign, of_a_campaign, of_a_campaign, in_stages, at_heads, in_a_table, *APART)
    return chance.choice(forms)(chance, year)
