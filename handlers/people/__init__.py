"""People: joining, the profile, what is kept of one, being erased."""

from __future__ import annotations

from typing import Self

from handlers.engine.conversation import Args, Conversation, Named, Start
from handlers.engine.text import _
from handlers.menu import ASKING, ONESELF


class Joining(Args):
    """Where somebody was heading who has to join first: what their start link says, or a conversation."""

    payload: str = ""
    then: Start | None = None

    @classmethod
    def typed(cls, rest: str) -> Self:
        """What stands behind the command is a start link's payload."""
        return cls(payload=rest)


JOIN = Conversation("join", ("start", "batdau", "thamgia", "join"), _("Join"), needs=None, args=Joining, icon="👋")
PROFILE = Conversation("profile", ("hoso", "profile"), _("My profile"), args=Named, group=ONESELF, icon="👤")
INTERESTS = Conversation(
    "interests", ("quantam", "interests"), _("What interests me"), group=ONESELF, icon="💚", short=_("Interests")
)
MY_DATA = Conversation(
    "my_data", ("dulieu", "dulieucuatoi", "xemdulieu", "taidulieu", "mydata"), _("My data"), group=ASKING, icon="📦"
)
ERASE = Conversation(
    "erase", ("xoadulieu", "erase"), _("Erase my data"), needs=None, group=ASKING, icon="🧹", short=_("Erase me")
)
