"""The table of contents: every conversation, with the function that it runs. A new one is a line here.

Notices have theirs in notices.py, spreadsheets in sheets.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.attendance import CHECK_IN, ROSTER, SHOW_CODE, SHOW_POSTER, VOID_POSTERS
from handlers.attendance.check_in import check_in
from handlers.attendance.roster import roster
from handlers.attendance.show_code import show_code, show_poster, void_posters
from handlers.audit import AUDIT_LOG
from handlers.audit.log import audit_log
from handlers.broadcasts import BROADCAST
from handlers.broadcasts.broadcast import broadcast
from handlers.campaigns import CAMPAIGNS, MANAGE_CAMPAIGNS, MY_SHIFTS, NEW_CAMPAIGN, SIGN_UP
from handlers.campaigns.browse import browse
from handlers.campaigns.manage import manage_campaigns
from handlers.campaigns.my_shifts import my_shifts
from handlers.campaigns.new import new_campaign
from handlers.campaigns.sign_up import sign_up
from handlers.engine.chat import Chat
from handlers.engine.conversation import Conversation
from handlers.imports import EXPORT, IMPORT_TABLE, UNDO_IMPORT
from handlers.imports.export import export
from handlers.imports.import_table import import_table
from handlers.imports.undo import undo_import
from handlers.menu import HELP, LANGUAGE, MORE
from handlers.menu.help import help_
from handlers.menu.language import language
from handlers.menu.more import more
from handlers.people import ERASE, FREE, INTERESTS, JOIN, LINK, MY_DATA, PROFILE
from handlers.people.erase import erase
from handlers.people.free import free
from handlers.people.interests import choose as choose_interests
from handlers.people.join import join
from handlers.people.link import link
from handlers.people.my_data import my_data
from handlers.people.profile import profile
from handlers.plan import COMING, PLAN
from handlers.plan.coming import coming
from handlers.plan.plan import plan
from handlers.questions import HUMAN, QUESTION
from handlers.questions.human import human
from handlers.questions.question import question
from handlers.reminders import DIGEST, REMINDERS
from handlers.reminders.digest import digest
from handlers.reminders.reminders import change
from handlers.reports import MY_RECORD, REPORT, VERIFY
from handlers.reports.my_record import my_record
from handlers.reports.report import report
from handlers.reports.verify import verify
from handlers.roles import INVITE, REDEEM, RIGHTS
from handlers.roles.invite import invite
from handlers.roles.redeem import redeem
from handlers.roles.rights import rights
from handlers.targets import TARGETS
from handlers.targets.targets import targets
from handlers.units import UNITS
from handlers.units.tree import tree

RUNS: Mapping[Conversation, Callable[[Chat], None]] = {
    JOIN: join,
    REDEEM: redeem,
    PROFILE: profile,
    INTERESTS: choose_interests,
    MY_DATA: my_data,
    CAMPAIGNS: browse,
    SIGN_UP: sign_up,
    MY_SHIFTS: my_shifts,
    COMING: coming,
    REMINDERS: change,
    CHECK_IN: check_in,
    REPORT: report,
    MY_RECORD: my_record,
    VERIFY: verify,
    ROSTER: roster,
    SHOW_CODE: show_code,
    SHOW_POSTER: show_poster,
    VOID_POSTERS: void_posters,
    DIGEST: digest,
    TARGETS: targets,
    IMPORT_TABLE: import_table,
    UNDO_IMPORT: undo_import,
    EXPORT: export,
    NEW_CAMPAIGN: new_campaign,
    MANAGE_CAMPAIGNS: manage_campaigns,
    BROADCAST: broadcast,
    PLAN: plan,
    INVITE: invite,
    RIGHTS: rights,
    UNITS: tree,
    FREE: free,
    AUDIT_LOG: audit_log,
    LANGUAGE: language,
    HELP: help_,
    MORE: more(lambda: RUNS),
    QUESTION: question,
    HUMAN: human,
    LINK: link,
    ERASE: erase,
}

CONVERSATIONS = {conversation.name: conversation for conversation in RUNS}
COMMANDS = {command: conversation for conversation in RUNS for command in conversation.commands}
