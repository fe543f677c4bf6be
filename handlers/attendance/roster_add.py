"""Somebody who has no phone, or whose phone is flat: found among the leader's people, or written down."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

from handlers.attendance import ROSTER, AtRoster, roster_words
from handlers.engine.chat import Bad, Chat, Option, Typed
from handlers.engine.text import _, shortened
from handlers.people.questions import ask_whole_name, with_accents
from handlers.typed.people import any_name, needs_a_yes
from storage.attendance import roster as rosters
from storage.attendance.roster import KnownPerson
from storage.campaigns.records import Shift
from storage.organisation import unit_search
from storage.organisation.records import Unit
from storage.people import members
from storage.text import tidy

UNITS_SHOWN = 40


def add_somebody(chat: Chat, shift: Shift, typed: str | None) -> tuple[int, str]:
    """Ask who it is; returns their id and name. Who is known by that name is offered before anybody is written down."""
    # "tất cả" is heard here, and means everybody
    name = typed if typed is not None else ask_whole_name(chat, "name", _("What is their full name?"), read=any_name)
    if typed is None and (many := roster_words.read(name)) is not None and many.everybody:
        chat.goto(ROSTER, AtRoster(of=str(shift.id), many=True, everybody=True, unclear=many.names))
    known = rosters.named(chat.tx, chat.asker, name)
    if known:
        options: list[Option[KnownPerson | None]] = [
            Option(str(person.member_id), _("{name}, {unit}", name=person.name, unit=person.unit), person)
            for person in known
        ]
        options.append(Option("new", _("None of these: add somebody"), None))
        chosen = chat.choose("known", _("Is it one of these?"), options)
        if chosen is not None:
            return chosen.member_id, chosen.name
    return write_down(chat, shift, name, asked=None if typed is not None else name)


def write_down(chat: Chat, shift: Shift, typed: str, *, asked: str | None) -> tuple[int, str]:
    """Write down somebody new, after a yes; nothing is sent to them until they join."""
    name = proper(chat, typed, asked=asked)
    unit = pick_unit(chat, rosters.units_of(chat.tx, chat.asker, shift), name)
    chat.confirm(
        "sure",
        _("Write down {name} at {unit}, and tick them for this shift?", name=name, unit=unit.name),
        declined=_("OK, nobody was added. The roster is at /roster."),
    )
    return members.enter(chat.tx, chat.asker, name=name, unit_id=unit.id).id, name


def proper(chat: Chat, typed: str, *, asked: str | None) -> str:
    """A full name: what was typed, if it is one, or what is asked for now; `asked` was asked for as one before."""
    with suppress(Bad):
        name = any_name(typed)
        if name == asked:
            return name
        if not needs_a_yes(name):
            return with_accents(chat, "accents", name)
    question = _(
        "“{name}” is not on the roster. To add them, please write their full name.", name=shortened(tidy(typed))
    )
    return ask_whole_name(chat, "full_name", question)


def pick_unit(chat: Chat, mine: list[Unit], name: str) -> Unit:
    """Where somebody belongs, among the units one leads; a leader of one branch is not asked."""
    if len(mine) == 1:
        return mine[0]
    options = [Option(str(unit.id), unit.name, unit) for unit in mine[:UNITS_SHOWN]]
    text = _("Which unit is {name} of? Choose, or type its name.", name=name)
    for attempt in count():
        answer = chat.choose_or_type(f"unit:{attempt}", text, options)
        if isinstance(answer, Unit):
            return answer
        match = unit_search.search(answer.text, mine) if isinstance(answer, Typed) else None
        if match is not None and match.certain:
            return match.units[0]
        if match is not None and match.units:
            options = [Option(str(unit.id), unit.name, unit) for unit in match.units]
            text = _("Which one do you mean?")
        else:
            text = _("None of your units has that name. Which unit is {name} in?", name=name)
    raise AssertionError  # the count has no end
