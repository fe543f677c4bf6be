"""Where every message arrives: it finds the chat, decides what the message is for, and runs the conversation."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from handlers import understanding
from handlers.contents import COMMANDS, CONVERSATIONS, RUNS
from handlers.engine import runner
from handlers.engine.chat import Chat, Said
from handlers.engine.choices import BACK_WORDS, CANCEL_WORDS, resolve, wants_back, wants_cancel
from handlers.engine.conversation import Args, Conversation, Start
from handlers.engine.features import Features, Services
from handlers.engine.message import Incoming, Reply
from handlers.engine.state import Asked, Running, State
from handlers.engine.text import LANGUAGES, Text, _, say
from handlers.imports import IMPORT_TABLE
from handlers.menu import HELP, LANGUAGE, wishes
from handlers.menu.menu import main_menu
from handlers.people import JOIN, Joining
from handlers.people.join import unknown
from handlers.questions import HUMAN, QUESTION
from handlers.typed.links import StartLink, start_link
from handlers.understanding import Understood, understand
from storage.database import Transaction
from storage.files import files
from storage.messages import chats
from storage.messages.records import Outgoing
from storage.records import Role
from storage.text import fold

REFUSED = {
    Role.LEADER: _("That is for those who lead a unit. If you do, ask your office for an invitation."),
    Role.ORGANISER: _("That is for organisers. If you are one, ask your office for an invitation."),
    Role.ADMIN: _("That is for administrators. If you are one, ask your office for an invitation."),
}
NO_LONGER = {
    Role.LEADER: _("You do not lead a unit any more."),
    Role.ORGANISER: _("You do not organise a unit any more."),
    Role.ADMIN: _("You are not an administrator any more."),
}
ASIDE = {QUESTION, HUMAN, HELP}  # answered in between: the open question stays open
GREETINGS = {"menu", "hi", "hello", "hey", "alo", "chao", "chao ban", "xin chao", "chao em", "chao anh", "chao chi"}


def receive(tx: Transaction, message: Incoming, features: Features, services: Services) -> list[Outgoing]:
    """Do what a message asks for, within the transaction, and return the outbox rows that it queued.

    A storage error, or an error of ours, is raised, and nothing of the message stays: the caller parks it.
    """
    with tx.savepoint():
        if message.kind == "job_done":
            return _resume(tx, message, features, services)
        return _received(tx, message, features, services)


def _received(tx: Transaction, message: Incoming, features: Features, services: Services) -> list[Outgoing]:
    language = message.language if message.language in LANGUAGES else "vi"
    row = chats.find_or_open(tx, message.channel, message.address, language or "vi")
    if message.kind in {"blocked", "unblocked"}:
        if message.kind == "blocked":
            chats.set_blocked(tx, row.id)
        else:
            chats.save(tx, row.id, row.state)
        return []
    chat = Chat(tx, row, State.model_validate_json(row.state), message, features, services)
    before = chat.state.running.asked if chat.state.running else None
    _answer(chat, message)
    if features.menus and message.private:
        _change_menu(chat)
    rows = runner.finish(chat, message, before)
    files.let_go_of_uploads(tx, row.state, chat.state.model_dump_json())
    return rows


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
    _run(chat)
    if features.menus:
        _change_menu(chat)
    return runner.finish(chat, message, before)


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
    return runner.queue_replies(chat, message)


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
    command = _command(chat, message)
    if command is not None:
        _begin(chat, *command)
        return
    chat.heard = message
    asked = chat.state.running.asked if chat.state.running else None
    if asked is None:
        _unasked(chat, message)
    elif message.kind == "choice" and message.choice.partition(":")[0] != str(asked.id):
        chat.say(_("That button belongs to an earlier question. This one is open now:"))
        _present_again(chat)
    elif wants_cancel(message, asked):
        _stop(chat)
    elif wants_back(message, asked):
        _back(chat)
    elif message.kind == "text" and message.text.lstrip().startswith("/"):
        chat.say(_("I do not know that command. To stop, send /huy."))
        _present_again(chat)
    elif _has_words(message) and resolve(message, asked) is None:
        _in_words(chat, message, asked)
    else:
        _run(chat)


def _is_answered_at_once(chat: Chat, message: Incoming) -> bool:
    """Answer what is no answer of the person's: a group's line, a message that was changed, a link that was pasted."""
    if not message.private:
        if message.addressed:
            link = chat.features.link("")
            chat.say(_("I talk with each person privately. Open a chat with me here: {link}", link=link))
        return True
    if message.kind == "edited":
        chat.say(_("I only read new messages. If you changed an answer, please send it again."))
        return True
    if (pasted := _pasted_link(chat, message)) is not None:
        _open(chat, pasted)
        return True
    return False


def _has_words(message: Incoming) -> bool:
    """Whether a message says something in words; a code or a number is no sentence, and takes the short way."""
    return message.kind == "text" and any(map(str.isalpha, message.text))


def _in_words(chat: Chat, message: Incoming, asked: Asked) -> None:
    """What a text says to the open question: an answer in a sentence, to stop, to go back, or a wish of its own."""
    titled = None if asked.free else _titled(message.text)
    if titled is not None:
        _begin(chat, titled, titled.args())
        return
    understood = understand(message.text, wishes.context_of(chat))
    match understood.intent:
        case understanding.STOP:
            _stop(chat)
        case understanding.BACK:
            _back(chat)
        case understanding.ANSWER:
            chat.message = wishes.as_answer(message, understood, asked)
            _run(chat)
        case understanding.NONE | understanding.SMALLTALK:
            _run(chat)
        case _:
            _wish(chat, understood)


def _titled(text: str) -> Conversation | None:
    """The conversation of which a text is the title, in any language, as menus show it."""
    typed = fold(text)
    titles = ((fold(say(known.title, language)), known) for known in CONVERSATIONS.values() for language in LANGUAGES)
    return next((known for title, known in titles if title == typed), None)


def _wish(chat: Chat, understood: Understood) -> None:
    """Begin what somebody wants; a question of theirs is answered, and the open one asked again."""
    begun = wishes.begin(chat, understood, CONVERSATIONS)
    running = chat.state.running
    if begun is None or (running is not None and _stays(running, *begun)):
        if running is not None and running.asked is not None and chat.heard is not None:
            chat.message = wishes.as_answer(chat.heard, understood, running.asked)
        _run(chat)
        return
    chat.state.misses = 0
    held = chat.state.running
    if held is not None and begun[0] in ASIDE:
        chat.state.running = None
        chat.message = None
        _start(chat, begun[0].start(begun[1]))
        if chat.state.running is None:
            chat.state.running = held
            _present_again(chat)
        return
    _begin(chat, *begun)
    _give_code(chat, understood)


def _stays(running: Running, conversation: Conversation, args: Args) -> bool:
    """Whether what is under way is what is wanted; who joins chooses the language there."""
    here = running.name == conversation.name and not args.stored()
    return here or (running.name == JOIN.name and conversation is LANGUAGE)


def _give_code(chat: Chat, understood: Understood) -> None:
    """Answer the question for a code with the code that was said already."""
    asked = chat.state.running.asked if chat.state.running else None
    if asked is not None and asked.expects == "code" and understood.slots.count is not None and chat.heard is not None:
        chat.message = wishes.as_answer(chat.heard, understood, asked)
        _run(chat)


def _stop(chat: Chat) -> None:
    chat.state.running = None
    chat.say(_("Stopped. What you were doing was not saved."))
    main_menu(chat, understood=True)


def _unasked(chat: Chat, message: Incoming) -> None:
    """What comes while no question is open: from a leader a document is something to import; else there is the menu."""
    if message.kind == "document" and chat.row.member_id is not None and chat.asker.rank >= Role.LEADER:
        chat.state.running = Running(name=IMPORT_TABLE.name)
        _run(chat)
    elif message.kind == "text" and fold(message.text) not in CANCEL_WORDS | BACK_WORDS | GREETINGS:
        _unasked_words(chat, message)
    else:
        main_menu(chat, understood=message.kind in {"choice", "text"})


def _unasked_words(chat: Chat, message: Incoming) -> None:
    """Free words while no question is open: a wish is begun; what is unclear is asked about."""
    understood = understand(message.text, wishes.context_of(chat))
    if understood.intent == understanding.SMALLTALK:
        wishes.small_talk(chat)
    elif understood.intent in {understanding.NONE, understanding.STOP, understanding.BACK, understanding.ANSWER}:
        wishes.unclear(chat, understood, CONVERSATIONS)
    else:
        _wish(chat, understood)


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
    """The command that a text means where no question takes it: an offer, or a command without its slash."""
    running = chat.state.running
    if running is None and chat.state.offers is not None and (offered := resolve(message, chat.state.offers)):
        return offered
    asked = None if running is None else running.asked
    if running is None or (asked is not None and not asked.free and resolve(message, asked) is None):
        return "/" + fold(message.text).replace(" ", "")
    return ""


# Links ----------------------------------------------------------------------------------------------------------------


def _pasted_link(chat: Chat, message: Incoming) -> StartLink | None:
    """The start link that a message holds and that is to be opened; None where it is a part of an answer, or no link.

    A message that is forwarded may hold it beside a picture.
    """
    if message.kind not in {"text", "photo"}:
        return None
    asked = chat.state.running.asked if chat.state.running else None
    if asked is not None and message.kind == "photo":
        return None
    link = start_link(message.text, (chat.features.link(""), *chat.services.links()))
    told = asked is not None and asked.prose and link is not None and not link.alone
    return None if told else link


def _open(chat: Chat, link: StartLink) -> None:
    """Do what opening a link of ours does; of another bot's say that it is not ours, and go on."""
    if link.ours:
        _begin(chat, JOIN, Joining(payload=link.payload))
        return
    chat.say(_("That link is another bot's, so I cannot open it. Tap it to open it there."))
    if chat.state.running is not None and chat.state.running.asked is not None:
        _present_again(chat)
    else:
        main_menu(chat, understood=True)


