"""The second wish of a message that says two: kept while the first is under way, and then offered."""

from __future__ import annotations

from handlers.contents import COMMANDS
from handlers.engine.chat import Chat
from handlers.engine.conversation import Conversation, Offer
from handlers.engine.message import Incoming
from handlers.engine.state import Later
from handlers.engine.text import _
from handlers.engine.yes_no import agrees, declines
from handlers.understanding import Understood
from handlers.wishing.meant import begin
from handlers.wishing.unsure import may


def keep(chat: Chat, understood: Understood) -> None:
    """Keep the second wish of a message, if it has one that this person may have."""
    begun = None if understood.then is None else begin(chat, understood.then)
    if begun is not None and (chat.row.member_id is None or may(chat, begun[0])):
        choice = Offer(*begun).choice(chat.language)
        chat.state.later = Later(command=choice.id, label=choice.label)


def drop(chat: Chat, conversation: Conversation) -> None:
    """Forget the second wish once its person begins it, or its like, of themselves."""
    later = chat.state.later
    if later is not None and _conversation(later) is conversation:
        chat.state.later = None


def answered(chat: Chat, message: Incoming) -> Incoming:
    """The message, where it says yes or no to the offer as its command or as asking for the menu.

    The offer stands for one message; its button stands on.
    """
    later = chat.state.later
    if later is None or not later.offered:
        return message
    chat.state.later = None
    if message.kind == "text" and agrees(message.text):
        return message.model_copy(update={"text": later.command})
    if message.kind == "text" and declines(message.text):
        return message.model_copy(update={"text": "menu"})
    return message


def offer(chat: Chat) -> None:
    """Offer the second wish once nothing is under way any more, however that ended."""
    later = chat.state.later
    if later is None or chat.state.running is not None or later.offered:
        return
    later.offered = True
    conversation = _conversation(later)
    if conversation is not None:
        args = conversation.args.typed(later.command.partition(" ")[2])
        text = _("You also asked for “{what}”. Should we do that now?", what=later.label)
        chat.say(text, offers=[Offer(conversation, args, later.label)])


def _conversation(later: Later) -> Conversation | None:
    return COMMANDS.get(later.command.removeprefix("/").partition(" ")[0])
