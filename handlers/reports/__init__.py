"""What was done: reports, their verification, and the record of it."""

from __future__ import annotations

from handlers.engine.conversation import Args, Conversation, Named
from handlers.engine.text import _
from handlers.menu import LEADING, ONESELF, VOLUNTEERING
from storage.records import Role


class Verifying(Args):
    """Which item is decided now (None: the next one), and which were left for later or dealt with before it."""

    item: str | None = None
    skipped: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


REPORT = Conversation("report", ("baocao", "report"), _("Report"), args=Named, group=VOLUNTEERING, icon="📝")
MY_RECORD = Conversation("my_record", ("thanhtich", "myrecord"), _("My record"), group=ONESELF, icon="🏅")
VERIFY = Conversation(
    "verify", ("duyet", "verify"), _("Verify"), needs=Role.LEADER, args=Verifying, group=LEADING, icon="✅"
)
