"""Shifts as people type them, generated with what they mean: read as that or asked about, never read wrong."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import pytest

from handlers.engine.outcomes import Bad
from handlers.engine.text import HOME
from handlers.typed import shift_times
from handlers.typed.hours import Hours, hours_of, two_times
from handlers.typed.times import moment_of
from tests.handlers.typed.typed_shifts import TODAY, names_of, typed_shift

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=HOME)
SENTENCES = 4000


def read(typed: str) -> list[tuple[date, time | None, time | None]] | None:
    """The days and hours that are read; None where it is asked again."""
    try:
        return [(one.day, one.begins, one.ends) for one in shift_times.days_of(typed, today=TODAY).slots]
    except Bad:
        return None


def test_a_shift_is_read_as_it_was_meant_or_asked_about():
    choose = random.Random(2026)
    asked = 0
    for _number in range(SENTENCES):
        typed = typed_shift(choose)
        slots = read(typed.text)
        asked += slots is None
        assert slots in (None, [(typed.begins.date(), typed.begins.time(), typed.ends.time())]), typed
        if slots is None or typed.begins.replace(tzinfo=HOME) <= NOW:
            continue
        for span in shift_times.spans(shift_times.days_of(typed.text, today=TODAY), None, NOW):
            assert span.starts_at.astimezone(HOME).replace(tzinfo=None) == typed.begins, typed
            assert span.ends_at.astimezone(HOME).replace(tzinfo=None) == typed.ends, typed
    assert asked <= SENTENCES / 25


LEFT_OVER = (
    "hoặc",
    "trừ",
    "sau",
    "trước",
    "khoảng",
    "muộn hơn",
    "nửa buổi",
    "giữa",
    "cuối",
    "rằm",
    "tuần sau nữa",
    "or",
    "x",
)


@pytest.mark.parametrize("word", LEFT_OVER)
def test_a_word_that_is_not_understood_is_asked_about(word):
    choose = random.Random(word)
    for _number in range(60):
        typed = typed_shift(choose)
        for text in (f"{word} {typed.text}", f"{typed.text} {word}"):
            assert read(text) is None, text


def test_a_part_of_the_day_that_does_not_fit_is_asked_about():
    choose = random.Random(7)
    fits = {"sáng": range(12), "trưa": range(10, 15), "chiều": range(12, 20), "tối": range(17, 24)}
    for _number in range(600):
        begins = datetime.combine(date(2026, 11, 30), time()) + timedelta(minutes=30 * choose.randrange(48))
        ends = begins + timedelta(minutes=30 * choose.randrange(1, 12))
        name = choose.choice([one for one, hours in fits.items() if begins.hour not in hours])
        if begins.hour <= 12:  # "chiều 2h" is no contradiction: only a clock of 24 hours is
            named = choose.choice(names_of(begins))
            if named == "đêm":
                continue
            hours = f"{(begins.hour - 1) % 12 + 1}h{begins:%M} {named} - {ends:%Hh%M}"
        else:
            hours = f"{begins:%Hh%M}-{ends:%Hh%M}"
        for text in (f"{name} 30/11 {hours}", f"30/11 {name}, {hours}", f"{hours}, {name} 30/11"):
            assert read(text) is None, text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("22h-2h", "22:00-02:00"),
        ("20h-24h", "20:00-00:00"),
        ("20h-0h", "20:00-00:00"),
        ("22H30-2H30", "22:30-02:30"),
        ("17h-9h", "17:00-09:00"),
        ("17h-9h01", None),
        ("11h-7h", None),
        ("7h-7h", None),
        ("0h-24h", None),
        ("23h55-0h05", None),
        ("23h50-0h05", "23:50-00:05"),
        ("22h-2h hôm sau", "22:00-02:00"),
        ("7h-11h hôm sau", None),
        ("chiều 2h-5h", "14:00-17:00"),
        ("tối từ 7h đến 9h30", "19:00-21:30"),
        ("tối 10h-2h", "22:00-02:00"),
        ("10h tối - 2h sáng hôm sau", "22:00-02:00"),
        ("sáng 15h-17h", None),
        ("7h sáng - 3h tối", None),
        ("sáng 8h - chiều 4h", None),
        ("8h-14h sáng", None),
        ("24h-4h", None),
        ("đêm 1h-4h", None),
        ("10h-2h sáng", None),
        ("4h-6h tối", None),
        ("2pm-5pm", "14:00-17:00"),
        ("12am-3am", "00:00-03:00"),
        ("noon to 2pm", "12:00-14:00"),
        ("9 o'clock to 11 o'clock", "09:00-11:00"),
        ("2 in the afternoon to 5 in the afternoon", "14:00-17:00"),
    ],
)
def test_hours_alone(typed, said):
    if said is None:
        with pytest.raises(Bad):
            hours_of(typed)
    else:
        hours = hours_of(typed)
        assert f"{hours.begins:%H:%M}-{hours.ends:%H:%M}" == said


def test_every_range_of_a_clock_of_24_hours_follows_the_rule_of_the_next_day():
    for begins in range(24):
        for ends in range(25):
            length = (ends - begins) % 24 or 24
            try:
                hours = hours_of(f"{begins}h-{ends}h")
            except Bad:
                assert length > 16, (begins, ends)
            else:
                assert length <= 16
                assert (hours.begins, hours.ends) == (time(begins), time(ends % 24))


@pytest.mark.parametrize(
    ("typed", "slots"),
    [
        ("từ 22h ngày 30/11 đến 2h hôm sau", "30/11 22:00-02:00"),
        ("22h 30/11 - 2h 1/12", "30/11 22:00-02:00"),
        ("30/11 22h đến 2h sáng 1/12", "30/11 22:00-02:00"),
        ("22h tối nay đến 2h sáng mai", "22/11 22:00-02:00"),
        ("thứ 7 22h - 2h chủ nhật", "28/11 22:00-02:00"),
        ("22h đến 2h sáng mai", None),
        ("từ 22h đến 2h ngày 1/12", None),
        ("22h-2h sáng 1/12", None),
        ("22h-2h 30/11", "30/11 22:00-02:00"),
        ("22h đến 2h đêm 30/11", "30/11 22:00-02:00"),
        ("20h đến 24h ngày 30/11", "30/11 20:00-00:00"),
        ("đêm 30/11 từ 22h đến 2h", "30/11 22:00-02:00"),
        ("chiều 30/11 2-5", "30/11 14:00-17:00"),
        ("tonight 11-1", "22/11 23:00-01:00"),
        ("30/11 2-5", None),
        ("30/11 7h-11h 1/12", None),
        ("22h 30/11 - 2h 2/12", None),
        ("7h 30/11 đến 11h 1/12", None),
        ("thứ 2 đến thứ 6 7h-11h", None),
        ("thứ 7 - chủ nhật 7h-11h", None),
        ("thứ 6 tuần này 7h-9h", None),
        ("mỗi tối thứ 7 tháng 12 7h-9h", "05/12 19:00-21:00, 12/12 19:00-21:00, 19/12 19:00-21:00, 26/12 19:00-21:00"),
        ("moi t7 7h-9h toi 12/12", "28/11 07:00-09:00, 05/12 07:00-09:00, 12/12 07:00-09:00"),
        ("t7 7h-9h toi 12/12", None),
        ("thu 7 toi 7h-9h", None),
        ("thu 7 toi 19h-21h", "28/11 19:00-21:00"),
        ("toi 30/11 7h-9h", "30/11 19:00-21:00"),
        ("tối 1/12 và 3/12 7h-9h", "01/12 19:00-21:00, 03/12 19:00-21:00"),
        ("1-3/12 chiều 2h-5h", "01/12 14:00-17:00, 02/12 14:00-17:00, 03/12 14:00-17:00"),
        ("10/3 âm 7h-11h", None),
        ("10/3 am 7h-11h", None),
        ("sáng và chiều 30/11 7h-11h", None),
        ("đêm 24/12 1h-4h", None),
        ("15/3 7h-11h; chiều 16/3", None),
        ("chiều 15/3; 16/3 13h-17h", "15/03 13:00-17:00, 16/03 13:00-17:00"),
        ("sáng 15/3; chiều 16/3", None),
    ],
)
def test_days_and_hours(typed, slots):
    days = read(typed)
    said = days and ", ".join(f"{day:%d/%m} {begins:%H:%M}-{ends:%H:%M}" for day, begins, ends in days)
    assert said == slots


def test_a_part_of_the_day_that_is_said_of_the_day_holds_for_the_hours_that_are_asked_for_next():
    when = shift_times.days_of("chiều 30/11", today=TODAY)
    assert when.part == "chieu"
    assert hours_of("2h-5h", when.part) == Hours(begins=time(14), ends=time(17))
    with pytest.raises(Bad):
        hours_of("8h-11h", when.part)


def test_shifts_over_midnight_that_overlap_are_refused():
    for typed, overlap in (("30/11 22h-2h; 1/12 1h-4h", True), ("30/11 22h-2h; 1/12 2h-4h", False)):
        when = shift_times.days_of(typed, today=TODAY)
        if overlap:
            with pytest.raises(Bad, match="overlap"):
                shift_times.spans(when, None, NOW)
        else:
            assert len(shift_times.spans(when, None, NOW)) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tối 10h - 6h sáng", "22:00-06:00"),
        ("đêm 10h - sáng", None),
        ("toi 10h - 6h", "22:00-06:00"),
        ("sáng 15h-17h", None),
    ],
)
def test_quiet_hours_have_parts_of_the_day_too(typed, said):
    hours = two_times(typed)
    assert (hours and f"{hours.begins:%H:%M}-{hours.ends:%H:%M}") == said


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("đêm mai 10h", "23/11 22:00"),
        ("khuya nay 11h", "22/11 23:00"),
        ("sáng mai 15h", None),
        ("sáng chiều mai 7h", None),
    ],
)
def test_a_moment_has_its_part_of_the_day(typed, at):
    try:
        moment = f"{moment_of(typed, now=NOW, furthest=timedelta(days=90)):%d/%m %H:%M}"
    except Bad:
        moment = None
    assert moment == at
