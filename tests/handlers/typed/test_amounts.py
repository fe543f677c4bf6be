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
    ],
)
def test_whole_numbers(typed, number):
    assert amounts.whole_number(typed, most=2_000_000) == number


@pytest.mark.parametrize("typed", ["một trăm", "-5", "1.5", "1.20", "12.5 cây", "1 00", "12 cây 3", "", "5001"])
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
