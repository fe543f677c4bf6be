"""What a leader's digest tells: the facts about their units, whoever asks; the words are made when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from schedules.calendar import ONE_DAY, local_day
from schedules.due.occasions import WEEK, days_of
from schedules.plan import targets as progress
from schedules.plan import titles
from storage.database import Transaction
from storage.organisation import units
from storage.plan import plan_items
from storage.records import Asker
from storage.reminders import digests
from storage.reminders.digest_notice import ComingDay, Digest, FreeShift, PastShift, UnitToCall, YearTotal
from storage.reminders.digest_records import LedUnit

LOOK_BACK = timedelta(days=31)  # a digest tells no more than this
NAMES = 8  # so many people are named; more are counted
SHIFTS_SHOWN = 8  # of those that are over, and of those to come: as many of them are said as fit (digest_words.py)
EMPTY_SHOWN = 6
CALLS_SHOWN = 2
ALL_SHOWN = 40  # on a message that shows all: more would not fit
STANDING_SHOWN = 3
COMING_SHOWN = 2
COMING_WITHIN = timedelta(days=14)
UNVERIFIED_FOR = timedelta(days=3)


def of_leader(
    tx: Transaction,
    asker: Asker,
    since: datetime,
    *,
    after: int | None = None,
    weekly: bool = True,
    known: datetime | None = None,
) -> Digest | None:
    """What is new for a leader since then (of sign-ups: after this one); None where nothing is.

    A shift with empty seats is news where it starts before the next digest; an item of the plan that needs a day, once
    a week. What stands and what is coming stand beside the news, and are none. Looking ahead, `known` is now: of a
    shift that ends later, those with a seat are taken to come.
    """
    led = digests.units(tx, asker)
    if not led:
        return None
    digest = _news(tx, asker, led, since, after=after, known=known)
    if known is not None and known < tx.now:
        digest = _as_planned(tx, asker, digest, max(since, known))
    if not _has_news(tx, digest, weekly=weekly):
        return None
    coming = _coming(tx, asker)
    ahead = {"coming": coming[:COMING_SHOWN], "coming_count": len(coming)}
    return digest.model_copy(update={**_standing(tx, asker), **ahead})


def _news(
    tx: Transaction,
    asker: Asker,
    led: Sequence[LedUnit],
    since: datetime,
    *,
    after: int | None,
    known: datetime | None,
) -> Digest:
    """What has come about since then, what waits, and what is free."""
    free = digests.free(tx, asker, tx.now + WEEK, SHIFTS_SHOWN)
    waiting, waiting_since = digests.waiting(tx, asker)
    return Digest(
        units=tuple(unit.name for unit in led),
        since=since,
        year=local_day(tx.now).year,
        undated=len(plan_items.undated(tx, asker)),
        free=tuple(FreeShift.model_validate(shift.model_dump()) for shift in free),
        free_count=free[0].shifts if free else 0,
        waiting=waiting,
        waiting_since=waiting_since,
        **_attendance(tx, asker, since, after),
        **_empty(tx.at(min(tx.now, known or tx.now)), asker, since),
        **_calls(tx, asker, led, since, min(tx.now, known or tx.now)),
    )


def _has_news(tx: Transaction, digest: Digest, *, weekly: bool) -> bool:
    """Whether there is anything to tell before the next digest."""
    soon = tx.now + (WEEK if weekly else ONE_DAY)
    return bool(
        digest.signed_up_count
        or digest.past_count
        or digest.waiting
        or digest.calls_count
        or (weekly and digest.undated)
        or any(shift.starts_at <= soon for shift in digest.free)
    )


def _attendance(tx: Transaction, asker: Asker, since: datetime, after: int | None) -> dict[str, Any]:
    """Who signed up, who came and who did not; names only where they are few."""
    if after is None:
        people, names = digests.signed_up(tx, asker, since, 0, NAMES)
    else:  # by its id: one that arrived late has its own earlier time
        people, names = digests.signed_up(tx, asker, tx.now - LOOK_BACK, after, NAMES)
    past = digests.past(tx, asker, since, SHIFTS_SHOWN)
    came, absent = (past[0].came_in_all, past[0].absent_in_all) if past else (0, 0)
    return {
        "signed_up_count": people,
        "signed_up": names if people <= NAMES else (),
        "past": [_with_names(tx, asker, one) for one in past],
        "past_count": past[0].shifts if past else 0,
        "came_count": came,
        "absent_count": absent,
    }


def _empty(tx: Transaction, asker: Asker, since: datetime) -> dict[str, Any]:
    """The shifts of the asker's that are over and had nobody: they are no news, but a part of the period."""
    shifts, some = digests.empty(tx, asker, since, EMPTY_SHOWN)
    return {"empty": some, "empty_count": shifts}


