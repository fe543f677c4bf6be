"""One reader of days, of times and of amounts: what any question took, every question takes where it means one thing.

Today is Sunday, 22 November 2026, 07:00.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from handlers.engine.chat import Bad
from handlers.engine.text import HOME
from handlers.plan.days import dates_of
from handlers.typed import amounts, days, hours, shift_times, times
from storage.plan.plan_items import Dates

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=HOME)
SECOND = date(2026, 12, 2)

# Each way to write 2 December 2026, with its year.
WITH_YEAR = [
    "2/12/2026",
    "02/12/2026",
    "2 / 12 / 2026",
    "2.12.2026",
    "2. 12. 2026",
    "2-12-2026",
    "2/12-2026",
    "2/12/26",
    "2.12.26",
    "2026-12-02",
    "2026-12-2",
    "ngày 2/12/2026",
    "2 tháng 12 năm 2026",
    "ngày 2 tháng 12 năm 2026",
    "ngay 2 thang 12/2026",
    "2/12 năm 2026",
    "2 tháng 12 năm 26",
    "2 December 2026",
    "2nd of December, 2026",
    "Dec 2, 2026",
    "thứ tư, 2/12/2026",
    "T4 2/12/2026",
    "Wed, 2 Dec 2026",
    "2/12\u00a0/\u00a02026",
]
# Each way to write it without, in the year that the question makes it.
WITHOUT_YEAR = ["2/12", "02/12", "2 tháng 12", "ngày 2 tháng 12", "mùng 2 tháng 12", "2 December", "December 2"]


@pytest.mark.parametrize("typed", WITH_YEAR)
def test_a_day_with_its_year_is_read_by_every_question(typed):
    assert days.past_day(typed, today=date(2027, 1, 1)) == SECOND
    assert days.coming_day(typed, today=TODAY) == SECOND
    assert dates_of(typed, "campaign", TODAY) == Dates(starts_on=SECOND)
    assert [slot.day for slot in shift_times.days_of(typed, today=TODAY).slots] == [SECOND]
    assert days.period(f"1/1/2026 - {typed}", today=TODAY) == (date(2026, 1, 1), SECOND)
    for said in (f"18h {typed}", f"{typed} 18h", f"{typed}, 18:00"):
        assert moment(said) == datetime(2026, 12, 2, 18, 0, tzinfo=HOME)


@pytest.mark.parametrize("typed", WITHOUT_YEAR)
def test_a_day_without_a_year_is_the_next_one_or_this_years_or_every_years(typed):
    assert days.coming_day(typed, today=TODAY) == SECOND
    assert [slot.day for slot in shift_times.days_of(typed, today=TODAY).slots] == [SECOND]
    assert moment(f"18h {typed}") == datetime(2026, 12, 2, 18, 0, tzinfo=HOME)
    assert dates_of(typed, "campaign", TODAY) == Dates(day=2, month=12)
    assert days.period(f"1/1 - {typed}", today=TODAY) == (date(2026, 1, 1), SECOND)
    with pytest.raises(Bad):
        days.past_day(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("hôm nay", TODAY),
        ("mai", date(2026, 11, 23)),
        ("ngày mai", date(2026, 11, 23)),
        ("mốt", date(2026, 11, 24)),
        ("ngay kia", date(2026, 11, 24)),
        ("thứ 7", date(2026, 11, 28)),
        ("thứ 4 tuần sau", date(2026, 11, 25)),
        ("thứ tư tuần tới", date(2026, 11, 25)),
        ("tomorrow", date(2026, 11, 23)),
    ],
)
def test_a_day_as_seen_from_today(typed, day):
    assert days.coming_day(typed, today=TODAY) == day
    assert [slot.day for slot in shift_times.days_of(typed, today=TODAY).slots] == [day]
    assert moment(f"18h {typed}") == datetime.combine(day, time(18), HOME)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("18h", "22/11 18:00"),
        ("18g", "22/11 18:00"),
        ("18 giờ 05", "22/11 18:05"),
        ("6h", "23/11 06:00"),
        ("7:30", "22/11 07:30"),
        ("7h30 mai", "23/11 07:30"),
        ("18h 28.11", "28/11 18:00"),
        ("18h 28-11", "28/11 18:00"),
        ("7 giờ 30, 1/12", "01/12 07:30"),
        ("lúc 18h nhé", "22/11 18:00"),
        ("7h tối", "22/11 19:00"),
        ("8pm", "22/11 20:00"),
        ("7h thứ 7 tới", "28/11 07:00"),
        ("6 giờ rưỡi sáng mai", "23/11 06:30"),
        ("18h một hôm nào đó", "22/11 18:00"),
        ("tối nay 8h", "22/11 20:00"),
        ("toi nay 8h30", "22/11 20:30"),
        ("chiều mai 2h", "23/11 14:00"),
        ("toi mai luc 7h", "23/11 19:00"),
        ("sáng mai 7h", "23/11 07:00"),
        ("12h đêm nay", "23/11 00:00"),
        ("12h đêm mai", "24/11 00:00"),
    ],
)
def test_moments(typed, at):
    assert f"{moment(typed):%d/%m %H:%M}" == at


@pytest.mark.parametrize("typed", ["", "mai", "18", "25h", "24h", "7-11h", "18h 31/11", "6h hôm nay", "18h 2/12/2027"])
def test_no_moment(typed):
    with pytest.raises(Bad):
        moment(typed)


@pytest.mark.parametrize("year", ["0000", "0001", "9999"])
def test_an_absurd_year_is_asked_again_by_every_question(year):
    for read in (
        lambda: days.past_day(f"1/1/{year}", today=TODAY),
        lambda: days.coming_day(f"1/1/{year}", today=TODAY),
        lambda: days.period(f"1/1/{year} - 31/12/{year}", today=TODAY),
        lambda: dates_of(f"1/6 - 31/8/{year}", "campaign", TODAY),
        lambda: shift_times.days_of(f"thứ 7 trong tháng 12/{year}", today=TODAY),
        lambda: moment(f"18h 31/12/{year}"),
    ):
        with pytest.raises(Bad):
            read()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("1/1/2026 - 30/6/2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("1/1-30/6", date(2026, 1, 1), date(2026, 6, 30)),
        ("1.1 - 30.6", date(2026, 1, 1), date(2026, 6, 30)),
        ("1-1 – 30-6", date(2026, 1, 1), date(2026, 6, 30)),
        ("từ 1/1 tới 30/6 nhé", date(2026, 1, 1), date(2026, 6, 30)),
        ("1/1 - 30/6/2025", date(2025, 1, 1), date(2025, 6, 30)),
        ("15/12 - 15/1/2026", date(2025, 12, 15), date(2026, 1, 15)),
        ("1-3/11", date(2026, 11, 1), date(2026, 11, 3)),
    ],
)
def test_periods(typed, first, last):
    assert days.period(typed, today=TODAY) == (first, last)


@pytest.mark.parametrize("typed", ["", "1/1", "1/1, 2/2, 3/3", "30/6 - 1/1", "31/6 - 1/7", "mai"])
def test_no_period(typed):
    with pytest.raises(Bad):
        days.period(typed, today=TODAY)


@pytest.mark.parametrize("typed", ["26/3 năm nay", "26/3 sang năm", "thứ sáu 26/3", "thứ 7 tháng 3", "mai"])
def test_what_is_not_every_year_is_not_read_as_if_it_were(typed):
    with pytest.raises(Bad):
        dates_of(typed, "campaign", TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7h-11h", "07:00-11:00"),
        ("7.30 - 11.00", "07:30-11:00"),
        ("7h30, 11h", "07:30-11:00"),
        ("7 giờ rưỡi đến 11 giờ", "07:30-11:00"),
        ("7h toi 11h", "07:00-11:00"),
        ("7h tới 11h", "07:00-11:00"),
        ("2h - 5h chiều", "14:00-17:00"),
        ("6 giờ tối tới 8 giờ tối", "18:00-20:00"),
        ("10-1pm", "10:00-13:00"),
    ],
)
def test_hours_of_a_shift_and_quiet_hours_are_read_alike(typed, meant):
    quiet = hours.two_times(typed)
    assert quiet == hours.hours_of(typed)
    assert quiet is not None
    assert f"{quiet.begins:%H:%M}-{quiet.ends:%H:%M}" == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chiều mai 2h-5h", "23/11 14:00-17:00"),
        ("chieu t7 1h30 - 5h", "28/11 13:30-17:00"),
        ("tối thứ 7, 6h đến 8h", "28/11 18:00-20:00"),
        ("toi nay 6h-8h", "22/11 18:00-20:00"),
        ("sáng t7 7h-11h", "28/11 07:00-11:00"),
        ("chiều 28/11 13h-17h", "28/11 13:00-17:00"),
        ("t7 7h30' ~ 11h.", "28/11 07:30-11:00"),
        ("7h-11h 1-2/12", "01/12 07:00-11:00, 02/12 07:00-11:00"),
    ],
)
def test_hours_beside_days(typed, said):
    slots = shift_times.days_of(typed, today=TODAY).slots
    assert ", ".join(f"{slot.day:%d/%m} {slot.begins:%H:%M}-{slot.ends:%H:%M}" for slot in slots) == said


def test_in_a_text_with_days_a_point_makes_no_time_and_a_dash_no_day():
    assert [slot.begins for slot in shift_times.days_of("18:00-20:00 hôm nay", today=TODAY).slots] == [time(18)]
    for typed in ("15/3 7.30-11.30", "15-3 7h-11h"):
        with pytest.raises(Bad):
            shift_times.days_of(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1.200", 1200), ("1 200 cây", 1200), ("1,200", 1200), ("30 bạn trẻ", 30), ("2 nghìn", 2000), ("1,5 nghìn", 1500)],
)
def test_whole_numbers_are_read_alike(typed, number):
    assert amounts.whole_number(typed, most=5000) == number
    assert amounts.number_within(typed, least=1, most=5000) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5 ngân hàng", 5),
        ("5 ngan hang", 5),
        ("2 ti vi", 2),
        ("3 trạm", 3),
        ("2 trăm", 200),
        ("5k", 5000),
        ("5 ngan", 5000),
    ],
)
def test_words_that_multiply_and_words_that_look_like_them(typed, number):
    assert amounts.whole_number(typed, most=5000) == number


@pytest.mark.parametrize("typed", ["", "0", "5001", "-5", "1,5", "5%", "12 cây 3", "9" * 400])
def test_no_number_within_its_bounds(typed):
    with pytest.raises(Bad):
        amounts.number_within(typed, least=1, most=5000)


@pytest.mark.parametrize(("typed", "amount"), [("1,5 nghìn tỷ đồng", 1.5e12), ("85 %", 85.0), ("1,25", 1.25)])
def test_a_measure_may_have_a_part(typed, amount):
    assert amounts.measure(typed, percentage=False) == amount


def moment(typed: str) -> datetime:
    return times.moment_of(typed, now=NOW, furthest=timedelta(days=90))
