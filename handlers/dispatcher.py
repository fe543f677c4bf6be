"""Where every message arrives: it finds the chat, decides what the message is for, and runs the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

from handlers.contents import COMMANDS, CONVERSATIONS
from handlers.engine.chat import Chat, Conversation, Ended, Goto, Paused, Refused, Rerun, Said, Surroundings
from handlers.engine.choices import BACK_WORDS, CANCEL_WORDS, GREETINGS, resolve, wants_back, wants_cancel
from handlers.engine.message import Choice, Edit, Incoming, Reply
from handlers.engine.state import Asked, Running, Shown, State
from handlers.engine.text import LANGUAGES, _, say
from handlers.imports.import_table import import_table
from handlers.menu.menu import main_menu
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.records import Outgoing, Role
from storage.text import fold

REFUSED = {
    Role.LEADER: _("That is for those who lead a unit. If you do, ask your office for an invitation."),
    Role.ORGANISER: _("That is for organisers. If you are one, ask your office for an invitation."),
    Role.ADMIN: _("That is for administrators. If you are one, ask your office for an invitation."),
}
ONE_MESSAGE = 900  # characters: also fits a picture's caption (Bot API, sendPhoto: 1024)


def receive(tx: Transaction, message: Incoming, around: Surroundings) -> list[Outgoing]:
    """Do what a message asks for, within the transaction, and return the outbox rows that it queued.

    A storage error, or an error of ours, is raised, and nothing of the message stays: the caller parks it.
    """
    with tx.savepoint():
        return _resume(tx, message, around) if message.kind == "worked" else _received(tx, message, around)


def _received(tx: Transaction, message: Incoming, around: Surroundings) -> list[Outgoing]:
    language = message.language if message.language in LANGUAGES else "vi"
    row = chats.find_or_open(tx, message.channel, message.address, language or "vi")
    if message.kind in {"blocked", "unblocked"}:
        if message.kind == "blocked":
            chats.set_blocked(tx, row.id)
        else:
            chats.save(tx, row.id, row.state)
        return []
    chat = Chat(tx, row, State.model_validate_json(row.state), message, around)
    before = chat.state.running.asked if chat.state.running else None
    _answer(chat, message)
    return _finish(chat, message, before)


def awaits(state: str, token: int) -> bool:
    """Whether a chat in this state (JSON) still waits for the errand of this token."""
    running = State.model_validate_json(state).running
    return running is not None and running.asked is not None and running.asked.token == token


def _resume(tx: Transaction, message: Incoming, around: Surroundings) -> list[Outgoing]:
    """Go on with a conversation whose errand is done; nothing happens where nobody waits for it any more."""
    row = chats.find(tx, message.channel, message.address)
    if row is None or message.worked is None or not awaits(row.state, message.worked.token):
        return []
    chat = Chat(tx, row, State.model_validate_json(row.state), message, around)
    before = chat.state.running.asked if chat.state.running else None
    _run(chat)
    return _finish(chat, message, before)


def apologise(tx: Transaction, message: Incoming, reference: str) -> list[Outgoing]:
    """Tell a person that we failed on their message, under the reference that the log has too."""
    row = chats.find_or_open(tx, message.channel, message.address, "vi")
    text = _(
        "Sorry, something went wrong on our side and that message was not handled. "
        "Please try again; if it happens once more, tell your leader this reference: {reference}.",
        reference=reference,
    )
    chat = Chat(tx, row, State.model_validate_json(row.state), None)
    chat.said.append(Said(Reply(text=say(text, row.language))))
    return _queue(chat, message)


def _answer(chat: Chat, message: Incoming) -> None:
    """Decide what the message is for: a group's line, a command, the open question, an offer, or the menu."""
    if not message.private:
        if message.addressed:
            chat.say(
                _("I talk with each person privately. Open a chat with me here: {link}", link=chat.around.link(""))
            )
        return
    if message.kind == "edited":
        chat.say(_("I only read new messages. If you changed an answer, please send it again."))
        return
    found = _command(chat, message)
    if found is not None:
        _begin(chat, *found)
        return
    asked = chat.state.running.asked if chat.state.running else None
    if asked is None:
        _unasked(chat, message)
    elif message.kind == "choice" and message.choice.partition(":")[0] != str(asked.id):
        chat.say(_("That button belongs to an earlier question. This one is open now:"))
        _present_again(chat)
    elif wants_cancel(message, asked):
        chat.state.running = None
        chat.say(_("Stopped. What you were doing was not saved."))
        main_menu(chat, understood=True)
    elif wants_back(message, asked):
        _back(chat)
    elif message.kind == "text" and message.text.lstrip().startswith("/"):
        chat.say(_("I do not know that command. To stop, send /huy."))
        _present_again(chat)
    else:
        _run(chat)


