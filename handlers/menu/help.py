"""Help: what can be done here, a page for each role, how to type it, and whom to ask."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _
from handlers.menu import HELP
from handlers.menu.menu import entries
from storage.campaigns import campaigns
from storage.organisation import grants, units
from storage.records import Role

MOST_LEADERS = 3
PAGES: dict[Role, tuple[Text, tuple[Text, ...]]] = {
    Role.ORGANISER: (
        _("What organisers do"),
        (
            _("/newcampaign: open a campaign; /runcampaign: run yours; /plan: the plan"),
            _("/broadcast: write to many"),
            _("/invite: invite; /roles: who holds which role; /units: the tree of units"),
            _("/lostphone: somebody lost their phone: free their accounts"),
        ),
    ),
    Role.LEADER: (
        _("What leaders do"),
        (
            _("/code: the check-in code of your shift; /qr: its QR poster; /newqr: void the QR posters that are about"),
            _("/roster: the roster: tick people, one or many at once, also those without a phone"),
            _("/verify: verify or return check-ins, reports and requests"),
            _("/progress: how the year's targets stand; /digest: what is new in your unit, and how often I tell you"),
            _("/import: members or a paper attendance list from Excel; /undoimport: take that back"),
            _("/export: rosters and who took part, as Excel files"),
        ),
    ),
    Role.MEMBER: (
        _("What volunteers do"),
        (
            _("/checkin: check in when you are there"),
            _("/campaigns: what is open to you; /signup: sign up"),
            _("/myshifts: your shifts, and how to cancel one"),
            _("/calendar: what is coming; /reminders: what I remind you of, and when"),
            _("/report: tell what you did; /myrecord: your turns and hours"),
            _("/interests: the fields that interest you; /redeem: take on a role that you were invited to"),
            _("/profile: your profile; /mydata: all that I keep of you; /language: language; /erase: erase me"),
            _("/link: Telegram and Zalo, one person; where notices go"),
            _("/ask: where, when, what to bring, whom to call; /human: a person to turn to"),
        ),
    ),
}
OF_ADMINS = _("/log: who changed what, and when")


def help_(chat: Chat) -> None:
    """A page for who asks: a stranger, a member, somebody who leads or organises; the other pages are a press away."""
    if chat.row.member_id is None:
        chat.stop("\n".join(map(chat.words, for_strangers())), offers=entries(chat))
    mine = [role for role in PAGES if role <= chat.asker.rank]
    page = next((role for role in mine if role.name.lower() == chat.args(Named).of.lower()), mine[0])
    others = [Offer(HELP, Named(of=role.name.lower()), PAGES[role][0]) for role in mine if role != page]
    chat.say("\n".join(map(chat.words, lines_of(chat, page))), offers=[*others, *entries(chat)])


def for_strangers() -> list[Text | str]:
    """What somebody reads who has not joined."""
    return [
        _("I help volunteers sign up, check in and report. To begin, send /start: it takes a minute."),
        _("I don't keep anything about you until you agree."),
        _("Already using me on Telegram or Zalo? Link this account: /link"),
        _("Questions? Ask the secretary of your branch."),
    ]


def lines_of(chat: Chat, page: Role) -> list[Text | str]:
    """A page: what a role does, how it is typed, and whom to ask where there is somebody."""
    title, lines = PAGES[page]
    of_admins = [OF_ADMINS] if page == Role.ORGANISER and chat.asker.rank >= Role.ADMIN else []
    whom = whom_to_ask(chat)
    return [
        _("{title}:", title=title),
        *lines,
        *of_admins,
        "",
        _("Accents are not needed: “diem danh” works as well as /checkin. Answer by button, number or words."),
        _("/back goes one question back, /cancel stops."),
        *([] if whom is None else [whom]),
    ]


def whom_to_ask(chat: Chat) -> Text | None:
    """The nearest people who lead the member's unit; None for who leads and has nobody above."""
    path = units.by_id(chat.tx, chat.asker.unit_id).path
    leaders = [leader for leader in grants.leaders_over(chat.tx, path) if leader.member_id != chat.asker.member_id]
    if not leaders:
        return None if chat.asker.rank > Role.MEMBER else _("Questions? Ask the secretary of your branch.")
    nearest = [leader for leader in leaders if leader.path == leaders[0].path]
    people = dict.fromkeys(leader.name for leader in nearest[:MOST_LEADERS])
    names = ", ".join(f"{name} {campaigns.phone_of(chat.tx, name, path)}".strip() for name in people)
    return _("Questions? Ask {names} ({unit}).", names=names, unit=nearest[0].unit_name)
