"""What is due now: the plan, the shifts and people's wishes -> mailings -> outbox rows, in steps of some milliseconds.

A tick is `cursor = START; while cursor: cursor = step(tx, cursor)`, each step a transaction of its own. First it looks:
what has its moment now, or had it and still helps, becomes a mailing, once under its key. Then it tells: page by page
each mailing becomes outbox rows, each once under its key, so that a second tick, a clock that was changed or a restart
in the middle can say nothing twice. What comes too late to help is recorded as missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from schedules import quiet_hours
from schedules.due.occasions import (
    EARLIEST,
    LONGEST_NOTICE,
    MOMENTS,
    WEEK,
    Occasion,
    early,
    of_change,
    of_item,
    of_shift,
)
from storage.database import Transaction
from storage.plan import plan_items
from storage.reminders import mailings, reminders
from storage.reminders.notices import AnniversaryToday, JoinableCampaign, PlanDay
from storage.reminders.records import CampaignOn, Mailing
from storage.reminders.reminders import QuietHours

SHIFTS_AT_ONCE = 100
PEOPLE_AT_ONCE = 300
MAILINGS_AT_ONCE = 20
EFFORT_OF_A_PAGE = 25  # what a mailing takes beside the people it is for, counted in people
PASS_LASTS = timedelta(minutes=5)  # a pass that was broken off is begun again: it may be night by now
KEPT_FOR = timedelta(days=400)
REMEMBERED = timedelta(days=31)  # what was due longer ago, while nobody looked, is not recorded as missed
SHIFT_LOOK_BACK = timedelta(days=6)  # longer than anything is said after a shift
SHIFT_LOOK_AHEAD = timedelta(days=3)  # longer than anything is said before a shift
NEAR_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class TickCursor:
    """Where a tick stands between two steps."""

    stage: Literal["plan", "shifts", "tell"]
    began: datetime | None = None
    after: tuple[datetime, int] | None = None  # the last shift that was read


START = TickCursor("plan")


def step(tx: Transaction, cursor: TickCursor) -> TickCursor | None:
    """One short piece of a tick; returns where to go on, or None where the tick is over."""
    if cursor.stage == "plan":
        mailings.begin(tx)
        first, last = _known_until(tx) - LONGEST_NOTICE, tx.now + EARLIEST
        note(tx, (one for item in plan_items.dated(tx) for one in of_item(item, first, last)))
        mailings.forget(tx, tx.now - KEPT_FOR)
        return TickCursor("shifts", began=tx.now)
    if cursor.stage == "shifts":
        return _scan_shifts(tx, cursor)
    return cursor if tell(tx) else None


def shift_changed(tx: Transaction, shift_id: int, was: datetime) -> None:
    """Tell those who signed up for a shift that it was moved from `was`, or cancelled: to be called right after that.

    They are told by the next tick; in quiet hours only where it cannot wait. What would have been said of the new time
    before now is not said any more: this says it.
    """
    shift = mailings.shift(tx, shift_id)
    if shift is None:
        return
    mailings.add(tx, of_change(shift, was, tx.now, cancelled=not shift.takes_place).mailing(tx.now))
    for occasion in of_shift(shift) if shift.takes_place else ():
        if occasion.at <= tx.now:
            mailings.add(tx, occasion.mailing(occasion.at), state="dropped")


# Looking -------------------------------------------------------------------------------------------------------------


def occasions(tx: Transaction, first: datetime, last: datetime) -> Iterator[Occasion]:
    """What the plan and the shifts, as they are now, give to say with its moment in this time: for a preview."""
    for item in plan_items.dated(tx):
        yield from of_item(item, first, last)
    after = None
    while page := mailings.shifts_around(
        tx, ends_from=first - SHIFT_LOOK_BACK, starts_upto=last + SHIFT_LOOK_AHEAD, after=after, most=SHIFTS_AT_ONCE
    ):
        yield from (one for shift in page for one in of_shift(shift) if first <= one.at <= last)
        after = (page[-1].ends_at, page[-1].id)


def _known_until(tx: Transaction) -> datetime:
    """What was due later than this no earlier tick has seen; a clock that was put back had seen the future."""
    return max(min(mailings.progress(tx).known_until, tx.now), tx.now - REMEMBERED)


def _scan_shifts(tx: Transaction, cursor: TickCursor) -> TickCursor:
    page = mailings.shifts_around(
        tx,
        ends_from=_known_until(tx) - SHIFT_LOOK_BACK,
        starts_upto=tx.now + SHIFT_LOOK_AHEAD,
        after=cursor.after,
        most=SHIFTS_AT_ONCE,
    )
    note(tx, (one for shift in page for one in of_shift(shift)))
    if len(page) == SHIFTS_AT_ONCE:
        return replace(cursor, after=(page[-1].ends_at, page[-1].id))
    mailings.set_known_until(tx, cursor.began or tx.now)
    return TickCursor("tell")


def note(tx: Transaction, occasions: Iterable[Occasion]) -> None:
    """Make mailings of those occasions that are due and still help, or that nobody has seen until it was too late."""
    hours = reminders.hours_in_use(tx)
    known_until, began_at = _known_until(tx), mailings.progress(tx).began_at
    for occasion in occasions:
        if (
            occasion.at > tx.now + EARLIEST
            or occasion.at < began_at
            or (occasion.useful_until < tx.now and occasion.at <= known_until)
        ):
            continue
        first_at = occasion.at if occasion.at <= tx.now else occasion.first_at(hours)
        if first_at <= tx.now and not mailings.known(tx, occasion.key):
            mailings.add(tx, occasion.mailing(first_at), _bodies(tx, occasion))


def _bodies(tx: Transaction, occasion: Occasion) -> Iterator[tuple[int, str]]:
    """What an anniversary or an opening day says to the members of a unit who may join a campaign around then."""
    facts = occasion.facts
    if not isinstance(facts, AnniversaryToday) and not (isinstance(facts, PlanDay) and facts.moment == "opening"):
        return
    on: dict[int, list[CampaignOn]] = defaultdict(list)
    for campaign in mailings.campaigns_on(tx, occasion.at, occasion.at + WEEK):
        on[campaign.unit_id].append(campaign)

    @cache
    def body(units: tuple[int, ...]) -> str:
        known = sorted((one for unit in units for one in on[unit]), key=lambda one: (one.starts_at, one.campaign_id))
        near = tuple(JoinableCampaign.model_validate(one.model_dump()) for one in known[:NEAR_AT_MOST])
        return facts.model_copy(update={"near": near}).model_dump_json()

    for unit_id, path in mailings.unit_paths(tx).items() if on else ():
        units = tuple(int(part) for part in path.split(".") if part and int(part) in on)
        if units:
            yield unit_id, body(units)


# Telling -------------------------------------------------------------------------------------------------------------


def tell(tx: Transaction) -> bool:
    """A page of what is due, of one large mailing or of several small ones; returns whether there may be more."""
    hours = reminders.hours_in_use(tx)
    effort = 0
    for mailing in mailings.due(tx, MAILINGS_AT_ONCE):
        effort += _page(tx, mailing, hours)
        if effort >= PEOPLE_AT_ONCE:
            break
    return bool(mailings.due(tx, 1))


def _page(tx: Transaction, mailing: Mailing, hours: Iterable[QuietHours]) -> int:
    """Tell the next page of a mailing's audience, and end its pass where it was the last; returns how much that was."""
    if not _stands(tx, mailing):
        mailings.finish(tx, mailing, "dropped")
        return 0
    if mailing.pass_at is None or not timedelta(0) <= tx.now - mailing.pass_at <= PASS_LASTS:
        mailing = mailings.begin_pass(tx, mailing)
    page = mailings.next_page(tx, mailing, PEOPLE_AT_ONCE)
    now = mailing.pass_at or tx.now
    missed = now > mailing.useful_until
    quiet = [] if missed or mailing.urgent else [one for one in hours if quiet_hours.covers(one, now)]
    ahead = [one for one, at in early(mailing.moment, mailing.at, hours) if at <= now] if now < mailing.at else []
    if now >= mailing.at or ahead:
        mailings.tell(
            tx,
            mailing,
            upto=page.upto,
            since=min(now, mailing.at),
            missed=missed,
            wanted=not MOMENTS[mailing.moment].must,
            quiet=quiet,
            early=ahead,
        )
    if page.last:
        _end_pass(tx, mailing, now, quiet, hours)
    return page.people + EFFORT_OF_A_PAGE


def _end_pass(
    tx: Transaction, mailing: Mailing, now: datetime, quiet: Sequence[QuietHours], hours: Iterable[QuietHours]
) -> None:
    """The next pass is for those who had quiet hours; after one ahead of the moment, for whoever comes next."""
    if now < mailing.at:
        ahead = [at for _quiet, at in early(mailing.moment, mailing.at, hours) if at > now]
        mailings.wait(tx, mailing, min([mailing.at, *ahead]))
    elif quiet:
        mailings.wait(tx, mailing, min(quiet_hours.over(one, now) for one in quiet))
    else:
        mailings.finish(tx, mailing, "done")


def _stands(tx: Transaction, mailing: Mailing) -> bool:
    """Whether what a mailing speaks of still takes place, and still then."""
    if mailing.moment == "cancelled":
        return True
    if mailing.shift_id is not None:
        shift = mailings.shift(tx, mailing.shift_id)
        return shift is not None and shift.takes_place and shift.starts_at == mailing.starts_at
    item = plan_items.by_id(tx, mailing.item_id or 0)
    if item is None or item.off:
        return False
    return mailing.key in {one.key for one in of_item(item, mailing.at, mailing.at)}