def _unasked(chat: Chat, message: Incoming) -> None:
    """What comes while no question is open: from a leader a document is something to import; else there is the menu."""
    if message.kind == "document" and chat.row.member_id is not None and chat.asker.rank >= Role.LEADER:
        chat.state.running = Running(name=import_table.name)
        _run(chat)
    else:
        just_the_menu = fold(message.text) in CANCEL_WORDS | BACK_WORDS | GREETINGS
        main_menu(chat, understood=message.kind == "choice" or just_the_menu)


def _command(chat: Chat, message: Incoming) -> tuple[Conversation, dict[str, str]] | None:
    """The conversation that a message starts, with its arguments; None if it starts none."""
    if message.kind == "start":
        return COMMANDS["start"], {"payload": message.start}
    text = message.choice if message.kind == "choice" else message.text.strip() if message.kind == "text" else ""
    if message.kind == "text" and not text.startswith("/"):
        running = chat.state.running
        if chat.state.offers is not None and running is None and (key := resolve(message, chat.state.offers)):
            text = key
        elif running is None or (
            running.asked is not None and not running.asked.free and _is_no_answer(message, running)
        ):
            text = "/" + fold(text).replace(" ", "")
    if not text.startswith("/"):
        return None
    name, _space, rest = text[1:].partition(" ")
    name = fold(name.partition("@")[0]).replace(" ", "")
    if name == "start":
        return COMMANDS["start"], {"payload": rest.strip()}
    found = COMMANDS.get(name)
    return None if found is None else (found, {"of": rest.strip()} if rest.strip() else {})


def _is_no_answer(message: Incoming, running: Running) -> bool:
    return running.asked is not None and resolve(message, running.asked) is None


def _begin(chat: Chat, found: Conversation, args: dict[str, str]) -> None:
    running = chat.state.running
    if (
        running is not None
        and running.name == "start"
        and running.answers
        and (heads_for := _after_joining(found, args))
    ):
        running.args = heads_for
        if found.name != running.name:
            chat.say(_("First let me get to know you, then we go on with “{what}”.", what=found.title))
        _present_again(chat)
        return
    if running is not None and running.name in CONVERSATIONS and running.answers and running.name != found.name:
        chat.say(_("“{what}” ends here, unfinished.", what=CONVERSATIONS[running.name].title))
    chat.message = None
    _start(chat, found, args)


def _after_joining(found: Conversation, args: dict[str, str]) -> dict[str, str] | None:
    """The arguments that make joining lead to what a stranger asks for; None if that does not need joining."""
    if found.name == "start":
        return args if args["payload"] else None
    return None if found.needs is None else {"payload": "", "then": " ".join(["/" + found.name, *args.values()])}


def _start(chat: Chat, found: Conversation, args: dict[str, str]) -> None:
    """Start a conversation if this person may; somebody who has not joined joins first, then comes back to it."""
    if found.needs is not None and chat.row.member_id is None:
        found, args = COMMANDS["start"], _after_joining(found, args) or {"payload": ""}
    elif found.needs is not None and found.needs > Role.MEMBER and chat.asker.rank < found.needs:
        chat.state.running = None
        chat.say(REFUSED[found.needs])
        main_menu(chat, understood=True)
        return
    chat.state.running = Running(name=found.name, args=args)
    _run(chat)


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
    """Run the conversation from the top until it asks, ends, or hands over to the next."""
    before, chat.said = chat.said, []
    found = CONVERSATIONS.get(chat.state.running.name) if chat.state.running else None
    goto = None
    if found is None:
        chat.state.running = None
        main_menu(chat, understood=False)
    else:
        goto = _run_once(chat, found)
    chat.said[:0] = before
    if goto is not None:
        chat.message = None
        chat.handed_over = True
        chat.forget_person()
        _start(chat, CONVERSATIONS[goto.name], goto.given)


