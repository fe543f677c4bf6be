"""Days apart from what is remembered: at the head of its line, in the line before, in brackets, told as a story."""

from __future__ import annotations

from random import Random

from tests.programmes.says_days import Day, SaidDays, _origin, pair, written
from tests.programmes.vocabulary import EVENTS, Event

STORIES = ("tại một làng quê", "sau nhiều ngày chuẩn bị", "trước đông đảo đồng bào", "trong niềm vui của cả nước")
MOON_EVENTS = (
    ("ngày Anh hùng Nguyễn Trung Trực hy sinh", 28, 8, 1868),
    ("ngày mất của Hải Thượng Lãn Ông", 15, 1, 1791),
    ("Chiến thắng Ngọc Hồi - Đống Đa", 5, 1, 1789),
)


def heading_lines(chance: Random, year: int) -> SaidDays:
    """A calendar: each day heads its line, or stands alone on the line above."""
    events = sorted(chance.sample(EVENTS, chance.randint(2, 4)), key=lambda event: (event.month, event.day))
    form = chance.randrange(5)
    lines = []
    for event in events:
        day, years = written(chance, event.day, event.month), year - event.year
        lines.append(
            [
                f"{day}: {years} năm {event.name}",
                f"{day}\nKỷ niệm {years} năm {event.name} ({event.year} - {year})",
                f"- {day}: Kỷ niệm {years} năm {event.name}",
                f"{day} - Kỷ niệm {years} năm {event.name}",
                f"{day}\nKỷ niệm {years} năm {event.name}",
            ][form]
        )
    return SaidDays("Các ngày lễ lớn\n" + "\n".join(lines), tuple(map(_origin, events)))


def counted_behind(chance: Random, year: int) -> SaidDays:
    """The two dates first, what is so many years old in brackets behind them."""
    events = chance.sample(EVENTS, chance.randint(1, 3))
    said = ", ".join(f"{pair(chance, event, year)} ({year - event.year} năm {event.name})" for event in events)
    return SaidDays(f"Giáo dục truyền thống gắn với dịp {said}", tuple(map(_origin, events)))


def to_this_year(chance: Random, year: int) -> SaidDays:
    """The whole date, and this year alone."""
    event = chance.choice(EVENTS)
    dash, date = chance.choice([" - ", " – ", "-"]), written(chance, event.day, event.month, event.year)
    return SaidDays(f"Kỷ niệm {year - event.year} năm {event.name} ({date}{dash}{year})", (_origin(event),))


def told(chance: Random, year: int) -> SaidDays:
    """A story of the day, and then its count without one."""
    event: Event = chance.choice([event for event in EVENTS if event.name.startswith("Ngày ")])
    day = f"Ngày {event.day} tháng {event.month} năm {event.year}"
    name = chance.choice([event.name, "Ngày truyền thống", "ngày đáng nhớ ấy"])
    text = f"{day}, {chance.choice(STORIES)}, một trang sử mới đã mở ra. Kỷ niệm {year - event.year} năm {name}"
    return SaidDays(f"{text}, Đoàn trường tổ chức hội thi kể chuyện", (_origin(event),))


def of_the_moon_with_an_origin(chance: Random, year: int) -> SaidDays:
    """A day of the moon with the year that it was in."""
    name, day, month, origin = chance.choice(MOON_EVENTS)
    found: Day = (day, month, origin, True)
    first, second = written(chance, day, month, origin), written(chance, day, month, year)
    said = chance.choice(
        [f"({first} - {second} âm lịch)", f"({day}/{month} năm {origin}, âm lịch)", f"({first} âm lịch)"]
    )
    return SaidDays(f"Dâng hương kỷ niệm {year - origin} năm {name} {said}", (found,))


def lettered(chance: Random, _year: int) -> SaidDays:
    """A list whose names are of all kinds of events, each with its whole date."""
    events = (
        Event("Nam Bộ kháng chiến", 23, 9, 1945),
        Event("Bến Tre đồng khởi", 17, 1, 1960),
        Event("Binh biến Đô Lương", 13, 1, 1941),
        Event("ký Hiệp định Paris", 27, 1, 1973),
    )
    chosen = chance.sample(events, chance.randint(2, 4))
    marks = chance.choice(["abcd", "1234"])
    lines = [
        f"{marks[at]}) {one.name} ({written(chance, one.day, one.month, one.year)})" for at, one in enumerate(chosen)
    ]
    return SaidDays("Các sự kiện:\n" + "\n".join(lines), tuple(map(_origin, chosen)))


def of_two_events(chance: Random, year: int) -> SaidDays:
    """One day of two events: the one named without a year stays beside the other's origin."""
    name, day, month, other, origin = chance.choice(
        [
            ("Ngày Môi trường thế giới", 5, 6, "Ngày Bác Hồ ra đi tìm đường cứu nước", 1911),
            ("Ngày hội Quốc phòng toàn dân", 22, 12, "Ngày thành lập Quân đội nhân dân Việt Nam", 1944),
            ("Ngày Chuyển đổi số quốc gia", 10, 10, "Ngày Giải phóng Thủ đô", 1954),
        ]
    )
    event = Event(other, day, month, origin)
    first = f"{name} {chance.choice(['', '('])}{written(chance, day, month)}"
    first += ")" if "(" in first else ""
    second = f"{year - origin} năm {other} ({pair(chance, event, year)})"
    return SaidDays(f"Hưởng ứng {first}, kỷ niệm {second}", ((day, month, None, False), _origin(event)))


def years_named(chance: Random, year: int) -> SaidDays:
    """Two years, each behind "năm"."""
    event = chance.choice([Event("khởi nghĩa Hai Bà Trưng", 0, 0, 40), Event("thành lập thị xã", 0, 0, 1901)])
    dash = chance.choice([" - ", "-", " – "])
    text = f"Kỷ niệm {year - event.year} năm {event.name} (năm {event.year}{dash}năm {year})"
    return SaidDays(text, ((None, None, event.year, False),))


FORMS = (
    lettered,
    of_two_events,
    years_named,
    heading_lines,
    heading_lines,
    counted_behind,
    to_this_year,
    told,
    of_the_moon_with_an_origin,
)


def say_days_apart(chance: Random, year: int) -> SaidDays:
    """A sentence or a list of any of these forms."""
    return chance.choice(FORMS)(chance, year)
