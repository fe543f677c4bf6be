"""Shifts of which only the beginning is said, weekends, and commas between shifts, in every order and spelling.

What each means is computed beside it, by adding days; it shares nothing with the reader.
"""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers.engine.chat import Bad
from handlers.engine.text import HOME
from handlers.typed import shift_times
from handlers.typed.beginnings import end_of
from handlers.typed.hours import Hours
from handlers.typed.shift_times import Slot

TODAYS = [date(2026, 11, 23) + timedelta(days=number) for number in range(6)]  # Monday to Saturday
WEEKDAYS = (
    ("thứ 2", "thứ hai", "t2"),
    ("thứ 3", "thứ ba", "T3"),
    ("thứ 4", "thứ tư", "t4"),
    ("thứ 5", "thứ năm", "T5"),
    ("thứ 6", "thứ sáu", "t6"),
    ("thứ 7", "thứ bảy", "T7"),
    ("chủ nhật", "cn", "CN"),
)
TIMES = {
    "7h": time(7),
    "7h30": time(7, 30),
    "lúc 7h": time(7),
    "7 giờ": time(7),
    "7 giờ rưỡi": time(7, 30),
    "7g30": time(7, 30),
    "07:00": time(7),
    "7h sáng": time(7),
    "bắt đầu 8h": time(8),
    "2h chiều": time(14),
    "14h": time(14),
    "6 giờ chiều": time(18),
    "18h30": time(18, 30),
    "7h tối": time(19),
    "8am": time(8),
}
RANGES = {
    "7h-11h": (time(7), time(11)),
    "13h30-17h": (time(13, 30), time(17)),
    "7h sáng đến 11h": (time(7), time(11)),
    "chiều 2h-5h": (time(14), time(17)),
    "từ 18h tới 20h": (time(18), time(20)),
}


def bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def a_day(dice: random.Random, today: date) -> tuple[str, date]:
    """A day as it is typed, and which it is."""
    ahead = dice.randrange(1, 300)
    day = today + timedelta(days=ahead)
    weekday = dice.randrange(7)
    named = dice.choice(WEEKDAYS[weekday])
    coming = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    monday = today - timedelta(days=today.weekday())
    kinds = [
        (f"{day.day}/{day.month}", day),
        (f"ngày {day:%d/%m/%Y}", day),
        (f"{day.day} tháng {day.month}", day),
        (named, coming),
        (f"{named} này", coming),
        (f"{named} tuần sau", monday + timedelta(days=7 + weekday)),
        ("mai", today + timedelta(days=1)),
        ("ngày mai", today + timedelta(days=1)),
        ("ngày mốt", today + timedelta(days=2)),
    ]
    return dice.choice(kinds)


def read(text: str, today: date):
    return [(slot.day, slot.begins, slot.ends) for slot in shift_times.days_of(text, today=today).slots]


@pytest.mark.parametrize("seed", range(4))
def test_a_beginning_is_kept_and_the_end_asked_for(seed):
    dice = random.Random(seed)
    for _one in range(150):
        today = dice.choice(TODAYS)
        (typed, day), (said, begins) = a_day(dice, today), dice.choice(list(TIMES.items()))
        text = dice.choice([f"{typed} {said}", f"{said} {typed}", f"{typed}, {said}"])
        if "tối" in text:  # without its marks it may be "until"
            assert read(text, today) == [(day, begins, None)], text
            continue
        for spelled in (text, bare(text), text.upper()):
            assert read(spelled, today) == [(day, begins, None)], spelled


@pytest.mark.parametrize("seed", range(4))
def test_commas_part_whole_shifts(seed):
    dice = random.Random(seed)
    for _one in range(80):
        today = dice.choice(TODAYS)
        wanted, parts = {}, []
        for _number in range(dice.randrange(2, 4)):
            (typed, day), (said, hours) = a_day(dice, today), dice.choice(list(RANGES.items()))
            if any(day == other for other, _begins in wanted):
                continue
            parts.append((typed, said))
            wanted[day, hours[0]] = (day, *hours)
        first_hours = dice.random() < 0.4
        text = dice.choice([", ", ",", " và ", "; "]).join(
            f"{said} {typed}" if first_hours else f"{typed} {said}" for typed, said in parts
        )
        assert read(text, today) == sorted(wanted.values()), text


