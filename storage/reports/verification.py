"""Verification: what awaits a leader's decision, and that decision. Claimed and verified figures stand side by side.

A leader decides on what their scope covers by the member's unit of that day, by the campaign's unit or by the unit
that hosts the shift; on nothing of their own, and on nothing before its shift is over. A report that was returned
waits for its sender, and what it is a report on counts no more than it says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from pydantic import AwareDatetime

from storage import audit
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.records import Asker, Record, records

sql = queries(__file__)
_LAST_ID = 2**62
_ALL = (0, _LAST_ID)
_AT_ONCE = 200  # how many are read at a time


class Awaiting(Record):
    """A check-in that awaits a decision, with its report where that waits too; `minutes` is what the member claims.

    `minutes_before` is the least that it claimed when it was returned; `minutes_decided` is what a leader gave the
    check-in before its report came.
    """

    check_in_id: int
    check_in_state: str
    shift_id: int
    campaign_id: int
    member_id: int
    member: str
    unit: str
    title: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    checked_in_at: AwareDatetime
    proof: str
    weak: bool
    distance_m: int | None
    walk_in: bool
    minutes: int
    report_id: int | None
    reported_at: AwareDatetime | None
    note: str
    also_at: str | None
    minutes_before: int | None
    minutes_decided: int | None

    @property
    def key(self) -> str:
        """Names exactly this version of it: one that was decided, or reported anew, has another."""
        return self.check_in_key + ("" if self.reported_at is None else f".{_milliseconds(self.reported_at)}")

    @property
    def check_in_key(self) -> str:
        """Names the check-in alone."""
        return f"{self.check_in_id}.{_milliseconds(self.checked_in_at)}"

    @property
    def strong(self) -> bool:
        """Whether the check-in alone waits and its proof shows presence.

        A poster's link is but an invitation, and nobody is at two shifts at once.
        """
        return self.report_id is None and not self.weak and self.proof != "link" and self.also_at is None


class ClaimedFigure(Record):
    """A figure of a report, as claimed, with the most that it may be; `before` is what a returned report claimed."""

    quantity: str
    claimed: int
    before: int | None
    most: int


class NotOver(Record):
    """A shift that is still on, and how many check-ins and reports will await the asker's decision at its end."""

    title: str
    ends_at: AwareDatetime
    count: int


class SentBack(Record):
    """A report that was returned and has not come again, with what it claims; `count`: how many there are in all."""

    member: str
    title: str
    starts_at: AwareDatetime
    minutes: int
    count: int


class PhotoToVerify(Record):
    """A photo of a report; without a hash while it is still to be fetched."""

    sha256: str | None
    media_type: str
    state: str


def awaiting(tx: Transaction, asker: Asker, most: int = _AT_ONCE) -> list[Awaiting]:
    """What awaits the asker's decision, the oldest shift first."""
    return _awaiting(tx, asker, most=most)


def not_over(tx: Transaction, asker: Asker) -> list[NotOver]:
    """What will await the asker's decision, by the shifts that are still on; the one that ends first comes first."""
    return records(NotOver, sql.not_over(tx.connection, asker_id=asker.member_id, now=tx.now))


def sent_back(tx: Transaction, asker: Asker, most: int) -> list[SentBack]:
    """Which reports of those that the asker may decide on wait for their senders; as many as `most` of them."""
    return records(SentBack, sql.sent_back(tx.connection, asker_id=asker.member_id, most=most))


def find(tx: Transaction, asker: Asker, key: str) -> Awaiting | None:
    """What a key names, if it still awaits the asker's decision, unchanged."""
    first = key.partition(".")[0]
    if not first.isdecimal() or int(first) > _LAST_ID:
        return None
    return next((one for one in _awaiting(tx, asker, ids=(int(first), int(first))) if one.key == key), None)


def claimed_in(tx: Transaction, item: Awaiting) -> list[ClaimedFigure]:
    """The figures of a report that was read by its verifier's scope."""
    return records(ClaimedFigure, sql.quantities(tx.connection, report_id=item.report_id))


def photos(tx: Transaction, item: Awaiting) -> list[PhotoToVerify]:
    """The photos of a report that was read by its verifier's scope."""
    return records(PhotoToVerify, sql.photos(tx.connection, report_id=item.report_id))


def strong_of_shift(tx: Transaction, asker: Asker, shift_id: int) -> list[Awaiting]:
    """The check-ins of a shift that await the asker's decision and were proved strongly."""
    return [one for one in _awaiting(tx, asker, shifts=(shift_id, shift_id)) if one.strong]


def verify(tx: Transaction, asker: Asker, item: Awaiting, *, minutes: int, quantities: Mapping[str, int]) -> None:
    """Verify the check-in, and its report with these quantities.

    Raises:
        OutOfScopeError: it does not await the asker's decision (any more).
    """
    _make_sure(tx, asker, item)
    if item.report_id is not None:
        sql.verify_report(
            tx.connection, report_id=item.report_id, minutes=minutes, decided_by=asker.member_id, now=tx.now
        )
        for claimed in claimed_in(tx, item):
            counts = quantities.get(claimed.quantity, claimed.claimed)
            sql.verify_quantity(tx.connection, report_id=item.report_id, quantity=claimed.quantity, verified=counts)
    sql.verify_check_in(
        tx.connection, check_in_id=item.check_in_id, minutes=minutes, decided_by=asker.member_id, now=tx.now
    )
    audit.note(
        tx,
        asker.member_id,
        "verify",
        _subject(item),
        member_id=item.member_id,
        before=item.minutes,
        after=minutes,
        quantities=dict(quantities),
    )


def give_back(tx: Transaction, asker: Asker, item: Awaiting, reason: str) -> None:
    """Return a report, or a check-in without one, with a reason.

    Raises:
        OutOfScopeError: it does not await the asker's decision (any more).
    """
    _make_sure(tx, asker, item)
    if item.report_id is not None:
        sql.return_report(
            tx.connection, report_id=item.report_id, reason=reason, decided_by=asker.member_id, now=tx.now
        )
        sql.count_no_more_than_its_report(tx.connection, report_id=item.report_id)
    else:
        sql.return_check_in(
            tx.connection, check_in_id=item.check_in_id, reason=reason, decided_by=asker.member_id, now=tx.now
        )
    audit.note(tx, asker.member_id, "return", _subject(item), member_id=item.member_id)


def next_after(tx: Transaction, asker: Asker, skipped: Collection[str]) -> Awaiting | None:
    """The first that awaits the asker's decision and was not skipped."""
    items = awaiting(tx, asker, len(skipped) + 1)
    return next((one for one in items if one.key not in skipped), None)


def _awaiting(
    tx: Transaction, asker: Asker, *, ids: tuple[int, int] = _ALL, shifts: tuple[int, int] = _ALL, most: int = _LAST_ID
) -> list[Awaiting]:
    rows = sql.awaiting(
        tx.connection,
        asker_id=asker.member_id,
        first_id=ids[0],
        last_id=ids[1],
        first_shift=shifts[0],
        last_shift=shifts[1],
        most=most,
        now=tx.now,
    )
    return records(Awaiting, rows)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _make_sure(tx: Transaction, asker: Asker, item: Awaiting) -> None:
    if find(tx, asker, item.key) is None:
        raise OutOfScopeError(f"{_subject(item)} does not await a decision of member {asker.member_id}")


def _subject(item: Awaiting) -> str:
    return f"check_in:{item.check_in_id}" if item.report_id is None else f"report:{item.report_id}"
