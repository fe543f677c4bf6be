"""Words for a unit and what belongs to it, and for what a change of the tree will change."""

from __future__ import annotations

from handlers.engine.chat import Chat
from handlers.engine.text import Text, _, ngettext
from handlers.units.picker import full_name
from storage.errors import Why
from storage.organisation import unit_changes, units
from storage.organisation.records import Unit

NAMED = 5

WHY: dict[Why, Text] = {
    "gone": _("You can't change that unit, or not any more."),
    "below_itself": _("A unit cannot stand below itself."),
    "name_taken": _("There is a unit of that name in that place already. Please rename one of them first."),
    "has_units": _("There are units below it. Please move or merge them first."),
    "roles_above": _("Somebody's role over this unit is above yours. An administrator has to do this."),
}


def about(chat: Chat, unit: Unit) -> str:
    """A unit, and what belongs to it and those below."""
    lines: list[Text | str] = [full_name(chat.tx, unit), *belongings(chat, unit), "", _("What next?")]
    return "\n".join(map(chat.words, lines))


def belongings(chat: Chat, unit: Unit) -> list[Text]:
    """What belongs to a unit and those below it, a line for each kind."""
    have = unit_changes.belongings(chat.tx, unit)
    lines = [
        ngettext("• {count} unit below", "• {count} units below", have.units),
        ngettext("• {count} member", "• {count} members", have.members),
        ngettext("• {count} role", "• {count} roles", have.roles),
        ngettext("• {count} shift to come", "• {count} shifts to come", have.shifts),
        ngettext("• {count} campaign", "• {count} campaigns", have.campaigns),
    ]
    return [line for line in lines if line.count] or [_("• Nobody and nothing yet")]


def move_preview(chat: Chat, unit: Unit, parent: Unit) -> str:
    """The question before a unit is moved."""
    if unit.parent_id is None:
        return root_move_preview(chat, unit, parent)
    before = units.by_id(chat.tx, unit.parent_id)
    lines: list[Text | str] = [
        _(
            "Move {unit} from {before} to {parent}? With it go:",
            unit=unit.name,
            before=before.name,
            parent=full_name(chat.tx, parent),
        ),
        *belongings(chat, unit),
        _(
            "Whoever leads {parent} leads it too from then on, and whoever leads {before} no longer does.",
            parent=parent.name,
            before=before.name,
        ),
    ]
    return "\n".join(map(chat.words, lines))


def root_move_preview(chat: Chat, unit: Unit, parent: Unit) -> str:
    """The question before a unit that stands below no other, such as a province, is put below one."""
    lines: list[Text | str] = [
        _(
            "Put {unit}, which stands below no other unit, below {parent}? With it go:",
            unit=unit.name,
            parent=full_name(chat.tx, parent),
        ),
        *belongings(chat, unit),
        _("Whoever leads {parent} leads it too from then on.", parent=parent.name),
        _("The year's plan is changed at the top alone: no longer by those who organise {unit}.", unit=unit.name),
    ]
    return "\n".join(map(chat.words, lines))


def merge_preview(chat: Chat, unit: Unit, into: Unit) -> str:
    """The question before a unit becomes part of another."""
    lines: list[Text | str] = [
        _("Merge {unit} into {into}? There go:", unit=unit.name, into=full_name(chat.tx, into)),
        *belongings(chat, unit),
        _("Roles over {unit} go on over {into}; their people are told.", unit=unit.name, into=into.name),
    ]
    renamed = list(unit_changes.renamed_by_merge(chat.tx, unit, into).values())
    if renamed:
        names = "; ".join(renamed[:NAMED]) + ("; …" if len(renamed) > NAMED else "")
        lines.append(_("Names that are taken there become: {names}.", names=names))
    lines.append(_("Its name stays understood: whoever types it finds {into}.", into=into.name))
    lines.append(_("Turns that were counted stay with {unit}. It cannot be undone.", unit=unit.name))
    return "\n".join(map(chat.words, lines))


def close_preview(chat: Chat, unit: Unit, above: Unit) -> str:
    """The question before a unit is closed."""
    lines: list[Text | str] = [
        _("Close {unit}? To {above} go:", unit=unit.name, above=full_name(chat.tx, above)),
        *belongings(chat, unit),
        _("Roles over {unit} end; their people are told.", unit=unit.name),
        _("Turns that were counted stay with {unit}. It cannot be undone.", unit=unit.name),
    ]
    return "\n".join(map(chat.words, lines))
