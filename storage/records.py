"""What the database holds, as typed records; a record is a fact of its moment and is never changed in place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter


class Role(IntEnum):
    """What a person may do; each includes the ones before it."""

    MEMBER = 0
    LEADER = 1
    ORGANISER = 2
    ADMIN = 3


class Record(BaseModel):
    """A row, as read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def of(cls, row: dict[str, Any] | None) -> Self | None:
        """The record of a row, or None where there was no row."""
        return None if row is None else cls.model_validate(row)


R = TypeVar("R", bound=Record)


def records(kind: type[R], rows: Iterable[Any]) -> list[R]:
    """A record of each row, in the rows' order."""
    found: list[R] = _several(kind).validate_python(list(rows))
    return found


@cache
def _several(kind: type[R]) -> TypeAdapter[list[R]]:
    """Validates rows together, in half the time that one after another takes."""
    return TypeAdapter(list[kind])  # type: ignore[valid-type] # a type that is only known here


class Unit(Record):
    """A node of the organisation's tree; `path` holds the ids from the root down, each followed by a dot."""

    id: int
    parent_id: int | None
    level: str
    name: str
    search_key: str
    path: str


class Member(Record):
    """A person: `active` joined with consent; `entered` was written down by a leader and is sent nothing."""

    id: int
    name: str
    birth_year: int | None
    guardian: str | None = None
    unit_id: int
    unit_path: str
    language: str
    state: Literal["entered", "active"]
    granted: bool = False


class Scope(Record):
    """A role over a unit and all below it."""

    role: str
    unit_id: int
    path: str

    @property
    def rank(self) -> Role:
        """The role as a rank that can be compared."""
        return Role[self.role.upper()]


class Asker(Record):
    """On whose behalf something is read or done: a member, with the scopes that were granted to them."""

    member_id: int
    unit_id: int
    unit_path: str
    scopes: tuple[Scope, ...] = ()

    def may(self, role: Role, path: str) -> bool:
        """Whether the asker holds the role (or a higher one) over the unit of this path."""
        return any(scope.rank >= role and path.startswith(scope.path) for scope in self.scopes)

    @property
    def rank(self) -> Role:
        """The highest role held anywhere: what decides which commands are offered."""
        return max((scope.rank for scope in self.scopes), default=Role.MEMBER)


class ChatRow(Record):
    """One person's chat on one channel: where replies go, and the conversation's stored state (JSON)."""

    id: int
    channel: str
    address: str
    member_id: int | None
    language: str
    state: str
    blocked_at: AwareDatetime | None = None
    menu: str = ""


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

    @property
    def seats_left(self) -> int:
        """Seats that nobody has taken."""
        return self.capacity - self.seats_taken


class SignUp(Record):
    """A seat on a shift, or a place on its waitlist (`place` counts from 1; None for a seat)."""

    id: int
    shift_id: int
    member_id: int
    state: Literal["seated", "waiting", "cancelled"]
    place: int | None = None


class CheckIn(Record):
    """One member's being there at one shift."""

    id: int
    shift_id: int
    member_id: int | None
    unit_id: int
    proof: str
    weak: bool
    distance_m: int | None
    walk_in: bool
    checked_in_at: AwareDatetime
    minutes_claimed: int
    minutes_verified: int | None
    state: Literal["waiting", "verified", "returned", "undone"]
    reason: str | None


class Outgoing(Record):
    """An outbox row on its way out, with where it goes and the reader's language."""

    id: int
    key: str
    chat_id: int
    channel: str
    address: str
    language: str
    lane: int
    kind: Literal["reply", "notice", "edit"]
    body: str
    due_at: AwareDatetime
    useful_until: AwareDatetime | None
    attempts: int
    broadcast_id: int | None = None


# Notices: what is said to a person who did not just write. Facts only; handlers/notices.py makes the words.


class NoticeRecord(Record):
    """What all notices share."""

    def useful_until(self, due: datetime) -> datetime:
        """Until when it still helps to send it late."""
        return due + timedelta(days=7)


