"""What a member asks of a leader: "that entered record is me", "take me into your unit"; and the leader's decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime

from storage import audit
from storage.campaigns.records import SignUp
from storage.database import Transaction, queries
from storage.organisation import grants
from storage.people import members, merging
from storage.records import Asker, Record, Role, records

sql = queries(__file__)
RequestKind = Literal["same_person", "move"]


class Request(Record):
    """A request that waits. Its unit's leaders decide it; what begins with `entered_` is of `same_person` alone."""

    id: int
    kind: RequestKind
    member_id: int
    member_name: str
    member_born: int | None
    member_unit: str
    unit_id: int
    unit_name: str
    unit_path: str
    entered_id: int | None
    entered_name: str | None
    entered_born: int | None
    entered_check_ins: int
    created_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a leader's decision changed: the request as it was, others that it refused too, and who got a free seat.

    Each of them is to be told. `unconfirmed` is how much of the entered record nobody but the member had confirmed.
    """

    request: Request
    accepted: bool
    also_refused: tuple[Request, ...] = ()
    moved_up: tuple[SignUp, ...] = ()
    unconfirmed: int = 0


def ask(tx: Transaction, asker: Asker, kind: RequestKind, *, unit_id: int, entered_id: int | None = None) -> Request:
    """Ask the leaders of a unit; what the asker asked of this kind before, and waits, is void."""
    sql.withdraw(tx.connection, kind=kind, member_id=asker.member_id)
    row = sql.ask(
        tx.connection, kind=kind, member_id=asker.member_id, entered_id=entered_id, unit_id=unit_id, now=tx.now
    )
    return Request.model_validate(sql.by_id(tx.connection, request_id=row["id"]))


def mine(tx: Transaction, asker: Asker) -> list[Request]:
    """What the asker waits for."""
    return records(Request, sql.waiting_of(tx.connection, member_id=asker.member_id))


def deciders(tx: Transaction, asker: Asker, unit_path: str) -> list[int]:
    """Who is asked about a unit: its leaders, or, where it has none, the nearest above; never the asker."""
    reaching = [scope for scope in grants.leaders_over(tx, unit_path) if scope.member_id != asker.member_id]
    nearest = max((len(scope.path) for scope in reaching), default=0)
    return list(dict.fromkeys(scope.member_id for scope in reaching if len(scope.path) == nearest))


def waiting_for(tx: Transaction, asker: Asker) -> list[Request]:
    """What waits for the asker's decision, the oldest first."""
    return records(Request, sql.waiting_for(tx.connection, asker_id=asker.member_id))


def accept(tx: Transaction, asker: Asker, request_id: int) -> Decision | None:
    """Accept: the two records become one, or the member moves. None if it no longer waits for the asker's decision."""
    request = _decide(tx, asker, request_id, "accepted")
    if request is None:
        return None
    if request.kind == "move":
        members.move(tx, asker, request.member_id, request.unit_id)
        return Decision(request, accepted=True)
    if request.entered_id is None:
        return None
    rivals = [
        refused
        for row in list(sql.rivals(tx.connection, request_id=request.id, entered_id=request.entered_id))
        if (refused := _refused(tx, asker, row["id"])) is not None
    ]
    merged = merging.merge(tx, asker, entered_id=request.entered_id, member_id=request.member_id)
    return Decision(
        request,
        accepted=True,
        also_refused=tuple(rivals),
        moved_up=tuple(merged.moved_up),
        unconfirmed=merged.unconfirmed,
    )


def refuse(tx: Transaction, asker: Asker, request_id: int) -> Decision | None:
    """Refuse. None if it no longer waits for the asker's decision."""
    request = _decide(tx, asker, request_id, "refused")
    return None if request is None else Decision(request, accepted=False)


def may_decide(asker: Asker, unit_path: str) -> bool:
    """Whether what is asked of this unit is the asker's own to decide."""
    return asker.may(Role.LEADER, unit_path)


def _decide(tx: Transaction, asker: Asker, request_id: int, state: Literal["accepted", "refused"]) -> Request | None:
    request = next((one for one in waiting_for(tx, asker) if one.id == request_id), None)
    if request is None:
        return None
    _decided(tx, asker, request, state)
    return request


def _refused(tx: Transaction, asker: Asker, request_id: int) -> Request | None:
    """Refuse what can no longer be granted, whoever would have decided it."""
    request = Request.of(sql.by_id(tx.connection, request_id=request_id))
    if request is not None:
        _decided(tx, asker, request, "refused")
    return request


def _decided(tx: Transaction, asker: Asker, request: Request, state: Literal["accepted", "refused"]) -> None:
    sql.decide(tx.connection, request_id=request.id, state=state, decided_by=asker.member_id, now=tx.now)
    audit.note(
        tx,
        asker.member_id,
        state,
        f"request:{request.id}",
        unit_id=request.unit_id,
        member_id=request.member_id,
        kind=request.kind,
        before="waiting",
        after=state,
    )
