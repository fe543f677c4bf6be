"""Running campaigns, as an organiser of their unit or one above it: open, edit, move, cancel, close. All is audited.

Nobody is told here: handlers/campaigns/manage.py does that in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from storage import audit
from storage.campaigns import campaigns
from storage.campaigns.records import Campaign, CampaignDraft, ManagedCampaign, ManagedShift, Quantity, Shift
from storage.database import Transaction, queries
from storage.errors import AttendedError, OutOfScopeError
from storage.organisation.records import Unit
from storage.records import Asker, records

sql = queries(__file__)
_STATES = ("open", "closed", "cancelled", "draft")


# Looking -------------------------------------------------------------------------------------------------------------


def managed_by(tx: Transaction, asker: Asker) -> list[ManagedCampaign]:
    """The campaigns that the asker may run: the open ones first, by their next shift."""
    campaigns_ = records(ManagedCampaign, sql.managed_by(tx.connection, member_id=asker.member_id, now=tx.now))
    never = tx.now + timedelta(days=10_000)
    return sorted(campaigns_, key=lambda one: (_STATES.index(one.state), one.next_at or never))


def units(tx: Transaction, asker: Asker) -> list[Unit]:
    """The open units whose campaigns the asker may open, parents before children."""
    return records(Unit, sql.open_units(tx.connection, member_id=asker.member_id))


def shifts_of(tx: Transaction, asker: Asker, campaign_id: int) -> list[ManagedShift]:
    """Every shift of a campaign, also what is over or cancelled, in order.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
    """
    _theirs(tx, asker, campaign_id)
    return records(ManagedShift, sql.shifts_of(tx.connection, campaign_id=campaign_id))


def signed_up(tx: Transaction, campaign_id: int) -> int:
    """How many people have a seat or a place on a shift of it that is not over."""
    return int(sql.signed_up(tx.connection, campaign_id=campaign_id, now=tx.now)["people"])


# Opening -------------------------------------------------------------------------------------------------------------


def open_campaign(
    tx: Transaction,
    asker: Asker,
    draft: CampaignDraft,
    *,
    counted: Sequence[Quantity],
    host_unit_id: int,
    times: Sequence[tuple[datetime, datetime]],
    capacity: int,
) -> Campaign:
    """Open a campaign with its shifts, each of so many seats.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or the unit that hosts its shifts, or one is closed.
    """
    theirs = {unit.id for unit in units(tx, asker)}
    if not {draft.unit_id, host_unit_id} <= theirs:
        raise OutOfScopeError(f"unit {draft.unit_id}, host {host_unit_id}")
    campaign = campaigns.add(tx, **draft.model_dump(), quantities=tuple(counted))
    note(tx, asker, "campaign_open", campaign, shifts=len(times), first=times[0][0].isoformat())
    for starts_at, ends_at in times:
        campaigns.add_shift(
            tx,
            campaign_id=campaign.id,
            host_unit_id=host_unit_id,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            opens_before=timedelta(minutes=draft.opens_before_min),
        )
    return campaign


def add_shift(
    tx: Transaction,
    asker: Asker,
    campaign_id: int,
    *,
    host_unit_id: int,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
) -> Shift:
    """One more shift of a campaign.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or the host's.
    """
    campaign = to_change(tx, asker, campaign_id)
    if host_unit_id not in {unit.id for unit in units(tx, asker)}:
        raise OutOfScopeError(f"host {host_unit_id}")
    shift = campaigns.add_shift(
        tx,
        campaign_id=campaign_id,
        host_unit_id=host_unit_id,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        opens_before=timedelta(minutes=campaign.opens_before_min),
    )
    note(tx, asker, "shift_add", campaign, shift=shift.id, at=starts_at.isoformat())
    return shift


# Changing ------------------------------------------------------------------------------------------------------------


def edit(tx: Transaction, asker: Asker, campaign_id: int, **changes: Any) -> Campaign:
    """Change what a campaign says of itself: any of a draft's title, about, bring, contact, place and check-in.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
    """
    before = to_change(tx, asker, campaign_id)
    new = before.model_copy(update=changes)
    for update, names in (
        (sql.set_title, ("title",)),
        (sql.set_about, ("about",)),
        (sql.set_bring, ("bring",)),
        (sql.set_contact, ("contact_name", "contact_phone")),
        (sql.set_place, ("place", "latitude", "longitude")),
        (sql.set_check_in, ("proof", "radius_m", "walk_ins")),
    ):
        if changes.keys() & set(names):
            update(tx.connection, campaign_id=campaign_id, **{name: getattr(new, name) for name in names})
    written = [name for name in changes if not name.startswith("contact")]  # the audit has no person's name in it
    note(
        tx,
        asker,
        "campaign_edit",
        before,
        what=", ".join(changes),
        before={name: getattr(before, name) for name in written},
        after={name: changes[name] for name in written},
    )
    return campaigns.by_id(tx, campaign_id)


def move_shift(tx: Transaction, asker: Asker, shift_id: int, starts_at: datetime, ends_at: datetime) -> None:
    """Move a shift to another time; its check-in opens as long before it as that of the others.

    Raises:
        OutOfScopeError: the asker does not organise its campaign's unit, or it does not take place any more.
        AttendedError: somebody has checked in already.
    """
    campaign, shift = _unattended(tx, asker, shift_id)
    opens_at = starts_at - timedelta(minutes=campaign.opens_before_min)
    sql.move_shift(tx.connection, shift_id=shift_id, starts_at=starts_at, ends_at=ends_at, opens_at=opens_at)
    note(
        tx,
        asker,
        "shift_move",
        campaign,
        shift=shift_id,
        before=shift.starts_at.isoformat(),
        after=starts_at.isoformat(),
    )


def cancel_shift(tx: Transaction, asker: Asker, shift_id: int) -> None:
    """Cancel a shift; who signed up stays on its list, so that they can be told.

    Raises:
        OutOfScopeError: the asker does not organise its campaign's unit, or it does not take place any more.
        AttendedError: somebody has checked in already.
    """
    campaign, shift = _unattended(tx, asker, shift_id)
    sql.cancel_shift(tx.connection, shift_id=shift_id)
    note(tx, asker, "shift_cancel", campaign, shift=shift_id, at=shift.starts_at.isoformat())


def set_capacity(tx: Transaction, asker: Asker, shift_id: int, capacity: int) -> None:
    """Give a shift more seats or fewer; the caller has made sure that those that are taken remain.

    Raises:
        OutOfScopeError: the asker does not organise its campaign's unit, or it does not take place any more.
    """
    campaign, shift = _shift(tx, asker, shift_id)
    sql.set_capacity(tx.connection, shift_id=shift_id, capacity=max(capacity, shift.seats_taken))
    note(tx, asker, "shift_capacity", campaign, shift=shift_id, before=shift.capacity, after=capacity)


def close(tx: Transaction, asker: Asker, campaign_id: int) -> None:
    """Take nobody any more; what people signed up for takes place.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
    """
    note(tx, asker, "campaign_close", to_change(tx, asker, campaign_id))
    sql.set_state(tx.connection, campaign_id=campaign_id, state="closed")


def reopen(tx: Transaction, asker: Asker, campaign_id: int) -> None:
    """Take people again.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
    """
    note(tx, asker, "campaign_reopen", to_change(tx, asker, campaign_id))
    sql.set_state(tx.connection, campaign_id=campaign_id, state="open")


def cancel(tx: Transaction, asker: Asker, campaign_id: int) -> None:
    """Cancel a campaign with all its shifts that are to come; tell those who signed up before this.

    Raises:
        OutOfScopeError: the asker does not organise its unit.
        AttendedError: somebody has checked in at one of its shifts already: it can only be closed.
    """
    campaign = to_change(tx, asker, campaign_id)
    shifts = shifts_of(tx, asker, campaign_id)
    if any(shift.came for shift in shifts):
        raise AttendedError
    for shift in shifts:
        if shift.state == "open" and shift.ends_at > tx.now:
            sql.cancel_shift(tx.connection, shift_id=shift.id)
    sql.set_state(tx.connection, campaign_id=campaign_id, state="cancelled")
    note(tx, asker, "campaign_cancel", campaign)


# Telling -------------------------------------------------------------------------------------------------------------


def tell_signed_up(
    tx: Transaction,
    campaign_id: int,
    subject: str,
    body: str,
    *,
    quiet_hours: str,
    due_at: datetime,
    useful_until: datetime,
) -> None:
    """Queue a notice (JSON) for those with these quiet hours who have a seat or place to come; once for a subject."""
    sql.tell_signed_up(
        tx.connection,
        campaign_id=campaign_id,
        subject=subject,
        body=body,
        now=tx.now,
        due_at=due_at,
        useful_until=useful_until,
        quiet_hours=quiet_hours,
    )


def _theirs(tx: Transaction, asker: Asker, campaign_id: int) -> ManagedCampaign:
    campaign = next((one for one in managed_by(tx, asker) if one.id == campaign_id), None)
    if campaign is None:
        raise OutOfScopeError(f"no campaign {campaign_id}")
    return campaign


def to_change(tx: Transaction, asker: Asker, campaign_id: int) -> ManagedCampaign:
    """A campaign that can be changed: what is cancelled stays so.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or it is cancelled.
    """
    campaign = _theirs(tx, asker, campaign_id)
    if campaign.state == "cancelled":
        raise OutOfScopeError(f"campaign {campaign_id} is cancelled")
    return campaign


def _shift(tx: Transaction, asker: Asker, shift_id: int) -> tuple[ManagedCampaign, Shift]:
    shift = campaigns.shift(tx, shift_id)
    campaign = to_change(tx, asker, shift.campaign_id)
    if shift.state != "open" or shift.ends_at <= tx.now:
        raise OutOfScopeError(f"no shift {shift_id} to come")
    return campaign, shift


def _unattended(tx: Transaction, asker: Asker, shift_id: int) -> tuple[ManagedCampaign, Shift]:
    campaign, shift = _shift(tx, asker, shift_id)
    managed = next(one for one in shifts_of(tx, asker, campaign.id) if one.id == shift_id)
    if managed.came:
        raise AttendedError
    return campaign, shift


def note(tx: Transaction, asker: Asker, action: str, campaign: Campaign, **detail: object) -> None:
    """Write into the log what was done to a campaign."""
    subject = f"campaign:{campaign.id}"
    audit.note(tx, asker.member_id, action, subject, **{"unit_id": campaign.unit_id, "title": campaign.title, **detail})  # type: ignore[arg-type]
