"""Help: what can be done here, how to type it, and whom to ask."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.text import Text, _
from handlers.menu.menu import entries
from storage.organisation import grants, units
from storage.records import Role

MOST_LEADERS = 3


def help_(chat: Chat) -> None:
    """A short help for who asks: a stranger, a member, somebody who leads."""
    known = chat.row.member_id is not None
    lines = for_members(chat) if known else for_strangers()
    chat.say("\n".join(map(chat.words, lines)), offers=entries(chat))


def for_strangers() -> list[Text | str]:
    """What somebody reads who has not joined."""
    return [
        _("I help volunteers sign up, check in and report. To begin, send /start: it takes a minute."),
        _("Nothing about you is kept before you agree."),
        _("Questions? Ask the secretary of your branch."),
    ]


def for_members(chat: Chat) -> list[Text | str]:
    """What a member reads; who leads reads theirs first."""
    lines: list[Text | str] = []
    if chat.asker.rank >= Role.LEADER:
        lines += [
            _("/ma: the check-in code of your shift; /maqr: its QR poster; /doiqr: void the QR posters that are about"),
            _("/danhsach: the roster: tick people, one or many at once, also those without a phone"),
            _("/duyet: verify or return check-ins, reports and requests"),
            _("/tiendo: how the year's targets stand; /bantin: what is new in your unit, and how often I tell you"),
            _("/nhapexcel: members or a paper attendance list from Excel; /hoannhap: take that back"),
            _("/xuatexcel: rosters and who took part, as Excel files"),
        ]
    if chat.asker.rank >= Role.ORGANISER:
        lines.append(_("/taochiendich: open a campaign; /quanlychiendich: run yours; /kehoach: the plan"))
        lines.append(_("/thongbao: write to many"))
        lines.append(_("/moi: invite; /quyen: who holds which role; /donvi: the tree of units"))
    if chat.asker.rank >= Role.ADMIN:
        lines.append(_("/nhatky: who changed what, and when"))
    if lines:
        lines.append("")
    lines += [
        _("/diemdanh: check in when you are there"),
        _("/chiendich: what is open to you; /dangky: sign up"),
        _("/lichcuatoi: your shifts, and how to cancel one"),
        _("/lich: what is coming; /nhacnho: what I remind you of, and when"),
        _("/baocao: tell what you did; /thanhtich: your turns and hours"),
        _("/quantam: the fields that interest you; /nhanquyen: take on a role that you were invited to"),
        _("/hoso: your profile; /dulieu: all that I keep of you; /ngonngu: language; /xoadulieu: erase me"),
        _("/hoi: where, when, what to bring, whom to call; /gapnguoi: a person to turn to"),
        "",
        _("Accents are not needed: “diem danh” works as well as /diemdanh. Answer by button, number or words."),
        _("/lui goes one question back, /huy stops."),
    ]
    return [*lines, whom_to_ask(chat)]


def whom_to_ask(chat: Chat) -> Text:
    """The nearest people who lead the member's unit."""
    path = units.by_id(chat.tx, chat.asker.unit_id).path
    leaders = [leader for leader in grants.leaders_over(chat.tx, path) if leader.member_id != chat.asker.member_id]
    if not leaders:
        return _("Questions? Ask the secretary of your branch.")
    nearest = [leader for leader in leaders if leader.path == leaders[0].path]
    names = ", ".join(dict.fromkeys(leader.name for leader in nearest[:MOST_LEADERS]))
    return _("Questions? Ask {names} ({unit}).", names=names, unit=nearest[0].unit_name)
