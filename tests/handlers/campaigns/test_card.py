"""The card of a campaign, and what one reads after signing up: what is bold there, and what can be pressed."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.plain_text import numbered
from bot.channels.telegram.layout import entities
from handlers.campaigns import card
from handlers.engine.marked import Marked, bold, in_lines, link, with_bold
from handlers.engine.message import Choice, Reply
from handlers.engine.text import say
from tests.handlers.campaigns.test_calendar_file import campaign_of

VI = partial(say, language="vi")
PIECES = st.lists(
    st.tuples(
        st.sampled_from(["plain", "bold", "link"]), st.text(st.characters(blacklist_categories=("Cs",)), min_size=1)
    ),
    max_size=8,
)


def marked_words(text: str, mark) -> str:
    """The words that a mark is on, as a phone counts: in UTF-16."""
    return text.encode("utf-16-le")[2 * mark.offset : 2 * (mark.offset + mark.length)].decode("utf-16-le")


@given(pieces=PIECES)
def test_marks_are_on_the_words_that_they_were_made_of(pieces):
    make = {"plain": Marked, "bold": bold, "link": lambda words: link(words, "https://a.b")}
    whole = in_lines(make[style](words) for style, words in pieces)
    assert whole.text == "\n".join(words for _style, words in pieces)
    assert [(mark.style, marked_words(whole.text, mark)) for mark in whole.marks] == [
        (style, words) for style, words in pieces if style != "plain"
    ]


def test_words_that_are_not_there_are_not_bold():
    assert with_bold("a seat", "b").marks == ()
    assert [marked_words("🌸 a seat a", mark) for mark in with_bold("🌸 a seat a", "a").marks] == ["a"]


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("028-3822-1234", "+842838221234"),
        ("1800 1567", "18001567"),
    ],
)
def test_a_number_is_dialled_as_any_telephone_does(written, dialled):
    assert card.dialled(written) == dialled
    assert card.phone(written).marks[0].url == f"tel:{dialled}"


FACTS = {
    "title": "Trồng cây 🌳",
    "about": "Trồng 500 cây.",
    "place": "UBND xã Đại Tâm",
    "latitude": 9.5,
    "longitude": 105.9,
    "bring": "nón",
    "contact_name": "Phạm Quang Minh",
    "contact_phone": "0900 000 001",
}


def test_a_card_has_its_title_bold_and_what_can_be_pressed():
    shown = in_lines(card.card(campaign_of(**FACTS), [Marked("Chủ nhật, 07:00–11:00 (còn 3 chỗ)")], VI))
    assert shown.text.split("\n") == [
        "Trồng cây 🌳",
        "Bảo vệ môi trường, do Đoàn xã Đại Tâm tổ chức",
        "",
        "Trồng 500 cây.",
        "",
        "🕖 Chủ nhật, 07:00–11:00 (còn 3 chỗ)",
        "📍 UBND xã Đại Tâm · Chỉ đường",
        "🎒 nón",
        "☎ Phạm Quang Minh 0900 000 001",
        "Điểm danh bằng: mã 6 số do bí thư cho xem tại chỗ",
    ]
    assert {(mark.style, marked_words(shown.text, mark), mark.url) for mark in shown.marks} == {
        ("bold", "Trồng cây 🌳", ""),
        ("link", "Chỉ đường", "https://www.google.com/maps/dir/?api=1&destination=9.5,105.9"),
        ("link", "0900 000 001", "tel:+84900000001"),
    }


def test_telegram_finds_the_number_itself_and_takes_no_link_to_it():
    shown = in_lines(card.card(campaign_of(**FACTS), [], VI))
    assert [entity["type"] for entity in entities(shown.marks)] == ["bold", "text_link"]


def test_without_marks_the_way_there_has_its_address_and_the_number_stands_once():
    shown = in_lines(card.practical(campaign_of(**FACTS), VI))
    text = numbered(Reply(text=shown.text, marks=shown.marks, choices=(Choice(id="/x", label="Đăng ký"),)), "vi")
    assert "Chỉ đường (https://www.google.com/maps/dir/?api=1&destination=9.5,105.9)" in text
    assert text.count("0900 000 001") == 1
    assert "tel:" not in text


@given(
    kept=st.sets(st.sampled_from(["about", "place", "latitude", "bring", "contact_name", "contact_phone"])),
    shifts=st.integers(0, 20),
)
def test_whatever_is_not_known_leaves_no_empty_line_and_no_bare_sign(kept, shifts):
    facts = {name: value for name, value in FACTS.items() if name in kept | {"title"}}
    if "latitude" in kept:
        facts["longitude"] = FACTS["longitude"]
    shown = in_lines(card.card(campaign_of(**facts), [Marked(f"ca {number}") for number in range(shifts)], VI)).text
    lines = shown.split("\n")
    assert not re.search(r"\n\n\n|\n$", shown)
    assert all(not re.fullmatch(r"\W+", line) for line in lines if line), shown
    assert len(lines) <= 2 + 2 * ("about" in kept) + 1 + card.MOST_SHIFTS + 1 + 4
    assert ("và" in lines[-5] or any(line.startswith("và ") for line in lines)) == (shifts > card.MOST_SHIFTS)
