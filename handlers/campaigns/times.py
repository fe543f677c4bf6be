"""The times of a campaign's shifts: asked for as people type days and hours, and shown before we go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

from handlers.campaigns.source import YEAR_AHEAD, Source
from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.text import Text, _, ngettext
from handlers.typed import shift_times
from handlers.typed.beginnings import end_of
from handlers.typed.hours import Hours, hours_of
from handlers.typed.shift_times import Span, When
from schedules.calendar import local_day
from schedules.due.occasions import days_of

SATURDAY, SUNDAY = 5, 6
USUAL_LENGTHS = (4, 3, 2)  # hours
USUAL_HOURS = ("7h-11h", "13h-17h", "7h-16h", "18h-20h")


def ask_times(chat: Chat, source: Source) -> list[Span]:
    """The shifts' times; where there are several they are listed before we go on."""
    today, now = local_day(chat.tx.now), chat.tx.now

    def parse(text: str) -> When:
        when = shift_times.days_of(text, today=today)
        shift_times.spans(when, Hours.model_validate({"begins": "23:58", "ends": "23:59"}), now)
        return when

    question = _("On which days? For example 15/3, “15/3 7h-11h; 16/3 13h-17h”, or “every Saturday in March”.")
    when = chat.ask("when", question, parse, hints=day_hints(chat, source), again=When.model_validate)
    hours = None if when.complete else ask_hours(chat, source, when)
    try:
        times = shift_times.spans(when, hours, now)
    except Bad as bad:  # it has begun since it was typed
        chat.ask_again("when", bad.why)
    if len(times) > 1:
        confirm_days(chat, times)
    return times


def day_hints(chat: Chat, source: Source) -> list[Text | str]:
    """Days to begin with: the plan's, and the next weekend."""
    today = local_day(chat.tx.now)
    days = [today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1) for weekday in (SATURDAY, SUNDAY)]
    if source.item:
        days = [occasion.day for occasion in days_of(source.item, today, today + YEAR_AHEAD)][:1] + days
    return [chat.words(Text("{day:short}/{year:plain}", facts={"day": day, "year": day.year})) for day in days]


def ask_hours(chat: Chat, source: Source, when: When) -> Hours:
    """From when to when, for the days that do not say it."""
    now = chat.tx.now

    def parse(text: str) -> Hours:
        hours = hours_of(text, when.part) if when.begins is None else end_of(text, when.begins)
        shift_times.spans(when, hours, now)
        return hours

    as_before = source.hours is not None and when.begins in {None, source.hours.begins}
    if source.hours and as_before and fits(partial(shift_times.spans, when, source.hours, now)):
        chat.settle("hours", source.hours.model_dump(mode="json"))
    question = _("From when to when? For example 7h-11h.")
    if when.begins is not None:
        question = _("It begins at {begins}. Until when? For example 11h, or “4 hours”.", begins=f"{when.begins:%H:%M}")
        return chat.ask("hours", question, parse, hints=usual_ends(when.begins), again=Hours.model_validate)
    return chat.ask("hours", question, parse, hints=USUAL_HOURS, again=Hours.model_validate)


def usual_ends(begins: time) -> list[str]:
    """When a shift that begins then usually ends: some hours later, on the same day."""
    ends = [begins.hour + hours for hours in USUAL_LENGTHS if begins.hour + hours < 24]
    return [f"{hour}h{begins.minute:02}" if begins.minute else f"{hour}h" for hour in ends]


def fits(look: Callable[[], object]) -> bool:
    """Whether something does not turn out bad."""
    try:
        look()
    except Bad:
        return False
    return True


def confirm_days(chat: Chat, times: list[Span]) -> None:
    """Show the shifts one by one; "other days" goes back."""
    listed = "\n".join(f"• {chat.words(shift_times.said(span))}" for span in times)
    question = ngettext("{count} shift:\n{listed}", "{count} shifts:\n{listed}", len(times), listed=listed)
    options = [Option("yes", _("Right"), True), Option("other", _("Other days"), False)]
    if not chat.choose("when/listed", question, options):
        chat.ask_again("when")
