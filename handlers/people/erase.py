"""Erase me: everything about a person goes, but for the bare numbers of verified turns."""

from __future__ import annotations

from handlers.campaigns import notices as campaign_notices
from handlers.engine.chat import Chat
from handlers.engine.message import Reply
from handlers.engine.text import Text, _
from handlers.menu.menu import entries
from storage.messages import chats
from storage.people import erasure


def erase(chat: Chat) -> None:
    """Say what will happen and, after a yes, do it."""
    if chat.row.member_id is None:
        chat.stop(_("I don't keep anything about you."), offers=entries(chat))
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
        grave=True,
        no=_("No, keep it"),
        declined=_("OK, nothing was changed."),
    )
    erase_member(chat, goodbye=_("Everything is erased now. Thank you for all you did. Goodbye!"))
    chat.forget_person()
    chat.say(
        _(
            "I no longer know who you are, and nobody can see anything about you. I'm now removing you from "
            "messages that others were sent, and I'll tell you here when that's done."
        ),
        offers=entries(chat),
    )


def erase_member(chat: Chat, *, goodbye: Text | None) -> None:
    """Erase the chat's person; `goodbye` is said to them once that is done, where they can be told."""
    moved_up = erasure.erase(
        chat.tx,
        chat.asker,
        instead=_body(chat, _("(erased)")),
        late=_body(
            chat, _("Somebody has just erased their data, so I do not send this any more. Please ask me again.")
        ),
        goodbye="" if goodbye is None else _body(chat, goodbye),
        chat_id=None if goodbye is None else chat.row.id,
    )
    chat.services.erasing()
    for seat in moved_up:
        campaign_notices.tell_moved_up(chat, seat)


def withdraw(chat: Chat) -> None:
    """Erase who took back, at their vendor's, that we may know them. Nothing is asked or said: they are gone."""
    if chat.row.member_id is not None:
        erase_member(chat, goodbye=None)
        chat.forget_person()
    chats.save_unheard(chat.tx, chat.row.id, "{}")
    chats.set_blocked(chat.tx, chat.row.id)


def _body(chat: Chat, text: Text) -> str:
    """A message as the outbox has it."""
    return Reply(text=chat.words(text)).model_dump_json()
