"""Where a person is sought, part by part: how it is looked through, and what becomes of what is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from storage.campaigns import sign_ups
from storage.database import Transaction, queries
from storage.files import files
from storage.people.erasing import erasures, outgoing
from storage.people.erasing.erasures import CLOSING, DOCUMENTS, Erasure
from storage.people.erasing.outgoing import cleared, is_known, is_their_own

sql = queries(__file__)
ROWS_AT_ONCE = 20_000  # of the outbox, in one look
FEW = 5  # texts that are changed in one transaction
MANY = 50  # rows that are let go of in one


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found: records to change, at most `at_once` in a transaction, and where the next look begins.

    `place` None: nothing is left of this part.
    """

    ids: Sequence[int] = ()
    at_once: int = FEW
    place: int | None = None


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
    erasures.set_place(tx, erasure, part, place)


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
    known = partial(is_known, tx)
    phones = [phone for stands in [erasures.by_id(tx, erasure.id)] if stands for phone in stands.traces.phones]
    for campaign_id in ids:
        campaign = sql.campaign(tx.connection, campaign_id=campaign_id)
        texts = {name: erasure.traces.without(campaign[name], known) for name in ("title", "about", "bring", "place")}
        contact = {"contact_name": campaign["contact_name"], "contact_phone": campaign["contact_phone"]}
        if erasure.traces.spans(contact["contact_name"], known):
            phones.append(contact["contact_phone"])
            contact = dict.fromkeys(contact, "")
        sql.set_campaign(tx.connection, campaign_id=campaign_id, **texts, **contact)
    traces = erasure.traces.model_copy(update={"phones": tuple(filter(None, dict.fromkeys(phones)))})
    erasures.set_traces(tx, erasure, traces)


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
        row = outgoing.as_it_stands(tx, row_id)
        if row is None:
            continue
        body, state = cleared(tx, erasure, row)
        if body != row["body"]:
            sql.set_body(tx.connection, row_id=row_id, body=body, state=state)


def _look_at_chats(tx: Transaction, erasure: Erasure) -> Look:
    return Look(_ids(sql.named_chats(tx.connection, needles=erasure.needles)))


def _change_chats(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    """What a chat is in the middle of goes on, without the name."""
    for chat_id in ids:
        chat = sql.chat(tx.connection, chat_id=chat_id)
        if chat is not None and not is_their_own(erasure, chat):
            state = erasure.traces.without(chat["state"], partial(is_known, tx))
            sql.set_state(tx.connection, chat_id=chat_id, state=state)


def _look_at_parked(tx: Transaction, erasure: Erasure) -> Look:
    rows = list(sql.named_parked(tx.connection, after=erasure.place, most=ROWS_AT_ONCE // 20, needles=erasure.needles))
    return Look(_ids(row for row in rows if row["named"]), place=rows[-1]["id"] if rows else None)


def _change_parked(tx: Transaction, erasure: Erasure, ids: Sequence[int]) -> None:
    for parked_id in ids:
        row = sql.parked(tx.connection, parked_id=parked_id)
        if row is not None and erasure.traces.spans(row["body"] + " " + row["error"], partial(is_known, tx)):
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
    known = partial(is_known, tx)
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
_ORDER = (*PARTS, DOCUMENTS, CLOSING)
