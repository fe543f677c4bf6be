"""What else can change of an open campaign: field, unit, what it counts, who runs its shifts, when check-in opens.

What turns were made under stays: where one stands, its field and its unit do, and a figure that a report tells is
counted on. Nobody is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from storage.campaigns import campaigns, organising
from storage.campaigns.records import ManagedCampaign, ManagedShift, Quantity
from storage.database import Transaction, queries
from storage.errors import AttendedError, OutOfScopeError
from storage.records import Asker

sql = queries(__file__)


def set_field(tx: Transaction, asker: Asker, campaign_id: int, field: str) -> None:
    """Another field of volunteering.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
        AttendedError: somebody has checked in at one of its shifts.
    """
    campaign = _without_turns(tx, asker, campaign_id)
    sql.set_field(tx.connection, campaign_id=campaign_id, field=field)
    _note(tx, asker, campaign, field=(campaign.field, field))


def set_unit(tx: Transaction, asker: Asker, campaign_id: int, unit_id: int) -> None:
    """Another unit: who may join from now on. Seats that are taken stay.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or the new one.
        AttendedError: somebody has checked in at one of its shifts.
    """
    campaign = _without_turns(tx, asker, campaign_id)
    name = _own_unit(tx, asker, unit_id)
    sql.set_unit(tx.connection, campaign_id=campaign_id, unit_id=unit_id)
    _note(tx, asker, campaign, unit=(campaign.unit_name, name))


def set_counted(tx: Transaction, asker: Asker, campaign_id: int, counted: Sequence[Quantity]) -> None:
    """Other figures that reports tell from now on.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
        AttendedError: a report tells a figure already that would be counted no more.
    """
    campaign = organising.to_change(tx, asker, campaign_id)
    if not reported(tx, campaign_id) <= {one.quantity for one in counted}:
        raise AttendedError
    before = campaigns.quantities(tx, campaign_id)
    sql.clear_quantities(tx.connection, campaign_id=campaign_id)
    campaigns.count(tx, campaign_id, counted)
    was, now = (" ".join(one.quantity for one in each) for each in (before, counted))
    _note(tx, asker, campaign, counted=(was, now))


def set_host(tx: Transaction, asker: Asker, campaign_id: int, unit_id: int) -> int:
    """Another unit runs its shifts to come at which nobody has checked in; returns how many.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or the host's.
        AttendedError: there is no such shift, as somebody has checked in at each.
    """
    campaign = organising.to_change(tx, asker, campaign_id)
    name = _own_unit(tx, asker, unit_id)
    shifts = _untouched(tx, asker, campaign_id)
    if not shifts:
        raise AttendedError
    for shift in shifts:
        sql.set_host(tx.connection, shift_id=shift.id, host_unit_id=unit_id)
    _note(tx, asker, campaign, host=(shifts[-1].host_name, name))
    return len(shifts)


def set_opening(tx: Transaction, asker: Asker, campaign_id: int, minutes: int) -> None:
    """Check-in opens so many minutes before each shift to come at which nobody has checked in, and before later ones.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
    """
    campaign = organising.to_change(tx, asker, campaign_id)
    sql.set_opening(tx.connection, campaign_id=campaign_id, minutes=minutes)
    for shift in _untouched(tx, asker, campaign_id):
        opens_at = shift.starts_at - timedelta(minutes=minutes)
        sql.set_opens_at(tx.connection, shift_id=shift.id, opens_at=opens_at)
    _note(tx, asker, campaign, opens_before_min=(str(campaign.opens_before_min), str(minutes)))


def reported(tx: Transaction, campaign_id: int) -> set[str]:
    """The figures that reports on a campaign tell already: these are counted on."""
    return {row["quantity"] for row in sql.reported(tx.connection, campaign_id=campaign_id)}


def attended(tx: Transaction, asker: Asker, campaign_id: int) -> bool:
    """Whether somebody has checked in at one of its shifts.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
    """
    return any(shift.came for shift in organising.shifts_of(tx, asker, campaign_id))


def _without_turns(tx: Transaction, asker: Asker, campaign_id: int) -> ManagedCampaign:
    campaign = organising.to_change(tx, asker, campaign_id)
    if attended(tx, asker, campaign_id):
        raise AttendedError
    return campaign


def _untouched(tx: Transaction, asker: Asker, campaign_id: int) -> list[ManagedShift]:
    """The shifts to come at which nobody has checked in."""
    shifts = organising.shifts_of(tx, asker, campaign_id)
    return [shift for shift in shifts if shift.state == "open" and shift.ends_at > tx.now and not shift.came]


def _own_unit(tx: Transaction, asker: Asker, unit_id: int) -> str:
    """The name of a unit that the asker organises."""
    name = next((unit.name for unit in organising.units(tx, asker) if unit.id == unit_id), None)
    if name is None:
        raise OutOfScopeError(f"unit {unit_id}")
    return name


def _note(tx: Transaction, asker: Asker, campaign: ManagedCampaign, **change: tuple[str, str]) -> None:
    ((what, (before, after)),) = change.items()
    organising.note(tx, asker, "campaign_edit", campaign, what=what, before={what: before}, after={what: after})
