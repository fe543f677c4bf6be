"""A broadcast on its way: how far it has come; pause, go on, stop; afterwards who got it, and the failed ones again."""

from __future__ import annotations

from typing import NoReturn

from handlers.broadcasts import BROADCAST, OneBroadcast
from handlers.broadcasts import progress as broadcast_progress
from handlers.engine.chat import Chat, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.outcomes import Ended
from handlers.engine.sheet import sheet
from handlers.engine.text import Text, _, ngettext
from storage.broadcasts import broadcasts, screens
from storage.broadcasts import progress as broadcast_sums
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.records import BroadcastWithPhoto
from storage.errors import OutOfScopeError


def look(chat: Chat, broadcast: BroadcastWithPhoto, action: str) -> NoReturn:
    """Do what its button says, or show how far it has come."""
    match action:
        case "tamdung" | "pause":
            changed = broadcasts.pause(chat.tx, chat.asker, broadcast.id)
            show_in_place(chat, broadcast.id, changed=changed)
        case "tiep" | "resume":
            changed = broadcasts.resume(chat.tx, chat.asker, broadcast.id)
            chat.services.job_queued()
            show_in_place(chat, broadcast.id, changed=changed)
        case "dung" | "stop":
            changed = stop(chat, broadcast)
        case "nhap" | "draft":
            take_back(chat, broadcast)
            changed = False
        case "excel":
            hand_out(chat, broadcast)
        case "lai" | "again":
            again(chat, broadcast)
        case _:
            changed = True
    if not changed:
        chat.say(too_late(broadcast, action))
    show(chat, broadcasts.by_id(chat.tx, chat.asker, broadcast.id))


def show(chat: Chat, broadcast: BroadcastWithPhoto) -> NoReturn:
    """How far it has come; while it runs, this message is the chat's one that is kept up to date, where it can be."""
    text = chat.words(broadcast_progress.progress(broadcast, broadcast_sums.counts(chat.tx, broadcast), chat.tx.now))

    def shows(row: int) -> None:
        chat.also += broadcast_progress.shows_from_now_on(chat.tx, broadcast, chat.row, row, text)

    chat.say(
        text, offers=broadcast_progress.buttons(broadcast, chat.tx.now), after=shows if chat.features.edits else None
    )
    raise Ended


def show_in_place(chat: Chat, broadcast_id: int, *, changed: bool) -> None:
    """Where a button of the message that shows it was pressed, that message changes, and nothing new is said."""
    screen = screens.in_chat(chat.tx, broadcast_id, chat.row.id)
    if not changed or screen is None or not chat.pressed or not chat.features.edits:
        return
    broadcast = broadcasts.by_id(chat.tx, chat.asker, broadcast_id)
    row = broadcast_progress.change(chat.tx, broadcast, screen, broadcast_sums.counts(chat.tx, broadcast))
    chat.also += [row] if row is not None else []
    raise Ended


def too_late(broadcast: BroadcastWithPhoto, action: str) -> Text:
    """Why nothing was changed: what has happened instead."""
    match broadcast.state:
        case "done" if action in {"tamdung", "pause", "dung", "stop"}:
            return _("The announcement has all been sent already, so it cannot be stopped any more.")
        case "done":
            return _("The announcement has all been sent already.")
        case "cancelled":
            return _("The announcement was stopped already.")
        case "paused":
            return _("The announcement is paused already.")
    return _("The announcement is going out already.")


def stop(chat: Chat, broadcast: BroadcastWithPhoto) -> bool:
    """Send nothing more of it, after a second yes."""
    if broadcast.state not in {"sending", "paused"}:
        return False
    chat.confirm(
        "sure",
        _("Stop it for good? Those who have it keep it; the others won't get it."),
        yes=_("Stop it"),
        no=_("No"),
        declined=_("All right, nothing was changed."),
    )
    return broadcasts.cancel(chat.tx, chat.asker, broadcast.id)


def take_back(chat: Chat, broadcast: BroadcastWithPhoto) -> None:
    """Make a draft of it again and look that over, where it is not too late; the messages that showed it say so."""
    if not broadcasts.take_back(chat.tx, chat.asker, broadcast.id):
        return
    chat.also += broadcast_progress.show_no_more(chat.tx, broadcast)
    chat.say(
        _(
            "Announcement {number} is a draft again, and went to nobody. Change what you like, then send it.",
            number=broadcast.id,
        )
    )
    chat.goto(BROADCAST, OneBroadcast(of=str(broadcast.id)))


def hand_out(chat: Chat, broadcast: BroadcastWithPhoto) -> NoReturn:
    """Everybody in its audience and what became of their message, as a spreadsheet."""
    chat.say(
        _("Announcement {number}: who got it.", number=broadcast.id),
        attach=sheet(
            "broadcast", chat.asker.member_id, chat.words(_("announcement")), str(broadcast.id), id=broadcast.id
        ),
        offers=[Offer(BROADCAST, Named(of=str(broadcast.id)), _("How it stands"))],
    )
    raise Ended


def again(chat: Chat, broadcast: BroadcastWithPhoto) -> NoReturn:
    """Send it to those whom it did not reach, after a yes."""
    sums = broadcast_sums.counts(chat.tx, broadcast)
    without = sums.failed + sums.blocked + sums.no_chat + sums.blocked_before
    people = broadcast_sums.reached_again(chat.tx, broadcast) if broadcast.ended_at is not None else 0
    if not people:
        nobody = _("There is nobody left to send it to.")
        silent = _("None of those who did not get it has written to me since, so there is nobody to send it to.")
        offers = [Offer(BROADCAST, Named(of=str(broadcast.id)), _("How it stands"))]
        chat.stop(silent if without and broadcast.ended_at is not None else nobody, offers=offers)
    question = ngettext(
        "Of those who did not get it, {count} person can be reached now. Send it again?",
        "Of those who did not get it, {count} people can be reached now. Send it again?",
        people,
    )
    chat.confirm("sure", question, yes=_("Send it"), no=_("No"))
    try:
        new = broadcasts.send_again(chat.tx, chat.asker, broadcast.id)
    except OutOfScopeError:
        raise Refused(_("There is nobody left to send it to.")) from None
    broadcast_queue.collect(chat.tx, new)
    chat.services.job_queued()
    show(chat, broadcasts.by_id(chat.tx, chat.asker, new))
