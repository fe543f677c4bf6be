"""Whatever way the bot shows a day, a time or an amount, somebody may type it back: it is read as what was shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.engine.chat import Bad
from handlers.engine.text import HOME, LANGUAGES, Text, say, show_time
from handlers.plan import days as plan_days
from handlers.typed import amounts, days, hours, shift_times, times
from storage.plan.plan_items import Dates

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=HOME)
coming = st.dates(TODAY, TODAY + days.FURTHEST)
past = st.dates(date(2015, 1, 1), TODAY)
languages = st.sampled_from(sorted(LANGUAGES))
minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def with_year(day: date) -> str:
    """As in hints: 22/11/2026."""
    return say(Text("{day:short}/{year:plain}", facts={"day": day, "year": day.year}), "vi")


@given(coming, languages)
def test_a_day_to_come(day, language):
    for shown in (show_time(day, "date", language), with_year(day), day.isoformat()):
        assert days.coming_day(shown, today=TODAY) == day, shown
        assert [slot.day for slot in shift_times.days_of(shown, today=TODAY).slots] == [day], shown
        assert plan_days.dates_of(shown, "campaign_day", TODAY) == Dates(starts_on=day), shown


@given(st.dates(TODAY, TODAY + timedelta(days=364)), languages)
def test_a_day_that_is_shown_without_its_year_is_the_next_one(day, language):
    for shown in (show_time(day, "short", language), show_time(day, "weekday", language)):
        assert days.coming_day(shown, today=TODAY) == day, shown


@given(past, languages)
def test_a_day_that_is_over(day, language):
    for shown in (show_time(day, "date", language), with_year(day), day.isoformat()):
        assert days.past_day(shown, today=TODAY) == day, shown


@given(past, past, languages)
def test_a_period(day, other, language):
    first, last = sorted((day, other))
    for shown in (f"{with_year(first)} - {with_year(last)}", f"{first:%d-%m-%Y} – {last:%d-%m-%Y}"):
        assert days.period(shown, today=TODAY) == (first, last), shown
    shown = say(plan_days.said(Dates(starts_on=first, ends_on=last)), language)
    assert days.period(shown, today=TODAY) == (first, last), shown


@given(coming, coming, languages)
def test_when_an_item_of_the_plan_is(day, other, language):
    first, last = sorted((day, other))
    dates = Dates(starts_on=first, ends_on=last if last > first else None)
    shown = say(plan_days.said(dates), language)
    assert plan_days.dates_of(shown, "campaign", TODAY) == dates, shown


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.booleans(), languages)
def test_a_day_of_every_year(day, lunar, language):
    if lunar and day.day == 31:
        return
    dates = Dates(day=day.day, month=day.month, lunar=lunar)
    for shown in (say(plan_days.said(dates), language), say(plan_days.briefly(dates), language)):
        assert plan_days.dates_of(shown, "anniversary", TODAY) == dates, shown


@given(st.dates(TODAY, TODAY + timedelta(days=80)), minutes, languages)
def test_a_moment(day, at, language):
    moment = datetime.combine(day, at, HOME)
    if moment <= NOW:
        return
    shown = show_time(moment, "moment", language)
    assert times.moment_of(shown, now=NOW, furthest=timedelta(days=90)) == moment, shown


@given(coming, minutes, st.integers(15, 16 * 60), languages)
def test_when_a_shift_is(day, begins, length, language):
    starts_at = datetime.combine(day, begins, HOME)
    ends_at = starts_at + timedelta(minutes=length)
    if starts_at <= NOW:
        return
    shown = say(shift_times.said(shift_times.Span(starts_at, ends_at)), language)
    when = shift_times.days_of(shown, today=TODAY)
    assert shift_times.spans(when, None, NOW) == [(starts_at, ends_at)], shown


@given(minutes, minutes)
def test_quiet_hours(begins, ends):
    for shown in (f"{begins:%H:%M} - {ends:%H:%M}", f"{begins:%Hh%M} đến {ends:%Hh%M}"):
        assert hours.two_times(shown) == hours.Hours(begins=begins, ends=ends), shown


@given(st.integers(1, 24 * 60), languages)
def test_a_length_of_time(length, language):
    read = times.minutes_of(say(times.in_hours(length), language), most=24 * 60)
    assert abs(read - length) <= 1  # hours are shown with two figures after the comma


@given(st.integers(0, 10**9), languages)
def test_a_number(number, language):
    shown = say(amounts.shown(number), language)
    assert amounts.whole_number(shown, most=10**9) == number, shown
    assert amounts.measure(say(amounts.shown(number), "vi"), percentage=False) == number


@given(st.text(alphabet="0123456789/-.:hg thángnămđếntừ,mỗi", max_size=30))
def test_nothing_that_is_typed_breaks_a_reader(typed):
    readers = [
        lambda: days.coming_day(typed, today=TODAY),
        lambda: days.past_day(typed, today=TODAY),
        lambda: days.period(typed, today=TODAY),
        lambda: plan_days.dates_of(typed, "campaign", TODAY),
        lambda: shift_times.days_of(typed, today=TODAY),
        lambda: times.moment_of(typed, now=NOW, furthest=timedelta(days=90)),
        lambda: hours.hours_of(typed),
        lambda: hours.two_times(typed),
        lambda: times.minutes_of(typed, most=600),
        lambda: amounts.whole_number(typed, most=600),
        lambda: amounts.measure(typed, percentage=True),
    ]
    for read in readers:
        try:
            read()
        except Bad:
            continue


@pytest.mark.parametrize("typed", ["thứ hai, 15/12/2026", "Mon, 15 Dec 2026", "thứ 2 mai 15/12/2026"])
def test_a_day_of_the_week_that_does_not_fit_is_asked_about_by_every_reader(typed):
    for read in (
        lambda: days.coming_day(typed, today=TODAY),
        lambda: plan_days.dates_of(typed, "campaign", TODAY),
        lambda: shift_times.days_of(typed, today=TODAY),
        lambda: times.moment_of(f"18h {typed}", now=NOW, furthest=timedelta(days=90)),
        lambda: days.past_day(typed, today=date(2027, 1, 1)),
    ):
        with pytest.raises(Bad):
            read()
