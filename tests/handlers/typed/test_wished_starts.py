"""The hours at which a shift is to begin, read out of sentences put together from parts, each with its answer."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest

from handlers.typed.wished_starts import wished_starts
from tests.understanding.spellings import bare

WISHES = (
    "đăng ký trồng cây {}",
    "tôi muốn đăng ký trồng cây {}",
    "cho mình đi hiến máu {} với",
    "{} cho em 1 suất",
    "sign me up {}",
)
MORNING, AFTERNOON, EVENING = range(4, 11), range(13, 17), range(19, 22)  # hours that are nothing else
PARTS = {
    "sáng mai": MORNING,
    "sáng nay": MORNING,
    "sáng thứ 7": MORNING,
    "sáng chủ nhật": MORNING,
    "buổi sáng": MORNING,
    "ca sáng": MORNING,
    "chiều mai": AFTERNOON,
    "chiều nay": AFTERNOON,
    "chiều thứ bảy": AFTERNOON,
    "ca chiều": AFTERNOON,
    "tối nay": EVENING,
    "tối mai": EVENING,
    "tối thứ 5": EVENING,
    "buổi tối": EVENING,
    "tomorrow morning": MORNING,
    "sunday afternoon": AFTERNOON,
    "this evening": EVENING,
}
HOURS = {
    "7h": {7, 19},
    "7h sáng": {7},
    "7 giờ": {7, 19},
    "7g": {7, 19},
    "lúc 7h": {7, 19},
    "7h tối": {19},
    "2h chiều": {14},
    "14h": {14},
    "13h": {13},
    "2pm": {14},
    "7am": {7},
    "7h sáng mai": {7},
    "3h chiều thứ 7": {15},
    "8h tối nay": {20},
}
NO_TIME = ("", "ở chợ", "giúp em", "với bạn tôi", "thứ 7", "ngày mai", "29/11", "cả ngày", "tôi", "toi", "cho toi")
AROUND = (str, str.upper, lambda text: unicodedata.normalize("NFD", text), bare)


def hours(text: str) -> set[int]:
    """The full hours at which a shift may begin."""
    return {minute // 60 for first, last in wished_starts(text) for minute in range(first, last + 1)}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_the_day_in_any_sentence(part):
    """What is plainly of that part is within it, and what is plainly of another is not."""
    others = {hour for other in (MORNING, AFTERNOON, EVENING) for hour in other} - set(PARTS[part])
    said = [spell(wish.format(part)) for wish, spell in product(WISHES, AROUND)]
    assert {text: hours(text) for text in said if not set(PARTS[part]) <= hours(text) or others & hours(text)} == {}


@pytest.mark.parametrize("hour", HOURS)
def test_an_hour_in_any_sentence(hour):
    said = [spell(wish.format(hour)) for wish, spell in product(WISHES, AROUND)]
    assert {text: hours(text) for text in said if hours(text) != HOURS[hour]} == {}


@pytest.mark.parametrize("words", NO_TIME)
def test_a_sentence_without_a_time_of_day_names_none(words):
    said = [spell(wish.format(words)) for wish, spell in product(WISHES, AROUND)]
    assert {text: hours(text) for text in said if hours(text)} == {}


def test_minutes_that_are_said_are_kept():
    assert wished_starts("đăng ký ca 7h30") == [(450, 450), (1170, 1170)]
    assert wished_starts("7h30 sáng mai") == [(450, 450)]


def test_two_parts_of_the_day_are_none():
    assert wished_starts("đăng ký sáng mai và chiều mai") == []
