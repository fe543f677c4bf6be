"""Headings that are days, in all the ways they are written; and which of them is a shift's day."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.imports.days import heading_days, of_day

DAY = date(2026, 11, 20)
TITLE = ["BẢNG ĐIỂM DANH THÁNG 11/2026"]
FORMS = [
    ["20/11"],
    ["20/11/2026"],
    ["20/11/26"],
    ["2026-11-20"],
    ["2026-11-20 00:00"],
    ["20-11"],
    ["20.11"],
    ["46346"],
    ["20-Nov"],
    ["Nov 20"],
    ["T6 20/11"],
    ["Thứ 6", "20/11"],
    ["20/11", "T6"],
    ["Ngày 20/11"],
    ["Ngày 20 tháng 11"],
    ["20/11 (T6)"],
    ["20/11", "Sáng"],
]
BARE = [["20"], ["Ngày 20"], ["T6 20"], ["20 (T6)"], ["20", "T6"], ["T6", "20"], ["20", "Sáng"]]


@pytest.mark.parametrize("words", [*FORMS, ["Tháng 11", "20"], ["Tháng 11/2026", "20", "T6"], ["T11", "20"]])
def test_a_day_with_its_month_needs_nothing_else(words):
    assert heading_days([words], [])[0].may_be(DAY)
    assert not heading_days([words], [])[0].may_be(date(2026, 10, 20))


@pytest.mark.parametrize("words", BARE)
def test_a_day_alone_is_of_the_month_that_the_title_says(words):
    assert heading_days([words], TITLE)[0].may_be(DAY)
    assert not heading_days([words], ["BẢNG ĐIỂM DANH THÁNG 10/2026"])[0].may_be(DAY)
    assert not heading_days([words], ["BẢNG ĐIỂM DANH THÁNG 11 NĂM 2025"])[0].may_be(DAY)


@pytest.mark.parametrize(
    "words", [["STT"], ["Năm sinh"], ["Buổi 1"], ["Lớp 10"], ["Tổng"], ["Chi đoàn Ấp 3"], ["99"], ["Họ và tên"], [""]]
)
def test_other_headings_are_no_days(words):
    assert heading_days([words], TITLE) == {}


def test_the_month_may_come_first_where_another_heading_proves_it():
    days = heading_days([["11/5/2026"], ["11/20/2026"]], [])
    assert of_day(days, DAY, 7) == [1]
    assert of_day(days, date(2026, 11, 5), 7) == [0]


def test_of_two_columns_of_a_day_the_one_of_the_shifts_part_of_the_day():
    days = heading_days([["20/11", "Sáng"], ["20/11", "Chiều"]], [])
    assert of_day(days, DAY, 7) == [0]
    assert of_day(days, DAY, 14) == [1]
    assert of_day(days, DAY, 19) == [0, 1], "neither: to be asked"
