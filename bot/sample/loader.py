"""Sample data, for trying the bot without a token: loaded into an empty database, laid around today at each start.

What it holds stands in sample.toml beside this file. Everything is written through the storage's own functions.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.errors import OperatorError
from bot.sample import year
from bot.sample.around_now import NOW, When, part_of_day, times
from bot.sample.year import SampleYear
from bot.settings import Settings
from schedules.plan import plan
from storage import sample as kept
from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Quantity, Shift
from storage.database import Transaction
from storage.messages import chats
from storage.organisation import grants, units
from storage.organisation.records import Unit
from storage.people import members
from storage.records import Asker, Role
from storage.reports import reports, verification

FILE = Path(__file__).with_name("sample.toml")
LEVELS = ("province", "district", "commune", "branch")
OPENS_BEFORE = timedelta(minutes=30)
SINCE = timedelta(days=30)
STILL_LONG_ENOUGH = timedelta(hours=1)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SampleReport(_Part):
    """Somebody was at a shift and reported; `verified` says that the leader has agreed."""

    name: str
    quantities: dict[str, int] = {}
    note: str = ""
    verified: bool = False


class SampleShift(_Part):
    """A shift by its place in the week, or what is on now by day or by night; those named fill its lists."""

    when: When
    begins: time | None = None
    hours: int
    host: str
    capacity: int
    seated: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    reports: tuple[SampleReport, ...] = ()


class SampleCampaign(_Part):
    """A campaign as `campaigns.add` takes it, with its unit's name, and its shifts."""

    unit: str
    title: str
    about: str
    field: str
    proof: str
    place: str
    latitude: float
    longitude: float
    bring: str
    contact_name: str
    contact_phone: str
    radius_m: int = 200
    walk_ins: bool = True
    quantities: tuple[Quantity, ...] = ()
    shifts: tuple[SampleShift, ...]


class SamplePerson(_Part):
    """Somebody: with a channel, a person of the web chat; `entered` by a leader, or joined."""

    name: str
    born: int
    unit: str
    role: str | None = None
    channel: str | None = None
    address: str = ""
    entered: bool = False


class Sample(_Part):
    """The whole file; `units` is the tree by names, with a list of branches at its ends."""

    year: SampleYear
    units: dict[str, Any]
    people: tuple[SamplePerson, ...]
    campaigns: tuple[SampleCampaign, ...]


@cache
def sample() -> Sample:
    """What stands in sample.toml."""
    return Sample.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def prepare(tx: Transaction, settings: Settings) -> bool:
    """Load the sample where it belongs, or lay its shifts around now again; returns whether it is there.

    Raises:
        OperatorError: a real bot was pointed at a database with sample data.
    """
    if kept.present(tx):
        if settings.channel_tokens:
            raise OperatorError(
                f"The database {settings.database} holds sample data, and real people must not meet it: set "
                "DIEMDANH_DATABASE to another file, or remove the token to try the sample."
            )
        if settings.sample == "auto":
            relay(tx)
            _go_on_with_the_year(tx)
        return True
    if settings.channel_tokens or settings.sample == "no" or not kept.empty(tx):
        return False
    load(tx)
    return True


def load(tx: Transaction) -> None:
    """Fill an empty database: the plan of 2024, units, people, campaigns, and shifts around `tx.now`."""
    before = tx.at(tx.now - SINCE)
    plan.load(before, plan.SOC_TRANG_2024.read_text(encoding="utf-8"), sample=True)
    _plant(before, sample().units, None, 0)
    for person in sample().people:
        _settle(before, person)
    for campaign in sample().campaigns:
        campaign_id = _open(before, campaign)
        for number, shift in enumerate(campaign.shifts):
            if shift.when not in NOW or shift.when == part_of_day(tx.now):
                _lay(tx, campaign_id, shift, _slot(campaign, number))
    _go_on_with_the_year(tx)


def _open(tx: Transaction, campaign: SampleCampaign) -> int:
    facts = campaign.model_dump(exclude={"unit", "shifts", "quantities"})
    unit_id = _unit(tx, campaign.unit).id
    return campaigns.add(tx, unit_id=unit_id, sample=True, quantities=campaign.quantities, **facts).id


def _go_on_with_the_year(tx: Transaction) -> None:
    """Bring what was done this year up to today, unless the organiser who would report it is gone."""
    organiser = next(person.name for person in sample().people if person.role == "organiser")
    member_id = kept.members(tx).get(organiser)
    if member_id is None:
        return
    by_name = {unit.name: unit for unit in units.all_open(tx)}
    top = next((unit for unit in by_name.values() if unit.parent_id is None), None)
    if top is not None:
        year.go_on(tx, sample().year, _asker(tx, member_id), top, by_name)


