"""Join: language, consent, birth year, name, unit."""

from __future__ import annotations

from handlers.conversation import Bad, Chat, conversation
from handlers.menu import main_menu
from handlers.words import _
from storage import chats, members, units
from storage.matching import tidy


@conversation("start", "batdau", "thamgia", "join", title=_("Join"), needs=None)
def join(chat: Chat) -> None:
    """Get to know a person."""
    if chat.row.member_id is not None:
        main_menu(chat, understood=True)
        return
    chat.confirm("consent", _("May I keep your name?"))
    name = chat.ask("name", _("What is your full name?"), full_name)
    member = members.join(
        chat.tx, name=name, birth_year=2000, guardian=None, unit_id=units.children(chat.tx, None)[0].id,
        language=chat.language,
    )  # fmt: skip
    chats.set_member(chat.tx, chat.row.id, member.id)
    chat.say(_("Welcome, {name}!", name=name))


def full_name(text: str) -> str:
    """A full name of at least two words."""
    name = tidy(text)
    if len(name.split()) < 2:
        raise Bad(_("Please give your full name: family name and given name."))
    return name