# Starting and running -------------------------------------------------------------------------------------------------


def _begin(chat: Chat, conversation: Conversation, args: Args) -> None:
    """Start what somebody asks for; what is under way is set aside, and said, or, while joining, comes first."""
    running = chat.state.running
    if running is not None and running.name == JOIN.name and (heading := _after_joining(running, conversation, args)):
        if running.answers:
            chat.say(_joining_first(conversation, args))
        running.args = heading.stored()
        _present_again(chat)
        return
    if running is not None and (begun := CONVERSATIONS.get(running.name)) is not None:
        _set_aside(chat, running, begun, conversation.start(args))
    chat.message = None
    _start(chat, conversation.start(args))


def _set_aside(chat: Chat, running: Running, begun: Conversation, start: Start) -> None:
    """Say that what was begun ends here: nobody loses in silence what they answered."""
    if start == Start(name=running.name, args=running.args):
        if running.can_go_back:
            chat.say(_("“{what}” starts over.", what=begun.title))
    elif running.can_go_back or (running.answers and start.name != running.name):
        chat.say(_("“{what}” ends here, unfinished.", what=begun.title))


def _after_joining(running: Running, conversation: Conversation, args: Args) -> Joining | None:
    """Where joining, which is under way, leads now that its person asks for this; None if that needs no joining.

    A bare start, or a link that nobody knows, asks to go on, to where they were heading.
    """
    if isinstance(args, Joining):
        known = args.payload and not unknown(args.payload)
        return args if known else Joining.model_validate(running.args)
    return None if conversation.needs is None else Joining(then=conversation.start(args))


