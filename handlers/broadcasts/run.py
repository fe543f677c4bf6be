"""A broadcast on its way: how far it has come; pause, go on, stop; afterwards who got it, and the failed ones again."""

from __future__ import annotations

from typing import NoReturn

from handlers.broadcasts import BROADCAST
from handlers.broadcasts import words as broadcast_words
from handlers.engine.chat import Chat, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.outcomes import Ended
from handlers.engine.sheet import sheet
from handlers.engine.text import _, ngettext
from storage.broadcasts import broadcasts
from storage.broadcasts.records import BroadcastWithPhoto
from storage.errors import OutOfScopeError


def look(chat: Chat, broadcast: BroadcastWithPhoto, action: str) -> NoReturn:
    """Do what its button says, or show how far it has come."""
    match action:
        case "tamdung" | "pause":
            changed = broadcasts.pause(chat.tx, chat.asker, broadcast.id)
        case "tiep" | "resume":
            changed = broadcasts.resume(chat.tx, chat.asker, broadcast.id)
            chat.services.job_queued()
        case "dung" | "stop":
            changed = stop(chat, broadcast)
        case "excel":
            hand_out(chat, broadcast)
        case "lai" | "again":
            again(chat, broadcast)
        case _:
            changed = True
    if not changed:
        chat.say(_("That cannot be done any more. This is how it stands:"))
    show(chat, broadcasts.by_id(chat.tx, chat.asker, broadcast.id))


def show(chat: Chat, broadcast: BroadcastWithPhoto) -> NoReturn:
    """How far it has come; while it runs, this message is the one that is kept up to date."""
    chat.say(
        broadcast_words.progress(broadcast, broadcasts.counts(chat.tx, broadcast)),
        offers=broadcast_words.buttons(broadcast),
        after=lambda row: broadcasts.show_progress(chat.tx, broadcast.id, row),
    )
    raise Ended


def stop(chat: Chat, broadcast: BroadcastWithPhoto) -> bool:
    """Send nothing more of it, after a second yes."""
    if broadcast.state not in {"sending", "paused"}:
        return False
    chat.confirm(
        "sure",
        _("Stop it for good? Whoever has it keeps it; the others never get it."),
        yes=_("Stop it"),
        no=_("No"),
        declined=_("All right, nothing was changed."),
    )
    return broadcasts.cancel(chat.tx, chat.asker, broadcast.id)


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
    sums = broadcasts.counts(chat.tx, broadcast)
    failed = sums.failed + sums.blocked
    if broadcast.ended_at is None or not failed:
        chat.stop(
            _("There is nobody to try again."),
            offers=[Offer(BROADCAST, Named(of=str(broadcast.id)), _("How it stands"))],
        )
    question = ngettext(
        "Try {count} person again? Who has blocked me gets it only if they have written to me since.",
        "Try {count} people again? Who has blocked me gets it only if they have written to me since.",
        failed,
    )
    chat.confirm("sure", question, yes=_("Try again"), no=_("No"))
    try:
        new = broadcasts.send_again(chat.tx, chat.asker, broadcast.id)
    except OutOfScopeError:
        raise Refused(_("There is nobody to try again.")) from None
    chat.services.job_queued()
    show(chat, broadcasts.by_id(chat.tx, chat.asker, new))