def test_days_with_hours_once_are_still_one_shift_each():
    today = TODAYS[0]
    days = [date(2026, 11, 29), date(2026, 12, 5)]
    for text in ("29/11, 5/12 7h-11h", "7h-11h 29/11, 5/12", "29/11 và 5/12 7h-11h"):
        assert read(text, today) == [(day, time(7), time(11)) for day in days], text


@pytest.mark.parametrize("text", ["29/11 7h-11h, 13h-17h", "7h-11h và 13h-17h 29/11", "7h-11h, 13h-17h ngày 29/11"])
def test_hours_without_a_day_are_on_the_day_that_stands_near(text):
    day = date(2026, 11, 29)
    assert read(text, TODAYS[0]) == [(day, time(7), time(11)), (day, time(13), time(17))]


@pytest.mark.parametrize("today", TODAYS[:5])
@pytest.mark.parametrize("hours", ["", " 7h-11h", " 7h"])
def test_weekends_are_saturday_and_sunday(today, hours):
    saturday = today + timedelta(days=5 - today.weekday())
    begins, ends = {"": (None, None), " 7h-11h": (time(7), time(11)), " 7h": (time(7), None)}[hours]
    for text in (
        "cuối tuần này",
        "cuoi tuan nay",
        "cuối tuần",
        "2 ngày cuối tuần này",
        "this weekend",
        "CUỐI TUẦN NÀY",
    ):
        assert read(text + hours, today) == [(saturday + timedelta(days=n), begins, ends) for n in (0, 1)], text
    for text in ("cuối tuần sau", "cuoi tuan toi", "next weekend"):
        assert read(text + hours, today) == [(saturday + timedelta(days=7 + n), begins, ends) for n in (0, 1)], text
    every = read(f"mỗi cuối tuần trong tháng 12{hours}", today)
    assert [day.weekday() for day, _begins, _ends in every] == [5, 6] * 4
    assert {day.month for day, _begins, _ends in every} == {12}


@pytest.mark.parametrize(
    "text", ["29/11 2h", "3h 29/11", "29/11 25h", "29/11 7h 9h", "29/11 7h, 5/12 8h", "thứ 7 8h cho vui"]
)
def test_what_may_be_two_things_is_asked_about(text):
    with pytest.raises(Bad):
        shift_times.days_of(text, today=TODAYS[0])


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("11h", time(11)),
        ("đến 11h", time(11)),
        ("den 11 gio 30", time(11, 30)),
        ("tới 11h trưa", time(11)),
        ("5h chiều", time(17)),
        ("17:00", time(17)),
        ("4 tiếng", time(11)),
        ("90 phút", time(8, 30)),
        ("4 hours", time(11)),
        ("7h-11h", time(11)),
        ("11", time(11)),
    ],
)
def test_the_end_is_read(typed, ends):
    assert end_of(typed, time(7)) == Hours(begins=time(7), ends=ends)


def test_a_night_ends_on_the_next_day():
    assert end_of("2h sáng hôm sau", time(22)) == Hours(begins=time(22), ends=time(2))
    assert end_of("4 tiếng", time(22)) == Hours(begins=time(22), ends=time(2))


@pytest.mark.parametrize("typed", ["", "abc", "7h", "7h05", "25h", "ngày mai", "20 tiếng"])
def test_what_is_no_end_is_asked_again(typed):
    with pytest.raises(Bad):
        end_of(typed, time(7))


def test_a_shift_that_is_moved_to_a_beginning_stays_as_long():
    was = Hours(begins=time(7), ends=time(11))
    moved = shift_times.put_together(Slot(day=date(2026, 11, 29), begins=time(13)), was)
    assert (moved.begins, moved.ends) == (time(13), time(17))
    night = shift_times.put_together(Slot(day=date(2026, 11, 29), begins=time(22)), was)
    assert (night.begins, night.ends) == (time(22), time(2))
    (span,) = shift_times.spans(shift_times.When(slots=(night,)), None, datetime(2026, 11, 27, tzinfo=UTC))
    assert span.ends_at.astimezone(HOME) - span.starts_at == timedelta(hours=4)
