"""Erase me: everything about a person goes, but for the bare numbers of verified turns."""

from __future__ import annotations

from handlers import notices
from handlers.engine.chat import Chat, conversation
from handlers.engine.message import Reply
from handlers.engine.text import _
from handlers.menu.menu import FOR_STRANGERS
from storage.people import erasure


@conversation("xoadulieu", "erase", title=_("Erase my data"), needs=None)
def erase(chat: Chat) -> None:
    """Say what will happen and, after a yes, do it."""
    if chat.row.member_id is None:
        chat.stop(_("I keep nothing about you."), offers=FOR_STRANGERS)
    chat.confirm(
        "sure",
        _(
            "This erases everything about you here:\n"
            "• your name, birth year, unit and roles\n"
            "• your sign-ups; seats that you hold go to whoever waits\n"
            "• check-ins and reports that are not verified, all notes and photos\n"
            "• our messages\n"
            "Verified turns stay as bare numbers, without you. It cannot be undone. Erase it all?"
        ),
        yes=_("Erase everything"),
        no=_("No, keep it"),
        declined=_("Good, everything stays as it is."),
    )
    erased = Reply(text=chat.words(_("(erased)"))).model_dump_json()
    for seat in erasure.erase(chat.tx, chat.asker, instead=erased):
        notices.tell_moved_up(chat, seat)
    chat.forget_person()
    chat.say(_("Done: I no longer know you. Thank you for all that you did. Goodbye!"), offers=FOR_STRANGERS)
