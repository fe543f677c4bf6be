"""The table of notices: what words each, when it is sent, in its reader's language. A new kind is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers.attendance import notices as attendance_notices
from handlers.broadcasts import allowances
from handlers.broadcasts import words as broadcast_words
from handlers.broadcasts.words import Verdict
from handlers.campaigns import notices as campaign_notices
from handlers.engine.marked import Marked
from handlers.engine.message import Choice, Reply
from handlers.engine.telling import WordedNotice
from handlers.engine.text import ngettext, say
from handlers.imports import words as import_words
from handlers.people import notices as people_notices
from handlers.reminders import digest_words
from handlers.reminders import words as reminder_words
from handlers.reports import notices as report_notices
from handlers.roles import notices as role_notices
from storage.attendance.notices import CodesGuessed, Ticked, TickUndone
from storage.broadcasts.notices import BroadcastNotice
from storage.campaigns.notices import CampaignCancelled, CampaignEdited, MovedUp
from storage.database import Transaction
from storage.imports.notices import ImportDone, ImportUndone
from storage.messages import held
from storage.messages.allowance_notice import AllowanceNear
from storage.messages.notices import NOTICE, Notice
from storage.messages.records import Outgoing
from storage.messages.unread_notice import Unread
from storage.organisation.notices import RoleMoved, RoleRevoked, RoleTaken
from storage.people.erasing import erasures, outgoing
from storage.people.notices import RequestDecided, RequestMade
from storage.reminders.digest_notice import Digest
from storage.reminders.notices import AnniversaryAhead, AnniversaryToday, PlanDay, ShiftAhead, ShiftChanged, TellUs
from storage.reports.notices import Decided

NOTICES: Mapping[type, Callable[[Any, str], WordedNotice]] = {
    MovedUp: campaign_notices.moved_up,
    CampaignEdited: campaign_notices.edited,
    CampaignCancelled: campaign_notices.cancelled,
    Ticked: attendance_notices.ticked,
    TickUndone: attendance_notices.undone,
    CodesGuessed: attendance_notices.codes_guessed,
    Decided: report_notices.decided,
    RequestMade: people_notices.request_made,
    RequestDecided: people_notices.request_decided,
    RoleTaken: role_notices.role_taken,
    RoleRevoked: role_notices.role_revoked,
    RoleMoved: role_notices.role_moved,
    ImportDone: import_words.notice,
    ImportUndone: import_words.notice,
    AnniversaryToday: reminder_words.words,
    AnniversaryAhead: reminder_words.words,
    PlanDay: reminder_words.words,
    ShiftAhead: reminder_words.words,
    ShiftChanged: reminder_words.words,
    TellUs: reminder_words.words,
    Digest: digest_words.words,
    AllowanceNear: allowances.near_words,
}

RULE = "— — —"  # between messages that are said in one


def worded(row: Outgoing) -> Reply | None:
    """The message of a reply's or a notice's row, in its reader's language; None where `worded_now` must look it up."""
    if row.kind == "reply":
        return Reply.model_validate_json(row.body)
    notice = NOTICE.validate_json(row.body)
    return None if isinstance(notice, BroadcastNotice | MovedUp | Unread) else _reply(notice, row.language)


def worded_now(tx: Transaction, row: Outgoing) -> Reply | Verdict:
    """The same of every such row: a broadcast may have been cancelled by now, a seat given up again, a name erased."""
    if erasures.any_under_way(tx.connection):
        stands = outgoing.may_go_out(tx, row)
        if stands is None:
            return "over"
        row = stands
    if (reply := worded(row)) is not None:
        return reply
    notice = NOTICE.validate_json(row.body)
    if isinstance(notice, MovedUp):
        seat = campaign_notices.still(tx, notice)
        return "over" if seat is None else _reply(seat, row.language)
    return _unread(tx, row) if isinstance(notice, Unread) else broadcast_words.worded(tx, row)


def _unread(tx: Transaction, row: Outgoing) -> Reply | Verdict:
    """Several messages in one, each as it is now; "over" where none of them is wanted any more."""
    worded = [worded_now(tx, one.model_copy(update={"language": row.language})) for one in held.said_in(tx, row.id)]
    replies = [one for one in worded if isinstance(one, Reply)]
    if not replies:
        return "over"
    heading = ngettext(
        "📬 {count} message that you have not seen:", "📬 {count} messages that you have not seen:", len(replies)
    )
    said = Marked(say(heading, row.language))
    for one in replies:
        said = said + "\n\n" + RULE + "\n" + Marked(one.text, one.marks)
    return Reply(text=said.text, marks=said.marks, choices=_choices(replies))


def _choices(replies: Sequence[Reply]) -> tuple[Choice, ...]:
    """What several messages offer, each thing once; what has the same name as another one is told apart by a number."""
    choices = {one.id: one for reply in replies for one in reply.choices}
    labels: dict[str, int] = {}
    offered = []
    for one in choices.values():
        number = labels[one.label] = labels.get(one.label, 0) + 1
        offered.append(one if number == 1 else one.model_copy(update={"label": f"{one.label} ({number})"}))
    return tuple(offered)


def reply(body: str, language: str) -> Reply:
    """What a notice (JSON, as in the outbox) says in a language."""
    return _reply(NOTICE.validate_json(body), language)


def _reply(notice: Notice, language: str) -> Reply:
    words = NOTICES[type(notice)](notice, language)
    choices = tuple(offer.choice(language) for offer in words.offers)
    said = words.text if isinstance(words.text, Marked) else Marked(say(words.text, language))
    return Reply(text=said.text, marks=said.marks, choices=choices, attachment=words.picture)
