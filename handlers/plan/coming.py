"""What is coming: anniversaries, the plan's days, one's own shifts and those that one may still join, week by week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from handlers.campaigns import SIGN_UP
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, Titled, _, ngettext
from handlers.plan import COMING, Days
from handlers.reminders import REMINDERS
from schedules.calendar import local_day
from schedules.due.occasions import days_of
from schedules.plan import titles
from schedules.plan.remembering import remembered
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Shift
from storage.campaigns.sign_ups import MyShift
from storage.plan import plan_items
from storage.plan.plan_items import PlanItem

LOOK_AHEAD = timedelta(days=365)
SHOWN = 12  # so many at a time
WEEK = timedelta(days=7)
BY_WEEK = timedelta(days=28)  # what is later stands under its month


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. What lasts all day comes before what has an hour."""

    day: date
    hour: str
    line: Text
    joinable: bool = False


def coming(chat: Chat) -> None:
    """Show the next days, and go on from there."""
    wanted = chat.args(Days)
    first = wanted.after
    everything = [entry for entry in entries(chat) if is_wanted(entry, wanted)]
    if first >= len(everything) > 0:
        first = 0
    shown = everything[first : first + SHOWN]
    if not shown and wanted.first is not None:
        chat.stop(_("There is nothing on for you then."), offers=[Offer(COMING, label=_("Coming up")), Offer(SIGN_UP)])
    if not shown:
        chat.stop(
            _("There is nothing on for you in the coming months. I'll tell you when there is."),
            offers=[Offer(REMINDERS)],
        )
    offers: list[Offer] = []
    if len(everything) > first + SHOWN:
        offers.append(Offer(COMING, wanted.model_copy(update={"after": first + SHOWN}), _("More…")))
    if any(one.joinable for one in shown):
        offers.append(Offer(SIGN_UP))
    chat.say("\n\n".join(weeks(chat, shown)), offers=[*offers, Offer(REMINDERS)])


def is_wanted(entry: Entry, wanted: Days) -> bool:
    """Whether an entry is on one of the days that were asked for; without any, every one is."""
    return wanted.first is None or wanted.last is None or wanted.first <= entry.day <= wanted.last


def weeks(chat: Chat, shown: Iterable[Entry]) -> Iterator[str]:
    """The entries, under a heading for each week, and later for each month."""
    this = monday(local_day(chat.tx.now))
    for name, group in groupby(shown, key=lambda one: chat.words(heading(one.day, this))):
        yield "\n".join([name, *(chat.words(one.line) for one in group)])


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def heading(day: date, this: date) -> Text:
    """What the week of a day is called, as seen from this week; or its month, where it is far away."""
    week = monday(day)
    if week - this >= BY_WEEK:
        return _("{day:month}", day=day)
    if week == this:
        return _("This week")
    if week == this + WEEK:
        return _("Next week")
    return _("Week of {first:short} to {last:short}", first=week, last=week + timedelta(days=6))


def entries(chat: Chat) -> list[Entry]:
    """Everything that is coming, in order."""
    everything = [*from_plan(chat), *own_shifts(chat), *open_shifts(chat)]
    return sorted(everything, key=lambda one: (one.day, one.hour))


def from_plan(chat: Chat) -> Iterator[Entry]:
    """The plan's days, and what of it goes on already."""
    today = local_day(chat.tx.now)
    for item in plan_items.seen_by(chat.tx, chat.asker):
        if item.off:
            continue
        if item.starts_on and item.ends_on and item.starts_on < today <= item.ends_on:
            text = _("• Going on until {end:weekday}: {title}", end=item.ends_on, title=named(item, item.ends_on))
            yield Entry(today, "", text)
        for on in days_of(item, today, today + LOOK_AHEAD):
            yield Entry(on.day, "", plan_line(item, on.day, on.years))


def named(item: PlanItem, day: date) -> Titled:
    """What an item is called that comes about on a day."""
    english = titles.in_english(item.title_en, item.kind, day.year)
    return Titled(titles.for_year(item.title, item.kind, day.year), english)


def plan_line(item: PlanItem, day: date, years: int | None) -> Text:
    """A day of the plan, with its years or with the day on which it ends."""
    facts = {"day": day, "title": named(item, day)}
    if years is not None:
        facts["title"] = Titled(remembered(item.title), item.title_en)
        return _("• {day:weekday}: {years:ordinal} anniversary of {title}", years=years, **facts)
    if item.ends_on is not None and item.ends_on > day:
        return _("• {day:weekday}: {title} begins (until {end:weekday})", end=item.ends_on, **facts)
    return _("• {day:weekday}: {title}", **facts)


def own_shifts(chat: Chat) -> Iterator[Entry]:
    """The shifts that the person signed up for."""
    for shift in sign_ups.of_member(chat.tx, chat.asker):
        yield Entry(day_of(chat, shift), hour(shift.starts_at), own_line(shift))


def day_of(chat: Chat, shift: MyShift | Shift) -> date:
    """The day on which a shift is listed: today where it began yesterday and goes on."""
    return max(local_day(shift.starts_at), local_day(chat.tx.now))


def own_line(shift: MyShift) -> Text:
    """A shift of one's own."""
    facts = {"start": shift.starts_at, "title": shift.title}
    if shift.state == "waiting":
        return _("• {start:weekday}, {start:time}: {title} (you are on the waitlist)", **facts)
    return _("• {start:weekday}, {start:time}: {title} (you have a seat)", **facts)


def open_shifts(chat: Chat) -> Iterator[Entry]:
    """The shifts of open campaigns that the person has not signed up for."""
    mine = {one.shift_id for one in sign_ups.of_member(chat.tx, chat.asker)}
    for campaign in campaigns.open_to(chat.tx, chat.asker):
        for shift in campaigns.shifts_of(chat.tx, campaign.id):
            if shift.id not in mine:
                yield Entry(day_of(chat, shift), hour(shift.starts_at), shift_line(shift), joinable=True)


def shift_line(shift: Shift) -> Text:
    """A shift that one may join."""
    facts = {"start": shift.starts_at, "title": shift.title}
    if not shift.seats_left:
        return _("• {start:weekday}, {start:time}: {title} (full)", **facts)
    return ngettext(
        "• {start:weekday}, {start:time}: {title} ({count} seat left)",
        "• {start:weekday}, {start:time}: {title} ({count} seats left)",
        shift.seats_left,
        **facts,
    )


def hour(at: datetime) -> str:
    """A key that sorts by the hour within a day."""
    return at.isoformat()
