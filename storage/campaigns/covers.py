"""Cover photos: one for each campaign, shown with its card and in announcements of it."""

from __future__ import annotations

from storage import audit
from storage.campaigns import organising
from storage.campaigns.records import CoverPhoto
from storage.database import Transaction, queries
from storage.files import files
from storage.records import Asker, Record

sql = queries(__file__)


class Cover(Record):
    """A campaign's cover photo; `sha256` is None until its bytes are here."""

    file_id: int
    state: str
    sha256: str | None
    media_type: str
    size: int | None
    channel: str | None
    vendor_id: str | None

    @property
    def is_here(self) -> bool:
        """Whether it can be shown."""
        return self.state == "stored" and self.sha256 is not None


def of(tx: Transaction, campaign_id: int) -> Cover | None:
    """The cover photo of a campaign, unless there is none or it is lost."""
    cover = Cover.of(sql.of_campaign(tx.connection, campaign_id=campaign_id))
    return None if cover is None or cover.state == "lost" else cover


def set_cover(tx: Transaction, asker: Asker, campaign_id: int, photo: CoverPhoto | None) -> None:
    """Give a campaign another cover photo, or none; the bytes of the old one go if nothing else holds them.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or it is cancelled.
    """
    campaign = organising.to_change(tx, asker, campaign_id)
    old = sql.of_campaign(tx.connection, campaign_id=campaign_id)
    file_id = files.add(tx, **photo.model_dump()) if photo is not None else None
    sql.set_cover(tx.connection, campaign_id=campaign_id, file_id=file_id)
    if old is not None:
        files.release(tx, old["file_id"])
    audit.note(
        tx,
        asker.member_id,
        "campaign_cover" if photo is not None else "campaign_uncover",
        f"campaign:{campaign_id}",
        unit_id=campaign.unit_id,
        title=campaign.title,
    )
