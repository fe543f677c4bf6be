"""Units are found as people type them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.organisation import unit_search
from storage.organisation.records import Unit
from storage.organisation.unit_search import core_name, search
from storage.text import fold

TREE = {
    "Tỉnh đoàn Sóc Trăng": {
        "Thành đoàn Sóc Trăng": {"Đoàn phường 1": {}, "Đoàn phường 10": {}},
        "Thị đoàn Vĩnh Châu": {"Đoàn phường 1": {}},
        "Huyện đoàn Mỹ Xuyên": {
            "Đoàn thị trấn Mỹ Xuyên": {},
            "Đoàn xã Đại Tâm": {"Chi đoàn Ấp 3": {}, "Chi đoàn Ấp 13": {}},
            "Đoàn xã Tham Đôn": {
                "Chi đoàn Ấp 3": {},
                "Chi đoàn Ấp Tắc Gồng": {},
                "Chi đoàn Ấp Phương Bình 1": {},
                "Chi đoàn Trường THCS Tham Đôn": {},
            },
        },
        "Huyện đoàn Kế Sách": {},
        "Đoàn Khối Các cơ quan và Doanh nghiệp tỉnh": {},
    }
}


def planted(tree: dict, parent: Unit | None = None, units: list[Unit] | None = None) -> list[Unit]:
    units = [] if units is None else units
    for name, below in tree.items():
        number = len(units) + 1
        path = f"{parent.path if parent else ''}{number}."
        unit = Unit(id=number, parent_id=parent and parent.id, level="", name=name, search_key="", path=path)
        units.append(unit)
        planted(below, unit, units)
    return units


UNITS = planted(TREE)
BY_ID = {unit.id: unit for unit in UNITS}


def named(unit: Unit) -> str:
    return f"{unit.name} < {BY_ID[unit.parent_id].name}" if unit.parent_id else unit.name


AP_3_DAI_TAM = "Chi đoàn Ấp 3 < Đoàn xã Đại Tâm"
AP_3_THAM_DON = "Chi đoàn Ấp 3 < Đoàn xã Tham Đôn"
MY_XUYEN = "Huyện đoàn Mỹ Xuyên < Tỉnh đoàn Sóc Trăng"
MY_XUYEN_TOWN = "Đoàn thị trấn Mỹ Xuyên < Huyện đoàn Mỹ Xuyên"


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("Huyện Mỹ Xuyên", MY_XUYEN),
        ("huyen doan my xuyen", MY_XUYEN),
        ("TT Mỹ Xuyên", MY_XUYEN_TOWN),
        ("ap 3 dai tam", AP_3_DAI_TAM),
        ("CĐ ấp 3, xã Đại Tâm, huyện Mỹ Xuyên", AP_3_DAI_TAM),
        ("Chi đoàn Ấp 3 - Tham Đôn - Mỹ Xuyên - Sóc Trăng", AP_3_THAM_DON),
        ("CHI ĐOÀN ẤP 13", "Chi đoàn Ấp 13 < Đoàn xã Đại Tâm"),
        ("cd ap13", "Chi đoàn Ấp 13 < Đoàn xã Đại Tâm"),
        ("TP Sóc Trăng", "Thành đoàn Sóc Trăng < Tỉnh đoàn Sóc Trăng"),
        ("tỉnh đoàn Sóc Trăng", "Tỉnh đoàn Sóc Trăng"),
        ("TX Vĩnh Châu", "Thị đoàn Vĩnh Châu < Tỉnh đoàn Sóc Trăng"),
        ("p.1 vinh chau", "Đoàn phường 1 < Thị đoàn Vĩnh Châu"),
        ("P10", "Đoàn phường 10 < Thành đoàn Sóc Trăng"),
        ("ke sach", "Huyện đoàn Kế Sách < Tỉnh đoàn Sóc Trăng"),
        ("xã đại tâm", "Đoàn xã Đại Tâm < Huyện đoàn Mỹ Xuyên"),
        ("đoàn xã Đại Tâm", "Đoàn xã Đại Tâm < Huyện đoàn Mỹ Xuyên"),
        ("tac gong", "Chi đoàn Ấp Tắc Gồng < Đoàn xã Tham Đôn"),
        (unicodedata.normalize("NFD", "Chi đoàn Ấp Tắc Gồng"), "Chi đoàn Ấp Tắc Gồng < Đoàn xã Tham Đôn"),
        ("truong thcs tham don", "Chi đoàn Trường THCS Tham Đôn < Đoàn xã Tham Đôn"),
    ],
)
def test_what_is_typed_to_the_letter_is_certain(typed, unit):
    matches = search(typed, UNITS)
    assert [named(one) for one in matches.units] == [unit]
    assert matches.certain


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("my xuyen", [MY_XUYEN, MY_XUYEN_TOWN]),
        ("xã Mỹ Xuyên", [MY_XUYEN, MY_XUYEN_TOWN]),
        ("chi doan ap 3", [AP_3_DAI_TAM, AP_3_THAM_DON]),
        ("CĐ Ấp 3", [AP_3_DAI_TAM, AP_3_THAM_DON]),
        ("phường 1", ["Đoàn phường 1 < Thành đoàn Sóc Trăng", "Đoàn phường 1 < Thị đoàn Vĩnh Châu"]),
        ("soc trang", ["Tỉnh đoàn Sóc Trăng", "Thành đoàn Sóc Trăng < Tỉnh đoàn Sóc Trăng"]),
        ("kế xách", ["Huyện đoàn Kế Sách < Tỉnh đoàn Sóc Trăng"]),
        ("tắt gòng", ["Chi đoàn Ấp Tắc Gồng < Đoàn xã Tham Đôn"]),
        ("phuong binh", ["Chi đoàn Ấp Phương Bình 1 < Đoàn xã Tham Đôn"]),
        ("khoi cac co quan", ["Đoàn Khối Các cơ quan và Doanh nghiệp tỉnh < Tỉnh đoàn Sóc Trăng"]),
    ],
)
def test_what_may_mean_several_or_is_merely_alike_is_offered(typed, expected):
    matches = search(typed, UNITS)
    assert [named(one) for one in matches.units] == expected
    assert not matches.certain


@pytest.mark.parametrize("typed", ["", "!!!", "sao hỏa", "ấp 7", "ap 130", "ấp", "chi đoàn", "đoàn xã"])
def test_nothing_alike_is_nothing(typed):
    assert search(typed, UNITS).units == ()


def test_a_name_without_the_words_for_its_kind():
    names = {unit.name: core_name(unit) for unit in UNITS}
    assert names["Huyện đoàn Mỹ Xuyên"] == "Mỹ Xuyên"
    assert names["Đoàn phường 10"] == "10"
    assert names["Chi đoàn Ấp 3"] == "Ấp 3"


def test_it_says_when_more_are_called_so_than_are_offered():
    commune = UNITS[0].model_copy(update={"id": 10_001, "name": "Đoàn xã Nhiều Ấp", "path": "10001."})
    many = [
        UNITS[0].model_copy(update={"id": n, "name": "Chi đoàn Ấp Giữa", "path": f"10001.{n}."})
        for n in range(10_002, 10_011)
    ]
    assert search("ap giua", [commune, *many]).more
    assert not search("ap giua", [commune, *many[:8]]).more
    assert not search("ap giua", [commune, *many[:1]]).more


# What is called by its kind alone, as many offices call themselves -------------------------------------------------

ALONE = planted(
    {
        "Tỉnh đoàn": {
            "Thành đoàn": {"Đoàn phường 1": {}},
            "Huyện đoàn": {"Đoàn xã": {"Chi đoàn": {}}},
            "Huyện đoàn Mỹ Xuyên": {"Đoàn xã Đại Tâm": {"Chi đoàn Ấp 3": {}}},
        }
    }
)


@pytest.mark.parametrize("unit", ["Tỉnh đoàn", "Thành đoàn", "Huyện đoàn", "Đoàn xã", "Chi đoàn"])
@pytest.mark.parametrize("spelt", [str, str.upper, fold, "  {}.".format])
def test_a_unit_that_is_called_by_its_kind_alone(unit, spelt):
    match = search(spelt(unit), ALONE)
    assert [one.name for one in match.units] == [unit]
    assert match.certain


@pytest.mark.parametrize(("typed", "unit"), [("đoàn tỉnh", "Tỉnh đoàn"), ("TP", "Thành đoàn"), ("cd", "Chi đoàn")])
def test_by_another_word_for_that_kind(typed, unit):
    assert [one.name for one in search(typed, ALONE).units] == [unit]


def test_of_several_called_so_one_is_asked_which():
    again = ALONE[1].model_copy(update={"id": 500, "name": "Huyện đoàn", "path": "1.500."})
    match = search("huyen doan", [*ALONE, again])
    assert ([one.name for one in match.units], match.certain) == (["Huyện đoàn", "Huyện đoàn"], False)


# Of many units only a few are scored -------------------------------------------------------------------------------

NAMES = [
    "An Bình",
    "Tân Phú",
    "Mỹ Xuyên",
    "Đại Tâm",
    "Tắc Gồng",
    "Thạnh Trị",
    "Giồng Chùa",
    "Long Hòa",
    "1",
    "3",
    "10",
    "13",
]
KINDS = ("Chi đoàn Ấp", "Chi đoàn", "Chi đoàn Trường THCS", "Chi đoàn Khóm")
MANY = planted(
    {
        "Tỉnh đoàn Sóc Trăng": {
            f"Huyện đoàn {district}": {
                f"Đoàn xã {commune}": {f"{kind} {name}": {} for kind in KINDS for name in NAMES}
                for commune in NAMES[:5]
            }
            for district in NAMES[2:8]
        }
    }
)
WORDS = sorted({*unit_search._spelt(" ".join((*NAMES, *KINDS))).split(), "doan", "xa", "huyen", "soc", "trang", "ap3"})


def scored_one_by_one(typed: str, units: list[Unit]) -> tuple[list[int], bool]:
    """What the search must find, found without any index: each unit's score, the likeliest first."""
    raw, (kind, wanted) = unit_search._spelt(typed), unit_search._parted(typed)
    if set(raw.split()) <= unit_search._WORDS_FOR_KINDS:
        return [], False  # none of these is called by its kind alone
    by_id = {unit.id: unit for unit in units}
    scores = []
    for unit in units:
        above = tuple(((by_id[int(at)].name,), ()) for at in reversed(unit.path.split(".")[:-2]))
        scores.append((-unit_search._score(raw, kind, wanted, unit.name, above), len(above), unit.id))
    exact = [one for one in scores if -one[0] == unit_search.EXACT]
    ranked = sorted(exact or [one for one in scores if -one[0] >= unit_search.ENOUGH])
    return [unit_id for _score, _depth, unit_id in ranked[: unit_search.MOST]], len(exact) == 1


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.integers(0, 40), st.sampled_from("aeiouxz3 "))
def test_it_finds_what_scoring_every_unit_finds(words, at, slip):
    typed = " ".join(words)
    typed = typed[:at] + slip + typed[at + 1 :]
    matches = search(typed, MANY)
    assert ([unit.id for unit in matches.units], matches.certain) == scored_one_by_one(typed, MANY)


def test_of_many_units_few_are_scored():
    assert len(MANY) > 1000
    tree = unit_search._Index(tuple((unit.id, unit.name, unit.path, unit.former) for unit in MANY))
    for typed in ("chi doan ap 3 dai tam", "my xuyen", "tan phu my xuyen", "ap giong chua", "sao hoa"):
        near = tree.near(unit_search._spelt(typed), unit_search._parted(typed)[1])
        assert len(near) < len(MANY) / 10, typed
