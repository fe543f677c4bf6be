"""Titles of the plan's items: no older year goes out, and what is one thing under two titles is known for that."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.plan.titles import alike, for_year, same_days
from storage.plan.plan_items import Dates

THINGS = ["Tháng Thanh niên", "Chiến dịch Hoa phượng đỏ", "Ngày hội hiến máu", "Hè tình nguyện xanh", "Tết Nguyên đán"]
KINDS = st.sampled_from(["campaign", "campaign_day"])
YEARS = st.integers(2018, 2035)


@given(st.sampled_from(THINGS), st.sampled_from(["{} năm {}", "{} {}", "{} năm {} tại tỉnh"]), KINDS, YEARS, YEARS)
def test_a_title_goes_out_with_the_year_in_which_it_comes_about(thing, pattern, kind, old, year):
    assert for_year(pattern.format(thing, old), kind, year) == pattern.format(thing, max(old, year))


@pytest.mark.parametrize(
    "title",
    [
        "Phong trào từ năm 2004",
        "Nghị quyết nhiệm kỳ 2022 - 2027",
        "Chương trình 2021–2030",
        "Đại hội 2022-2027",
        "Kế hoạch số 2024/KH",
        "Ngày hội 26/3/2041",
        "Kỷ niệm 50 năm ngày 30/4/1975",
    ],
)
def test_a_year_that_is_not_the_title_s_own_stays(title):
    assert for_year(title, "campaign", 2040) == title


def test_a_day_with_its_year_is_of_the_year_in_which_it_comes_about():
    assert for_year("Ngày hội 26/3/2024", "campaign_day", 2027) == "Ngày hội 26/3/2027"


@given(st.sampled_from(THINGS), YEARS, YEARS)
def test_the_title_of_an_anniversary_stays(thing, old, year):
    assert for_year(f"{thing} {old}", "anniversary", year) == f"{thing} {old}"


NAMES = [
    "Giỗ Tổ Hùng Vương",
    "Thương binh - Liệt sĩ",
    "thành lập Đoàn TNCS Hồ Chí Minh",
    "Quốc khánh",
    "Phụ nữ Việt Nam",
]
AROUND = [
    "",
    "Tổ chức ",
    "Kỷ niệm ",
    "Tổ chức lễ kỷ niệm ",
    "Ngày ",
    "Chào mừng Ngày ",
    "Kỷ niệm 62 năm Ngày ",
    "Kỉ niệm ",
]
BEHIND = ["", " năm 2027", " 2024"]


AROUND_IT = st.tuples(st.sampled_from(AROUND), st.sampled_from(BEHIND))


@given(st.sampled_from(NAMES), AROUND_IT, AROUND_IT, st.booleans())
def test_one_thing_under_two_titles_is_known(name, around, otherwise, capitals):
    one, other = name.join(around), name.join(otherwise)
    assert alike(one, other.upper() if capitals else other.replace("sĩ", "sỹ"))


@given(st.lists(st.sampled_from(NAMES + THINGS), min_size=2, max_size=2, unique=True), st.sampled_from(AROUND))
def test_two_things_are_two(names, before):
    assert not alike(f"{before}{names[0]}", f"{before}{names[1]}")


def test_days_that_differ_make_two_things_and_a_missing_day_leaves_it_open():
    lunar, solar = Dates(day=10, month=3, lunar=True), Dates(day=10, month=3)
    once = Dates(starts_on=date(2027, 3, 1))
    assert same_days(lunar, lunar)
    assert same_days(lunar, Dates())
    assert not same_days(lunar, solar)
    assert not same_days(once, Dates(starts_on=date(2028, 3, 1)))
    assert not same_days(once, solar)
