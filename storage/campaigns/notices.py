"""Notices of campaigns: a seat came free, something was changed or cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from storage.records import NoticeRecord, ShiftNotice


class MovedUp(ShiftNotice):
    """A seat came free: the first on the waitlist has it now."""

    kind: Literal["moved_up"] = "moved_up"
    sign_up_id: int | None = None  # None in rows of older versions
    shift_id: int
    title: str
    place: str
    bring: str
    ends_at: AwareDatetime
    latitude: float | None = None
    longitude: float | None = None
    contact_name: str = ""
    contact_phone: str = ""

    def useful_until(self, due: datetime) -> datetime:  # noqa: ARG002 - whenever it comes
        """Until the shift is over."""
        return self.ends_at


class CampaignEdited(NoticeRecord):
    """What a campaign says of itself was changed: the new `value`; of a place also its point, if it has one.

    Of what it counts, the value is the keys; of check-in's opening, the minutes before a shift. `proof` is what
    check-in asks for from now on where the new place cannot be proved.
    """

    kind: Literal["campaign_edited"] = "campaign_edited"
    campaign_id: int
    title: str
    what: Literal["title", "about", "bring", "contact", "place", "proof", "unit", "counts", "host", "opens"]
    value: str
    latitude: float | None = None
    longitude: float | None = None
    proof: str = ""


class CampaignCancelled(NoticeRecord):
    """A campaign was cancelled, with all its shifts that were to come."""

    kind: Literal["campaign_cancelled"] = "campaign_cancelled"
    campaign_id: int
    title: str