def relay(tx: Transaction) -> None:
    """Lay the sample's shifts around `tx.now` again, sign-ups and all; one that people were at stays where it was.

    The one that is open for check-in is left alone while it still goes on long enough.
    """
    laid = kept.shifts(tx)
    for campaign in sample().campaigns:
        campaign_id = kept.campaign_id(tx, campaign.title) or _open(tx.at(tx.now - SINCE), campaign)
        for number, shift in enumerate(campaign.shifts):
            if shift.when != "last_week":
                _lay_again(tx, campaign_id, shift, _slot(campaign, number), laid)


def _lay_again(
    tx: Transaction, campaign_id: int, shift: SampleShift, slot: str, laid: dict[str, kept.LaidShift]
) -> None:
    held = laid.get(slot)
    if shift.when in NOW and shift.when != part_of_day(tx.now):
        if held is not None and not held.acted and held.ends_at > tx.now:
            over = held.ends_at - tx.now + timedelta(minutes=1)
            kept.move_shift(tx, held, held.starts_at - over, held.ends_at - over, OPENS_BEFORE)
        return
    starts, ends = times(shift.when, shift.begins, shift.hours, tx.now)
    if held is not None and _good_as_it_is(held, shift, starts, tx.now):
        return
    if held is None and shift.when not in NOW:
        return
    if held is None or held.acted:
        _lay(tx, campaign_id, shift, slot)
    else:
        kept.move_shift(tx, held, starts, ends, OPENS_BEFORE)


def _slot(campaign: SampleCampaign, number: int) -> str:
    return f"{campaign.title}/{number}"


def _good_as_it_is(held: kept.LaidShift, shift: SampleShift, starts: datetime, now: datetime) -> bool:
    if shift.when in NOW:
        return held.starts_at <= now <= held.ends_at - STILL_LONG_ENOUGH
    return held.starts_at == starts


def _plant(tx: Transaction, tree: dict[str, Any] | list[str], parent: Unit | None, depth: int) -> None:
    for name in tree:
        unit = units.add(tx, parent, LEVELS[depth], name)
        if isinstance(tree, dict):
            _plant(tx, tree[name], unit, depth + 1)


def _unit(tx: Transaction, name: str) -> Unit:
    return next(unit for unit in units.all_open(tx) if unit.name == name)


def _settle(tx: Transaction, person: SamplePerson) -> None:
    unit = _unit(tx, person.unit)
    if person.entered:
        made = members.enter(tx, None, name=person.name, unit_id=unit.id, birth_year=person.born)
    else:
        made = members.join(tx, name=person.name, birth_year=person.born, guardian=None, unit_id=unit.id, language="vi")
    kept.add_member(tx, made.id, played=person.channel is not None)
    if person.channel:
        chats.set_member(tx, chats.find_or_open(tx, person.channel, person.address, "vi").id, made.id)
    if person.role:
        grants.give(tx, made.id, Role[person.role.upper()], unit.id)


def _lay(tx: Transaction, campaign_id: int, shift: SampleShift, slot: str) -> None:
    """A new shift in a place of the week, with the people who fill its lists."""
    starts, ends = times(shift.when, shift.begins, shift.hours, tx.now)
    made = campaigns.add_shift(
        tx,
        campaign_id=campaign_id,
        host_unit_id=_unit(tx, shift.host).id,
        starts_at=starts,
        ends_at=ends,
        capacity=shift.capacity,
        opens_before=OPENS_BEFORE,
    )
    kept.add_shift(tx, made.id, slot)
    people = {name: _asker(tx, member_id) for name, member_id in kept.members(tx).items()}
    before, during = tx.at(min(tx.now, starts) - timedelta(days=2)), tx.at(min(tx.now, starts))
    for name in (*shift.seated, *shift.waiting):
        if name in people:
            _ = sign_ups.take_seat(before, people[name], made.id) or sign_ups.wait(before, people[name], made.id)
    for name in (*shift.here, *(report.name for report in shift.reports)):
        if name in people:
            check_ins.check_in(during, people[name], made, proof="code")
    for report in shift.reports:
        if report.name in people:
            _report(tx, people[report.name], made, report)


def _report(tx: Transaction, asker: Asker, shift: Shift, report: SampleReport) -> None:
    """Somebody reports on a shift, and their leader agrees if the sample says so."""
    after = tx.at(shift.ends_at + timedelta(hours=1))
    check_in = check_ins.mine(after, asker, shift.id)
    if check_in is None:
        return
    reports.save(
        after, asker, check_in.id, minutes=shift.minutes, quantities=report.quantities, photos=(), note=report.note
    )
    leader = next(person.name for person in sample().people if person.role == "leader")
    judge = _asker(tx, kept.members(tx)[leader])
    if report.verified:
        item = next(one for one in verification.awaiting(after, judge) if one.check_in_id == check_in.id)
        verification.verify(after, judge, item, minutes=item.minutes, quantities=report.quantities)


def _asker(tx: Transaction, member_id: int) -> Asker:
    member = members.by_id(tx, member_id)
    if member is None:
        raise LookupError(f"no member {member_id}")
    return grants.asker(tx, member)
