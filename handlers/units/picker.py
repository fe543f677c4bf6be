"""Pick a unit: by its name as people type it, or down the tree by buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from handlers.engine.chat import Chat, Option, Typed
from handlers.engine.text import Text, _
from storage.database import Transaction
from storage.organisation import unit_search, units
from storage.organisation.records import Unit
from storage.organisation.unit_search import UnitMatches
from storage.text import tidy

LONGEST_ECHO = 40


@dataclass(frozen=True, slots=True)
class Pick:
    """What an option leads to: a unit to look below, or, if `final`, the answer; no unit: the top of the tree."""

    unit: Unit | None
    final: bool = False


def mine(unit: Unit) -> Text:
    """The words that say: this very unit is mine, none below it."""
    return _("My unit is {unit} itself", unit=unit.name)


def itself(unit: Unit) -> Text:
    """The words that say: this very unit is meant, none below it."""
    return _("{unit} itself", unit=unit.name)


def whole(unit: Unit) -> Text:
    """The words that say: this unit is meant, with all below it."""
    return _("All of {unit}", unit=unit.name)


def pick_unit(
    chat: Chat, step: str, question: Text, *, among: Sequence[Unit] | None = None, own: Callable[[Unit], Text] = mine
) -> Unit:
    """Ask for a unit, as often as it takes; the questions after the first are steps "<step>/1", "<step>/2".

    `among` leaves only these to choose from, and an only one is not asked about; `own` words the choice of a unit
    instead of one below it.
    """
    everything = units.all_open(chat.tx) if among is None else list(among)
    if not everything:
        chat.stop(_("No unit is set up here yet. Please ask your office."))
    if among is not None and len(everything) == 1:
        return everything[0]
    beginning = question, top(everything, own)
    text, options = beginning
    for attempt in count(1):
        answer = chat.choose_or_type(step, text, options)
        step = f"{step.partition('/')[0]}/{attempt}"
        if isinstance(answer, Typed):
            match = unit_search.search(answer.text, everything)
            if not match.certain:
                likely = offered(chat, answer.text, match, everything, elsewhere=among is not None)
                text, options = likely or beginning
                continue
            answer = Pick(match.units[0])
        if answer.unit is None:
            text, options = beginning
            continue
        below = [unit for unit in everything if unit.parent_id == answer.unit.id]
        if answer.final or not below:
            return answer.unit
        text = question_below(answer.unit, own_units=among is not None)
        options = [stay(answer.unit, own), *map(downwards, below)]
    raise AssertionError  # the count has no end


def question_below(unit: Unit, *, own_units: bool) -> Text:
    """The question which of the units below this one is meant."""
    if own_units:
        return _("Below {unit}: which one? Choose it, or type a name.", unit=unit.name)
    return _("{unit}: which one below it? Choose, or type a name.", unit=unit.name)


def top(everything: list[Unit], own: Callable[[Unit], Text]) -> list[Option[Pick]]:
    """Where the tree begins: its roots or, below a single root, that root's children and itself.

    It stands first where all of it may be meant, and last where one says what one is a member of: hardly anybody is.
    """
    known = {unit.id for unit in everything}
    roots = [unit for unit in everything if unit.parent_id not in known]
    if len(roots) > 1:
        return list(map(downwards, roots))
    below = [downwards(unit) for unit in everything if unit.parent_id == roots[0].id]
    return [*below, stay(roots[0], own)] if own is mine else [stay(roots[0], own), *below]


def downwards(unit: Unit) -> Option[Pick]:
    """An option that leads to what is below a unit."""
    return Option(str(unit.id), unit.name, Pick(unit))


def stay(unit: Unit, own: Callable[[Unit], Text]) -> Option[Pick]:
    """The option that says: this very unit, none below it."""
    return Option(f"here:{unit.id}", own(unit), Pick(unit, final=True))


def offered(
    chat: Chat, typed: str, match: UnitMatches, everything: list[Unit], *, elsewhere: bool
) -> tuple[Text, list[Option[Pick]]] | None:
    """The question which of several likely units is meant; None, after saying so, where no name is similar.

    `elsewhere` says that there are other units, which cannot be chosen here.
    """
    if not match.units and elsewhere:
        chat.say(
            _(
                "None of your units is called “{typed}”. Try again, or choose one below.",
                typed=tidy(typed)[:LONGEST_ECHO],
            )
        )
        return None
    if not match.units:
        chat.say(
            _(
                "I can't find a unit called “{typed}”. It may be spelled differently: try again, or choose it below.",
                typed=tidy(typed)[:LONGEST_ECHO],
            )
        )
        return None
    by_id = {unit.id: unit for unit in everything}
    options = [Option(str(unit.id), with_parents(unit, by_id), Pick(unit)) for unit in match.units]
    options.append(Option("tree", _("None of these: show me the list"), Pick(None)))
    if match.more:
        return _("Many units are called that. Choose, or type more of it, such as “ấp 3 đại tâm”."), options
    return _("Which one do you mean?"), options


def with_parents(unit: Unit, known: dict[int, Unit]) -> str:
    """A unit's name with those above it but the root: "Chi đoàn Ấp 3, Đoàn xã Đại Tâm, Mỹ Xuyên"."""
    above = [known[int(unit_id)] for unit_id in reversed(unit.path.split(".")[1:-2]) if int(unit_id) in known]
    return ", ".join([unit.name, *(parent.name for parent in above[:1]), *map(unit_search.core_name, above[1:])])


def full_name(tx: Transaction, unit: Unit) -> str:
    """A unit's name with those above it, as a person is shown where they belong."""
    return with_parents(unit, {ancestor.id: ancestor for ancestor in units.ancestors(tx, unit)})
