"""Yes in the words that people have for it; where something goes for good by it, only a plain one."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.engine.choices import resolve
from handlers.engine.message import Incoming
from handlers.engine.state import Asked, Shown
from handlers.engine.yes_no import agrees, declines, is_unsure, written
from storage.text import fold

BEFORE = ("", "dạ ", "mình ", "tui ", "em ")
PLAIN = (
    "đồng ý",
    "dong y",
    "dog y",
    "ok",
    "oke",
    "okie",
    "oki",
    "ừ",
    "ừm",
    "uhm",
    "vâng",
    "được",
    "dc",
    "nhất trí",
    "yes",
)
BEHIND = ("", " nha", " ạ", " bn", " luôn", " nhé bạn", " luôn nha ad")
AS_WRITTEN = (
    "ừa",
    "👍",
    "👌🏽",
    "dạ",
    "rồi",
    "chắc chắn rồi",
    "I agree",
    "Đúng rồi!",
    "OK bạn",
    "uh huh",
    "sure",
    "chuẩn",
)
NO = (
    "không",
    "ko",
    "hông",
    "khum",
    "thôi",
    "thui",
    "chưa",
    "sai rồi",
    "không đồng ý",
    "k đồng ý",
    "không phải",
    "chưa đúng",
    "khỏi cần",
    "thôi khỏi",
    "đừng",
    "dừng",
    "khoan đã",
    "no thanks",
    "not yet",
)
OTHER_WORDS = {  # the same letters under other marks
    "đúng": ("đừng", "dừng", "đứng", "đụng", "dùng", "dũng", "đùng"),
    "có": ("cò", "cọ", "cổ", "cô", "cỡ"),
    "được": ("đuốc", "đước"),
    "rồi": ("rối", "rời", "rơi"),
    "phải": ("phái", "phạ"),
    "thôi": ("thổi", "thời", "thối"),
    "chưa": ("chữa", "chứa", "chùa"),
    "không": ("khổng", "khống"),
}
TWO_MINDS = (
    "có không",
    "đúng không?",
    "ok?",
    "ừ thôi",
    "ok không",
    "chưa ok",
    "được chưa",
    "vâng không",
    "yes no",
    "đúng hông ta",
)
NO_YES = (
    "không",
    "ko đồng ý",
    "chưa",
    "thôi",
    "ủa",
    "đồng ý cái gì",
    "ok nhưng mà để mai",
    "mình",
    "bạn",
    "đồng nai",
    "",
)


def answered(text: str, *, grave: bool) -> str | None:
    """What a text picks of “Đồng ý” and “Không đồng ý”; of “Xóa hết” and “Không, giữ lại” where it is grave."""
    labels = ("Xóa hết", "Không, giữ lại") if grave else ("Đồng ý", "Không đồng ý")
    shown = [Shown(key=key, label=label) for key, label in zip(("yes", "no"), labels, strict=True)]
    return resolve(typed(text), Asked(id=1, step="sure", choices=shown, grave=grave))


def typed(text: str) -> Incoming:
    return Incoming(channel="web", address="a", key="k", at="2026-11-26T19:40:00+07:00", kind="text", text=text)


def test_yes_in_any_words():
    said = [*map("".join, product(BEFORE, PLAIN, BEHIND)), *AS_WRITTEN]
    assert [text for text in said if answered(text, grave=False) != "yes"] == []


@pytest.mark.parametrize("text", NO_YES)
def test_what_is_no_yes(text):
    assert not agrees(text)
    assert answered(text, grave=False) != "yes"


def test_where_something_goes_for_good_a_yes_in_passing_is_none():
    plain = {"có", "Có", "yes", "đồng ý", "xóa hết", "xoa het", "1"}
    said = [*map("".join, product(BEFORE, PLAIN, BEHIND)), *AS_WRITTEN]
    assert [text for text in plain if answered(text, grave=True) != "yes"] == []
    assert [
        text for text in said if answered(text, grave=True) == "yes" and text not in {"đồng ý", "dong y", "yes"}
    ] == []


def test_no_in_any_words():
    said = map("".join, product(("", "dạ ", "em "), NO, ("", " ạ", " nha", " bạn ơi", " đâu", "!")))
    assert [text for text in said if not declines(text) or agrees(text)] == []


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_marks_that_are_typed_are_those_of_the_word(word):
    """Left out they are read as if they stood there; others make another word."""
    others = [other for other in OTHER_WORDS[word] if other != fold(other)]
    assert [other for other in others if written(other, word)] == []
    assert written(fold(word), word)
    assert written(unicodedata.normalize("NFD", word.upper()), word)


def test_stop_and_do_not_are_no_yes_in_any_shape():
    stopping = [
        *map("".join, product(("", "dạ ", "thôi "), ("đừng", "dừng"), ("", " ạ", " nha", " lại", " gửi", " có gửi")))
    ]
    shown = [Shown(key="yes", label="Đúng rồi, gửi đi"), Shown(key="fix:a", label="Sửa: giờ")]
    reviewed = Asked(id=1, step="review", choices=shown)
    assert [text for text in stopping if answered(text, grave=False) == "yes"] == []
    assert [text for text in stopping if resolve(typed(text), reviewed) == "yes"] == []


@pytest.mark.parametrize("text", TWO_MINDS)
def test_who_says_both_or_asks_is_not_taken_at_either_word(text):
    assert is_unsure(text)
    assert answered(text, grave=False) is None


@given(st.text())
def test_whatever_is_typed_is_at_most_one_of_them(text):
    assert agrees(text) + declines(text) + is_unsure(text) <= 1
