"""Where every message arrives: it finds the chat, decides what the message is for, and runs the conversation."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from handlers import opening, starting, told, unread
from handlers.contents import COMMANDS
from handlers.engine import runner
from handlers.engine.chat import Chat
from handlers.engine.choices import BACK_WORDS, CANCEL_WORDS, resolve, resolve_exactly, wants_back, wants_cancel
from handlers.engine.conversation import Args, Conversation
from handlers.engine.features import Features, Services
from handlers.engine.message import Incoming, Reply
from handlers.engine.said import Said
from handlers.engine.state import Asked, Running, State
from handlers.engine.text import LANGUAGES, _, say
from handlers.imports import IMPORT_TABLE
from handlers.menu.menu import main_menu
from handlers.people import JOIN, Joining
from handlers.people.erase import withdraw
from handlers.reports import unasked
from handlers.understanding.bare import steers
from handlers.wishing import doubts, hearing, later, tongue
from storage.database import Transaction
from storage.files import files
from storage.messages import chats
from storage.messages.records import Outgoing
from storage.records import Role
from storage.text import fold

GREETINGS = {"menu", "hi", "hello", "hey", "alo", "chao", "chao ban", "xin chao", "chao em", "chao anh", "chao chi"}


def receive(tx: Transaction, message: Incoming, features: Features, services: Services) -> list[Outgoing]:
    """Do what a message asks for, within the transaction, and return the outbox rows that it queued.

    A storage error, or an error of ours, is raised, and nothing of the message stays: the caller parks it.
    """
    with tx.savepoint():
        if message.kind == "job_done":
            return _resume(tx, message, features, services)
        if message.kind == "withdrawn":
            return _withdrawn(tx, message, features, services)
        return _received(tx, message, features, services)


def _received(tx: Transaction, message: Incoming, features: Features, services: Services) -> list[Outgoing]:
    language = message.language if message.language in LANGUAGES else "vi"
    row = chats.find_or_open(tx, message.channel, message.address, language or "vi")
    if message.kind in {"blocked", "unblocked"}:
        if message.kind == "blocked":
            chats.set_blocked(tx, row.id)
            return []
        chats.save(tx, row.id, row.state)
        chats.interacted(tx, row.id)
        return unread.after_writing(tx, row.id)
    chat = Chat(tx, row, State.model_validate_json(row.state), message, features, services)
    before = chat.state.running.asked if chat.state.running else None
    misses = chat.state.misses
    _answer(chat, message)
    if chat.state.misses == misses and message.private:
        chat.state.misses = 0  # what is understood in between ends the row
    later.offer(chat)
    if features.menus and message.private:
        _change_menu(chat)
    rows = runner.finish(chat, message, before)
    files.let_go_of_uploads(tx, row.state, chat.state.model_dump_json())
    return rows + _heard_again(chat, message)


def _heard_again(chat: Chat, message: Incoming) -> list[Outgoing]:
    """Note that somebody is there, and let go out what was held for them."""
    if not message.by_page:
        chats.interacted(chat.tx, chat.row.id)
    return unread.after_writing(chat.tx, chat.row.id) if message.private else []


def awaits(state: str, token: int) -> bool:
    """Whether a chat in this state (JSON) still waits for the job of this token."""
    known = _readable(state)
    running = known.running if known is not None else None
    return running is not None and running.asked is not None and running.asked.token == token


def _resume(tx: Transaction, message: Incoming, features: Features, services: Services) -> list[Outgoing]:
    """Go on with a conversation whose job is done; nothing happens where nobody waits for it any more."""
    row = chats.by_address(tx, message.channel, message.address)
    if row is None or message.job is None or not awaits(row.state, message.job.token):
        return []
    chat = Chat(tx, row, State.model_validate_json(row.state), message, features, services)
    before = chat.state.running.asked if chat.state.running else None
    starting.run(chat)
    later.offer(chat)
    if features.menus:
        _change_menu(chat)
    return runner.finish(chat, message, before)


def _withdrawn(tx: Transaction, message: Incoming, features: Features, services: Services) -> list[Outgoing]:
    """Erase who took back that we may know them; others hear of it where a seat came free."""
    row = chats.by_address(tx, message.channel, message.address)
    if row is None:
        return []
    chat = Chat(tx, row, _readable(row.state) or State(), message, features, services)
    withdraw(chat)
    files.let_go_of_uploads(tx, row.state, "{}")
    return chat.also


def apologise(tx: Transaction, message: Incoming, reference: str) -> list[Outgoing]:
    """Tell a person that we failed on their message, under the reference that the log has too."""
    row = chats.find_or_open(tx, message.channel, message.address, "vi")
    text = _(
        "Sorry, something went wrong on our side and that message was not handled. "
        "Please try again; if it happens once more, tell your leader this reference: {reference}.",
        reference=reference,
    )
    state = _readable(row.state)
    if state is None:  # else every message of this person would fail, for ever
        state = State()
        chats.save(tx, row.id, state.model_dump_json(exclude_defaults=True))
    chat = Chat(tx, row, state, None)
    chat.said.append(Said(Reply(text=say(text, row.language))))
    return runner.queue_replies(chat, message) + _heard_again(chat, message)


def _readable(state: str) -> State | None:
    """A chat's state (JSON); None where it is none that this version knows."""
    try:
        return State.model_validate_json(state)
    except ValidationError:
        return None


# What a message is for ------------------------------------------------------------------------------------------------


