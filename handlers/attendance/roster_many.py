"""Many people of a roster at once: shown, ticked after one yes, and taken back for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handlers.attendance import AtRoster, roster_words
from handlers.attendance.roster_words import Many
from handlers.engine import telling
from handlers.engine.chat import Chat, Option
from handlers.engine.state import Asked
from handlers.engine.text import Text, _, ngettext
from handlers.typed.reasons import reason_of
from storage.attendance import roster as rosters
from storage.attendance.notices import Ticked, TickUndone
from storage.attendance.roster import RosterPerson
from storage.campaigns.records import Shift

LISTED = 50
OFFERED = 8


def is_missing(person: RosterPerson) -> bool:
    """Whether somebody has a seat, is not there yet, and could be ticked by this leader."""
    return person.state in {None, "undone"} and person.seat == "seated" and not person.own


def read(text: str, people: list[RosterPerson]) -> Many | None:
    """Who is meant by what a leader typed; None where it names nobody of the roster and says nothing of many."""
    many = roster_words.read(text)
    if many is None and roster_words.matching(text, people):
        return Many(everybody=False, names=(text,))
    return many


def meant(many: Many, people: list[RosterPerson], shown: Asked | None, shift: Shift) -> AtRoster:
    """Who is meant, numbers being those of the names as shown; what is not clear is left to be asked about."""
    ids = {person.key: person.member_id for person in people}
    listed = [key for key in shown.listed if ":" in key] if shown is not None else []
    members: list[int] = []
    unclear: list[str] = []
    for number in many.numbers:
        member_id = ids.get(listed[number - 1]) if 0 < number <= len(listed) else None
        members += [member_id] if member_id is not None else []
        unclear += [str(number)] if member_id is None else []
    for name in many.names:
        fitting = roster_words.matching(name, people)
        members += [people[fitting[0]].member_id] if len(fitting) == 1 else []
        unclear += [name] if len(fitting) != 1 else []
    return AtRoster(
        of=str(shift.id), many=True, everybody=many.everybody, members=tuple(members), unclear=tuple(unclear)
    )


def tick(chat: Chat, shift: Shift, people: list[RosterPerson], args: AtRoster) -> None:
    """Ask about who is not clear, show who would be ticked, and tick them after a yes."""
    named = set(args.members)
    for number, typed in enumerate(args.unclear):
        named |= ask_who(chat, number, typed, people, everybody=args.everybody)
    if args.everybody:
        ticked = [person for person in people if is_missing(person) and person.member_id not in named]
    else:
        ticked = [person for person in people if person.member_id in named and can_be_ticked(person)]
    if not ticked:
        chat.say(_("None of these people still need to be ticked."))
        return
    ticked.sort(key=lambda person: person.search_key.rpartition(" ")[2])
    left_out = [person for person in people if person not in ticked and is_left_out(person, args, named)]
    chat.confirm(
        "sure",
        overview(chat, shift, ticked, left_out),
        yes=ngettext("Tick {count} person", "Tick {count} people", len(ticked)),
        declined=_("OK, nobody was ticked. The roster is at /roster."),
    )
    done = [person for person in ticked if tick_one(chat, shift, person)]
    chat.say(ngettext("✓ {count} person is checked in.", "✓ {count} people are checked in.", len(done)))


def can_be_ticked(person: RosterPerson) -> bool:
    """Whether somebody is not there yet and is not the leader themselves."""
    return person.state in {None, "undone"} and not person.own


def is_left_out(person: RosterPerson, args: AtRoster, named: set[int]) -> bool:
    """Whether an overview says that this person is not ticked: whoever was named or could be expected."""
    return person.member_id in named or (args.everybody and not person.there)


def ask_who(chat: Chat, number: int, typed: str, people: list[RosterPerson], *, everybody: bool) -> set[int]:
    """Who is meant by a name that fits several or nobody; none where it is left out."""
    fitting = [people[index] for index in roster_words.matching(typed, people)][:OFFERED]
    options: list[Option[tuple[int, ...]]] = [
        Option(str(person.member_id), _("{name}, {unit}", name=person.name, unit=person.unit), (person.member_id,))
        for person in fitting
    ]
    if len(fitting) > 1:
        options.append(Option("all", _("All of these"), tuple(person.member_id for person in fitting)))
        options.append(Option("none", _("None of these"), ()))
        question = _("There are several “{name}” on the roster. Who is meant?", name=typed)
    else:
        options.append(Option("none", _("Go on without “{name}”", name=typed), ()))
        question = without(typed, everybody=everybody)
    chosen: tuple[int, ...] = chat.choose(f"who:{number}", question, options)
    return set(chosen)


def without(typed: str, *, everybody: bool) -> Text:
    """What is said of a number or name that is not on the roster."""
    if typed.isdecimal():
        return _("There is no number {number} among the names that I showed.", number=typed)
    if everybody:
        return _("There is no “{name}” on this roster, so they won't be ticked anyway.", name=typed)
    return _("There is no “{name}” on this roster. You can add them afterwards, by their full name.", name=typed)


def overview(chat: Chat, shift: Shift, ticked: list[RosterPerson], left_out: list[RosterPerson]) -> str:
    """Who would be ticked, and who would not."""
    count = len(ticked)
    lines = [
        ngettext(
            "I would tick {count} person at “{title}”:",
            "I would tick {count} people at “{title}”:",
            count,
            title=shift.title,
        ),
        *(_("{number}. {name}", number=number, name=name(person)) for number, person in listed(ticked)),
    ]
    if count > LISTED:
        lines.append(_("… and {more} more", more=count - LISTED))
    if left_out:
        lines.append(_("Not ticked: {names}", names=", ".join(why_not(chat, person) for person in left_out[:LISTED])))
    return "\n".join(chat.words(line) for line in lines)


def listed(people: list[RosterPerson]) -> Iterable[tuple[int, RosterPerson]]:
    """As many as an overview shows, numbered."""
    return enumerate(people[:LISTED], 1)


def name(person: RosterPerson) -> Text | str:
    """A name in an overview."""
    return _("{name}, waitlist", name=person.name) if person.seat == "waiting" else person.name


def why_not(chat: Chat, person: RosterPerson) -> str:
    """Somebody who is not ticked, and why, where that is not the leader's own wish."""
    if person.own:
        return chat.words(_("{name} (you)", name=person.name))
    if person.there:
        return chat.words(_("{name} (there already)", name=person.name))
    if person.state == "returned":
        return chat.words(_("{name} (returned)", name=person.name))
    return chat.words(name(person))


