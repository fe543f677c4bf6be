"""Lengths of time and quiet hours, as people type them."""

from __future__ import annotations

import unicodedata

import pytest

from handlers.engine.chat import Bad
from handlers.reminders.reminders import hours_of
from handlers.typed import times
from storage.reminders.reminders import QuietHours


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("3,5", 210),
        ("3.5", 210),
        ("3h", 180),
        ("3 h", 180),
        ("3h30", 210),
        ("3:30", 210),
        ("3 giờ 15 phút", 195),
        ("3 tiếng rưỡi", 210),
        ("3 rưỡi", 210),
        ("ba tiếng rưỡi", 210),
        ("tám tiếng", 480),
        ("nửa tiếng", 30),
        ("tiếng rưỡi", 90),
        ("90 phút", 90),
        ("45p", 45),
        ("khoảng 4 tiếng", 240),
        ("tầm 2 giờ", 120),
        ("4 giờ", 240),
        ("3.25 hours", 195),
        ("3,5 giờ", 210),
        ("12", 720),
    ],
)
def test_hours(typed, minutes):
    assert times.minutes_of(typed, most=720) == minutes


@pytest.mark.parametrize(
    "typed", ["", "abc", "nhiều", "-3", "−2", "0", "0 phút", "3h75", "1.200", "3 4", "13", "721 phút"]
)
def test_what_is_no_length_or_too_long_is_asked_again(typed):
    with pytest.raises(Bad):
        times.minutes_of(typed, most=720)


@pytest.mark.parametrize(
    ("typed", "begins", "ends"),
    [
        ("22h-6h", "22:00", "06:00"),
        ("21:00 - 06:30", "21:00", "06:30"),
        ("21.30–6.30", "21:30", "06:30"),
        ("22-6", "22:00", "06:00"),
        ("22h30 đến 6h", "22:30", "06:00"),
        ("22 gio 30 phut toi 6 gio", "22:30", "06:00"),
        ("từ 10 giờ tối đến 6 giờ sáng", "22:00", "06:00"),
        ("9 gio toi - 6 ruoi", "21:00", "06:30"),
        ("12h đêm tới 5h30 sáng hôm sau", "00:00", "05:30"),
        ("11 giờ khuya - 7 giờ", "23:00", "07:00"),
        ("1 giờ trưa đến 2 giờ chiều", "13:00", "14:00"),
        ("24h - 6h", "00:00", "06:00"),
        ("10pm to 6am", "22:00", "06:00"),
        ("22h30' - 6h.", "22:30", "06:00"),
        ("22h~6h", "22:00", "06:00"),
        ("22:00=>6:00", "22:00", "06:00"),
        ("22h...6h", "22:00", "06:00"),
        ("22h_6h", "22:00", "06:00"),
        ("từ 22h tới lúc 6h", "22:00", "06:00"),
        ("không", "00:00", "00:00"),
        ("No quiet hours", "00:00", "00:00"),
    ],
)
def test_quiet_hours(typed, begins, ends):
    assert hours_of(typed) == QuietHours(begins, ends)
    assert hours_of(unicodedata.normalize("NFD", typed)) == QuietHours(begins, ends)


@pytest.mark.parametrize("typed", ["", "tối", "22h", "25h-6h", "22h-6h70", "6h-6h", "22h, 6h, 7h", "ca 22h-6h", "-"])
def test_no_quiet_hours(typed):
    with pytest.raises(Bad):
        hours_of(typed)
