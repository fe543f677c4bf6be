"""The log: who changed what, when, and what it was before; for administrators, of their units."""

from __future__ import annotations

from handlers.audit import AUDIT_LOG, LogPage
from handlers.audit import words as audit_words
from handlers.engine.chat import Bad, Chat, Option
from handlers.engine.sheet import sheet
from handlers.engine.state import DONE
from handlers.engine.text import Text, _
from handlers.units.picker import pick_unit, whole
from storage import audit
from storage.audit import AuditEntry
from storage.organisation import units
from storage.records import Role
from storage.text import fold

LISTED = 8


def audit_log(chat: Chat) -> None:
    """Show a page, and go on to older ones, to one person's or to one unit's."""
    wanted = chat.args(LogPage)
    listed = entries(chat, wanted)
    if not listed and not filtered(wanted):
        chat.stop(_("Nothing has been changed in your units yet."))
    match chat.choose("next", page(chat, wanted, listed[:LISTED]), options(chat, wanted, listed)):
        case "older":
            chat.goto(AUDIT_LOG, wanted.model_copy(update={"upto": listed[LISTED].id}))
        case "person":
            chat.goto(AUDIT_LOG, LogPage(person=whose(chat)))
        case "unit":
            chat.goto(AUDIT_LOG, LogPage(unit=which(chat)))
        case "excel":
            path = path_of(chat, wanted)
            chat.say(
                _("Here is the log as an Excel file."),
                attach=sheet(
                    "audit",
                    chat.asker.member_id,
                    chat.words(_("Log")),
                    person_id=wanted.person,
                    path=path,
                ),
            )
        case "all":
            chat.goto(AUDIT_LOG)
        case _:
            chat.stop(_("All right. The log is at /log whenever you need it."))


def path_of(chat: Chat, wanted: LogPage) -> str:
    """The path of the unit whose entries are wanted; "" for all."""
    return units.by_id(chat.tx, wanted.unit).path if wanted.unit else ""


def entries(chat: Chat, wanted: LogPage) -> list[AuditEntry]:
    """This page's entries, and one more if there are older ones."""
    return audit.page(
        chat.tx,
        chat.asker,
        most=LISTED + 1,
        upto=audit.NEWEST if wanted.upto is None else wanted.upto,
        person_id=wanted.person,
        path=path_of(chat, wanted),
    )


def filtered(wanted: LogPage) -> bool:
    """Whether only one person's or unit's entries are shown."""
    return bool(wanted.person or wanted.unit)


def page(chat: Chat, wanted: LogPage, listed: list[AuditEntry]) -> str:
    """The entries in words, the newest first."""
    lines: list[Text | str] = [_("Of the log, newest first:") if filtered(wanted) else _("The log, newest first:")]
    lines += [audit_words.line(entry) for entry in listed]
    if not listed:
        lines.append(_("Nothing is there."))
    return "\n".join(map(chat.words, lines))


def options(chat: Chat, wanted: LogPage, listed: list[AuditEntry]) -> list[Option[str]]:
    """What can be done next."""
    choices = [Option("older", _("Older"), "older")] if len(listed) > LISTED else []
    choices += [Option("person", _("Of one person"), "person"), Option("unit", _("Of one unit"), "unit")]
    if filtered(wanted):
        choices.append(Option("all", _("Everything"), "all"))
    if chat.features.gives_files:
        choices.append(Option("excel", _("⬇ Excel file"), "excel"))
    return [*choices, Option(DONE, _("Done"), DONE)]


def whose(chat: Chat) -> int:
    """The person whose entries are wanted."""

    def known(text: str) -> str:
        key = fold(text)
        if not key or not audit.people(chat.tx, chat.asker, key):
            raise Bad(_("Nobody of that name is in the log of your units. Who do you mean?"))
        return key

    key = chat.ask("name", _("Whose entries? Type a name, or a part of it."), known)
    people = audit.people(chat.tx, chat.asker, key)
    options = [
        Option(str(person.id), _("{name}, {unit}", name=person.name, unit=person.unit), person.id) for person in people
    ]
    return chat.choose("person", _("Which of these?"), options, settle=True)


def which(chat: Chat) -> int:
    """The unit whose entries, with those of the units below, are wanted."""
    among = [unit for unit in units.all_open(chat.tx) if chat.asker.may(Role.ADMIN, unit.path)]
    return pick_unit(chat, "unit", _("Which unit? Type its name, or choose it below."), among=among, own=whole).id
