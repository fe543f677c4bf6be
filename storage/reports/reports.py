"""Reports: what a member did at a shift they attended, as they tell it; it is verified afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import AwareDatetime

from storage.database import Transaction, queries
from storage.files import files
from storage.records import Asker, Record, records

sql = queries(__file__)


class ShiftToReport(Record):
    """A shift of one's own to report on; `returned` is why an earlier report came back."""

    check_in_id: int
    shift_id: int
    campaign_id: int
    title: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    minutes: int
    returned: str | None

    def is_over(self, now: datetime) -> bool:
        """Whether the shift is over."""
        return self.ends_at <= now

    @property
    def shift_minutes(self) -> int:
        """The shift's own length."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class ReportPhoto(Record):
    """A photo that was sent: stored under its hash already, or known to a channel's vendor by an id.

    `unique_id` is what the vendor calls the same photo whenever it is sent.
    """

    media_type: str
    size: int | None
    sha256: str | None
    channel: str
    vendor_id: str | None
    unique_id: str | None = None


def to_report(tx: Transaction, asker: Asker) -> list[ShiftToReport]:
    """The shifts that the asker attended and owes a report on, the latest first."""
    return records(ShiftToReport, sql.to_report(tx.connection, member_id=asker.member_id, now=tx.now))


def sent_before(tx: Transaction, asker: Asker, photo: ReportPhoto, *, but: int = 0) -> bool:
    """Whether the asker sent this photo with a report already, other than that of the check-in `but`."""
    row = sql.sent_before(
        tx.connection,
        member_id=asker.member_id,
        but=but,
        sha256=photo.sha256,
        channel=photo.channel,
        unique_id=photo.unique_id,
    )
    return int(row["times"]) > 0


def save(
    tx: Transaction,
    asker: Asker,
    check_in_id: int,
    *,
    minutes: int,
    quantities: Mapping[str, int],
    photos: Sequence[ReportPhoto],
    note: str,
) -> int | None:
    """Keep the asker's report, to be verified; returns its id, or None where the check-in has or takes none."""
    row = sql.save(
        tx.connection, check_in_id=check_in_id, member_id=asker.member_id, minutes=minutes, note=note, now=tx.now
    )
    if row is None:
        return None
    report_id = int(row["id"])
    before = {
        one["quantity"]: min(number for number in (one["claimed"], one["before"]) if number is not None)
        for one in sql.claimed_before(tx.connection, report_id=report_id)
    }
    sql.clear_quantities(tx.connection, report_id=report_id)
    sql.clear_photos(tx.connection, report_id=report_id)
    for quantity, claimed in quantities.items():
        sql.add_quantity(
            tx.connection, report_id=report_id, quantity=quantity, claimed=claimed, before=before.get(quantity)
        )
    for photo in photos:
        if sent_before(tx, asker, photo):
            continue
        file_id = files.add(tx, **photo.model_dump())
        sql.add_photo(tx.connection, report_id=report_id, file_id=file_id)
    return report_id
