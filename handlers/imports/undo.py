"""Undoes an import within a day; what others have used since stays, and is listed. Changes of the plan likewise."""

from __future__ import annotations

from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Named
from handlers.engine.text import Text, _
from handlers.imports.words import written
from handlers.plan import PLAN, UNDO
from storage.imports import imports
from storage.imports.imports import Import
from storage.plan import changes

TOO_LATE = _("That import is a day old, or was taken back already.")
OF_THE_PLAN: Option[Import | None] = Option(UNDO, _("A change of the plan"), None)


def undo_import(chat: Chat) -> None:
    """Show the imports of the last day, and undo one after a yes; or go on to the plan's changes."""
    undoable = imports.undoable(chat.tx, chat.asker)
    in_the_plan = bool(changes.undoable(chat.tx, chat.asker))
    if not undoable and not in_the_plan:
        chat.stop(_("You haven't imported anything in the last day that could be undone."))
    options: list[Option[Import | None]] = [Option(str(one.id), label(one), one) for one in undoable]
    options += [OF_THE_PLAN] if in_the_plan else []
    chosen = chat.choose("which", _("Which import should I undo?"), options, settle=True)
    if chosen is None:
        chat.goto(PLAN, Named(of=UNDO))
    chat.confirm(
        "sure",
        _(
            "Take back “{name}” ({what})? What others have used since stays, and I tell you what that is.",
            name=chosen.name,
            what=written(chosen.entered, chosen.ticked),
        ),
        grave=True,
    )
    if not imports.undo(chat.tx, chat.asker, chosen.id):
        raise Refused(TOO_LATE)
    chat.services.job_queued()
    chat.say(_("All right, I'm undoing it and will tell you when it's done."))


def label(import_: Import) -> Text:
    """An import in a list."""
    return _("{name}, {at:moment}", name=import_.name, at=import_.begun_at)
