"""The table of contents: every conversation. A new one is a file of its own and a line here."""

from __future__ import annotations

from handlers.attendance.check_in import check_in
from handlers.attendance.roster import roster
from handlers.attendance.show_code import show_code, void_posters
from handlers.audit.log import audit_log
from handlers.broadcasts.broadcast import broadcast
from handlers.campaigns.campaign import campaign
from handlers.campaigns.manage import run_campaign
from handlers.campaigns.my_shifts import my_shifts
from handlers.campaigns.new import new_campaign
from handlers.campaigns.sign_up import sign_up
from handlers.imports.export import export
from handlers.imports.import_table import import_table
from handlers.imports.undo import undo_import
from handlers.menu.help import help_
from handlers.menu.language import language
from handlers.people.erase import erase
from handlers.people.join import join
from handlers.people.profile import profile
from handlers.plan.coming import coming
from handlers.plan.plan import plan
from handlers.reminders import reminders
from handlers.reminders.digest import digest
from handlers.reports.my_record import my_record
from handlers.reports.report import report
from handlers.reports.verify import verify
from handlers.roles.invite import invite
from handlers.roles.redeem import redeem
from handlers.roles.rights import rights
from handlers.targets.targets import targets
from handlers.units.tree import tree

ALL = (
    join,
    redeem,
    profile,
    campaign,
    sign_up,
    my_shifts,
    coming,
    reminders.change,
    check_in,
    report,
    my_record,
    verify,
    roster,
    show_code,
    void_posters,
    digest,
    targets,
    import_table,
    undo_import,
    export,
    new_campaign,
    run_campaign,
    broadcast,
    plan,
    invite,
    rights,
    tree,
    audit_log,
    language,
    help_,
    erase,
)

CONVERSATIONS = {found.name: found for found in ALL}
COMMANDS = {command: found for found in ALL for command in found.commands}
