"""“More…”: all that the menu does not show, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from handlers.engine.chat import Chat
from handlers.engine.conversation import Conversation, Offer
from handlers.engine.text import Text, _
from handlers.menu import GROUPS
from handlers.menu.menu import entries, entry, may


def more(known: Callable[[], Iterable[Conversation]]) -> Callable[[Chat], None]:
    """The conversation that shows what the menu does not, of all that are `known`."""

    def show(chat: Chat) -> None:
        """A message for each group; where there are no buttons one for all, whose lines are numbered through."""
        groups = list(rest(chat, known()))
        if chat.features.buttons and not chat.features.one_message:
            for heading, offers in groups:
                chat.say(heading, offers=offers)
            return
        headed = [
            replace(offer, heading=heading if at == 0 else "")
            for heading, offers in groups
            for at, offer in enumerate(offers)
        ]
        chat.say(_("Everything else:"), offers=headed)

    return show


def rest(chat: Chat, known: Iterable[Conversation]) -> Iterable[tuple[Text, list[Offer]]]:
    """Each group's heading, with those of its conversations that this person may start and the menu does not show."""
    shown = {offer.conversation for offer in entries(chat) if not offer.args.text()}
    mine = [conversation for conversation in known if may(chat, conversation) and conversation not in shown]
    for group in GROUPS:
        if inside := [entry(chat, conversation) for conversation in mine if conversation.group is group]:
            yield group.title, inside
