"""Mailings: one thing that is to be said to many, queued page by page; what is due and when is decided above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal

from storage.database import Transaction, queries, tables_on_trial
from storage.records import records
from storage.reminders.records import (
    AudiencePage,
    CampaignOn,
    Mailing,
    NewMailing,
    QueuedWording,
    ShiftFacts,
    ShiftWithState,
    TickProgress,
)
from storage.reminders.reminders import QuietHours

sql = queries(__file__)

# What the schedule reads ----------------------------------------------------------------------------------------------


def begin(tx: Transaction) -> None:
    """What is known begins with the first tick of all: what was due before is not said."""
    sql.begin(tx.connection, now=tx.now)


def progress(tx: Transaction) -> TickProgress:
    """Since when what is due has been looked up, and until when it is known; both now, before the first tick."""
    return TickProgress.of(sql.progress(tx.connection)) or TickProgress(began_at=tx.now, known_until=tx.now)


def set_known_until(tx: Transaction, moment: datetime) -> None:
    """Note that what was due until this moment is known."""
    sql.set_known_until(tx.connection, now=moment)


def shifts_around(
    tx: Transaction, *, ends_from: datetime, starts_upto: datetime, after: tuple[datetime, int] | None, most: int
) -> list[ShiftFacts]:
    """A page of the shifts that take place in this time, in the order of their end; `after` is the last one seen."""
    ends, shift_id = after or (ends_from, 0)
    return records(
        ShiftFacts,
        sql.shifts_around(
            tx.connection, ends_from=ends_from, starts_upto=starts_upto, after_ends=ends, after_id=shift_id, most=most
        ),
    )


def shift(tx: Transaction, shift_id: int) -> ShiftWithState | None:
    """One shift, for the schedule."""
    return ShiftWithState.of(sql.shift(tx.connection, shift_id=shift_id))


def campaigns_on(tx: Transaction, starts_from: datetime, starts_upto: datetime) -> list[CampaignOn]:
    """The open campaigns with a shift that starts in this time, the soonest first."""
    return records(CampaignOn, sql.campaigns_on(tx.connection, starts_from=starts_from, starts_upto=starts_upto))


def unit_paths(tx: Transaction) -> dict[int, str]:
    """The units that have members, and their paths."""
    return {row["id"]: row["path"] for row in sql.unit_paths(tx.connection)}


# Mailings ------------------------------------------------------------------------------------------------------------


def known(tx: Transaction, key: str) -> bool:
    """Whether this mailing is there already."""
    return sql.known(tx.connection, key=key) is not None


def add(
    tx: Transaction,
    mailing: NewMailing,
    bodies: Iterable[tuple[int, str]] = (),
    *,
    state: Literal["open", "dropped"] = "open",
) -> bool:
    """Add a mailing, with what it says to the members of certain units; False if it is there already.

    A `dropped` one will not be sent, nor added again.
    """
    columns = mailing.model_dump(include=NewMailing.model_fields.keys() - {"urgent"})
    row = sql.add(tx.connection, key=mailing.key, urgent=int(mailing.urgent), state=state, **columns)
    if row is None:
        return False
    unit_bodies = [{"mailing_id": row["id"], "unit_id": unit_id, "body": body} for unit_id, body in bodies]
    if unit_bodies:
        sql.add_body(tx.connection, unit_bodies)
    return True


def due(tx: Transaction, most: int) -> list[Mailing]:
    """The mailings whose pass is due now, the one that waits longest first."""
    return records(Mailing, sql.due(tx.connection, upto=tx.now, most=most))


def next_pass(tx: Transaction) -> datetime | None:
    """When the next pass of any mailing is due."""
    text = sql.next_pass(tx.connection)["next_at"]
    return datetime.fromisoformat(text) if text else None


def begin_pass(tx: Transaction, mailing: Mailing) -> Mailing:
    """A pass through the audience begins, from its first member on."""
    sql.begin_pass(tx.connection, mailing_id=mailing.id, now=tx.now)
    return mailing.model_copy(update={"pass_at": tx.now, "after": 0})


def next_page(tx: Transaction, mailing: Mailing, most: int) -> AudiencePage:
    """The next page of a mailing's audience: of a shift's, so many people; of all members, those of so many ids."""
    if mailing.shift_id is None:
        upto = mailing.after + most
        return AudiencePage(upto=upto, people=most, last=upto >= sql.last_member(tx.connection)["id"])
    row = sql.page(tx.connection, audience=mailing.audience, shift_id=mailing.shift_id, after=mailing.after, most=most)
    return AudiencePage(upto=row["upto"] or mailing.after, people=row["people"], last=row["people"] < most)


def tell(
    tx: Transaction,
    mailing: Mailing,
    *,
    upto: int,
    since: datetime,
    missed: bool,
    wanted: bool,
    quiet: Sequence[QuietHours],
    early: Sequence[QuietHours],
) -> int:
    """Queue a mailing for those up to this member who belonged to its audience `since` then; returns for how many.

    Left out are those who do not want it (unless `wanted` is False: who must hear it), those whose quiet hours are
    among `quiet`, and, where there are any among `early`, those who have others. What comes too late is `missed`.
    """
    count: int = sql.tell(
        tx.connection,
        mailing_id=mailing.id,
        audience=mailing.audience,
        shift_id=mailing.shift_id or 0,
        path=mailing.path,
        since=since,
        after=mailing.after,
        upto=upto,
        subject=mailing.subject,
        moment=mailing.moment,
        body=mailing.body,
        state="missed" if missed else "waiting",
        useful_until=mailing.useful_until,
        now=tx.now,
        wanted=int(wanted),
        quiet=_listed(quiet),
        early=_listed(early),
    )
    sql.advance(
        tx.connection, mailing_id=mailing.id, after=upto, told=0 if missed else count, missed=count if missed else 0
    )
    return count


def wait(tx: Transaction, mailing: Mailing, next_at: datetime) -> None:
    """The pass is over; the next is due then."""
    sql.wait(tx.connection, mailing_id=mailing.id, next_at=next_at)


def finish(tx: Transaction, mailing: Mailing, state: Literal["done", "dropped"]) -> None:
    """Nothing is left to say: all were told, or what it speaks of takes place no more, or at another time."""
    sql.finish(tx.connection, mailing_id=mailing.id, state=state)
    sql.erase_bodies(tx.connection, mailing_id=mailing.id)


def forget(tx: Transaction, before: datetime) -> None:
    """Erase the mailings of long ago."""
    sql.forget(tx.connection, before=before)


# Trying -------------------------------------------------------------------------------------------------------------


def on_trial(tx: Transaction) -> AbstractContextManager[None]:
    """Whatever is queued within is forgotten at the end: nothing is sent, and a running bot is not kept waiting."""
    return tables_on_trial(tx, ("outbox", "mailings", "mailing_bodies", "looks"))


def queued(tx: Transaction, since: datetime) -> list[QueuedWording]:
    """What was queued since then, in order."""
    return records(QueuedWording, sql.queued(tx.connection, since=since))


def _listed(hours: Sequence[QuietHours]) -> str:
    return ",".join(f"{one.begins}-{one.ends}" for one in hours)
