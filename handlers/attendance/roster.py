"""The roster of a shift: tick whoever is there, one or many, look at one person, add somebody; one thing a run."""

from __future__ import annotations

from collections import Counter
from typing import NoReturn

from handlers import labels
from handlers.attendance import ROSTER, AtRoster, roster_asked, roster_many, roster_person
from handlers.attendance.roster_add import add_somebody
from handlers.engine import telling
from handlers.engine.chat import Chat, Option, Typed
from handlers.engine.conversation import Named, Offer
from handlers.engine.outcomes import Ended
from handlers.engine.sheet import sheet
from handlers.engine.state import DONE
from handlers.engine.text import LANGUAGES, Text, _, ngettext, say, shortened
from handlers.imports import EXPORT
from handlers.reports import VERIFY
from handlers.typed import times
from storage.attendance import roster as rosters
from storage.attendance.notices import Ticked
from storage.attendance.roster import RosterPerson
from storage.campaigns.records import Shift
from storage.text import fold

ADD = "add"
ALL = "all"
UNDO = "undo"
EXCEL = "excel"
LISTED = 50


def roster(chat: Chat) -> None:
    """Show who is there, do one thing, and show it again."""
    shift = pick_shift(chat)
    people = rosters.people(chat.tx, chat.asker, shift)
    if chat.tx.now < shift.opens_at:
        to_print = Offer(EXPORT, Named(of=str(shift.id)), _("⬇ Sign-in sheet to print"))
        chat.stop(to_come(chat, shift, people), offers=[to_print] if chat.features.gives_files else [])
    args = chat.args(AtRoster)
    if args.many or args.undo:
        (roster_many.tick if args.many else roster_many.take_back)(chat, shift, people, args)
        again(chat, shift)
    shown = chat.running.asked
    answer = chat.choose_or_type("who", heading(chat, shift, people), entries(chat, shift, people), listed=True)
    if isinstance(answer, str):
        beside_names(chat, shift, answer)
    person = answer if isinstance(answer, RosterPerson) else None
    if isinstance(answer, Typed):
        person = next((one for one in people if fold(one.name) == fold(answer.text)), None)
        if person is None:
            say_what_is_asked(chat, shift, answer.text, people)
        if person is None and (many := roster_many.read(answer.text, people)) is not None:
            chat.goto(ROSTER, roster_many.meant(many, people, shown, shift))
    if person is None:
        member_id, name = add_somebody(chat, shift, answer.text if isinstance(answer, Typed) else None)
        tick_off(chat, shift, member_id, name)
    elif person.state in {None, "undone"}:
        tick_off(chat, shift, person.member_id, person.name)
    else:
        roster_person.look_at(chat, shift, person)
    again(chat, shift)


def say_what_is_asked(chat: Chat, shift: Shift, text: str, people: list[RosterPerson]) -> None:
    """Answer a question about the people, or say that a sentence is nobody's name; the roster stays open."""
    asked = roster_asked.answer(text, people)
    if asked is None and roster_asked.is_no_name(text) and roster_many.read(text, people) is None:
        asked = _("Nobody here is called “{typed}”. To add somebody, type their full name.", typed=shortened(text))
    if asked is not None:
        chat.say(asked)
        again(chat, shift)
    if bare_title(text):
        again(chat, shift)


def beside_names(chat: Chat, shift: Shift, answer: str) -> None:
    """Do what is no name's: end, hand over the file, or go on with many at once."""
    if answer == DONE:
        chat.stop(_("All right. The roster is at /roster whenever you need it."), offers=[Offer(VERIFY)])
    if answer == EXCEL:
        chat.say(
            _("Here is the roster as an Excel file. It's at /roster whenever you need it."),
            attach=sheet("roster", chat.asker.member_id, chat.words(_("Roster")), shift.title, shift_id=shift.id),
        )
        raise Ended
    if answer == ALL:
        chat.goto(ROSTER, AtRoster(of=str(shift.id), many=True, everybody=True))
    if answer == UNDO and (last := rosters.last_bulk(chat.tx, chat.asker, shift)) is not None:
        chat.goto(ROSTER, AtRoster(of=str(shift.id), undo=last.at.isoformat()))


def bare_title(text: str) -> bool:
    """Whether a text only calls the roster that is open already."""
    return fold(text) in {*ROSTER.commands, *(fold(say(ROSTER.title, language)) for language in LANGUAGES)}


def again(chat: Chat, shift: Shift) -> NoReturn:
    """Show the roster again."""
    chat.in_place = True
    chat.goto(ROSTER, AtRoster(of=str(shift.id)))


def pick_shift(chat: Chat) -> Shift:
    """The shift that the command named, or one that is on or near."""
    shifts = rosters.shifts(chat.tx, chat.asker)
    if not shifts:
        chat.stop(
            _(
                "No shift of yours is on now, was on in the last {days} days or comes in the next {days}.",
                days=rosters.NEAR.days,
            )
        )
    chosen = [shift for shift in shifts if str(shift.id) == chat.args(AtRoster).of]
    options = [Option(str(shift.id), shift_label(shift), shift) for shift in chosen or shifts]
    return chat.choose("shift", _("The roster of which shift?"), options, settle=True)


