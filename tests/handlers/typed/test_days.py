"""The plan's days, as people type them."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from handlers.engine.chat import Bad
from handlers.plan.days import dates_of
from handlers.typed.days import coming_day
from storage.plan.plan_items import Dates

TODAY = date(2026, 11, 22)


EVERY_YEAR = Dates(day=26, month=3)
ONCE = Dates(starts_on=date(2027, 3, 26))
SUMMER = Dates(starts_on=date(2027, 6, 1), ends_on=date(2027, 8, 31))


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("26/3", EVERY_YEAR),
        ("ngày 26 tháng 3 hằng năm", EVERY_YEAR),
        ("26.3.2027", ONCE),
        ("26/03/27", ONCE),
        ("2027-03-26", ONCE),
        ("ngày 26 tháng 3 năm 2027", ONCE),
        ("10/3 âm lịch", Dates(day=10, month=3, lunar=True)),
        ("mùng 10 tháng 3 âm", Dates(day=10, month=3, lunar=True)),
        ("30/12 al", Dates(day=30, month=12, lunar=True)),
        ("29/2", Dates(day=29, month=2)),
        ("1/6 - 31/8/2027", SUMMER),
        ("từ 1/6/2027 đến 31/8/2027", SUMMER),
        ("15/12 - 15/1/2027", Dates(starts_on=date(2026, 12, 15), ends_on=date(2027, 1, 15))),
        ("22/11/2026", Dates(starts_on=TODAY)),
        ("1/11 - 30/11/2026", Dates(starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))),
    ],
)
def test_days(typed, dates):
    assert dates_of(typed, "campaign", TODAY) == dates
    assert dates_of(unicodedata.normalize("NFD", typed), "campaign", TODAY) == dates


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mai",
        "31/2",
        "30/2/2027",
        "29/2/2027",
        "0/3",
        "26/13",
        "31/4 âm lịch",
        "1/6 - 31/8",
        "21/11/2026",
        "1/1/2027 - 1/6/2026",
        "1/1 - 2/2 âm lịch",
        "1/1/2027 âm lịch",
        "1/1, 2/2, 3/3",
        "26/3 hay gì đó",
    ],
)
def test_no_days(typed):
    with pytest.raises(Bad):
        dates_of(typed, "campaign", TODAY)


def test_an_anniversary_is_a_day_of_every_year():
    assert dates_of("26/3", "anniversary", TODAY) == EVERY_YEAR
    for typed in ("26/3/2027", "1/6 - 31/8/2027"):
        with pytest.raises(Bad):
            dates_of(typed, "anniversary", TODAY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2/12", date(2026, 12, 2)), ("22/11", TODAY), ("21/11", date(2027, 11, 21)), ("2/12/2026", date(2026, 12, 2))],
)
def test_the_next_day_of_that_name(typed, day):
    assert coming_day(typed, today=TODAY) == day


@pytest.mark.parametrize("typed", ["1/1/2030", "1/6 - 31/8/2027", "10/3 âm lịch", "hôm qua"])
def test_no_day_to_look_at(typed):
    with pytest.raises(Bad):
        coming_day(typed, today=TODAY)
