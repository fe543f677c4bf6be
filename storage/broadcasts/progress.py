"""How far a broadcast has come: whom it reached, whom it has still to reach, whom it did not."""

from __future__ import annotations

from storage.broadcasts.records import Broadcast, BroadcastCounts
from storage.database import Transaction, queries

sql = queries(__file__)
NONE = {"blocked": 0, "not_wanted": 0}


def counts(tx: Transaction, broadcast: Broadcast) -> BroadcastCounts:
    """How far a broadcast has come."""
    if broadcast.ended_at is not None:
        ended = {name: getattr(broadcast, name) or 0 for name in ("sent", "blocked", "failed", "cancelled")}
        rows = sql.held_since_end(tx.connection, broadcast_id=broadcast.id)
        later = {row["state"]: row["messages"] for row in rows}
        held, closed = later.pop("held", 0), later.pop("closed", 0)
        under_way = sum(later.values())
        return _sums(broadcast, come_to=_reachable(broadcast), waiting=under_way, held=held, closed=closed, **ended)
    states = {row["state"]: row["messages"] for row in sql.counts(tx.connection, broadcast_id=broadcast.id)}
    unsent = {
        state: sql.unsent(tx.connection, broadcast_id=broadcast.id, state=state) if states.get(state) else NONE
        for state in ("failed", "cancelled")
    }
    over = broadcast.collected and broadcast.fed_upto >= broadcast.newest
    come_to = _reachable(broadcast) if over else broadcast.fed  # erased ones left too
    not_wanted = _reachable(broadcast) - come_to if broadcast.state == "cancelled" else 0
    return _sums(
        broadcast,
        come_to=come_to + not_wanted,
        waiting=states.get("waiting", 0),
        held=states.get("held", 0),
        closed=states.get("closed", 0),
        sent=states.get("sent", 0),
        blocked=broadcast.blocked_since + sum(one["blocked"] for one in unsent.values()),
        failed=states.get("failed", 0) + states.get("missed", 0) - unsent["failed"]["blocked"],
        cancelled=unsent["cancelled"]["not_wanted"] + not_wanted,
    )


def _reachable(broadcast: Broadcast) -> int:
    return broadcast.people - broadcast.no_chat - broadcast.blocked_before


def _sums(broadcast: Broadcast, *, come_to: int, waiting: int = 0, **ends: int) -> BroadcastCounts:
    """The sums, where so many were come to; of whom nothing is known is left out."""
    return BroadcastCounts(
        people=broadcast.people,
        left_out=max(0, come_to - waiting - sum(ends.values())),
        no_chat=broadcast.no_chat,
        blocked_before=broadcast.blocked_before,
        joined_later=broadcast.joined_later,
        cost=broadcast.cost,
        **ends,
    )


def settle(tx: Transaction, most: int = 500) -> int:
    """Add to the sums of broadcasts that have ended what became since of messages that were held; so many at most."""
    settled = list(sql.settled(tx.connection, most=most))
    for row in settled:
        sql.settle(tx.connection, broadcast_id=row["broadcast_id"], member_id=row["member_id"])
        end = _end_of(row["state"], row["error"] or "")
        sums = {name: int(name == end) for name in ("sent", "blocked", "failed", "cancelled")}
        sql.add_end(tx.connection, broadcast_id=row["broadcast_id"], **sums)
    return len(settled)


def _end_of(state: str, error: str) -> str:
    """Among which sum a message is; "" for one of somebody who is no more."""
    if state in {"failed", "cancelled"} and error.startswith("blocked"):
        return "blocked"
    if state == "cancelled":
        return "cancelled" if error == "the broadcast was cancelled" else ""
    return {"sent": "sent", "failed": "failed", "missed": "failed"}.get(state, "")


def reached_again(tx: Transaction, broadcast: Broadcast) -> int:
    """How many of those whom a broadcast did not reach can be reached now."""
    return int(sql.reached_again(tx.connection, broadcast_id=broadcast.id)["people"])
