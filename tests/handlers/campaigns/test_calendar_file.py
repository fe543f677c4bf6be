"""The calendar's file of a seat, as a calendar reads it: right time, place, point, alarms, and a name that files have.

What is put in is generated; a calendar's own reader (icalendar) tells what is in the file.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from handlers.campaigns.calendar_file import LONGEST_NAME, calendar_file
from storage.campaigns.records import Campaign, Shift

AWAY = timedelta(hours=7)  # Vietnam is so far ahead of UTC, all year
NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
TITLES = st.sampled_from(
    [
        "Trồng cây",
        "Đền ơn đáp nghĩa; tri ân, “thắp nến” 27/7",
        "Ngày Chủ nhật xanh lần thứ 12 năm 2026: cùng hành động để thay đổi môi trường sống quanh ta",
        "K'Brêuh và bạn bè",
        "🌸🌸🌸",
        "ĐƯỜNG HOA/NỐI\\ẤP",
        "Tiếp sức mùa thi\ndành cho học sinh",
    ]
) | st.text(min_size=1, max_size=120)
# A line of a calendar ends at control characters, and surrogates are no text: what the chat tidies away before.
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=200)


def campaign_of(**facts) -> Campaign:
    usual = {
        "id": 7,
        "unit_id": 1,
        "unit_name": "Đoàn xã Đại Tâm",
        "unit_path": "1.",
        "title": "Trồng cây",
        "about": "",
        "field": "environment",
        "bring": "",
        "contact_name": "",
        "contact_phone": "",
        "place": "",
        "latitude": None,
        "longitude": None,
        "radius_m": 200,
        "proof": "code",
        "walk_ins": True,
        "state": "open",
        "sample": False,
    }
    return Campaign.model_validate(usual | facts)


def shift_of(starts_at: datetime, minutes: int) -> Shift:
    return Shift(
        id=3,
        campaign_id=7,
        title="",
        campaign_path="1.",
        host_unit_id=1,
        host_name="",
        host_path="1.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        opens_at=starts_at,
        capacity=9,
        seats_taken=0,
        secret=b"",
        generation=1,
        state="open",
    )


def entry(file):
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    return event


def without_marks(text: str) -> str:
    """A text in plain letters, by Unicode's own decomposition."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@given(
    title=TITLES,
    texts=st.tuples(TEXTS, TEXTS),
    minutes=st.tuples(st.integers(1, 400 * 24 * 60), st.integers(15, 16 * 60)),
    point=st.none() | st.tuples(st.floats(8, 24), st.floats(102, 110)),
    language=st.sampled_from(["vi", "en"]),
)
def test_a_calendar_reads_the_shift(title, texts, minutes, point, language):
    (place, bring), (ahead, length) = texts, minutes
    starts_at = NOW + timedelta(minutes=ahead)
    latitude, longitude = point or (None, None)
    facts = {"title": title, "place": place, "bring": bring, "latitude": latitude, "longitude": longitude}
    file = calendar_file(campaign_of(**facts), shift_of(starts_at, length), language, NOW)
    event = entry(file)
    assert event["dtstart"].dt == starts_at
    assert event["dtend"].dt == starts_at + timedelta(minutes=length)
    assert event["uid"] == "shift-3@diemdanh"
    assert str(event.get("location", "")).strip() == place.strip()
    assert bring.strip() in str(event["description"])
    assert ("geo" in event) == (point is not None)
    if point is not None:
        geo = event["geo"].to_ical().split(";")
        assert [float(part) for part in geo] == pytest.approx(point, abs=1e-4)
    rings = sorted(starts_at + alarm["trigger"].dt for alarm in event.walk("VALARM"))
    assert rings == [at for at in (starts_at - timedelta(days=1), starts_at - timedelta(hours=1)) if at > NOW]
    assert all(line == "" or len(line.encode()) <= 75 for line in file.content.split("\r\n")), "RFC 5545, 3.1"
    day = starts_at + AWAY
    assert re.fullmatch(rf"[a-z0-9]+(-[a-z0-9]+)*-{day:%d-%m}\.ics", file.name), file.name
    assert len(file.name) <= LONGEST_NAME + len("-31-12.ics")


@given(
    words=st.lists(
        st.sampled_from(["trồng", "cây", "xanh", "đường", "Ước", "ngày", "ÂM", "lịch", "hè", "2026", "K'Ho"]),
        min_size=1,
        max_size=6,
    )
)
def test_the_file_is_called_after_the_campaign_in_plain_letters(words):
    title = " ".join(words)
    file = calendar_file(campaign_of(title=title), shift_of(NOW + timedelta(days=2), 60), "vi", NOW)
    assert file.name == "-".join(re.findall("[a-z0-9]+", without_marks(title))) + "-29-11.ics"


def test_the_day_is_that_of_vietnam():
    """A shift at half past midnight is on the next day there, though in UTC the old one goes on."""
    after_midnight = datetime(2026, 11, 28, 17, 30, tzinfo=UTC)
    file = calendar_file(campaign_of(), shift_of(after_midnight, 60), "vi", NOW)
    assert file.name == "trong-cay-29-11.ics"


def test_what_it_is_where_what_to_bring_and_whom_to_call_stand_in_it():
    facts = {
        "about": "Trồng 500 cây.",
        "place": "UBND xã Đại Tâm",
        "latitude": 9.5541,
        "longitude": 105.9302,
        "bring": "nón, nước uống",
        "contact_name": "Phạm Quang Minh",
        "contact_phone": "0900 000 001",
    }
    file = calendar_file(campaign_of(**facts), shift_of(NOW + timedelta(days=2), 240), "vi", NOW)
    assert str(entry(file)["description"]).split("\n") == [
        "Trồng 500 cây.",
        "📍 UBND xã Đại Tâm · Chỉ đường (https://www.google.com/maps/dir/?api=1&destination=9.5541,105.9302)",
        "🎒 nón, nước uống",
        "☎ Phạm Quang Minh 0900 000 001",
    ]
