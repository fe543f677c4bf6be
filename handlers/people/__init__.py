"""People: joining, the profile, the accounts of one, what is kept of one, being erased."""

from __future__ import annotations

from typing import Self

from handlers.engine.conversation import Args, Conversation, Named, Start
from handlers.engine.text import _
from handlers.menu import ASKING, ONESELF, STRUCTURE
from storage.records import Role


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
LINK = Conversation(
    "link",
    ("ketnoi", "noitaikhoan", "taikhoan", "link"),
    _("Link my accounts"),
    needs=None,
    args=Named,
    group=ASKING,
    icon="🔗",
    short=_("My accounts"),
)
FREE = Conversation(
    "free_accounts",
    ("matmay", "matdienthoai", "lostphone"),
    _("Somebody's lost phone"),
    needs=Role.ORGANISER,
    group=STRUCTURE,
    icon="📵",
    short=_("Lost phone"),
)
MY_DATA = Conversation(
    "my_data", ("dulieu", "dulieucuatoi", "xemdulieu", "taidulieu", "mydata"), _("My data"), group=ASKING, icon="📦"
)
ERASE = Conversation(
    "erase", ("xoadulieu", "erase"), _("Erase my data"), needs=None, group=ASKING, icon="🧹", short=_("Erase me")
)
