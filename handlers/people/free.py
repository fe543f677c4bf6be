"""Somebody lost their phone: an organiser takes their accounts off and hands them a code for the new one."""

from __future__ import annotations

from functools import partial

from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.text import _
from handlers.people import FREE, link_words
from storage.errors import OutOfScopeError
from storage.messages.records import ChatRow
from storage.people import linking
from storage.people.linking import Freeable

MOST = 10


def free(chat: Chat) -> None:
    """Ask who it is, show which accounts go, and after a yes give the code."""
    question = _("Who lost their phone, or the account on it? Type their name.")
    name = chat.ask("name", question, partial(found, chat), expects="name")
    people = linking.freeable(chat.tx, chat.asker, name, MOST)
    if not people:
        raise Refused(_("You can't help that person any more."))
    options = [Option(str(person.id), _label(person), person) for person in people]
    person = chat.choose("who", _("Which of these is it?"), options)
    accounts = linking.accounts_of(chat.tx, chat.asker, person.id)
    chat.confirm(
        "sure",
        _(
            "{name}, {unit}.\n{accounts}\nI take these off and give you a code for the new phone. The record stays. "
            "First make sure that it is really them: call, or meet. It stands in the log. Do it?",
            name=person.name,
            unit=person.unit_name,
            accounts=_listed(chat, accounts),
        ),
        grave=True,
    )
    try:
        code = linking.free(chat.tx, chat.asker, person.id)
    except OutOfScopeError:
        raise Refused(_("You can't help that person any more.")) from None
    for account in accounts:
        link_words.tell(chat, account, link_words.FREED, f"freed:{account.id}")
    chat.say(
        _(
            "Done. {name} sends me this from the new phone, on Telegram or Zalo:\n/link {code}\nIt works once, within "
            "24 hours. Give it to nobody else.",
            name=person.name,
            code=code,
        ),
        offers=[Offer(FREE)],
    )


def found(chat: Chat, text: str) -> str:
    """A name that somebody here has.

    Raises:
        Bad: nobody whom the asker may help is called so.
    """
    if not linking.freeable(chat.tx, chat.asker, text, 1):
        raise Bad(_("Nobody called “{name}” has joined in the units that you look after.", name=text[:40]))
    return text


def _label(person: Freeable) -> str:
    born = f", {person.birth_year}" if person.birth_year is not None else ""
    return f"{person.name}{born}, {person.unit_name}"


def _listed(chat: Chat, accounts: list[ChatRow]) -> str:
    """Accounts as lines; who has none is said to have none."""
    lines = [f"• {chat.words(link_words.account(chat, account))}" for account in accounts]
    return "\n".join(lines) or chat.words(_("They have no account at the moment."))
