"""How sentences show their facts, and how typed text is compared."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.engine.choices import YES
from handlers.engine.text import LONGEST_LABEL, Text, ngettext, say, shortened, show_time
from handlers.typed import times
from storage.text import fold, tidy

MORNING = datetime(2026, 11, 22, 0, 12, tzinfo=UTC)  # 07:12 in Sóc Trăng, a Sunday


def plain(message: str, **facts: object) -> Text:
    """A sentence that no catalogue knows."""
    return Text(message, facts=facts)


@pytest.mark.parametrize(
    ("spec", "vi", "en"),
    [
        ("time", "07:12", "07:12"),
        ("short", "22/11", "22/11"),
        ("date", "Chủ nhật, 22/11/2026", "Sun, 22 Nov 2026"),
        ("moment", "07:12 Chủ nhật, 22/11/2026", "07:12 Sun, 22 Nov 2026"),
    ],
)
def test_a_moment_is_shown_at_home(spec, vi, en):
    sentence = plain(f"{{at:{spec}}}", at=MORNING)
    assert (say(sentence, "vi"), say(sentence, "en")) == (vi, en)


def test_the_day_is_that_of_soc_trang_not_of_greenwich():
    late = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
    assert say(plain("{at:date}", at=late), "vi") == "Thứ hai, 23/11/2026"


def test_a_day_alone_has_no_time():
    assert show_time(date(2026, 11, 23), "date", "vi") == "Thứ hai, 23/11/2026"


def test_a_spec_that_nobody_knows_is_our_mistake():
    with pytest.raises(ValueError, match="hour"):
        say(plain("{at:hour}", at=MORNING), "vi")


def test_numbers_as_each_language_writes_them():
    assert say(plain("{n}", n=85000), "vi") == "85.000"
    assert say(plain("{n}", n=85000), "en") == "85,000"
    assert say(plain("{year:plain}", year=2026), "vi") == "2026"
    assert say(plain("{n}", n=True), "en") == "True"


def test_lengths_in_hours():
    shown = [say(plain("{hours}", hours=times.hours(minutes)), "vi") for minutes in (240, 90, 50, 0)]
    assert shown == ["4", "1,5", "0,83", "0"]
    assert say(plain("{hours}", hours=times.hours(90)), "en") == "1.5"


def test_a_sentence_inside_a_sentence_speaks_the_same_language():
    sentence = plain("“{what}”", what=YES)
    assert say(sentence, "en") == "“Yes”"
    assert say(sentence, "vi") == "“Có”"


def test_one_and_many():
    sentences = [
        ngettext("{count} leaf of {tree}", "{count} leaves of {tree}", count, tree="oak") for count in (1, 2000)
    ]
    assert [say(one, "en") for one in sentences] == ["1 leaf of oak", "2,000 leaves of oak"]


def test_braces_in_what_people_typed_are_not_filled_in():
    assert say(plain("Hello, {name}!", name="{title} %s {0}"), "vi") == "Hello, {title} %s {0}!"
    assert say("a plain {string} stays", "vi") == "a plain {string} stays"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Điểm  DANH!", "diem danh"),
        ("ĐIỂM DANH", "điểm danh"),
        ("Chi đoàn Ấp 3", "chi doan ap 3"),
        ("Huỷ", "Hủy"),
        ("Trần-Đề", "tran de"),
        ("  mỹ\txuyên\n", "My Xuyen"),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_same_as_people_type_it(text, other, form):
    assert fold(unicodedata.normalize(form, text)) == fold(other)


@given(st.text())
def test_folding_is_steady(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text())
def test_what_is_kept_is_one_clean_line_in_nfc(text):
    kept = tidy(text)
    assert tidy(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert all(character.isprintable() for character in kept)


def test_what_is_kept_of_a_name():
    assert tidy(unicodedata.normalize("NFD", "  Nguyễn\u200bThị\n Lan\x00 ")) == "Nguyễn Thị Lan"


def test_a_long_text_is_shown_by_its_beginning():
    assert shortened("Trồng cây", 9) == "Trồng cây"
    assert shortened("Trồng cây xanh", 11) == "Trồng cây…"
    assert len(shortened("a" * 200)) == LONGEST_LABEL