def _joining_first(conversation: Conversation, args: Args) -> Text:
    """What somebody hears who asks for something while they are joining."""
    if not isinstance(args, Joining):
        return _("First let me get to know you, then we go on with “{what}”.", what=conversation.title)
    if unknown(args.payload):
        return _("I do not know what that link was for.")
    if args.payload:
        return _("First let me get to know you, then I open your link.")
    return _("You are joining already, so we go on from here.")


def _start(chat: Chat, start: Start) -> None:
    """Start a conversation; somebody who has not joined joins first, then comes back to it."""
    conversation = CONVERSATIONS[start.name]
    if conversation.needs is not None and chat.row.member_id is None:
        start = JOIN.start(Joining(then=start))
    elif _lacks_role(chat, conversation):
        _refuse(chat, REFUSED[conversation.needs or Role.MEMBER])
        return
    chat.state.running = Running(name=start.name, args=start.args)
    _run(chat)


def _lacks_role(chat: Chat, conversation: Conversation) -> bool:
    """Whether this person does not hold the role that a conversation is for."""
    needs = conversation.needs
    return needs is not None and needs > Role.MEMBER and (chat.row.member_id is None or chat.asker.rank < needs)


def _refuse(chat: Chat, why: Text) -> None:
    chat.state.running = None
    chat.say(why)
    main_menu(chat, understood=True)


def _back(chat: Chat) -> None:
    running = chat.state.running
    if running is None:
        return
    if running.can_go_back:
        running.go_back()
    else:
        chat.say(_("This is the first question. To stop, send /huy."))
    _present_again(chat)


def _present_again(chat: Chat) -> None:
    """Ask the open question again, as it stands: its page and what was collected so far stay."""
    chat.message = None
    _run(chat)


def _run(chat: Chat) -> None:
    """Run the conversation under way, and whatever it hands over to; who may is looked up at every message."""
    conversation = CONVERSATIONS.get(chat.state.running.name) if chat.state.running else None
    if conversation is None:
        chat.state.running = None
        main_menu(chat, understood=False)
        return
    if _lacks_role(chat, conversation):
        _refuse(chat, NO_LONGER[conversation.needs or Role.MEMBER])
        return
    start = runner.run(chat, RUNS[conversation])
    if start is not None:
        chat.message = None
        chat.handed_over = True
        chat.forget_person()
        _start(chat, start)


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
