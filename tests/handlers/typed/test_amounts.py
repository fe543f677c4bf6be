"""Hours and numbers as people type them on a phone."""

import pytest

from handlers.engine.chat import Bad
from handlers.typed import amounts, times


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
    ("typed", "number"),
    [
        ("1.200", 1200),
        ("1200", 1200),
        ("1 200", 1200),
        ("1,200", 1200),
        ("1\u00a0200", 1200),
        ("12 cây", 12),
        ("1.200 cây", 1200),
        ("0", 0),
        ("không", 0),
        ("không có", 0),
        ("1.234.567", 1234567),
        (" 7 ", 7),
    ],
)
def test_whole_numbers(typed, number):
    assert amounts.whole_number(typed, most=2_000_000) == number


@pytest.mark.parametrize("typed", ["một trăm", "-5", "1.5", "1.20", "12.5 cây", "1 00", "12 cây 3", "", "5001"])
def test_what_is_no_whole_number_or_absurd_is_asked_again(typed):
    with pytest.raises(Bad):
        amounts.whole_number(typed, most=5000)
