"""What people tell of themselves, in the forms in which they type it."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.engine.chat import Bad
from handlers.typed.people import any_name, birth_year, full_name, needs_a_yes, own_name
from storage.text import fold


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2007", 2007),
        (" 2007. ", 2007),
        ("sinh năm 2007", 2007),
        ("mình sinh 2007 nha", 2007),
        ("12/05/2007", 2007),
        ("12-5-2007", 2007),
        ("12052007", 2007),
        ("07", 2007),
        ("'07", 2007),
        ("sinh nam 07", 2007),
        ("99", 1999),
        ("12/5/99", 1999),
        ("12/5/16", 2016),
        ("1-Feb-05", 2005),
        ("15 Aug 04", 2004),
        ("29/02/2004", 2004),
        ("2k7", 2007),
        ("2K", 2000),
        ("2k10", 2010),
        ("1926", 1926),
        ("2017", 2017),
    ],
)
def test_a_birth_year_is_understood(typed, year):
    assert birth_year(typed, this_year=2026) == year


@pytest.mark.parametrize("typed", ["hồi xưa", "", "19", "16", "200", "20071", "2007 hay 2008", "-", "mười tám"])
def test_what_is_no_year_is_asked_again(typed):
    with pytest.raises(Bad, match="four digits"):
        birth_year(typed, this_year=2026)


@pytest.mark.parametrize("typed", ["31/02/2000", "29/2/2001", "31-11-2004", "32/1/2004"])
def test_a_day_that_is_in_no_calendar_is_asked_again(typed):
    with pytest.raises(Bad, match="There is no"):
        birth_year(typed, this_year=2026)


@pytest.mark.parametrize("typed", ["1925", "2018", "2026", "3007", "0000"])
def test_implausible_years_get_one_clear_sentence(typed):
    with pytest.raises(Bad, match="cannot be right"):
        birth_year(typed, this_year=2026)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("  nguyễn   văn an ", "Nguyễn Văn An"),
        ("LÊ THỊ BÌNH", "Lê Thị Bình"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("Nguyễn-Trần An", "Nguyễn-Trần An"),
        ("Sơn Danh.", "Sơn Danh"),
        (unicodedata.normalize("NFD", "Đặng Thị Ướt"), "Đặng Thị Ướt"),
    ],
)
def test_a_name_keeps_its_accents(typed, name):
    assert full_name(typed) == name


@pytest.mark.parametrize("typed", ["An", "", "...", "Nguyễn Văn 2", "An <b>", "A " + "b" * 80, "Lan 😀 Thị"])
def test_what_is_no_full_name_is_asked_again(typed):
    with pytest.raises(Bad):
        full_name(typed)


MARKS = ("'", "’", "‘", "ʼ", "`", "´", "′", "＇", "ʻ", "ˈ")
SPELLED = [
    before + mark + behind + rest
    for before, mark, behind, rest in product(("K", "k"), MARKS, ("", " "), ("Brêuh", "Brêuh ", "brêuh", "BRÊUH"))
] + [f"K {mark} Brêuh" for mark in MARKS]


@pytest.mark.parametrize("typed", SPELLED)
def test_a_name_that_begins_with_k_or_h_and_a_mark_is_whole_and_the_same_however_it_is_typed(typed):
    assert full_name(typed) == any_name(typed)
    assert fold(any_name(typed)) == fold(typed) == "k breuh"
    assert any_name(typed).lower() == "k'brêuh"
    assert any_name(typed)[1] == "'"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("k'brêuh", "K'Brêuh"),
        ("K’ BRÊUH", "K'Brêuh"),
        ("h` hen niê", "H'Hen Niê"),
        ("KSOR H’ BIA", "Ksor H'Bia"),
        ("Điểu K' Liên", "Điểu K'Liên"),
    ],
)
def test_its_capital_letters_are_put_right(typed, name):
    assert full_name(typed) == name


@pytest.mark.parametrize(("typed", "name"), [("Lý", "Lý"), (" lý. ", "Lý"), ("TUẤN", "Tuấn"), ("Y", "Y")])
def test_a_name_of_one_word_is_one_that_needs_a_yes(typed, name):
    assert any_name(typed) == name
    assert needs_a_yes(name)
    with pytest.raises(Bad, match="family name and given name"):
        full_name(typed)


@example("ß")
@example("ŉa")
@given(st.text(max_size=80))
def test_any_text_is_a_name_or_refused(typed):
    try:
        name = any_name(typed)
    except Bad:
        return
    assert 0 < len(name) <= 60
    assert name == any_name(name)
    assert all(letter.isalpha() or letter in " '-." for letter in name)


@pytest.mark.parametrize(
    "said",
    ["bỏ qua", "tiếp tục", "xong rồi", "đồng ý", "tất cả", "mọi người", "không biết", "giữ vậy", "ok bạn", "dạ vâng"],
)
def test_what_answers_other_questions_is_nobodys_name(said):
    bare = fold(said)
    for typed in (said, said.capitalize(), said.title(), said.upper(), bare, bare.title(), f" {said}. "):
        for form in ("NFC", "NFD"):
            with pytest.raises(Bad):
                own_name(unicodedata.normalize(form, typed))


@pytest.mark.parametrize(
    "name", ["Khổng Cơ", "Tạ Cả", "Đổng Y", "Tất Thành", "Mồi Ngươi", "Đồng Thị Ý", "Võ Quá", "Hà Chuẩn"]
)
def test_a_name_with_marks_of_its_own_is_one(name):
    for typed in (name, name.lower(), name.upper()):
        assert any_name(typed) == name
