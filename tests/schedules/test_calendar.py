"""Dates: Tết of 83 years, every anniversary of twelve, leap days and months, midnight, the year's end; quiet hours.

Lunar dates are checked twice: against a table from almanacs, and against the sky, computed in this file on its own
(new moons and the sun's place after Meeus, Astronomical Algorithms, chapters 25 and 49).
"""

import math
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar import HOME, Occurrence, local_day, lunar_day, moment, month_before, occurrences, solar_day
from schedules.plan.plan import SOC_TRANG_2024, read
from schedules.quiet_hours import before, covers, over
from storage.reminders.reminders import QuietHours

# Tết Nguyên đán as Vietnam kept it: since 1968 in the time of the 105th meridian (UTC+7), so that 1969, 1985, 2007 and
# 2030 differ from China. A line is a decade.
TET = {
    1968: "29/1 16/2",
    1970: "6/2 27/1 15/2 3/2 23/1 11/2 31/1 18/2 7/2 28/1",
    1980: "16/2 5/2 25/1 13/2 2/2 21/1 9/2 29/1 17/2 6/2",
    1990: "27/1 15/2 4/2 23/1 10/2 31/1 19/2 7/2 28/1 16/2",
    2000: "5/2 24/1 12/2 1/2 22/1 9/2 29/1 17/2 7/2 26/1",
    2010: "14/2 3/2 23/1 10/2 31/1 19/2 8/2 28/1 16/2 5/2",
    2020: "25/1 12/2 1/2 22/1 10/2 29/1 17/2 6/2 26/1 13/2",
    2030: "2/2 23/1 11/2 31/1 19/2 8/2 28/1 15/2 4/2 24/1",
    2040: "12/2 1/2 22/1 10/2 30/1 17/2 6/2 26/1 14/2 2/2",
    2050: "23/1",
}
HUNG_KINGS = {  # 10/3 of the lunar calendar; 2031 has a leap third month, and the day is kept in the regular one
    2024: "18/4",
    2025: "7/4",
    2026: "26/4",
    2027: "16/4",
    2028: "4/4",
    2029: "23/4",
    2030: "12/4",
    2031: "1/4",
    2032: "19/4",
    2033: "9/4",
    2034: "28/4",
    2035: "17/4",
}
# Leap months of the Vietnamese calendar: year -> month.
LEAP = {
    2001: 4,
    2004: 2,
    2006: 7,
    2009: 5,
    2012: 4,
    2014: 9,
    2017: 6,
    2020: 4,
    2023: 2,
    2025: 6,
    2028: 5,
    2031: 3,
    2033: 11,
    2036: 6,
    2039: 5,
    2042: 2,
    2044: 7,
    2047: 5,
    2050: 3,
}


def table(decades):
    for first, line in decades.items():
        for year, day in enumerate(line.split(), start=first):
            yield year, on(day, year)


def on(text, year):
    day, month = map(int, text.split("/"))
    return date(year, month, day)


# The second way: the sky ---------------------------------------------------------------------------------------------


def new_moon(k: int) -> float:
    """The k-th new moon since January 2000, as a Julian day in terrestrial time (Meeus, chapter 49)."""
    t = k / 1236.85
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.00000015 * t**3
    eccentric = 1 - 0.002516 * t - 0.0000074 * t**2
    sun = math.radians(2.5534 + 29.1053567 * k - 0.0000014 * t**2)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2)
    node = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t**2)
    omega = math.radians(124.7746 - 1.56375588 * k + 0.0020672 * t**2)
    terms = [
        (-0.40720, 0, moon),
        (0.17241, 1, sun),
        (0.01608, 0, 2 * moon),
        (0.01039, 0, 2 * node),
        (0.00739, 1, moon - sun),
        (-0.00514, 1, moon + sun),
        (0.00208, 2, 2 * sun),
        (-0.00111, 0, moon - 2 * node),
        (-0.00057, 0, moon + 2 * node),
        (0.00056, 1, 2 * moon + sun),
        (-0.00042, 0, 3 * moon),
        (0.00042, 1, sun + 2 * node),
        (0.00038, 1, sun - 2 * node),
        (-0.00024, 1, 2 * moon - sun),
        (-0.00017, 0, omega),
        (-0.00007, 0, moon + 2 * sun),
        (0.00004, 0, 2 * moon - 2 * node),
        (0.00004, 0, 3 * sun),
        (0.00003, 0, moon + sun - 2 * node),
        (0.00003, 0, 2 * moon + 2 * node),
        (-0.00003, 0, moon + sun + 2 * node),
        (0.00003, 0, moon - sun + 2 * node),
        (-0.00002, 0, moon - sun - 2 * node),
        (-0.00002, 0, 3 * moon + sun),
        (0.00002, 0, 4 * moon),
    ]
    planets = [
        (0.000325, 299.77 + 0.107408 * k),
        (0.000165, 251.88 + 0.016321 * k),
        (0.000164, 251.83 + 26.651886 * k),
        (0.000126, 349.42 + 36.412478 * k),
        (0.000110, 84.66 + 18.206239 * k),
    ]
    return (
        mean
        + sum(size * eccentric**power * math.sin(angle) for size, power, angle in terms)
        + sum(size * math.sin(math.radians(angle)) for size, angle in planets)
    )


