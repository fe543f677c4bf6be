"""One shift written in the many ways in which people type it, each with what it means. Shares no code with the reader.

`python -m tests.handlers.typed.typed_shifts 20000` says how many are read right, asked about, and read wrong.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

TODAY = date(2026, 11, 22)  # a Sunday
WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
SHORT_WEEKDAYS = ("t2", "T3", "thứ 4", "t5", "Thứ 6", "T7", "CN")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
IN_WORDS = dict(enumerate(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)) | {
    11: "mười một",
    12: "mười hai",
}


class Typed(NamedTuple):
    """What somebody types, and the shift that it means; `kind` names the way of writing."""

    text: str
    begins: datetime
    ends: datetime
    kind: str


# The parts of the day that a person calls a time by; the hours between which nobody doubts it.
def names_of(at: datetime) -> list[str]:
    hour = at.hour
    names = {
        "sáng": 4 <= hour < 11,
        "trưa": 11 <= hour < 14,
        "chiều": 13 <= hour < 19,
        "tối": 18 <= hour < 23,
        "đêm": 21 <= hour < 24,
        "khuya": 22 <= hour < 24,
    }
    return [name for name, fits in names.items() if fits] or ["sáng" if hour else "đêm"]


def figure(choose: random.Random, at: datetime, *, twelve: bool, midnight_24: bool = False) -> str:
    """A time of day in figures, by a clock of twelve hours or of 24."""
    hour = at.hour
    if twelve:
        hour = (hour - 1) % 12 + 1
    elif midnight_24 and not hour and not at.minute:
        hour = 24
    ways = []
    if at.minute:
        ways += [
            f"{hour}h{at.minute:02}",
            f"{hour}:{at.minute:02}",
            f"{hour} giờ {at.minute:02}",
            f"{hour}g{at.minute:02}",
        ]
        ways += [
            f"{hour}H{at.minute:02}",
            f"{hour} giờ {at.minute:02} phút",
            f"{hour}h{at.minute:02}'",
            f"{hour} h {at.minute:02}",
        ]
        if at.minute == 30:
            ways += [f"{hour} giờ rưỡi", f"{hour}h rưỡi"]
            if twelve:
                ways += [f"{IN_WORDS[hour]} giờ rưỡi"]
        if at.minute in (45, 50) and hour < 12:
            ways += [f"{hour + 1} giờ kém {60 - at.minute}", f"{hour + 1}h kém {60 - at.minute} phút"]
            if hour == 11 and twelve:
                ways = ways[:-2]
    else:
        ways += [f"{hour}h", f"{hour} giờ", f"{hour}:00", f"{hour}h00", f"{hour}g", f"{hour}H", f"{hour}giờ"]
        if twelve:
            ways += [f"{IN_WORDS[hour]} giờ"]
    return choose.choice(ways)


def until(choose: random.Random) -> str:
    return choose.choice(["-", " - ", "–", " – ", " đến ", " tới ", " đến ", "~", " -> ", " cho đến ", " đến lúc "])


def day_words(choose: random.Random, day: date) -> str:
    """A day as it is typed."""
    ways = [
        f"{day.day}/{day.month}",
        f"{day:%d/%m}",
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day.day}/{day.month}",
        f"ngày {day.day} tháng {day.month}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{WEEKDAYS[day.weekday()]} {day.day}/{day.month}",
        f"{SHORT_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}",
        f"{day.isoformat()}",
    ]
    ahead = (day - TODAY).days
    if ahead == 1:
        ways += ["mai", "ngày mai"] * 4
    if ahead == 2:
        ways += ["mốt", "ngày kia"] * 4
    if 1 <= ahead <= 7:
        ways += [f"{WEEKDAYS[day.weekday()]} tuần sau", f"{SHORT_WEEKDAYS[day.weekday()]} tuần tới"] * 3
        ways += [SHORT_WEEKDAYS[day.weekday()], WEEKDAYS[day.weekday()]]
    return choose.choice(ways)


def way_of(choose: random.Random, begins: datetime, ends: datetime, name: str) -> str:
    """A way of naming parts of the day in which a person would write this shift, `name` being that of its beginning."""
    overnight = ends.date() > begins.date()
    ends_nearby = ends <= begins.replace(hour=12, minute=0) if name == "sáng" else ends - begins < timedelta(hours=12)
    clear = begins.hour >= 6 or name not in ("đêm", "khuya")
    ways = ["24"]
    ways += ["both"] if begins.hour else []
    ways += ["apart", "apart", "apart", "first"] if clear and ends_nearby else []
    ways += ["apart24"] if clear and ends_nearby and name != "sáng" else []
    ways += ["last"] if clear and not overnight and name in names_of(ends) else []
    ways += ["next day"] if overnight else []
    return choose.choice(ways)


def hours_words(choose: random.Random, begins: datetime, ends: datetime, name: str, way: str) -> str:
    """The hours of a shift as that way writes them."""
    twelve = way in ("apart", "first", "last", "both")
    first = figure(choose, begins, twelve=twelve)
    last = figure(choose, ends, twelve=twelve, midnight_24=choose.random() < 0.5)
    if way in ("first", "both"):
        first += f" {name}"
    if way == "both":
        last += f" {choose.choice(names_of(ends))}"
    if way == "last":
        last += f" {name}"
    if way == "next day":
        last += choose.choice([" hôm sau", " ngày hôm sau", " (hôm sau)"])
    return f"{choose.choice(['', '', 'từ ', 'lúc '])}{first}{until(choose)}{last}"


def in_vietnamese(choose: random.Random, begins: datetime, ends: datetime) -> tuple[str, str]:
    """The hours and the day of a shift, in one of the ways in which parts of the day are named."""
    name = choose.choice(names_of(begins))
    way = way_of(choose, begins, ends, name)
    hours, day = hours_words(choose, begins, ends, name, way), day_words(choose, begins.date())
    if way in ("apart", "apart24"):
        part = f"{choose.choice(['', '', 'buổi '])}{name}"
        ways = [f"{part} {day} {hours}", f"{part} {day}, {hours}", f"{day} {part} {hours}", f"{day}, {part} {hours}"]
        if begins.date() == TODAY:
            ways = [f"{name} nay {hours}", f"{name} nay, {hours}"]
        if name in names_of(ends) and ends.date() == begins.date():
            ways += [f"{hours} {part} {day}", f"{hours}, {part} {day}", f"{hours} {day} {part}"]
        return choose.choice(ways), way
    if way == "next day" and choose.random() < 0.3:
        first, last = figure(choose, begins, twelve=False), figure(choose, ends, twelve=False)
        word = choose.choice(["-", "đến", "tới"])
        return f"{first} {choose.choice(['', 'ngày '])}{begins:%d/%m} {word} {last} {ends:%d/%m}", "two days"
    ways = [f"{day} {hours}", f"{day}, {hours}", f"{hours} {day}", f"{hours}, {day}", f"{day}: {hours}"]
    return choose.choice(ways), way


def in_english(choose: random.Random, begins: datetime, ends: datetime) -> tuple[str, str]:
    day = begins.date()
    ways = [f"{day.day} {MONTHS[day.month - 1]}", f"{MONTHS[day.month - 1]} {day.day}, {day.year}", f"{day:%d/%m/%Y}"]
    ways += ["tomorrow"] * (3 if (day - TODAY).days == 1 else 0)
    ways += [f"{ENGLISH_WEEKDAYS[day.weekday()]}"] if 1 <= (day - TODAY).days <= 7 else []
    said = choose.choice(ways)

    def at(moment: datetime, mark: str) -> str:
        hour = (moment.hour - 1) % 12 + 1
        return f"{hour}:{moment.minute:02}{mark}" if moment.minute else f"{hour}{mark}"

    def mark(moment: datetime) -> str:
        half = "a" if moment.hour < 12 else "p"
        return choose.choice([f"{half}m", f" {half}m", f"{half.upper()}M", f" {half}.m."])

    between = choose.choice(["-", " - ", " to ", " until ", "–"])
    same_half = begins.hour // 12 == ends.hour // 12 and begins.date() == ends.date()
    if same_half and begins.hour % 12 and choose.random() < 0.3:
        return f"{said} {at(begins, '')}{between}{at(ends, mark(ends))}", "en last"
    hours = f"{at(begins, mark(begins))}{between}{at(ends, mark(ends))}"
    return choose.choice([f"{said} {hours}", f"{hours}, {said}", f"{said}, from {hours}"]), "en both"


def without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in letters if not unicodedata.combining(one))


def typed_shift(choose: random.Random) -> Typed:
    """A shift, and one of the ways to type it."""
    day = TODAY + timedelta(days=choose.choice([0, 1, 1, 2, 3, 5, 6, 7, 8, 20, 33, 60, 120]))
    step = choose.choice([60, 60, 30, 15, 5])
    begins = datetime.combine(day, time()) + timedelta(minutes=choose.randrange(0, 24 * 60, step))
    longest = choose.choice([4, 4, 8, 16])
    ends = begins + timedelta(minutes=choose.randrange(max(step, 15), longest * 60 + 1, step))
    if choose.random() < 0.15:
        text, kind = in_english(choose, begins, ends)
    else:
        text, kind = in_vietnamese(choose, begins, ends)
        if choose.random() < 0.35:
            text, kind = without_marks(text), f"{kind}, no marks"
    if choose.random() < 0.2:
        text = choose.choice([text.upper(), text.capitalize(), f" {text} ", text + ".", text + " nhé"])
    return Typed(text, begins, ends, kind)


def main() -> None:
    from handlers.engine.outcomes import Bad
    from handlers.typed import shift_times

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    choose, counts = random.Random(11), Counter[tuple[str, str]]()
    shown = 0
    for _one in range(number):
        typed = typed_shift(choose)
        try:
            slots = shift_times.days_of(typed.text, today=TODAY).slots
        except Bad:
            counts[typed.kind, "asked"] += 1
            if "-a" in sys.argv and shown < 60:
                shown += 1
                print("ASKED", typed.kind, repr(typed.text), typed.begins, typed.ends)
            continue
        read = [(one.day, one.begins, one.ends) for one in slots]
        right = read == [(typed.begins.date(), typed.begins.time(), typed.ends.time())]
        counts[typed.kind, "right" if right else "WRONG"] += 1
        if not right and shown < 60 and "-a" not in sys.argv:
            shown += 1
            print("WRONG", typed.kind, repr(typed.text), typed.begins, typed.ends, read[:3])
    for kind in sorted({kind for kind, _verdict in counts}):
        print(f"{kind:24}", {verdict: counts[kind, verdict] for verdict in ("right", "asked", "WRONG")})
    total = {
        verdict: sum(n for (_kind, v), n in counts.items() if v == verdict) for verdict in ("right", "asked", "WRONG")
    }
    print("all", total, {verdict: f"{100 * n / number:.2f} %" for verdict, n in total.items()})


if __name__ == "__main__":
    main()
