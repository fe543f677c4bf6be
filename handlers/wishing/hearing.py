"""Free words, heard: an answer in a sentence, to stop or go back, or a wish of one's own, which is begun."""

from __future__ import annotations

import re
from functools import cache

from handlers import starting, understanding
from handlers.contents import CONVERSATIONS
from handlers.engine.chat import Chat
from handlers.engine.conversation import Args, Conversation
from handlers.engine.message import Incoming
from handlers.engine.state import Asked, Running
from handlers.engine.text import LANGUAGES, say
from handlers.menu import HELP, LANGUAGE
from handlers.menu.menu import main_menu
from handlers.people import JOIN
from handlers.questions import HUMAN, QUESTION
from handlers.understanding import Understood, understand
from handlers.wishing import later, unsure
from handlers.wishing.known import context_of
from handlers.wishing.meant import as_answer, begin
from storage.text import fold

_COUNT = re.compile(r"\(\d+\+?\)\s*$")
ASIDE = {QUESTION, HUMAN, HELP}  # answered in between: the open question stays open


def at_question(chat: Chat, message: Incoming, asked: Asked) -> None:
    """What a text says to the open question: an answer in a sentence, to stop, to go back, or a wish of its own."""
    understood = understand(message.text, context_of(chat))
    match understood.intent:
        case understanding.STOP:
            starting.stop(chat)
        case understanding.BACK:
            starting.back(chat)
        case understanding.ANSWER:
            chat.message = as_answer(message, understood, asked)
            starting.run(chat)
        case understanding.NONE | understanding.SMALLTALK:
            starting.run(chat)
        case _:
            _wish(chat, understood)


@cache
def _titles() -> dict[str, Conversation]:
    """The conversations by their titles, long and short, in any language, as menus show them."""
    return {
        fold(say(title, language)): known
        for known in CONVERSATIONS.values()
        for title in (known.short or known.title, known.title)
        for language in LANGUAGES
    }


def titled(text: str) -> Conversation | None:
    """The conversation of which a text is the title, or its entry in the menu, with how many wait."""
    return _titles().get(fold(_COUNT.sub("", text)))


def _wish(chat: Chat, understood: Understood) -> None:
    """Begin what somebody wants; a question of theirs is answered, and the open one asked again."""
    begun = begin(chat, understood)
    running = chat.state.running
    if begun is None or (running is not None and _stays(running, *begun)):
        if running is not None and running.asked is not None and chat.heard is not None:
            chat.message = as_answer(chat.heard, understood, running.asked)
        starting.run(chat)
        return
    chat.state.misses = 0
    later.drop(chat, begun[0])
    later.keep(chat, understood)
    held = chat.state.running
    if held is not None and begun[0] in ASIDE:
        chat.state.running = None
        chat.message = None
        starting.enter(chat, begun[0].start(begun[1]))
        if chat.state.running is None:
            chat.state.running = held
            starting.present_again(chat)
        return
    starting.begin(chat, *begun)
    _give_code(chat, understood)


def _stays(running: Running, conversation: Conversation, args: Args) -> bool:
    """Whether what is under way is what is wanted; who joins chooses the language there."""
    here = running.name == conversation.name and not args.stored()
    return here or (running.name == JOIN.name and conversation is LANGUAGE)


def _give_code(chat: Chat, understood: Understood) -> None:
    """Answer the question for a code with the code that was said already."""
    asked = chat.state.running.asked if chat.state.running else None
    if asked is not None and asked.expects == "code" and understood.slots.count is not None and chat.heard is not None:
        chat.message = as_answer(chat.heard, understood, asked)
        starting.run(chat)


def unasked(chat: Chat, message: Incoming) -> None:
    """Free words while no question is open: a wish is begun; what is unclear is asked about."""
    understood = understand(message.text, context_of(chat))
    if understood.intent == understanding.SMALLTALK:
        unsure.small_talk(chat)
    elif understood.intent in {understanding.STOP, understanding.BACK}:  # there is nothing to stop
        main_menu(chat, understood=True)
    elif understood.intent in {understanding.NONE, understanding.ANSWER}:
        unsure.unclear(chat, understood)
    else:
        _wish(chat, understood)
