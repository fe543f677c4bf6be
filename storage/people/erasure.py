"""Erasing a person: verified check-ins stay as bare figures, everything else about them goes."""

from __future__ import annotations

import json
import re

from storage import audit
from storage.campaigns import sign_ups
from storage.campaigns.records import SignUp
from storage.database import Transaction, queries
from storage.files import jobs
from storage.imports import imports
from storage.records import Asker

sql = queries(__file__)
_LIKE_SIGNS = re.compile("[!%_]")


def erase(tx: Transaction, asker: Asker, *, instead: str) -> list[SignUp]:
    """Erase the asker. Returns who moved up to the seats that this freed: they are to be told.

    `instead` is the body (JSON) that the last message of each of their chats has from now on. The bytes of photos
    that no report holds any more, and of documents that they sent, are found by `files.orphans`: whoever keeps the
    files deletes them.
    """
    member_id = asker.member_id
    moved_up = [sign_ups.give_up(tx, row["id"]) for row in list(sql.live_sign_ups(tx.connection, member_id=member_id))]
    sql.drop_sign_ups(tx.connection, member_id=member_id)
    _erase_deeds(tx, member_id)
    _erase_messages(tx, member_id, instead)
    jobs.forget_member(tx, member_id)
    imports.forget_member(tx, member_id)
    sql.leave_chats(tx.connection, member_id=member_id)
    sql.void_invites(tx.connection, member_id=member_id)
    sql.drop_member(tx.connection, member_id=member_id)
    audit.forget(tx, member_id)
    audit.note(tx, None, "erase", "member")
    return [one for one in moved_up if one is not None]


def _erase_deeds(tx: Transaction, member_id: int) -> None:
    """Check-ins and reports: of the verified ones the figures stay."""
    photos = [row["file_id"] for row in sql.photos(tx.connection, member_id=member_id)]
    sql.drop_photos(tx.connection, member_id=member_id)
    for file_id in photos:
        sql.let_go_of_file(tx.connection, file_id=file_id)
    sql.drop_unverified_check_ins(tx.connection, member_id=member_id)
    sql.drop_unverified_reports(tx.connection, member_id=member_id)
    sql.blank_reports(tx.connection, member_id=member_id)
    sql.let_go_of_check_ins(tx.connection, member_id=member_id)


def _erase_messages(tx: Transaction, member_id: int, instead: str) -> None:
    """What we told the person, what others were told of their requests and roles, what they wrote and we failed on."""
    sql.blank_request_notices(tx.connection, keys=f"notice:request_made:{member_id}:%", instead=instead)
    sql.blank_request_notices(tx.connection, keys=f"notice:role_taken:{member_id}:%", instead=instead)
    name = json.dumps(sql.name(tx.connection, member_id=member_id)["name"], ensure_ascii=False)[1:-1]
    sql.blank_digests(tx.connection, mention=f"%{_literally(name)}%", instead=instead)
    _blank_what_leaders_saw(tx, name, instead)
    sql.drop_live_codes(tx.connection, member_id=member_id)
    sql.drop_messages(tx.connection, member_id=member_id)
    sql.blank_messages(tx.connection, member_id=member_id, instead=instead)
    for chat in list(sql.chats(tx.connection, member_id=member_id)):
        mention = (
            f'"channel":{json.dumps(chat["channel"])},"address":{json.dumps(chat["address"], ensure_ascii=False)},'
        )
        sql.drop_parked(tx.connection, mention=f"%{_literally(mention)}%")


def _blank_what_leaders_saw(tx: Transaction, name: str, instead: str) -> None:
    """What leaders were shown of somebody of this name, with notes and photos; a longer name is another person's."""
    this_name = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for row in list(sql.shown_to_leaders(tx.connection, mention=f"%{_literally(name)}%")):
        if this_name.search(row["body"].replace(r"\n", " ")):  # in JSON a line begins behind a letter
            sql.blank_message(tx.connection, row_id=row["id"], instead=instead)


def _literally(text: str) -> str:
    return _LIKE_SIGNS.sub(lambda sign: f"!{sign[0]}", text)
