"""The table of notices: what words each, when it is sent, in its reader's language. A new kind is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handlers.attendance import notices as attendance_notices
from handlers.campaigns import notices as campaign_notices
from handlers.engine.message import Reply
from handlers.engine.telling import WordedNotice
from handlers.engine.text import say
from handlers.imports import words as import_words
from handlers.people import notices as people_notices
from handlers.reminders import digest_words
from handlers.reminders import words as reminder_words
from handlers.reports import notices as report_notices
from handlers.roles import notices as role_notices
from storage.attendance.notices import Ticked, TickUndone
from storage.campaigns.notices import CampaignCancelled, CampaignEdited, MovedUp
from storage.imports.notices import ImportDone, ImportUndone
from storage.messages.notices import NOTICE
from storage.messages.records import Outgoing
from storage.organisation.notices import RoleMoved, RoleRevoked, RoleTaken
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
}


def worded(row: Outgoing) -> Reply:
    """The message of a notice's row, in its reader's language."""
    return reply(row.body, row.language)


def reply(body: str, language: str) -> Reply:
    """What a notice (JSON, as in the outbox) says in a language."""
    notice = NOTICE.validate_json(body)
    words = NOTICES[type(notice)](notice, language)
    choices = tuple(offer.choice(language) for offer in words.offers)
    return Reply(text=say(words.text, language), choices=choices, attachment=words.picture)
