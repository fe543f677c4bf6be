"""Leaders' digests: whose is due on which day, and what goes out on a day to come. facts.py has what they tell.

A day of digests lasts from 07:00 to 07:00. The usual rhythm is Mondays, and every day while a campaign of theirs runs:
a shift yesterday, today or tomorrow. Where nothing is new, nothing is sent. A Monday's digest that was missed
because the bot was off is made up for until Wednesday; each tells everything since the last one that was sent.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pydantic import AwareDatetime

from schedules import quiet_hours
from schedules.calendar import ONE_DAY, local_day, moment
from schedules.due.facts import LOOK_BACK, of_leader
from schedules.due.occasions import MIDNIGHT, MORNING, WEEK
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.people import members
from storage.records import Asker, Record
from storage.reminders import digests, reminders
from storage.reminders.digest_notice import Digest
from storage.reminders.digest_records import DigestDue, DigestReader, Rhythm

LEADERS_AT_ONCE = 1
MADE_UP_FOR = timedelta(days=2)  # so long after Monday a weekly digest still comes
WEEKLY_HELPS = timedelta(days=3)


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
    digest = of_leader(tx, asker, since, after=leader.told_sign_up, weekly=slot_day.weekday() == 0)
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
    slot_day, at = _day_due(tx, asker, leader, day), moment(day, MORNING)
    if slot_day is None:
        return None
    since, after = _told_before(tx, asker, leader, day)
    digest = of_leader(tx.at(at), asker, since, after=after, weekly=slot_day.weekday() == 0, known=tx.now)
    if digest is None:
        return None
    sent_at = quiet_hours.over(leader.quiet, at) if quiet_hours.covers(leader.quiet, at) else at
    return DigestAhead(at=sent_at, member_id=member.id, digest=digest)


def _day_due(tx: Transaction, asker: Asker, leader: DigestReader, day: date) -> date | None:
    """The day of the digest that a leader has due on a day, where those of the days before were sent."""
    due_slot = slot(leader.rhythm, runs=_runs(tx, asker, leader, day), day=day, checked_on=day - ONE_DAY)
    return due_slot[0] if due_slot else None


def _told_before(tx: Transaction, asker: Asker, leader: DigestReader, day: date) -> tuple[datetime, int | None]:
    """Until when a leader knows everything once the digests before this day are sent; and until which sign-up."""
    at = moment(day, MORNING)
    told = leader.told_upto if leader.told_upto and leader.told_upto < at else None
    days_before = (day - n * ONE_DAY for n in range(1, WEEK.days + 1))
    before = next((moment(one, MORNING) for one in days_before if _day_due(tx, asker, leader, one)), at - WEEK)
    if told is not None and before <= tx.now:  # what was sent is known until now, and taken as sent afterwards
        return max(told, at - LOOK_BACK), leader.told_sign_up
    return max(before, at - LOOK_BACK), None
