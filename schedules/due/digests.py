"""One leader's digest: whose time has come, and what it tells. Pure facts; the words are made when it is sent.

A day of digests lasts from 07:00 to 07:00. The usual rhythm is Mondays, and every day while a campaign of theirs runs:
a shift yesterday, today or tomorrow. Where nothing is new, nothing is sent. A Monday's digest that nobody looked after,
because the bot was off, is made up for until Wednesday; each tells everything since the last one that was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import AwareDatetime

from schedules import quiet_hours
from schedules.calendar import ONE_DAY, local_day, moment
from schedules.due.occasions import MIDNIGHT, MORNING, WEEK, days_of
from schedules.plan import targets as progress
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.organisation import grants, units
from storage.people import members
from storage.plan import plan_items
from storage.records import Asker, Record
from storage.reminders import digests, reminders
from storage.reminders.digest_notice import ComingDay, Digest, FreeShift, PastShift, YearTotal
from storage.reminders.digest_records import DigestDue, DigestReader, LedUnit, Rhythm

LEADERS_AT_ONCE = 1
MADE_UP_FOR = timedelta(days=2)  # so long after Monday a weekly digest still comes
WEEKLY_HELPS = timedelta(days=3)
LOOK_BACK = timedelta(days=31)  # a digest tells no more than this
NAMES = 8  # so many people are named; more are counted
SHIFTS_SHOWN = 2
CALLS_SHOWN = 2
STANDING_SHOWN = 3
COMING_SHOWN = 2
COMING_WITHIN = timedelta(days=14)
UNVERIFIED_FOR = timedelta(days=3)


# Whose time has come -------------------------------------------------------------------------------------------------


def due(tx: Transaction) -> bool:
    """Queue the digests of the next leaders whose time has come; a step of some milliseconds.

    Returns whether there may be more: `while due(tx): ...`, each step a transaction of its own.
    """
    day = day_of(tx.now)
    digests.enrol(tx, day)
    quiet = [one for one in reminders.hours_in_use(tx) if quiet_hours.covers(one, tx.now)]
    leaders = digests.to_check(tx, day, quiet, LEADERS_AT_ONCE)
    for leader in leaders:
        _check(tx, leader, day)
    return len(leaders) == LEADERS_AT_ONCE


def day_of(now: datetime) -> date:
    """The day whose digest is due at a moment: before 07:00 that is yesterday's."""
    return local_day(now - timedelta(hours=MORNING.hour, minutes=MORNING.minute))


def slot(rhythm: Rhythm, *, runs: bool, day: date, checked_on: date) -> tuple[date, datetime] | None:
    """The day of the digest that is due on a day, and until when it helps; None where none is."""
    monday = day - timedelta(days=day.weekday())
    daily = rhythm == "daily" or (rhythm == "usual" and runs)
    if rhythm != "off" and checked_on < monday and day - monday <= MADE_UP_FOR:
        return (day if daily else monday), moment(monday, MORNING) + WEEKLY_HELPS
    if daily:
        return day, moment(day + ONE_DAY, MORNING)
    return None


