"""Dates of birth as cells hold them; days that are in no calendar are none."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.imports.births import NoSuchDay, NoYear, birth_year, in_cells

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
FORMS = [
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day} / {day.month} / {day.year}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%Y-%m-%d} 00:00",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%d/%m/%y}",
    lambda day: f"{day.day}-{day.month}-{day:%y}",
    lambda day: f"{day:%d}-{MONTHS[day.month - 1][:3]}-{day:%y}",
    lambda day: f"{day:%d}-{MONTHS[day.month - 1][:3]}-{day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1][:3]}-{day:%y}",
    lambda day: f"{day.day} tháng {day.month} năm {day.year}",
    lambda day: f"ngày {day.day} tháng {day.month} năm {day.year}",
    lambda day: f"{day:%d%m%Y}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: f"{day:%m/%d/%Y}",
    lambda day: str(day.year),
    lambda day: f"'{day.year}",
    lambda day: f"sinh năm {day.year}",
    lambda day: f"NS: {day.year}",
    lambda day: f"{day:%m/%Y}",
    lambda day: f"00/00/{day.year}",
    lambda day: f"../../{day.year}",
    lambda day: f"{day:%d/%m/%Y} 12:00:00 AM",
]


@given(st.dates(date(1950, 1, 1), date(2016, 12, 31)), st.sampled_from(FORMS))
def test_every_way_to_write_a_day_gives_its_year(day, form):
    assert birth_year(form(day), 2026) == day.year


@given(st.integers(1, 12), st.integers(1990, 2012), st.integers(1, 3), st.sampled_from("/-. "))
def test_a_day_that_its_month_lacks_is_none_whichever_comes_first(month, year, over, sign):
    day = monthrange(year, month)[1] + over
    if day <= 12:
        return
    for text in (f"{day}{sign}{month}{sign}{year}", f"{year}-{month}-{day}", f"{month}{sign}{day}{sign}{year}"):
        with pytest.raises(NoYear):
            birth_year(text, 2026)
    with pytest.raises(NoSuchDay):
        in_cells([day, month, year], [0, 1, 2], 2026)


@pytest.mark.parametrize("text", ["", "-", " . ", "//"])
def test_nothing_is_no_year_and_no_fault(text):
    assert birth_year(text, 2026) is None


@pytest.mark.parametrize(
    "text", ["năm ngoái", "1850", "1/2/2005 và 3/4/2006", "13/2005", "19", "02/09/2O04", "1/2/2030"]
)
def test_what_is_no_day_is_said_so(text):
    with pytest.raises(NoYear):
        birth_year(text, 2026)


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        ([1, 2, 2005], 2005),
        (["01", "02", "05"], 2005),
        ([None, None, 2005], 2005),
        ([None, "08/10/1997", None], 1997),
        (["01/02/2001", 2001], 2001),
        ([None, None, None], None),
        ([None, 2, 2005], 2005),
    ],
)
def test_a_date_in_several_cells(cells, year):
    assert in_cells(cells, list(range(len(cells))), 2026) == year


def test_two_years_in_two_cells_are_none():
    with pytest.raises(NoYear):
        in_cells(["1/2/2001", "3/4/2002"], [0, 1], 2026)


def test_the_day_that_excel_counts_from():
    assert birth_year("38597", 2026) == (date(1899, 12, 30) + timedelta(days=38_597)).year
