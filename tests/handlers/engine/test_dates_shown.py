"""Every day of a year and more as each form shows it, held against tables of names; and phrases as they are listed."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.engine.phrases import phrases
from handlers.engine.text import show_time

FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(400)]
DAY_VI = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
WITHIN_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DAY_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def forms(day: date) -> dict[tuple[str, str], str]:
    """A day in each form and language."""
    week, month = day.weekday(), MONTH_EN[day.month - 1]
    numbers = f"{day.day:02}/{day.month:02}"
    letter_month = ("01", "02")[day.month - 1] if day.month <= 2 else str(day.month)
    return {
        ("short", "vi"): numbers,
        ("short", "en"): numbers,
        ("month", "vi"): f"{day.month:02}/{day.year}",
        ("month", "en"): f"{month} {day.year}",
        ("weekday", "vi"): f"{DAY_VI[week]} {numbers}",
        ("weekday", "en"): f"{DAY_EN[week]}, {day.day} {month[:3]}",
        ("date", "vi"): f"{DAY_VI[week]}, {numbers}/{day.year}",
        ("date", "en"): f"{DAY_EN[week]}, {day.day} {month[:3]} {day.year}",
        ("inside", "vi"): f"{WITHIN_VI[week]}, {numbers}/{day.year}",
        ("inside", "en"): f"{DAY_EN[week]}, {day.day} {month[:3]} {day.year}",
        ("letter", "vi"): f"ngày {day.day:02} tháng {letter_month} năm {day.year}",
        ("letter", "en"): f"{day.day} {month} {day.year}",
    }


def test_every_day_is_shown_as_its_form_has_it():
    for day in DAYS:
        expected = forms(day)
        assert {form: show_time(day, *form) for form in expected} == expected


def test_phrases_are_listed_with_commas_over_lines():
    assert phrases("\n  co, dong y,\n  di   thoi\n") == {"co", "dong y", "di thoi"}