def of(
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
    undated = len(plan_items.undated(tx, asker))
    free = digests.free(tx, asker, tx.now + WEEK, SHIFTS_SHOWN)
    waiting, waiting_since = digests.waiting(tx, asker)
    soon = tx.now + (WEEK if weekly else ONE_DAY)
    digest = Digest(
        units=tuple(one.name for one in led),
        since=since,
        year=local_day(tx.now).year,
        whole=any(one.parent_id is None for one in led),
        undated=undated,
        free=tuple(FreeShift.model_validate(one.model_dump()) for one in free),
        free_count=free[0].shifts if free else 0,
        waiting=waiting,
        waiting_since=waiting_since,
        **_attendance(tx, asker, since, after),
        **_calls(tx, asker, led, since, min(tx.now, known or tx.now)),
    )
    if known is not None and known < tx.now:
        digest = _as_planned(tx, asker, digest, max(since, known))
    news = digest.signed_up_count + digest.past_count + digest.waiting + digest.calls_count + (undated if weekly else 0)
    if not news and not any(one.starts_at <= soon for one in free):
        return None
    return digest.model_copy(update={**_standing(tx, asker), "coming": _coming(tx, asker)})


def _check(tx: Transaction, leader: DigestDue, day: date) -> None:
    """Decide whether this leader's digest is due on this day, and queue it where it has something to say."""
    digests.mark_checked(tx, leader.member_id, day)
    member, chat = members.by_id(tx, leader.member_id), chats.by_id(tx, leader.chat_id)
    if member is None or chat is None:
        return
    asker = grants.asker(tx, member)
    due_slot = slot(leader.rhythm, runs=_runs(tx, asker, leader, day), day=day, checked_on=leader.checked_on)
    if due_slot is None or due_slot[1] < tx.now:
        return
    slot_day, useful_until = due_slot
    since = max(leader.told_upto, tx.now - LOOK_BACK) if leader.told_upto < tx.now else tx.now - WEEK
    digest = of(tx, asker, since, after=leader.told_sign_up, weekly=slot_day.weekday() == 0)
    if digest is None:
        return
    queued = outbox.queue(
        tx,
        chat,
        key=f"digest:member-{leader.member_id}:{slot_day}",
        kind="notice",
        body=digest.model_dump_json(),
        lane=outbox.NOTICE,
        useful_until=useful_until,
    )
    if queued is not None:
        digests.mark_told(tx, leader.member_id)


def _runs(tx: Transaction, asker: Asker, leader: DigestDue | DigestReader, day: date) -> bool:
    """Whether a campaign of the leader's runs: only asked where it matters."""
    return leader.rhythm == "usual" and digests.runs(
        tx, asker, moment(day - ONE_DAY, MIDNIGHT), moment(day + ONE_DAY + ONE_DAY, MIDNIGHT)
    )


# Looking ahead ------------------------------------------------------------------------------------------------------


class DigestAhead(Record):
    """A digest that goes out on a day, when, and to whom."""

    at: AwareDatetime
    member_id: int
    digest: Digest


def ahead(tx: Transaction, day: date, leader: DigestReader) -> DigestAhead | None:
    """The digest that goes out to a leader on a day, as things stand; None where none is due or nothing is new.

    Each digest before it is taken to be sent, and nothing to come between; writes nothing.
    """
    member = members.by_id(tx, leader.member_id)
    if member is None:
        return None
    asker = grants.asker(tx, member)

    def due_on(checked_day: date) -> date | None:
        due_slot = slot(
            leader.rhythm, runs=_runs(tx, asker, leader, checked_day), day=checked_day, checked_on=checked_day - ONE_DAY
        )
        return due_slot[0] if due_slot else None

    slot_day, at = due_on(day), moment(day, MORNING)
    if slot_day is None:
        return None
    told = leader.told_upto if leader.told_upto and leader.told_upto < at else None
    days_before = (day - n * ONE_DAY for n in range(1, WEEK.days + 1))
    before = next((moment(one, MORNING) for one in days_before if due_on(one)), at - WEEK)
    kept_to = told is not None and before <= tx.now  # what was sent is known until now, and taken as sent afterwards
    since = max(told if told and kept_to else before, at - LOOK_BACK)
    digest = of(
        tx.at(at),
        asker,
        since,
        after=leader.told_sign_up if kept_to else None,
        weekly=slot_day.weekday() == 0,
        known=tx.now,
    )
    if digest is None:
        return None
    quiet = leader.quiet
    return DigestAhead(
        at=quiet_hours.over(quiet, at) if quiet_hours.covers(quiet, at) else at, member_id=member.id, digest=digest
    )


# What it tells -------------------------------------------------------------------------------------------------------


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
        "past": [PastShift.model_validate(one.model_dump()) for one in past],
        "past_count": past[0].shifts if past else 0,
        "came_count": came,
        "came": digests.came(tx, asker, since, NAMES) if 0 < came <= NAMES else (),
        "absent_count": absent,
        "absent": digests.absent(tx, asker, since, NAMES) if 0 < absent <= NAMES else (),
    }


def _as_planned(tx: Transaction, asker: Asker, digest: Digest, known: datetime) -> Digest:
    """The digest where all who have a seat on a shift that ends after `known` come to it."""
    ahead = digests.past(tx, asker, known, SHIFTS_SHOWN)
    if not ahead:
        return digest
    planned = [one.model_copy(update={"came": one.came + one.absent, "absent": 0}) for one in digest.past[: len(ahead)]]
    absent = digest.absent_count - ahead[0].absent_in_all
    return digest.model_copy(
        update={
            "past": (*planned, *digest.past[len(ahead) :]),
            "came": (),
            "absent": (),
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
    """What the leader's units have done this year, beside the plan's amounts; and how every target stands, as bars."""
    year = local_day(tx.now).year
    totals = [
        YearTotal(what=what, number=round(number), amount=figure and figure.amount)
        for what, number, figure in progress.brought(tx, asker, year)
    ]
    bars = tuple(one.bar() for one in progress.of_asker(tx, asker) if one.known)
    return {"standing": tuple(totals[:STANDING_SHOWN]), "bars": bars}


def _coming(tx: Transaction, asker: Asker) -> tuple[ComingDay, ...]:
    """The next days of the plan."""
    today = local_day(tx.now)
    days = [
        ComingDay(title=item.title, day=found.day, years=found.years)
        for item in plan_items.seen_by(tx, asker)
        if not item.off
        for found in days_of(item, today, today + COMING_WITHIN)
    ]
    return tuple(sorted(days, key=lambda one: one.day)[:COMING_SHOWN])
