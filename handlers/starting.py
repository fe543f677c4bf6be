"""Conversations begun, run, gone back in and stopped: what the dispatcher does once it knows what a message is for."""

from __future__ import annotations

from handlers.contents import CONVERSATIONS, RUNS
from handlers.engine import runner
from handlers.engine.chat import Chat
from handlers.engine.conversation import Args, Conversation, Start
from handlers.engine.state import DONE, Asked, Running
from handlers.engine.text import Text, _
from handlers.menu.menu import main_menu
from handlers.people import JOIN, Joining
from handlers.people.join import unknown
from storage.records import Role

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


def begin(chat: Chat, conversation: Conversation, args: Args) -> None:
    """Start what somebody asks for; what is under way is set aside, and said, or, while joining, comes first."""
    running = chat.state.running
    if running is not None and running.name == JOIN.name and (heading := _after_joining(running, conversation, args)):
        if running.answers:
            chat.say(_joining_first(conversation, args))
        running.args = heading.stored()
        present_again(chat)
        return
    if running is not None and (begun := CONVERSATIONS.get(running.name)) is not None:
        _set_aside(chat, running, begun, conversation.start(args))
    chat.message = None
    enter(chat, conversation.start(args))


def _set_aside(chat: Chat, running: Running, begun: Conversation, start: Start) -> None:
    """Say that what was begun ends here: nobody loses in silence what they answered. What is saved is not lost."""
    if running.asked is not None and running.asked.nothing_lost:
        return
    if running.when_stopped:
        if running.would_lose:
            chat.say(running.when_stopped)
        return
    if start == Start(name=running.name, args=running.args):
        if running.would_lose:
            chat.say(_("“{what}” starts over.", what=begun.title))
    elif running.would_lose:
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
        return _("First let me get to know you, then we'll go on with “{what}”.", what=conversation.title)
    if unknown(args.payload):
        return _("I don't know what that link was for.")
    if args.payload:
        return _("First let me get to know you, then I'll open your link.")
    return _("You're already joining, so let's go on from here.")


def enter(chat: Chat, start: Start) -> None:
    """Start a conversation; somebody who has not joined joins first, then comes back to it."""
    conversation = CONVERSATIONS[start.name]
    if conversation.needs is not None and chat.row.member_id is None:
        start = JOIN.start(Joining(then=start))
    elif _lacks_role(chat, conversation):
        _refuse(chat, REFUSED[conversation.needs or Role.MEMBER])
        return
    chat.state.running = Running(name=start.name, args=start.args)
    run(chat)


def _lacks_role(chat: Chat, conversation: Conversation) -> bool:
    """Whether this person does not hold the role that a conversation is for."""
    needs = conversation.needs
    return needs is not None and needs > Role.MEMBER and (chat.row.member_id is None or chat.asker.rank < needs)


def _refuse(chat: Chat, why: Text) -> None:
    chat.state.running = None
    chat.say(why)
    main_menu(chat, understood=True)


def stop(chat: Chat) -> None:
    """End what is under way, say what is saved or lost by it, and show the menu; a roster ends by itself."""
    asked = chat.state.running.asked if chat.state.running else None
    if asked is not None and asked.nothing_lost:
        _leave(chat, asked)
        return
    saved = chat.state.running.when_stopped if chat.state.running else ""
    lost = chat.state.running is not None and chat.state.running.would_lose
    chat.state.running = None
    unsaved = _("Stopped. What you were doing was not saved.") if lost else _("All right, stopped.")
    chat.say(saved or unsaved)
    main_menu(chat, understood=True)


def _leave(chat: Chat, asked: Asked) -> None:
    """Leave a question whose answers are kept already."""
    done = next((number for number, choice in enumerate(asked.choices) if choice.key == DONE), None)
    if done is None or chat.message is None:
        chat.state.running = None
        main_menu(chat, understood=True)
        return
    chat.message = chat.message.model_copy(update={"kind": "choice", "choice": f"{asked.id}:{done}", "text": ""})
    run(chat)


def back(chat: Chat) -> None:
    """Ask the question before the open one again."""
    running = chat.state.running
    if running is None:
        return
    if running.can_go_back:
        running.go_back()
    elif running.asked is not None and running.asked.nothing_lost:
        _leave(chat, running.asked)
        return
    else:
        chat.say(_("This is the first question. To stop, send /cancel."))
    present_again(chat)


def present_again(chat: Chat) -> None:
    """Ask the open question again, as it stands: its page and what was collected so far stay."""
    chat.message = None
    run(chat)


def run(chat: Chat) -> None:
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
        enter(chat, start)
