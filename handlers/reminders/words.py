"""The words of reminders, made when they are sent.

A late one must still be true: "today" and "tomorrow" stand only where the reminder helps no longer than that
(schedules/due/occasions.py).
"""

from __future__ import annotations

from handlers.attendance import CHECK_IN
from handlers.campaigns import CAMPAIGNS, MY_SHIFTS
from handlers.engine.conversation import Named, Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, Titled, _
from handlers.reports import REPORT
from schedules.plan.remembering import remembered
from storage.reminders.notices import (
    AnniversaryAhead,
    AnniversaryToday,
    JoinableCampaign,
    PlanDay,
    Reminder,
    ShiftAhead,
    ShiftChanged,
    TellUs,
)


def words(reminder: Reminder, _language: str) -> WordedNotice:
    """What a reminder says, and the commands that it offers."""
    match reminder:
        case AnniversaryToday():
            return _with_near(_anniversary(reminder), reminder.near)
        case AnniversaryAhead():
            return WordedNotice(_prepare(reminder))
        case PlanDay():
            return _with_near(_plan_day(reminder), reminder.near)
        case ShiftAhead():
            return _shift_ahead(reminder)
        case ShiftChanged():
            return _shift_changed(reminder)
        case TellUs():
            return WordedNotice(_tell_us(reminder), (Offer(REPORT),))


def _anniversary(reminder: AnniversaryToday) -> Text:
    facts = {"title": Titled(reminder.title, reminder.title_en), "day": reminder.day}
    if reminder.years is None:
        return _("Today ({day:inside}): {title}.", **facts)
    facts["title"] = Titled(remembered(reminder.title), reminder.title_en)
    if reminder.weight:
        return _(
            "Today ({day:inside}) is the {years:ordinal} anniversary of {title}. A round number: let's mark "
            "it together.",
            years=reminder.years,
            **facts,
        )
    return _("Today ({day:inside}) is the {years:ordinal} anniversary of {title}.", years=reminder.years, **facts)


def _prepare(reminder: AnniversaryAhead) -> Text:
    facts = {"title": Titled(reminder.title, reminder.title_en), "day": reminder.day}
    if reminder.years is None:
        return _("Coming on {day:date}: {title}. There is time to prepare something in your unit.", **facts)
    facts["title"] = Titled(remembered(reminder.title), reminder.title_en)
    if reminder.weight:
        return _(
            "A great anniversary is coming: {day:date} is the {years:ordinal} anniversary of {title}. "
            "Please plan early what your unit will do for it.",
            years=reminder.years,
            **facts,
        )
    return _(
        "{day:date} is the {years:ordinal} anniversary of {title}. There is time to prepare something in your unit.",
        years=reminder.years,
        **facts,
    )


def _plan_day(reminder: PlanDay) -> Text:
    facts = {
        "title": Titled(reminder.title, reminder.title_en),
        "day": reminder.starts_on,
        "end": reminder.ends_on or reminder.starts_on,
    }
    goes_on = reminder.ends_on is not None and reminder.ends_on > reminder.starts_on
    match (reminder.moment, goes_on):
        case ("week-before", False):
            return _("Coming on {day:date}: {title}. Keep the day free!", **facts)
        case ("week-before", True):
            return _("Coming: {title}, from {day:inside} to {end:inside}.", **facts)
        case ("eve", False):
            return _("Tomorrow ({day:inside}): {title}. See you there!", **facts)
        case ("eve", True):
            return _("Tomorrow ({day:inside}) begins: {title} (until {end:inside}).", **facts)
        case ("opening", False):
            return _("Today is the day: {title}.", **facts)
        case _:
            return _("Today begins: {title} (until {end:inside}).", **facts)


def _with_near(text: Text, near: tuple[JoinableCampaign, ...]) -> WordedNotice:
    """Below the text, what is on around that day where the reader lives."""
    if near:
        text = _("{text}\nNear you these days:", text=text)
    for campaign in near:
        text = _(
            "{text}\n• {title} ({start:short}, {start:time})", text=text, title=campaign.title, start=campaign.starts_at
        )
    return WordedNotice(
        text, tuple(Offer(CAMPAIGNS, Named(of=str(campaign.campaign_id)), campaign.title) for campaign in near)
    )


def _shift_ahead(reminder: ShiftAhead) -> WordedNotice:
    facts = {"title": reminder.title, "start": reminder.starts_at, "end": reminder.ends_at, "opens": reminder.opens_at}
    if reminder.moment == "check-in-opens":
        text = _("Check-in for “{title}” is open on {start:date} from {opens:time} to {end:time}.", **facts)
        return WordedNotice(text, (Offer(CHECK_IN),))
    if reminder.moment == "day-before":
        text = _(
            "Don't forget: you have a seat at “{title}”, {start:date}, {start:time} to {end:time}. If you "
            "can't come, please cancel so that somebody else can.",
            **facts,
        )
    elif reminder.place:
        text = _("Your shift “{title}” starts at {start:time} on {start:date}. Have a safe trip!", **facts)
    else:
        text = _("Your shift “{title}” starts at {start:time} on {start:date}, online.", **facts)
    if reminder.place:
        text = _("{text}\n{detail}", text=text, detail=_("Place: {place}", place=reminder.place))
    if reminder.bring:
        text = _("{text}\n{detail}", text=text, detail=_("What to bring: {bring}", bring=reminder.bring))
    return WordedNotice(text, (Offer(MY_SHIFTS),))


def _shift_changed(reminder: ShiftChanged) -> WordedNotice:
    facts = {"title": reminder.title, "was": reminder.was, "start": reminder.starts_at, "end": reminder.ends_at}
    if reminder.moment == "cancelled":
        text = _(
            "“{title}” on {was:date}, {was:time}, will not take place. Thank you for signing up all the same.", **facts
        )
        return WordedNotice(text, (Offer(CAMPAIGNS),))
    text = _(
        "“{title}” was moved from {was:date}, {was:time}, to {start:date}, {start:time} to {end:time}. "
        "Your place is kept; if the new time does not suit you, please cancel.",
        **facts,
    )
    return WordedNotice(text, (Offer(MY_SHIFTS),))


def _tell_us(reminder: TellUs) -> Text:
    if reminder.moment == "report":
        return _(
            "Thank you for being at “{title}” on {day:date}. "
            "Tell us in a minute what you did: it counts for your unit.",
            title=reminder.title,
            day=reminder.starts_at,
        )
    return _(
        "We haven't heard what you did at “{title}” on {day:date} yet. A short report is enough; we won't ask again.",
        title=reminder.title,
        day=reminder.starts_at,
    )
