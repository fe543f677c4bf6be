"""Erasing a person: verified check-ins stay as bare figures, everything else about them goes.

This is the first step, in the transaction of their yes: nobody is shown them from then on, and nothing goes out that
names them. What others were shown before is sought in steps afterwards (erasing/).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import audit
from storage.campaigns import sign_ups
from storage.campaigns.records import SignUp
from storage.database import Transaction, queries
from storage.files import files, jobs
from storage.people.traces import Traces
from storage.records import Asker

sql = queries(__file__)
FIRST_PART = "check-ins"
QUEUED_EARLIER = timedelta(hours=48)  # at most so long before it is written does a row say that it was queued


def erase(
    tx: Transaction, asker: Asker, *, instead: str, late: str = "", goodbye: str = "", chat_id: int | None = None
) -> list[SignUp]:
    """Erase the asker. Returns who moved up to the seats that this freed: they are to be told.

    Of the bodies (JSON), `instead` is from now on what messages say in which they stood, `late` what those say that
    were still to be sent (else `instead`), and `goodbye` is what `chat_id` is told once all is done. The bytes of
    photos that no report holds any more, and of documents that they sent, are found by `files.orphans`: whoever keeps
    the files deletes them.
    """
    member_id = asker.member_id
    _begin(tx, member_id, instead=instead, late=late or instead, goodbye=goodbye, chat_id=chat_id)
    live = list(sql.live_sign_ups(tx.connection, member_id=member_id, now=tx.now))
    moved_up = [sign_ups.give_up(tx, row["id"]) for row in live]
    _erase_work(tx, member_id)
    sql.leave_chats(tx.connection, member_id=member_id)
    sql.drop_former_names(tx.connection, member_id=member_id)
    sql.empty_member(tx.connection, member_id=member_id)
    audit.note(tx, None, "erase", "member")
    return [one for one in moved_up if one is not None]


def _begin(tx: Transaction, member_id: int, *, instead: str, late: str, goodbye: str, chat_id: int | None) -> None:
    """Keep what is to be sought, for as long as it is: names, chats, and bytes that came with unfinished answers."""
    names = list(sql.names(tx.connection, member_id=member_id))
    chats = list(sql.chats(tx.connection, member_id=member_id))
    traces = Traces(
        names=tuple(dict.fromkeys(row["name"] for row in names)),
        addresses=tuple((row["channel"], row["address"]) for row in chats),
        chats=tuple(row["id"] for row in chats),
        hashes=tuple(sorted({sha256 for row in chats for sha256 in files.HASH.findall(row["state"])})),
    )
    since = min(datetime.fromisoformat(row["since"]) for row in names)
    newest = int(sql.newest_row(tx.connection)["id"])
    sql.begin(
        tx.connection,
        member_id=member_id,
        traces=traces.model_dump_json(),
        first_row=first_row_since(tx, since, newest),
        last_row=newest,
        part=FIRST_PART,
        chat_id=chat_id,
        instead=instead,
        late=late,
        goodbye=goodbye,
        now=tx.now,
    )


def first_row_since(tx: Transaction, since: datetime, newest: int) -> int:
    """An id of which no lower one was written since this moment: who joined just now is sought in few rows.

    Rows stand in the order in which they were written; when they say that they were queued is near to that.
    """
    low, high, before = 0, newest + 1, since - QUEUED_EARLIER
    while low < high:
        middle = (low + high) // 2
        row = sql.row_from(tx.connection, row_id=middle)
        if row is None or datetime.fromisoformat(row["queued_at"]) >= before:
            high = middle
        else:
            low = int(row["id"]) + 1
    return low


def _erase_work(tx: Transaction, member_id: int) -> None:
    """What a leader or organiser had under way. An announcement that goes out already is left to the others."""
    photos = [row["file_id"] for row in sql.draft_photos(tx.connection, member_id=member_id)]
    for statement in (
        sql.drop_live_codes,
        sql.drop_drafts,
        sql.leave_announcements,
        sql.end_imports,
        sql.drop_grants,
        sql.drop_requests,
        sql.void_invites,
        sql.drop_link_codes,
        sql.drop_left_accounts,
    ):
        statement(tx.connection, member_id=member_id)
    for file_id in photos:
        files.release(tx, file_id)
    jobs.forget_member(tx, member_id)