def _with_names(tx: Transaction, asker: Asker, shift: PastShift) -> PastShift:
    """A shift with the names of who came and who did not, where they are few: each stands with their shift."""
    facts = shift.model_dump()
    if 0 < shift.came <= NAMES:
        facts["came_names"] = digests.came(tx, asker, shift.shift_id, NAMES)
    if 0 < shift.absent <= NAMES:
        facts["absent_names"] = digests.absent(tx, asker, shift.shift_id, NAMES)
    return PastShift.model_validate(facts)


def past_shifts(tx: Transaction, asker: Asker, since: datetime) -> list[PastShift]:
    """All shifts that ended since then, as a digest has its first ones."""
    return [_with_names(tx, asker, one) for one in digests.past(tx, asker, since, ALL_SHOWN)]


def units_to_call(tx: Transaction, asker: Asker, since: datetime) -> list[UnitToCall]:
    """All units that may need a call."""
    _without, absent = digests.nobody_came(tx, asker, since, ALL_SHOWN)
    _unverified, idle = digests.nobody_verified(tx, asker, tx.now - UNVERIFIED_FOR, ALL_SHOWN)
    return [*absent, *idle]


def free_shifts(tx: Transaction, asker: Asker) -> list[FreeShift]:
    """All shifts of the next seven days with empty seats."""
    return [FreeShift.model_validate(one.model_dump()) for one in digests.free(tx, asker, tx.now + WEEK, ALL_SHOWN)]


def _as_planned(tx: Transaction, asker: Asker, digest: Digest, known: datetime) -> Digest:
    """The digest where all who have a seat on a shift that ends after `known` come to it."""
    ahead = digests.past(tx, asker, known, SHIFTS_SHOWN)
    if not ahead:
        return digest
    all_come = {"absent": 0, "came_names": (), "absent_names": ()}
    planned = [one.model_copy(update={"came": one.came + one.absent, **all_come}) for one in digest.past[: len(ahead)]]
    absent = digest.absent_count - ahead[0].absent_in_all
    return digest.model_copy(
        update={
            "past": (*planned, *digest.past[len(ahead) :]),
            "absent_count": absent,
            "came_count": digest.came_count + ahead[0].absent_in_all,
        }
    )


def _calls(tx: Transaction, asker: Asker, led: Sequence[LedUnit], since: datetime, known: datetime) -> dict[str, Any]:
    """Which units below need a call; where there are none below, nothing is looked for."""
    if not any(units.children(tx, one.id) for one in led):
        return {}
    without, absent = digests.nobody_came(tx.at(known), asker, since, CALLS_SHOWN)
    unverified, idle = digests.nobody_verified(tx, asker, tx.now - UNVERIFIED_FOR, CALLS_SHOWN)
    return {
        "calls": [*absent[:1], *idle, *absent[1:]][:CALLS_SHOWN],
        "calls_count": without + unverified,
    }


def _standing(tx: Transaction, asker: Asker) -> dict[str, Any]:
    """What the leader's units have done this year, beside what they are to do; and how that stands, as bars."""
    year = local_day(tx.now).year
    standings = progress.of_asker(tx, asker)
    amounts = {} if progress.leads_several(asker) else {one.figure: one.amount for one in standings}
    totals = [
        YearTotal(what=what, number=round(number), amount=None if figure is None else amounts.get(figure))
        for what, number, figure in progress.brought(tx, asker, year)
    ]
    return {"standing": tuple(totals[:STANDING_SHOWN]), "bars": tuple(progress.bars(standings))}


def _coming(tx: Transaction, asker: Asker) -> tuple[ComingDay, ...]:
    """The next days of the plan."""
    today = local_day(tx.now)
    days = [
        ComingDay(
            title=titles.for_year(item.title, item.kind, found.day.year),
            title_en=titles.in_english(item.title_en, item.kind, found.day.year),
            day=found.day,
            years=found.years,
        )
        for item in plan_items.seen_by(tx, asker)
        if not item.off
        for found in days_of(item, today, today + COMING_WITHIN)
    ]
    return tuple(sorted(days, key=lambda one: one.day))
