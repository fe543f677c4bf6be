"""Takes a change of the plan back within a day: a programme that was read, an item removed, renamed or moved."""

from __future__ import annotations

from typing import NoReturn

from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.outcomes import Ended
from handlers.engine.text import Text, _, ngettext, shortened
from handlers.plan import PLAN
from storage.errors import OutOfScopeError
from storage.plan import changes
from storage.plan.changes import ChangeKind, PlanChange

LISTED = 20
TOO_LATE = _("That change is a day old, or was taken back already.")
KINDS: dict[ChangeKind, Text] = {
    "read": _("read from “{name}”"),
    "add": _("“{name}” was added"),
    "date": _("another day for “{name}”"),
    "rename": _("another name for “{name}”"),
    "switch": _("“{name}” was switched off or on"),
    "remove": _("“{name}” was removed"),
}


def take_back(chat: Chat, change_id: str) -> NoReturn:
    """Take back the change of this id, or one that is chosen, after a yes."""
    undoable = changes.undoable(chat.tx, chat.asker)
    change = next((one for one in undoable if str(one.id) == change_id), None)
    if change is None and change_id:
        chat.stop(TOO_LATE, offers=[Offer(PLAN)])
    if not undoable:
        chat.stop(_("Nothing in the plan was changed in the last day."), offers=[Offer(PLAN)])
    if change is None:
        options = [Option(str(one.id), label(one), one) for one in undoable[:LISTED]]
        change = chat.choose("which", _("Which change should I undo?"), options, settle=True)
    chat.confirm("sure", _("Take this back: {what}? The plan is then as it was before.", what=said(change)))
    try:
        staying = changes.take_back(chat.tx, chat.asker, change.id)
    except OutOfScopeError:
        raise Refused(TOO_LATE) from None
    text = _("Taken back: {what}.", what=said(change))
    if staying:
        stay = ngettext(
            "{count} item was changed again since, and stays.",
            "{count} items were changed again since, and stay.",
            staying,
        )
        text = _("{first} {second}", first=text, second=stay)
    chat.say(text, offers=[Offer(PLAN)])
    raise Ended


def said(change: PlanChange) -> Text:
    """What was changed."""
    return Text(KINDS[change.kind].message, facts={"name": shortened(change.name)})


def label(change: PlanChange) -> Text:
    """A change in a list."""
    return _("{at:time} {at:short}: {what}", at=change.made_at, what=said(change))
