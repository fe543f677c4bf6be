"""The tree of units for those who organise it: look around, add, rename, move, merge, close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NoReturn, TypeVar

from handlers.engine import telling
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _
from handlers.units import UNITS
from handlers.units import words as unit_words
from handlers.units.picker import full_name, itself, pick_unit
from storage.errors import UnitChangeError, Why
from storage.organisation import unit_changes, unit_roles, units
from storage.organisation.notices import RoleMoved, RoleRevoked
from storage.organisation.records import Unit
from storage.text import fold, tidy

T = TypeVar("T")
SHORTEST, LONGEST = 3, 80


def tree(chat: Chat) -> None:
    """Pick a unit, look at it, and change it."""
    mine = unit_changes.organised(chat.tx, chat.asker)
    if not mine:  # taken away since the first question
        chat.stop(_("You no longer organise a unit, so there is none you could change."))
    unit = pick(chat, mine)
    match chat.choose("what", unit_words.about(chat, unit), actions(chat, unit, mine)):
        case "add":
            add(chat, unit)
        case "rename":
            rename(chat, unit)
        case "move":
            move(chat, unit, mine)
        case "merge":
            merge(chat, unit, mine)
        case "close":
            close(chat, unit)
        case _:
            chat.goto(UNITS)


def pick(chat: Chat, mine: list[Unit]) -> Unit:
    """The unit that the command named, or one that is chosen now."""
    for unit in mine:
        if str(unit.id) == chat.args(Named).of:
            return unit
    return pick_unit(chat, "unit", _("Which unit? Type its name, or choose it below."), among=mine, own=itself)


def actions(chat: Chat, unit: Unit, mine: list[Unit]) -> list[Option[str]]:
    """What can be done with a unit; moving, merging and closing it is for those who organise the one above it.

    A root, which has none above it, is moved and merged by its administrators where they have somewhere to put it.
    """
    options = [Option("add", _("+ Add a unit below it"), "add"), Option("rename", _("Rename the unit"), "rename")]
    if unit_changes.may_restructure(chat.tx, chat.asker, unit) and not_below(unit, mine):
        options += [
            Option("move", _("Move the unit"), "move"),
            Option("merge", _("Merge it into another"), "merge"),
        ]
        if unit.parent_id is not None:
            options.append(Option("close", _("Close the unit"), "close"))
    return [*options, Option("other", _("Another unit"), "other")]


# Names ---------------------------------------------------------------------------------------------------------------


def add(chat: Chat, parent: Unit) -> None:
    """A new unit below this one."""
    parse = partial(new_name, chat, parent.id)
    name = chat.ask("name", _("What is the new unit called? For example “Chi đoàn Ấp 3”."), parse)
    chat.confirm("sure", _("Add “{name}” below {parent}?", name=name, parent=full_name(chat.tx, parent)))
    child = changed(lambda: unit_changes.add(chat.tx, chat.asker, parent.id, name))
    chat.say(_("Added: {unit}.", unit=child.name), offers=after(child.id))


def rename(chat: Chat, unit: Unit) -> None:
    """Another name."""
    parse = partial(new_name, chat, unit.parent_id, but=unit.id)
    name = chat.ask("name", _("What should {unit} be called?", unit=unit.name), parse)
    chat.confirm("sure", _("Call it “{name}” instead of “{before}”?", name=name, before=unit.name))
    changed(lambda: unit_changes.rename(chat.tx, chat.asker, unit.id, name))
    chat.say(_("Done: it is called {unit} now.", unit=name), offers=after(unit.id))


def new_name(chat: Chat, parent_id: int | None, text: str, *, but: int = 0) -> str:
    """A name as typed.

    Raises:
        Bad: it is too short or too long, or taken.
    """
    name = tidy(text)
    if not SHORTEST <= len(name) <= LONGEST or not fold(name):
        raise Bad(
            _("A unit's name has {least} to {most} letters. Please write it once more.", least=SHORTEST, most=LONGEST)
        )
    if unit_changes.name_taken(chat.tx, parent_id, name, but=but):
        raise Bad(_("There is already a unit called “{name}” there. What should this one be called?", name=name))
    return name


# The tree ------------------------------------------------------------------------------------------------------------


def move(chat: Chat, unit: Unit, mine: list[Unit]) -> None:
    """Another place, with all that is below."""
    parent = elsewhere(chat, unit, mine, _("Which unit should {unit} be under?", unit=unit.name))
    if parent.id == unit.parent_id:
        chat.stop(_("{unit} stands there already.", unit=unit.name), offers=after(unit.id))
    if unit_changes.name_taken(chat.tx, parent.id, unit.name, but=unit.id):
        chat.stop(unit_words.WHY["name_taken"], offers=after(unit.id))
    chat.confirm("sure", unit_words.move_preview(chat, unit, parent))
    changed(lambda: unit_changes.move(chat.tx, chat.asker, unit.id, parent.id))
    chat.say(_("Done: {unit} stands below {parent} now.", unit=unit.name, parent=parent.name), offers=after(unit.id))


def merge(chat: Chat, unit: Unit, mine: list[Unit]) -> None:
    """Let the unit be a part of another one."""
    into = elsewhere(chat, unit, mine, _("Which unit should {unit} be merged into?", unit=unit.name))
    if unit_roles.roles_above(chat.tx, chat.asker, unit, into):
        chat.stop(unit_words.WHY["roles_above"], offers=after(unit.id))
    chat.confirm("sure", unit_words.merge_preview(chat, unit, into), yes=_("Merge them"), grave=True)
    for grant in changed(lambda: unit_changes.merge(chat.tx, chat.asker, unit.id, into.id)):
        notice = RoleMoved(role=grant.role, unit=into.name, before=unit.name)
        telling.tell(chat, grant.member_id, notice, f"role_moved:{grant.grant_id}:{unit.id}")
    chat.forget_person()
    chat.say(_("Done: {unit} is a part of {into} now.", unit=unit.name, into=into.name), offers=after(into.id))


def close(chat: Chat, unit: Unit) -> None:
    """Let the unit be no more."""
    if units.children(chat.tx, unit.id):
        chat.stop(unit_words.WHY["has_units"], offers=after(unit.id))
    if unit.parent_id is None:
        refuse("gone")
    above = units.by_id(chat.tx, unit.parent_id)
    if unit_roles.roles_above(chat.tx, chat.asker, unit, above):
        chat.stop(unit_words.WHY["roles_above"], offers=after(unit.id))
    chat.confirm("sure", unit_words.close_preview(chat, unit, above), yes=_("Close the unit"), grave=True)
    for grant in changed(lambda: unit_changes.close(chat.tx, chat.asker, unit.id)):
        notice = RoleRevoked(role=grant.role, unit=unit.name, closed=True)
        telling.tell(chat, grant.member_id, notice, f"role_revoked:{grant.grant_id}")
    chat.forget_person()
    chat.say(_("Done: {unit} is closed.", unit=unit.name), offers=after(above.id))


def elsewhere(chat: Chat, unit: Unit, mine: list[Unit], question: Text) -> Unit:
    """Another unit, none that is below this one."""
    others = not_below(unit, mine)
    if not others:
        refuse("gone")
    return pick_unit(chat, "to", question, among=others, own=itself)


def not_below(unit: Unit, mine: list[Unit]) -> list[Unit]:
    """The units that are neither this one nor below it."""
    return [other for other in mine if not other.path.startswith(unit.path)]


# Ends ----------------------------------------------------------------------------------------------------------------


def changed(change: Callable[[], T]) -> T:
    """What a change made; it ends the conversation where the change cannot be made."""
    try:
        return change()
    except UnitChangeError as error:
        refuse(error.why)


def refuse(why: Why) -> NoReturn:
    """End with the reason; nothing is changed."""
    raise Refused(unit_words.WHY[why])


def after(unit_id: int) -> list[Offer]:
    """What can be done next."""
    return [Offer(UNITS, Named(of=str(unit_id)), _("Look at the unit")), Offer(UNITS)]
