"""The table of contents: every conversation. A new one is a file of its own and a line here."""

from __future__ import annotations

from handlers.check_in import check_in
from handlers.language import language
from handlers.join import join
from handlers.report import report
from handlers.sign_up import sign_up
from handlers.verify import verify

ALL = (
    join,
    sign_up,
    check_in,
    report,
    verify,
    language,
)

CONVERSATIONS = {found.name: found for found in ALL}
COMMANDS = {command: found for found in ALL for command in found.commands}
