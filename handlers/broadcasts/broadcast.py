"""Write to many: a new announcement, or one of those that there are."""

from __future__ import annotations

from datetime import datetime

from handlers.broadcasts import BROADCAST, allowances
from handlers.broadcasts import draft as broadcast_draft
from handlers.broadcasts import run as broadcast_run
from handlers.broadcasts.compose import compose
from handlers.broadcasts.progress import STATES
from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _, shortened
from handlers.typed import amounts
from handlers.typed.marks import plain
from storage.broadcasts import broadcasts
from storage.broadcasts.records import BroadcastWithPhoto
from storage.errors import OutOfScopeError

LISTED = 8
SHOWN = 40
NEW = "moi"


def broadcast(chat: Chat) -> None:
    """Compose an announcement, or look at one: "/thongbao 7" is the seventh, "/thongbao moi" a new one.

    "/thongbao chiphi" says what messages cost.
    """
    which, _space, action = chat.args(Named).of.partition(" ")
    if which in allowances.REPORT:
        allowances.show(chat)
    number = amounts.id_of(which)
    if number is None:
        pick(chat, which)
        compose(chat)
    chosen = by_number(chat, number)
    if chosen.state != "draft":
        broadcast_run.look(chat, chosen, action)
    chat.open_with({"which": str(number), broadcast_draft.PART: broadcast_draft.REVIEW})
    pick(chat, str(number), chosen)
    broadcast_draft.look_over(chat, chosen)


def pick(chat: Chat, which: str, chosen: BroadcastWithPhoto | None = None) -> None:
    """Ask which it is, where there are any; another one than the command named (`which`, `chosen`) is gone to."""
    kept = broadcasts.managed_by(chat.tx, chat.asker, LISTED)
    if chosen is not None and all(one.id != chosen.id for one in kept):
        kept.append(chosen)
    if not kept or (which and chosen is None):
        return
    picked = chat.choose("which", _("A new announcement, or one of these?"), listed(chat, kept))
    if picked != (which or NEW):
        chat.goto(BROADCAST, Named(of=picked))


def listed(chat: Chat, kept: list[BroadcastWithPhoto]) -> list[Option[str]]:
    """A new one, those that there are, and what messages cost, where they cost anything."""
    options = [Option(NEW, _("+ New announcement"), NEW)]
    if chat.services.tariffs:
        options.append(Option(allowances.REPORT[0], _("What messages cost"), allowances.REPORT[0]))
    return options + [Option(str(one.id), label(one, chat.tx.now), str(one.id)) for one in kept]


def label(kept: BroadcastWithPhoto, now: datetime) -> Text:
    """An announcement in a list."""
    short = shortened(" ".join(plain(kept.says.text).split()), SHOWN)
    return _("{number}. {text} ({state})", number=kept.id, text=short, state=STATES[kept.stands(now)])


def by_number(chat: Chat, number: int) -> BroadcastWithPhoto:
    """The announcement of this number, if it is the asker's to see."""
    try:
        return broadcasts.by_id(chat.tx, chat.asker, number)
    except OutOfScopeError:
        chat.stop(_("There is no such announcement among yours."), offers=[Offer(BROADCAST)])
