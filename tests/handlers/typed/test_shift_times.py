"""Days and hours of shifts as organisers type them. Today is Sunday, 22 November 2026."""

from datetime import date, datetime

import pytest

from handlers.engine.chat import Bad
from handlers.engine.text import HOME
from handlers.typed import shift_times
from handlers.typed.hours import hours_of

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=HOME)


def shown(typed):
    """The slots as short text: "2027-03-15 07:00-11:00"."""
    slots = shift_times.days_of(typed, today=TODAY).slots
    return [f"{slot.day}" + (f" {slot.begins:%H:%M}-{slot.ends:%H:%M}" if slot.begins else "") for slot in slots]


SATURDAYS = ["2027-03-06", "2027-03-13", "2027-03-20", "2027-03-27"]


@pytest.mark.parametrize(
    ("typed", "slots"),
    [
        ("15/3 7h-11h", ["2027-03-15 07:00-11:00"]),
        ("15/3/2027", ["2027-03-15"]),
        ("2027-03-15 07:00-11:00", ["2027-03-15 07:00-11:00"]),
        ("Thứ hai, 15/3/2027, 7:00 – 11:00", ["2027-03-15 07:00-11:00"]),
        ("ngày 15 tháng 3 năm 2027 từ 7 giờ 30 đến 11 giờ", ["2027-03-15 07:30-11:00"]),
        ("15 March 7am-11am", ["2027-03-15 07:00-11:00"]),
        ("March 15, 2027 1:30pm to 5pm", ["2027-03-15 13:30-17:00"]),
        ("15/3 7-11h", ["2027-03-15 07:00-11:00"]),
        ("15/3 2h-5h chiều", ["2027-03-15 14:00-17:00"]),
        ("15/3 8h sáng đến 4h chiều", ["2027-03-15 08:00-16:00"]),
        ("25/12 18h tới 20h", ["2026-12-25 18:00-20:00"]),
        ("15/3, 22/3 và 29/3 7h-11h", ["2027-03-15 07:00-11:00", "2027-03-22 07:00-11:00", "2027-03-29 07:00-11:00"]),
        ("15, 22, 29/3", ["2027-03-15", "2027-03-22", "2027-03-29"]),
        ("15/3 7h-11h; 16/3 13h-17h", ["2027-03-15 07:00-11:00", "2027-03-16 13:00-17:00"]),
        ("15/3 7h-11h\n16/3", ["2027-03-15 07:00-11:00", "2027-03-16 07:00-11:00"]),
        ("15/3 7h-11h; 15/3 13h-17h", ["2027-03-15 07:00-11:00", "2027-03-15 13:00-17:00"]),
        ("mỗi thứ 7 trong tháng 3", SATURDAYS),
        ("mỗi thứ bảy trong tháng 3 năm 2027", SATURDAYS),
        ("MOI THU 7 THANG 3/2027", SATURDAYS),
        ("every Saturday in March", SATURDAYS),
        ("Saturdays in March 2027", SATURDAYS),
        ("T7 hằng tuần tháng 3 7h-11h", [f"{day} 07:00-11:00" for day in SATURDAYS]),
        ("mỗi thứ 7 từ 1/3 đến 31/3", SATURDAYS),
        ("mỗi chủ nhật đến 12/12", ["2026-11-22", "2026-11-29", "2026-12-06"]),
        ("các chủ nhật tháng này", ["2026-11-22", "2026-11-29"]),
        ("chủ nhật tháng sau", ["2026-12-06", "2026-12-13", "2026-12-20", "2026-12-27"]),
        ("mỗi thứ 7 và chủ nhật tháng 2", [f"2027-02-{day:02}" for day in (6, 7, 13, 14, 20, 21, 27, 28)]),
        ("1/12 - 3/12 7h-11h", [f"2026-12-0{day} 07:00-11:00" for day in (1, 2, 3)]),
        ("1-3/12", ["2026-12-01", "2026-12-02", "2026-12-03"]),
        ("30/12 đến 2/1", ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]),
        ("mai 7h-11h", ["2026-11-23 07:00-11:00"]),
        ("hôm nay", ["2026-11-22"]),
        ("tomorrow 8am-10am", ["2026-11-23 08:00-10:00"]),
        ("thứ 7 này", ["2026-11-28"]),
        ("chủ nhật", ["2026-11-29"]),
        ("thứ 4 tuần sau", ["2026-11-25"]),
        ("t7", ["2026-11-28"]),
        ("29/2/2028", None),
        ("mỗi thứ 7", None),
        ("tháng 3", None),
        ("15/3 lúc nào cũng được", None),
        ("31/4", None),
        ("15/13", None),
        ("21/11/2026", None),
        ("thứ 7, 15/3/2027", None),
        ("15/3 11h-7h", None),
        ("15/3 25h-26h", None),
        ("31/3/2027 - 1/3/2027", None),
        ("mỗi ngày từ 1/3 đến 31/5", None),
        ("", None),
        ("abc", None),
        ("🙂", None),
    ],
)
def test_days(typed, slots):
    if slots is None:
        with pytest.raises(Bad):
            shift_times.days_of(typed, today=TODAY)
    else:
        assert shown(typed) == slots


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("7h-11h", "07:00-11:00"),
        ("7-11h", "07:00-11:00"),
        ("7:30-11:00", "07:30-11:00"),
        ("13h30–17h", "13:30-17:00"),
        ("từ 7 giờ đến 11 giờ", "07:00-11:00"),
        ("7h00 tới 11h00", "07:00-11:00"),
        ("7am-1pm", "07:00-13:00"),
        ("10-1pm", "10:00-13:00"),
        ("1h-4h chiều", "13:00-16:00"),
        ("6h-8h tối", "18:00-20:00"),
        ("", None),
        ("7", None),
        ("7-11", None),
        ("sáng", None),
        ("11h-7h", None),
        ("7h-7h05", None),
        ("5h-23h", None),
        ("7h-11h ngoài sân", None),
    ],
)
def test_hours(typed, hours):
    if hours is None:
        with pytest.raises(Bad):
            hours_of(typed)
    else:
        read = hours_of(typed)
        assert f"{read.begins:%H:%M}-{read.ends:%H:%M}" == hours


def test_what_has_begun_or_overlaps_is_refused():
    hours = hours_of("6h-8h")
    with pytest.raises(Bad, match="is already over"):
        shift_times.spans(shift_times.days_of("hôm nay", today=TODAY), hours, NOW)
    both = shift_times.days_of("23/11 7h-11h; 23/11 10h-12h", today=TODAY)
    with pytest.raises(Bad, match="overlap"):
        shift_times.spans(both, None, NOW)
    (span,) = shift_times.spans(shift_times.days_of("23/11", today=TODAY), hours, NOW)
    assert span.starts_at.astimezone(HOME) == datetime(2026, 11, 23, 6, 0, tzinfo=HOME)
