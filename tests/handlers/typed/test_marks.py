"""Simple formatting: what becomes bold, italic or a link, what stays a sign, and that no text is ever lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.plain_text import numbered
from handlers.engine.message import Mark, Reply, unmarked
from handlers.typed.marks import UnknownFieldError, filled, plain, unknown_fields


def shown(text: str, **facts: str) -> tuple[str, list[tuple[str, str]]]:
    """The text, and each mark with the words that it covers."""
    words, marks = filled(text, facts)
    units = words.encode("utf-16-le")
    return words, [
        (mark.url or mark.style, units[2 * mark.offset : 2 * (mark.offset + mark.length)].decode("utf-16-le"))
        for mark in marks
    ]


@pytest.mark.parametrize(
    ("typed", "words", "marks"),
    [
        ("*Chủ nhật* này", "Chủ nhật này", [("bold", "Chủ nhật")]),
        ("(_nhớ_ nhé)", "(nhớ nhé)", [("italic", "nhớ")]),
        ("*_cả hai_*", "cả hai", [("bold", "cả hai"), ("italic", "cả hai")]),
        ("*đậm và _nghiêng_*", "đậm và nghiêng", [("bold", "đậm và "), ("bold", "nghiêng"), ("italic", "nghiêng")]),
        ("[bản đồ](https://maps.example/a)", "bản đồ", [("https://maps.example/a", "bản đồ")]),
        ("🌳 *cây* 🌳", "🌳 cây 🌳", [("bold", "cây")]),
        ("- một\n* hai\n+ ba", "• một\n• hai\n• ba", []),
        ("2*3*4 = 24", "2*3*4 = 24", []),
        ("snake_case_name", "snake_case_name", []),
        ("* chưa đóng", "• chưa đóng", []),
        ("*chưa đóng", "*chưa đóng", []),
        ("* không *", "• không *", []),
        ("[không](javascript:alert)", "[không](javascript:alert)", []),
        ("*hai\ndòng*", "*hai\ndòng*", []),
    ],
)
def test_what_becomes_what(typed: str, words: str, marks: list[tuple[str, str]]):
    assert shown(typed) == (words, marks)


# Where marks are not shown ------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="xem đây🌳 ", min_size=1, max_size=8).map(str.strip).filter(bool)
BITS = st.one_of(
    WORDS.map(lambda words: (words, words)),
    WORDS.map(lambda words: (f"*{words}*", words)),
    WORDS.map(lambda words: (f"_{words}_", words)),
    st.tuples(WORDS, st.integers(1, 9)).map(
        lambda one: (f"[{one[0]}](https://example.org/{one[1]})", f"{one[0]} (https://example.org/{one[1]})")
    ),
    st.tuples(WORDS, WORDS).map(
        lambda one: (f"[{one[0]} *{one[1]}*](https://example.org)", f"{one[0]} {one[1]} (https://example.org)")
    ),
    st.just(("https://example.org", "https://example.org")),
    st.just(("[https://example.org](https://example.org)", "https://example.org")),
)


@given(st.lists(BITS, min_size=1, max_size=6))
def test_a_link_keeps_its_address_where_marks_are_dropped(bits):
    """Each bit is made together with what it is to say, so the reference knows nothing of marks."""
    typed, expected = " ".join(one for one, _said in bits), " ".join(said for _one, said in bits)
    words, marks = filled(typed, {})
    assert unmarked(words, marks) == expected
    assert plain(typed) == expected
    assert numbered(Reply(text=words, marks=marks), "vi") == expected


def test_fields_stay_as_they_were_typed():
    assert plain("Chào *{tên}*, [xem](https://example.org) {đơn vị}") == (
        "Chào {tên}, xem (https://example.org) {đơn vị}"
    )


def test_fields_are_filled_within_formatting_and_are_no_formatting_themselves():
    facts = {"ten": "*Lan* _🌳_", "don vi": "CĐ Ấp 3"}
    assert shown("Chào *{Tên}* ở {ĐƠN VỊ}!", **facts) == ("Chào *Lan* _🌳_ ở CĐ Ấp 3!", [("bold", "*Lan* _🌳_")])


def test_a_field_that_nothing_is_known_for():
    assert unknown_fields("Chào {tên}, {Họ Hàng}", {"ten"}) == ["Họ Hàng"]
    with pytest.raises(UnknownFieldError, match="Họ Hàng"):
        filled("{Họ Hàng}", {"ten": "Lan"})


@given(st.text(alphabet="ab *_[](){}\n-•🌳é.:/ht", max_size=60))
def test_nothing_but_signs_is_lost_and_marks_lie_within_the_text(typed: str):
    while (without := re.sub(r"\{([^{}\n]+)\}", r"\1", typed)) != typed:  # fields have tests of their own
        typed = without
    words, marks = filled(typed, {})
    signs = str.maketrans("", "", "*_[]()-•+ \n\t")
    if "](http" not in typed:
        assert words.translate(signs) == typed.translate(signs)
    length = len(words.encode("utf-16-le")) // 2
    assert all(isinstance(mark, Mark) and 0 <= mark.offset < mark.offset + mark.length <= length for mark in marks)