def _run_once(chat: Chat, found: Conversation) -> Goto | None:
    """One run, or two where an answer is corrected; what it wrote stays unless it was refused.

    A first run's writes are undone with the message's own savepoint; only one that was handed to needs another, so that
    what the run before wrote stays. A run that pauses has written nothing: the engine takes no question after a write.
    """
    queued = len(chat.also)
    chat.changes = chat.tx.written
    try:
        with chat.tx.savepoint() if chat.handed_over else nullcontext():
            goto = _run_through(chat, found)
    except Paused:
        return None
    except Rerun:
        _undo(chat)
        return _run_once(chat, found)
    except Refused as refused:
        _undo(chat)
        chat.said.clear()
        del chat.also[queued:]
        chat.say(refused.why)
    else:
        if goto is not None:
            return goto
    chat.state.running = None
    return None


def _undo(chat: Chat) -> None:
    """Undo what a first run wrote; the chat may have been opened by this very message."""
    if not chat.handed_over and chat.tx.written != chat.changes:
        chat.tx.undo()
        chat.row = chats.find_or_open(chat.tx, chat.row.channel, chat.row.address, chat.row.language)


def _run_through(chat: Chat, found: Conversation) -> Goto | None:
    """Run it; an end of its own choosing keeps what it wrote."""
    try:
        found.run(chat)
    except Ended:
        return None
    except Goto as goto:
        return goto
    return None


def _finish(chat: Chat, message: Incoming, before: Asked | None) -> list[Outgoing]:
    """Write what the run left to the engine: late writes, the replies, where the conversation stands."""
    for write in chat.afterwards:
        write(chat.tx)
    _remember_offers(chat)
    if chat.around.menus and message.private:
        _change_menu(chat)
    rows = _queue(chat, message)
    now_open = chat.state.running.asked if chat.state.running else None
    had_buttons = before is not None and (before.choices or before.nav)
    if before is not None and before.row is not None and had_buttons and now_open is not before:
        body = Edit(row=before.row).model_dump_json()
        closed = outbox.queue(chat.tx, chat.row, key=f"{message.key}:closed", kind="edit", body=body, cause=message.key)
        rows += [closed] if closed else []
    save = chats.save_unheard if message.kind == "worked" else chats.save
    save(chat.tx, chat.row.id, chat.state.model_dump_json(exclude_defaults=True))
    return rows + chat.also


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


def _remember_offers(chat: Chat) -> None:
    """Keep the commands that were offered last, so that a number or a label picks one on any channel."""
    if chat.state.running is not None:
        chat.state.offers = None
        return
    offered: Sequence[Choice] = next((said.reply.choices for said in reversed(chat.said) if said.reply.choices), ())
    if offered:
        shown = [Shown(key=choice.id, label=choice.label) for choice in offered]
        chat.state.offers = Asked(id=0, step="", choices=shown)


def _queue(chat: Chat, message: Incoming) -> list[Outgoing]:
    rows = []
    for number, said in enumerate(_merged(chat.said)):
        row = outbox.queue(
            chat.tx,
            chat.row,
            key=f"{message.key}:{number}",
            kind="reply",
            body=said.reply.model_dump_json(),
            cause=message.key,
        )
        if row is not None:
            rows.append(row)
            if said.after is not None:
                said.after(row.id)
    return rows


def _merged(said: list[Said]) -> list[Said]:
    """What is said in a row, as few messages: a bare sentence goes in front of what follows it."""
    merged: list[Said] = []
    for one in said:
        before = merged[-1].reply if merged and not merged[-1].alone and not one.alone else None
        bare = before is not None and merged[-1].after is None and not before.choices and before.attachment is None
        if bare and before is not None and len(before.text) + len(one.reply.text) <= ONE_MESSAGE:
            merged[-1] = replace(one, reply=one.reply.model_copy(update={"text": f"{before.text}\n\n{one.reply.text}"}))
        else:
            merged.append(one)
    return merged