def tick_one(chat: Chat, shift: Shift, person: RosterPerson) -> bool:
    """Check one of many in, and tell them; False where somebody else was faster."""
    check_in_id = rosters.tick_off(chat.tx, chat.asker, shift, person.member_id)
    if check_in_id is None:
        return False
    minutes = shift.minutes if shift.is_over(chat.tx.now) else None
    notice = Ticked(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, minutes=minutes)
    telling.tell(chat, person.member_id, notice, f"ticked:{check_in_id}:{chat.tx.now.timestamp()}")
    return True


def take_back(chat: Chat, shift: Shift, people: list[RosterPerson], args: AtRoster) -> None:
    """Take back whom the leader ticked last, all of them, with a reason that each of them reads."""
    at = datetime.fromisoformat(args.undo)
    last = rosters.last_bulk(chat.tx, chat.asker, shift)
    ticked = [person for person in people if last is not None and last.at == at and person.member_id in last.members]
    if not ticked:
        chat.say(_("There is nothing left to take back."))
        return
    names = ", ".join(person.name for person in ticked[:LISTED])
    reason = chat.ask(
        "reason",
        _("Take back {names}? Why? They will read it.", names=names),
        reason_of,
        hints=[_("Ticked by mistake"), _("You were not there")],
        prose=True,
    )
    taken = [person for person in ticked if rosters.undo(chat.tx, chat.asker, shift, person, reason)]
    for person in taken:
        notice = TickUndone(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, reason=reason)
        telling.tell(chat, person.member_id, notice, f"undone:{person.check_in_id}:{chat.tx.now.timestamp()}")
    chat.say(ngettext("Taken back: {count} person.", "Taken back: {count} people.", len(taken)))
