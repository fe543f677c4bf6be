"""What would be sent on certain days, to how many people: the schedule works on trial, and nothing is sent or kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from schedules.calendar import ONE_DAY, moment
from schedules.due import digests, due
from schedules.due.occasions import EARLIEST, MIDNIGHT
from storage.database import Transaction
from storage.reminders import digests as leaders_digests
from storage.reminders import mailings, reminders
from storage.reminders.digest_records import DigestReader
from storage.reminders.records import QueuedWording

DIGEST = "digest"


def of_days(tx: Transaction, first: date, last: date) -> list[QueuedWording]:
    """What goes out from `first` to `last`, in order, as the plan, the sign-ups and people's wishes are now.

    What is not known yet (who will be there, who will cancel) is taken to stay as it is. Past days are shown as they
    would be now, not as they were. It makes temporary tables: in a transaction that others wait for, ask for few days.
    """
    leaders = leaders_digests.leaders(tx)
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    return [one for day in days for one in sorted(of_day(tx, day) + digests_of(tx, day, leaders), key=attrgetter("at"))]


def digests_of(tx: Transaction, day: date, leaders: Iterable[DigestReader]) -> list[QueuedWording]:
    """The digests that go out to these leaders on a day; each is its own wording. Some milliseconds a leader."""
    ahead = (digests.ahead(tx, day, leader) for leader in leaders)
    return [
        QueuedWording(at=one.at, moment=DIGEST, subject=DIGEST, body=one.digest.model_dump_json(), people=1)
        for one in ahead
        if one is not None
    ]


def of_day(tx: Transaction, day: date) -> list[QueuedWording]:
    """The reminders of one day."""
    begins, ends = moment(day, MIDNIGHT), moment(day + ONE_DAY, MIDNIGHT)
    with mailings.on_trial(tx):
        mailings.begin(tx.at(begins - ONE_DAY))  # what was left by the evening before goes out in the morning
        hours = reminders.hours_in_use(tx)
        for occasion in due.occasions(tx, begins - ONE_DAY, ends + EARLIEST):
            due.note(tx.at(occasion.first_at(hours)), [occasion])
        while (now := mailings.next_pass(tx)) is not None and now < ends:
            due.tell(tx.at(now))
        return mailings.queued(tx, begins)