class MovedUp(NoticeRecord):
    """A seat came free: the first on the waitlist has it now."""

    kind: Literal["moved_up"] = "moved_up"
    shift_id: int
    title: str
    place: str
    bring: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime

    def useful_until(self, due: datetime) -> datetime:  # noqa: ARG002 - whenever it comes
        """Until the shift is over."""
        return self.ends_at


class Decided(NoticeRecord):
    """A leader's word on a check-in or report; `minutes` is the verified length, None when returned."""

    kind: Literal["decided"] = "decided"
    subject: Literal["check_in", "report"]
    title: str
    starts_at: AwareDatetime
    accepted: bool
    minutes: int | None = None
    corrected: bool = False
    reason: str | None = None


class TickUndone(NoticeRecord):
    """A leader took a check-in back."""

    kind: Literal["tick_undone"] = "tick_undone"
    title: str
    starts_at: AwareDatetime
    reason: str


class Ticked(NoticeRecord):
    """A leader ticked the member on the roster."""

    kind: Literal["ticked"] = "ticked"
    title: str
    starts_at: AwareDatetime
    minutes: int


class RequestDecided(NoticeRecord):
    """A leader's word on "that is me" or on a move to another unit."""

    kind: Literal["request_decided"] = "request_decided"
    request: Literal["same_person", "move"]
    accepted: bool
    unit: str


class CampaignEdited(NoticeRecord):
    """What a campaign says of itself was changed: the new `value`; of a place also its point, if it has one.

    `proof` is what check-in asks for from now on where the new place cannot be proved.
    """

    kind: Literal["campaign_edited"] = "campaign_edited"
    campaign_id: int
    title: str
    what: Literal["title", "about", "bring", "contact", "place", "proof"]
    value: str
    latitude: float | None = None
    longitude: float | None = None
    proof: str = ""


class CampaignCancelled(NoticeRecord):
    """A campaign was cancelled, with all its shifts that were to come."""

    kind: Literal["campaign_cancelled"] = "campaign_cancelled"
    campaign_id: int
    title: str


class RequestMade(NoticeRecord):
    """For a leader: a member waits for their word."""

    kind: Literal["request_made"] = "request_made"
    request: Literal["same_person", "move"]
    member: str
    unit: str


RoleKey = Literal["leader", "organiser", "admin"]


class RoleTaken(NoticeRecord):
    """For whoever sent an invitation: somebody has accepted it."""

    kind: Literal["role_taken"] = "role_taken"
    role: RoleKey
    unit: str
    member: str


class RoleRevoked(NoticeRecord):
    """A role was taken back, or ended because the unit was closed."""

    kind: Literal["role_revoked"] = "role_revoked"
    role: RoleKey
    unit: str
    closed: bool = False


class RoleMoved(NoticeRecord):
    """The unit `before` was merged into another, and a role over it goes on there."""

    kind: Literal["role_moved"] = "role_moved"
    role: RoleKey
    unit: str
    before: str


class ImportDone(NoticeRecord):
    """For whoever sent a table: it is written."""

    kind: Literal["import_done"] = "import_done"
    name: str
    entered: int
    ticked: int


class ImportUndone(NoticeRecord):
    """For whoever sent a table: it is taken back, but for `kept_count` that are used; `kept` are the first of them."""

    kind: Literal["import_undone"] = "import_undone"
    name: str
    kept_count: int
    kept: tuple[str, ...] = ()


RoleNotice = RoleTaken | RoleRevoked | RoleMoved


# What the schedule says: reminders.


class Near(Record):
    """A campaign that a member could join around a day."""

    campaign_id: int
    title: str
    starts_at: AwareDatetime


class AnniversaryToday(NoticeRecord):
    """It is so many years today (None where none are counted); `weight` is the largest of 100, 50, 10, 5 in them."""

    kind: Literal["anniversary"] = "anniversary"
    item_id: int
    title: str
    day: date
    years: int | None
    weight: int
    near: tuple[Near, ...] = ()


class AnniversaryAhead(NoticeRecord):
    """For leaders: an anniversary to prepare for."""

    kind: Literal["prepare"] = "prepare"
    item_id: int
    title: str
    day: date
    years: int | None
    weight: int


