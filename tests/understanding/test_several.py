"""Two wishes in one message: every pair of plain ones, however they are linked, is read as the first and the second."""

from __future__ import annotations

from itertools import permutations

import pytest

from handlers.understanding import understand
from handlers.understanding.several import parts
from tests.understanding.test_understanding import MEMBER, SIGNED_UP

# What is wished, in words that say no more, and what that is. Written here, not taken from the examples.
WISHES = {
    "cho em đăng ký hiến máu": "sign_up",
    "cho xem thành tích của em": "my_record",
    "đổi sang tiếng anh": "language",
    "cho em coi lịch của em": "my_shifts",
    "đi trồng cây cần mang gì": "faq:bring",
    "mai có hoạt động gì không": "coming",
    "em muốn sửa hồ sơ": "profile",
    "cho em gặp người thật": "ask_human",
}
LINKS = (
    ", ",
    ". ",
    " rồi ",
    ", xong ",
    " và ",
    ", với lại ",
    ", tiện thể ",
    "; ",
    "\n",
    ", sau đó ",
    " rồi sau đó ",
    ", à mà ",
)
ENGLISH = {
    "sign me up for blood donation": "sign_up",
    "show me my record": "my_record",
    "show my shifts": "my_shifts",
    "what should i bring for tree planting": "faq:bring",
}
ENGLISH_LINKS = (" and ", ", then ", " and then ", ". ", "; ", ", also ")
MISREAD = 0.03  # of all pairs, at most
MISSED = 0.15  # of all pairs, at most: those are read as one wish, which is begun


def pairs():
    for wishes, links in ((WISHES, LINKS), (ENGLISH, ENGLISH_LINKS)):
        for number, (first, second) in enumerate(permutations(wishes, 2)):
            link = links[number % len(links)]
            yield first + link + second, wishes[first], wishes[second]


def test_both_wishes_of_a_message_are_heard_in_their_order():
    missed, wrong, several = [], [], list(pairs())
    for text, first, second in several:
        understood = understand(text, SIGNED_UP)
        then = understood.then.intent if understood.then else None
        if understood.intent not in {first, second} or then not in {None, second}:
            wrong.append((text, understood.intent, then))
        elif then is None:
            missed.append(text)
    assert len(wrong) <= MISREAD * len(several), wrong
    assert len(missed) <= MISSED * len(several), missed


@pytest.mark.parametrize(
    "text",
    [
        "em tới rồi, mã 482913",
        "hôm nay em trồng 20 cây, làm 3 tiếng",
        "em bận đám cưới nên không đi được, cho em hủy ca chủ nhật",
        "dạ em chào anh, cho em đăng ký hiến máu ạ",
        "đăng ký trồng cây chủ nhật, cảm ơn nhiều",
        "chủ nhật, 22/11, em đăng ký trồng cây",
        "cho em đăng ký và tham gia trồng cây với",
    ],
)
def test_one_wish_is_no_two(text):
    assert understand(text, SIGNED_UP).then is None


def test_the_same_wish_of_another_campaign_is_a_second_one():
    understood = understand("em muốn đăng ký trồng cây với hiến máu", MEMBER)
    assert (understood.intent, understood.slots.campaign) == ("sign_up", "Trồng cây xanh")
    assert understood.then is not None
    assert (understood.then.intent, understood.then.slots.campaign) == ("sign_up", "Hiến máu tình nguyện")


@pytest.mark.parametrize("text", ["em không có hủy ca, cho em coi lịch", "đừng xóa tên em, đăng ký hiến máu giùm"])
def test_what_is_denied_is_no_first_wish(text):
    understood = understand(text, SIGNED_UP)
    assert understood.intent not in {"cancel_shift", "erase"}
    assert understood.then is None or understood.then.intent not in {"cancel_shift", "erase"}


def test_a_long_story_is_not_parted_without_end():
    assert list(parts("a, " * 200)) == []
    assert len(list(parts(", ".join("abcdefghijklmnop")))) <= 5