def _answer(chat: Chat, message: Incoming) -> None:
    """Decide what the message is for: a command, the open question, an offer, or the menu."""
    if _is_answered_at_once(chat, message):
        return
    chat.heard = message
    tongue.follow(chat, message)
    if doubts.answered(chat, message):
        return
    chat.heard = message = later.answered(chat, message)
    command = _command(chat, message)
    if command is not None:
        later.drop(chat, command[0])
        starting.begin(chat, *command)
        return
    asked = chat.state.running.asked if chat.state.running else None
    if asked is None:
        _unasked(chat, message)
    elif message.kind == "choice" and message.choice.partition(":")[0] != str(asked.id):
        chat.say(_("That button belongs to an earlier question. This one is open now:"))
        starting.present_again(chat)
    elif wants_cancel(message, asked):
        starting.stop(chat)
    elif wants_back(message, asked):
        starting.back(chat)
    elif message.kind == "text" and message.text.lstrip().startswith("/"):
        chat.say(_("I don't know that command. To stop, send /cancel."))
        starting.present_again(chat)
    else:
        _answered(chat, message, asked)


def _answered(chat: Chat, message: Incoming, asked: Asked) -> None:
    """Take what answers the open question: a button, a number, a label, or words that are heard for what they say."""
    exactly = resolve_exactly(message, asked) is not None
    if not chat.features.buttons and (offer := told.picked(chat, message)) is not None:
        doubts.ask(chat, asked, message.text, offer.id)
    elif message.kind == "text" and (hint := doubts.of_place(chat, asked, message.text)):
        doubts.ask(chat, asked, message.text, hint)
    elif _has_words(message) and not exactly and (resolve(message, asked) is None or steers(message.text)):
        hearing.at_question(chat, message, asked)
    else:
        starting.run(chat)


def _is_answered_at_once(chat: Chat, message: Incoming) -> bool:
    """Answer what is no answer of the person's: a group's line, what was changed, a link or a code of ours."""
    if not message.private:
        if message.addressed:
            link = chat.features.link("")
            chat.say(_("I only chat one-to-one. Open a chat with me here: {link}", link=link))
        return True
    if message.kind == "edited":
        chat.say(_("I only read new messages. If you changed an answer, please send it again."))
        return True
    if opening.opens(chat, message):
        return True
    if unasked.take(chat, message):
        if chat.state.running is not None:
            starting.present_again(chat)
        elif message.kind == "other":
            main_menu(chat, understood=True)
        return True
    return False


def _has_words(message: Incoming) -> bool:
    """Whether a message says something in words; a code or a number is no sentence, and takes the short way."""
    return message.kind == "text" and any(map(str.isalpha, message.text))


def _unasked(chat: Chat, message: Incoming) -> None:
    """What comes while no question is open: from a leader a document is something to import; else there is the menu."""
    if message.kind == "document" and chat.row.member_id is not None and chat.asker.rank >= Role.LEADER:
        chat.state.running = Running(name=IMPORT_TABLE.name)
        starting.run(chat)
    elif message.kind == "text" and fold(message.text) not in CANCEL_WORDS | BACK_WORDS | GREETINGS:
        hearing.unasked(chat, message)
    else:
        main_menu(chat, understood=message.kind in {"choice", "text"})


def _command(chat: Chat, message: Incoming) -> tuple[Conversation, Args] | None:
    """The conversation that a message starts, with its arguments; None if it starts none."""
    if message.kind == "start":
        return JOIN, Joining(payload=message.start)
    text = message.choice if message.kind == "choice" else message.text.strip() if message.kind == "text" else ""
    if message.kind == "text" and not text.startswith("/"):
        text = _as_command(chat, message) or text
    if not text.startswith("/"):
        return None
    name, _space, rest = text[1:].partition(" ")
    conversation = COMMANDS.get(fold(name.partition("@")[0]).replace(" ", ""))
    return None if conversation is None else (conversation, conversation.args.typed(rest.strip()))


def _as_command(chat: Chat, message: Incoming) -> str:
    """The command that a text means where no question takes it: a command without its slash, a title, or an offer.

    What was shown last changes the meaning of no command: only an offer's number or its whole label is one.
    """
    running = chat.state.running
    asked = None if running is None else running.asked
    if running is not None and (asked is None or asked.free or resolve_exactly(message, asked) is not None):
        return ""
    bare = fold(message.text).replace(" ", "")
    if bare in COMMANDS:
        return f"/{bare}"
    offered = _offered(chat, message) if asked is None else ""
    if (meant := hearing.titled(message.text)) is not None:
        same = COMMANDS.get(offered[1:].partition(" ")[0]) is meant
        return offered if same else f"/{meant.commands[0]}"  # what was offered says which shift, which campaign
    return offered


def _offered(chat: Chat, message: Incoming) -> str:
    """The command of the offer that a message picks by its number or whole label; "" for none."""
    if (offer := told.picked(chat, message)) is not None:
        return offer.id
    return "" if chat.state.offers is None else resolve_exactly(message, chat.state.offers) or ""


def _change_menu(chat: Chat) -> None:
    """Give the chat the command menu of its language and its person's role, where it has another.

    It goes with a message. What this very message changed (a role taken, another language) is seen at the next one.
    """
    role = Role.MEMBER if chat.row.member_id is None else chat.asker.rank
    wanted = f"{chat.language}:{role.name}"
    if chat.said and chat.row.menu != wanted:
        last = chat.said[-1]
        chat.said[-1] = replace(last, reply=last.reply.model_copy(update={"menu": wanted}))
        chats.set_menu(chat.tx, chat.row.id, wanted)
