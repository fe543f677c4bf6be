"""How a broadcast goes out: its audience is collected in short steps, then fed to the outbox as fast as that drains.

Both have a cursor in the broadcast's row, so that after a crash it goes on where it was. The outbox holds only so many
messages of broadcasts at a time: a pause or a cancellation has few rows to change, however large the audience is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.broadcasts import broadcasts, progress
from storage.broadcasts.notices import BroadcastNotice
from storage.broadcasts.records import Broadcast, BroadcastCounts
from storage.database import Transaction
from storage.files import files
from storage.messages import chats
from storage.messages.records import ChatRow, Outgoing
from storage.organisation import grants
from storage.people import members
from storage.records import Record, Role, records

sql = broadcasts.sql
IDS_AT_ONCE = 2500  # members read in one step: some 6 ms; more at once is no faster, and check-ins wait
IN_OUTBOX = 500  # messages of broadcasts that wait there
FEWEST = 20  # of one broadcast, where several share
STILL_IN_FLIGHT = timedelta(seconds=45)  # so long after a cancellation a send may still be under way
KEPT_FOR = timedelta(days=90)
BODY = BroadcastNotice().model_dump_json()


class BroadcastMessage(Record):
    """A message to one person: what the broadcast says, and who reads it."""

    id: int
    state: str
    body: str
    campaign_id: int | None
    sha256: str | None
    media_type: str | None
    name: str
    unit: str


def running_ids(tx: Transaction) -> list[int]:
    """The ids of the broadcasts that were confirmed and have not ended, those that are due first."""
    return [row["id"] for row in sql.running_ids(tx.connection)]


def running(tx: Transaction, only: int | None = None) -> list[Broadcast]:
    """The broadcasts that were confirmed and have not ended, those that are due first; or only the one of this id."""
    return records(Broadcast, sql.running(tx.connection, only=only))


def collect(tx: Transaction, only: int | None = None) -> bool:
    """Find the next of an audience; a step of some milliseconds. Returns whether there may be more."""
    broadcast = next((one for one in running(tx, only) if not one.collected), None)
    if broadcast is None:
        return False
    if broadcast.state != "cancelled" and not _still_theirs(tx, broadcast):
        _give_up(tx, broadcast)
        return True
    upto = min(broadcast.collected_upto + IDS_AT_ONCE, broadcast.newest)
    ids = {"broadcast_id": broadcast.id, "after": broadcast.collected_upto, "upto": upto}
    if broadcast.again_of is None:
        people = sql.collect(tx.connection, said_at=broadcast.said_at, **ids)
    else:
        people = sql.collect_failed(tx.connection, again_of=broadcast.again_of, said_at=broadcast.said_at, **ids)
    sql.collected(tx.connection, people=people, **ids)
    return True


def forget_taken_back(tx: Transaction) -> bool:
    """Forget the audience of a draft that was taken back; a short step. Returns whether there may be more."""
    taken_back = [row["id"] for row in sql.taken_back(tx.connection)]
    for broadcast_id in taken_back[:1]:
        broadcasts.forget_audience(tx, broadcast_id)
    return bool(taken_back)


def feed(tx: Transaction, only: int | None = None, shared_by: int = 1) -> bool:
    """Put the next messages into the outbox, as long as it has room for them. Returns whether there are more.

    Of all broadcasts that are due or of the one of this id, which shares the room with others.
    """
    room = IN_OUTBOX - int(sql.in_outbox(tx.connection, now=tx.now)["waiting"])
    open_ = [
        one
        for one in running(tx, only)
        if one.state == "sending" and one.at is not None and one.at <= tx.now and one.fed_upto < one.collected_upto
    ]
    if room <= 0:
        return bool(open_)
    more = False
    for broadcast in open_:
        if not _still_theirs(tx, broadcast):
            _give_up(tx, broadcast)
            continue
        share = max(FEWEST, room // max(len(open_), shared_by))
        more = _feed_one(tx, broadcast, share) or more
    return more


def _feed_one(tx: Transaction, broadcast: Broadcast, most: int) -> bool:
    page = sql.next_people(
        tx.connection, broadcast_id=broadcast.id, after=broadcast.fed_upto, upto=broadcast.collected_upto, most=most
    )
    last = page["people"] < most
    upto = broadcast.collected_upto if last else page["upto"]
    ids = {"broadcast_id": broadcast.id, "after": broadcast.fed_upto, "upto": upto}
    fed = sql.feed(tx.connection, body=BODY, now=tx.now, **ids)
    blocked = sql.blocked_since(tx.connection, **ids)["people"] if fed < page["people"] else 0
    sql.set_fed(tx.connection, broadcast_id=broadcast.id, upto=upto, people=page["people"], blocked=blocked)
    return not last


def _still_theirs(tx: Transaction, broadcast: Broadcast) -> bool:
    """Whether whoever confirmed it still organises the unit; who is erased has left it to the others."""
    if broadcast.author_id is None:
        return True
    author = members.by_id(tx, broadcast.author_id)
    return author is None or grants.asker(tx, author).may(Role.ORGANISER, broadcast.unit_path)


def _give_up(tx: Transaction, broadcast: Broadcast) -> None:
    """Nothing more goes out of a broadcast whose organiser has lost the right to it."""
    for was in ("sending", "paused"):
        sql.set_state(tx.connection, broadcast_id=broadcast.id, state="cancelled", was=was, now=tx.now)
    sql.cancel_waiting(tx.connection, broadcast_id=broadcast.id)


def finish(tx: Transaction, only: int | None = None) -> list[tuple[Broadcast, BroadcastCounts]]:
    """End the broadcasts of which nothing is left to send; returns these, with what became of them."""
    ended = []
    for broadcast in running(tx, only):
        sums = progress.counts(tx, broadcast)
        over = broadcast.state == "cancelled" and tx.now >= broadcast.changed_at + STILL_IN_FLIGHT
        all_sent = (
            broadcast.state == "sending"
            and broadcast.collected
            and broadcast.fed_upto >= broadcast.newest
            and not sums.waiting
        )
        if not over and not all_sent:
            continue
        sql.end(
            tx.connection,
            broadcast_id=broadcast.id,
            state="cancelled" if over else "done",
            now=tx.now,
            sent=sums.sent,
            blocked=sums.blocked,
            failed=sums.failed,
            cancelled=sums.cancelled,
        )
        sql.keep_held(tx.connection, broadcast_id=broadcast.id)
        ended.append((broadcast, sums))
    return ended


def message(tx: Transaction, row_id: int) -> BroadcastMessage | None:
    """What a row of the outbox says to its person; None where it is not to be sent any more."""
    return BroadcastMessage.of(sql.message(tx.connection, row_id=row_id))


def late(tx: Transaction, member_id: int, campaign_id: int, due_at: datetime) -> Outgoing | None:
    """Give somebody who has a seat now the last instructions of the campaign, if it has any; once, from `due_at` on.

    Returns the message where it goes out now; in a broadcast that has not come so far yet it goes out with the others.
    """
    broadcast = sql.late(tx.connection, campaign_id=campaign_id)
    if broadcast is None or not sql.add_late(tx.connection, broadcast_id=broadcast["id"], member_id=member_id):
        return None
    if broadcast["ended_at"] is None and broadcast["fed_upto"] < member_id <= broadcast["newest"]:
        sql.added_late(tx.connection, broadcast_id=broadcast["id"], fed=0)
        return None
    sql.added_late(tx.connection, broadcast_id=broadcast["id"], fed=1)
    due = broadcasts.NEVER if broadcast["state"] == "paused" else max(due_at, datetime.fromisoformat(broadcast["at"]))
    row = sql.feed_late(
        tx.connection, broadcast_id=broadcast["id"], member_id=member_id, body=BODY, now=tx.now, due_at=due
    )
    chat = chats.by_id(tx, row["chat_id"]) if row is not None and due <= tx.now else None
    return None if chat is None else _outgoing(tx, row["id"], chat, broadcast["id"], member_id)


def _outgoing(tx: Transaction, row_id: int, chat: ChatRow, broadcast_id: int, member_id: int) -> Outgoing:
    return Outgoing(
        id=row_id,
        key=f"broadcast:{broadcast_id}:member-{member_id}",
        chat_id=chat.id,
        channel=chat.channel,
        address=chat.address,
        language=chat.language,
        lane=2,
        kind="notice",
        body=BODY,
        due_at=tx.now,
        useful_until=None,
        attempts=0,
        broadcast_id=broadcast_id,
    )


def forget(tx: Transaction, most: int = 2000) -> int:
    """Erase who was in the audience of broadcasts that ended long ago, and their photos; their sums stay.

    So many people at most; returns how many people and photos it was, 0 where nothing old is left.
    """
    before = tx.now - KEPT_FOR
    people = sql.forget_people(tx.connection, before=before, most=most)
    photos = list(sql.old_photos(tx.connection, before=before))
    for row in photos:
        sql.drop_photo(tx.connection, file_id=row["file_id"])
        files.release(tx, row["file_id"])
    return int(people + len(photos))
