"""Broadcasts: what an organiser says to many. Drafts, whom they are for, and what became of them; scoped by the asker.

How a broadcast goes out, once its organiser has confirmed it, stands in `storage/broadcasts/queue.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from storage import audit
from storage.broadcasts.records import (
    AudiencePart,
    Broadcast,
    BroadcastBody,
    BroadcastPhoto,
    BroadcastState,
    BroadcastWithPhoto,
    Recipient,
)
from storage.campaigns import campaigns, organising
from storage.database import Transaction, queries, to_text
from storage.errors import OutOfScopeError
from storage.files import files
from storage.messages import tariffs
from storage.organisation import units
from storage.records import Asker, Role, records

sql = queries(__file__)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # when the messages of a paused broadcast are due
NEWEST = 20
EVERYBODY = 2**62
ACTIONS = {"paused": "broadcast_pause", "sending": "broadcast_resume", "cancelled": "broadcast_cancel"}
AUDIENCE_AT_ONCE = 2500  # people of an audience that is forgotten, in one step: some 10 ms

# Looking -------------------------------------------------------------------------------------------------------------


def managed_by(tx: Transaction, asker: Asker, most: int = NEWEST) -> list[BroadcastWithPhoto]:
    """The broadcasts of the units that the asker organises, the newest first."""
    return records(
        BroadcastWithPhoto, sql.managed_by(tx.connection, member_id=asker.member_id, broadcast_id=0, most=most)
    )


def by_id(tx: Transaction, asker: Asker, broadcast_id: int) -> BroadcastWithPhoto:
    """One of them.

    Raises:
        OutOfScopeError: there is no such broadcast among those.
    """
    broadcasts = records(
        BroadcastWithPhoto, sql.managed_by(tx.connection, member_id=asker.member_id, broadcast_id=broadcast_id, most=1)
    )
    if not broadcasts or not broadcast_id:
        raise OutOfScopeError(f"broadcast {broadcast_id}")
    return broadcasts[0]


def draft_of(tx: Transaction, broadcast_id: int) -> Broadcast | None:
    """A draft, for the machinery; None where it was sent or thrown away."""
    return Broadcast.of(sql.draft_of(tx.connection, broadcast_id=broadcast_id))


def parts(tx: Transaction, broadcast_id: int) -> list[AudiencePart]:
    """Whom a broadcast is for."""
    return records(AudiencePart, sql.parts(tx.connection, broadcast_id=broadcast_id))


def reach(tx: Transaction, asker: Asker, broadcast_id: int) -> dict[str, int]:
    """How many of the audience, as it is now, can be reached over each channel, and how many cannot, and why.

    All at once, which takes seconds where there are a million; reach.py does it in steps.

    Those who cannot stand under "!entered" (written down by a leader, without consent), "!blocked" and "!no_chat".

    Raises:
        OutOfScopeError: there is no such broadcast of the asker's.
    """
    by_id(tx, asker, broadcast_id)
    return ways(tx, broadcast_id, 0, EVERYBODY)


def ways(tx: Transaction, broadcast_id: int, after: int, upto: int) -> dict[str, int]:
    """The same of the members of these ids, for the machinery.

    Where a channel has windows, those whom it costs something to reach stand under "<channel>:paid", and those to whom
    nothing gets through now under "<channel>:closed"; who has another chat that costs nothing is counted there.
    """
    rows = sql.reach(
        tx.connection,
        broadcast_id=broadcast_id,
        after=after,
        upto=upto,
        windowed=json.dumps(sorted(tariffs.WINDOWED)),
        free_since=tariffs.free_since(tx.now),
        open_since=tariffs.open_since(tx.now),
    )
    return {row["way"]: row["people"] for row in rows}


def people(tx: Transaction, asker: Asker, broadcast_id: int) -> list[Recipient]:
    """Everybody in the audience of a broadcast of the asker's, in the tree's order.

    Raises:
        OutOfScopeError: there is no such broadcast of theirs.
    """
    by_id(tx, asker, broadcast_id)
    return records(Recipient, sql.people(tx.connection, broadcast_id=broadcast_id))


# Writing -------------------------------------------------------------------------------------------------------------


def draft(
    tx: Transaction,
    asker: Asker,
    unit_id: int,
    body: BroadcastBody,
    whom: Sequence[AudiencePart],
    *,
    photo: BroadcastPhoto | None = None,
    campaign_id: int | None = None,
    late: bool = False,
) -> int:
    """Keep a draft for a unit that the asker organises, and return its id.

    `campaign_id` is the campaign that its button opens. `late` says that who signs up later to the campaign that `whom`
    names gets it too.

    Raises:
        OutOfScopeError: the unit, or a unit or campaign of `whom`, is not the asker's to write to.
    """
    unit = next((own for own in organising.units(tx, asker) if own.id == unit_id), None)
    if unit is None or not reaches(tx, asker, whom):
        raise OutOfScopeError(f"unit {unit_id}")
    file_id = files.add(tx, **photo.model_dump()) if photo is not None else None
    row = sql.add(
        tx.connection,
        unit_id=unit_id,
        author_id=asker.member_id,
        body=body.model_dump_json(),
        file_id=file_id,
        campaign_id=campaign_id,
        late=int(late),
        again_of=None,
        now=tx.now,
    )
    add_parts(tx, row["id"], whom)
    return int(row["id"])


def reaches(tx: Transaction, asker: Asker, whom: Sequence[AudiencePart]) -> bool:
    """Whether an audience lies within what the asker organises: by units of theirs, or by campaigns of theirs.

    Who signed up for a campaign may be of another unit: they gave themselves to that campaign.
    """
    inside = {part.kind for part in whom if not part.outside}
    if not inside & {"unit", "campaign"}:
        return False
    for part in whom:
        if part.kind == "campaign":
            path = campaigns.by_id(tx, part.campaign_id or 0).unit_path
        elif part.kind in {"unit", "role"}:
            path = units.by_id(tx, part.unit_id or 0).path
        else:
            continue
        if not asker.may(Role.ORGANISER, path):
            return False
    return True


def add_parts(tx: Transaction, broadcast_id: int, whom: Sequence[AudiencePart]) -> None:
    """Keep whom a broadcast is for."""
    for part in whom:
        sql.add_part(
            tx.connection,
            broadcast_id=broadcast_id,
            outside=int(part.outside),
            kind=part.kind,
            unit_id=part.unit_id,
            campaign_id=part.campaign_id,
            value=part.value,
        )


def drop_draft(tx: Transaction, asker: Asker, broadcast_id: int) -> None:
    """Throw a draft of the asker's away.

    Raises:
        OutOfScopeError: there is no such broadcast of theirs.
    """
    broadcast = by_id(tx, asker, broadcast_id)
    sql.drop_draft(tx.connection, broadcast_id=broadcast_id)
    if broadcast.file_id is not None and broadcast.state == "draft":
        files.release(tx, broadcast.file_id)


def send(tx: Transaction, asker: Asker, broadcast_id: int, at: datetime) -> bool:
    """Send a draft: its audience is as of now, and it goes out from `at` on. False where it was sent before.

    Raises:
        OutOfScopeError: there is no such broadcast of the asker's.
    """
    broadcast = by_id(tx, asker, broadcast_id)
    while forget_audience(tx, broadcast_id):
        pass  # seldom: it was taken back and sent again within a second
    if sql.say(tx.connection, broadcast_id=broadcast_id, at=max(at, tx.now), now=tx.now) is None:
        return False
    _note(tx, asker, "broadcast_send", broadcast, at=to_text(max(at, tx.now)))
    return True


def send_again(tx: Transaction, asker: Asker, broadcast_id: int) -> int:
    """Send a broadcast that has ended to those whom it did not reach; returns the id of this new one.

    Raises:
        OutOfScopeError: there is no such broadcast of the asker's, or it has not ended.
    """
    broadcast = by_id(tx, asker, broadcast_id)
    if broadcast.ended_at is None:
        raise OutOfScopeError(f"broadcast {broadcast_id} has not ended")
    row = sql.add(
        tx.connection,
        unit_id=broadcast.unit_id,
        author_id=asker.member_id,
        body=broadcast.body,
        file_id=broadcast.file_id,
        campaign_id=broadcast.campaign_id,
        late=0,
        again_of=broadcast.id,
        now=tx.now,
    )
    add_parts(tx, row["id"], parts(tx, broadcast.id))
    send(tx, asker, row["id"], tx.now)
    return int(row["id"])


def pause(tx: Transaction, asker: Asker, broadcast_id: int) -> bool:
    """Let nothing more go out until `resume`; False where it does not run."""
    broadcast = by_id(tx, asker, broadcast_id)
    if not _transition(tx, asker, broadcast, "sending", "paused"):
        return False
    sql.hold(tx.connection, broadcast_id=broadcast_id, never=NEVER)
    return True


def resume(tx: Transaction, asker: Asker, broadcast_id: int) -> bool:
    """Continue a paused broadcast; False where it is not paused."""
    broadcast = by_id(tx, asker, broadcast_id)
    if not _transition(tx, asker, broadcast, "paused", "sending"):
        return False
    due = max(tx.now, broadcast.at or tx.now)
    sql.release_held(tx.connection, broadcast_id=broadcast_id, never=NEVER, due=due)
    return True


def take_back(tx: Transaction, asker: Asker, broadcast_id: int) -> bool:
    """Make a draft again of what goes out later, with all that it says; False where it goes out already, or is over.

    Raises:
        OutOfScopeError: there is no such broadcast of the asker's.
    """
    broadcast = by_id(tx, asker, broadcast_id)
    if sql.take_back(tx.connection, broadcast_id=broadcast_id, now=tx.now) is None:
        return False
    sql.drop_waiting(tx.connection, broadcast_id=broadcast_id)
    forget_audience(tx, broadcast_id)
    _note(tx, asker, "broadcast_take_back", broadcast)
    return True


def forget_audience(tx: Transaction, broadcast_id: int) -> bool:
    """Forget whom a draft that was taken back was for at its yes; a step. Returns whether there may be more."""
    gone: int = sql.forget_audience(tx.connection, broadcast_id=broadcast_id, most=AUDIENCE_AT_ONCE)
    if gone < AUDIENCE_AT_ONCE:
        sql.audience_forgotten(tx.connection, broadcast_id=broadcast_id)
    return gone == AUDIENCE_AT_ONCE


def cancel(tx: Transaction, asker: Asker, broadcast_id: int) -> bool:
    """Send nothing more of it; False where it neither runs nor is paused."""
    broadcast = by_id(tx, asker, broadcast_id)
    running = broadcast.state in {"sending", "paused"}
    if not running or not _transition(tx, asker, broadcast, broadcast.state, "cancelled"):
        return False
    sql.cancel_waiting(tx.connection, broadcast_id=broadcast_id)
    return True


def _transition(
    tx: Transaction, asker: Asker, broadcast: Broadcast, was: BroadcastState, state: BroadcastState
) -> bool:
    if sql.set_state(tx.connection, broadcast_id=broadcast.id, state=state, was=was, now=tx.now) is None:
        return False
    _note(tx, asker, ACTIONS[state], broadcast)
    return True


def _note(tx: Transaction, asker: Asker, action: str, broadcast: Broadcast, *, at: str = "") -> None:
    """What was done to a broadcast; what it says stays with it."""
    audit.note(
        tx,
        asker.member_id,
        action,
        f"broadcast:{broadcast.id}",
        unit_id=broadcast.unit_id,
        number=broadcast.id,
        after=at,
    )