def sun_longitude(julian: float) -> float:
    """The sun's apparent longitude in degrees (Meeus, chapter 25, lower accuracy: some 0.01 degrees)."""
    t = (julian - 2451545.0) / 36525
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t**2) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    omega = math.radians(125.04 - 1934.136 * t)
    return (280.46646 + 36000.76983 * t + 0.0003032 * t**2 + centre - 0.00569 - 0.00478 * math.sin(omega)) % 360


DELTA_T = 65 / 86400  # terrestrial less universal time: 39 s in 1968, 69 s in 2020; a minute is enough here
J2000 = date(2000, 1, 1)


def month_start(k: int) -> date:
    """The day, in Vietnam (UTC+7), in which the k-th new moon falls."""
    julian = new_moon(k) - DELTA_T + 7 / 24
    return J2000 + timedelta(days=math.floor(julian + 0.5) - 2451545)


def terms_passed(day: date) -> int:
    """How many major solar terms (30 degrees each) the sun has passed at the start of a day in Vietnam, modulo 12."""
    julian = 2451544.5 + (day - J2000).days - 7 / 24 + DELTA_T
    return math.floor(sun_longitude(julian) / 30)


@cache
def sky_year(year: int) -> dict[tuple[int, bool], date]:
    """(month, leap) -> first day, for the months of a lunar year: month 11 holds the winter solstice, and of thirteen
    months between two of those the first that holds no major term is the leap month.
    """
    firsts: dict[tuple[int, bool], date] = {}
    for winter in (year - 1, year):
        k = round((winter - 2000) * 12.3685) + 10
        while not (month_start(k) <= solstice(winter) < month_start(k + 1)):
            k += 1
        starts = [month_start(k + n) for n in range(15)]
        length = next(n for n in (12, 13) if starts[n] <= solstice(winter + 1) < starts[n + 1])
        leap_seen = length == 12
        number = 11
        for n in range(length):
            leap = n > 0 and not leap_seen and terms_passed(starts[n]) == terms_passed(starts[n + 1])
            if leap:
                leap_seen = True
            elif n:
                number = number % 12 + 1
            lunar_year = winter if number >= 11 and n < 4 else winter + 1
            if lunar_year == year:
                firsts[number, leap] = starts[n]
    return firsts


@cache
def solstice(year: int) -> date:
    day = date(year, 12, 18)
    while terms_passed(day + timedelta(days=1)) != 9:
        day += timedelta(days=1)
    return day


# Lunar days ----------------------------------------------------------------------------------------------------------


def test_tet_from_1968_to_2050_is_as_the_almanacs_have_it():
    expected = dict(table(TET))
    assert list(expected) == list(range(1968, 2051))
    assert {year: lunar_day(1, 1, year) for year in expected} == expected


def test_tet_from_1968_to_2050_is_as_the_sky_has_it():
    assert {year: sky_year(year)[1, False] for year in range(1968, 2051)} == dict(table(TET))


def test_every_month_of_the_lunar_years_to_come_is_as_the_sky_has_it():
    for year in range(2001, 2051):
        for (month, leap), first in sky_year(year).items():
            if not leap:
                assert lunar_day(1, month, year) == first, (year, month)


def test_leap_months_are_those_of_the_vietnamese_calendar():
    leap_months = {year: month for year in range(2001, 2051) for month, leap in sky_year(year) if leap}
    assert leap_months == LEAP


