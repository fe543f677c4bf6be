"""One member's own record: check-ins, hours and figures by year, and what does not count yet."""

from __future__ import annotations

from datetime import timedelta

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.records import Asker, Record, records

sql = queries(__file__)
RETURNED_SHOWN_FOR = timedelta(days=90)


class VerifiedCheckIn(Record):
    """A verified check-in; `minutes` is what it counts, 0 while its shift is on (`hours_pending`)."""

    check_in_id: int
    title: str
    starts_at: AwareDatetime
    minutes: int
    hours_pending: bool


class VerifiedFigure(Record):
    """A verified figure of one report."""

    starts_at: AwareDatetime
    quantity: str
    number: int


class UndecidedCheckIn(Record):
    """A check-in, with its report, where either waits or was returned."""

    title: str
    starts_at: AwareDatetime
    check_in_state: str
    check_in_reason: str | None
    report_state: str | None
    report_reason: str | None

    @property
    def refused(self) -> str | None:
        """Why it does not count, where a leader said so."""
        if self.check_in_state in {"returned", "undone"}:
            return self.check_in_reason or ""
        return (self.report_reason or "") if self.report_state == "returned" else None


def verified_check_ins(tx: Transaction, asker: Asker) -> list[VerifiedCheckIn]:
    """The asker's verified check-ins, the latest first."""
    return records(VerifiedCheckIn, sql.verified_check_ins(tx.connection, member_id=asker.member_id))


def quantities(tx: Transaction, asker: Asker) -> list[VerifiedFigure]:
    """The asker's verified figures, the latest first."""
    return records(VerifiedFigure, sql.quantities(tx.connection, member_id=asker.member_id))


def undecided(tx: Transaction, asker: Asker) -> list[UndecidedCheckIn]:
    """What of the asker's is not verified yet, and what was returned or taken back in the last 90 days."""
    return records(
        UndecidedCheckIn, sql.undecided(tx.connection, member_id=asker.member_id, since=tx.now - RETURNED_SHOWN_FOR)
    )
