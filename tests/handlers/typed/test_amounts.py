"""Numbers and amounts as people type them on a phone."""

import pytest

from handlers.engine.chat import Bad
from handlers.typed import amounts


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.200", 1200),
        ("1200", 1200),
        ("1 200", 1200),
        ("1,200", 1200),
        ("1\u00a0200", 1200),
        ("12 cây", 12),
        ("1.200 cây", 1200),
        ("0", 0),
        ("không", 0),
        ("không có", 0),
        ("1.234.567", 1234567),
        (" 7 ", 7),
        ("một trăm", 100),
    ],
)
def test_whole_numbers(typed, number):
    assert amounts.whole_number(typed, most=2_000_000) == number


@pytest.mark.parametrize("typed", ["một trăm mấy", "-5", "1.5", "1.20", "12.5 cây", "1 00", "12 cây 3", "", "5001"])
def test_what_is_no_whole_number_or_absurd_is_asked_again(typed):
    with pytest.raises(Bad):
        amounts.whole_number(typed, most=5000)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.250", 1250),
        ("1 250", 1250),
        ("1,5 tỷ", 1_500_000_000),
        ("02 tỷ đồng", 2_000_000_000),
        ("85%", 85),
        ("75,5", 75.5),
        ("200 triệu", 200_000_000),
        ("0", 0),
    ],
)
def test_amounts_as_people_type_them(typed: str, amount: float):
    assert amounts.measure(typed, percentage=False) == amount


@pytest.mark.parametrize("typed", ["nhiều", "-5", "1,2,3", "5 cây", "", "120%", "1e9"])
def test_what_is_no_amount(typed: str):
    with pytest.raises(Bad):
        amounts.measure(typed, percentage=True)


# What people may write behind a number, by what it is a number of; and units of something else altogether.
SAID_OF = {
    "trees": ["cây", "cây xanh", "cây tràm", "gốc", "trees", "Cây ạ"],
    "children_helped": ["em", "bé", "thiếu nhi", "học sinh", "children", "em nhỏ"],
    "people_helped": ["người", "bà con", "cụ", "người dân", "people"],
    "households_helped": ["hộ", "hộ nghèo", "gia đình", "households"],
    "rubbish_kg": ["kg", "ký", "kí", "ký rác", "cân", "kg rác thải"],
    "blood_units": ["đơn vị", "đơn vị máu", "bịch", "units"],
    "road_metres": ["m", "mét", "mét đường", "metres"],
    "gifts": ["phần quà", "phần", "gifts"],
    "seats": ["người", "bạn trẻ", "chỗ", "đoàn viên", "people"],
    "metres": ["m", "mét"],
    "minutes": ["phút", "p", "minutes"],
}
OTHER_UNITS = [
    "giây",
    "giờ",
    "tiếng",
    "ngày",
    "buổi",
    "tuần",
    "km",
    "cây số",
    "cm",
    "m vuông",
    "mét khối",
    "tấn",
    "tạ",
    "gam",
]
OTHER_UNITS += [
    "lít",
    "đồng",
    "cây vàng",
    "ha",
    "hours",
    "days",
    "phút",
    "kg",
    "mét",
    "lượt",
    "bao",
    "xe",
    "con",
    "m/s",
]


@pytest.mark.parametrize("of", SAID_OF)
def test_what_is_counted_may_stand_behind_its_number(of):
    for unit in SAID_OF[of]:
        for typed in (f"5 {unit}", f"5{unit}", f"5 {unit.upper()}", f"5 {unit} nhé"):
            assert amounts.whole_number(typed, most=5000, of=of) == 5, typed
    for typed in ("5", "5 ạ", "5 thôi nha", "0"):
        assert amounts.number_within(typed, least=0, most=9, of=of) == int(typed[0]), typed


@pytest.mark.parametrize("of", SAID_OF)
def test_a_number_of_something_else_is_asked_again(of):
    own = set(SAID_OF[of])
    others = {unit for key, units in SAID_OF.items() if not related(key, of) for unit in units} | set(OTHER_UNITS)
    for unit in others - own:
        for typed in (f"5 {unit}", f"5{unit}", f"1.200 {unit}", f"2 nghìn {unit}"):
            with pytest.raises(Bad):
                amounts.whole_number(typed, most=5000, of=of)
            with pytest.raises(Bad):
                amounts.number_within(typed, least=0, most=5000, of=of)


def related(one: str, other: str) -> bool:
    """Whether one may be called by words of the other: people, young and old; metres."""
    people = {"children_helped", "people_helped", "seats", "people_taught"}
    return one == other or {one, other} <= people or {one, other} <= {"road_metres", "metres"}
