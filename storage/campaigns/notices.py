"""Notices of campaigns: a seat came free, something was changed or cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime

from storage.records import NoticeRecord

GETTING_THERE = timedelta(hours=2)  # whoever hears of a shift in the morning needs so long to come to it


class MovedUp(NoticeRecord):
    """A seat came free: the first on the waitlist has it now."""

    kind: Literal["moved_up"] = "moved_up"
    sign_up_id: int | None = None  # None in rows of older versions
    shift_id: int
    title: str
    place: str
    bring: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    latitude: float | None = None
    longitude: float | None = None
    contact_name: str = ""
    contact_phone: str = ""

    def useful_until(self, due: datetime) -> datetime:  # noqa: ARG002 - whenever it comes
        """Until the shift is over."""
        return self.ends_at

    def cannot_wait(self, over: datetime) -> bool:
        """Where the shift begins before its reader's quiet hours are over, or too soon after them to come to it."""
        return self.starts_at < over + GETTING_THERE


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
