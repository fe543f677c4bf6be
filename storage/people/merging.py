"""Two records of one person become one: what a leader wrote down, or another account of theirs that had joined too."""

from __future__ import annotations

from typing import Any, NamedTuple

from storage import audit
from storage.campaigns import sign_ups
from storage.campaigns.records import SignUp
from storage.database import Transaction, queries
from storage.people import members
from storage.records import Asker

sql = queries(__file__)
_WEIGHT = {None: 0, "undone": 1, "returned": 2, "waiting": 3, "verified": 4}


class Merged(NamedTuple):
    """What became of a merge: who moved up where a seat was held twice, and how much awaits a leader anew."""

    moved_up: list[SignUp]
    unconfirmed: int


def merge(tx: Transaction, asker: Asker, *, entered_id: int, member_id: int) -> Merged:
    """Move check-ins, reports and sign-ups of the entered record to the member's, and remove it.

    A shift that both attended counts once: a verified check-in or report before one that waits, and the member's own
    where both are alike. What nobody but the member confirmed (or somebody who is erased, who may be they) awaits
    another leader. Somebody who has joined is never merged away. The caller has a leader's consent.
    """
    entered = members.by_id(tx, entered_id)
    if entered is None or entered.state != "entered":
        return Merged([], 0)
    unconfirmed = _unverify_own(tx, entered_id=entered_id, member_id=member_id)
    moved_up = _hand_over_work(tx, entered_id, member_id)
    members.keep_name_of(tx, member_id, entered_id)
    sql.remove_entered(tx.connection, entered_id=entered_id)
    audit.forget(tx, entered_id)
    audit.note(tx, asker.member_id, "merge", "member", member_id=member_id)
    return Merged(moved_up, unconfirmed)


def merge_joined(tx: Transaction, *, gone_id: int, kept_id: int) -> Merged:
    """Two records that both joined become the kept one's: chats, work, roles, wishes, and what they decided.

    A shift that both attended counts once. What either confirmed of the other (or somebody who is erased, who may be
    they, or somebody whose account is now theirs) awaits another leader. The caller has the yes of both.
    """
    sql.begin(tx.connection, gone_id=gone_id, kept_id=kept_id)
    unconfirmed = int(
        sql.unverify_reports_between(tx.connection, gone_id=gone_id, kept_id=kept_id)
        + sql.unverify_check_ins_between(tx.connection, gone_id=gone_id, kept_id=kept_id)
    )
    moved_up = _hand_over_work(tx, gone_id, kept_id)
    sql.end_double_grants(tx.connection, gone_id=gone_id, kept_id=kept_id, now=tx.now)
    for statement in HANDED_OVER:
        statement(tx.connection, gone_id=gone_id, kept_id=kept_id)
    members.keep_name_of(tx, kept_id, gone_id)
    sql.remove_gone(tx.connection, gone_id=gone_id)
    sql.end(tx.connection, gone_id=gone_id)
    audit.note(tx, kept_id, "merge_accounts", "member", member_id=kept_id)
    return Merged(moved_up, unconfirmed)


def unconfirm(tx: Transaction, member_id: int) -> Merged:
    """An account joins a record: what may have been confirmed from it awaits another leader.

    That is what somebody confirmed who is erased, or whose account it was.
    """
    reports = sql.unverify_reports_of(tx.connection, member_id=member_id)
    return Merged([], int(reports + sql.unverify_check_ins_of(tx.connection, member_id=member_id)))


# What else of one record goes to the other, in this order.
HANDED_OVER = (
    sql.hand_over_grants,
    sql.hand_over_given_grants,
    sql.hand_over_made_invites,
    sql.hand_over_taken_invites,
    sql.drop_double_requests,
    sql.hand_over_requests,
    sql.hand_over_request_decisions,
    sql.hand_over_check_in_decisions,
    sql.hand_over_report_decisions,
    sql.hand_over_entries,
    sql.hand_over_imports,
    sql.hand_over_figures,
    sql.hand_over_announcements,
    sql.cancel_double_announcements,
    sql.rename_announcements,
    sql.hand_over_audiences,
    sql.hand_over_interests,
    sql.hand_over_unwanted,
    sql.hand_over_quiet_hours,
    sql.hand_over_digests,
    sql.hand_over_names,
    sql.hand_over_code_tries,
    sql.hand_over_link_tries,
    sql.hand_over_short_code_tries,
    sql.hand_over_chats,
    sql.hand_over_left,
    sql.hand_over_done,
    sql.hand_over_log,
)


def _hand_over_work(tx: Transaction, gone_id: int, kept_id: int) -> list[SignUp]:
    """Check-ins with their reports, sign-ups and rows of imports; returns who moved up to seats held twice."""
    for pair in list(sql.both_attended(tx.connection, entered_id=gone_id, member_id=kept_id)):
        _keep_one(tx, pair)
    sql.hand_over_check_ins(tx.connection, entered_id=gone_id, member_id=kept_id)
    moved_up = []
    for pair in list(sql.both_signed_up(tx.connection, entered_id=gone_id, member_id=kept_id)):
        keeps_other = pair["other_state"] == "seated" and pair["own_state"] != "seated"
        moved_up.append(sign_ups.give_up(tx, pair["own_id"] if keeps_other else pair["other_id"]))
    sql.hand_over_sign_ups(tx.connection, entered_id=gone_id, member_id=kept_id)
    sql.hand_over_import_rows(tx.connection, entered_id=gone_id, member_id=kept_id)
    return [one for one in moved_up if one is not None]


def _unverify_own(tx: Transaction, *, entered_id: int, member_id: int) -> int:
    """Let what the member confirmed themselves await another leader; returns how many turns and reports it is."""
    reports = sql.unverify_reports(tx.connection, entered_id=entered_id, member_id=member_id)
    return int(reports + sql.unverify_check_ins(tx.connection, entered_id=entered_id, member_id=member_id))


def _keep_one(tx: Transaction, pair: dict[str, Any]) -> None:
    """Of two check-ins at one shift keep the stronger, and of their reports the stronger."""
    keeps_other = _WEIGHT[pair["other_state"]] > _WEIGHT[pair["own_state"]]
    kept, dropped = ("other", "own") if keeps_other else ("own", "other")
    if _WEIGHT[pair[f"{dropped}_report_state"]] > _WEIGHT[pair[f"{kept}_report_state"]]:
        if pair[f"{kept}_report_id"] is not None:
            sql.drop_report(tx.connection, report_id=pair[f"{kept}_report_id"])
        sql.attach_report(tx.connection, report_id=pair[f"{dropped}_report_id"], check_in_id=pair[f"{kept}_id"])
    sql.drop_check_in(tx.connection, check_in_id=pair[f"{dropped}_id"])
