"""Free words, heard: an answer in a sentence, to stop or go back, or a wish of one's own, which is begun."""

from __future__ import annotations

import re
from functools import cache

from handlers import starting
from handlers.contents import COMMANDS, CONVERSATIONS
from handlers.engine.chat import Chat
from handlers.engine.choices import resolve_exactly
from handlers.engine.conversation import Args, Conversation
from handlers.engine.message import Incoming
from handlers.engine.state import WORDLESS, Asked, Running
from handlers.engine.text import LANGUAGES, say
from handlers.engine.yes_no import agrees, is_unsure
from handlers.menu import HELP, LANGUAGE
from handlers.menu.menu import main_menu
from handlers.people import JOIN
from handlers.questions import HUMAN, QUESTION
from handlers.understanding import Understood, intents, understand
from handlers.understanding.bare import readings, steers
from handlers.understanding.words import without_keystrokes
from handlers.wishing import doubts, later, unsure
from handlers.wishing.known import context_of
from handlers.wishing.meant import as_answer, begin
from storage.text import fold, tidy

_LETTERS_AND_DIGITS = re.compile(r"(?=\D*\d)(?=[\W\d_]*[^\W\d_])\w{5,}")  # "557m287c": a code, not its six digits
_COUNT = re.compile(r"\(\d+\+?\)\s*$")
LONGEST_WISH = 10  # words with which one leaves an open list
ASIDE = {QUESTION, HUMAN, HELP}  # answered in between: the open question stays open


def at_question(chat: Chat, message: Incoming, asked: Asked) -> None:
    """What a text says to the open question: an answer in a sentence, to stop, to go back, or a wish of its own."""
    told = asked.free and asked.expects in {"name", "text"} and not asked.exact  # words of ours may be meant as such
    meant = message.model_copy(update={"text": without_keystrokes(message.text)})
    if (clear := _clearly(message, meant, asked, told=told)) is not None:
        chat.message = clear
        starting.run(chat)
        return
    copied = asked.expects == "code" and _LETTERS_AND_DIGITS.fullmatch(message.text.strip()) is not None
    if asked.expects in WORDLESS and not copied:  # nothing of it is kept but the number, the day or the hour
        chat.message = message = meant
    understood = _understood(chat, message.text)
    picks = not asked.free and (fold(message.text).isalpha() or understood.slots.choice is not None)
    if (named := bare_command(message.text)) is not None and not picks:
        _named(chat, message, asked, named, told=told)
        return
    match understood.intent:
        case intents.STOP | intents.BACK if told:
            doubts.ask(chat, asked, message.text, understood.intent)
        case intents.STOP:
            starting.stop(chat)
        case intents.BACK:
            starting.back(chat)
        case intents.ANSWER:
            chat.message = message if copied else as_answer(message, understood, asked)
            starting.run(chat)
        case intents.NONE | intents.SMALLTALK:
            starting.run(chat)
        case _:
            _wish(chat, understood)


def _clearly(message: Incoming, meant: Incoming, asked: Asked, *, told: bool) -> Incoming | None:
    """The answer where keystrokes hide a choice ("cos"), or a yes is said to the one thing that is shown."""
    if not told and resolve_exactly(meant, asked) is not None:
        return meant
    if asked.listed and len(message.text.split()) > LONGEST_WISH:
        return message  # so much is said of a list's people, or told, and leaves no list
    if {"yes", "no"} <= {choice.key for choice in asked.choices} and is_unsure(message.text):
        return message  # who says both, or asks, is asked again
    if len(asked.choices) == 1 and agrees(message.text) and (asked.expects == "hours" or not asked.free):
        return message.model_copy(update={"kind": "choice", "choice": f"{asked.id}:0", "text": ""})
    return None


def _understood(chat: Chat, text: str) -> Understood:
    """What a text says at the open question; one that stops or goes back in any way of reading it does so."""
    context = context_of(chat)
    understood = understand(text, context)
    if steers(text) and understood.intent not in {intents.STOP, intents.BACK}:
        ways = (understand(way, context) for way in readings(text))
        steering = (way for way in ways if way.intent in {intents.STOP, intents.BACK} or way.slots.choice)
        return next(steering, understood) if understood.slots.choice is None else understood
    return understood


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


def bare_command(text: str) -> Conversation | None:
    """The conversation whose command or title is all of a text, in any spelling; a name with its own marks is none."""
    for plain in readings(text):
        known = _titles().get(plain) or COMMANDS.get(plain.replace(" ", ""))
        if known is not None:
            return None if _is_marked_otherwise(text, known) else known
    return None


def _is_marked_otherwise(text: str, known: Conversation) -> bool:
    """Whether a word bears marks that the command's title has not: "Quyên" is no "quyền"."""
    word = tidy(text).lower()
    title = {part for language in LANGUAGES for part in say(known.title, language).lower().split()}
    return len(word.split()) == 1 and fold(word) != word and word not in title


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
    _go(chat, *begun)
    _give_code(chat, understood)


def _go(chat: Chat, conversation: Conversation, args: Args) -> None:
    """Begin a conversation; what only says something is said in between, and the open question asked again."""
    held = chat.state.running
    if held is None or conversation not in ASIDE:
        starting.begin(chat, conversation, args)
        return
    chat.state.running = None
    chat.message = None
    starting.enter(chat, conversation.start(args))
    if chat.state.running is None:
        chat.state.running = held
        starting.present_again(chat)


def _named(chat: Chat, message: Incoming, asked: Asked, named: Conversation, *, told: bool) -> None:
    """Do what a bare command at a question means: begin it, or ask; that of the list which is open is said to it."""
    if asked.listed and _is_open(chat, named):
        starting.run(chat)
    elif told:
        doubts.ask(chat, asked, message.text, f"/{named.commands[0]}")
    else:
        _go(chat, named, named.args())


def _is_open(chat: Chat, conversation: Conversation) -> bool:
    return chat.state.running is not None and chat.state.running.name == conversation.name


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
    if understood.intent == intents.SMALLTALK:
        unsure.small_talk(chat)
    elif understood.intent in {intents.STOP, intents.BACK}:  # there is nothing to stop
        main_menu(chat, understood=True)
    elif understood.intent in {intents.NONE, intents.ANSWER}:
        unsure.unclear(chat, understood)
    else:
        _wish(chat, understood)
