"""What each person wishes to be reminded of, and when: the reminders they do not want, and their quiet hours."""

from __future__ import annotations

from typing import NamedTuple

from storage.database import Transaction, queries
from storage.records import Asker, Record

sql = queries(__file__)

EVERYTHING = "everything"


class QuietHours(NamedTuple):
    """The hours of every day, at home, in which a person is sent no notice; both alike: none."""

    begins: str = "21:00"
    ends: str = "06:30"


class Wishes(Record):
    """A person's wishes; `nothing` means no reminder at all (of a shift moved or cancelled they hear all the same)."""

    quiet: QuietHours
    unwanted: frozenset[str]

    @property
    def nothing(self) -> bool:
        """Whether this person wants no reminders."""
        return EVERYTHING in self.unwanted

    def wants(self, moment: str) -> bool:
        """Whether this person wants the reminders of this kind (the names are in schedules/due/occasions.py)."""
        return not self.unwanted & {moment, EVERYTHING}


def of(tx: Transaction, asker: Asker) -> Wishes:
    """The asker's own wishes."""
    quiet = hours_of(tx, asker.member_id)
    unwanted = frozenset(row["moment"] for row in sql.unwanted(tx.connection, member_id=asker.member_id))
    return Wishes(quiet=quiet, unwanted=unwanted)


def hours_of(tx: Transaction, member_id: int) -> QuietHours:
    """A member's quiet hours: their own, or the usual ones."""
    row = sql.quiet(tx.connection, member_id=member_id)
    return QuietHours(row["begins"], row["ends"]) if row else QuietHours()


def set_quiet(tx: Transaction, asker: Asker, quiet: QuietHours) -> None:
    """The asker chooses their quiet hours."""
    sql.set_quiet(tx.connection, member_id=asker.member_id, begins=quiet.begins, ends=quiet.ends)


def want(tx: Transaction, asker: Asker, moment: str, *, wanted: bool) -> None:
    """The asker wants the reminders of one kind, or not; `EVERYTHING` unwanted is none of any kind."""
    if wanted:
        sql.want(tx.connection, member_id=asker.member_id, moment=moment)
        return
    sql.refuse(tx.connection, member_id=asker.member_id, moment=moment)
    ending = "%" if moment == EVERYTHING else moment
    sql.cancel_waiting(tx.connection, member_id=asker.member_id, keys=f"reminder:%:member-{asker.member_id}:{ending}")


def hours_in_use(tx: Transaction) -> set[QuietHours]:
    """The quiet hours that anybody has, the usual ones among them."""
    return {QuietHours()} | {QuietHours(row["begins"], row["ends"]) for row in sql.in_use(tx.connection)}
