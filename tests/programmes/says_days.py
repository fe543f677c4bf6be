"""Sentences of programmes in which days are remembered, each with the anniversaries that it states."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.programmes.vocabulary import (
    EVENTS,
    FOUNDED,
    LEADS,
    LUNAR_DAYS,
    NAMED_DAYS,
    OCCASIONS,
    YEARS_OF_THE_MOON,
    Event,
)

Day = tuple[int | None, int | None, int | None, bool]
UNDATED: Day = (None, None, None, False)
TET: Day = (None, None, None, True)
MOON_MONTHS = {1: "Giêng", 3: "Ba", 5: "Năm", 7: "Bảy", 8: "Tám"}


class SaidDays(NamedTuple):
    """A sentence (or a list), and the days that it states."""

    text: str
    days: tuple[Day, ...]


def written(chance: Random, day: int, month: int, year: int | None = None, *, sign: str = "/") -> str:
    """A date as an office writes it: figures with or without noughts."""
    head = f"{day:02}" if chance.random() < 0.5 else str(day)
    middle = f"{month:02}" if month < 3 and chance.random() < 0.7 else str(month)
    return sign.join([head, middle, *([str(year)] if year else [])])


def pair(chance: Random, event: Event, year: int) -> str:
    """Two dates, the origin's and this year's, however the dash is spaced."""
    sign = chance.choice("////-.")
    dash = chance.choice([" - ", "-", " – ", "- ", " -", "–"])
    return (
        written(chance, event.day, event.month, event.year, sign=sign)
        + dash
        + written(chance, event.day, event.month, year, sign=sign)
    )


def counted(chance: Random, event: Event, year: int) -> str:
    """So many years of an event, once or more ways round."""
    years = year - event.year
    if chance.random() < 0.1 and event.name.startswith("Ngày "):
        return f"{chance.choice(['', 'lần thứ '])}{years} {event.name}"  # "năm" left out, as it is now and then
    return f"{years} năm {event.name}"


def _origin(event: Event) -> Day:
    return event.day, event.month, event.year, False


def paired(chance: Random, year: int) -> SaidDays:
    """ "… 93 năm Ngày … (26/3/1931 - 26/3/2024)"."""
    event = chance.choice(EVENTS)
    dates = pair(chance, event, year)
    held = f"({dates})" if chance.random() < 0.8 else dates
    return SaidDays(f"{chance.choice(LEADS)} {counted(chance, event, year)} {held}", (_origin(event),))


def several(chance: Random, year: int) -> SaidDays:
    """A list in one sentence, some with two dates, some with the day alone, some with years alone."""
    said, days = [], []
    for event in chance.sample(EVENTS, chance.randint(2, 4)):
        years = year - event.year
        match chance.randrange(5):
            case 0:
                said.append(f"{years} năm {event.name} ({written(chance, event.day, event.month)})")
                days.append(_origin(event))
            case 1:
                said.append(f"{years} năm {event.name} ({event.year} - {year})")
                days.append((None, None, event.year, False))
            case _:
                said.append(f"{years} năm {event.name} ({pair(chance, event, year)})")
                days.append(_origin(event))
    joined = chance.choice([", ", "; "]).join(said[:-1]) + chance.choice([" và ", ", ", "; "]) + said[-1]
    return SaidDays(f"{chance.choice(LEADS)} {joined}", tuple(days))


def listed(chance: Random, year: int) -> SaidDays:
    """A list of lines, all of one form."""
    events = chance.sample(EVENTS, chance.randint(2, 5))
    form = chance.randrange(5)
    lines = []
    for number, event in enumerate(events, start=1):
        mark = chance.choice(["- ", "+ ", f"{number}. ", f"{number}) ", "• "])
        date = written(chance, event.day, event.month, event.year)
        match form:
            case 0:
                line = f"{mark}{year - event.year} năm {event.name} ({pair(chance, event, year)})"
            case 1:
                line = f"{mark}{event.name} ({date})"
            case 2:
                line = f"{date}: {event.name}"
            case 3:
                line = f"{mark}{event.name}: {date}"
            case _:
                line = f"{mark}Ngày {written(chance, event.day, event.month)}: {event.name} ({event.year})"
        lines.append(line + chance.choice(["", ".", ";"]))
    return SaidDays("Các ngày lễ lớn trong năm:\n" + "\n".join(lines), tuple(map(_origin, events)))


def elsewhere(chance: Random, year: int) -> SaidDays:
    """The origin is stated elsewhere in the sentence than right behind the name."""
    event = chance.choice(EVENTS)
    years, plain = year - event.year, written(chance, event.day, event.month)
    text = chance.choice(
        [
            f"{event.name} {plain} ({event.year} - {year})",
            f"Kỷ niệm {years} năm ({event.year} - {year}) {event.name} {plain}",
            f"Kỷ niệm {event.name} {plain} ({pair(chance, event, year)})",
            f"Kỷ niệm {years} năm {event.name}, ngày {event.day} tháng {event.month} năm {event.year}",
            f"{event.name} ({plain}/{event.year}) tròn {years} năm",
            f"Từ ngày {plain}/{event.year} đến nay tròn {years} năm, kỷ niệm {event.name} ({plain})",
            f"Kỷ niệm lần thứ {years} {event.name} {plain}/{event.year}",
            f"Kỷ niệm {years} năm {event.name} (ngày {plain}/{event.year})",
        ]
    )
    return SaidDays(text, (_origin(event),))


def sharing_a_number(chance: Random, year: int) -> SaidDays:
    """Two names after one number, each with its own day, or the second alone with one."""
    years = year - 1945
    first, second = "Cách mạng tháng Tám", "Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam"
    august, september = Event(first, 19, 8, 1945), Event(second, 2, 9, 1945)
    lead = chance.choice(LEADS)
    match chance.randrange(4):
        case 0:
            said = f"{years} năm {first} ({pair(chance, august, year)}) và {second} ({pair(chance, september, year)})"
            return SaidDays(f"{lead} {said}", (_origin(august), _origin(september)))
        case 1:
            return SaidDays(f"{lead} {years} năm {first} và {second} 2/9", (UNDATED, _origin(september)))
        case 2:
            return SaidDays(
                f"{lead} {years} năm {first} (19/8) và {second} (02/9)", (_origin(august), _origin(september))
            )
    return SaidDays(
        f"{lead} {years} năm {first} (19/8/1945) và {second} (02/9/1945)", (_origin(august), _origin(september))
    )


def counted_to_this_year(chance: Random, year: int) -> SaidDays:
    """So many years and a day, the year of which they say: behind the name, at the head of the line, of the moon."""
    event, other = chance.sample(EVENTS, 2)
    years, day = year - event.year, written(chance, event.day, event.month)
    match chance.randrange(5):
        case 0:
            return SaidDays(f"{chance.choice(LEADS)} {years} năm {event.name} ({day})", (_origin(event),))
        case 1:
            first = f"kỷ niệm lần thứ {years} Ngày truyền thống của Hội ({day})"
            second = f"{year - other.year} năm {other.name} {written(chance, other.day, other.month)}"
            return SaidDays(f"Tuyên truyền {first}, {second}", (_origin(event), _origin(other)))
        case 2:
            known = Event("Ngày thành lập Quân đội nhân dân Việt Nam", 22, 12, 1944)
            said = f"Ngày 22/12: gặp mặt cựu chiến binh, kỷ niệm {year - 1944} năm {known.name}"
            return SaidDays(said, (_origin(known),))
        case 3:
            moon = chance.choice(["(mùng 5 tháng Giêng âm lịch)", "(5/1 âm lịch)", "(mùng 5 tháng 1 âm lịch)"])
            said = f"Kỷ niệm {year - 1789} năm Chiến thắng Ngọc Hồi - Đống Đa {moon}"
            return SaidDays(said, ((5, 1, 1789, True),))
    said = f"Chào mừng {year - 1975} năm Ngày Giải phóng miền Nam (30/4) và Quốc tế Lao động (1/5)"
    return SaidDays(said, ((30, 4, 1975, False), (1, 5, None, False)))


def in_capitals(chance: Random, year: int) -> SaidDays:
    """A heading in capitals, its dates maybe on a line of their own."""
    event = chance.choice(EVENTS)
    between = chance.choice([" ", "\n", " ("])
    dates = pair(chance, event, year)
    text = f"KỶ NIỆM {year - event.year} NĂM {event.name.upper()}{between}{dates}{')' if '(' in between else ''}"
    return SaidDays(text, (_origin(event),))


def undated(chance: Random, year: int) -> SaidDays:
    """So many years of what no date is given for; or years alone; maybe beside a dated one."""
    founded, years = chance.choice(FOUNDED), chance.choice([10, 15, 20, 25, 30, 40, 50, 60, 75])
    event = chance.choice(EVENTS)
    match chance.randrange(4):
        case 0:
            return SaidDays(f"hướng tới kỷ niệm {years} năm {founded}", (UNDATED,))
        case 1:
            second = f"{counted(chance, event, year)} ({pair(chance, event, year)})"
            return SaidDays(f"Chào mừng kỷ niệm {years} năm {founded} và {second}", (UNDATED, _origin(event)))
        case 2:
            return SaidDays(
                f"Kỷ niệm {years} năm {founded} ({year - years} - {year})", ((None, None, year - years, False),)
            )
    return SaidDays(
        f"Chào mừng {year - event.year} năm {event.name} ({pair(chance, event, year)}), {years} năm {founded}",
        (_origin(event), UNDATED),
    )


def of_the_year(chance: Random, _year: int) -> SaidDays:
    """Days that are named with day and month alone."""
    named = chance.sample(NAMED_DAYS, chance.randint(1, 4))
    days: tuple[Day, ...] = tuple((day, month, None, False) for _name, day, month in named)
    match chance.randrange(4):
        case 0:
            said = ", ".join(f"{name} {written(chance, day, month)}" for name, day, month in named)
            return SaidDays(f"Hưởng ứng {said}", days)
        case 1:
            said = "; ".join(f"{name} ({written(chance, day, month)})" for name, day, month in named)
            return SaidDays(f"Kỷ niệm {said}", days)
        case 2:
            bare = chance.sample(
                [(3, 2), (8, 3), (26, 3), (30, 4), (1, 5), (19, 5), (1, 6), (27, 7), (2, 9), (20, 10)], 3
            )
            said = ", ".join(written(chance, day, month) for day, month in bare)
            return SaidDays(
                f"Tổ chức các hoạt động nhân các ngày lễ: {said}",
                tuple((day, month, None, False) for day, month in bare),
            )
    name, day, month = named[0]
    return SaidDays(f"Ngày {written(chance, day, month)}: {name}", (days[0],))


def of_the_moon(chance: Random, _year: int) -> SaidDays:
    """Days of the lunar year, which state no year; and the New Year, which states no day."""
    name, day, month = chance.choice(LUNAR_DAYS)
    spoken = f"mùng {day}" if day <= 10 else "rằm" if day == 15 else f"ngày {day}"
    date = chance.choice(
        [
            f"({day}/{month} âm lịch)",
            f"({day}/{month} AL)",
            f"{day}/{month} ÂL",
            f"({spoken} tháng {month} âm lịch)",
            f"({spoken} tháng {MOON_MONTHS[month]} âm lịch)",
            f"({day}/{month} Âm lịch hằng năm)",
            f"({written(chance, day, month, sign='-')} âm lịch)",
            *([f"(rằm tháng {MOON_MONTHS[month]})"] if day == 15 else []),
        ]
    )
    said = f"{chance.choice(['Lễ', 'Tổ chức', 'nhân dịp', 'Kỷ niệm'])} {name} {date}"
    if chance.random() < 0.3:
        tet = f"Tết Nguyên đán {chance.choice(YEARS_OF_THE_MOON)}"
        return SaidDays(f"{said}; vui đón {tet}", ((day, month, None, True), TET))
    return SaidDays(said, ((day, month, None, True),))


def tail(chance: Random, said: SaidDays) -> SaidDays:
    """A sentence goes on with what is done on the occasion."""
    if "\n" in said.text or chance.random() < 0.5:
        return said
    return SaidDays(f"{said.text}, {chance.choice(OCCASIONS)}.", said.days)


FORMS = (
    paired,
    paired,
    several,
    several,
    listed,
    elsewhere,
    sharing_a_number,
    counted_to_this_year,
    counted_to_this_year,
    in_capitals,
    undated,
    of_the_year,
    of_the_moon,
)


def say_days(chance: Random, year: int) -> SaidDays:
    """A sentence of any form."""
    return tail(chance, chance.choice(FORMS)(chance, year))
