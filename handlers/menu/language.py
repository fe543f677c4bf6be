"""The language in which a person is spoken to."""

from __future__ import annotations

from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named
from handlers.engine.text import LANGUAGES, _
from handlers.menu.menu import entries
from storage.messages import chats
from storage.people import members
from storage.text import fold

CALLED = {"en": "en", "english": "en", "tieng anh": "en", "vi": "vi", "vietnamese": "vi", "tieng viet": "vi"}


def language(chat: Chat) -> None:
    """Choose between Vietnamese and English: "/ngonngu en" has chosen already."""
    chosen = CALLED.get(fold(chat.args(Named).of))
    if chosen is None:
        options = [Option(code, name, code) for code, name in LANGUAGES.items()]
        chosen = chat.choose("language", _("Which language would you like?"), options)
    chats.set_language(chat.tx, chat.row.id, chosen)
    if chat.row.member_id is not None:
        members.set_language(chat.tx, chat.row.member_id, chosen)
    chat.forget_person()
    chat.say(_("All right, English it is."), offers=entries(chat))
