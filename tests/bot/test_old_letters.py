"""Text of old fonts comes back as it was meant, text in Unicode stays, and what may be either is taken for neither."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.documents import csv_tables, old_letters, tables
from tests.sheets import letters
from tests.sheets.truth import people

NAMES = [one.name for one in people(Random(7), 400, units=["A"])]
HEADINGS = ["Họ và tên", "Ngày sinh", "Chi đoàn Ấp Đại Ân", "Đơn vị", "Ghi chú", "Đ/c Nguyễn Thị Lệ"]


def read(texts: list[str]) -> list[str]:
    told, _kinds = old_letters.repaired(texts)
    return [old_letters.tidied(told.get(text, text)) for text in texts]


@pytest.mark.parametrize("way", ["tcvn3", "vni", "viqr", "misread"])
@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=12, unique=True))
def test_a_sheet_of_an_old_font_is_read(way, names):
    texts = [*HEADINGS, *names]
    assert [one.lower() for one in read([letters.WAYS[way](text) for text in texts])] == [one.lower() for one in texts]
    assert old_letters.repaired([letters.WAYS[way](text) for text in texts])[1] == [way]


@given(names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=12, unique=True))
@pytest.mark.parametrize("way", ["unicode", "decomposed", "twins", "nbsp"])
def test_unicode_stays_and_letters_that_look_alike_are_one(way, names):
    texts = [letters.WAYS[way](text) for text in [*HEADINGS, *names]]
    assert read(texts) == [*HEADINGS, *names]
    assert old_letters.repaired(texts)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "H'Hen Niê",
        "K'Brêuh",
        "Sơn Sa Rết",
        "Y Bluê",
        "André",
        "Ngày sinh (dd/mm/yyyy)",
        "✓",
        "ü",
        "a@example.vn",
        "Quý Thịnh",
        "½",
        "10°",
        "Đ/c",
        "CĐ",
    ],
)
def test_what_is_no_old_font_is_left_alone(text):
    assert read([text, "Nguyễn Văn Đức"])[0] == text


def test_signs_beyond_latin_are_no_proof_of_unicode():
    texts = [letters.vni(text) for text in ["Nguyễn Văn Đức", "Quy ước: ●: có mặt", "Hồ Thanh", "Số TT"]]
    assert read(texts) == ["Nguyễn Văn Đức", "Quy ước: ●: có mặt", "Hồ Thanh", "Số TT"]


def test_what_is_a_word_in_two_encodings_of_one_sheet_is_marked_and_so_taken_for_no_name():
    told, kinds = old_letters.repaired([letters.tcvn3("Nguyễn Văn Đức"), "Trần Thị Hồng", "Vò Tó"])
    assert kinds == ["tcvn3"]
    assert told["Vò Tó"].endswith(old_letters.UNSURE)


@given(name=st.sampled_from([name for name in NAMES if any(letter >= "\u0100" for letter in name)]))
def test_what_can_only_be_unicode_stays_beside_texts_of_old_fonts(name):
    old = [letters.tcvn3("Nguyễn Văn Đức"), letters.vni("Trần Thị Hồng")]
    assert read(["Họ và tên", name, *old]) == ["Họ và tên", name, "Nguyễn Văn Đức", "Trần Thị Hồng"]


@pytest.mark.parametrize("way", ["tcvn3", "vni"])
def test_the_bytes_of_an_old_font_are_no_windows_1258(way):
    lines = "\n".join(f"{at};{letters.WAYS[way](name)}" for at, name in enumerate(NAMES[:20]))
    table = tables.tables(lines.encode("latin-1"), "a.csv")[0]
    assert [str(row.cells[1]).lower() for row in table.rows] == [name.lower() for name in NAMES[:20]]


def test_windows_1258_is_read_as_that():
    data = "Họ tên;Chi đoàn\nTrần Thị Mỹ Đức;Ấp Đại Ân\n"
    for letter, parts in {
        "ọ": "o\u0323",
        "ầ": "â\u0300",
        "ị": "i\u0323",
        "ỹ": "y\u0303",
        "ứ": "ư\u0301",
        "Ấ": "Â\u0301",
        "ạ": "a\u0323",
    }.items():
        data = data.replace(letter, parts)  # as Windows keeps them
    (table,) = tables.tables(data.encode("cp1258"), "a.csv")
    assert [row.cells for row in table.rows] == [("Họ tên", "Chi đoàn"), ("Trần Thị Mỹ Đức", "Ấp Đại Ân")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding_and_with_every_separator(encoding, separator, end):
    lines = [separator.join(["STT", "Họ tên", "Địa chỉ"]), separator.join(["1", "Lê An", '"Ấp 1, xã A; huyện B"'])]
    assert csv_tables.read_lines(end.join(lines).encode(encoding)) == [
        ["STT", "Họ tên", "Địa chỉ"],
        ["1", "Lê An", "Ấp 1, xã A; huyện B"],
    ]


def test_excels_own_line_says_the_separator():
    assert csv_tables.read_lines(b"sep=;\nA;B,C\n") == [["A", "B,C"]]
