"""A calendar entry (.ics, RFC 5545) for a shift."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event

from handlers.engine.message import TextFile
from handlers.engine.text import _, say
from storage.campaigns.records import Campaign, Shift


def calendar_file(campaign: Campaign, shift: Shift, language: str, now: datetime) -> TextFile:
    """The entry of one shift as it is now; the same shift keeps its UID, so that importing it twice is once."""
    event = Event()
    event.add("uid", f"shift-{shift.id}@diemdanh")
    event.add("dtstamp", now)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", campaign.title)
    event.add("location", campaign.place)
    bring = say(_("What to bring: {bring}", bring=campaign.bring), language) if campaign.bring else ""
    event.add("description", "\n".join(part for part in (campaign.about, bring) if part))
    calendar = Calendar()
    calendar.add("prodid", "-//diemdanh//VI")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return TextFile(name=f"diem-danh-{shift.id}.ics", media_type="text/calendar", content=calendar.to_ical().decode())
