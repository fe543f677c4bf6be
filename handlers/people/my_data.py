"""My data: all that is kept of a person, in short here, and whole as two files, for people and for programs."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.message import Sheet
from handlers.engine.text import _
from handlers.people import ERASE, PROFILE
from handlers.people.my_data_words import PARTS, as_text
from handlers.units.picker import full_name
from storage.organisation import units
from storage.people import my_data as records

KIND = "my_data"  # of handlers/sheets.py
LONGEST = 3000  # characters in a message
MOST_MESSAGES = 12


def my_data(chat: Chat) -> None:
    """Say how much there is of what, and give the files; where files do not go through, their text."""
    me = chat.member
    counts = records.counts(chat.tx, chat.asker)
    lines = [
        chat.words(_("This is what I keep about you, {name}:", name=me.name)),
        f"• {full_name(chat.tx, units.by_id(chat.tx, me.unit_id))}",
        *(f"• {chat.words(PARTS[part])}: {number}" for part, number in counts.items() if number),
    ]
    if chat.features.takes_files:
        lines.append(chat.words(_("It's all in these two files: one to read, one for programs (JSON).")))
    chat.say("\n".join(lines))
    if chat.features.takes_files:
        chat.say(_("To read"), attach=_file(chat, "txt"))
        chat.say(_("For programs"), attach=_file(chat, "json"), offers=[Offer(PROFILE), Offer(ERASE)])
        return
    pages = list(_pages(as_text(records.everything(chat.tx, chat.asker), chat.language)))
    for page in pages[:MOST_MESSAGES]:
        chat.say(page)
    if len(pages) > MOST_MESSAGES:
        chat.say(_("There is more; write to me on Telegram or in the web chat, and I send it as a file."))
    chat.say(_("That is all."), offers=[Offer(PROFILE), Offer(ERASE)])


def _file(chat: Chat, ending: str) -> Sheet:
    """A file that is made when it is sent, of what is kept then."""
    name = f"du-lieu-cua-toi.{ending}" if chat.language == "vi" else f"my-data.{ending}"
    return Sheet(kind=KIND, name=name, asker_id=chat.asker.member_id, facts={"ending": ending})


def _pages(text: str) -> list[str]:
    """The text in messages, broken between lines."""
    pages = [""]
    for line in text.splitlines():
        if len(pages[-1]) + len(line) + 1 > LONGEST:
            pages.append("")
        pages[-1] = f"{pages[-1]}\n{line}".strip("\n")
    return pages