def shift_label(shift: Shift) -> Text:
    """A shift in a list."""
    return _(
        "{title}, {start:short} {start:time} to {end:time}", title=shift.title, start=shift.starts_at, end=shift.ends_at
    )


def heading(chat: Chat, shift: Shift, people: list[RosterPerson]) -> str:
    """What stands above the names: the shift, the counts, and what a tap does."""
    states = Counter(person.state for person in people)
    missing = Counter(person.seat for person in people if not person.there)
    counts = [_("There: {count}", count=states["verified"] + states["waiting"])]
    if states["waiting"]:
        counts.append(_("to be verified: {count}", count=states["waiting"]))
    counts.append(_("not there: {count}", count=missing["seated"]))
    if missing["waiting"]:
        counts.append(_("waitlist: {count}", count=missing["waiting"]))
    lines: list[Text | str] = [
        _("Roster of “{title}”", title=shift.title),
        _("{start:date}, {start:time} to {end:time}", start=shift.starts_at, end=shift.ends_at),
        " · ".join(chat.words(count) for count in counts),
    ]
    lines.append(_("Tap ☐ a name to tick it, ✓ a name to change it. Or type a name to find or add somebody."))
    if sum(roster_many.is_missing(person) for person in people) > 1:
        lines.append(_("Many at once: “all here”, “1-8”, “all but Lan, Bảo”."))
    return "\n".join(chat.words(line) for line in lines)


def to_come(chat: Chat, shift: Shift, people: list[RosterPerson]) -> str:
    """Who signed up for a shift that is still to come."""
    lines = [
        _("Roster of “{title}”", title=shift.title),
        _("{start:date}, {start:time} to {end:time}", start=shift.starts_at, end=shift.ends_at),
        ngettext("{count} person on it:", "{count} people on it:", len(people))
        if people
        else _("Nobody is on it yet."),
        *(_("• {name}, {unit}", name=person.name, unit=person.unit) for person in people[:LISTED]),
    ]
    if len(people) > LISTED:
        lines.append(_("… and {more} more", more=len(people) - LISTED))
    lines.append(_("Ticking begins at {opens:moment}.", opens=shift.opens_at))
    return "\n".join(chat.words(line) for line in lines)


def entries(chat: Chat, shift: Shift, people: list[RosterPerson]) -> list[Option[RosterPerson | str]]:
    """The names, and what else can be done."""
    namesakes = Counter(person.search_key for person in people)
    options: list[Option[RosterPerson | str]] = [
        Option(person.key, entry(person, shift, with_unit=namesakes[person.search_key] > 1), person)
        for person in people
    ]
    missing = sum(roster_many.is_missing(person) for person in people)
    last = rosters.last_bulk(chat.tx, chat.asker, shift)
    if missing > 1:
        options.append(Option(ALL, _("✓ All here ({count})", count=missing), ALL, pinned=True))
    if last is not None:
        options.append(Option(UNDO, _("↩ Take back the last {count}", count=len(last.members)), UNDO, pinned=True))
    as_file: list[Option[RosterPerson | str]] = [Option(EXCEL, _("⬇ Excel file"), EXCEL, pinned=True)]
    return [
        *options,
        Option(ADD, _("+ Somebody without a phone"), ADD, pinned=True),
        *(as_file if chat.features.gives_files else []),
        Option(DONE, _("Done"), DONE, pinned=True),
    ]


def entry(person: RosterPerson, shift: Shift, *, with_unit: bool) -> Text:
    """A name on the roster: whether they are there, since when and by what proof."""
    name: Text | str = _("{name} ({unit})", name=person.name, unit=person.unit) if with_unit else person.name
    if person.own:
        name = _("{name} (you)", name=name)
    match person.state:
        case "verified" if not person.hours_pending and person.minutes_verified != shift.minutes:
            length = times.in_hours(person.minutes_verified or 0)
            return _("✓ {name}, {at:time}, {length}", name=name, at=person.checked_in_at, length=length)
        case "verified":
            return _("✓ {name}, {at:time}", name=name, at=person.checked_in_at)
        case "waiting":
            how = labels.proofs(person.proof or "")
            return _("⏳ {name}, {at:time} by {how}", name=name, at=person.checked_in_at, how=how)
        case "returned":
            return _("✗ {name}, returned", name=name)
        case _ if person.seat == "waiting":
            return _("☐ {name}, waitlist", name=name)
        case _:
            return _("☐ {name}", name=name)


def tick_off(chat: Chat, shift: Shift, member_id: int, name: str) -> None:
    """Check somebody in on the leader's own authority, and tell them."""
    if rosters.is_own(chat.tx, chat.asker, member_id):
        chat.say(_("You can't tick yourself: please ask whoever leads the unit above yours."))
        return
    check_in_id = rosters.tick_off(chat.tx, chat.asker, shift, member_id)
    if check_in_id is None:
        chat.say(_("{name} is checked in already.", name=name))
        return
    minutes = shift.minutes if shift.is_over(chat.tx.now) else None
    notice = Ticked(title=shift.title, starts_at=shift.starts_at, ends_at=shift.ends_at, minutes=minutes)
    telling.tell(chat, member_id, notice, f"ticked:{check_in_id}:{chat.tx.now.timestamp()}")
    chat.say(_("✓ {name} is checked in.", name=name))
