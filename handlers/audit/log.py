"""The log: who changed what, when, and what it was before; for administrators, of their units."""

from __future__ import annotations

from typing import NoReturn

from handlers.audit import words as audit_words
from handlers.engine.chat import Bad, Chat, Option, conversation
from handlers.engine.sheet import sheet
from handlers.engine.state import DONE
from handlers.engine.text import Text, _
from handlers.units.picker import itself, pick_unit
from storage import audit
from storage.audit import Entry
from storage.organisation import units
from storage.records import Role
from storage.text import fold

LISTED = 8


@conversation("nhatky", "log", title=_("Log"), needs=Role.ADMIN)
def audit_log(chat: Chat) -> None:
    """Show a page, and go on to older ones, to one person's or to one unit's."""
    if chat.asker.rank < Role.ADMIN:  # taken away since the first question
        chat.stop(_("You are no administrator any more, so the log is not yours to read."))
    found = entries(chat)
    if not found and not filtered(chat):
        chat.stop(_("Nothing has been changed in your units yet."))
    match chat.choose("next", page(chat, found[:LISTED]), options(chat, found)):
        case "older":
            again(chat, upto=str(found[LISTED].id))
        case "person":
            again(chat, upto="", person=str(whose(chat)), unit="")
        case "unit":
            again(chat, upto="", person="", unit=str(which(chat)))
        case "excel":
            path = units.by_id(chat.tx, int(chat.args["unit"])).path if chat.args.get("unit") else ""
            chat.say(
                _("Here is the log as an Excel file."),
                attach=sheet(
                    "audit",
                    chat.asker.member_id,
                    chat.words(_("Log")),
                    person_id=int(chat.args.get("person") or 0),
                    path=path,
                ),
            )
        case "all":
            again(chat, upto="", person="", unit="")
        case _:
            chat.stop(_("All right. You find the log again at /nhatky."))


def entries(chat: Chat) -> list[Entry]:
    """This page's entries, and one more if there are older ones."""
    given = chat.args
    path = units.by_id(chat.tx, int(given["unit"])).path if given.get("unit") else ""
    return audit.page(
        chat.tx,
        chat.asker,
        most=LISTED + 1,
        upto=int(given.get("upto") or audit.NEWEST),
        person_id=int(given.get("person") or 0),
        path=path,
    )


def filtered(chat: Chat) -> bool:
    """Whether only one person's or unit's entries are shown."""
    return bool(chat.args.get("person") or chat.args.get("unit"))


def page(chat: Chat, found: list[Entry]) -> str:
    """The entries in words, the newest first."""
    lines: list[Text | str] = [_("Of the log, newest first:") if filtered(chat) else _("The log, newest first:")]
    lines += [audit_words.line(entry) for entry in found]
    if not found:
        lines.append(_("Nothing is there."))
    return "\n".join(map(chat.words, lines))


def options(chat: Chat, found: list[Entry]) -> list[Option[str]]:
    """Where one can go on to."""
    listed = [Option("older", _("Older"), "older")] if len(found) > LISTED else []
    listed += [Option("person", _("Of one person"), "person"), Option("unit", _("Of one unit"), "unit")]
    if filtered(chat):
        listed.append(Option("all", _("Everything"), "all"))
    if chat.around.takes_files:
        listed.append(Option("excel", _("⬇ Excel file"), "excel"))
    return [*listed, Option(DONE, _("Done"), DONE)]


def whose(chat: Chat) -> int:
    """The person whose entries are wanted."""

    def known(text: str) -> str:
        key = fold(text)
        if not key or not audit.people(chat.tx, chat.asker, key):
            raise Bad(_("Nobody of that name is in the log of your units. Whom do you mean?"))
        return key

    key = chat.ask("name", _("Whose entries? Type a name, or a part of it."), known)
    found = audit.people(chat.tx, chat.asker, key)
    options = [Option(str(one.id), _("{name}, {unit}", name=one.name, unit=one.unit), one.id) for one in found]
    return chat.choose("person", _("Which of these?"), options, settle=True)


def which(chat: Chat) -> int:
    """The unit whose entries, with those of the units below, are wanted."""
    among = [unit for unit in units.all_open(chat.tx) if chat.asker.may(Role.ADMIN, unit.path)]
    return pick_unit(chat, "unit", _("Which unit? Type its name, or choose it below."), among=among, own=itself).id


def again(chat: Chat, **given: str) -> NoReturn:
    """Show another page."""
    chat.goto("nhatky", **{**chat.args, **given})
