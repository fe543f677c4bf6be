"""Titles read in a programme are whole: quotes in pairs, capitals as names are written, without the plan's own year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.plan.reader import read, whole
from schedules.plan.reader.finds import NO_DAY, NO_NAME

WORDS = st.sampled_from(
    [
        "phong trào",
        "Ba sẵn sàng",
        "chiến dịch",
        "hè",
        "Mùa hè xanh",
        "vì",
        "đàn em",
        "thân yêu",
        "ngày",
        "hội",
        "trại",
        "Đoàn",
    ]
)
QUOTES = [("“", "”"), ("«", "»"), ("‘", "’"), ('"', '"'), ("(", ")")]


@given(
    before=st.lists(WORDS, min_size=1, max_size=3),
    within=st.lists(WORDS, min_size=1, max_size=4),
    after=st.lists(WORDS, max_size=3),
    quotes=st.sampled_from(QUOTES),
    data=st.data(),
)
def test_wherever_a_title_was_cut_its_quotes_are_in_pairs(before, within, after, quotes, data):
    sentence = f"{' '.join(before)} {quotes[0]}{' '.join(within)}{quotes[1]} {' '.join(after)}".strip()
    cut = sentence[: data.draw(st.integers(4, len(sentence)))].strip()
    title = whole.in_pairs(cut, sentence)
    opens, closes = quotes
    if opens == closes:
        assert title.count(opens) % 2 == 0
    else:
        assert title.count(opens) == title.count(closes)
        if closes in sentence[len(cut) :] and opens in cut:
            assert title in sentence  # it is as its sentence has it, to the sign that closes it
    assert whole.in_pairs(title, sentence) == title


@given(words=st.lists(WORDS, min_size=1, max_size=6))
def test_a_title_begins_with_a_capital_and_is_not_changed_twice(words):
    title = whole.capitals(" ".join(words))
    assert title[0].isupper()
    assert whole.capitals(title) == title
    assert title.lower() == " ".join(words).lower()


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("thành lập quân đội nhân dân việt nam", "Thành lập Quân đội nhân dân Việt Nam"),
        ("NGÀY THÀNH LẬP ĐOÀN TNCS HỒ CHÍ MINH", "Ngày thành lập Đoàn TNCS Hồ Chí Minh"),
        ("ngày hội quốc phòng toàn dân", "Ngày hội Quốc phòng toàn dân"),
        ("phong trào “ba sẵn sàng”", "Phong trào “ba sẵn sàng”"),
        ("“tiếp sức mùa thi”", "“Tiếp sức mùa thi”"),
    ],
)
def test_names_have_their_capitals(written, title):
    assert whole.capitals(written) == title


@pytest.mark.parametrize("year", [2024, 2025, 2027])
@pytest.mark.parametrize("said", ["{} năm {}", "{} {}", "{} (năm {})", "{} trong năm {}", "{}, năm {}"])
@pytest.mark.parametrize("name", ["Tháng Thanh niên", "Chiến dịch Thanh niên tình nguyện hè", "Ngày đoàn viên"])
def test_a_period_loses_the_number_of_its_year_and_of_the_one_that_it_was_copied_from(year, said, name):
    for written in (year, year - 1):
        assert whole.whole(said.format(name, written), "", year, older=whole.OLDER) == name


@pytest.mark.parametrize(
    "title",
    [
        "Năm Thanh niên tình nguyện 2014",
        "Cuộc vận động giai đoạn 2023 - 2027",
        "Đề án 2024-2030",
        "Nghị quyết số 2027/NQ",
        "Phong trào từ năm 2025",
    ],
)
def test_a_year_that_is_of_something_else_stays(title):
    assert whole.whole(title, "", 2027, older=whole.OLDER) == title


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kỷ niệm 10 năm được Ban Bí thư Trung ương Đảng đồng ý chọn năm 2014 là Năm Thanh niên", NO_NAME),
        ("Hướng tới 40 năm tái lập huyện", NO_DAY),
        ("Chào mừng 50 năm Ngày truyền thống của ngành Kiểm lâm", NO_DAY),
        ("Kỷ niệm 96 năm Ngày thành lập Đoàn (26/3/1931 - 26/3/2027)", ""),
    ],
)
def test_half_a_sentence_and_what_has_no_day_are_for_a_person_to_look_at(text, why):
    assert [find.unsure for find in read(text, 2027).anniversaries] == [why]
