"""What interests me: the fields in which organisers may write to me."""

from __future__ import annotations

from itertools import count

from handlers import labels
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _
from handlers.people import INTERESTS, PROFILE
from storage.people import interests

CHOOSABLE = [field for field in labels.FIELDS if field != "other"]


def choose(chat: Chat) -> None:
    """Turn fields on and off, one press for each, until the person keeps them."""
    chosen = interests.of(chat.tx, chat.asker)
    for number in count():
        word = chat.choose(f"field:{number}", question(first=number == 0), options(chosen))
        if word == "keep":
            break
        chosen = frozenset() if word == "none" else chosen ^ {word}
    interests.choose(chat.tx, chat.asker, chosen)
    said = named(chat, chosen)
    text = _("Noted, you are interested in: {fields}.", fields=said) if chosen else _("Noted: no field in particular.")
    chat.say(text, offers=[Offer(PROFILE), Offer(INTERESTS)])


def question(*, first: bool) -> Text:
    """What is asked; the first time with what it is for."""
    if not first:
        return _("Anything else that interests you?")
    return _(
        "Which fields interest you? A press turns one on or off. It is up to you: organisers of your units may then "
        "write to you about these, and see who got what they wrote. I keep it until you change it here or erase your "
        "data."
    )


def options(chosen: frozenset[str]) -> list[Option[str]]:
    """The fields, each in the same place whatever is pressed, and the way out."""
    fields = [
        Option(
            f"{'off' if field in chosen else 'on'}:{field}",
            _("{mark} {moment}", mark="✓" if field in chosen else "✗", moment=labels.FIELDS[field]),
            field,
        )
        for field in CHOOSABLE
    ]
    none = [Option("none", _("None of them"), "none")] if chosen else []
    return [*fields, Option("keep", _("Save"), "keep"), *none]


def named(chat: Chat, fields: frozenset[str]) -> str:
    """Fields by their names, in their usual order."""
    return ", ".join(chat.words(label) for field, label in labels.FIELDS.items() if field in fields)
