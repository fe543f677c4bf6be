"""An erasure that is under way: what others were shown of a person, sought and blanked in steps.

Each step is a look, which only reads and keeps no writer waiting, and then changes of some rows at a time. How far it
has come stands in its row, so that after a crash it goes on from there. Until it is done, whatever may go out is held
against it (`may_go_out`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import AwareDatetime, Json

from storage.campaigns import sign_ups
from storage.database import Transaction, queries, to_text
from storage.files import files
from storage.messages import chats, outbox
from storage.messages.records import Outgoing
from storage.people.traces import Traces
from storage.records import Record, records
from storage.text import fold

sql = queries(__file__)
ROWS_AT_ONCE = 20_000  # of the outbox, in one look
FEW = 5  # texts that are changed in one transaction
MANY = 50  # rows that are let go of in one


class Erasure(Record):
    """An erasure under way; `traces` is what is sought between `first_row` and `last_row` of the outbox."""

    id: int
    member_id: int
    traces: Json[Traces]
    first_row: int
    last_row: int
    part: str
    place: int
    chat_id: int | None
    instead: str
    late: str
    goodbye: str
    begun_at: AwareDatetime

    @property
    def needles(self) -> str:
        """What a text is looked through for first (JSON)."""
        return json.dumps(self.traces.needles, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: records to change, at most `at_once` in a transaction, and where the next look begins.

    `place` None: nothing is left of this part.
    """

    ids: Sequence[int] = ()
    at_once: int = FEW
    place: int | None = None


def under_way(tx: Transaction) -> list[Erasure]:
    """All that is under way, the oldest first."""
    return records(Erasure, sql.under_way(tx.connection))


def any_under_way(connection: sqlite3.Connection) -> bool:
    """Whether any is."""
    return bool(list(sql.under_way(connection)))


def by_id(tx: Transaction, erasure_id: int) -> Erasure | None:
    """One erasure as it stands; None where it is done."""
    return Erasure.of(sql.by_id(tx.connection, erasure_id=erasure_id))


def look(tx: Transaction, erasure: Erasure) -> Look:
    """Find what its part has still to change; reads only."""
    return PARTS[erasure.part].look(tx, erasure)