class PlanDay(NoticeRecord):
    """A campaign day or the first day of a campaign of the plan's: in a week, tomorrow, or today."""

    kind: Literal["plan_day"] = "plan_day"
    moment: Literal["week-before", "eve", "opening"]
    item_id: int
    title: str
    starts_on: date
    ends_on: date | None
    near: tuple[Near, ...] = ()


class ShiftAhead(NoticeRecord):
    """A shift on which the member has a seat: it is soon, or its check-in opens."""

    kind: Literal["shift_ahead"] = "shift_ahead"
    moment: Literal["day-before", "two-hours-before", "check-in-opens"]
    shift_id: int
    title: str
    place: str
    bring: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    opens_at: AwareDatetime


class ShiftChanged(NoticeRecord):
    """A shift was moved from `was` to another time, or cancelled."""

    kind: Literal["shift_changed"] = "shift_changed"
    moment: Literal["moved", "cancelled"]
    shift_id: int
    title: str
    place: str
    was: AwareDatetime
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class TellUs(NoticeRecord):
    """The member was at a shift and has not said what they did there; asked once more, then never."""

    kind: Literal["tell_us"] = "tell_us"
    moment: Literal["report", "report-again"]
    shift_id: int
    title: str
    starts_at: AwareDatetime


Reminder = AnniversaryToday | AnniversaryAhead | PlanDay | ShiftAhead | ShiftChanged | TellUs


# What the schedule says to leaders: the digest.


class PastShift(Record):
    """A shift that is over: how many came, and how many with a seat did not."""

    title: str
    starts_at: AwareDatetime
    came: int
    absent: int


class FreeShift(Record):
    """A shift to come with empty seats."""

    title: str
    starts_at: AwareDatetime
    capacity: int
    seats_left: int


class Standing(Record):
    """What units have done of something this year; `amount` is the plan's target where it measures the same."""

    what: str
    number: int
    amount: int | None = None


class Bar(Record):
    """How one figure of the year's targets stands, for a chart: `done` is verified or entered, `claimed` awaits a word.

    `amount` is the plan's; `pace` how much of it the year should have brought by now (None: it has no pace). `unit` is
    how it is measured, such as "%".
    """

    label: str
    done: float
    claimed: float = 0
    amount: float
    pace: float | None = None
    unit: str = ""


class ComingDay(Record):
    """A day of the plan's that is near; `years` for an anniversary whose years are counted."""

    title: str
    day: date
    years: int | None = None


class Call(Record):
    """A unit that needs a call: nobody `came` of so many, or so many things await a word `since` then."""

    reason: Literal["came", "verified"]
    unit: str
    parent: str
    number: int
    since: AwareDatetime | None = None


class Digest(NoticeRecord):
    """What a leader is told about their units since the last time; of long lists only the beginning.

    `signed_up`, `came`, `absent` hold names where they are few. `whole` says that the units are the plan's own.
    """

    kind: Literal["digest"] = "digest"
    units: tuple[str, ...]
    since: AwareDatetime
    signed_up_count: int = 0
    signed_up: tuple[str, ...] = ()
    past: tuple[PastShift, ...] = ()
    past_count: int = 0
    came_count: int = 0
    came: tuple[str, ...] = ()
    absent_count: int = 0
    absent: tuple[str, ...] = ()
    waiting: int = 0
    waiting_since: AwareDatetime | None = None
    calls: tuple[Call, ...] = ()
    calls_count: int = 0
    free: tuple[FreeShift, ...] = ()
    free_count: int = 0
    year: int
    whole: bool = False
    standing: tuple[Standing, ...] = ()
    bars: tuple[Bar, ...] = ()
    coming: tuple[ComingDay, ...] = ()
    undated: int = 0


class BroadcastMessage(NoticeRecord):
    """A broadcast's message to one person; what it says stands in the broadcast, as it is when it is sent."""

    kind: Literal["broadcast"] = "broadcast"


Notice = Annotated[
    BroadcastMessage
    | MovedUp
    | Decided
    | TickUndone
    | Ticked
    | CampaignEdited
    | CampaignCancelled
    | RequestDecided
    | RequestMade
    | RoleNotice
    | ImportDone
    | ImportUndone
    | Reminder
    | Digest,
    Field(discriminator="kind"),
]
NOTICE: TypeAdapter[Notice] = TypeAdapter(Notice)