def test_the_hung_kings_day_and_its_leap_month():
    expected = {year: on(text, year) for year, text in HUNG_KINGS.items()}
    days = occurrences(10, 3, date(2024, 1, 1), date(2035, 12, 31), lunar=True)
    assert [one.day for one in days] == list(expected.values())
    assert lunar_day(10, 3, 2031) == date(2031, 4, 1)
    assert date(2031, 4, 20) < sky_year(2031)[3, True] < date(2031, 4, 24)  # no second Hung Kings' day in its tenth day


@pytest.mark.parametrize(("year", "month"), LEAP.items())
def test_a_day_is_kept_in_the_regular_month_once_a_year(year, month):
    regular, leap = sky_year(year)[month, False], sky_year(year)[month, True]
    assert regular <= lunar_day(15, month, year) < leap
    within = occurrences(15, month, regular, leap + timedelta(days=29), lunar=True)
    assert [one.day for one in within] == [lunar_day(15, month, year)]


def test_the_thirtieth_of_a_short_lunar_month_falls_on_its_last_day():
    for year in range(2001, 2050):
        months = sorted(sky_year(year).items(), key=lambda pair: pair[1])
        starts = [first for _key, first in months] + [sky_year(year + 1)[1, False]]
        for ((month, leap), first), following in zip(months, starts[1:], strict=True):
            if not leap:
                assert lunar_day(30, month, year) == min(first + timedelta(days=29), following - timedelta(days=1))


def test_a_lunar_year_ends_in_the_next_solar_one():
    days = occurrences(23, 12, date(2026, 1, 1), date(2026, 12, 31), lunar=True)
    assert [one.day for one in days] == [date(2026, 2, 10)]  # the kitchen gods leave in the last month of Ất Tỵ


def test_lunar_days_end_where_the_calendar_ends():
    assert not list(occurrences(1, 1, date(2105, 1, 1), date(2105, 12, 31), lunar=True))
    assert [one.day for one in occurrences(1, 1, date(1897, 1, 1), date(1901, 12, 31), lunar=True)] == [
        date(1900, 1, 31),
        date(1901, 2, 19),
    ]
    assert [one.day for one in occurrences(1, 1, date(2099, 1, 1), date(2103, 12, 31), lunar=True)] == [
        date(2099, 1, 21)
    ]


# Solar days ----------------------------------------------------------------------------------------------------------


def test_29_february_falls_on_the_28th_in_other_years():
    days = occurrences(29, 2, date(2024, 1, 1), date(2029, 1, 1), origin=2000)
    assert [(f"{one.day:%d/%m/%Y}", one.years) for one in days] == [
        ("29/02/2024", 24),
        ("28/02/2025", 25),
        ("28/02/2026", 26),
        ("28/02/2027", 27),
        ("29/02/2028", 28),
    ]
    assert solar_day(29, 2, 2100) == date(2100, 2, 28)


def test_both_ends_of_a_range_count_and_the_year_of_origin_does_not():
    assert list(occurrences(7, 5, date(1954, 5, 7), date(1955, 5, 7), origin=1954)) == [Occurrence(date(1955, 5, 7), 1)]


def test_over_the_years_end():
    days = [one.day for one in occurrences(1, 1, date(2026, 12, 31), date(2027, 1, 1))]
    assert days == [date(2027, 1, 1)]
    assert [one.day for one in occurrences(31, 12, date(2026, 12, 31), date(2027, 1, 1))] == [date(2026, 12, 31)]
    assert month_before(date(2027, 1, 1)) == date(2026, 12, 1)
    assert month_before(date(2027, 2, 28)) == date(2027, 1, 28)
    assert month_before(date(2026, 3, 31)) == date(2026, 2, 28)
    assert month_before(date(2028, 3, 30)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("years", "weight"), [(1, 0), (72, 0), (75, 5), (70, 10), (50, 50), (150, 50), (100, 100), (200, 100), (None, 0)]
)
def test_fives_and_tens_weigh_more(years, weight):
    occurrence = Occurrence(date(2026, 5, 7), years)
    assert (occurrence.weight, occurrence.round) == (weight, weight > 0)


