"""Campaigns, their shifts, and sign-ups for them, as typed records."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from storage.records import Record


class Campaign(Record):
    """Something to volunteer for; `proof` names what check-in asks, joined by "+" where it wants several."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    title: str
    about: str
    field: str
    bring: str
    contact_name: str
    contact_phone: str
    place: str
    latitude: float | None
    longitude: float | None
    radius_m: int
    proof: str
    walk_ins: bool
    state: str
    sample: bool

    @property
    def proofs(self) -> frozenset[str]:
        """The proofs that a check-in must bring, all of them: of code, link, place, leader."""
        return frozenset(self.proof.split("+"))


class Quantity(Record):
    """A figure that a campaign counts, e.g. trees. The year's plan says towards which target."""

    quantity: str
    most: int


class Shift(Record):
    """One time and place of a campaign; `minutes` is its length, what an attended shift counts."""

    id: int
    campaign_id: int
    title: str
    campaign_path: str
    host_unit_id: int
    host_name: str
    host_path: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    opens_at: AwareDatetime
    capacity: int
    seats_taken: int
    secret: bytes
    generation: int
    state: str

    @property
    def minutes(self) -> int:
        """The shift's length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended: only then are its hours counted."""
        return self.ends_at <= now

    @property
    def seats_left(self) -> int:
        """Seats that nobody has taken."""
        return self.capacity - self.seats_taken


class SignUp(Record):
    """A seat on a shift, or a place on its waitlist (`position` counts from 1; None for a seat)."""

    id: int
    shift_id: int
    member_id: int
    state: Literal["seated", "waiting", "cancelled"]
    position: int | None = None


class ManagedCampaign(Campaign):
    """A campaign as its organiser sees it: when its next shift starts, and when its last one did or will."""

    opens_before_min: int
    next_at: AwareDatetime | None
    last_at: AwareDatetime | None


class ManagedShift(Shift):
    """A shift as its organiser sees it: how many wait for a seat, and how many checked in."""

    waiting: int
    came: int

    @property
    def signed_up(self) -> int:
        """How many have a seat or a place on the waitlist."""
        return self.seats_taken + self.waiting


class CampaignDraft(BaseModel):
    """A campaign that is to be opened, but for its shifts."""

    unit_id: int
    title: str
    about: str
    field: str
    bring: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius_m: int = 200
    proof: str = "code"
    walk_ins: bool = True
    opens_before_min: int = 30


class CoverPhoto(BaseModel):
    """A photo that is to be a campaign's cover."""

    media_type: str
    size: int | None
    sha256: str | None
    channel: str
    vendor_id: str | None
