"""What there is to say, to whom and when: the plan's items and the shifts -> occasions. `MOMENTS` has the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from schedules import quiet_hours
from schedules.calendar import HOME, ONE_DAY, Occurrence, local_day, moment, month_before, occurrences
from schedules.plan import titles
from storage.plan.plan_items import PlanItem
from storage.reminders.notices import (
    AnniversaryAhead,
    AnniversaryToday,
    PlanDay,
    Reminder,
    ShiftAhead,
    ShiftChanged,
    TellUs,
)
from storage.reminders.records import MailingAudience, NewMailing, ShiftFacts
from storage.reminders.reminders import QuietHours

MORNING = time(7, 0)
EVENING = time(18, 0)
MIDNIGHT = time(0, 0)
WEEK = timedelta(days=7)
TWO_HOURS = timedelta(hours=2)
ON_THE_WAY = timedelta(minutes=30)  # so long before a shift whoever comes to it is on the way
ASK_AFTER = timedelta(minutes=30)
ASK_AGAIN_AFTER = timedelta(days=2)
URGENT_WITHIN = timedelta(hours=12)
STOP_ASKING_AFTER = timedelta(days=3)
LONGEST_NOTICE = timedelta(days=31)  # so long before its day something is said, at most: a month
EARLIEST = timedelta(days=1) + quiet_hours.AHEAD  # so long before its moment something may be said, at most


@dataclass(frozen=True, slots=True)
class Moment:
    """A kind of reminder. `before`: in quiet hours it goes before them, not after; `must`: whatever people wish."""

    audience: MailingAudience
    when: str
    useful: str
    before: bool = False
    must: bool = False


MOMENTS: dict[str, Moment] = {
    "anniversary": Moment("everyone", "07:00 on the day", "until the day is over"),
    "prepare": Moment(
        "leaders", "07:00 a week before; a month before where the years are a five or a ten", "until the day begins"
    ),
    "week-before": Moment("everyone", "07:00 a week before", "until the eve's reminder"),
    "eve": Moment("everyone", "07:00 the day before", "until the day begins"),
    "opening": Moment("everyone", "07:00 on the opening day", "until that day is over"),
    "day-before": Moment("seated", "18:00 the day before", "until half an hour before the shift", before=True),
    "two-hours-before": Moment("seated", "two hours before", "until half an hour before the shift", before=True),
    "check-in-opens": Moment("seated", "when check-in opens", "until the shift is over", before=True),
    "report": Moment("here", "30 minutes after the shift", "until it is asked again"),
    "report-again": Moment("here", "two days after that", "for three days"),
    "moved": Moment("signed_up", "at once", "until the shift is over", must=True),
    "cancelled": Moment("signed_up", "at once", "until the shift would have been over", must=True),
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to say: its kind, its moment, until when it helps. `subject` is what it is about.

    The facts are made when they are wanted: most occasions that a tick comes by were said long ago.
    """

    kind: str
    subject: str
    at: datetime
    useful_until: datetime
    make_facts: Callable[[], Reminder]
    item_id: int | None = None
    shift_id: int | None = None
    path: str = ""
    starts_at: datetime | None = None
    urgent: bool = False

    @property
    def key(self) -> str:
        """The same whenever it is asked for: an item moved to another day, or a shift to another time, is another."""
        return f"{self.subject}:{self.kind}"

    @property
    def facts(self) -> Reminder:
        """What is said, without the words."""
        return self.make_facts()

    def first_at(self, hours: Iterable[QuietHours]) -> datetime:
        """When the first people are told: before its moment where that lies in somebody's quiet hours."""
        return min([self.at, *(at for _quiet, at in self.early(hours))])

    def early(self, hours: Iterable[QuietHours]) -> list[tuple[QuietHours, datetime]]:
        """The quiet hours that its moment lies in, and when people who have them are told, if that is before them."""
        return early(self.kind, self.at, hours)

    def mailing(self, next_at: datetime) -> NewMailing:
        """As it is stored."""
        return NewMailing(
            subject=self.subject,
            moment=self.kind,
            audience=MOMENTS[self.kind].audience,
            body=self.facts.model_dump_json(),
            at=self.at,
            useful_until=self.useful_until,
            next_at=next_at,
            item_id=self.item_id,
            shift_id=self.shift_id,
            path=self.path,
            starts_at=self.starts_at,
            urgent=self.urgent,
        )


def early(kind: str, at: datetime, hours: Iterable[QuietHours]) -> list[tuple[QuietHours, datetime]]:
    """Which of these quiet hours a moment lies in, and when people who have them are told, if that is before them."""
    if not MOMENTS[kind].before:
        return []
    return [(one, quiet_hours.before(one, at)) for one in hours if quiet_hours.covers(one, at)]


# The plan ------------------------------------------------------------------------------------------------------------


def of_item(item: PlanItem, first: datetime, last: datetime) -> Iterator[Occasion]:
    """What there is to say about an item, with its moment from `first` to `last`."""
    start, end = local_day(first) - ONE_DAY, local_day(last) + LONGEST_NOTICE
    for occurrence in days_of(item, start, end):
        for occasion in (
            _of_anniversary(item, occurrence) if item.kind == "anniversary" else _of_plan_day(item, occurrence)
        ):
            if first <= occasion.at <= last:
                yield occasion


