"""What would be sent on certain days, to how many people: the schedule works on trial, and nothing is sent or kept."""

from __future__ import annotations

from datetime import date

from schedules import due
from schedules.calendar import ONE_DAY, moment
from schedules.occasions import EARLIEST, MIDNIGHT
from storage import mailings, reminders
from storage.database import Transaction
from storage.mailings import Told


def of_days(tx: Transaction, first: date, last: date) -> list[Told]:
    """What goes out from `first` to `last`, in order, as the plan, the sign-ups and people's wishes are now.

    What is not known yet (who will be there, who will cancel) is taken to stay as it is. Past days are shown as they
    would be now, not as they were. It makes temporary tables: in a transaction that others wait for, ask for few days.
    """
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    return [one for day in days for one in _of_day(tx, day)]


def _of_day(tx: Transaction, day: date) -> list[Told]:
    begins, ends = moment(day, MIDNIGHT), moment(day + ONE_DAY, MIDNIGHT)
    with mailings.on_trial(tx):
        mailings.begin(tx.at(begins - ONE_DAY))  # what was left by the evening before goes out in the morning
        hours = reminders.hours_in_use(tx)
        for one in due.occasions(tx, begins - ONE_DAY, ends + EARLIEST):
            due.note(tx.at(one.first_at(hours)), [one])
        while (now := mailings.next_pass(tx)) is not None and now < ends:
            due.tell(tx.at(now))
        return mailings.told(tx, begins)
