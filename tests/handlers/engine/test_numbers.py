"""A choice by its number, however it is typed: held against a table of its own, in each form of Unicode."""

from __future__ import annotations

import unicodedata

import pytest

from handlers.engine.choices import resolve
from handlers.engine.message import Incoming
from handlers.engine.state import Asked, Shown

LABELS = (
    "Trồng cây xanh",
    "Chủ nhật xanh",
    "Ba Xuyên",
    "Hiến máu",
    "Ấp 2",
    "Bảy Ngàn",
    "Đại Tâm",
    "Sáu Nhà",
    "Chín",
    "10",
)
WORDS = {
    1: ("một", "mot", "Một", "one"),
    2: ("hai", "HAI", "two"),
    4: ("bốn", "bon", "tư", "four"),
    5: ("năm", "five"),
    6: ("sáu", "sau"),
    7: ("bảy", "bay", "seven"),
    8: ("tám", "tam"),
}
FORMS = ("{n}", "{n}.", "{n})", " {n} ", "#{n}", "số {n}", "so {n}", "Chọn {n}", "câu {n}.", "{n}\ufe0f\u20e3")


def asked(**more) -> Asked:
    return Asked(id=1, step="s", choices=[Shown(key=label, label=label) for label in LABELS], **more)


def picked(text: str, question: Asked) -> str | None:
    return resolve(
        Incoming(channel="x", address="y", key="z", at="2026-11-22T00:00:00Z", kind="text", text=text), question
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_number_a_word_or_a_label_picks_the_choice_in_either_form(form):
    typed = {written.format(n=n): LABELS[n - 1] for n in range(1, 10) for written in FORMS}
    typed |= {word: LABELS[n - 1] for n, words in WORDS.items() for word in words}
    typed |= {f"số {word}": LABELS[n - 1] for n, words in WORDS.items() for word in words}
    typed |= {label: label for label in LABELS} | {label.upper(): label for label in LABELS}
    typed |= {"chu nhat xanh": "Chủ nhật xanh", "hien mau": "Hiến máu"}
    wrong = {
        text: found
        for text, key in typed.items()
        if (found := picked(unicodedata.normalize(form, text), asked())) != key
    }
    assert wrong == {}


@pytest.mark.parametrize("text", ["0", "11", "99", "mười một", "hai ba", "số", "không", "1 2", "1.5", "tám mươi"])
def test_what_is_no_number_of_the_list_picks_none(text):
    assert picked(text, asked()) is None


def test_the_label_in_full_comes_before_the_number_that_it_sounds_like():
    assert picked("chín", asked()) == "Chín"
    assert picked("10", asked()) == "10"


@pytest.mark.parametrize("text", ["Năm", "tư", "số 2", "Hai", "chọn 1"])
def test_where_one_types_freely_a_number_in_words_may_be_the_answer(text):
    """A person may be called Năm, and a house have the number 2."""
    assert picked(text, asked(free=True)) is None
