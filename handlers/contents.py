"""The table of contents: every conversation. A new one is a file of its own and a line here."""

from __future__ import annotations

from handlers import reminders
from handlers.audit_log import audit_log
from handlers.broadcast import broadcast
from handlers.campaign import campaign
from handlers.check_in import check_in
from handlers.coming import coming
from handlers.digest import digest
from handlers.erase import erase
from handlers.export import export
from handlers.help import help_
from handlers.import_table import import_table
from handlers.invitation import redeem
from handlers.invite import invite
from handlers.join import join
from handlers.language import language
from handlers.my_record import my_record
from handlers.my_shifts import my_shifts
from handlers.new_campaign import new_campaign
from handlers.plan import plan
from handlers.profile import profile
from handlers.progress import targets
from handlers.report import report
from handlers.rights import rights
from handlers.roster import roster
from handlers.run_campaign import run_campaign
from handlers.show_code import show_code, void_posters
from handlers.sign_up import sign_up
from handlers.undo_import import undo_import
from handlers.units import tree
from handlers.verify import verify

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
