"""Words in one spelling, numbers, days and campaigns in a sentence: what can vary, and what it is."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding import campaigns, days
from handlers.understanding.numbers import numbers
from handlers.understanding.words import read

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Mình muốn ĐĂNG KÝ", "minh muon dang ky"),
        ("dki di ad", "dang ky di quan tri vien bot"),
        ("ddawng kis hieens maus", "dang ky hien mau"),  # raw Telex
        ("troongf dduwowcj 18 caay", "trong duoc 18 cay"),
        ("tro6ng2 ca6y", "trong cay"),  # raw VNI
        ("nhaaa honggg", "nhe khong"),  # drawn out
        ("hnay t tham gia", "hom nay t tham gia"),
        ("I need three trees", "i need three trees"),  # English is no Telex
    ],
)
def test_a_text_is_read_in_one_spelling(typed, plain):
    assert read(typed).plain == plain


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    said = read(text)
    assert all(word.plain for word in said.words)


@given(st.sampled_from(["đăng ký trồng cây", "mai em không đi được", "cho xem lịch của mình"]), st.randoms())
def test_case_and_form_of_unicode_change_nothing(text, chance):
    import unicodedata

    shuffled = "".join(chance.choice([str.upper, str.lower])(letter) for letter in text)
    assert read(unicodedata.normalize(chance.choice(["NFC", "NFD"]), shuffled)).plain == read(text).plain


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        ("20 cay", 20),
        ("muoi lam cay", 15),
        ("hai muoi hai cay", 22),
        ("ba chuc cay", 30),
        ("hai lam", 25),
        ("mot tram linh hai", 102),
        ("bon tieng ruoi", 4.5),
        ("3 ruoi", 3.5),
        ("482 913", 482913),
        ("mot mot tam hai khong bon", 118204),
        ("three and a half hours", 3.5),
        ("1.200 cay", 1200),
        ("2,5 tieng", 2.5),
    ],
)
def test_a_number_is_read_whole(plain, value):
    assert [number.value for number in numbers(plain.split())][:1] == [value]


@pytest.mark.parametrize("plain", ["nam nay", "thu tu", "ba oi", "em sau", "khong"])
def test_a_word_that_is_also_a_digit_is_no_number(plain):
    assert numbers(plain.split()) == []


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("mai có gì không", "2026-11-27"),
        ("chủ nhật tuần sau em đi", "2026-12-06"),
        ("chủ nhật này", "2026-11-29"),
        ("t7 này", "2026-11-28"),
        ("cuối tuần", "2026-11-28/2026-11-29"),
        ("tuần sau có gì", "2026-11-30/2026-12-06"),
        ("22/12 làm gì", "2026-12-22"),
        ("ngày 28 tháng 11", "2026-11-28"),
        ("thứ bảy mười chín tháng mười hai", "2026-12-19"),
        ("chủ nhật 20/12", "2026-12-20"),
        ("mai với mốt", "2026-11-27/2026-11-28"),
        ("rằm này", "2026-12-23"),
        ("tháng 12", "2026-12-01/2026-12-31"),
        ("next Thursday", "2026-12-03"),
        ("Dec 3", "2026-12-03"),
        ("9/1", "2027-01-09"),
        ("quý 4", "2026-10-01/2026-12-31"),
    ],
)
def test_a_day_in_a_sentence(text, slot):
    named = days.named(read(text).plain, THURSDAY)
    assert named is not None
    assert named.slot == slot


@pytest.mark.parametrize("text", ["mai mốt tính", "bữa trước em bận", "em sinh năm 2010", "bữa khác đi"])
def test_what_names_no_day(text):
    assert days.named(read(text).plain, THURSDAY) is None


def test_what_has_happened_was_before():
    assert days.named(read("chủ nhật em trồng 20 cây").plain, THURSDAY, past=True).slot == "2026-11-22"


TITLES = [
    "Trồng cây xanh: Vườn ươm thanh niên",
    "Hãy làm sạch biển",
    "Hiến máu tình nguyện",
    "Cổng trường an toàn giao thông",
    "Thả cá giống",
]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("em muốn đi trồng cây", 0),
        ("hôm nay trồng 35 cây", 0),
        ("tree planting on sunday", 0),
        ("nhặt rác biển", 1),
        ("the beach clean-up", 1),
        ("hien mau thu nam", 2),
        ("hiến máo cho t 1 vé", 2),
        ("school gate tomorrow", 3),
        ("đứng cổng trường", 3),
        ("bua tha ca", 4),
    ],
)
def test_a_campaign_is_named_by_its_words(text, title):
    named = campaigns.named(read(text).plain.split(), TITLES)
    assert named
    assert named[0].title == TITLES[title]


@pytest.mark.parametrize(
    "text", ["cho xem danh sách", "mấy ca của mình", "em làm được bao nhiêu cây cả năm", "thế nào"]
)
def test_what_names_no_campaign(text):
    assert campaigns.named(read(text).plain.split(), TITLES) == []


NUMBER_WORDS = ["tram", "linh", "le", "muoi", "chuc", "ruoi", "hai", "nam", "khong", "nghin", "gio", "20", "4", "half"]


@given(st.lists(st.sampled_from(NUMBER_WORDS), max_size=6))
def test_number_words_in_any_order_are_read_or_left(words):
    assert all(0 <= number.first < number.end <= len(words) for number in numbers(words))


@pytest.mark.parametrize("words", [["tram"], ["hai", "tram"], ["tam"], ["mot", "hai"], ["chuc"], ["nghin"]])
def test_a_message_full_of_number_words_is_read_in_a_moment(words):
    """A message has 4,096 characters at most."""
    many = words * (4096 // len(" ".join([*words, ""])))
    began = process_time()
    found = numbers(many)
    assert process_time() - began < 0.1
    assert all(number.end - number.first <= 7 for number in found), "no number has more words"
