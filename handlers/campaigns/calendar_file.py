"""A calendar entry (.ics, RFC 5545) for a shift: with where it is, what to bring, whom to call, and alarms."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vGeo

from handlers.campaigns import card
from handlers.engine.marked import Marked
from handlers.engine.message import TextFile, unmarked
from handlers.engine.text import Text, say
from storage.campaigns.records import Campaign, Shift
from storage.text import fold

ALARMS = (timedelta(days=1), timedelta(hours=1))  # before it begins
LONGEST_NAME = 60  # characters of a title in a file's name
UNNAMED = "chien-dich"  # where a title has no letter that a file's name can have


def calendar_file(campaign: Campaign, shift: Shift, language: str, now: datetime) -> TextFile:
    """The entry of one shift as it is now; the same shift keeps its UID, so that importing it twice is once."""
    event = Event()
    event.add("uid", f"shift-{shift.id}@diemdanh")
    event.add("dtstamp", now)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", campaign.title)
    if campaign.place:
        event.add("location", campaign.place)
    if campaign.latitude is not None and campaign.longitude is not None:
        event.add("geo", vGeo((campaign.latitude, campaign.longitude)))
    event.add("description", description(campaign, language))
    for before in ALARMS:
        if shift.starts_at - before > now:
            event.add_component(alarm(before, campaign.title))
    calendar = Calendar()
    calendar.add("prodid", "-//diemdanh//VI")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return TextFile(
        name=file_name(campaign.title, shift.starts_at, language),
        media_type="text/calendar",
        content=calendar.to_ical().decode(),
    )


def description(campaign: Campaign, language: str) -> str:
    """What it is, the way there, what to bring, whom to call: a calendar shows no marks."""
    lines = card.practical(campaign, lambda words: say(words, language))
    plain = [unmarked(line.text, line.marks) if isinstance(line, Marked) else line for line in lines]
    return "\n".join([campaign.about, *plain] if campaign.about else plain)


def alarm(before: timedelta, title: str) -> Alarm:
    """A calendar's own reminder, so long before."""
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", title)
    reminder.add("trigger", -before)
    return reminder


def file_name(title: str, starts_at: datetime, language: str) -> str:
    """Such as "trong-cay-29-11.ics": a name that every phone and computer takes."""
    day = say(Text("{day:short}", facts={"day": starts_at}), language)
    return "-".join([file_words(title), *re.findall(r"\d+", day)]) + ".ics"


def file_words(title: str) -> str:
    """A title in letters and digits that every system takes, cut at a word's end."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    while len(words) > 1 and len("-".join(words)) > LONGEST_NAME:
        words.pop()
    return "-".join(words)[:LONGEST_NAME] or UNNAMED