def days_of(item: PlanItem, first: date, last: date) -> Sequence[Occurrence]:
    """The days on which an item is, or begins, from `first` to `last`."""
    if item.day and item.month:
        return list(occurrences(item.day, item.month, first, last, lunar=item.lunar, origin=item.year))
    if item.starts_on and first <= item.starts_on <= last:
        years = item.starts_on.year - item.year if item.year else None
        return [Occurrence(item.starts_on, years)]
    return []


def _of_anniversary(item: PlanItem, occurrence: Occurrence) -> Iterator[Occasion]:
    facts: dict[str, Any] = {
        "item_id": item.id,
        "title": item.title,
        "title_en": item.title_en,
        "day": occurrence.day,
        "years": occurrence.years,
        "weight": occurrence.weight,
    }
    prepare = month_before(occurrence.day) if occurrence.round else occurrence.day - WEEK
    begins, over = moment(occurrence.day, MIDNIGHT), moment(occurrence.day + ONE_DAY, MIDNIGHT)
    yield _on(item, occurrence.day, "prepare", said=prepare, until=begins, facts=partial(AnniversaryAhead, **facts))
    yield _on(
        item, occurrence.day, "anniversary", said=occurrence.day, until=over, facts=partial(AnniversaryToday, **facts)
    )


def _of_plan_day(item: PlanItem, occurrence: Occurrence) -> Iterator[Occasion]:
    day = occurrence.day

    for kind, said, until in (
        ("week-before", day - WEEK, moment(day - ONE_DAY, MORNING)),
        ("eve", day - ONE_DAY, moment(day, MIDNIGHT)),
        ("opening", day, moment(day + ONE_DAY, MIDNIGHT)),
    ):
        facts: dict[str, Any] = {
            "moment": kind,
            "item_id": item.id,
            "title": titles.for_year(item.title, item.kind, day.year),
            "title_en": titles.in_english(item.title_en, item.kind, day.year),
            "starts_on": day,
            "ends_on": item.ends_on,
        }
        yield _on(item, day, kind, said=said, until=until, facts=partial(PlanDay, **facts))


def _on(
    item: PlanItem, day: date, kind: str, *, said: date, until: datetime, facts: Callable[[], Reminder]
) -> Occasion:
    return Occasion(
        kind=kind,
        subject=f"item-{item.id}@{day}",
        at=moment(said, MORNING),
        useful_until=until,
        make_facts=facts,
        item_id=item.id,
        path=item.path,
    )


# Shifts --------------------------------------------------------------------------------------------------------------


def of_shift(shift: ShiftFacts) -> Iterator[Occasion]:
    """What there is to say about a shift that takes place."""
    eve = moment(local_day(shift.starts_at) - ONE_DAY, EVENING)
    asked = shift.ends_at + ASK_AFTER
    subject = subject_of(shift)
    again = asked + ASK_AGAIN_AFTER
    for kind, at, until in (
        ("day-before", eve, shift.starts_at - ON_THE_WAY),
        ("two-hours-before", shift.starts_at - TWO_HOURS, shift.starts_at - ON_THE_WAY),
        ("check-in-opens", shift.opens_at, shift.ends_at),
        ("report", asked, again),
        ("report-again", again, again + STOP_ASKING_AFTER),
    ):
        yield Occasion(
            kind=kind,
            subject=subject,
            at=at,
            useful_until=until,
            make_facts=partial(_shift_facts, kind, shift),
            shift_id=shift.id,
            starts_at=shift.starts_at,
        )


def subject_of(shift: ShiftFacts) -> str:
    """A shift at its time: at another time it is something else to be reminded of."""
    return f"shift-{shift.id}@{shift.starts_at.astimezone(HOME):%Y-%m-%dT%H:%M}"


def of_change(shift: ShiftFacts, was: datetime, now: datetime, *, cancelled: bool) -> Occasion:
    """A shift was moved to another time, or cancelled; within twelve hours of it people are told at any hour."""
    kind = "cancelled" if cancelled else "moved"
    soonest = min(was, shift.starts_at)
    return Occasion(
        kind=kind,
        subject=f"{subject_of(shift)}#{now:%Y%m%dT%H%M%S}",
        at=now,
        useful_until=max(shift.ends_at, was),
        shift_id=shift.id,
        starts_at=shift.starts_at,
        urgent=soonest - now < URGENT_WITHIN,
        make_facts=partial(
            ShiftChanged,
            moment=kind,
            shift_id=shift.id,
            title=shift.title,
            place=shift.place,
            was=was,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
        ),
    )


def _shift_facts(kind: str, shift: ShiftFacts) -> Reminder:
    facts = {"moment": kind, "shift_id": shift.id, **shift.model_dump(exclude={"id"})}
    return (TellUs if kind.startswith("report") else ShiftAhead).model_validate(facts)
