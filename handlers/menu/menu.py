"""The menu: what this person can do, as buttons or numbers; also the answer to whatever was not understood."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.text import Text, _
from storage.records import Role

FOR_STRANGERS: tuple[tuple[str, Text], ...] = (
    ("start", _("Join")),
    ("ngonngu", _("Language")),
    ("trogiup", _("Help")),
)
FOR_MEMBERS: tuple[tuple[str, Text], ...] = (
    ("diemdanh", _("Check in")),
    ("chiendich", _("Campaigns")),
    ("dangky", _("Sign up")),
    ("lichcuatoi", _("My shifts")),
    ("lich", _("What is coming")),
    ("baocao", _("Report")),
    ("thanhtich", _("My record")),
    ("hoso", _("My profile")),
    ("trogiup", _("Help")),
)
FOR_LEADERS: tuple[tuple[str, Text], ...] = (
    ("ma", _("Check-in code")),
    ("danhsach", _("Roster")),
    ("duyet", _("Verify")),
    ("tiendo", _("Targets")),
    ("bantin", _("Digest")),
    ("nhapexcel", _("Import from Excel")),
    ("xuatexcel", _("Export to Excel")),
)
FOR_ORGANISERS: tuple[tuple[str, Text], ...] = (
    ("taochiendich", _("New campaign")),
    ("quanlychiendich", _("My campaigns")),
    ("thongbao", _("Announcements")),
    ("kehoach", _("The plan")),
    ("moi", _("Invite")),
    ("quyen", _("Roles")),
    ("donvi", _("Units")),
)
FOR_ADMINS: tuple[tuple[str, Text], ...] = (("nhatky", _("Log")),)


def for_rank(rank: Role) -> tuple[tuple[str, Text], ...]:
    """What somebody can do who leads, organises or administers: each includes the ones before it."""
    ranks = ((Role.LEADER, FOR_LEADERS), (Role.ORGANISER, FOR_ORGANISERS), (Role.ADMIN, FOR_ADMINS))
    return tuple(found for needs, commands in ranks if rank >= needs for found in commands)


def offers(chat: Chat) -> tuple[tuple[str, Text], ...]:
    """The commands that this person can use, with their names for buttons."""
    if chat.row.member_id is None:
        return FOR_STRANGERS
    return for_rank(chat.asker.rank) + FOR_MEMBERS


def main_menu(chat: Chat, *, understood: bool) -> None:
    """Show the menu; `understood=False` also says that the message made no sense to us."""
    if chat.row.member_id is None:
        text = _("Hello! I am Điểm Danh, the roll-call helper for youth volunteers. Press “Join” to begin.")
    elif understood:
        text = _("What would you like to do?")
    else:
        text = _("I did not understand that. Here is what I can do:")
    chat.say(text, offers=offers(chat))