# What the plan holds, from 2024 to 2035: the years, in the order of the day in the year.
ANNIVERSARIES = """
Ngày sinh đồng chí Nguyễn Chí Thanh                           01/01  110 111 112 113 114 115 116 117 118 119 120 121
Ngày sinh đồng chí Nguyễn Lương Bằng                          02/04  120 121 122 123 124 125 126 127 128 129 130 131
Ngày sinh đồng chí Trần Phú                                   01/05  120 121 122 123 124 125 126 127 128 129 130 131
Chiến thắng Điện Biên Phủ                                     07/05  70 71 72 73 74 75 76 77 78 79 80 81
Ngày mở đường Hồ Chí Minh                                     19/05  65 66 67 68 69 70 71 72 73 74 75 76
Ngày sinh đồng chí Hoàng Đình Giong                           01/06  120 121 122 123 124 125 126 127 128 129 130 131
Ngày ký Hiệp định Giơ-ne-vơ về đình chỉ chiến sự ở Việt Nam   21/07  70 71 72 73 74 75 76 77 78 79 80 81
Phong trào “Ba sẵn sàng”                                      09/08  60 61 62 63 64 65 66 67 68 69 70 71
Ngày mất của Chủ tịch Hồ Chí Minh                             02/09  55 56 57 58 59 60 61 62 63 64 65 66
Ngày sinh đồng chí Lý Tự Trọng                                20/10  110 111 112 113 114 115 116 117 118 119 120 121
Chiến thắng Bình Giã                                          02/12  60 61 62 63 64 65 66 67 68 69 70 71
Thành lập Quân đội nhân dân Việt Nam                          22/12  80 81 82 83 84 85 86 87 88 89 90 91
Ngày hội Quốc phòng toàn dân                                  22/12  35 36 37 38 39 40 41 42 43 44 45 46
"""


def test_every_anniversary_of_the_plan_from_2024_to_2035():
    expected = {}
    for line in ANNIVERSARIES.strip().splitlines():
        title, rest = line.rsplit("  ", 1)[0].rstrip(), line.rsplit("  ", 1)[1].split()
        title, day = title.rsplit("  ", 1)
        years = zip(range(2024, 2036), rest, strict=True)
        expected[title.strip()] = [(on(day, year), int(count)) for year, count in years]
    lunar = {"Tết Nguyên đán": dict(table(TET)), "Giỗ Tổ Hùng Vương": {y: on(t, y) for y, t in HUNG_KINGS.items()}}
    for title, days in lunar.items():
        expected[title] = [(days[year], None) for year in range(2024, 2036)]
    by_title = {}
    for anniversary in read(SOC_TRANG_2024.read_text(encoding="utf-8")).anniversaries:
        if anniversary.day and anniversary.month:
            days = occurrences(
                anniversary.day,
                anniversary.month,
                date(2024, 1, 1),
                date(2035, 12, 31),
                lunar=anniversary.lunar,
                origin=anniversary.year,
            )
            by_title[anniversary.title] = [(each.day, each.years) for each in days]
    assert by_title == expected


# Moments -------------------------------------------------------------------------------------------------------------


def test_a_day_begins_at_midnight_at_home():
    midnight = moment(date(2026, 12, 31), time(0, 0))
    assert midnight == datetime(2026, 12, 30, 17, 0, tzinfo=UTC)
    assert midnight.tzinfo is UTC
    assert local_day(midnight) == date(2026, 12, 31)
    assert local_day(midnight - timedelta(milliseconds=1)) == date(2026, 12, 30)
    assert local_day(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)


times = st.times(timezones=st.none()).map(lambda one: one.replace(second=0, microsecond=0))
quiets = st.builds(lambda a, b: QuietHours(f"{a:%H:%M}", f"{b:%H:%M}"), times, times)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001 (placed at home right after)
    lambda at: at.replace(second=0, microsecond=0, tzinfo=HOME)
)


@given(quiets, moments)
def test_quiet_hours_are_the_minutes_from_their_beginning_to_their_end(quiet, at):
    minutes = [f"{at + timedelta(minutes=n):%H:%M}" for n in range(1440)]
    ends = minutes.index(quiet.ends)
    begins = minutes.index(quiet.begins)
    covered = quiet.begins != quiet.ends and ends != 0 and (begins == 0 or ends < begins)
    assert covers(quiet, at) == covered
    if covered:
        assert over(quiet, at) == at + timedelta(minutes=ends)
        assert before(quiet, at) == at - timedelta(minutes=(1440 - begins) % 1440 + 10)
        assert not covers(quiet, over(quiet, at))
