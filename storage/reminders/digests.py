"""Leaders' digests: how often each leader wants theirs, whose is due, and the figures of what they lead.

What a leader sees here is what they see elsewhere: people of their units and of those below, and whoever comes to
shifts of their units; the standing and the calls are of their units and those below alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from storage.database import Transaction, queries
from storage.records import Asker, records
from storage.reminders.digest_notice import EmptyShift, UnitToCall
from storage.reminders.digest_records import DigestDue, DigestReader, FreeShiftSums, LedUnit, PastShiftSums, Rhythm
from storage.reminders.reminders import QuietHours

sql = queries(__file__)

CLOCK_BACK = timedelta(days=7)  # a clock put back by less than this repeats nothing; by more, it was far ahead

# Whose and when ------------------------------------------------------------------------------------------------------


def enrol(tx: Transaction, day: date) -> None:
    """Whoever has come to lead a unit since the last check has a digest from this day on."""
    sql.enrol(tx.connection, day=day.isoformat(), now=tx.now)


def to_check(tx: Transaction, day: date, quiet: Sequence[QuietHours], most: int) -> list[DigestDue]:
    """Some leaders whose digest was not checked yet on this day and who have none of these quiet hours.

    Not those who want none, lead nothing any more, have not joined, or have blocked us.
    """
    listed = ",".join(f"{one.begins}-{one.ends}" for one in quiet)
    far = (day + CLOCK_BACK).isoformat()
    return records(DigestDue, sql.to_check(tx.connection, day=day.isoformat(), far=far, quiet=listed, most=most))


def leaders(tx: Transaction, organiser: Asker | None = None) -> list[DigestReader]:
    """Who can be sent a digest and wants one: all, or those who lead nothing beyond what an organiser organises."""
    return records(DigestReader, sql.leaders(tx.connection, organiser_id=organiser.member_id if organiser else 0))


def mark_checked(tx: Transaction, member_id: int, day: date) -> None:
    """Note that a leader's digest was checked on this day."""
    sql.mark_checked(tx.connection, member_id=member_id, day=day.isoformat())


def mark_told(tx: Transaction, member_id: int) -> None:
    """Note that a leader's digest has told everything until now."""
    sql.mark_told(tx.connection, member_id=member_id, now=tx.now)


def rhythm(tx: Transaction, asker: Asker) -> Rhythm:
    """How often the asker wants their digest."""
    row = sql.rhythm(tx.connection, member_id=asker.member_id)
    chosen: Rhythm = row["rhythm"] if row else "usual"
    return chosen


def set_rhythm(tx: Transaction, asker: Asker, chosen: Rhythm, day: date) -> None:
    """The asker chooses how often their digest comes; one who had none yet has theirs from this day on."""
    sql.set_rhythm(tx.connection, member_id=asker.member_id, rhythm=chosen, day=day.isoformat(), now=tx.now)
    if chosen == "off":
        sql.cancel_waiting(tx.connection, member_id=asker.member_id, keys=f"digest:member-{asker.member_id}:%")


def runs(tx: Transaction, asker: Asker, first: datetime, upto: datetime) -> bool:
    """Whether a shift of the asker's (of their campaigns, hosted by them, or with their people) is in this time."""
    return sql.runs(tx.connection, asker_id=asker.member_id, first=first, upto=upto) is not None


# The figures ---------------------------------------------------------------------------------------------------------


def units(tx: Transaction, asker: Asker) -> list[LedUnit]:
    """The units that the asker leads, without those that lie below another of them."""
    return records(LedUnit, sql.units(tx.connection, asker_id=asker.member_id))


def signed_up(tx: Transaction, asker: Asker, since: datetime, after: int, most: int) -> tuple[int, list[str]]:
    """How many people signed up since then and after this sign-up, and the names of some, the newest first."""
    rows = list(sql.signed_up(tx.connection, asker_id=asker.member_id, since=since, after=after, now=tx.now, most=most))
    return (rows[0]["people"] if rows else 0), [row["name"] for row in rows]


def past(tx: Transaction, asker: Asker, since: datetime, most: int) -> list[PastShiftSums]:
    """The last shifts that ended since then, with the sums of all that did."""
    return records(PastShiftSums, sql.past(tx.connection, asker_id=asker.member_id, since=since, now=tx.now, most=most))


def empty(tx: Transaction, asker: Asker, since: datetime, most: int) -> tuple[int, list[EmptyShift]]:
    """How many shifts ended since then without anybody, and the last ones."""
    rows = list(sql.empty(tx.connection, asker_id=asker.member_id, since=since, now=tx.now, most=most))
    return (rows[0]["shifts"] if rows else 0), records(EmptyShift, rows)


def came(tx: Transaction, asker: Asker, shift_id: int, most: int) -> tuple[str, ...]:
    """Those who were at a shift, so many at most, by name."""
    rows = sql.came(tx.connection, asker_id=asker.member_id, shift_id=shift_id, most=most)
    return tuple(row["name"] for row in rows)


def absent(tx: Transaction, asker: Asker, shift_id: int, most: int) -> tuple[str, ...]:
    """Those who had a seat on a shift and did not come, so many at most, by name."""
    rows = sql.absent(tx.connection, asker_id=asker.member_id, shift_id=shift_id, most=most)
    return tuple(row["name"] for row in rows)


def waiting(tx: Transaction, asker: Asker) -> tuple[int, datetime | None]:
    """How many things await the asker's decision, and since when the first of them does."""
    row = sql.waiting(tx.connection, asker_id=asker.member_id, now=tx.now)
    return row["things"], datetime.fromisoformat(row["since"]) if row["since"] else None


def free(tx: Transaction, asker: Asker, upto: datetime, most: int) -> list[FreeShiftSums]:
    """The next shifts with empty seats that start by then."""
    return records(FreeShiftSums, sql.free(tx.connection, asker_id=asker.member_id, now=tx.now, upto=upto, most=most))


def nobody_came(tx: Transaction, asker: Asker, since: datetime, most: int) -> tuple[int, list[UnitToCall]]:
    """The units below the asker's who had seats on shifts that ended since then, and of whom nobody came."""
    rows = list(sql.nobody_came(tx.connection, asker_id=asker.member_id, since=since, now=tx.now, most=most))
    calls = [UnitToCall(reason="came", unit=row["unit"], parent=row["parent"], number=row["people"]) for row in rows]
    return (rows[0]["calls"] if rows else 0), calls


def nobody_verified(tx: Transaction, asker: Asker, before: datetime, most: int) -> tuple[int, list[UnitToCall]]:
    """The units below the asker's whose leaders left something waiting since before then, the oldest first."""
    rows = list(sql.nobody_verified(tx.connection, asker_id=asker.member_id, before=before, most=most))
    calls = [
        UnitToCall(reason="verified", unit=row["unit"], parent=row["parent"], number=row["things"], since=row["since"])
        for row in rows
    ]
    return (rows[0]["calls"] if rows else 0), calls
