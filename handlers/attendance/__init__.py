"""The day itself: checking in, the code, the roster."""

from __future__ import annotations

from handlers.engine.conversation import Args, Conversation, Named
from handlers.engine.text import _
from handlers.menu import LEADING, VOLUNTEERING
from storage.records import Role


class ByPoster(Args):
    """The start payload of the poster that somebody came by, or the shift that they named; perhaps neither."""

    poster: str = ""
    shift: int = 0


class AtRoster(Named):
    """A shift's roster, and what is done there with many at once.

    These members, or `everybody` but them, are to be ticked; `unclear` names are asked about first. `undo` is the
    moment (ISO 8601) at which those were ticked who are to be taken back.
    """

    many: bool = False
    everybody: bool = False
    members: tuple[int, ...] = ()
    unclear: tuple[str, ...] = ()
    undo: str = ""


CHECK_IN = Conversation(
    "check_in", ("diemdanh", "checkin"), _("Check in"), args=ByPoster, group=VOLUNTEERING, icon="📍"
)
ROSTER = Conversation(
    "roster", ("danhsach", "roster"), _("Roster"), needs=Role.LEADER, args=AtRoster, group=LEADING, icon="📋"
)
SHOW_CODE = Conversation(
    "show_code", ("ma", "code"), _("Check-in code"), needs=Role.LEADER, args=Named, group=LEADING, icon="🔢"
)
SHOW_POSTER = Conversation(
    "show_poster", ("maqr", "qr"), _("QR code"), needs=Role.LEADER, args=Named, group=LEADING, icon="🔲"
)
VOID_POSTERS = Conversation(
    "void_posters",
    ("doiqr", "newqr"),
    _("Void old QR posters"),
    needs=Role.LEADER,
    args=Named,
    group=LEADING,
    icon="🔄",
    short=_("Void old posters"),
)
