"""Undoes an import within a day; what others have used since stays, and is listed."""

from __future__ import annotations

from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.text import Text, _
from handlers.imports.words import written
from storage.imports import imports
from storage.imports.imports import Import

TOO_LATE = _("That import is a day old, or was taken back already.")


def undo_import(chat: Chat) -> None:
    """Show the imports of the last day, and undo one after a yes."""
    undoable = imports.undoable(chat.tx, chat.asker)
    if not undoable:
        chat.stop(_("You have imported nothing in the last day that could be taken back."))
    options = [Option(str(one.id), label(one), one) for one in undoable]
    chosen = chat.choose("which", _("Which import shall I take back?"), options, settle=True)
    chat.confirm(
        "sure",
        _(
            "Take back “{name}” ({what})? What others have used since stays, and I tell you what that is.",
            name=chosen.name,
            what=written(chosen.entered, chosen.ticked),
        ),
    )
    if not imports.undo(chat.tx, chat.asker, chosen.id):
        raise Refused(TOO_LATE)
    chat.services.job_queued()
    chat.say(_("All right, I am taking it back and tell you when it is done."))


def label(import_: Import) -> Text:
    """An import in a list."""
    return _("{name}, {at:moment}", name=import_.name, at=import_.begun_at)
