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
        return _sums(broadcast, come_to=_reachable(broadcast), **ended)
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
        sent=states.get("sent", 0),
        blocked=broadcast.blocked_since + sum(one["blocked"] for one in unsent.values()),
        failed=states.get("failed", 0) + states.get("missed", 0) - unsent["failed"]["blocked"],
        cancelled=unsent["cancelled"]["not_wanted"] + not_wanted,
    )


def _reachable(broadcast: Broadcast) -> int:
    return broadcast.people - broadcast.no_chat - broadcast.blocked_before


def _sums(
    broadcast: Broadcast, *, come_to: int, sent: int, blocked: int, failed: int, cancelled: int, waiting: int = 0
) -> BroadcastCounts:
    """The sums, where so many were come to; of whom nothing is known is left out."""
    return BroadcastCounts(
        people=broadcast.people,
        sent=sent,
        blocked=blocked,
        failed=failed,
        cancelled=cancelled,
        left_out=max(0, come_to - sent - blocked - failed - cancelled - waiting),
        no_chat=broadcast.no_chat,
        blocked_before=broadcast.blocked_before,
        joined_later=broadcast.joined_later,
    )


def reached_again(tx: Transaction, broadcast: Broadcast) -> int:
    """How many of those whom a broadcast did not reach can be reached now."""
    return int(sql.reached_again(tx.connection, broadcast_id=broadcast.id)["people"])
