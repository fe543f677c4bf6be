"""Campaigns and their shifts: what is open to whom, and how much is left."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from storage.campaigns.records import Campaign, Quantity, Shift
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.records import Asker, records

sql = queries(__file__)
shift_sql = queries(__file__, "shifts")


class OpenCampaign(Campaign):
    """An open campaign, with when its next shift starts and how many seats its coming shifts have left."""

    next_at: AwareDatetime
    seats_left: int


def open_to(tx: Transaction, asker: Asker) -> list[OpenCampaign]:
    """The campaigns that a member may join: of their unit and those above it, the next shift first."""
    return records(OpenCampaign, sql.open_to(tx.connection, path=asker.unit_path, now=tx.now))


def by_id(tx: Transaction, campaign_id: int) -> Campaign:
    """One campaign, for whoever came to it by a list or a link that was checked.

    Raises:
        OutOfScopeError: there is none of this id.
    """
    campaign = Campaign.of(sql.by_id(tx.connection, campaign_id=campaign_id))
    if campaign is None:
        raise OutOfScopeError(f"no campaign {campaign_id}")
    return campaign


def quantities(tx: Transaction, campaign_id: int) -> list[Quantity]:
    """What a campaign counts, in its own order."""
    return records(Quantity, sql.quantities(tx.connection, campaign_id=campaign_id))


def shift(tx: Transaction, shift_id: int) -> Shift:
    """One shift.

    Raises:
        OutOfScopeError: there is none of this id.
    """
    shift_ = Shift.of(shift_sql.by_id(tx.connection, shift_id=shift_id))
    if shift_ is None:
        raise OutOfScopeError(f"no shift {shift_id}")
    return shift_


def phone_of(tx: Transaction, name: str, path: str) -> str:
    """The number of somebody whom the people of a unit may call: a contact of a campaign that they see; "" for none."""
    row = sql.phone_of(tx.connection, name=name, path=path)
    return "" if row is None else str(row["contact_phone"])


def shifts_of(tx: Transaction, campaign_id: int) -> list[Shift]:
    """The shifts of a campaign that are not over, the next one first."""
    return records(Shift, shift_sql.of_campaign(tx.connection, campaign_id=campaign_id, now=tx.now))


def add(
    tx: Transaction,
    *,
    unit_id: int,
    title: str,
    about: str,
    field: str,
    proof: str = "code",
    bring: str = "",
    contact_name: str = "",
    contact_phone: str = "",
    place: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    radius_m: int = 200,
    walk_ins: bool = True,
    opens_before_min: int = 30,
    sample: bool = False,
    quantities: tuple[Quantity, ...] = (),
) -> Campaign:
    """A new campaign of a unit, open at once. `proof` is one or more of code, link, place, leader, joined by "+"."""
    row = sql.add(
        tx.connection,
        unit_id=unit_id,
        title=title,
        about=about,
        field=field,
        bring=bring,
        contact_name=contact_name,
        contact_phone=contact_phone,
        place=place,
        latitude=latitude,
        longitude=longitude,
        radius_m=radius_m,
        proof=proof,
        walk_ins=int(walk_ins),
        opens_before_min=opens_before_min,
        sample=int(sample),
        now=tx.now,
    )
    count(tx, row["id"], quantities)
    return by_id(tx, row["id"])


def count(tx: Transaction, campaign_id: int, counted: Sequence[Quantity]) -> None:
    """Let a campaign that counts nothing count these figures, in this order."""
    for position, one in enumerate(counted):
        sql.add_quantity(
            tx.connection, campaign_id=campaign_id, quantity=one.quantity, most=one.most, position=position
        )


def add_shift(
    tx: Transaction,
    *,
    campaign_id: int,
    host_unit_id: int,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    opens_before: timedelta = timedelta(minutes=30),
) -> Shift:
    """A new shift of a campaign, run by a unit; its check-in opens so long before it starts."""
    row = shift_sql.add(
        tx.connection,
        campaign_id=campaign_id,
        host_unit_id=host_unit_id,
        starts_at=starts_at,
        ends_at=ends_at,
        opens_at=starts_at - opens_before,
        capacity=capacity,
        secret=secrets.token_bytes(16),
    )
    return shift(tx, row["id"])