def change(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    """Change some of what a look found, as it stands now."""
    PARTS[erasure.part].change(tx, erasure, ids)


def go_on(tx: Transaction, erasure: Erasure, seen: Look) -> None:
    """Note that all that a look found is changed: the next one looks further, or at the next part."""
    part, place = erasure.part, seen.place
    if place is None:
        part, place = _ORDER[_ORDER.index(part) + 1], 0
    sql.set_place(tx.connection, erasure_id=erasure.id, part=part, place=place)


# What may go out meanwhile --------------------------------------------------------------------------------------------


def may_go_out(tx: Transaction, row: Outgoing) -> Outgoing | None:
    """A row as it may go out now: as it stands in the database, without whoever is being erased; None: not at all."""
    stands = sql.row(tx.connection, row_id=row.id)
    if stands is None or stands["state"] != "waiting":
        return None
    body: str = stands["body"]
    for erasure in under_way(tx):
        if row.id > erasure.last_row or not erasure.traces.names:
            continue
        if row.chat_id in erasure.traces.chats:
            return None
        body, state = _cleared(tx, erasure, {**stands, "body": body})
        if state != "waiting":
            return None
    return row.model_copy(update={"body": body})


def _cleared(tx: Transaction, erasure: Erasure, row: Mapping[str, Any]) -> tuple[str, str]:
    """What a message says from now on, and its state: nothing to leaders, as notes and photos stand beside names."""
    known = partial(_is_known, tx)
    spans = erasure.traces.spans(row["body"], known)
    if not spans or _is_their_own(erasure, row):
        return row["body"], row["state"]
    if row["kind"] == "edit" or not row["leads"]:
        return erasure.traces.without(row["body"], known), row["state"]
    if row["state"] != "waiting":
        return erasure.instead, row["state"]
    return (erasure.late, "waiting") if row["kind"] == "reply" else (erasure.instead, "cancelled")


def _is_their_own(erasure: Erasure, row: Mapping[str, Any]) -> bool:
    """Whether the reader is called so too, and is a member who is shown nobody else: it is their own name."""
    return not row["leads"] and row["reader"] in {fold(name) for name in erasure.traces.names}


def _is_known(tx: Transaction, search_key: str) -> bool:
    return bool(sql.somebody_is_called(tx.connection, search_key=search_key)["known"])


# The parts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """Where a person is sought: how it is looked through, and what becomes of what is found."""

    look: Callable[[Transaction, Erasure], Look]
    change: Callable[[Transaction, Erasure, Sequence[int]], None]


def _ids(rows: Any) -> list[int]:  # noqa: ANN401 - rows of a query
    return [int(row["id"]) for row in rows]


def _look_at_check_ins(tx: Transaction, erasure: Erasure) -> Look:
    own = _ids(sql.check_ins(tx.connection, member_id=erasure.member_id, most=MANY))
    return Look(own, place=0 if own else None)


def _change_check_ins(tx: Transaction, _erasure: Erasure, ids: Sequence[int]) -> None:
    """Of the verified ones, and of verified reports on them, the figures stay."""
    chosen = json.dumps(ids)
    photos = [int(row["file_id"]) for row in sql.photos(tx.connection, ids=chosen)]
    for statement in (
        sql.drop_photos,
        sql.drop_unverified_check_ins,
        sql.drop_unverified_reports,
        sql.blank_reports,
        sql.let_go_of_check_ins,
    ):
        statement(tx.connection, ids=chosen)
    for file_id in photos:
        files.release(tx, file_id)


def _look_at_sign_ups(tx: Transaction, erasure: Erasure) -> Look:
    own = _ids(sql.sign_ups(tx.connection, member_id=erasure.member_id, most=MANY))
    return Look(own, place=0 if own else None)


def _change_sign_ups(tx: Transaction, _erasure: Erasure, ids: Sequence[int]) -> None:
    """Their shifts are over: nobody moves up. The others were given up at the yes."""
    for sign_up_id in ids:
        sign_ups.give_up(tx, sign_up_id)
    sql.drop_sign_ups(tx.connection, ids=json.dumps(ids))


def _look_at_campaigns(tx: Transaction, erasure: Erasure) -> Look:
    """Twice: the number of a contact that was found the first time may stand in another campaign's words."""
    return Look(
        _ids(sql.named_campaigns(tx.connection, needles=erasure.needles)), place=1 if not erasure.place else None
    )


def _change_campaigns(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    """A campaign's contact goes, and so does the name in its words; the contact's number is sought from now on too."""
    known = partial(_is_known, tx)
    phones = [phone for stands in [by_id(tx, erasure.id)] if stands for phone in stands.traces.phones]
    for campaign_id in ids:
        campaign = sql.campaign(tx.connection, campaign_id=campaign_id)
        texts = {name: erasure.traces.without(campaign[name], known) for name in ("title", "about", "bring", "place")}
        contact = {"contact_name": campaign["contact_name"], "contact_phone": campaign["contact_phone"]}
        if erasure.traces.spans(contact["contact_name"], known):
            phones.append(contact["contact_phone"])
            contact = dict.fromkeys(contact, "")
        sql.set_campaign(tx.connection, campaign_id=campaign_id, **texts, **contact)
    traces = erasure.traces.model_copy(update={"phones": tuple(filter(None, dict.fromkeys(phones)))})
    sql.set_traces(tx.connection, erasure_id=erasure.id, traces=traces.model_dump_json())


def _look_at_own_messages(tx: Transaction, erasure: Erasure) -> Look:
    own = _ids(sql.own_rows(tx.connection, chats=_chats(erasure), last_row=erasure.last_row, most=10 * MANY))
    return Look(own, MANY, place=0 if own else None)


def _change_own_messages(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    """Our messages to the person go; each chat's last question is blanked, for its buttons are still to go."""
    last = _ids(sql.last_questions(tx.connection, chats=_chats(erasure), last_row=erasure.last_row))
    kept = [row_id for row_id in ids if row_id in last]
    sql.blank_own_rows(tx.connection, row_ids=json.dumps(kept), instead=erasure.instead)
    sql.drop_rows(tx.connection, row_ids=json.dumps([row_id for row_id in ids if row_id not in last]))


def _chats(erasure: Erasure) -> str:
    return json.dumps(erasure.traces.chats)


def _look_at_messages(tx: Transaction, erasure: Erasure) -> Look:
    after = max(erasure.place, erasure.first_row - 1)
    end_ = sql.page_end(tx.connection, after=after, upto=erasure.last_row, most=ROWS_AT_ONCE)["id"]
    if end_ is None:
        return Look()
    rows = sql.named_rows(tx.connection, after=after, upto=end_, needles=erasure.needles)
    return Look(_ids(rows), place=int(end_))


def _change_messages(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    for row_id in ids:
        row = sql.row(tx.connection, row_id=row_id)
        if row is None:
            continue
        body, state = _cleared(tx, erasure, row)
        if body != row["body"]:
            sql.set_body(tx.connection, row_id=row_id, body=body, state=state)


def _look_at_chats(tx: Transaction, erasure: Erasure) -> Look:
    return Look(_ids(sql.named_chats(tx.connection, needles=erasure.needles)))


def _change_chats(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    """What a chat is in the middle of goes on, without the name."""
    for chat_id in ids:
        chat = sql.chat(tx.connection, chat_id=chat_id)
        if chat is not None and not _is_their_own(erasure, chat):
            state = erasure.traces.without(chat["state"], partial(_is_known, tx))
            sql.set_state(tx.connection, chat_id=chat_id, state=state)


def _look_at_parked(tx: Transaction, erasure: Erasure) -> Look:
    rows = list(sql.named_parked(tx.connection, after=erasure.place, most=ROWS_AT_ONCE // 20, needles=erasure.needles))
    return Look(_ids(row for row in rows if row["named"]), place=rows[-1]["id"] if rows else None)


def _change_parked(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    for parked_id in ids:
        row = sql.parked(tx.connection, parked_id=parked_id)
        if row is not None and erasure.traces.spans(row["body"] + " " + row["error"], partial(_is_known, tx)):
            sql.drop_parked(tx.connection, parked_id=parked_id)


def _look_at_keys(tx: Transaction, erasure: Erasure) -> Look:
    """Whose keys of updates say where they came from, by its place in the addresses: those of the web chat."""
    for place, (_channel, address) in enumerate(erasure.traces.addresses):
        if sql.has_keys(tx.connection, **_keys_of(address))["found"]:
            return Look([place], place=0)
    return Look()


def _change_keys(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    for place in ids:
        _channel, address = erasure.traces.addresses[place]
        sql.drop_keys(tx.connection, most=MANY, **_keys_of(address))


def _keys_of(address: str) -> dict[str, str]:
    """Keys of posts are "web:", the address, ":" and the post's own; between these two are no others."""
    return {"first": f"web:{address}:", "beyond": f"web:{address};"}


def _look_at_broadcasts(tx: Transaction, erasure: Erasure) -> Look:
    return Look(_ids(sql.named_broadcasts(tx.connection, needles=erasure.needles)))


def _change_broadcasts(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    known = partial(_is_known, tx)
    for broadcast_id in ids:
        row = sql.announcement(tx.connection, broadcast_id=broadcast_id)
        if row is not None:
            body = erasure.traces.without(row["body"], known)
            sql.set_announcement(tx.connection, broadcast_id=broadcast_id, body=body)


_THREADS = (
    sql.forget_actor,
    sql.forget_subject,
    sql.forget_check_in_decider,
    sql.forget_report_decider,
    sql.forget_request_decider,
    sql.forget_enterer,
    sql.forget_giver,
    sql.forget_figures,
    sql.forget_audiences,
    sql.forget_rows_about,
    sql.forget_rows_of,
    sql.forget_tries,
)


def _look_at_threads(tx: Transaction, erasure: Erasure) -> Look:
    """In which table, by its place in `_THREADS`, something still points to the person's record."""
    first = sql.first_thread(tx.connection, member_id=erasure.member_id)["thread"]
    return Look() if first is None else Look([int(first)], place=0)


def _change_threads(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    for thread in ids:
        _THREADS[thread](tx.connection, member_id=erasure.member_id, most=MANY)


def _look_at_record(_tx: Transaction, erasure: Erasure) -> Look:
    return Look([erasure.member_id])


def _change_record(tx: Transaction, erasure: Erasure, _ids: Sequence[int]) -> None:
    """Nothing large hangs on the record any more."""
    sql.drop_imports(tx.connection, member_id=erasure.member_id)
    sql.drop_member(tx.connection, member_id=erasure.member_id)


PARTS: Mapping[str, Part] = {
    "check-ins": Part(_look_at_check_ins, _change_check_ins),
    "sign-ups": Part(_look_at_sign_ups, _change_sign_ups),
    "campaigns": Part(_look_at_campaigns, _change_campaigns),  # their contact's number is sought in what follows
    "own messages": Part(_look_at_own_messages, _change_own_messages),
    "messages": Part(_look_at_messages, _change_messages),
    "chats": Part(_look_at_chats, _change_chats),
    "parked updates": Part(_look_at_parked, _change_parked),
    "keys": Part(_look_at_keys, _change_keys),
    "broadcasts": Part(_look_at_broadcasts, _change_broadcasts),
    "threads": Part(_look_at_threads, _change_threads),
    "record": Part(_look_at_record, _change_record),
}
DOCUMENTS, CLOSING = "documents", "closing"  # what comes after these is done by whoever has the files and the database
_ORDER = (*PARTS, DOCUMENTS, CLOSING)


# Documents, and the end -----------------------------------------------------------------------------------------------


def documents(tx: Transaction) -> dict[str, bool]:
    """The hashes of documents that people sent and of what was found in them, and whether an import works on it."""
    return {row["sha256"]: bool(row["in_use"]) for row in sql.documents(tx.connection)}


def drop_document(tx: Transaction, sha256: str) -> None:
    """Let go of a document that lists the person, with its job; who waits for it is told that it is not kept."""
    sql.drop_jobs(tx.connection, sha256=sha256)
    sql.drop_tables(tx.connection, sha256=sha256)
    sql.let_go_of_bytes(tx.connection, sha256=sha256)


def unheld(tx: Transaction, erasure: Erasure) -> list[str]:
    """Which of the bytes that the person sent in unfinished answers nothing holds any more."""
    return files.unheld(tx, erasure.traces.hashes)


def documents_done(tx: Transaction, erasure: Erasure) -> None:
    """No document lists the person any more; and nothing is sought any more, so that what was sought is forgotten."""
    sql.set_traces(tx.connection, erasure_id=erasure.id, traces=Traces().model_dump_json())
    sql.set_place(tx.connection, erasure_id=erasure.id, part=CLOSING, place=0)


def bytes_left(tx: Transaction) -> bool:
    """Whether bytes that nobody holds are still on the disk."""
    return bool(sql.bytes_left(tx.connection)["files"])


def copy_log(connection: sqlite3.Connection) -> None:
    """Move what is committed into the database's own file, beside a writer, who else does it within a commit (SQLite).

    What was found lies in pages here and there, so that soon there would be much to move.
    """
    sql.wait_for_nobody(connection)
    sql.copy_log(connection)


def empty_log(connection: sqlite3.Connection) -> bool:
    """Move all that is committed into the database's own file and empty the log; False where somebody is in the way.

    First as much as goes beside a writer, so that what a writer has to wait for is short (SQLite).
    """
    copy_log(connection)
    return not sql.empty_log(connection)["busy"]


def end(tx: Transaction, erasure: Erasure) -> list[Outgoing]:
    """It is done: the person is told, where they asked. Returns that message."""
    sql.end(tx.connection, erasure_id=erasure.id)
    chat = chats.by_id(tx, erasure.chat_id) if erasure.chat_id is not None and erasure.goodbye else None
    if chat is None:
        return []
    row = outbox.queue(tx, chat, key=f"erased:{erasure.id}@{to_text(tx.now)}", kind="reply", body=erasure.goodbye)
    return [] if row is None else [row]
