"""An answer that may be something else: a command's word at the question for a name or a note is asked about."""

from __future__ import annotations

from handlers import starting
from handlers.contents import COMMANDS
from handlers.engine.chat import Chat
from handlers.engine.choices import resolve_exactly
from handlers.engine.conversation import Conversation
from handlers.engine.message import Choice, Incoming, Reply
from handlers.engine.state import Asked, Doubt, Shown
from handlers.engine.text import Text, _, shortened
from handlers.engine.yes_no import agrees, declines
from handlers.understanding.bare import steers
from storage.text import fold

STOP, BACK, MENU = "stop", "back", "menu"
_LABELS: dict[str, Text] = {STOP: _("Stop here"), BACK: _("Go back"), MENU: _("Show the menu")}
OTHER, TYPED = "doubt:other", "doubt:typed"
_GOING_BACK = {"lui", "quay", "tro", "back"}


def ask(chat: Chat, asked: Asked, text: str, means: str) -> None:
    """Ask whether a text is the answer, or what else it may mean; the open question stays open."""
    chat.state.doubt = Doubt(question=asked.id, typed=text, means=means)
    meant = chat.words(_label(means))
    question = (
        _("Is the name “{typed}”, or do you mean “{what}”?", typed=shortened(text), what=meant)
        if asked.expects == "name"
        else _("Is “{typed}” your answer, or do you mean “{what}”?", typed=shortened(text), what=meant)
    )
    chat.show(Reply(text=chat.words(question), choices=_choices(chat, text, meant)))


def of_place(chat: Chat, asked: Asked, text: str) -> str:
    """The suggestion whose place in the list a bare number may mean, where there are no buttons; "" for none."""
    number = text.strip().rstrip(".")
    if chat.features.buttons or not asked.free or not number.isdecimal() or not 1 <= int(number) <= len(asked.choices):
        return ""
    key, label = asked.choices[int(number) - 1].key, asked.choices[int(number) - 1].label
    if key != label:  # a choice that has its number
        return ""
    return "" if label[:1].isdigit() and label.split()[0] in {label, number} else label


def _label(means: str) -> Text | str:
    """What something else is called: a step word, a conversation's title, a hint."""
    if means in _LABELS:
        return _LABELS[means]
    conversation = _conversation(means)
    return means if conversation is None else conversation.title


def _choices(chat: Chat, text: str, meant: str) -> tuple[Choice, ...]:
    answer = chat.words(_("Answer: {typed}", typed=shortened(text, 30)))
    return Choice(id=OTHER, label=meant), Choice(id=TYPED, label=answer)


def answered(chat: Chat, message: Incoming) -> bool:
    """Whether a message says which of the two was meant; then that is done."""
    doubt, chat.state.doubt = chat.state.doubt, None
    asked = chat.state.running.asked if chat.state.running else None
    if doubt is None or asked is None or asked.id != doubt.question:
        return False
    match _which(chat, doubt, message):
        case "doubt:typed":
            _take(chat, message, doubt.typed)
        case "doubt:other":
            _do(chat, message, doubt.means)
        case _:
            return False
    return True


def _which(chat: Chat, doubt: Doubt, message: Incoming) -> str:
    """Which of the two a message picks; "" for neither. Who says the same again means it."""
    if message.kind == "choice":
        return message.choice
    if message.kind != "text":
        return ""
    if agrees(message.text) or fold(message.text) == fold(doubt.typed):
        return OTHER
    shown = [
        Shown(key=choice.id, label=choice.label)
        for choice in _choices(chat, doubt.typed, chat.words(_label(doubt.means)))
    ]
    if (picked := resolve_exactly(message, Asked(id=0, step="", choices=shown))) is not None:
        return picked
    if message.text.lstrip().startswith("/") or steers(message.text.lower()):
        return OTHER if doubt.means == STOP and _stops(message.text) else ""
    return TYPED if declines(message.text) else ""


def _stops(text: str) -> bool:
    """Whether a text that steers stops: "thôi" is then no "no", by which what was typed became the answer."""
    return not text.lstrip().startswith("/") and _GOING_BACK.isdisjoint(fold(text).split())


def _take(chat: Chat, message: Incoming, text: str) -> None:
    """Answer the open question with a text as it was typed."""
    chat.message = message.model_copy(update={"kind": "text", "choice": "", "text": text})
    starting.run(chat)


def _do(chat: Chat, message: Incoming, means: str) -> None:
    if means in {STOP, MENU}:
        starting.stop(chat)
    elif means == BACK:
        starting.back(chat)
    elif (conversation := _conversation(means)) is not None:
        starting.begin(chat, conversation, conversation.args.typed(means.partition(" ")[2].strip()))
    else:
        _take(chat, message, means)


def _conversation(means: str) -> Conversation | None:
    return COMMANDS.get(means[1:].partition(" ")[0]) if means.startswith("/") else None
