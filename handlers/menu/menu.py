"""The menu: a few entries by what this person can do now, the rest behind “More…” in groups.

It is also the answer to whatever was not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.attendance import CHECK_IN, ROSTER, SHOW_CODE
from handlers.audit import AUDIT_LOG
from handlers.broadcasts import BROADCAST
from handlers.campaigns import CAMPAIGNS, MANAGE_CAMPAIGNS, MY_SHIFTS, NEW_CAMPAIGN, SIGN_UP
from handlers.engine.chat import Chat
from handlers.engine.conversation import Conversation, Named, Offer
from handlers.engine.text import LANGUAGES, _
from handlers.menu import GROUPS, HELP, LANGUAGE, MORE
from handlers.people import JOIN
from handlers.plan import PLAN
from handlers.questions import HUMAN, QUESTION, Asking
from handlers.reports import MY_RECORD, REPORT, VERIFY
from handlers.roles import RIGHTS
from handlers.targets import TARGETS
from handlers.units import UNITS
from storage.attendance import check_ins, live_codes
from storage.campaigns import sign_ups
from storage.people import requests
from storage.records import Role
from storage.reports import reports, verification

MOST = 6  # entries, “More…” among them
COUNTED_UP_TO = 99
ALWAYS: dict[Role, tuple[Conversation, ...]] = {
    Role.MEMBER: (SIGN_UP, MY_SHIFTS, CAMPAIGNS, CHECK_IN, MY_RECORD),
    Role.LEADER: (ROSTER, VERIFY, SHOW_CODE, TARGETS, SIGN_UP),
    Role.ORGANISER: (BROADCAST, MANAGE_CAMPAIGNS, NEW_CAMPAIGN, TARGETS, PLAN),
    Role.ADMIN: (BROADCAST, MANAGE_CAMPAIGNS, RIGHTS, UNITS, AUDIT_LOG),
}


@dataclass(frozen=True, slots=True)
class OnNow:
    """What waits for somebody at this moment.

    `to_join`: check-in is open for them, and they are not there yet; `to_lead`: it is open at a shift that they lead.
    The others are how many there are, and `to_verify` is None where they are more than we count.
    """

    to_join: bool = False
    to_lead: bool = False
    to_verify: int | None = 0
    to_report: int = 0

    @property
    def conversations(self) -> list[Conversation]:
        """What can be done about it, the most pressing first."""
        waiting = (
            (CHECK_IN, self.to_join),
            (SHOW_CODE, self.to_lead),
            (ROSTER, self.to_lead),
            (VERIFY, self.to_verify != 0),
            (REPORT, self.to_report > 0),
        )
        return [conversation for conversation, is_on in waiting if is_on]

    def count(self, conversation: Conversation) -> str:
        """What stands behind a conversation's name: how many wait; "" where none do."""
        if conversation is VERIFY and self.to_verify is None:
            return f" ({COUNTED_UP_TO}+)"
        number = {VERIFY: self.to_verify, REPORT: self.to_report}.get(conversation)
        return f" ({number})" if number else ""


def on_now(chat: Chat) -> OnNow:
    """What waits for the person of this chat."""
    tx, asker = chat.tx, chat.asker
    owed = reports.to_report(tx, asker)
    there = {shift.shift_id for shift in owed if shift.ends_at > tx.now}
    held = {sign_up.shift_id for sign_up in sign_ups.of_member(tx, asker) if not sign_up.checked_in}
    open_ = {shift.id for shift in check_ins.open_for(tx, asker)}
    leads = asker.rank >= Role.LEADER
    return OnNow(
        to_join=bool(open_ & held if leads else open_) and not there,
        to_lead=leads and any(shift.opens_at <= tx.now for shift in live_codes.to_show(tx, asker)),
        to_verify=_to_verify(chat) if leads else 0,
        to_report=sum(shift.ends_at <= tx.now for shift in owed),
    )


def _to_verify(chat: Chat) -> int | None:
    number = len(verification.awaiting(chat.tx, chat.asker, COUNTED_UP_TO + 1))
    number += len(requests.waiting_for(chat.tx, chat.asker))
    return number if number <= COUNTED_UP_TO else None


# Entries --------------------------------------------------------------------------------------------------------------


def entry(chat: Chat, conversation: Conversation, on: OnNow | None = None) -> Offer:
    """A conversation as the menu shows it: its icon, its name, and how many wait for it."""
    name = chat.words(conversation.short or conversation.title)
    return Offer(conversation, label=f"{conversation.icon} {name}{on.count(conversation) if on else ''}")


def entries(chat: Chat, also: Sequence[Conversation] = ()) -> list[Offer]:
    """The menu of this person: what is on now, what their role does most, these as well, and “More…”."""
    if chat.row.member_id is None:
        return for_strangers(chat)
    on = on_now(chat)
    shown = dict.fromkeys([*on.conversations, *ALWAYS[chat.asker.rank]])
    last = [*also, MORE]
    return [entry(chat, one, on) for one in [*list(shown)[: MOST - len(last)], *last]]


def for_strangers(chat: Chat) -> list[Offer]:
    """The menu of somebody who has not joined."""
    what = Offer(QUESTION, Asking(topic="what_is_this"), f"💬 {chat.words(_('What is this?'))}")
    other = next(language for language in LANGUAGES if language != chat.language)
    speak = Offer(LANGUAGE, Named(of=other), f"{LANGUAGE.icon} {LANGUAGES[other]}")  # in the words of who looks for it
    return [entry(chat, JOIN), what, *(entry(chat, one) for one in (HELP, HUMAN)), speak, entry(chat, MORE)]


def may(chat: Chat, conversation: Conversation) -> bool:
    """Whether the person of this chat may start a conversation."""
    needs = conversation.needs
    return needs is None or (chat.row.member_id is not None and chat.asker.rank >= needs)


def main_menu(chat: Chat, *, understood: bool, also: Sequence[Conversation] = ()) -> None:
    """Show the menu, with these in it as well; `understood=False` also says that the message made no sense to us."""
    if chat.row.member_id is None:
        text = _("Hello! I'm Điểm Danh, the check-in helper for youth volunteers. Press “Join” to begin.")
    elif understood:
        text = _("What would you like to do?")
    else:
        text = _("I didn't understand that. Here is what I can do:")
    chat.say(text, offers=entries(chat, also))


def listed(role: Role, known: Iterable[Conversation]) -> list[Conversation]:
    """All `known` conversations that a role may start, as a list of commands: the menu's first, then its groups."""
    mine = [one for one in known if (one.needs or Role.MEMBER) <= role]
    grouped = [one for group in GROUPS for one in mine if one.group is group]
    return list(dict.fromkeys([*ALWAYS[role], *grouped, *mine]))
